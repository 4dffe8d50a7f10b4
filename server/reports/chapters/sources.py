"""Sources: what is missing in the plan, what layers and facts it stands on, and the methods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from layers.starter.facts import source_words
from server.reports.blocks import Block, chapter, heading, table, text
from server.reports.speech import NOTHING, Speech
from server.reports.words import WORDS

Document = Mapping[str, Any]


def missing(document: Document, speech: Speech) -> dict[str, Any]:
    """List the links that the chain from programme to target lacks, and targets without a value."""
    evaluation = document["evaluation"]
    rows = [[one["id"], speech.text(one["message"])] for one in evaluation["missing"]]
    rows += [
        [one["id"], speech.word("why_none", reason=speech.text(one["reason"]))]
        for one in evaluation["targets"]
        if one["reason"] is not None
    ]
    title = speech.word("missing")
    blocks: list[Block] = []
    if not evaluation["missing"]:
        blocks.append(text(speech.word("complete")))
    if rows:
        heads = [speech.word("part_of"), speech.word("what")]
        blocks.append(table(speech.word("missing_table"), heads, rows, widths=(1.0, 5.0)))
    return chapter(title, blocks)


def _answers(document: Document) -> Iterator[Mapping[str, Any]]:
    """Give all answers that the report stands on."""
    yield from (one for one in document["profile"].values() if "inputs" in one)
    yield from (one for one in document["evaluation"]["targets"] if "inputs" in one)


def sources(document: Document, speech: Speech) -> dict[str, Any]:
    """Name the layers used with their trust, and how many facts of the plan have a source."""
    used = {one["layer"]: one for told in _answers(document) for one in told["inputs"]}
    rows = [
        [
            f"{speech.text(one['title'])} ({layer_id})",
            str(one["revision"]),
            speech.trust(one["trust"]),
            one["data_date"] or NOTHING,
            speech.text(source_words(one["source"])) or NOTHING,
            one["licence"] or NOTHING,
        ]
        for layer_id, one in sorted(used.items())
    ]
    keys = ("layer", "revision", "trust", "data_date", "source", "licence")
    heads = [speech.word(key) for key in keys]
    layers = table(speech.word("layers_table"), heads, rows, widths=(1.6, 0.85, 1.0, 0.8, 3.3, 1.0))
    counts = Counter(_marks(document["plan"]))
    facts = [[speech.word(mark), str(n)] for mark, n in sorted(counts.items())]
    told = table(
        speech.word("facts_table"),
        [speech.word("source"), speech.word("facts")],
        facts,
        widths=(3.0, 1.0),
        right=[1],
    )
    return chapter(speech.word("sources"), [layers, told])


def _marks(part: Any) -> Iterator[str]:
    """Give the marks of all facts in a plan that have one."""
    if isinstance(part, Mapping):
        mark = part.get("status")
        if mark in ("sourced", "unverified", "illustrative"):
            yield mark
        for inside in part.values():
            yield from _marks(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _marks(inside)


def _title(answer: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the title of what an answer of the profile is about."""
    if "indicator" in answer:
        title: Mapping[str, str] = answer["indicator"]["title"]
        return title
    return WORDS["potential"].to_dict()


def methods(document: Document, speech: Speech) -> dict[str, Any]:
    """Say how every number was computed, and how to compute it again."""
    evaluation = document["evaluation"]
    blocks: list[Block] = [text(speech.text(evaluation["method"]))]
    head = document["plan"]["masterplan"]
    line = f"penyangga masterplan report {head['id']} --on {document['on']} -o {head['id']}.pdf"
    blocks.append(text(speech.word("again", line=line), "note"))
    for one in evaluation["targets"]:
        if "method" in one:
            blocks += [
                heading(f"{one['id']} {speech.text(one['indicator']['name'])}"),
                text(speech.text(one["method"])),
                text(speech.word("again", line=one["replay"]["cli"]), "note"),
            ]
    for one in document["profile"].values():
        if "method" in one:
            told = speech.text(one["method"])
            blocks += [
                heading(speech.text(_title(one))),
                text(told),
                text(speech.word("again", line=one["replay"]["cli"]), "note"),
            ]
    if document["effects"]:
        blocks += [
            heading(speech.word("effects")),
            text(speech.text(document["effects"][0]["method"])),
        ]
    return chapter(speech.word("methods"), blocks)
