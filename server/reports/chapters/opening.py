"""Cover and summary: what the plan is, and where it stands by pillar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.boundaries.names import known_regions
from server.reports.blocks import Block, Cell, chapter, figure, table, text
from server.reports.drawing.charts import STATUS, stacks
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]


def tone(status: str, speech: Speech) -> Cell:
    """Give a status as a cell: its sign, its word, its tone."""
    return {"text": f"{STATUS[status][1]} {speech.word(status)}", "tone": status}


def provenance(told: Mapping[str, Any] | None, speech: Speech) -> str:
    """Say where a fact is from, and what it is worth."""
    if told is None:
        return NOTHING
    return ", ".join(filter(None, (speech.word(told["status"]), told.get("source"))))


def cover(document: Document, speech: Speech) -> dict[str, Any]:
    """Give title, facts and warnings of the cover."""
    plan = document["plan"]
    head = plan["masterplan"]
    name = known_regions().names.get(head["region"])
    period = head["period"]
    facts = [
        (speech.word("region"), " ".join(filter(None, (name, f"({head['region']})")))),
        (speech.word("period"), f"{period['start']}–{period['end']}"),
        (speech.word("standing"), speech.word(head["status"])),
    ]
    if head.get("signed"):
        signed = head["signed"]
        told = f"{speech.day(signed['date'])}: {speech.text(signed['what'])}"
        facts.append(
            (speech.word("signed_on"), f"{told} ({provenance(signed.get('provenance'), speech)})")
        )
    facts += list(_statements(head, speech))
    for one in head.get("legal_basis", ()):
        facts.append(
            (speech.word("legal"), f"{one['name']} ({provenance(one.get('provenance'), speech)})")
        )
    facts += [
        (speech.word("evaluated_on"), speech.day(document["on"])),
        (speech.word("made_by"), f"Penyangga {document['version']}"),
        (speech.word("trust"), speech.trust(document["evaluation"]["trust"])),
    ]
    return {
        "title": speech.text(head["title"]),
        "kind": speech.word("report"),
        "day": speech.day(document["on"]),
        "facts": [list(pair) for pair in facts],
        "notes": list(_warnings(document, speech)),
    }


def _statements(head: Mapping[str, Any], speech: Speech) -> list[tuple[str, str]]:
    """Give the vision, and further statements under names of their own."""
    out = []
    for key, told in head.items():
        if isinstance(told, Mapping) and "text" in told:
            of = key.removeprefix("vision").replace("_", " ").strip()
            years = "–".join(of.split()) if of.replace(" ", "").isdigit() else ""
            name = speech.word("vision" if key.startswith("vision") else "statement")
            about = provenance(told.get("provenance"), speech)
            out.append(
                (" ".join(filter(None, (name, years))), f"{speech.text(told['text'])} ({about})")
            )
    return out


def _warnings(document: Document, speech: Speech) -> list[str]:
    out = []
    if document["plan"]["allow_illustrative"]:
        out.append(speech.word("example"))
    used = [one for told in document["evaluation"]["targets"] for one in told.get("inputs", ())]
    if any(one["trust"] in ("modelled", "illustrative") for one in used):
        out.append(speech.word("modelled"))
    return out


def summary(document: Document, speech: Speech) -> dict[str, Any]:
    """Say how many targets stand how, by pillar and goal."""
    evaluation, plan = document["evaluation"], document["plan"]
    statuses = [one["status"] for one in evaluation["targets"]]
    counts = {status.replace("-", "_"): statuses.count(status) for status in STATUS}
    n_parts = {
        key: len(plan[key])
        for key in (
            *("goals", "targets", "strategies", "programmes"),
            *("activities", "steps", "work_units"),
        )
    }
    quick = sum(one["quick_win"] for one in plan["programmes"])
    pillars = [(speech.word(one["pillar"]), one["counts"]) for one in evaluation["pillars"]]
    alt = "; ".join(
        f"{name}: "
        + (
            ", ".join(f"{n} {speech.word(status)}" for status, n in told.items())
            or speech.word("no_targets")
        )
        for name, told in pillars
    )
    goals = [
        [
            one["id"],
            speech.text(one["text"]),
            speech.word(one["pillar"]),
            str(one["n_targets"]),
            tone(one["status"], speech),
        ]
        for one in evaluation["goals"]
    ]
    heads = [speech.word(key) for key in ("id", "goal", "pillar", "n_targets", "status")]
    blocks: list[Block] = [
        text(speech.word("summary_lead", n=len(statuses), **counts), "lead"),
        text(speech.word("contents_of_plan", quick_wins=quick, **n_parts)),
        figure(speech.word("targets_by_pillar"), alt, stacks(pillars, speech)),
        table(
            speech.word("goals_by_pillar"),
            heads,
            goals,
            widths=(0.5, 3.4, 1.8, 0.7, 1.4),
            right=[3],
        ),
    ]
    return chapter(speech.word("summary"), blocks)
