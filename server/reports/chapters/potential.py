"""Potential: districts beside their peers, measure by measure, and the land that is left."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Any

from server.reports.blocks import Block, Cell, heading, table, text
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]
HECTARES = ("allowed_ha", "protected_ha", "steep_ha", "built_ha", "available_ha")
# A mark: its sign, and the tone it is printed in.
MARKS = {"strength": ("▲ ", "reached"), "gap": ("▼ ", "behind")}


def potential(document: Document, numbers: Mapping[str, str], speech: Speech) -> list[Block]:
    """Give percentiles by district and measure, what the measures are, and land by activity.

    Parameters
    ----------
    document
        The report's data.
    numbers
        Of districts on maps, by code.
    speech
        The language of its words.
    """
    found = document["profile"]["potential"]
    if "reason" in found:
        return [text(speech.word("why_none", reason=speech.text(found["reason"])), "note")]
    letters = dict(zip((one["id"] for one in found["measures"]), ascii_uppercase, strict=False))
    return [
        heading(speech.word("potential")),
        text(speech.word("potential_lead", peers=speech.text(found["peers"]["title"]))),
        _matrix(found, letters, numbers, speech),
        _legend(found, letters, speech),
        *_land(found, speech),
        *(text(speech.text(note), "note") for note in found["notes"]),
    ]


def _matrix(
    found: Mapping[str, Any], letters: Mapping[str, str], numbers: Mapping[str, str], speech: Speech
) -> Block:
    by = {(row["code"], row["measure"]): row for row in found["rows"]}
    rows: list[list[Cell]] = [
        [
            numbers.get(unit["code"], NOTHING),
            unit["name"],
            *(_percentile(by.get((unit["code"], name)), speech) for name in letters),
        ]
        for unit in found["units"]
    ]
    heads = [speech.word("number"), speech.word("district"), *letters.values()]
    widths = (0.8, 3.2, *[1.1] * len(letters))
    right = range(2, len(heads))
    return table(speech.word("percentiles"), heads, rows, widths=widths, right=right)


def _percentile(row: Mapping[str, Any] | None, speech: Speech) -> Cell:
    if row is None or row["percentile"] is None:
        return NOTHING
    sign, tone = MARKS.get(row["mark"], ("", ""))
    return {"text": sign + speech.number(row["percentile"], 0), "tone": tone}


def _legend(found: Mapping[str, Any], letters: Mapping[str, str], speech: Speech) -> Block:
    medians = {row["measure"]: row["median"] for row in found["rows"]}
    rows = [
        [
            letters[one["id"]],
            speech.text(one["title"]),
            speech.text(one["unit"]),
            speech.number(medians.get(one["id"])),
            speech.word(f"better_{one['direction']}"),
            speech.trust(one["trust"]),
        ]
        for one in found["measures"]
    ]
    keys = ("letter", "measure", "unit", "median", "better", "trust")
    heads = [speech.word(key) for key in keys]
    widths = (0.6, 3.6, 1.4, 1.1, 1.0, 1.2)
    return table(speech.word("measures"), heads, rows, widths=widths, right=[3])


def _land(found: Mapping[str, Any], speech: Speech) -> list[Block]:
    names = {one["id"]: speech.text(one["name"]) for one in found["activities"]}
    rows = [
        [
            row["name"],
            f"{row['activity']} {names[row['activity']]}",
            *(speech.number(row[key]) for key in HECTARES),
        ]
        for row in found["land"]
        if row["allowed_ha"] > 0
    ]
    if not rows:
        return []
    heads = [speech.word(key) for key in ("district", "land_for", *HECTARES)]
    widths = (1.6, 2.4, 1.1, 1.1, 0.9, 1.2, 1.1)
    return [table(speech.word("land_table"), heads, rows, widths=widths, right=range(2, 7))]
