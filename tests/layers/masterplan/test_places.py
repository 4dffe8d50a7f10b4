"""Places of activities: points, shapes and codes that are what their kind says."""

from __future__ import annotations

from typing import Any

import pytest

from layers.masterplan import faults_of
from layers.masterplan.draft import draft_of

RING = [[[116.0, -1.0], [117.0, -1.0], [117.0, 0.0], [116.0, -1.0]]]
SHAPE = {"type": "Polygon", "coordinates": RING}


def codes(plan: dict[str, Any], kind: str, ref: Any) -> list[str]:
    plan["activities"][0]["location"] = {"kind": kind, "ref": ref}
    return [fault.code for fault in faults_of(draft_of(plan))]


@pytest.mark.parametrize(
    ("kind", "ref"),
    [
        ("point", [116.98, -0.42]),
        ("point", [117, 0]),
        ("geojson", SHAPE),
        ("geojson", {"type": "Feature", "geometry": SHAPE, "properties": {}}),
        ("region", "64.02"),
        ("kecamatan", ["64.02.13", "64.02.20"]),
    ],
)
def test_sound_places(plan: dict[str, Any], kind: str, ref: Any) -> None:
    assert codes(plan, kind, ref) == []


@pytest.mark.parametrize(
    ("kind", "ref"),
    [
        ("point", "116.98, -0.42"),
        ("point", [-0.42, 116.98]),
        ("point", [116.98]),
        ("point", [True, False]),
        ("geojson", {"type": "Polygon", "coordinates": "x"}),
        ("geojson", {"type": "Point", "coordinates": [500000.0, 9900000.0]}),
        ("geojson", {"type": "GeometryCollection", "geometries": []}),
        ("geojson", "shape.geojson"),
        ("kecamatan", ["64.02"]),
        ("kelurahan", "64.02.13"),
    ],
)
def test_places_that_cannot_be(plan: dict[str, Any], kind: str, ref: Any) -> None:
    assert codes(plan, kind, ref) == ["bad-place"]
