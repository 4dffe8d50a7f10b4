"""Maps: places, classes, marks and the scale bar where they belong."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pyproj import Geod

from server.reports.drawing.maps import WIDTH, Frame, Mark, Theme, map_of
from server.reports.speech import Speech

BBOX = [116.0, -1.0, 117.0, 0.0]
SVG = "{http://www.w3.org/2000/svg}"


def square(west: float, south: float, side: float = 0.4) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def where() -> dict[str, Any]:
    units = [
        {"code": "64.02.01", "name": "A & B", "geometry": square(116.05, -0.95)},
        {"code": "64.02.02", "name": "C", "geometry": square(116.55, -0.95)},
    ]
    river = {"type": "LineString", "coordinates": [[116.1, -0.9], [116.9, -0.1]]}
    return {
        "bbox": BBOX,
        "units": units,
        "around": [square(116.1, -0.45)],
        "lines": {"waterways": [river]},
    }


def words(svg: str) -> list[str]:
    root = ET.fromstring(svg.encode())
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_a_value_has_the_colour_of_its_class(where: dict[str, Any]) -> None:
    svg = map_of(
        where, Theme("T (%)", {"64.02.01": 12.0, "64.02.02": None}, stamp="S"), Speech("id")
    )
    told = words(svg)
    assert {"1", "2", "U", "S", "sungai", "tanpa nilai", "12 – 13"} <= set(told)
    assert "url(#none-" in svg
    assert svg.count(" id=") == len(set(re.findall(r' id="([^"]+)"', svg)))


def test_the_scale_bar_is_true(where: dict[str, Any]) -> None:
    svg = map_of(where, Theme("T", {"64.02.01": 1.0}), Speech("en"))
    (km,) = (float(one.removesuffix(" km")) for one in words(svg) if one.endswith(" km"))
    (long,) = map(float, re.findall(r"v4h([\d.]+)v-4", svg))
    frame = Frame.of(BBOX)
    (x0, y), (x1, _) = frame.xy([[116.2, -0.5], [116.8, -0.5]])
    metres = Geod(ellps="WGS84").inv(116.2, -0.5, 116.8, -0.5)[2]
    assert long / (km * 1e3) == pytest.approx((x1 - x0) / metres, rel=1e-3)
    assert 0 <= y <= frame.height
    assert x1 < WIDTH


def test_marks_do_not_cover_each_other(where: dict[str, Any]) -> None:
    marks = [Mark((116.5 + 0.03 * n, -0.5), f"a{n}") for n in range(4)]
    svg = map_of(
        where, Theme("T", meant=frozenset(["64.02.01"]), marks=[*marks, marks[0]]), Speech("en")
    )
    root = ET.fromstring(svg.encode())
    spots = {
        one.text: (float(one.get("x") or 0), float(one.get("y") or 0))
        for one in root.iter(f"{SVG}text")
        if (one.text or "").startswith("a") and (one.text or "")[1:].isdigit()
    }
    assert set(spots) == {"a0", "a1", "a2", "a3"}
    for (x, y), (a, b) in combinations(spots.values(), 2):
        assert abs(x - a) > 9 or abs(y - b) > 9
    assert {"place of an activity", "site of an activity"} <= set(words(svg))


def test_marks_of_one_place_share_their_words(where: dict[str, Any]) -> None:
    marks = [Mark((116.5, -0.5), name) for name in ("a1", "a2", "a1")]
    assert "a1, a2" in words(map_of(where, Theme("T", marks=marks), Speech("en")))
