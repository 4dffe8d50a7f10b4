"""Composition of land cover as people read it in a terminal: all classes, then zone by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 20
SHOWN_CLASSES = 3
WORDS = {
    "class": ("kelas", "class"),
    "area_ha": ("ha", "ha"),
    "share": ("bagian", "share"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "largest": ("kelas terbesar", "largest classes"),
    "left": ("tak terklasifikasi", "not classified"),
    "all": ("semua", "all"),
}
SENTENCES = {
    "cover": Text("Tutupan lahan: {layer} ({date}).", "Land cover: {layer} ({date})."),
    "left": Text(
        "Tidak terklasifikasi: {no_value} ha tanpa data, {unknown} ha berkode asing, {beyond} ha "
        "di luar raster.",
        "Not classified: {no_value} ha without data, {unknown} ha with strange codes, {beyond} ha "
        "beyond the raster.",
    ),
    "overlap": Text(
        "Wilayah bertumpang tindih seluas {area} ha; tabel kelas menghitungnya sekali.",
        "The zones share {area} ha; the table of classes counts it once.",
    ),
    "more": Text("… dan {n} wilayah lain.", "… and {n} more zones."),
}
TOLD = Wording(WORDS, SENTENCES)


def print_composition(session: Session, numbers: dict[str, Any]) -> None:
    """Write what land cover zones hold.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `composition`, as plain data.
    """
    classes = [
        {
            "class": f"{row['class']} {said(session, row['name'])}",
            "area_ha": round(row["area_ha"]),
            "share": percent(row["share"], session.lang),
        }
        for row in numbers["totals"]
    ]
    total = {"class": TOLD.word(session, "all"), "area_ha": round(numbers["area_ha"]), "share": ""}
    heads = TOLD.heads(session, ("class", "area_ha", "share"))
    print_table([*classes, total], heads, session.lang)
    left = {key.removesuffix("_ha"): area for key, area in numbers["not_classified"].items()}
    if any(area >= 0.5 for area in left.values()):
        told = {key: number(area, lang=session.lang) for key, area in left.items()}
        TOLD.say(session, "left", **told)
    if numbers["overlap_area_ha"] >= 0.5:
        TOLD.say(session, "overlap", area=number(numbers["overlap_area_ha"], lang=session.lang))
    click.echo()
    _print_zones(session, numbers)
    TOLD.say(session, "cover", **{key: numbers["cover"][key] for key in ("layer", "date")})


def _print_zones(session: Session, numbers: dict[str, Any]) -> None:
    held: dict[Any, list[str]] = {}
    for row in numbers["rows"]:
        told = f"{said(session, row['class_name'])} {percent(row['share'], session.lang)}"
        held.setdefault(row["id"], []).append(told)
    rows = [
        {
            "code": zone["code"],
            "name": zone["name"],
            "area_ha": round(zone["area_ha"]),
            "largest": ", ".join(held.get(zone["id"], [])[:SHOWN_CLASSES]),
            "left": percent(_left(zone), session.lang),
        }
        for zone in numbers["zones"][:SHOWN]
    ]
    keys = ("code", "name", "area_ha", "left", "largest")
    print_table(rows, TOLD.heads(session, keys), session.lang)
    if len(numbers["zones"]) > SHOWN:
        TOLD.say(session, "more", n=len(numbers["zones"]) - SHOWN)


def _left(zone: dict[str, Any]) -> float | None:
    """Give the share of a zone that has no class; None where it has no area."""
    left: float = zone["no_value_ha"] + zone["unknown_ha"] + zone["beyond_ha"]
    return left / zone["area_ha"] if zone["area_ha"] else None
