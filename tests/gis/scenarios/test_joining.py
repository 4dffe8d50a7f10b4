"""The ends of a new road, moved onto the roads there are."""

import numpy as np
import pytest
from pyproj import Geod

from gis.errors import InputError
from gis.scenarios.changes import state_of
from gis.scenarios.joining import joined


def test_an_end_moves_to_the_nearest_place_on_a_road(region):
    state = state_of(region, "streets")
    course = np.array([[116.9, -1.2495], [116.9, -1.2]])
    line = joined(state, course, 100.0)
    assert line[0] == pytest.approx([116.9, -1.25], abs=1e-9)
    assert line[1].tolist() == [116.9, -1.2]
    assert course[0].tolist() == [116.9, -1.2495]


def test_how_far_is_meant_in_metres(region):
    state, geod = state_of(region, "streets"), Geod(ellps="WGS84")
    lon, lat, _ = geod.fwd(116.85, -1.25, 0.0, 200.0)
    course = np.array([[lon, lat], [116.85, -1.1]])
    assert joined(state, course, 203.0)[0] == pytest.approx([116.85, -1.25], abs=1e-6)
    with pytest.raises(InputError, match="more than 197 m from any road"):
        joined(state, course, 197.0)
