"""`penyangga masterplan`: checks plans, and tells of their form."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.failure import INVALID
from server.cli.masterplans.moving import changing, print_effect, print_ranking, unit_rows
from server.cli.masterplans.standing import print_evaluation, target_rows
from server.cli.output import number, print_csv, print_json
from server.cli.session import Session, holds_workspace, note

if TYPE_CHECKING:
    from layers.masterplan import Fault, Masterplan

# Lists that are counted: key, Indonesian, English.
COUNTED = (
    ("goals", "tujuan", "goals"),
    ("targets", "target", "targets"),
    ("strategies", "strategi", "strategies"),
    ("programmes", "program", "programmes"),
    ("activities", "kegiatan", "activities"),
    ("steps", "langkah", "steps"),
    ("work_units", "perangkat daerah", "work units"),
    ("indicators", "indikator", "indicators"),
)


@click.group()
def masterplan() -> None:
    """Check masterplans, down to each work unit's steps."""


@masterplan.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Give counts and faults as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the faults as CSV.")
@click.pass_obj
def check(session: Session, file: Path, *, as_json: bool, as_csv: bool) -> None:
    """Check the masterplan in FILE (YAML or JSON), and tell all faults at once.

    In a workspace, the layers that targets name are looked up as well. Exit code 3: there
    are faults.
    """
    from layers.masterplan import Masterplan, faults_of, read_draft

    document, draft = read_draft(file)
    layer_ids = _layer_ids(session)
    faults = faults_of(draft, layer_ids)
    plan = None if faults else Masterplan.model_validate(document)
    if as_json:
        print_json(_document(file, plan, faults, layer_ids is not None))
    elif as_csv:
        print_csv([_row(fault) for fault in faults])
    elif plan is not None:
        _praise(session, file, plan)
    else:
        for fault in faults:
            click.echo(f"{file.name}: {session.say(fault.text)}")
    if faults:
        told = session.words(f"{len(faults)} kesalahan", f"{len(faults)} faults")
        note(f"{file.name}: {told}")
        raise SystemExit(INVALID)


@masterplan.command("list")
@click.option("--json", "as_json", is_flag=True, help="Give the list as JSON.")
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List the workspace's masterplans (its folder `masterplans`), and the examples."""
    from layers.masterplan import Shelf

    catalogue = session.open()
    try:
        shelf = Shelf(catalogue.path)
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
@click.option("--json", "as_json", is_flag=True, help="Give the whole evaluation as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the targets as CSV.")
@click.pass_obj
def evaluate(
    session: Session, name: str, *, on: datetime | None, as_json: bool, as_csv: bool
) -> None:
    """Say where each target of the masterplan NAME stands, and what is missing in its chain.

    Indicators that layers can give are computed from the workspace; others are the latest
    value entered in the plan. For example: penyangga masterplan evaluate kukar
    """
    from gis.masterplans import evaluate as evaluated
    from layers.masterplan import Shelf

    catalogue = session.open()
    try:
        plan = Shelf(catalogue.path).read(name, layer_ids=catalogue.ids())
        found = evaluated(catalogue, plan, on.date() if on is not None else _today())
    finally:
        catalogue.close()
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        print_csv(target_rows(found))
    else:
        print_evaluation(session, found)


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
    from gis.masterplans import effect as effect_of
    from layers.masterplan import Shelf

    catalogue = session.open()
    try:
        plan = Shelf(catalogue.path).read(name, layer_ids=catalogue.ids())
        day = on.date() if on is not None else _today()
        wanted = [programme] if programme is not None else changing(plan)
        found = [effect_of(catalogue, plan, one, day) for one in wanted]
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


def _today() -> date:
    return datetime.now().astimezone().date()


@masterplan.command()
@click.option("--json", "as_json", is_flag=True, help="It is JSON either way.")
def schema(as_json: bool) -> None:  # noqa: ARG001 - every command takes --json
    """Give the JSON Schema (2020-12) of a masterplan's file."""
    from layers.masterplan import json_schema

    print_json(json_schema())


def _layer_ids(session: Session) -> list[str] | None:
    """Give the ids of the workspace's layers; None where there is no workspace."""
    if session.workspace is None and not holds_workspace(Path.cwd()):
        return None
    catalogue = session.open()
    try:
        return list(catalogue.ids())
    finally:
        catalogue.close()


def _praise(session: Session, file: Path, plan: Masterplan) -> None:
    """Tell of a plan without faults."""
    head = plan.masterplan
    click.echo(f"{file.name}: {session.words('tanpa kesalahan', 'no faults')}")
    period = f"{head.period.start}-{head.period.end}"
    click.echo(f"{session.say(head.title)} ({head.region}, {period})")
    counts = (
        f"{number(len(plan.entries(kind)), lang=session.lang)} {session.words(*words)}"
        for kind, *words in COUNTED
    )
    click.echo(", ".join(counts))


def _document(
    file: Path, plan: Masterplan | None, faults: list[Fault], looked_up: bool
) -> dict[str, Any]:
    counts = None
    if plan is not None:
        counts = {kind: len(plan.entries(kind)) for kind, *_ in COUNTED}
    return {
        "file": file.name,
        "id": plan.masterplan.id if plan is not None else None,
        "valid": not faults,
        "layers_checked": looked_up,
        "counts": counts,
        "faults": [fault.to_dict() for fault in faults],
    }


def _row(fault: Fault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "where": fault.where,
        "code": fault.code,
        "message_id": fault.message.id,
        "message_en": fault.message.en,
    }
