"""`penyangga copy`: all of a workspace into another, whatever keeps them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json
from server.cli.session import STORE_FILE, Session, WrongUsageError, is_address, note, open_place

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.stores.copying import Copied

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("source", metavar="WORKSPACE_A")
@click.argument("target", metavar="WORKSPACE_B")
@click.option(
    "--from-folder", metavar="DIR", type=_FOLDER, help="Folder of A's files, if A is in PostGIS."
)
@click.option(
    "--to-folder", metavar="DIR", type=_FOLDER, help="Folder for B's files, if B is in PostGIS."
)
@click.option("--replace", is_flag=True, help="Take the place of B's layers of the same ids.")
@click.option("--json", "as_json", is_flag=True, help="Give what was copied as JSON.")
@click.pass_obj
def copy(
    session: Session,
    source: str,
    target: str,
    *,
    from_folder: Path | None,
    to_folder: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Copy every layer of WORKSPACE_A, with rasters and history, into WORKSPACE_B.

    Scenarios, masterplans and the records of results go along; tokens, shares and jobs stay.

    Each is a folder or postgresql://user@host/database?schema=name; B is made where it
    is not there. All layers arrive, or none; both sides are compared at the end. --folder
    stands for the one of --from-folder and --to-folder that is needed.
    """
    if session.folder and from_folder is None and to_folder is None:
        if is_address(source) and is_address(target):
            raise WrongUsageError(
                "kedua ruang kerja ada di PostGIS; berikan --from-folder dan --to-folder",
                "both workspaces are in PostGIS; give --from-folder and --to-folder",
            )
        from_folder = session.folder if is_address(source) else None
        to_folder = session.folder if is_address(target) else None
    with closing(_opened(source, from_folder, "--from-folder")) as taken:
        copied, carried, shown = _copied(session, taken, target, to_folder, replace=replace)
        told_source = taken.store.shown
    if as_json:
        layers = [
            {"id": c.layer_id, "n_features": c.n_features, "sha256": c.fingerprint} for c in copied
        ]
        print_json({"from": told_source, "to": shown, "layers": layers, "carried": carried})
        return
    click.echo(f"{shown}: {len(copied)} {session.words('lapisan disalin', 'layers copied')}")
    if carried["scenarios"] or carried["masterplans"]:
        n, plans = carried["scenarios"], carried["masterplans"]
        click.echo(
            session.words(f"{n} skenario, {plans} rencana induk", f"{n} scenarios, {plans} plans")
        )
    note(session.words("Kedua sisi sama.", "Both sides are equal."))


def _copied(
    session: Session, source: Catalogue, place: str, folder: Path | None, *, replace: bool
) -> tuple[list[Copied], dict[str, int], str]:
    """Copy into the target, made first where there is none; give its address to tell."""
    from layers.stores.copying import copy_workspace
    from server.cli.workspaces.carrying import carry, require_free

    with session.progress() as progress, _target(place, folder, replace=replace) as target:

        def tell(layer_id: str, done: int, of: int) -> None:
            progress.step(done + 1, of, layer_id)
            progress.update(done, of)

        if not replace:
            require_free(source, target)
        copied = copy_workspace(source, target, replace=replace, progress=tell)
        carried = carry(source, target)
        shown = target.store.shown
    return copied, carried, shown if is_address(place) else str(Path(place).resolve())


@contextmanager
def _target(place: str, folder: Path | None, *, replace: bool) -> Iterator[Catalogue]:
    """Open the workspace to copy into, or make it: a new folder appears whole or not at all."""
    if is_address(place):
        with closing(_opened_or_made(place, folder)) as catalogue:
            _require_empty(catalogue, replace=replace)
            yield catalogue
        return
    path = Path(place).resolve()
    if (path / STORE_FILE).is_file():
        with closing(open_place(path)) as catalogue:
            _require_empty(catalogue, replace=replace)
            yield catalogue
        return
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise WrongUsageError(
            f"{path} sudah ada dan bukan ruang kerja; pilih folder lain",
            f"{path} is there and is no workspace; choose another folder",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        made = Path(scratch) / "workspace"
        with closing(open_place(made, create=True)) as catalogue:
            yield catalogue
        if path.is_dir():
            path.rmdir()
        shutil.move(made, path)


def _opened(place: str, folder: Path | None, option: str) -> Catalogue:
    if is_address(place) and folder is None:
        raise WrongUsageError(
            "ruang kerja di PostGIS menyimpan rasternya dalam folder; sebutkan dengan "
            f"{option} DIR",
            f"a workspace in PostGIS keeps its rasters in a folder; name it with {option} DIR",
        )
    return open_place(place, folder)


def _opened_or_made(place: str, folder: Path | None) -> Catalogue:
    from layers.errors import StoreError

    try:
        return _opened(place, folder, "--to-folder")
    except StoreError as error:
        if error.code != "not-a-workspace":
            raise
        return open_place(place, folder, create=True)


def _require_empty(catalogue: Catalogue, *, replace: bool) -> None:
    from layers.errors import LayerExistsError
    from layers.text import Text

    held = catalogue.ids()
    if held and not replace:
        place, count = catalogue.store.shown, len(held)
        raise LayerExistsError(
            Text(
                f"{place} sudah memuat {count} lapisan; salin ke ruang kerja kosong, atau berikan "
                "--replace untuk menggantikan yang id-nya sama",
                f"{place} holds {count} layers already; copy into an empty workspace, or give "
                "--replace to take the place of those of the same ids",
            )
        )
