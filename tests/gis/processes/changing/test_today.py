"""How things stand: what the what-if of the library starts from."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from gis.access.beside import with_walks
from gis.access.whatif import served
from gis.errors import NoAnswerError
from gis.network.nearest import nearest
from gis.processes import registry
from gis.processes.changing.today import today_of

GIVEN = registry()["whatif"].check(
    {"facilities": "rs", "roads": "streets", "within": "15min,60min"}
)


@pytest.mark.parametrize("chosen", [[True, True, True], [False, True, True]])
def test_it_is_what_the_library_works_out_place_by_place(region, chosen):
    spots = region["facilities"].read().geometry
    today = today_of(region, GIVEN, spots, np.array(chosen)).served
    situation, walks = today.situation, today.walks
    whole = served(situation, today.demand, today.places, limits_s=[900, 3600], walks=walks)
    found = nearest(
        situation.ground.network, situation.sources, today.places, direction="to_sources"
    )
    np.testing.assert_array_equal(today.by_way.seconds, found.seconds)
    np.testing.assert_array_equal(today.seconds, with_walks(found, walks).seconds)
    assert (today.seconds < today.by_way.seconds).any()
    for name in ("seconds", "owner", "classes", "by_unit", "together"):
        np.testing.assert_array_equal(getattr(today, name), getattr(whole, name))
    for mine, other in zip(
        (*today.groups, *today.stops, *today.on_edges),
        (*whole.groups, *whole.stops, *whole.on_edges),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, other)
    assert today.by_unit.sum() == pytest.approx(1000.0 * sum(chosen))


def test_without_facilities_nobody_is_served(region):
    nowhere = gpd.GeoSeries([], crs=4326)
    today = today_of(region, GIVEN, nowhere, np.ones(3, dtype=bool)).served
    assert np.isnan(today.seconds).all()
    assert today.together[0].tolist() == pytest.approx([0, 0, 0, 3000])


def test_units_without_people_have_no_answer(region):
    spots = region["facilities"].read().geometry
    with pytest.raises(NoAnswerError, match="counts nobody in the units asked for"):
        today_of(region, GIVEN, spots, np.zeros(3, dtype=bool))
