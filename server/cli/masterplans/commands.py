"""`penyangga masterplan`: checks plans, and tells of their form."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from server.cli.masterplans import checking
from server.cli.masterplans.keeping import kept, today
from server.cli.masterplans.moving import print_effect, print_ranking, unit_rows
from server.cli.masterplans.report import report
from server.cli.masterplans.sheets import export, import_, template
from server.cli.masterplans.standing import print_evaluation, target_rows
from server.cli.masterplans.versions import diff, history
from server.cli.output import print_csv, print_json
from server.cli.session import Session


@click.group()
def masterplan() -> None:
    """Check masterplans, down to each work unit's steps."""


for _command in (import_, export, template, history, diff, report):
    masterplan.add_command(_command)


@masterplan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Give counts and faults as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the faults as CSV.")
@click.pass_obj
def check(session: Session, file: Path, *, as_json: bool, as_csv: bool) -> None:
    """Check the masterplan in FILE, and tell all faults at once.

    FILE is YAML, JSON, a workbook (XLSX) or a folder of CSV files. In a workspace, the
    layers that targets name are looked up as well, and edits of the map tried on them.
    Exit code 3: there are faults.
    """
    from gis.masterplans import Binding
    from layers.masterplan.importing import take

    with checking.surroundings(session) as catalogue:
        there = None if catalogue is None else catalogue.ids()
        taken = take(file, layer_ids=there, more=(Binding(catalogue),))
    if as_json:
        print_json(checking.document(file, taken, looked_up=there is not None))
    elif as_csv:
        checking.print_faults(taken.faults)
    elif taken.plan is not None:
        click.echo(f"{file.name}: {session.words('tanpa kesalahan', 'no faults')}")
        checking.praise(session, taken.plan)
    else:
        checking.say_faults(session, file, taken)
    checking.say_notes(session, file, taken)
    checking.refuse(session, file, taken)


@masterplan.command("list")
@click.option("--json", "as_json", is_flag=True, help="Give the list as JSON.")
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List the workspace's masterplans (its folder `masterplans`), and the examples."""
    from layers.masterplan import Shelf

    catalogue = session.open()
    try:
        shelf = Shelf.of(catalogue)
        rows = [{"name": name, "example": False} for name in shelf.names()]
        rows += [{"name": name, "example": True} for name in shelf.examples()]
    finally:
        catalogue.close()
    if as_json:
        print_json({"masterplans": rows})
        return
    for row in rows:
        mark = f" ({session.words('contoh', 'example')})" if row["example"] else ""
        click.echo(f"{row['name']}{mark}")


@masterplan.command()
@click.argument("name")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day it is evaluated for [today].")
@click.option("--version", type=int, help="An older version of the plan; its values are not kept.")
@click.option("--scenario", metavar="NAME", help="As it would be in a scenario.")
@click.option("--no-keep", is_flag=True, help="Do not add the values to the plan's series.")
@click.option("--json", "as_json", is_flag=True, help="Give the whole evaluation as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the targets as CSV.")
@click.pass_obj
def evaluate(
    session: Session,
    name: str,
    *,
    on: datetime | None,
    version: int | None,
    scenario: str | None,
    no_keep: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Say where each target of the masterplan NAME stands, and what is missing in its chain.

    Indicators that layers can give are computed from the workspace; others are the latest
    value entered in the plan. Values that layers have changed since are added to the plan's
    series. For example: penyangga masterplan evaluate kukar
    """
    from gis.masterplans import evaluate as evaluated
    from layers.masterplan import Shelf

    session = session if scenario is None else replace(session, scenario=scenario)
    catalogue = session.open()
    try:
        shelf = Shelf.of(catalogue)
        plan = shelf.read(name, layer_ids=catalogue.ids(), version=version)
        found = evaluated(catalogue, plan, on.date() if on is not None else today())
    finally:
        catalogue.close()
    found = kept(session, found, shelf.series(name), new=not no_keep and version is None)
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        print_csv(target_rows(found))
    else:
        print_evaluation(session, found, name)


@masterplan.command()
@click.argument("name")
@click.argument("programme", required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day it is evaluated for [today].")
@click.option(
    "--rank",
    type=click.Choice(["money", "time"]),
    default="money",
    show_default=True,
    help="Without PROGRAMME: the best for their money, or the quickest, first.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the whole effect as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give units, or the ranking, as CSV.")
@click.pass_obj
def effect(
    session: Session,
    name: str,
    programme: str | None,
    *,
    on: datetime | None,
    rank: str,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Say which targets PROGRAMME of the masterplan NAME moves, and who gains or loses.

    What its activities change on the map (their `edits`) is applied as a scenario. Without
    PROGRAMME all that change something are ranked. For example:
    penyangga masterplan effect kukar p4
    """
    from gis.masterplans import changing, effects
    from layers.masterplan import Shelf

    catalogue = session.open()
    try:
        plan = Shelf.of(catalogue).read(name, layer_ids=catalogue.ids())
        day = on.date() if on is not None else today()
        wanted = [programme] if programme is not None else changing(plan)
        found = effects(catalogue, plan, wanted, day)
    finally:
        catalogue.close()
    if programme is None:
        print_ranking(session, plan, found, rank, as_json=as_json, as_csv=as_csv)
    elif as_json:
        print_json(found[0].to_dict())
    elif as_csv:
        print_csv(unit_rows(found[0]))
    else:
        print_effect(session, found[0])


@masterplan.command()
@click.option("--json", "as_json", is_flag=True, help="It is JSON either way.")
def schema(as_json: bool) -> None:  # noqa: ARG001 - every command takes --json
    """Give the JSON Schema (2020-12) of a masterplan's file."""
    from layers.masterplan import json_schema

    print_json(json_schema())
