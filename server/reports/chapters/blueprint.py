"""Blueprint: the logframe, the roadmap by quarter, and the matrix of work units and steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.reports.blocks import Block, chapter, figure, table, text
from server.reports.drawing.gantt import Line, sheets
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]
# Columns of work units on a sheet.
UNITS_ACROSS = 6


def logframe(document: Document, speech: Speech) -> dict[str, Any]:
    """Give goals with targets, and what is done for them, level by level."""
    rows = list(_levels(document, speech))
    heads = [speech.word(k) for k in ("level", "what", "measured_by", "verified_by", "who_when")]
    listed = table(speech.word("logframe_table"), heads, rows, widths=(0.9, 2.9, 2.7, 1.5, 3.0))
    return chapter(speech.word("logframe"), [listed], across=True)


def _levels(document: Document, speech: Speech) -> Iterator[list[str]]:
    plan = document["plan"]
    names = {one["id"]: speech.text(one["name"]) for one in plan["work_units"]}
    measured = {one["id"]: one for one in plan["indicators"]}
    told: set[str] = set()
    for goal in plan["goals"]:
        aims = [one for one in plan["targets"] if one["goal"] == goal["id"]]
        yield [
            f"{speech.word('goal')} {goal['id']}",
            f"{speech.text(goal['text'])} ({speech.word(goal['pillar'])})",
            "; ".join(_aim(one, measured[one["indicator"]], speech) for one in aims) or NOTHING,
            "; ".join(dict.fromkeys(_verified(measured[one["indicator"]], speech) for one in aims))
            or NOTHING,
            NOTHING,
        ]
        for strategy in plan["strategies"]:
            if goal["id"] in strategy["goals"] and strategy["id"] not in told:
                told.add(strategy["id"])
                yield from _strategy(plan, strategy, names, speech)


def _aim(target: Mapping[str, Any], indicator: Mapping[str, Any], speech: Speech) -> str:
    start, end = target["baseline"], target["target"]
    return (
        f"{target['id']} {speech.text(indicator['name'])}: {speech.number(start['value'])} "
        f"({start['year']}) → {speech.number(end['value'])} {speech.text(indicator['unit'])} "
        f"({end['year']})"
    )


def _verified(indicator: Mapping[str, Any], speech: Speech) -> str:
    if indicator["gis"]:
        return speech.word("computed", id=indicator["gis"])
    return speech.word("entered")


def _strategy(
    plan: Document, strategy: Mapping[str, Any], names: Mapping[str, str], speech: Speech
) -> Iterator[list[str]]:
    yield [
        f"{speech.word('strategy')} {strategy['id']}",
        speech.text(strategy["text"]),
        ", ".join(strategy["goals"]),
        NOTHING,
        speech.word(strategy["horizon"]),
    ]
    for one in plan["programmes"]:
        if one["strategy"] != strategy["id"]:
            continue
        mark = f" ({speech.word('quick_win')})" if one["quick_win"] else ""
        partners = ", ".join(names.get(p, p) for p in one["partners"])
        who = (
            names.get(one["owner"], NOTHING),
            speech.word("partners", names=partners) if partners else "",
            speech.quarters(one["start"], one["end"]),
            speech.money(one["budget"]) if one["budget"] else "",
        )
        yield [
            f"{speech.word('programme')} {one['id']}",
            f"{speech.text(one['name'])} ({speech.word(one['pillar'])}){mark}",
            ", ".join(_served(plan, strategy)) or NOTHING,
            NOTHING,
            "; ".join(filter(None, who)),
        ]
        for activity in plan["activities"]:
            if activity["programme"] == one["id"]:
                outputs = "; ".join(speech.text(out) for out in activity["outputs"])
                yield [
                    f"{speech.word('activity')} {activity['id']}",
                    speech.text(activity["name"]),
                    outputs or NOTHING,
                    NOTHING,
                    NOTHING,
                ]


def _served(plan: Document, strategy: Mapping[str, Any]) -> list[str]:
    return [one["id"] for one in plan["targets"] if one["goal"] in strategy["goals"]]


def roadmap(document: Document, speech: Speech) -> dict[str, Any]:
    """Draw programmes and their steps over the quarters of the plan."""
    plan = document["plan"]
    title = speech.word("roadmap")
    rows = list(_lines(plan, speech))
    if not rows:
        return chapter(title, [text(speech.word("nothing_here"))])
    period = plan["masterplan"]["period"]
    today = date.fromisoformat(document["on"])
    drawn = list(sheets(rows, (period["start"], period["end"]), today, speech))
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    alt = speech.word("gantt_alt", n=len(rows), start=speech.day(start), end=speech.day(end))
    blocks = [
        figure(speech.word("roadmap_sheet", n=n, of=len(drawn)), alt, svg)
        for n, svg in enumerate(drawn, 1)
    ]
    return chapter(title, blocks, across=True)


def _lines(plan: Document, speech: Speech) -> Iterator[Line]:
    of = {one["id"]: one["programme"] for one in plan["activities"]}
    for one in plan["programmes"]:
        yield Line(
            f"{one['id']} {speech.text(one['name'])}",
            date.fromisoformat(one["start"]),
            date.fromisoformat(one["end"]),
            quick_win=one["quick_win"],
        )
        for step in sorted(plan["steps"], key=lambda step: (step["start"], step["id"])):
            if of.get(step["activity"]) == one["id"]:
                yield Line(
                    f"{step['id']} {speech.text(step['text'])}",
                    date.fromisoformat(step["start"]),
                    date.fromisoformat(step["end"]),
                    state=step["state"],
                )


def matrix(document: Document, speech: Speech) -> dict[str, Any]:
    """Give who does which step in which quarters, work unit by work unit."""
    plan = document["plan"]
    title = speech.word("matrix")
    units = plan["work_units"]
    if not units:
        return chapter(title, [text(speech.word("nothing_here"))])
    busy = {step["work_unit"] for step in plan["steps"]}
    doing = [unit for unit in units if unit["id"] in busy]
    parts = [doing[at : at + UNITS_ACROSS] for at in range(0, len(doing), UNITS_ACROSS)]
    blocks: list[Block] = [_work_units(plan, speech)]
    for n, part in enumerate(parts, 1):
        ids = [unit["id"] for unit in part]
        rows = [
            [
                f"{step['id']} {speech.text(step['text'])}",
                *(_cell(step, unit, speech) for unit in ids),
            ]
            for step in plan["steps"]
            if step["work_unit"] in ids
        ]
        caption = speech.word("matrix_table", n=n, of=len(parts))
        widths = (2.6, *[1.0] * len(ids))
        blocks.append(table(caption, [speech.word("step"), *ids], rows, widths=widths))
    return chapter(title, blocks, across=True)


def _cell(step: Mapping[str, Any], unit: str, speech: Speech) -> str:
    if step["work_unit"] != unit:
        return ""
    return f"{speech.quarters(step['start'], step['end'])}, {speech.word(step['state'])}"


def _work_units(plan: Document, speech: Speech) -> Block:
    def of(unit: str, owns: bool) -> str:
        found = [
            one["id"]
            for one in plan["programmes"]
            if (one["owner"] == unit if owns else unit in one["partners"])
        ]
        return ", ".join(found) or NOTHING

    rows = [
        [
            unit["id"],
            speech.text(unit["name"]),
            of(unit["id"], True),
            of(unit["id"], False),
            str(sum(step["work_unit"] == unit["id"] for step in plan["steps"])),
        ]
        for unit in plan["work_units"]
    ]
    heads = [speech.word(k) for k in ("id", "work_unit", "owns", "partner_of", "n_steps")]
    caption = speech.word("work_units_table")
    return table(caption, heads, rows, widths=(1.2, 3.0, 1.4, 1.4, 0.8), right=[4])
