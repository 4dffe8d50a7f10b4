"""Gantt: programmes and steps over the quarters of a plan, on as many sheets as they need."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from server.reports.drawing.svg import (
    ACCENT,
    BRAND,
    INK,
    LINE,
    SOFT,
    drawing,
    element,
    label,
    lines,
    wrapped,
)
from server.reports.speech import Speech

WIDTH, NAMES, SIZE = 820.0, 300.0, 9.0
HEAD = 34.0
# What a sheet across holds besides its caption.
SHEET = 426.0
SLACK = 40.0
BOLD = 48.0
LEAST = 13.0
STATES = {"planned": "#c2ddb4", "running": "#5fa390", "done": "#155a63", "late": "#d97a2b"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the chart: a programme (without a state) or a step."""

    name: str
    start: date
    end: date
    state: str | None = None
    quick_win: bool = False

    @property
    def names(self) -> list[str]:
        """Give the name in lines."""
        # Bold letters are wider, and steps are set in.
        return wrapped(self.name, NAMES - BOLD if self.state is None else NAMES - 24, SIZE)

    @property
    def height(self) -> float:
        """How high it is."""
        return max(LEAST, len(self.names) * SIZE * 1.2 + 2.2)


def sheets(
    rows: Sequence[Line], period: tuple[int, int], today: date, speech: Speech
) -> Iterator[str]:
    """Draw lines over the quarters of some years, sheet by sheet.

    Parameters
    ----------
    rows
        In the order of drawing.
    period
        The first and the last year; lines beyond it widen it.
    today
        The day marked.
    speech
        The language of its words.
    """
    years = (
        min([period[0], *(row.start.year for row in rows)]),
        max([period[1], *(row.end.year for row in rows)]),
    )
    whole = sum(row.height for row in rows)
    n_sheets = max(math.ceil(whole / (SHEET - HEAD)), 1)
    # Sheets of about the same height: none holds a line or two only.
    most = min(whole / n_sheets + SLACK, SHEET - HEAD)
    sheet: list[Line] = []
    for row, after in zip_longest(rows, rows[1:]):
        # A programme is not parted from its first step.
        more = after.height if after is not None and row.state is None else 0.0
        if sheet and sum(one.height for one in sheet) + row.height + more > most:
            yield _sheet(sheet, years, today, speech)
            sheet = []
        sheet.append(row)
    if sheet:
        yield _sheet(sheet, years, today, speech)


def _sheet(rows: Sequence[Line], years: tuple[int, int], today: date, speech: Speech) -> str:
    first, last = date(years[0], 1, 1), date(years[1] + 1, 1, 1)
    room = (WIDTH - NAMES - 4) / (last - first).days

    def at(day: date) -> float:
        return NAMES + (day - first).days * room

    bottom = HEAD + sum(row.height for row in rows)
    out = list(_quarters(years, at, bottom, speech))
    y = HEAD
    for row in rows:
        out += _line(row, at, y)
        y += row.height
    if first <= today < last:
        x = at(today)
        out.append(element("path", d=f"M{x:.1f} {HEAD - 2}V{bottom:.1f}", stroke=ACCENT))
        out.append(
            label(speech.day(today), x, bottom + 11, size=SIZE, fill=ACCENT, text_anchor="middle")
        )
    return drawing(WIDTH, bottom + 32, *out, _states(bottom + 26, speech))


def _quarters(
    years: tuple[int, int], at: Callable[[date], float], bottom: float, speech: Speech
) -> Iterator[str]:
    for year in range(years[0], years[1] + 1):
        x, after = at(date(year, 1, 1)), at(date(year + 1, 1, 1))
        yield label(str(year), (x + after) / 2, 12, size=10, text_anchor="middle")
        yield element("path", d=f"M{x:.1f} 2V{bottom:.1f}", stroke=SOFT, stroke_width=0.8)
        for quarter in range(4):
            x = at(date(year, 3 * quarter + 1, 1))
            wide = (after - at(date(year, 1, 1))) / 4
            yield element("path", d=f"M{x:.1f} 18V{bottom:.1f}", stroke=LINE, stroke_width=0.6)
            words = f"{speech.word('quarter')}{quarter + 1}" if wide > 24 else str(quarter + 1)
            if wide > 8:
                yield label(words, x + wide / 2, 28, size=8, fill=SOFT, text_anchor="middle")
    x = at(date(years[1] + 1, 1, 1))
    yield element("path", d=f"M{x:.1f} 2V{bottom:.1f}", stroke=SOFT, stroke_width=0.8)


def _line(row: Line, at: Callable[[date], float], y: float) -> list[str]:
    names = row.names
    start = y + (row.height - (len(names) - 1) * SIZE * 1.2) / 2 + 3
    whole = row.state is None
    x, end = at(row.start), at(row.end)
    middle = y + row.height / 2
    weight = "bold" if whole else None
    inset = 0.0 if whole else 12.0
    out = [lines(names, inset, start, size=SIZE, font_weight=weight)]
    if whole:
        ground = element(
            "rect", x=0, y=y, width=WIDTH - 4, height=row.height, fill="#eef3ef", fill_opacity=0.6
        )
        out.insert(0, ground)
        top = middle - 3
        out.append(element("rect", x=x, y=top, width=max(end - x, 2), height=6, fill=BRAND))
        if row.quick_win:
            d = f"M{end:.1f} {middle - 6:.1f}l6 6l-6 6l-6 -6Z"
            out.append(element("path", d=d, fill=ACCENT, stroke="#ffffff"))
        return out
    fill = STATES[row.state or "planned"]
    out.append(
        element(
            "rect",
            x=x,
            y=middle - 4.5,
            width=max(end - x, 2),
            height=9,
            fill=fill,
            stroke=INK,
            stroke_width=0.5,
        )
    )
    return out


def _states(y: float, speech: Speech) -> str:
    out, x = [], 0.0
    shown = [("programme", BRAND), *STATES.items()]
    for state, colour in shown:
        words = speech.word(state)
        out.append(element("rect", x=x, y=y - 8, width=14, height=8, fill=colour, stroke=SOFT))
        out.append(label(words, x + 18, y, size=SIZE))
        x += 34 + len(words) * SIZE * 0.52
    out.append(element("path", d=f"M{x + 6:.1f} {y - 10:.1f}l6 6l-6 6l-6 -6Z", fill=ACCENT))
    out.append(label(speech.word("quick_win"), x + 16, y, size=SIZE))
    return "".join(out)
