"""Changes of land cover as people read them in a terminal: classes, zones, patches, sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 10
WORDS = {
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "class": ("kelas", "class"),
    "before_ha": ("{} ha", "{} ha"),
    "after_ha": ("{} ha", "{} ha"),
    "gain_ha": ("tambah", "gain"),
    "loss_ha": ("kurang", "loss"),
    "net_ha": ("bersih", "net"),
    "swap_ha": ("tukar", "swap"),
    "rate": ("% per tahun", "% a year"),
    "zone": ("wilayah", "zone"),
    "changed_ha": ("berubah ha", "changed ha"),
    "share": ("bagian", "share"),
    "focus_before_ha": ("{} ha", "{} ha"),
    "focus_after_ha": ("{} ha", "{} ha"),
    "rank": ("no", "no"),
    "from": ("dari", "from"),
    "to": ("menjadi", "to"),
    "area_ha": ("ha", "ha"),
    "place": ("tempat", "place"),
    "stratum": ("strata", "stratum"),
    "mapped_ha": ("peta ha", "map ha"),
    "adjusted": ("terkoreksi ha (95 %)", "corrected ha (95 %)"),
    "n": ("titik", "points"),
    "users": ("ketelitian pengguna", "user's accuracy"),
    "producers": ("ketelitian pembuat", "producer's accuracy"),
}
SENTENCES = {
    "zones": Text("Wilayah; {focus} diikuti:", "Zones; {focus} followed:"),
    "patches": Text(
        "Petak perubahan terbesar (dari {n} petak, {area} ha):",
        "Largest patches of change (of {n} patches, {area} ha):",
    ),
    "sample": Text(
        "Dari sampel {n} titik (ketelitian keseluruhan {overall} ± {error}):",
        "From the sample of {n} points (overall accuracy {overall} ± {error}):",
    ),
    "left": Text(
        "Tidak dihitung: {no_value} ha tanpa data, {unknown} ha berkode asing, {beyond} ha di luar "
        "raster.",
        "Not counted: {no_value} ha without data, {unknown} ha with strange codes, {beyond} ha "
        "beyond the raster.",
    ),
    "overlap": Text(
        "Wilayah bertumpang tindih seluas {area} ha; tabel kelas menghitungnya sekali.",
        "The zones share {area} ha; the table of classes counts it once.",
    ),
}
TOLD = Wording(WORDS, SENTENCES)


def print_change(session: Session, numbers: dict[str, Any]) -> None:
    """Write what became of the land cover.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `change`, as plain data.
    """
    dates = [numbers["epochs"][which]["date"] for which in ("from", "to")]
    keys = ("class", "before_ha", "after_ha", "gain_ha", "loss_ha", "net_ha", "swap_ha", "rate")
    classes = [
        {"class": f"{row['code']} {said(session, row['name'])}"}
        | {key: round(row[key]) for key in keys[1:-1]}
        | {"rate": row["rate_percent"]}
        for row in numbers["totals"]
    ]
    print_table(classes, _heads(session, keys, dates), session.lang)
    _print_left(session, numbers)
    _print_zones(session, numbers, dates)
    if numbers["patches"]:
        n, area = (number(numbers[key], lang=session.lang) for key in ("n_patches", "patches_ha"))
        click.echo("\n" + TOLD.sentence(session, "patches", n=n, area=area))
        names = {c["code"]: said(session, c["name"]) for c in numbers["legend"]["classes"]}
        rows = [
            patch
            | {"area_ha": round(patch["area_ha"])}
            | {k: names[patch[k]] for k in ("from", "to")}
            for patch in numbers["patches"]
        ]
        print_table(rows, _heads(session, ("rank", "from", "to", "area_ha", "place")), session.lang)
    if numbers["accuracy"]:
        _print_sample(session, numbers["accuracy"])


def _print_left(session: Session, numbers: dict[str, Any]) -> None:
    """Say what was not counted, and what was counted once."""
    left = {
        key: sum(zone[f"{key}_ha"] for zone in numbers["zones"])
        for key in ("no_value", "unknown", "beyond")
    }
    if any(area >= 0.5 for area in left.values()):
        told = {key: number(area, lang=session.lang) for key, area in left.items()}
        TOLD.say(session, "left", **told)
    if numbers["overlap_area_ha"] >= 0.5:
        area = number(numbers["overlap_area_ha"], lang=session.lang)
        TOLD.say(session, "overlap", area=area)


def _print_zones(session: Session, numbers: dict[str, Any], dates: list[str]) -> None:
    focus = " + ".join(said(session, c["name"]) for c in numbers["focus"])
    click.echo("\n" + TOLD.sentence(session, "zones", focus=focus))
    rows = [
        {"code": zone["code"], "name": zone["name"]}
        | {k: round(zone[k]) for k in ("changed_ha", "focus_before_ha", "focus_after_ha")}
        | {
            "share": percent(zone["changed_share"], session.lang),
            "rate": zone["focus_rate_percent"],
        }
        for zone in numbers["zones"][:SHOWN]
    ]
    keys = ("code", "name", "changed_ha", "share", "focus_before_ha", "focus_after_ha", "rate")
    print_table(rows, _heads(session, keys, dates), session.lang)
    if len(numbers["zones"]) > SHOWN:
        click.echo(f"… + {len(numbers['zones']) - SHOWN}")


def _print_sample(session: Session, found: dict[str, Any]) -> None:
    told = {
        "overall": percent(found["overall"], session.lang),
        "error": percent(found["overall_error"], session.lang),
    }
    click.echo("\n" + TOLD.sentence(session, "sample", n=found["n_points"], **told))
    rows = [
        {
            "stratum": said(session, row["name"]),
            "mapped_ha": round(row["mapped_ha"]),
            "adjusted": " ± ".join(
                number(row[key], lang=session.lang) for key in ("area_ha", "area_error_ha")
            ),
            "n": row["n"],
            "users": percent(row["users"], session.lang),
            "producers": percent(row["producers"], session.lang),
        }
        for row in found["strata"]
    ]
    keys = ("stratum", "mapped_ha", "adjusted", "n", "users", "producers")
    print_table(rows, _heads(session, keys), session.lang)


def _heads(
    session: Session, keys: tuple[str, ...], dates: list[str] | None = None
) -> dict[str, str]:
    heads = TOLD.heads(session, keys)
    if dates is None:
        return heads
    return {key: head.format(dates["after" in key]) for key, head in heads.items()}
