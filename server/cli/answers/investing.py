"""Sites for an investment, and places for visitors, as people read them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

WORDS = {
    "rank": ("no", "no"),
    "unit": ("wilayah", "unit"),
    "score": ("skor", "score"),
    "subzone": ("subzona", "subzone"),
    "verdict": ("putusan", "verdict"),
    "place": ("bujur,lintang", "lon,lat"),
    "name": ("nama", "name"),
    "type": ("jenis", "type"),
    "minutes": ("menit", "minutes"),
    "metres": ("meter", "metres"),
}
SENTENCES = {
    "head": Text(
        "{activity}: tapak di subzona {subzones}", "{activity}: sites in subzones {subzones}"
    ),
    "condition": Text("{verdict}: {condition}", "{verdict}: {condition}"),
}
TOLD = Wording(WORDS, SENTENCES)


def print_invest(session: Session, numbers: dict[str, Any]) -> None:
    """Write ranked sites with their verdict and ways, then what the verdicts ask for.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `invest`, as plain data.
    """
    one = numbers["activity"]
    activity = f"{one['id']} {said(session, one['name'])}"
    TOLD.say(session, "head", activity=activity, subzones=", ".join(numbers["subzones"]))
    ways = {
        way["column"]: f"{said(session, way['title'])}, {TOLD.word(session, way['unit'])}"
        for way in numbers["ways"]
    }
    rows = [
        row
        | {
            "score": number(row["score"], ".3f", session.lang),
            "place": f"{row['lon']:.4f},{row['lat']:.4f}",
            **{column: _whole(session, row[column]) for column in ways},
        }
        for row in numbers["rows"]
    ]
    keys = ("rank", "unit", "score", "subzone", "verdict")
    columns = TOLD.heads(session, keys) | ways | TOLD.heads(session, ("place",))
    print_table(rows, columns, session.lang)
    key = "condition" if session.lang == "id" else "condition_en"
    for verdict, condition in dict.fromkeys((row["verdict"], row[key]) for row in numbers["rows"]):
        if condition:
            TOLD.say(session, "condition", verdict=verdict, condition=condition)


def print_visit(session: Session, numbers: dict[str, Any]) -> None:
    """Write places with the minutes to them, the nearest first."""
    rows = [
        {**row, "minutes": number(row["seconds"] / 60, ",.0f", session.lang)}
        for row in numbers["rows"]
    ]
    print_table(rows, TOLD.heads(session, ("rank", "name", "type", "minutes")), session.lang)


def _whole(session: Session, value: float | None) -> str:
    return NOTHING if value is None else number(value, ",.0f", session.lang)
