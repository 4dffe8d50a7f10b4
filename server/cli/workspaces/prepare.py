"""`penyangga prepare`: make before anybody asks what questions by time of travel need."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json
from server.cli.session import Session, note

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.text import Text
    from server.cli.progress import Progress


@click.command()
@click.option(
    "--mode",
    "modes",
    metavar="MODE",
    multiple=True,
    help="A mode of travel; several times for several. Car, walk and boat unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
@click.pass_obj
def prepare(session: Session, *, modes: tuple[str, ...], as_json: bool) -> None:
    """Prepare tiles, and roads, waters and people for questions by time of travel.

    The first question after a change of the layers does the same; prepared, it is
    answered at once. What is prepared already is left as it is.
    """
    from gis.processes.travel.preparing import MODES, require_modes
    from layers.searching import open_search
    from layers.tiling import open_tiles

    require_modes(modes)
    catalogue = session.open()
    try:
        with session.progress() as progress:
            prepared, left_out = prepare_modes(catalogue, modes or MODES, progress)
            for layer in catalogue.layers():
                if layer.kind == "vector" and layer.bbox is not None:
                    open_tiles(catalogue, layer.id).tile(0, 0, 0)
            open_search(catalogue)
    finally:
        catalogue.close()
    if as_json:
        told = {mode: why.to_dict() for mode, why in left_out.items()}
        print_json({"prepared": prepared, "left_out": told})
        return
    click.echo(f"{session.words('Disiapkan', 'Prepared')}: {', '.join(prepared) or '-'}")
    for mode, why in left_out.items():
        note(f"{mode}: {session.say(why)}")


def prepare_search(catalogue: Catalogue) -> None:
    """Make the indexes of names anew that a change left behind, so that no search waits for them.

    What cannot be made is left to the first search: the change itself is done.
    """
    from layers.errors import LayersError
    from layers.searching import renew_search

    with suppress(LayersError):
        renew_search(catalogue)


def prepare_modes(
    catalogue: Catalogue,
    modes: tuple[str, ...],
    progress: Progress,
    before: int = 0,
) -> tuple[list[str], dict[str, Text]]:
    """Prepare the modes that can be; give them, and why the others cannot.

    Parameters
    ----------
    catalogue
        The workspace.
    modes
        Modes of travel.
    progress
        Told of each.
    before
        How many steps came before these.
    """
    from gis.errors import NoAnswerError
    from gis.processes.travel.preparing import missing_for, prepare_travel
    from layers.text import Text

    prepared: list[str] = []
    left_out: dict[str, Text] = {}
    for number, mode in enumerate(modes, 1):
        progress.step(before + number, before + len(modes), f"Siapkan / Prepare: {mode}")
        missing = missing_for(catalogue, mode)
        if missing:
            what = ", ".join(missing)
            left_out[mode] = Text(f"tanpa lapisan {what}", f"without layer {what}")
            continue
        try:
            prepare_travel(catalogue, mode)
        except NoAnswerError as error:
            left_out[mode] = error.text
        else:
            prepared.append(mode)
    return prepared, left_out
