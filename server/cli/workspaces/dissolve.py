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
@click.option("--replace", is_flag=True, help="Replace a layer that is not modelled.")
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

    A modelled layer of that id gives way, which is told; any other one wants --replace.
    People are added up, areas computed anew; where the units tile without gaps, every
    vertex is kept. For example: penyangga dissolve villages --level districts
    """
    from layers.ingest.dissolving import dissolve as write_level
    from layers.sources.report import grouped

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
        findings = [finding.to_dict() for finding in made.findings]
        print_json({"layer": made.layer.to_dict(), "findings": findings})
        return
    units = session.words("wilayah dari", "units from")
    click.echo(f"{made.layer.id}: {made.layer.n_features} {units} {source_id}")
    for line in grouped(made.findings, "id" if session.lang == "id" else "en"):
        click.echo(line)
