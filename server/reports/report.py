"""Report: the same chapters as one page of HTML, and as PDF for paper."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from layers.text import Lang
from server.reports.chapters import book

Format = Literal["pdf", "html"]
FORMATS: tuple[Format, ...] = ("pdf", "html")
TEMPLATES = Path(__file__).parents[1] / "templates" / "reports"
# Longer runs without a blank are given places to break, or they would leave their column.
RUN = re.compile(r"\S{25,}")
PIECE = 12


def printed(document: Mapping[str, Any], lang: Lang, form: Format) -> bytes:
    """Print the report's data; the same data give the same bytes.

    Parameters
    ----------
    document
        As `gather` gives it.
    lang, form
        The language of words, numbers and days; ``pdf`` or ``html``.
    """
    chapters = book(document, lang)
    return page(chapters) if form == "html" else paper(chapters, document["on"])


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("server", "templates/reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(chapters: Mapping[str, Any]) -> bytes:
    """Write the chapters of `book` as one file of HTML, without scripts."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    told = _environment().get_template("report.html").render(style=style, **chapters)
    return told.encode()


def paper(chapters: Mapping[str, Any], on: str) -> bytes:
    """Set the chapters of `book` as PDF by typst; they reach it as data, never as markup."""
    import typst

    day = date.fromisoformat(on)
    made: bytes = typst.compile(
        str(TEMPLATES / "report.typ"),
        root=str(TEMPLATES),
        format="pdf",
        sys_inputs={"report": json.dumps(_breakable(chapters), ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    return made


def _breakable(value: Any) -> Any:
    """Give the same data, with places to break in long runs of letters."""
    if isinstance(value, Mapping):
        return {k: v if k == "svg" else _breakable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(one) for one in value]
    if isinstance(value, str):
        return RUN.sub(lambda run: _broken(run[0]), value)
    return value


def _broken(run: str) -> str:
    return "\u200b".join(run[at : at + PIECE] for at in range(0, len(run), PIECE))
