"""An indicator as people read it in a terminal: units with their values, then all together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 30
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WORDS = {
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "value": ("nilai", "value"),
    "range": ("rentang", "range"),
    "part": ("bagian", "part"),
    "whole": ("seluruh", "whole"),
    "all": ("semua", "all"),
    "date": ("tanggal", "date"),
    "id": ("id", "id"),
    "label": ("indikator", "indicator"),
    "target": ("target", "target"),
    "unit": ("satuan", "unit"),
    "computability": ("lapisan", "layers"),
    "indicator": ("dihitung oleh", "computed by"),
    "missing": ("yang belum ada", "missing"),
    "direct": ("langsung", "direct"),
    "proxy": ("pendekatan", "proxy"),
}
SENTENCES = {
    "head": Text("{title} ({unit}; {better})", "{title} ({unit}; {better})"),
    "up": Text("makin tinggi makin baik", "more is better"),
    "down": Text("makin rendah makin baik", "less is better"),
    "formula": Text("Rumus: {formula}.", "Formula: {formula}."),
    "standard": Text("Standar: {standard} ({source}).", "Standard: {standard} ({source})."),
    "uncertainty": Text("Ketidakpastian: {told}.", "Uncertainty: {told}."),
    "kpis": Text(
        "{direct} langsung, {proxy} pendekatan, {missing} belum dapat dihitung dari lapisan.",
        "{direct} direct, {proxy} by a proxy, {missing} that layers cannot give yet.",
    ),
    "more": Text("… dan {n} wilayah lain.", "… and {n} more units."),
}
TOLD = Wording(WORDS, SENTENCES)


def print_indicator(session: Session, numbers: dict[str, Any]) -> None:
    """Write an indicator, unit by unit, the worst first.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `indicator`, as plain data.
    """
    one = numbers["indicator"]
    better = TOLD.sentence(session, one["direction"])
    title, unit = said(session, one["title"]), said(session, one["unit"])
    click.echo(TOLD.sentence(session, "head", title=title, unit=unit, better=better))
    rows = sorted(numbers["rows"], key=lambda row: _worst_first(row, one["direction"]))
    shown = [_shown(session, row) for row in rows[:SHOWN]]
    everyone = {"code": "", "name": TOLD.word(session, "all"), **numbers["total"]}
    keys = ("code", "name", "value", "range", "part", "whole")
    columns = {key: TOLD.word(session, key) for key in keys}
    if all(row["value_low"] is None for row in (*rows, numbers["total"])):
        columns.pop("range")
    print_table([*shown, _shown(session, everyone)], columns, session.lang)
    if len(rows) > SHOWN:
        click.echo(TOLD.sentence(session, "more", n=len(rows) - SHOWN))
    click.echo(TOLD.sentence(session, "formula", formula=said(session, one["formula"])))
    if one["standard"]:
        told = {"standard": one["standard"], "source": one["source"]}
        click.echo(TOLD.sentence(session, "standard", **told))

    click.echo(TOLD.sentence(session, "uncertainty", told=said(session, one["uncertainty"])))
    if numbers["series"]:
        _print_series(session, numbers["series"])


def _print_series(session: Session, series: list[dict[str, Any]]) -> None:
    """Write the values at several dates."""
    nowhere = {"code": "", "name": ""}
    rows = [{**_shown(session, nowhere | at), "date": at["date"]} for at in series]
    keys = ("date", "value", "range", "part", "whole")
    click.echo()
    print_table(rows, {key: TOLD.word(session, key) for key in keys}, session.lang)


def print_kpis(session: Session, numbers: dict[str, Any]) -> None:
    """Write the indicators of frameworks, what computes each, or what is missing for it.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `kpis`, as plain data.
    """
    rows = [
        {
            "id": row["id"],
            "label": said(session, row["label"]),
            "target": _aim(row["target"], session.lang),
            "unit": said(session, row["unit"]),
            "computability": TOLD.word(session, row["computability"]),
            "indicator": row["indicator"] or NOTHING,
            "missing": said(session, row["missing"]) if row["missing"] else NOTHING,
        }
        for row in numbers["rows"]
    ]
    print_table(rows, {key: TOLD.word(session, key) for key in rows[0]}, session.lang)
    counts = {kind: numbers["n_kpis"].get(kind, 0) for kind in ("direct", "proxy", "missing")}
    click.echo(TOLD.sentence(session, "kpis", **counts))


def _aim(target: str | None, lang: str) -> str:
    """Give a target that is words and numbers with its numbers as a language has them."""
    return NUMBER.sub(lambda m: _again(m[0], lang), target) if target else NOTHING


def _again(english: str, lang: str) -> str:
    form = f",.{len(english.partition('.')[2])}f"
    return number(float(english.replace(",", "")), form, lang)


def _worst_first(row: dict[str, Any], direction: str) -> tuple[bool, float]:
    value = row["value"]
    if value is None:
        return True, 0.0
    return False, value if direction == "up" else -value


def _shown(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    def told(value: float | None) -> str:
        if value is None:
            return NOTHING
        return number(value, ".2f" if 0.0 < abs(value) < 1.0 else ",.1f", session.lang)

    between = f"{told(row['value_low'])}-{told(row['value_high'])}"
    return {
        "code": row["code"],
        "name": row["name"],
        "value": told(row["value"]),
        "range": between if row["value_low"] is not None else NOTHING,
        "part": round(row["part"]) if row["part"] is not None else None,
        "whole": round(row["whole"]) if row["whole"] is not None else None,
    }
