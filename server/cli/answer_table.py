"""An answer as people read it in a terminal: table, method, inputs, trust, how to repeat it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from gis.processes.values import text_of as text_of_value
from layers.text import Text
from server.cli.answers.composition import print_composition
from server.cli.answers.conflicts import print_conflicts
from server.cli.answers.drawn import print_reach, print_shape
from server.cli.answers.exposure import print_exposure
from server.cli.answers.indicator import print_indicator, print_kpis
from server.cli.answers.investing import print_invest, print_visit
from server.cli.answers.landuse import print_change
from server.cli.answers.potential import print_potential
from server.cli.answers.siting import print_siting
from server.cli.answers.standards import print_standards
from server.cli.answers.suitability import print_suitability
from server.cli.answers.supply import print_supply
from server.cli.answers.whatif import print_whatif
from server.cli.answers.wording import duration
from server.cli.answers.zoning import print_activities, print_allowed, print_zoning
from server.cli.masterplans.effects import print_effects
from server.cli.output import NOTHING, number, percent, print_table, trust_in_words

if TYPE_CHECKING:
    from gis.processes import Answer
    from server.cli.session import Session

WORDS = {
    "scenario": ("Skenario", "Scenario"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "type": ("jenis", "type"),
    "rank": ("no", "no"),
    "distance_m": ("jarak m", "distance m"),
    "total": ("penduduk", "people"),
    "uncovered": ("tak terjangkau", "not covered"),
    "nearest": ("terdekat", "nearest"),
    "minutes": ("menit", "minutes"),
    "reason_text": ("sebab", "why"),
    "legs": ("jalur (menit)", "way (minutes)"),
    "all": ("semua", "all"),
    "range": (
        "Rentang: kecepatan meleset ±{} % dan penduduk ±{} % (anggapan).",
        "Range: speeds off by ±{} % and people by ±{} % (an assumption).",
    ),
    "off": (
        "Di luar jaringan: {} orang; tanpa jalur ke fasilitas mana pun: {} orang.",
        "Off the network: {} people; without a way to any facility: {} people.",
    ),
    "overlap": (
        "Wilayah bertumpang tindih seluas {}; baris terakhir menghitungnya sekali.",
        "The units share {}; the last row counts it once.",
    ),
    "gaps": ("Kesenjangan terbesar", "Largest gaps"),
    "note": ("Catatan", "Note"),
    "method": ("Metode", "Method"),
    "inputs": ("Data", "Data"),
    "trust": ("Kepercayaan", "Trust"),
    "again": ("Ulangi", "Again"),
}
SHOWN_GAPS = 5


def print_answer(session: Session, answer: Answer) -> None:
    """Write an answer for people to standard output, in the session's language."""
    numbers = answer.to_dict()
    write = next((write for key, write in _PRINTERS if key in numbers), _print_nearest)
    write(session, numbers)
    click.echo()
    if answer.scenario is not None:
        n, title = answer.scenario["n_edits"], Text.of(answer.scenario["title"])
        edits = session.words(f"{n} suntingan", f"{n} edit{'' if n == 1 else 's'}")
        click.echo(f"{word(session, 'scenario')}: {session.say(title)} ({edits})")
    for note in answer.notes:
        click.echo(f"{word(session, 'note')}: {session.say(note)}")
    click.echo(f"{word(session, 'method')}: {session.say(answer.method)}")
    used = "; ".join(
        f"{i['layer']} r{i['revision']} ({trust_in_words(session, i['trust'])}, "
        f"{i['data_date'] or NOTHING})"
        for i in answer.inputs
    )
    click.echo(f"{word(session, 'inputs')}: {used or NOTHING}")
    click.echo(f"{word(session, 'trust')}: {trust_in_words(session, answer.trust)}")
    click.echo(f"{word(session, 'again')}: {answer.replay['cli']}")


def _print_nearest(session: Session, numbers: dict[str, Any]) -> None:
    rows = numbers["rows"]
    if "seconds" in rows[0]:
        rows = [row | _way(session, row) for row in rows]
    shown = ("rank", "name", "type", "minutes", "distance_m", "legs")
    keys = [key for key in shown if key in rows[0]]
    print_table(rows, {key: word(session, key) for key in keys}, session.lang)


def word(session: Session, key: str) -> str:
    """Give a word of the tables in the session's language."""
    return WORDS[key][0 if session.lang == "id" else 1]


def _print_coverage(session: Session, numbers: dict[str, Any]) -> None:
    keys: tuple[str, ...] = ("code", "name", "total")
    units: dict[str, dict[str, Any]] = {}
    everyone = [{"code": "", "name": word(session, "all")} | row for row in numbers["totals"]]
    for row in [*numbers["rows"], *everyone]:
        unit = units.setdefault(row["code"], {key: row[key] for key in keys})
        unit[_within(session, row)] = _share(row, session.lang)
    columns = {key: word(session, key) for key in keys}
    columns |= {_within(session, row): _within(session, row) for row in numbers["totals"]}
    print_table(list(units.values()), columns, session.lang)
    if "mode" in numbers:
        _print_doubt(session, numbers)
    if numbers.get("overlap_area_ha", 0) > 0:
        shared = number(numbers["overlap_area_ha"], ",.1f", session.lang)
        click.echo(word(session, "overlap").format(f"{shared} ha"))
    gaps = [gap for gap in numbers["gaps"] if gap["uncovered"] > 0][:SHOWN_GAPS]
    if gaps:
        click.echo(f"\n{word(session, 'gaps')} (> {_limit(session, gaps[0])}):")
        keys = ("rank", "name", "uncovered", "nearest", "distance_m")
        if "within_s" in gaps[0]:
            keys = ("rank", "name", "uncovered", "nearest", "minutes", "reason_text")
            gaps = [gap | _told(session, gap) for gap in gaps]
        print_table(gaps, {key: word(session, key) for key in keys}, session.lang)


def _way(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """Give the minutes of a way, and its legs in words."""
    legs = [
        f"{leg['title'][session.lang].lower()} {leg['seconds'] / 60.0:.0f}" for leg in row["legs"]
    ]
    minutes = number(row["seconds"] / 60.0, ".1f", session.lang)
    return {"minutes": minutes, "legs": " + ".join(legs)}


def _told(session: Session, gap: dict[str, Any]) -> dict[str, Any]:
    """Give the minutes and the reason of a gap for people; "–" where there is no way."""
    minutes = None if gap["seconds"] is None else round(gap["seconds"] / 60.0)
    reason = gap["reason_text"]["id" if session.lang == "id" else "en"]
    return {"minutes": minutes, "reason_text": reason}


def _print_doubt(session: Session, numbers: dict[str, Any]) -> None:
    """Say what the ranges mean, and who is left out of every time."""
    errors = (numbers["speed_error_percent"], numbers["people_error_percent"])
    click.echo(word(session, "range").format(*(number(e, "g", session.lang) for e in errors)))
    lost = (numbers["people_off_network"], numbers["people_without_way"])
    if any(round(people) > 0 for people in lost):
        told = (number(people, lang=session.lang) for people in lost)
        click.echo(word(session, "off").format(*told))


def _share(row: dict[str, Any], lang: str) -> str:
    """Give a share, with its range where there is one."""
    if row.get("share_low") is None:
        return percent(row["share"], lang)
    low, high = (percent(row[f"share_{end}"], lang).removesuffix(" %") for end in ("low", "high"))
    return f"{percent(row['share'], lang)} ({low}–{high})"


def _limit(session: Session, row: dict[str, Any]) -> str:
    if "within_s" in row:
        return duration(session, row["within_s"])
    return text_of_value("distance", row["within_m"])


def _within(session: Session, row: dict[str, Any]) -> str:
    return f"≤ {_limit(session, row)}"


# Which word in an answer tells what it answers; the first that is there counts.
_PRINTERS: Sequence[tuple[str, Callable[[Session, dict[str, Any]], None]]] = (
    ("ranked_by", print_effects),
    ("peers", print_potential),
    ("shape", print_shape),
    ("reach", print_reach),
    ("invest", print_invest),
    ("visit", print_visit),
    ("standards", print_standards),
    ("indicator", print_indicator),
    ("n_kpis", print_kpis),
    ("catchment", print_supply),
    ("verdict", print_zoning),
    ("n_activities", print_activities),
    ("verdicts", print_allowed),
    ("edits", print_whatif),
    ("epochs", print_change),
    ("not_classified", print_composition),
    ("missing_plans", print_conflicts),
    ("sensitivity", print_suitability),
    ("hazard", print_exposure),
    ("sites", print_siting),
    ("totals", _print_coverage),
)
