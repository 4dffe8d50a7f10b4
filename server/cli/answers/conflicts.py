"""Conflicts with the plans as people read them in a terminal: sums by rule, then patches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 5
WORDS = {
    "conflict": ("bentrok", "conflict"),
    "layer": ("rencana", "plan"),
    "area_ha": ("ha", "ha"),
    "share": ("bagian zona", "share of zones"),
    "n_patches": ("petak", "patches"),
    "narrow_ha": ("tipis ha", "narrow ha"),
    "trust": ("kepercayaan", "trust"),
    "rank": ("no", "no"),
    "name": ("bentrok", "conflict"),
    "zones": ("zona", "zones"),
    "against": ("lawan", "against"),
    "place": ("tempat", "place"),
}
SENTENCES = {
    "largest": Text("Petak terbesar, {kind}:", "Largest patches, {kind}:"),
    "cover": Text("Tutupan lahan: {layer} ({date}).", "Land cover: {layer} ({date})."),
    "unknown": Text(
        "{layer}: {area} ha dengan kelas yang tidak dikenali, tidak diperiksa.",
        "{layer}: {area} ha with a class that was not recognised, not looked at.",
    ),
    "source": Text("Dasar: {source} ({trust}).", "Basis: {source} ({trust})."),
}
TOLD = Wording(WORDS, SENTENCES)


def print_conflicts(session: Session, numbers: dict[str, Any]) -> None:
    """Write where plans, land cover and protected areas contradict.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `conflicts`, as plain data.
    """
    sums = [
        {
            "conflict": said(session, row["name"]),
            "layer": row["layer"],
            "area_ha": round(row["area_ha"]),
            "share": percent(row["share"], session.lang),
            "n_patches": row["n_patches"],
            "narrow_ha": round(row["narrow_ha"]),
            "trust": row["trust"],
        }
        for row in numbers["conflicts"]
    ]
    keys = ("conflict", "layer", "area_ha", "share", "n_patches", "narrow_ha", "trust")
    print_table(sums, TOLD.heads(session, keys), session.lang)
    for kind in numbers["kinds"]:
        rows = [row for row in numbers["rows"] if row["kind"] == kind["id"]][:SHOWN]
        if rows:
            title = said(session, kind["title"])
            click.echo("\n" + TOLD.sentence(session, "largest", kind=title))
            _print_patches(session, rows)
    click.echo()
    if numbers["cover"]:
        cover = {key: numbers["cover"][key] for key in ("layer", "date")}
        TOLD.say(session, "cover", **cover)
    for plan in numbers["plans"]:
        if plan["unknown_ha"] >= 0.5:
            told = {"layer": plan["layer"], "area": number(plan["unknown_ha"], lang=session.lang)}
            TOLD.say(session, "unknown", **told)
    for source, trust in dict.fromkeys((r["source"], r["trust"]) for r in numbers["conflicts"]):
        TOLD.say(session, "source", source=source, trust=trust)


def _print_patches(session: Session, rows: list[dict[str, Any]]) -> None:
    shown = [
        {
            "rank": row["rank"],
            "name": said(session, row["name"]),
            "zones": " ".join(row["zones"]),
            "against": " ".join(row["against"]),
            "area_ha": round(row["area_ha"]),
            "place": row["place"],
        }
        for row in rows
    ]
    # Against land cover the name of the conflict says it all.
    against = ("against",) if any(row["against_names"] is None for row in rows) else ()
    keys = ("rank", "name", "zones", *against, "area_ha", "place")
    print_table(shown, TOLD.heads(session, keys), session.lang)
