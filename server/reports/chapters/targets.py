"""Targets: where each stands, and its indicator district by district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.standards.value import weakest
from server.reports.blocks import Block, chapter, figure, heading, table, text
from server.reports.chapters.opening import tone
from server.reports.chapters.places import unit_numbers, value_map
from server.reports.drawing.charts import Bar, Bullet, bars, bullets
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]
# Bars of one picture; more fill a second one.
BARS = 40
BULLETS = 14


def targets(document: Document, speech: Speech) -> dict[str, Any]:
    """Say where every target stands, then each with its indicator."""
    found = document["evaluation"]["targets"]
    title = speech.word("targets")
    if not found:
        return chapter(title, [text(speech.word("nothing_here"))])
    keys = ("id", "indicator", "baseline", "current", "expected", "target", "gap", "status")
    listed = table(
        speech.word("targets_table"),
        [speech.word(key).capitalize() for key in keys],
        [_row(one, speech) for one in found],
        widths=(0.5, 2.2, 1.1, 1.5, 1.2, 1.1, 0.9, 1.4),
        right=(2, 3, 4, 5, 6),
    )
    charts = [_chart(found[at : at + BULLETS], speech) for at in range(0, len(found), BULLETS)]
    one_by_one = [block for one in found for block in _target(document, one, speech)]
    return chapter(title, [listed, *charts, *one_by_one])


def _row(one: Mapping[str, Any], speech: Speech) -> list[Any]:
    start, end = one["baseline"], one["target"]
    return [
        one["id"],
        f"{speech.text(one['indicator']['name'])} ({speech.text(one['indicator']['unit'])})",
        f"{speech.number(start['value'])} ({start['year']})",
        speech.measured(one["current"], one["current_low"], one["current_high"]),
        speech.number(one["expected"]),
        f"{speech.number(end['value'])} ({end['year']})",
        speech.number(one["gap"]),
        tone(one["status"], speech),
    ]


def _chart(found: list[Mapping[str, Any]], speech: Speech) -> Block:
    rows = [
        Bullet(
            name=f"{one['id']} {speech.text(one['indicator']['name'])}",
            unit=speech.text(one["indicator"]["unit"]),
            status=one["status"],
            baseline=one["baseline"]["value"],
            expected=one["expected"],
            target=one["target"]["value"],
            current=one["current"],
            low=one["current_low"],
            high=one["current_high"],
        )
        for one in found
    ]
    alt = "; ".join(f"{row.name}: {speech.word(row.status)}" for row in rows)
    return figure(speech.word("targets_chart"), alt, bullets(rows, speech))


def _target(document: Document, one: Mapping[str, Any], speech: Speech) -> list[Block]:
    name, unit = (speech.text(one["indicator"][key]) for key in ("name", "unit"))
    out = [heading(f"{one['id']} {name}"), text(_sentence(one, speech))]
    if one["reason"] is not None:
        out.append(text(speech.word("why_none", reason=speech.text(one["reason"])), "note"))
    if one["current_year"] is not None:
        source = one["current_source"] or speech.word("illustrative")
        value = speech.number(one["current"])
        told = speech.word("by_hand", value=value, year=one["current_year"], source=source)
        out.append(text(told, "note"))
    if one["series"]:
        out.append(_kept(one, name, speech))
    if one.get("rows"):
        out += _districts(document, one, f"{name} ({unit})", speech)
        out += [text(speech.text(note), "note") for note in one["notes"]]
    return out


def _kept(one: Mapping[str, Any], name: str, speech: Speech) -> Block:
    """Give the values a target had before, each with the layers it was computed on."""
    rows = [
        [
            speech.day(kept["made"][:10]),
            speech.measured(kept["value"], kept["low"], kept["high"]),
            tone(kept["status"], speech),
            NOTHING if kept["scenario"] is None else str(kept["scenario"]["id"]),
            ", ".join(f"{layer} r{n}" for layer, n in kept["inputs"].items()) or NOTHING,
        ]
        for kept in one["series"]
    ]
    heads = ("kept_on", "value", "status", "scenario", "on_layers")
    return table(
        f"{name}: {speech.word('kept')}",
        [speech.word(key).capitalize() for key in heads],
        rows,
        widths=(1.3, 1.5, 1.2, 1.0, 3.0),
        right=(1,),
    )


def _sentence(one: Mapping[str, Any], speech: Speech) -> str:
    start, end = one["baseline"], one["target"]
    aimed = f"{end['year']}, {speech.word(one['direction'])}"
    parts = (
        f"{speech.word('baseline')} {speech.number(start['value'])} ({start['year']})",
        f"{speech.word('current')} "
        + speech.measured(one["current"], one["current_low"], one["current_high"]),
        f"{speech.word('expected')} {speech.number(one['expected'])}",
        f"{speech.word('target')} {speech.number(end['value'])} ({aimed})",
        f"{speech.word(one['status'])}",
    )
    served = speech.word("served_by", programmes=", ".join(one["programmes"]) or NOTHING)
    written = "; ".join(parts)
    trust = f"{speech.word('trust')}: {speech.trust(one['trust'])}"
    return f"{written[:1].upper()}{written[1:]}. {served}. {trust}."


def _districts(
    document: Document, one: Mapping[str, Any], title: str, speech: Speech
) -> list[Block]:
    numbers = unit_numbers(document)
    ordered = sorted(one["rows"], key=lambda row: (row["value"] is None, -(row["value"] or 0.0)))
    drawn = [Bar(row["name"], row["value"], row["value_low"], row["value_high"]) for row in ordered]
    unit = speech.text(one["indicator"]["unit"])
    aim = one["target"]["value"]
    caption = speech.word("by_district", indicator=title)
    answer = {**one, "trust": _data_trust(one)}
    alt = "; ".join(f"{bar.name} {speech.number(bar.value)}" for bar in drawn)
    charts = [
        figure(caption, alt, bars(drawn[at : at + BARS], unit, speech, aim))
        for at in range(0, len(drawn), BARS)
    ]
    heads = [
        speech.word(key)
        for key in ("number", "code", "district", "part", "whole", "value", "range")
    ]
    rows = [
        [
            numbers.get(row["code"], NOTHING),
            row["code"],
            row["name"],
            speech.number(row["part"], 0),
            speech.number(row["whole"], 0),
            speech.number(row["value"]),
            NOTHING
            if row["value_low"] is None
            else f"{speech.number(row['value_low'])}–{speech.number(row['value_high'])}",
        ]
        for row in one["rows"]
    ]
    listed = table(
        caption, heads, rows, widths=(0.5, 0.9, 2.2, 1.1, 1.1, 0.9, 1.2), right=(3, 4, 5, 6)
    )
    return [*charts, *value_map(document, answer, title, speech), listed]


def _data_trust(one: Mapping[str, Any]) -> str:
    """Give what the value computed is worth, without the plan's own baseline and target."""
    return weakest(layer["trust"] for layer in one["inputs"])
