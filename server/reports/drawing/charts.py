"""Charts: where targets stand, values by district, and statuses by pillar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.reports.drawing.classes import limits
from server.reports.drawing.svg import (
    ACCENT,
    BRAND,
    INK,
    LINE,
    SOFT,
    drawing,
    element,
    halo,
    label,
    lines,
    wrapped,
)
from server.reports.speech import Speech

WIDTH = 540.0
NAMES = 180.0
SIZE = 9.0
# Status: colour and sign; the sign and the word say the same without the colour.
STATUS = {
    "reached": ("#1d6f42", "✓"),
    "on-track": ("#277f8e", "▲"),
    "behind": ("#b4530a", "▼"),
    "not-comparable": ("#7d5200", "≠"),
    "no-data": ("#8a8678", "○"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its range, and its name."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bullet:
    """Where a target stands: what it begins with, is, should be and is to become."""

    name: str
    unit: str
    status: str
    baseline: float
    expected: float
    target: float
    current: float | None
    low: float | None = None
    high: float | None = None


def bars(rows: Sequence[Bar], unit: str, speech: Speech, aim: float | None = None) -> str:
    """Draw values one below the other, with whiskers for their ranges and a line for the aim."""
    told = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    bounds = limits([0.0, *told, *([aim] if aim is not None else [])])
    first, last = bounds[0], bounds[-1]
    room = WIDTH - NAMES - 60
    digits = next((d for d in (0, 1, 2) if all(round(v, d) == v for v in bounds)), 3)

    def at(value: float) -> float:
        return NAMES + (value - first) / (last - first) * room

    out, y = [], 18.0
    for row in rows:
        names = wrapped(row.name, NAMES - 12, SIZE)
        high = max(13.0, len(names) * SIZE * 1.2 + 3)
        middle = y + high / 2
        start = middle - (len(names) - 1) * SIZE * 0.6 + 3
        out.append(lines(names, NAMES - 8, start, size=SIZE, text_anchor="end"))
        out += _bar(row, at, middle, speech)
        y += high
    marks = [_tick(at(b), speech.number(b, digits), y) for b in bounds]
    if aim is not None:
        x = at(aim)
        marks.append(element("path", d=f"M{x:.1f} 14V{y:.1f}", stroke=ACCENT, stroke_width=1.2))
        words = f"{speech.word('target')} {speech.number(aim)}"
        end = "end" if x > WIDTH - 110 else "middle"
        out.append(label(words, x, 10, size=SIZE, fill=ACCENT, text_anchor=end))
    foot = label(unit, NAMES, y + 26, size=SIZE, fill=SOFT)
    return drawing(WIDTH, y + 32, *marks, *out, foot)


def _tick(x: float, words: str, bottom: float) -> str:
    grid = element("path", d=f"M{x:.1f} 14V{bottom:.1f}", stroke=LINE, stroke_width=0.6)
    return grid + label(words, x, bottom + 12, size=8.0, fill=SOFT, text_anchor="middle")


def _bar(row: Bar, at: Callable[[float], float], middle: float, speech: Speech) -> list[str]:
    if row.value is None:
        return [label(speech.word("no_value"), NAMES + 4, middle + 3, size=SIZE, fill=SOFT)]
    left, right = sorted((at(0.0), at(row.value)))
    out = [
        element("rect", x=left, y=middle - 4, width=right - left, height=8, fill="#5fa390"),
    ]
    end = right
    if row.low is not None and row.high is not None:
        low, high = at(row.low), at(row.high)
        d = f"M{low:.1f} {middle - 3:.1f}v6m0 -3H{high:.1f}m0 -3v6"
        out.append(element("path", d=d, fill="none", stroke=INK, stroke_width=0.9))
        end = max(end, high)
    out.append(halo(speech.number(row.value), end + 5, middle + 3, size=SIZE))
    return out


def bullets(rows: Sequence[Bullet], speech: Speech) -> str:
    """Draw where targets stand: each on a scale of its own, from the baseline to the target."""
    out, y = [_signs(speech)], 22.0
    for row in rows:
        names = wrapped(f"{row.name} ({row.unit})", NAMES - 12, SIZE)
        high = max(34.0, len(names) * SIZE * 1.2 + 8)
        middle = y + high / 2
        start = middle - (len(names) - 1) * SIZE * 0.6 + 3
        out.append(lines(names, NAMES - 8, start, size=SIZE, text_anchor="end"))
        out += _bullet(row, middle, speech)
        y += high
    return drawing(WIDTH, y + 4, *out)


def _signs(speech: Speech) -> str:
    """Say what the signs mean, in one line on top."""
    drawn = (("baseline", _ring), ("current", _dot), ("expected", _chevron), ("target", _flag))
    out, x = [], NAMES
    for word, sign in drawn:
        words = speech.word(word)
        out += [sign(x + 4, 8), label(words, x + 12, 11, size=SIZE)]
        x += 26 + len(words) * SIZE * 0.52
    return "".join(out)


def _ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=3.5, fill="#ffffff", stroke=INK, stroke_width=1.2)


def _dot(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=4.0, fill=BRAND)


def _chevron(x: float, y: float) -> str:
    d = f"M{x - 4:.1f} {y - 7:.1f}h8l-4 6Z"
    return element("path", d=d, fill="#ffffff", stroke=SOFT, stroke_width=1.0)


def _flag(x: float, y: float) -> str:
    return element("path", d=f"M{x:.1f} {y - 6:.1f}v12", stroke=ACCENT, stroke_width=2.4)


def _bullet(row: Bullet, middle: float, speech: Speech) -> list[str]:
    known = [v for v in (row.current, row.low, row.high) if v is not None]
    told = [row.baseline, row.expected, row.target, *known]
    low, high = min(told), max(told)
    span = (high - low) or 1.0
    room = WIDTH - NAMES - 150

    def at(value: float) -> float:
        return NAMES + 12 + (value - low) / span * room

    colour, sign = STATUS[row.status]
    right = WIDTH - 112
    out = [element("path", d=f"M{NAMES:.1f} {middle:.1f}H{right - 8:.1f}", stroke=LINE)]
    if row.low is not None and row.high is not None:
        d = f"M{at(row.low):.1f} {middle:.1f}H{at(row.high):.1f}"
        out.append(element("path", d=d, stroke="#5fa390", stroke_width=4.0, stroke_linecap="round"))
    out += [_chevron(at(row.expected), middle), _flag(at(row.target), middle)]
    out.append(_ring(at(row.baseline), middle))
    if row.current is not None:
        out.append(_dot(at(row.current), middle))
    words = wrapped(f"{sign} {speech.word(row.status)}", 108, SIZE)
    out.append(lines(words, right, middle + 3, size=SIZE, fill=colour, font_weight="bold"))
    return out


def stacks(rows: Sequence[tuple[str, Mapping[str, int]]], speech: Speech) -> str:
    """Draw how many targets of each pillar have which status; the signs say which."""
    most = max([sum(counts.values()) for _, counts in rows] + [1])
    room = (WIDTH - NAMES - 20) / most
    out, y = [], 26.0
    x = 0.0
    for status, (colour, sign) in STATUS.items():
        words = speech.word(status)
        out.append(element("rect", x=x, y=2, width=10, height=10, fill=colour))
        out.append(label(f"{sign} {words}", x + 14, 11, size=SIZE))
        x += 40 + len(words) * SIZE * 0.52
    for name, counts in rows:
        out.append(label(name, NAMES - 8, y + 11, size=SIZE, text_anchor="end"))
        x = NAMES
        for status, (colour, sign) in STATUS.items():
            n = counts.get(status, 0)
            if n:
                wide = n * room
                out.append(
                    element("rect", x=x, y=y, width=wide - 1, height=16, fill=colour)
                    + label(f"{sign} {n}", x + 6, y + 12, size=SIZE, fill="#ffffff")
                )
                x += wide
        if x == NAMES:
            out.append(label(speech.word("no_targets"), NAMES + 4, y + 12, size=SIZE, fill=SOFT))
        y += 22
    return drawing(WIDTH, y, *out)
