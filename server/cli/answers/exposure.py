"""Exposure as people read it in a terminal: classes, the units most exposed, lines, facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 10
WORDS = {
    "class": ("kelas", "class"),
    "people": ("orang", "people"),
    "people_share": ("bagian", "share"),
    "km": ("km", "km"),
    "km_share": ("bagian", "share"),
    "facilities": ("fasilitas", "facilities"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "people_exposed": ("orang terpapar", "people exposed"),
    "share": ("bagian", "share"),
    "km_exposed": ("km terpapar", "km exposed"),
    "facilities_exposed": ("fasilitas terpapar", "facilities exposed"),
    "group": ("golongan", "group"),
    "exposed": ("terpapar", "exposed"),
    "label": ("jenis", "type"),
    "n": ("semua", "all"),
    "units": ("Wilayah yang paling terpapar", "Units most exposed"),
    "lines": ("Garis, km", "Lines, km"),
    "places": ("Fasilitas yang terpapar", "Facilities exposed"),
}
TOLD = Wording(WORDS)
NOTHING_EXPOSED = Text(
    "Tidak ada yang berada di kelas bahaya ini.", "Nothing lies in these classes of the hazard."
)
MORE = Text("… dan {n} wilayah lain yang terpapar.", "… and {n} more units exposed.")


def print_exposure(session: Session, numbers: dict[str, Any]) -> None:
    """Write what lies in a hazard.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `exposure`, as plain data.
    """
    lines = [_total(session, row) for row in numbers["totals"] if not _is_idle(row)]
    keys = ("class", "people", "people_share", "km", "km_share", "facilities")
    print_table(lines, TOLD.heads(session, [key for key in keys if key in lines[0]]), session.lang)
    _print_units(session, numbers["units"])
    if numbers["lines"]:
        _print_lines(session, numbers)
    exposed = [one for one in numbers["facilities"] if one["exposed"]][:SHOWN]
    if exposed:
        click.echo(f"\n{TOLD.word(session, 'places')}:")
        rows = [one | {"label": said(session, one["label"])} for one in exposed]
        print_table(rows, TOLD.heads(session, ("label", "n", "exposed")), session.lang)


def _print_units(session: Session, units: list[dict[str, Any]]) -> None:
    """Write the units with most people exposed, or most kilometres, or most facilities."""
    keys = [
        key for key in ("people_exposed", "km_exposed", "facilities_exposed") if key in units[0]
    ]
    hit = [unit for unit in units if any(unit[key] for key in keys)]
    hit.sort(key=lambda unit: [-unit[key] for key in keys])
    if not hit:
        click.echo(session.say(NOTHING_EXPOSED))
        return
    click.echo(f"\n{TOLD.word(session, 'units')}:")
    rows = [
        unit
        | {"share": percent(unit.get("share"), session.lang)}
        | {key: _amount(session, key, unit[key]) for key in keys}
        for unit in hit[:SHOWN]
    ]
    shown = ["code", "name", *keys]
    if "people_exposed" in keys:
        shown.insert(3, "share")
    print_table(rows, TOLD.heads(session, shown), session.lang)
    if len(hit) > SHOWN:
        click.echo(session.say(MORE).format(n=len(hit) - SHOWN))


def _print_lines(session: Session, numbers: dict[str, Any]) -> None:
    """Write kilometres of each group of lines by class."""
    classes = [
        one
        for one in numbers["hazard"]["classes"]
        if any(line["classes"][one["id"]] for line in numbers["lines"])
    ]
    click.echo(f"\n{TOLD.word(session, 'lines')} ({numbers['lines_layer']}):")
    rows = [
        {"group": line["group"]}
        | {code: number(km, ",.1f", session.lang) for code, km in line["classes"].items()}
        for line in numbers["lines"][:SHOWN]
    ]
    heads = {one["id"]: said(session, one["label"]) for one in classes}
    print_table(rows, TOLD.heads(session, ("group",)) | heads, session.lang)


def _total(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    line = {"class": said(session, row["label"])}
    for key in ("people", "km", "facilities"):
        if key in row:
            line[key] = _amount(session, key, row[key])
            line[f"{key}_share"] = percent(row[f"{key}_share"], session.lang)
    return line


def _is_idle(row: dict[str, Any]) -> bool:
    """Tell a line about missing data that has nothing to tell."""
    held = [row.get(key) or 0 for key in ("people", "km", "facilities")]
    return row["class"] == "no-data" and not any(round(value, 3) for value in held)


def _amount(session: Session, key: str, value: float | None) -> str:
    if value is None:
        return NOTHING
    return number(value, ",.1f" if key.startswith("km") else ",.0f", session.lang)
