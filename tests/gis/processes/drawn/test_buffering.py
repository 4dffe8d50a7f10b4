"""What lies around drawn shapes, against geodesic circles and the shapes' own ends."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gis.errors import InputError
from gis.processes import registry

BUFFER = registry()["buffer"]
GEOD = Geod(ellps="WGS84")


def around(tiny, **given):
    answer = BUFFER.run(tiny, given)
    return answer.numbers, answer.features["buffer"].geometry.iloc[0]


def test_around_a_place_is_the_geodesic_disc(tiny) -> None:
    numbers, disc = around(tiny, point="116.83,-1.26", distance="5km")
    turns = np.linspace(0, 360, 720, endpoint=False)
    lon, lat, _ = GEOD.fwd(*np.full((2, 720), [[116.83], [-1.26]]), turns, np.full(720, 5000.0))
    circle = abs(GEOD.polygon_area_perimeter(lon, lat)[0]) / 1e4
    assert numbers["area_ha"] == pytest.approx(circle, rel=2e-3)
    assert numbers["area_ha"] < circle
    assert shapely.Polygon(np.column_stack([lon, lat])).buffer(1e-6).contains(disc)


def test_around_a_line_and_an_area_is_all_that_is_near_them(tiny) -> None:
    numbers, _ = around(tiny, line="116.8,-1.2 116.9,-1.2", distance="1km")
    length = GEOD.inv(116.8, -1.2, 116.9, -1.2)[2]
    assert numbers["area_ha"] == pytest.approx((2000 * length + np.pi * 1e6) / 1e4, rel=2e-3)
    square = shapely.box(116.8, -1.3, 116.9, -1.2)
    numbers, wider = around(tiny, parcel=square.wkt, distance="1km")
    assert wider.contains(square)
    assert numbers["shape_ha"] < numbers["area_ha"] < 1.5 * numbers["shape_ha"]


def test_what_is_out_of_the_plane_and_what_has_no_distance_is_refused(tiny) -> None:
    with pytest.raises(InputError, match="outside 112-122 E"):
        around(tiny, point="100,-1", distance="1km")
    with pytest.raises(InputError, match="above 100000 m"):
        around(tiny, point="116,-1", distance="101km")
    with pytest.raises(InputError, match="exactly one of point, line, parcel"):
        around(tiny, distance="1km")
