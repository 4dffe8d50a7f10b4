"""Sizes of drawn shapes, what lies around them, and who reaches a place, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.cli.answers.wording import Wording
from server.cli.output import number, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

WORDS = {
    "edge": ("ruas", "edge"),
    "length_m": ("panjang m", "length m"),
    "azimuth": ("arah °", "azimuth °"),
    "so_far_m": ("dari awal m", "from the start m"),
    "within": ("dalam", "within"),
    "people": ("penduduk", "people"),
    "range": ("rentang", "range"),
    "reached_km": ("jalan km", "road km"),
    "area_ha": ("luas ha", "area ha"),
}
SENTENCES = {
    "length": Text("Panjang {metres} m", "Length {metres} m"),
    "area": Text("Luas {ha} ha, keliling {metres} m", "Area {ha} ha, border {metres} m"),
    "buffer": Text(
        "Dalam {metres} m: {ha} ha (bidangnya sendiri {own} ha)",
        "Within {metres} m: {ha} ha (the shape itself {own} ha)",
    ),
}
TOLD = Wording(WORDS, SENTENCES)


def print_shape(session: Session, numbers: dict[str, Any]) -> None:
    """Write how large a shape is, edge by edge; or what lies around it."""

    def said(key: str, form: str = ",.1f") -> str:
        return number(numbers[key], form, session.lang)

    if "distance_m" in numbers:
        TOLD.say(
            session,
            "buffer",
            metres=said("distance_m", ",.0f"),
            ha=said("area_ha"),
            own=said("shape_ha"),
        )
        return
    if "length_m" in numbers:
        TOLD.say(session, "length", metres=said("length_m"))
    else:
        TOLD.say(session, "area", ha=said("area_ha", ",.2f"), metres=said("border_m"))
    keys = ("edge", "length_m", "azimuth", "so_far_m")
    rows = [
        {key: number(row[key], ",.0f" if key == "edge" else ",.1f", session.lang) for key in keys}
        for row in numbers["rows"]
    ]
    print_table(rows, TOLD.heads(session, keys), session.lang)


def print_reach(session: Session, numbers: dict[str, Any]) -> None:
    """Write the people within each time or distance of a place."""
    lang = session.lang
    timed = "within_s" in numbers["rows"][0]
    rows = []
    for row in numbers["rows"]:
        within = row["within_s"] / 60 if timed else row["within_m"]
        told = {
            "within": f"{number(within, ',.0f', lang)} {'min' if timed else 'm'}",
            "people": number(row["people"], ",.0f", lang),
        }
        if timed:
            ends = [number(row[f"people_{end}"], ",.0f", lang) for end in ("low", "high")]
            told |= {"range": "–".join(ends), "reached_km": number(row["reached_km"], ",.1f", lang)}
        else:
            told |= {"area_ha": number(row["area_ha"], ",.1f", lang)}
        rows.append(told)
    print_table(rows, TOLD.heads(session, rows[0]), lang)
