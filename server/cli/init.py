"""`penyangga init`: make a workspace, with the starter region or empty."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json
from server.cli.session import STORE_FILE, Session, note

if TYPE_CHECKING:
    from layers import Catalogue
    from server.cli.progress import Progress


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--empty", is_flag=True, help="Make a workspace without any layer.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
@click.pass_obj
def init(session: Session, folder: Path, *, empty: bool, as_json: bool) -> None:
    """Make a workspace in DIR, filled with the modelled starter region.

    The folder appears whole or not at all. A folder that is a workspace already is
    left as it is.
    """
    folder = folder.resolve()
    if (folder / STORE_FILE).is_file():
        _there_already(session, folder, as_json=as_json)
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty and is no workspace; choose another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        made = Path(scratch) / "workspace"
        with session.progress() as progress:
            layer_ids = _make(made, progress, empty=empty)
        _put_in_place(made, folder)
    if as_json:
        print_json({"workspace": str(folder), "made": True, "layers": layer_ids})
    else:
        click.echo(f"{folder}: {len(layer_ids)} {session.words('lapisan', 'layers')}")
        note(f"{session.words('Lanjut', 'Next')}: penyangga --workspace {folder} serve")


def _put_in_place(made: Path, folder: Path) -> None:
    """Rename the new workspace, or fill an empty folder with it, the store last."""
    if not folder.is_dir():
        made.rename(folder)
        return
    for child in sorted(made.iterdir(), key=lambda path: path.name == STORE_FILE):
        child.rename(folder / child.name)


def _make(folder: Path, progress: Progress, *, empty: bool) -> list[str]:
    import layers

    catalogue = layers.open(folder, create=True)
    try:
        if not empty:
            _fill(catalogue, progress)
        return catalogue.ids()
    finally:
        catalogue.close()


def _fill(catalogue: Catalogue, progress: Progress) -> None:
    from layers import starter

    n_steps = 0

    def tell(number: int, of: int, title: str) -> None:
        nonlocal n_steps
        n_steps = of
        progress.step(number + 1, of + 1, title)

    starter.build(catalogue, progress=tell)
    progress.step(n_steps + 1, n_steps + 1, "Kemas / Pack")
    vectors = [layer for layer in catalogue.layers() if layer.kind == "vector"]
    for number, layer in enumerate(vectors):
        progress.update(number, len(vectors))
        catalogue[layer.id].packed()


def _there_already(session: Session, folder: Path, *, as_json: bool) -> None:
    import layers

    catalogue = layers.open(folder)
    layer_ids = catalogue.ids()
    catalogue.close()
    if as_json:
        print_json({"workspace": str(folder), "made": False, "layers": layer_ids})
    else:
        told = session.words(
            f"{folder} sudah berupa ruang kerja ({len(layer_ids)} lapisan); tidak ada yang diubah",
            f"{folder} is a workspace already ({len(layer_ids)} layers); nothing was changed",
        )
        note(told)
