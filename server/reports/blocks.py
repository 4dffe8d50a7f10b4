"""Blocks: what a chapter is made of, as plain data that HTML and paper are printed from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]
Cell = str | dict[str, str]


def heading(words: str) -> Block:
    """Give a heading within a chapter."""
    return {"kind": "heading", "text": words}


def text(words: str, look: str = "plain") -> Block:
    """Give a paragraph; `look` is ``plain``, ``lead`` or ``note``."""
    return {"kind": "text", "text": words, "look": look}


def listing(items: Iterable[str]) -> Block:
    """Give a list."""
    return {"kind": "list", "items": list(items)}


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    widths: Sequence[float] | None = None,
    right: Iterable[int] = (),
) -> Block:
    """Give a table.

    Parameters
    ----------
    caption
        What it shows.
    heads
        One for each column.
    rows
        Cells; one of two words and a tone is ``{"text": …, "tone": …}``.
    widths
        Of the columns, as parts of the whole; equal otherwise.
    right
        Columns of numbers.
    """
    numbers = set(right)
    return {
        "kind": "table",
        "caption": caption,
        "heads": list(heads),
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "widths": list(widths or [1.0] * len(heads)),
        "align": ["right" if n in numbers else "left" for n in range(len(heads))],
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {"text": cell, "tone": ""} if isinstance(cell, str) else cell


def figure(caption: str, alt: str, svg: str) -> Block:
    """Give a picture with what is said in place of it."""
    return {"kind": "figure", "caption": caption, "alt": alt, "svg": svg}


def chapter(title: str, blocks: Iterable[Block], *, across: bool = False) -> dict[str, Any]:
    """Give a chapter; one `across` is printed on sheets turned by a quarter."""
    return {"title": title, "blocks": list(blocks), "across": across}
