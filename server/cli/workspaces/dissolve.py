"""`penyangga dissolve`: an upper level of boundaries made from a lower one."""

from __future__ import annotations

import click

from server.cli.output import print_json
from server.cli.session import Session


@click.command()
@click.argument("source_id", metavar="LAYER")
@click.option(
    "--level", required=True, metavar="LEVEL", help="provinces, regencies or districts (1, 2, 3)."
)
@click.option("--as", "layer_id", metavar="ID", help="Id of the layer [default: the level's].")
@click.option("--replace", is_flag=True, help="Take the place of the layer.")
@click.option("--json", "as_json", is_flag=True, help="Give the new layer as JSON.")
@click.pass_obj
def dissolve(
    session: Session,
    source_id: str,
    *,
    level: str,
    layer_id: str | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Dissolve the boundaries of LAYER (villages, say) to a level above, by code.

    People are added up, areas computed anew; where the units tile without gaps, every
    vertex is kept. For example: penyangga dissolve villages --level districts
    """
    from layers.ingest.dissolving import dissolve as write_level

    with session.progress() as progress:
        progress.step(1, 1, session.words("menggabungkan", "dissolving"))
        made = write_level(
            session.open(),
            source_id,
            level,
            layer_id=layer_id,
            mode="replace" if replace else None,
        )
    if as_json:
        print_json({"layer": made.to_dict()})
        return
    units = session.words("wilayah dari", "units from")
    click.echo(f"{made.id}: {made.n_features} {units} {source_id}")
