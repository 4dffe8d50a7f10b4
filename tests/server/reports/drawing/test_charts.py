"""Charts: bars as long as their values, targets on their scales, words beside every colour."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from server.reports.drawing.charts import NAMES, WIDTH, Bar, Bullet, bars, bullets, stacks
from server.reports.speech import Speech

SVG = "{http://www.w3.org/2000/svg}"
EN = Speech("en")


def words(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_bars_are_as_long_as_their_values() -> None:
    svg = bars([Bar("A", 20.0, 10.0, 40.0), Bar("B", 40.0), Bar("C", None)], "%", EN, aim=80.0)
    root = ET.fromstring(svg.encode())
    one, other = (float(rect.get("width") or 0) for rect in root.iter(f"{SVG}rect"))
    assert other == pytest.approx(2 * one)
    assert {"A", "B", "C", "20.0", "40.0", "no value", "target 80.0", "%"} <= set(words(svg))


@pytest.mark.parametrize("values", [[0.0], [-5.0, 5.0], [1e9]])
def test_bars_stay_on_the_sheet(values: list[float]) -> None:
    svg = bars([Bar(str(v), v) for v in values], "", EN)
    for rect in ET.fromstring(svg.encode()).iter(f"{SVG}rect"):
        left, wide = float(rect.get("x") or 0), float(rect.get("width") or 0)
        assert NAMES - 0.1 <= left <= left + wide <= WIDTH


def test_a_target_stands_between_its_ends() -> None:
    row = Bullet("t1", "%", "behind", 50.0, 60.0, 80.0, 55.0, 40.0, 70.0)
    svg = bullets([row, Bullet("t2", "%", "no-data", 1.0, 1.0, 1.0, None)], EN)
    dots = [float(c.get("cx") or 0) for c in ET.fromstring(svg.encode()).iter(f"{SVG}circle")]
    baseline, current = dots[2], dots[3]
    assert NAMES < baseline < current < WIDTH
    assert {"▼ behind", "○ no data", "baseline", "expected"} <= set(words(svg))


def test_pillars_without_targets_say_so() -> None:
    svg = stacks([("Living", {"behind": 2, "reached": 1}), ("Economy", {})], EN)
    assert {"▼ 2", "✓ 1", "no targets"} <= set(words(svg))
    assert words(stacks([], EN))
