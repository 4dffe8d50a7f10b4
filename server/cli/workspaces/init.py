"""`penyangga init`: make a workspace, with the starter region or empty."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json
from server.cli.session import STORE_FILE, Session, WrongUsageError, is_address, note, open_place
from server.cli.workspaces.prepare import prepare_modes

if TYPE_CHECKING:
    from layers import Catalogue
    from server.cli.progress import Progress


@click.command()
@click.argument("place", metavar="DIR|URL")
@click.option("--empty", is_flag=True, help="Make a workspace without any layer.")
@click.option(
    "--folder",
    "files",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where a PostGIS workspace is to keep its rasters and packed layers.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
@click.pass_obj
def init(session: Session, place: str, *, empty: bool, files: Path | None, as_json: bool) -> None:
    """Make a workspace in DIR, filled with the modelled starter region.

    The folder appears whole or not at all. A folder that is a workspace already is
    left as it is. With postgresql://user@host/database?schema=name and --folder DIR the
    workspace is made in that PostGIS database.
    """
    if is_address(place):
        _init_shared(session, place, files or session.folder, empty=empty, as_json=as_json)
    else:
        _init_folder(session, Path(place).resolve(), empty=empty, as_json=as_json)


def _init_folder(session: Session, folder: Path, *, empty: bool, as_json: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise WrongUsageError(
            f"{folder} adalah berkas; sebutkan folder", f"{folder} is a file; name a folder"
        )
    if (folder / STORE_FILE).is_file():
        catalogue = open_place(folder)
        _there_already(session, catalogue, as_json=as_json)
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise WrongUsageError(
            f"{folder} tidak kosong dan bukan ruang kerja; pilih folder lain",
            f"{folder} is not empty and is no workspace; choose another folder",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        made = Path(scratch) / "workspace"
        with session.progress() as progress:
            layer_ids = _make(made, progress, empty=empty)
        _put_in_place(made, folder)
    _made(session, str(folder), layer_ids, f"--workspace {folder}", as_json=as_json)


def _init_shared(
    session: Session, url: str, files: Path | None, *, empty: bool, as_json: bool
) -> None:
    """Make a workspace in PostGIS; one that was made but never filled is filled."""
    catalogue = _opened_or_made(url, files)
    try:
        if catalogue.version():
            _there_already(session, catalogue, as_json=as_json)
            return
        if not empty:
            with session.progress() as progress, tempfile.TemporaryDirectory() as scratch:
                _fill_shared(catalogue, Path(scratch) / "workspace", progress)
        options = f"--workspace {catalogue.store.shown} --folder {catalogue.path}"
        _made(session, catalogue.store.shown, catalogue.ids(), options, as_json=as_json)
    finally:
        catalogue.close()


def _opened_or_made(url: str, files: Path | None) -> Catalogue:
    from layers.errors import StoreError

    try:
        return open_place(url, files, create=True)
    except StoreError as error:
        if error.code not in ("store-exists", "wrong-folder"):
            raise
        try:
            return open_place(url, files)
        except StoreError as second:
            raise (error if second.code == "not-a-workspace" else second) from None


def _fill_shared(catalogue: Catalogue, draft: Path, progress: Progress) -> None:
    """Build the starter region beside, then put all of it in with one transaction."""
    from gis.processes.travel.preparing import MODES
    from layers.stores.copying import copy_workspace

    _make(draft, progress, empty=False, pack=False)
    made = open_place(draft)

    def tell(title: str, done: int, of: int) -> None:
        progress.step(1, 2 + len(MODES), f"Salin / Copy {title}")
        progress.update(done, of)

    try:
        copy_workspace(made, catalogue, progress=tell)
    finally:
        made.close()
    _packed_and_prepared(catalogue, progress, 1)


def _made(
    session: Session, shown: str, layer_ids: list[str], options: str, *, as_json: bool
) -> None:
    if as_json:
        print_json({"workspace": shown, "made": True, "layers": layer_ids})
    else:
        click.echo(f"{shown}: {len(layer_ids)} {session.words('lapisan', 'layers')}")
        note(f"{session.words('Lanjut', 'Next')}: penyangga {options} serve")


def _put_in_place(made: Path, folder: Path) -> None:
    """Rename the new workspace, or fill an empty folder with it, the store last."""
    if not folder.is_dir():
        made.rename(folder)
        return
    for child in sorted(made.iterdir(), key=lambda path: path.name == STORE_FILE):
        child.rename(folder / child.name)


def _make(folder: Path, progress: Progress, *, empty: bool, pack: bool = True) -> list[str]:
    import layers

    catalogue = layers.open(folder, create=True)
    try:
        if not empty:
            _fill(catalogue, progress, pack=pack)
        return catalogue.ids()
    finally:
        catalogue.close()


def _fill(catalogue: Catalogue, progress: Progress, *, pack: bool) -> None:
    from gis.processes.travel.preparing import MODES
    from layers import starter

    n_steps, more = 0, 1 + len(MODES) if pack else 0

    def tell(number: int, of: int, title: str) -> None:
        nonlocal n_steps
        n_steps = of
        progress.step(number + 1, of + more, title)

    starter.build(catalogue, progress=tell)
    if pack:
        _packed_and_prepared(catalogue, progress, n_steps)


def _packed_and_prepared(catalogue: Catalogue, progress: Progress, before: int) -> None:
    """Make what is served and asked of the layers, so that the first to ask need not wait."""
    from gis.processes.travel.preparing import MODES

    progress.step(before + 1, before + 1 + len(MODES), "Kemas / Pack")
    _pack(catalogue, progress)
    prepare_modes(catalogue, MODES, progress, before + 1)


def _pack(catalogue: Catalogue, progress: Progress) -> None:
    """Make what is served of each layer: its packed features, its tiles, its names."""
    from layers.searching import open_search
    from layers.tiling import open_tiles

    vectors = [layer for layer in catalogue.layers() if layer.kind == "vector"]
    for number, layer in enumerate(vectors):
        progress.update(number, len(vectors))
        catalogue[layer.id].packed()
        if layer.bbox is not None:
            # Cutting one compiles what cuts, which takes long the first time.
            open_tiles(catalogue, layer.id).tile(0, 0, 0)
    open_search(catalogue)


def _there_already(session: Session, catalogue: Catalogue, *, as_json: bool) -> None:
    layer_ids, shown = catalogue.ids(), catalogue.store.shown
    catalogue.close()
    if as_json:
        print_json({"workspace": shown, "made": False, "layers": layer_ids})
    else:
        told = session.words(
            f"{shown} sudah berupa ruang kerja ({len(layer_ids)} lapisan); tidak ada yang diubah",
            f"{shown} is a workspace already ({len(layer_ids)} layers); nothing was changed",
        )
        note(told)
