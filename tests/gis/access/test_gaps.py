"""Gaps by time: ranked, placed and explained, worked out by hand on a river town."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from gis.access.demand import Demand, travel_coverage
from gis.access.gaps import REASON_TEXTS, Served, rank_travel_gaps
from gis.access.ways import ways_of
from gis.errors import InputError
from gis.network import compile_network
from layers.infrastructure.travel import mode

CLINIC = [117.0, 0.0]


@pytest.fixture
def town():
    """A clinic on a street; across the river, reached by a long way round; and far places."""
    roads = gpd.GeoDataFrame(
        {"class": ["local"] * 3, "speed_kmh": [30.0] * 3},
        geometry=[
            # 0.1 degrees east, up, and all the way back on the other bank.
            LineString([(117.0, 0.0), (117.1, 0.0), (117.1, 0.01), (117.0, 0.01)]),
            # Further out on the same road.
            LineString([(117.1, 0.0), (117.4, 0.0)]),
            # An island of its own.
            LineString([(117.0, 0.3), (117.05, 0.3)]),
        ],
        crs=4326,
    )
    return ways_of(compile_network(roads, mode=mode("car")), access_kmh=4.5)


def served(ways, lonlat):
    people = ways.place(lonlat, limit_m=10_000)
    clinic = ways.place(np.array([CLINIC]), limit_m=10_000)
    found = ways.nearest(clinic, people, "to_sources")
    return Served(people, found, np.array([CLINIC]), ways.typical_kmh())


LONLAT = np.array(
    [
        [117.01, 0.0],  # beside the clinic
        [117.0, 0.01],  # across the river: 1.1 km away, 23 km by road
        [117.4, 0.0],  # far along the road
        [117.02, 0.3],  # on the island
        [117.2, 0.05],  # 5.5 km from the road: over an hour on foot
        [118.0, 1.0],  # nowhere near a road
    ]
)


def test_each_gap_says_where_who_and_why(town):
    demand = Demand(
        lon=LONLAT[:, 0],
        lat=LONLAT[:, 1],
        amount=np.array([100.0, 50.0, 40.0, 30.0, 20.0, 10.0]),
        unit=np.arange(6, dtype=np.int32),
        cell=np.arange(6, dtype=np.int32),
        share=np.ones(6),
        n_units=6,
    )
    gaps = rank_travel_gaps(demand, served(town, LONLAT), limit_s=1800, index=list("abcdef"))
    assert gaps.index.tolist() == ["b", "c", "d", "e", "f"]
    assert gaps["rank"].tolist() == [1, 2, 3, 4, 5]
    assert gaps["people"].tolist() == [50, 40, 30, 20, 10]
    assert gaps["reason"].tolist() == [
        "detour",
        "too-far",
        "no-way",
        "far-from-network",
        "off-network",
    ]
    assert set(gaps["reason"]) == set(REASON_TEXTS)
    assert gaps["facility"].tolist() == [0, 0, -1, 0, -1]
    assert gaps["straight_facility"].tolist() == [0] * 5
    assert gaps["straight_m"].iloc[0] == pytest.approx(1105.7, abs=0.5)
    # 0.2 degrees and 0.01 across, at 30 km/h.
    assert gaps["seconds"].iloc[0] == pytest.approx(
        (0.2 * 111319.5 + 1105.7) / (30 / 3.6), rel=1e-3
    )
    assert np.isnan(gaps["seconds"].loc["d"])
    assert (gaps["lon"].to_numpy() == LONLAT[1:, 0]).all()


def test_people_by_reason_add_up_to_what_coverage_leaves(town):
    rng = np.random.default_rng(2)
    demand = Demand(
        lon=LONLAT[:, 0],
        lat=LONLAT[:, 1],
        amount=rng.uniform(1, 100, 6),
        unit=rng.integers(0, 2, 12).astype(np.int32),
        cell=np.tile(np.arange(6), 2).astype(np.int32),
        share=rng.uniform(0, 0.5, 12),
        n_units=2,
    )
    how = served(town, LONLAT)
    gaps = rank_travel_gaps(demand, how, limit_s=1800, index=["x", "y"]).sort_index()
    reasons = gaps[[c for c in gaps if c.startswith("people_")]].sum(axis=1)
    covered = travel_coverage(demand, how.found.seconds, limits_s=[1800], index=["x", "y"]).table
    np.testing.assert_allclose(gaps["people"], covered["total"] - covered["covered"], rtol=1e-12)
    np.testing.assert_allclose(reasons, gaps["people"], rtol=1e-12)
    np.testing.assert_allclose(gaps["share"], 1 - covered["share"], rtol=1e-9)


def test_where_everybody_is_served_there_is_no_gap(town):
    demand = Demand(
        lon=LONLAT[:1, 0],
        lat=LONLAT[:1, 1],
        amount=np.array([5.0]),
        unit=np.zeros(1, dtype=np.int32),
        cell=np.zeros(1, dtype=np.int32),
        share=np.ones(1),
        n_units=1,
    )
    gaps = rank_travel_gaps(demand, served(town, LONLAT[:1]), limit_s=1800, index=["a"])
    assert isinstance(gaps, pd.DataFrame)
    assert len(gaps) == 0
    with pytest.raises(InputError, match="limit_s"):
        rank_travel_gaps(demand, served(town, LONLAT[:1]), limit_s=0, index=["a"])
