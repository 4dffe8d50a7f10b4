"""People and facilities of a catalogue, as the library gives them."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Point

from gis.access.demand import demand_of
from gis.errors import NoAnswerError
from gis.processes.travel import facilities_on, people_of, people_on, travel_of


def test_people_are_those_of_the_library(tiny):
    kept = people_of(tiny, "districts", "population")
    made = demand_of(tiny["districts"].read(), tiny["population"].raster())
    np.testing.assert_array_equal(kept.sums(), made.sums())
    for name, array in made.arrays().items():
        np.testing.assert_array_equal(kept.arrays()[name], array)


def test_people_are_put_on_the_road_once_for_a_mode(region):
    travel = travel_of(region, "streets", "car")
    people = people_of(region, "districts", "population")
    one = people_on(region, travel, people, ["districts", "population"])
    two = people_on(region, travel, people, ["districts", "population"])
    assert len(one) == len(people) == 300
    np.testing.assert_array_equal(one.edge, two.edge)
    assert (one.edge == 0).all()
    np.testing.assert_allclose(one.lat, -1.25, atol=1e-9)


def test_facilities_far_from_any_road(region):
    travel = travel_of(region, "streets", "car")
    sites = region["facilities"].read()
    assert (facilities_on(travel, sites).edge == 0).all()
    sites = sites.set_geometry([Point(119.0, 1.0)] * len(sites), crs=4326)
    with pytest.raises(NoAnswerError, match="none of the 6 facilities is within 10 km") as caught:
        facilities_on(travel, sites)
    assert caught.value.code == "facility-off-network"
