"""New sites as people read them in a terminal: the sites in order, units gained, how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gis.processes.values import distance_text
from layers.schema import Text
from server.cli.answers.wording import Wording, duration, said
from server.cli.output import NOTHING, number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN_UNITS = 10
WORDS = {
    "rank": ("no", "no"),
    "name": ("nama", "name"),
    "unit": ("wilayah", "unit"),
    "place": ("lon,lat", "lon,lat"),
    "gain": ("tambahan orang", "people gained"),
    "covered": ("dalam batas", "within"),
    "only": ("hanya dari sini", "from here only"),
    "total_share": ("terjangkau lalu", "covered then"),
    "cost": ("biaya", "cost"),
    "load": ("dilayani", "served"),
    "code": ("kode", "code"),
    "total": ("penduduk", "people"),
    "covered_before": ("sebelum", "before"),
    "covered_after": ("sesudah", "after"),
    "gained": ("tambahan", "gained"),
    "share_after": ("bagian sesudah", "share after"),
    "all": ("semua", "all"),
    "units": ("Wilayah yang bertambah", "Units that gain"),
    "why": ("Mengapa", "Why"),
}
SENTENCES = {
    "none": Text("Tidak ada lokasi baru yang menambah apa pun.", "No new site would add anything."),
    "fewer": Text(
        "Diminta {asked} lokasi; {found} sudah memberi semua yang dapat diberi calon-calon ini.",
        "{asked} sites were asked for; {found} give all that these candidates can.",
    ),
    "model": Text("{title}: {value} {unit}. {sure}", "{title}: {value} {unit}. {sure}"),
    "candidates": Text(
        "Calon lokasi: {n_used} dari {n} ({source}); di luar jaringan {n_off_network}, di luar "
        "wilayah {n_outside}.",
        "Candidates: {n_used} of {n} ({source}); off the network {n_off_network}, outside the "
        "units {n_outside}.",
    ),
    "mean": Text(
        "Rata-rata {way} (paling banyak {limit}): {before} menjadi {after}.",
        "Mean {way} (at most {limit}): {before} to {after}.",
    ),
}
TOLD = Wording(WORDS, SENTENCES)


def print_siting(session: Session, numbers: dict[str, Any]) -> None:
    """Write where the next facilities should go.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `siting`, as plain data.
    """
    sites = numbers["sites"]
    rows = [_site(session, row) for row in sites]
    print_table(rows, TOLD.heads(session, _site_keys(sites[0])), session.lang)
    asked = numbers["n_asked"]
    if asked is not None and len(sites) < asked:
        TOLD.say(session, "fewer", asked=asked, found=len(sites))
    _print_units(session, numbers)
    _print_model(session, numbers)
    click.echo(f"\n{TOLD.word(session, 'why')}:")
    for row in sites:
        click.echo(f"{row['rank']}. {row['name'] or row['id']}. {said(session, row['text'])}")


def _site_keys(row: dict[str, Any]) -> tuple[str, ...]:
    more = tuple(key for key in ("cost", "load") if row[key] is not None)
    return ("rank", "name", "unit", "place", "gain", "covered", "total_share", *more)


def _site(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    counts = {key: round(row[key]) for key in ("gain", "covered")}
    return (
        row
        | counts
        | {
            "name": row["name"] or row["id"],
            "unit": row["unit"]["name"] or row["unit"]["code"],
            "place": f"{row['lon']:.4f},{row['lat']:.4f}",
            "total_share": percent(row["total_share"], session.lang),
        }
    )


def _print_units(session: Session, numbers: dict[str, Any]) -> None:
    """Write the units that gain, and all together."""
    gaining = sorted(
        (row for row in numbers["rows"] if round(row["gained"]) > 0), key=lambda row: -row["gained"]
    )[:SHOWN_UNITS]
    everyone = {"code": "", "name": TOLD.word(session, "all")} | numbers["totals"][0]
    keys = ("code", "name", "total", "covered_before", "covered_after", "gained", "share_after")
    counts = ("total", "covered_before", "covered_after", "gained")
    rows = [
        row
        | {key: round(row[key]) for key in counts}
        | {"share_after": percent(row["share_after"], session.lang)}
        for row in [*gaining, everyone]
    ]
    click.echo(f"\n{TOLD.word(session, 'units')} (≤ {_limit(session, numbers)}):")
    print_table(rows, TOLD.heads(session, keys), session.lang)


def _print_model(session: Session, numbers: dict[str, Any]) -> None:
    """Say what was sought, how sure it is, who stays out, and what was chosen from."""
    model, total = numbers["model"], numbers["totals"][0]
    value = NOTHING if model["value"] is None else number(model["value"], lang=session.lang)
    click.echo()
    TOLD.say(
        session,
        "model",
        title=said(session, model["title"]),
        value=value,
        unit=said(session, model["unit"]),
        sure=said(session, model["text"]),
    )
    timed = "within_s" in numbers
    way = Text("waktu tempuh", "time") if timed else Text("jarak", "distance")
    before, after = (
        _way(session, total[key], timed=timed) for key in ("mean_before", "mean_after")
    )
    limit = _limit(session, numbers)
    TOLD.say(session, "mean", way=session.say(way), limit=limit, before=before, after=after)
    click.echo(said(session, numbers["out_of_reach"]["text"]))
    counts = numbers["candidates"].items()
    held = {key: number(n, ",", session.lang) for key, n in counts if key.startswith("n")}
    TOLD.say(session, "candidates", **held, source=numbers["candidates"]["source"])


def _limit(session: Session, numbers: dict[str, Any]) -> str:
    if "within_s" in numbers:
        return duration(session, numbers["within_s"])
    return distance_text(numbers["within_m"])


def _way(session: Session, cost: float, *, timed: bool) -> str:
    if timed:
        return number(cost / 60.0, ".1f", session.lang) + session.words(" menit", " min")
    return number(cost / 1000.0, ".2f", session.lang) + " km"
