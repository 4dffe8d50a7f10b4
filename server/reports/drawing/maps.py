"""Maps: districts of a region in classes, with rivers and roads, legend, scale bar and north."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import orjson
import shapely

from layers.crs import GEOD
from server.reports.drawing import classes
from server.reports.drawing.svg import (
    ACCENT,
    INK,
    LETTER,
    SOFT,
    drawing,
    element,
    halo,
    label,
    lines,
    wrapped,
)
from server.reports.speech import Speech

WIDTH, LEGEND, GAP = 540.0, 150.0, 10.0
# So high that a page holds a map of many districts below their chart.
LEAST_HEIGHT, MOST_HEIGHT = 220.0, 330.0
SEA, LAND, RIVER, ROAD = "#dfe9ec", "#f3f1e8", "#4d8fb5", "#8a6d4f"
SMALL = 7.5
APART = 8.0
_BOLD: Mapping[str, Any] = {"text_anchor": "middle", "font_weight": "bold"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where lon/lat falls on paper: local, so that shapes keep their angles."""

    west: float
    north: float
    scale: float
    squeeze: float
    width: float
    height: float

    @classmethod
    def of(cls, bbox: Sequence[float]) -> Frame:
        """Give the frame that holds a box."""
        west, south, east, north = bbox
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * squeeze, north - south
        room = WIDTH - LEGEND - GAP
        scale = min(room / wide, MOST_HEIGHT / high)
        return cls(west, north, scale, squeeze, wide * scale, max(high * scale, LEAST_HEIGHT))

    def xy(self, lonlat: Any) -> Any:
        """Give where places fall."""
        lon, lat = np.asarray(lonlat, dtype=float).T
        x = (lon - self.west) * self.squeeze * self.scale
        return np.column_stack((x, (self.north - lat) * self.scale))

    def path(self, geometry: Mapping[str, Any]) -> str:
        """Give a geometry as a path."""
        shape = shapely.transform(shapely.from_geojson(orjson.dumps(geometry)), self.xy)
        parts = shapely.get_parts(shape)
        rings = shapely.get_rings(parts) if shape.geom_type.endswith("Polygon") else parts
        closed = "Z" if shape.geom_type.endswith("Polygon") else ""
        return "".join(f"M{_pairs(ring)}{closed}" for ring in rings)


def _pairs(ring: Any) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that is marked with a letter or two."""

    at: tuple[float, float]
    words: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What a map shows: values of districts by code, or districts that are meant, and places."""

    title: str
    values: Mapping[str, float | None] = field(default_factory=dict)
    meant: frozenset[str] = frozenset()
    marks: Sequence[Mark] = ()
    stamp: str = ""

    @property
    def key(self) -> str:
        """A name for its elements that no other map of a page has."""
        return f"-{zlib.crc32(self.title.encode()):x}"

    @property
    def hatch(self) -> str:
        """What fills districts without a value."""
        return f"url(#none{self.key})"


def map_of(where: Mapping[str, Any], theme: Theme, speech: Speech) -> str:
    """Draw a map.

    Parameters
    ----------
    where
        As `server.reports.geography.geography` gives it.
    theme
        What it shows.
    speech
        The language of its words.
    """
    frame = Frame.of(where["bbox"])
    known = [v for v in theme.values.values() if v is not None]
    bounds = classes.limits(known) if known else []
    ramp = classes.colours(len(bounds) - 1) if bounds else []
    fills = {unit["code"]: _fill(unit["code"], theme, bounds, ramp) for unit in where["units"]}
    ground = [
        element("rect", width=frame.width, height=frame.height, fill=SEA),
        *_shapes(frame, where["around"], fill=LAND, stroke="#b9b7ab", stroke_width=0.4),
        *(
            element("path", d=frame.path(u["geometry"]), fill=fills[u["code"]], fill_rule="evenodd")
            for u in where["units"]
        ),
        *_lines(frame, where["lines"]),
        *_shapes(
            frame,
            (u["geometry"] for u in where["units"]),
            fill="none",
            stroke=INK,
            stroke_width=0.6,
        ),
    ]
    over = [*_numbers(frame, where["units"]), *_marks(frame, theme.marks)]
    inside = element("g", *ground, *over, clip_path=f"url(#frame{theme.key})")
    edge = element(
        "rect", width=frame.width, height=frame.height, fill="none", stroke=SOFT, stroke_width=0.6
    )
    legend = _legend(frame, where, theme, (bounds, ramp), speech)
    return drawing(WIDTH, frame.height + 2, _patterns(frame, theme.key), inside, edge, legend)


def _patterns(frame: Frame, key: str) -> str:
    """Give what is named by other elements: the edge of the map, and a hatch for no value."""
    stroke = element("path", d="M0 6L6 0", stroke="#8a8678", stroke_width=0.8)
    ground = element("rect", width=6, height=6, fill=classes.NONE)
    hatch = element(
        "pattern", ground, stroke, id=f"none{key}", width=6, height=6, patternUnits="userSpaceOnUse"
    )
    box = element("rect", width=frame.width, height=frame.height)
    return element("defs", hatch, element("clipPath", box, id=f"frame{key}"))


def _fill(code: str, theme: Theme, bounds: Sequence[float], ramp: Sequence[str]) -> str:
    if not theme.values:
        return "#c2ddb4" if code in theme.meant else LAND
    value = theme.values.get(code)
    return theme.hatch if value is None else ramp[classes.class_of(value, bounds)]


def _shapes(frame: Frame, shapes: Iterable[Mapping[str, Any]], **about: object) -> list[str]:
    return [element("path", d=frame.path(one), fill_rule="evenodd", **about) for one in shapes]


def _lines(frame: Frame, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    looks = {"waterways": (RIVER, 0.9), "roads": (ROAD, 0.5)}
    return [
        element("path", d=path, fill="none", stroke=looks[name][0], stroke_width=looks[name][1])
        for name, shapes in found.items()
        if (path := "".join(frame.path(one) for one in shapes))
    ]


def _numbers(frame: Frame, units: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write the number of each district where it is widest."""
    out = []
    for n, unit in enumerate(units, 1):
        shape = shapely.transform(shapely.from_geojson(orjson.dumps(unit["geometry"])), frame.xy)
        widest = max(shapely.get_parts(shape), key=shapely.area)
        line = shapely.maximum_inscribed_circle(widest, tolerance=1.0)
        x, y = shapely.get_coordinates(line)[0]
        out.append(halo(str(n), float(x), float(y) + 3, **_BOLD))
    return out


def _marks(frame: Frame, marks: Sequence[Mark]) -> list[str]:
    """Mark places with a diamond; their words stand where they cover no others."""
    out: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for (x, y), words in _places(frame, marks):
        d = f"M{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y:.1f}L{x:.1f} {y + 5:.1f}L{x - 5:.1f} {y:.1f}Z"
        out.append(element("path", d=d, fill=ACCENT, stroke="#ffffff", stroke_width=0.8))
        half = len(words) * 9.0 * LETTER / 2
        beside = half + 7
        spots = [(0.0, 14.0), (0.0, -8.0), (beside, 3.0), (-beside, 3.0), (0.0, 24.0), (0.0, -18.0)]
        at_x, at_y = next(
            (
                (x + dx, y + dy)
                for dx, dy in spots
                if all(abs(x + dx - a) > half + h or abs(y + dy - b) > 9 for a, b, h in taken)
            ),
            (x, y + 14.0 + 10.0 * len(taken)),
        )
        taken.append((at_x, at_y, half))
        out.append(halo(words, at_x, at_y, fill=ACCENT, **_BOLD))
    return out


def _places(frame: Frame, marks: Sequence[Mark]) -> list[tuple[tuple[float, float], str]]:
    """Give places on paper, those that would lie on each other as one with all words."""
    found: list[tuple[tuple[float, float], list[str]]] = []
    for mark in marks:
        x, y = (float(v) for v in frame.xy([mark.at])[0])
        near = next((w for (a, b), w in found if math.hypot(a - x, b - y) < APART), None)
        if near is None:
            found.append(((x, y), [mark.words]))
        elif mark.words not in near:
            near.append(mark.words)
    return [(at, ", ".join(words)) for at, words in found]


def _legend(
    frame: Frame,
    where: Mapping[str, Any],
    theme: Theme,
    classed: tuple[Sequence[float], Sequence[str]],
    speech: Speech,
) -> str:
    """Give the legend, the stamp, north and the scale, from top to bottom."""
    bounds, ramp = classed
    title = wrapped(theme.title, LEGEND, 9.5)
    out = [lines(title, 0, 9, size=9.5, font_weight="bold")]
    y = 9 + len(title) * 11.4 + 4
    digits = _digits(bounds)
    entries = [
        (colour, f"{speech.number(low, digits)} – {speech.number(high, digits)}")
        for (low, high), colour in zip(pairwise(bounds), ramp, strict=True)
    ]
    if any(theme.values.get(unit["code"]) is None for unit in where["units"]) and theme.values:
        entries.append((theme.hatch, speech.word("no_value")))
    if theme.meant:
        entries.append(("#c2ddb4", speech.word("meant")))
    for colour, words in entries:
        out.append(element("rect", x=0, y=y, width=18, height=11, fill=colour, stroke=SOFT))
        out.append(label(words, 24, y + 9))
        y += 15
    out += _signs(where, theme, y + 4, speech)
    out.append(_foot(frame, where["bbox"], theme.stamp, speech))
    return element("g", *out, transform=f"translate({frame.width + GAP:.1f} 0)")


def _digits(bounds: Sequence[float]) -> int:
    return next((d for d in (0, 1, 2) if all(round(v, d) == v for v in bounds)), 3)


def _signs(where: Mapping[str, Any], theme: Theme, y: float, speech: Speech) -> list[str]:
    out = []
    if theme.marks:
        d = f"M9 {y:.1f}l5 5l-5 5l-5 -5Z"
        out += [element("path", d=d, fill=ACCENT), label(speech.word("place"), 24, y + 8)]
        y += 15
    for name, colour, words in (("waterways", RIVER, "river"), ("roads", ROAD, "road")):
        if where["lines"].get(name):
            out.append(element("path", d=f"M0 {y + 5:.1f}h18", stroke=colour, stroke_width=1.4))
            out.append(label(speech.word(words), 24, y + 8))
            y += 15
    out.append(lines(wrapped(speech.word("numbered"), LEGEND, SMALL), 0, y + 10, size=SMALL))
    return out


def _foot(frame: Frame, bbox: Sequence[float], stamp: str, speech: Speech) -> str:
    """Give north, the scale bar and what the map is worth, at the bottom."""
    west, south, east, north = bbox
    middle = (south + north) / 2
    across_m = GEOD.inv(west, middle, east, middle)[2]
    km = next(k for k in (200, 100, 50, 20, 10, 5, 2, 1, 0.5) if k * 1e3 < across_m * 0.24 or k < 1)
    long = km * 1e3 / across_m * frame.width
    base = frame.height - 8
    told = wrapped(stamp, LEGEND, SMALL)
    rise = base - len(told) * 9 - 6
    bar = element("path", d=f"M0 {rise - 4:.1f}v4h{long:.1f}v-4", fill="none", stroke=INK)
    arrow = element("path", d=f"M138 {rise - 26:.1f}l6 20l-6 -5l-6 5Z", fill=INK)
    return "".join(
        (
            bar,
            label(f"{speech.number(km, None)} km", long + 5, rise + 1, size=SMALL),
            arrow,
            label(speech.word("north"), 138, rise + 4, size=8, text_anchor="middle"),
            lines(told, 0, base - (len(told) - 1) * 9, size=SMALL, fill=SOFT),
        )
    )
