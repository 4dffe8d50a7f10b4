"""Sizes of drawn shapes, against pyproj's geodesics."""

from __future__ import annotations

import pytest
from pyproj import Geod

from gis.errors import InputError
from gis.processes import registry

MEASURE = registry()["measure"]
GEOD = Geod(ellps="WGS84")
LINE = [[116.83, -1.26], [116.9, -1.2], [117.4, 0.3]]


def test_a_line_is_as_long_as_pyproj_has_it(tiny) -> None:
    numbers = MEASURE.run(tiny, {"line": LINE}).numbers
    lon, lat = zip(*LINE, strict=True)
    assert numbers["length_m"] == pytest.approx(GEOD.line_length(lon, lat), rel=1e-9)
    assert [row["edge"] for row in numbers["rows"]] == [1, 2]
    assert numbers["rows"][-1]["so_far_m"] == pytest.approx(numbers["length_m"])
    assert numbers["rows"][0]["azimuth"] == pytest.approx(
        GEOD.inv(*LINE[0], *LINE[1])[0] % 360, abs=1e-9
    )


def test_an_area_and_its_border_are_those_of_pyproj(tiny) -> None:
    hole = "POLYGON ((117 0,117.2 0,117.2 0.2,117 0.2,117 0),(117.05 .05,117.1 .05,117.05 .1,117.05 .05))"
    numbers = MEASURE.run(tiny, {"parcel": hole}).numbers
    around = GEOD.polygon_area_perimeter([117, 117.2, 117.2, 117], [0, 0, 0.2, 0.2])
    inside = GEOD.polygon_area_perimeter([117.05, 117.1, 117.05], [0.05, 0.05, 0.1])
    assert numbers["area_m2"] == pytest.approx(abs(around[0]) - abs(inside[0]), rel=1e-4)
    assert numbers["border_m"] == pytest.approx(around[1] + inside[1], rel=1e-9)
    assert len(numbers["rows"]) == 7


def test_both_shapes_together_are_refused(tiny) -> None:
    with pytest.raises(InputError, match="wanted exactly one of line, parcel"):
        MEASURE.run(tiny, {})
