"""Serving: the start of a what-if, against a full search and count."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from gis.access.demand import travel_coverage
from gis.access.whatif import served
from gis.errors import InputError
from gis.network.nearest import nearest


@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
@pytest.mark.parametrize("seed", range(4))
def test_the_start_is_a_full_search_and_count(town, seed, direction):
    made = town(seed, direction)
    today, sources = made.today, made.today.situation.sources
    found = nearest(made.network, sources, made.houses, direction=direction)
    assert np.array_equal(today.seconds, found.seconds, equal_nan=True)
    assert np.array_equal(today.owner, found.owner)
    full = travel_coverage(
        made.demand, found.seconds, limits_s=today.limits_s, index=list("abcdefgh")
    )
    mine = today.coverage(list("abcdefgh"))
    assert mine.table.equals(full.table)
    assert mine.totals.equals(full.totals)
    assert (mine.n_places, mine.n_unreached) == (full.n_places, full.n_unreached)


def test_a_start_can_be_sent_to_another_process(town):
    today = town(1).today
    again = pickle.loads(pickle.dumps(today))
    assert again.coverage().table.equals(today.coverage().table)


def test_places_are_those_of_the_demand_and_limits_are_times(town):
    made = town(1)
    start = made.today.situation
    with pytest.raises(InputError, match="5 places on the network for 200"):
        served(start, made.demand, start.sources, limits_s=[60])
    with pytest.raises(InputError, match="above 0"):
        served(start, made.demand, made.houses, limits_s=[0])
