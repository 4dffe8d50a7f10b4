"""Capacity as people read it in a terminal: units, crowded facilities, shortages, equity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.answers.wording import Wording, duration, said
from server.cli.output import NOTHING, number, percent, print_table, text_of, trust_in_words

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 5
WORDS = {
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "all": ("semua", "all"),
    "total": ("penduduk", "people"),
    "supply": ("kapasitas", "capacity"),
    "capacity": ("kapasitas", "capacity"),
    "per_1000": ("per 1.000 orang", "per 1,000 people"),
    "share": ("terpenuhi", "met"),
    "over_capacity": ("kekurangan kapasitas", "over capacity"),
    "unreached": ("di luar jangkauan", "out of reach"),
    "rank": ("no", "no"),
    "people": ("orang", "people"),
    "load": ("orang per satuan", "people per unit"),
    "over": ("melebihi", "beyond"),
    "minutes": ("menit", "minutes"),
    "uncovered": ("tak terpenuhi", "not met"),
    "nearest": ("terdekat", "nearest"),
    "reason": ("sebab", "why"),
    "crowded": ("Fasilitas paling penuh", "Most crowded facilities"),
    "gaps": ("Kekurangan terbesar", "Largest shortages"),
}
SENTENCES = {
    "used": Text(
        "Kapasitas: {total} {unit} di {n_used} fasilitas; terbagi {handed_out}, tanpa seorang pun "
        "di jangkauan {idle}, di luar jaringan {off_network}.",
        "Capacity: {total} {unit} in {n_used} facilities; handed out {handed_out}, with nobody in "
        "reach {idle}, off the network {off_network}.",
    ),
    "left_out": Text(
        "Tidak dihitung: tanpa kapasitas {n_without}, nol {n_zero}, tidak dapat dipakai "
        "{n_unusable}, tidak beroperasi {n_not_operating}: {names}.",
        "Left out: without a capacity {n_without}, zero {n_zero}, unusable {n_unusable}, not "
        "operating {n_not_operating}: {names}.",
    ),
    "standard": Text(
        "Menurut standar: {facility_type} {value} orang ({id}; {source}; {trust}).",
        "By standard: {facility_type} {value} people ({id}; {source}; {trust}).",
    ),
    "enough": Text("Cukup: {n} orang per satuan ({why}).", "Enough: {n} people per unit ({why})."),
    "equity": Text(
        "Pemerataan: Gini {gini}, Palma {palma}, Theil {theil} (antar wilayah {theil_between}, di "
        "dalam wilayah {theil_within}); tanpa apa pun {without} orang.",
        "Equity: Gini {gini}, Palma {palma}, Theil {theil} (between units {theil_between}, within "
        "units {theil_within}); with nothing {without} people.",
    ),
    "off": Text(
        "Terlalu jauh dari jalan mana pun: {n} orang (di luar jangkauan).",
        "Too far from any road: {n} people (out of reach).",
    ),
}
TOLD = Wording(WORDS, SENTENCES)
AMOUNTS = ("total", "handed_out", "idle", "off_network")
# Sums of shares are whole again but for rounding.
DECIMALS = 6
MEASURES = ("gini", "palma", "theil", "theil_between", "theil_within")


def print_supply(session: Session, numbers: dict[str, Any]) -> None:
    """Write how a capacity is shared.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `supply`, as plain data.
    """
    everyone = {"code": "", "name": TOLD.word(session, "all")} | numbers["totals"][0]
    rows = [
        row | {"share": percent(row["share"], session.lang)} for row in [*numbers["rows"], everyone]
    ]
    keys = ("code", "name", "total", "supply", "per_1000", "share", "over_capacity", "unreached")
    print_table(rows, TOLD.heads(session, keys), session.lang)
    _print_used(session, numbers)
    _print_equity(session, numbers["equity"])
    crowded = [one for one in numbers["facilities"] if one["over"]][:SHOWN]
    if crowded:
        click.echo(f"\n{TOLD.word(session, 'crowded')}:")
        print_table(
            crowded,
            TOLD.heads(session, ("rank", "name", "capacity", "people", "load", "over")),
            session.lang,
        )
    gaps = [gap | _told(session, gap) for gap in numbers["gaps"][:SHOWN]]
    if gaps:
        shown = ("rank", "name", "uncovered", "nearest", "minutes", "load", "reason")
        click.echo(f"\n{TOLD.word(session, 'gaps')} (≤ {duration(session, numbers['within_s'])}):")
        print_table(gaps, TOLD.heads(session, shown), session.lang)


def _print_used(session: Session, numbers: dict[str, Any]) -> None:
    """Say what capacity was shared, what was left out, and how much is enough."""
    held, enough = numbers["capacity"], numbers["enough"]
    lang = session.lang
    told = {key: text_of(value, lang) for key, value in held.items() if key.startswith("n_")}
    told |= {key: text_of(round(held[key], DECIMALS), lang) for key in AMOUNTS}
    TOLD.say(session, "used", unit=said(session, held["unit_text"]), **told)
    if held["left_out"]:
        names = [one["name"] or NOTHING for one in held["left_out"]]
        more = [f"+ {len(names) - SHOWN}"] if len(names) > SHOWN else []
        TOLD.say(session, "left_out", **told, names=", ".join([*names[:SHOWN], *more]))
    for one in held["standards"]:
        words = {
            "value": text_of(one["value"], lang),
            "trust": trust_in_words(session, one["trust"]),
        }
        TOLD.say(session, "standard", **(one | words))
    n = text_of(enough["people_per_unit"], lang)
    TOLD.say(session, "enough", n=n, why=said(session, enough["text"]))
    if round(numbers["people_off_network"]) > 0:
        TOLD.say(session, "off", n=number(numbers["people_off_network"], lang=lang))


def _print_equity(session: Session, equity: dict[str, Any]) -> None:
    if "reason" in equity:
        click.echo(said(session, equity["reason"]))
        return
    lang = session.lang
    measures = {
        key: NOTHING if equity[key] is None else number(equity[key], ".3f", lang)
        for key in MEASURES
    }
    TOLD.say(session, "equity", **measures, without=number(equity["people_without"], lang=lang))
    if equity["palma_reason"]:
        click.echo(f"  {said(session, equity['palma_reason'])}")


def _told(session: Session, gap: dict[str, Any]) -> dict[str, Any]:
    """Give the reason of a shortage, and how far and how full the nearest facility is."""
    near = next(iter(gap["nearest_facilities"]), None)
    return {
        "nearest": gap["nearest"],
        "minutes": round(near["seconds"] / 60.0) if near else None,
        "load": near["load"] if near else None,
        "reason": said(session, gap["reason_text"]),
    }
