"""Coverage by the standards as people read it in a terminal: one block for each standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gis.processes.travel import STRAIGHT, mode_choices
from gis.processes.values import distance_text
from server.cli.answers.wording import duration
from server.cli.output import number, percent, print_table, trust_in_words

if TYPE_CHECKING:
    from server.cli.session import Session

AREAS = {"urban": ("perkotaan", "urban"), "rural": ("perdesaan", "rural")}
STATUS = {
    "sourced": ("sumber terlihat", "source seen"),
    "unverified": ("belum terverifikasi", "unverified"),
}


def print_standards(session: Session, numbers: dict[str, Any]) -> None:
    """Write what is covered by each standard, in the units where it applies.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer, as plain data.
    """
    totals = {total["standard"]: total for total in numbers["totals"]}
    for criterion in numbers["standards"]:
        if criterion["id"] in totals:
            _print_one(session, criterion, totals[criterion["id"]], numbers)
            click.echo()


def _print_one(
    session: Session, criterion: dict[str, Any], total: dict[str, Any], numbers: dict[str, Any]
) -> None:
    pick = 0 if session.lang == "id" else 1
    areas = ", ".join(AREAS[area][pick] for area in criterion["areas"])
    status = STATUS[criterion["status"]][pick]
    click.echo(
        f"{criterion['label'][session.lang]} ({criterion['id']}): ≤ {_limit(session, criterion)}"
    )
    trust = trust_in_words(session, criterion["trust"])
    click.echo(f"  {areas}; {status} ({trust}): {criterion['source']}")
    left_out = total["n_units_left_out"]
    people = number(total["people_left_out"], lang=session.lang)
    out = session.words(
        f"Tidak berlaku di {left_out} wilayah ({people} orang).",
        f"Does not apply to {left_out} units ({people} people).",
    )
    rows = [
        row | {"covered": percent(row["share"], session.lang)}
        for row in numbers["rows"]
        if row["standard"] == criterion["id"] and row["applies"]
    ]
    if rows:
        last = {"code": "", "name": session.words("semua", "all"), "total": total["total"]}
        rows.append(last | {"covered": percent(total["share"], session.lang)})
        columns = {
            "code": session.words("kode", "code"),
            "name": session.words("nama", "name"),
            "total": session.words("penduduk", "people"),
            "covered": session.words("terjangkau", "covered"),
        }
        print_table(rows, columns, session.lang)
    if total["n_units_left_out"]:
        click.echo(out)


def _limit(session: Session, criterion: dict[str, Any]) -> str:
    """Write a limit and how it is measured."""
    title = dict(mode_choices())[criterion["travel"]]
    metres, seconds = criterion["limit_m"], criterion["limit_s"]
    limit = distance_text(metres) if metres is not None else duration(session, seconds)
    how = session.say(title).lower()
    return f"{limit}, {how}" if criterion["travel"] != STRAIGHT else f"{limit} ({how})"
