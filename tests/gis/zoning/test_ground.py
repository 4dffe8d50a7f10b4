"""The ground about a place: metres as the geodesic has them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.zoning.ground import Ground, metres_per_degree
from layers.crs import GEOD


@given(lat=st.floats(-6, 6), dx=st.floats(-0.004, 0.004), dy=st.floats(-0.004, 0.004))
def test_distances_are_those_of_the_geodesic(lat, dx, dy):
    ground = Ground(117.0, lat)
    moved = ground.metres(shapely.Point(117.0 + dx, lat + dy))
    exact = GEOD.inv(117.0, lat, 117.0 + dx, lat + dy)[2]
    assert np.hypot(moved.x, moved.y) == pytest.approx(exact, rel=2e-5, abs=1e-6)


def test_a_window_is_wider_by_the_margin_on_each_side():
    shape = shapely.box(117.0, -1.0, 117.001, -0.999)
    ground = Ground.about(shape)
    wide = ground.metres(shapely.box(*ground.window(shape, 100.0))).bounds
    own = ground.metres(shape).bounds
    assert np.abs(np.subtract(wide, own)) == pytest.approx([100.0] * 4)
    assert (ground.lon, ground.lat) == pytest.approx((117.0005, -0.9995))


def test_a_degree_of_longitude_shrinks_away_from_the_equator():
    assert metres_per_degree(5.0)[0] < metres_per_degree(0.0)[0]
    assert metres_per_degree(5.0) == pytest.approx(metres_per_degree(-5.0))
