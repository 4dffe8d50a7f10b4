"""Remarks: what an answer by time leaves out, takes for granted, or was asked in vain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis.processes.answer import NAMED, Outcome, Standing
from gis.processes.facilities import column
from gis.processes.travel.modes import STRAIGHT, travel_choices
from layers.text import Text

CLOSED, BAD_SPEED, NOT_OPEN = "closed-season", "speed-bad", "not-open"


def remarks(outcome: Outcome, given: Mapping[str, Any]) -> tuple[Text, ...]:
    """Say what a reader of an answer would otherwise take wrongly.

    That a month changed nothing, facilities are off the network, how
    many roads are left out, or go at a planning speed for want of their own.

    Parameters
    ----------
    outcome
        Of a process that takes ``mode`` and, if it likes, ``month``.
    given
        Its checked inputs.
    """
    report = outcome.numbers.get("network", {})
    return (
        *_month(report, given),
        *_off_network(outcome),
        *_speeds(report),
    )


def _month(report: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Text]:
    """Say what the month changed."""
    month, mode_id = given.get("month"), given["mode"]
    if month is None:
        return
    title = dict(travel_choices())[mode_id]
    waters = report.get("chain", {}).get("waters", [])
    if mode_id == STRAIGHT or (report and not waters):
        yield Text(
            f"Bulan {month} tidak mengubah apa pun: {title.id.lower()} tidak lewat air.",
            f"Month {month} changes nothing: {title.en.lower()} takes no water.",
        )
    elif waters:
        closed = max(_count(water["exclusions"], CLOSED) for water in waters)
        yield (
            Text(
                f"Bulan {month}: {closed} alur air tertutup karena air surut.",
                f"Month {month}: {closed} {'waterway is' if closed == 1 else 'waterways are'} "
                "closed by low water.",
            )
            if closed
            else Text(
                f"Bulan {month} tidak mengubah apa pun: tidak ada alur air yang tertutup.",
                f"Month {month} changes nothing: no waterway is closed in it.",
            )
        )


def nobody(outcome: Outcome) -> Standing | None:
    """Say which units nobody lives in by the raster: it may not reach so far."""
    rows = outcome.numbers.get("rows", ())
    units = {
        str(row.get("code", row["name"])): (row["name"], row.get("total") == 0) for row in rows
    }
    names = [name for name, _ in units.values()]
    bare = [gone for _, gone in units.values()]
    return Standing.of_units(Text("Data penduduk", "Data on people"), names, bare)


def _off_network(outcome: Outcome) -> Iterator[Text]:
    """Say which facilities are too far from any road, so that nobody reaches them."""
    n_off = outcome.numbers.get("n_facilities_off_network", 0)
    if not n_off:
        return
    frame, told = outcome.features.get("facilities"), ""
    if frame is not None and "to_network_m" in frame:
        off = frame[frame["to_network_m"].isna()]
        names = [str(name) for name in column(off, "name") if name is not None][:NAMED]
        told = f" ({', '.join(names)}{', …' if len(names) < len(off) else ''})" if names else ""
    yield Text(
        f"{n_off} fasilitas terlalu jauh dari jaringan, jadi tidak dicapai lewat jaringan{told}.",
        f"{n_off} {'facility is' if n_off == 1 else 'facilities are'} too far from the network to "
        f"be reached along it{told}.",
    )


def _speeds(report: Mapping[str, Any]) -> Iterator[Text]:
    """Say how many roads go at the planning speed of their class, or are left out for theirs."""
    planned, used = report.get("n_planned", 0), report.get("n_used", 0)
    if planned:
        yield Text(
            f"{planned} dari {used} ruas memakai kecepatan rencana kelasnya: datanya tanpa "
            "kecepatan, atau kecepatannya tidak masuk akal.",
            f"{planned} of {used} roads go at the planning speed of their class: the data have "
            "none for them, or none that can be.",
        )
    shut = _count(report.get("exclusions", ()), NOT_OPEN)
    if shut:
        yield Text(
            f"{shut} ruas tidak dipakai: statusnya belum dibuka untuk umum (direncanakan, "
            "dibangun, dibuka fungsional, ditutup).",
            f"{shut} roads are not used: by their status they are not open to everybody (planned, "
            "under construction, opened functionally, closed).",
        )
    bad = _count(report.get("exclusions", ()), BAD_SPEED)
    if bad:
        yield Text(
            f"{bad} ruas tidak dipakai: kecepatannya bukan bilangan di atas 0.",
            f"{bad} roads are not used: their speed is no number above 0.",
        )


def _count(exclusions: Any, code: str) -> int:
    """Give how many lines were left out for one reason."""
    return sum(int(one["count"]) for one in exclusions if one["code"] == code)
