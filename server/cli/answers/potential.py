"""The potential of areas in a terminal: strengths and gaps of each unit, and the land left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

WORDS = {
    "name": ("nama", "name"),
    "activity": ("kegiatan", "activity"),
    "allowed_ha": ("boleh, ha", "allowed, ha"),
    "protected_ha": ("lindung, ha", "protected, ha"),
    "steep_ha": ("curam, ha", "steep, ha"),
    "built_ha": ("terbangun, ha", "built up, ha"),
    "available_ha": ("tersedia, ha", "available, ha"),
}
SENTENCES = {
    "unit": Text("{code} {name}", "{code} {name}"),
    "strength": Text(
        "  + {measure}: {value} ({percentile})", "  + {measure}: {value} ({percentile})"
    ),
    "gap": Text("  - {measure}: {value} ({percentile})", "  - {measure}: {value} ({percentile})"),
    "even": Text("  tidak menonjol dalam hal apa pun", "  stands out in nothing"),
    "legend": Text(
        "+ kekuatan, - kesenjangan; dalam kurung: dari 100 pembanding, berapa yang lebih buruk "
        "({peers}).",
        "+ strength, - gap; in brackets: of 100 peers, how many are worse ({peers}).",
    ),
    "land": Text("Lahan menurut zonasi:", "Land under the zoning:"),
}
TOLD = Wording(WORDS, SENTENCES)
HECTARES = ("allowed_ha", "protected_ha", "steep_ha", "built_ha", "available_ha")


def print_potential(session: Session, numbers: dict[str, Any]) -> None:
    """Write what each unit is strong and weak in, then the land that is left.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `potential`, as plain data.
    """
    measures = {one["id"]: one for one in numbers["measures"]}
    rows = {(row["code"], row["measure"]): row for row in numbers["rows"]}
    for unit in numbers["units"]:
        TOLD.say(session, "unit", code=unit["code"], name=unit["name"])
        for mark in ("strength", "gap"):
            for name in unit["strengths" if mark == "strength" else "gaps"]:
                _say_mark(session, mark, measures[name], rows[unit["code"], name])
        if not unit["strengths"] and not unit["gaps"]:
            TOLD.say(session, "even")
    TOLD.say(session, "legend", peers=said(session, numbers["peers"]["title"]))
    _print_land(session, numbers)


def _say_mark(session: Session, mark: str, measure: dict[str, Any], row: dict[str, Any]) -> None:
    value = f"{number(row['value'], ',.1f', session.lang)} {said(session, measure['unit'])}"
    percentile = number(row["percentile"], ",.0f", session.lang)
    title = said(session, measure["title"])
    TOLD.say(session, mark, measure=title, value=value, percentile=percentile)


def _print_land(session: Session, numbers: dict[str, Any]) -> None:
    names = {one["id"]: said(session, one["name"]) for one in numbers["activities"]}
    land = [row for row in numbers["land"] if row["allowed_ha"] > 0]
    if not land:
        return

    def hectares(value: float | None) -> str:
        return NOTHING if value is None else number(value, ",.1f", session.lang)

    click.echo()
    TOLD.say(session, "land")
    shown = [
        {
            "name": row["name"],
            "activity": f"{row['activity']} {names[row['activity']]}",
            **{key: hectares(row[key]) for key in HECTARES},
        }
        for row in land
    ]
    print_table(shown, TOLD.heads(session, ("name", "activity", *HECTARES)), session.lang)
