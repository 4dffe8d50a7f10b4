"""Times between facilities and people: pair by pair those of one facility alone, walks with them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import layers
from gis.access.beside import with_walks
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    lonlat_of,
    people_of,
    people_on,
    sites_on,
    times_between,
    travel_of,
    walks_to,
)
from layers.testing import fill_tiny_region, write_street


@pytest.fixture
def streets(tmp_path):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    write_street(catalogue)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize("direction", ["to_sources", "from_sources"])
def test_every_pair_within_the_limit_is_there_once(streets, direction):
    travel = travel_of(streets, "streets", "car")
    people = people_of(streets, "districts", "population")
    placed = people_on(streets, travel, people, ["districts", "population"])
    sites = streets["facilities"].read().iloc[:2]
    # The second stands 4 km off the street: people around walk there.
    sites.geometry = [shapely.Point(116.85, -1.25), shapely.Point(116.95, -1.21)]
    there = sites_on(travel, sites)
    walks = walks_to(travel, (people.lonlat, placed), (lonlat_of(sites.geometry), there))
    assert len(walks)
    assert walks.metres.max() <= ACCESS_LIMIT_M
    table = np.full((2, len(people)), np.nan)
    n_pairs = 0
    for block in times_between(travel, (there, placed), walks, direction, 2400.0):
        table[block.source, block.target] = block.seconds
        n_pairs += len(block.source)
    for k in range(2):
        alone = travel.ways.nearest(there.chosen(slice(k, k + 1)), placed, direction)
        both = with_walks(alone, walks.chosen(walks.facility == k)).seconds
        np.testing.assert_allclose(table[k], np.where(both <= 2400.0, both, np.nan), rtol=1e-12)
    assert n_pairs == np.isfinite(table).sum()
