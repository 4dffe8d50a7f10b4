"""Effects: what programmes bring for their money and time, and whom they reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.reports.blocks import Block, chapter, heading, table, text
from server.reports.chapters.opening import tone
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]


def effects(document: Document, speech: Speech) -> dict[str, Any]:
    """Rank programmes, then tell each one's effect by target and district."""
    found = document["effects"]
    title = speech.word("effects")
    blocks: list[Block] = [text(speech.word("effects_lead"))]
    if found:
        blocks.append(_ranking(document, speech))
        blocks += [block for one in found for block in _effect(one, speech)]
    else:
        blocks.append(text(speech.word("no_effects")))
    if document["without_effect"]:
        names = _names(document, speech)
        rows = [
            [one["programme"], names[one["programme"]], speech.text(one["reason"])]
            for one in document["without_effect"]
        ]
        heads = [speech.word(key) for key in ("id", "programme", "why")]
        caption = speech.word("without_effect")
        blocks.append(table(caption, heads, rows, widths=(0.6, 2.0, 4.0)))
    return chapter(title, blocks)


def _names(document: Document, speech: Speech) -> dict[str, str]:
    return {one["id"]: speech.text(one["name"]) for one in document["plan"]["programmes"]}


def _ranking(document: Document, speech: Speech) -> Block:
    rows = [
        [
            f"{row['programme']} {speech.text(row['name'])}",
            speech.word("yes" if row["quick_win"] else "no"),
            row["target"],
            speech.number(row["towards"], 2, sign=True),
            speech.number(row["per_billion"], 3, sign=True),
            speech.number(row["per_month"], 3, sign=True),
        ]
        for row in document["ranking"]
    ]
    keys = ("programme", "quick_win", "target", "change", "per_billion", "per_month")
    heads = [speech.word(key).capitalize() for key in keys]
    caption = speech.word("ranking_table")
    return table(caption, heads, rows, widths=(2.6, 0.9, 0.8, 1.5, 1.1, 1.1), right=(3, 4, 5))


def _effect(one: Mapping[str, Any], speech: Speech) -> Iterator[Block]:
    programme = one["programme"]
    name = f"{programme['id']} {speech.text(programme['name'])}"
    yield heading(name)
    keys = ("target", "indicator", "before", "after", "change", "of_gap", "status")
    rows = [
        [
            told["id"],
            f"{speech.text(told['indicator'])} ({speech.text(told['unit'])})",
            speech.number(told["before"]),
            speech.number(told["after"]),
            speech.number(told["towards"], 2, sign=True),
            NOTHING
            if told["share_of_gap"] is None
            else speech.number(100 * told["share_of_gap"], 0),
            tone(told["status_after"], speech),
        ]
        for told in one["targets"]
    ]
    heads = [speech.word(key).capitalize() for key in keys]
    caption = speech.word("effect_table", programme=programme["id"])
    widths = (0.7, 2.8, 0.9, 0.9, 1.3, 1.2, 1.3)
    yield table(caption, heads, rows, widths=widths, right=(2, 3, 4, 5))
    for told in one["targets"]:
        yield from _units(told, programme["id"], speech)


def _units(told: Mapping[str, Any], programme: str, speech: Speech) -> Iterator[Block]:
    moved = [*told["gaining"], *told["losing"]]
    if not moved:
        return
    rows = [
        [
            row["code"],
            row["name"],
            speech.number(row["before"]),
            speech.number(row["after"]),
            speech.number(row["gained"], 0, sign=True),
        ]
        for row in moved
    ]
    heads = [speech.word(key) for key in ("code", "district", "before", "after", "gained")]
    caption = speech.word("gaining_table", programme=programme, target=told["id"])
    yield table(caption, heads, rows, widths=(1.0, 2.4, 1.0, 1.0, 1.0), right=(2, 3, 4))
    names = ", ".join(row["name"] for row in told["unmoved"]) or NOTHING
    yield text(speech.word("unmoved", names=names), "note")
