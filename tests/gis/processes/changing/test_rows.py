"""What is told of an effect, unit by unit, against the tables of the library."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.access.demand import Demand
from gis.access.whatif import served, what_if
from gis.network import Network, placed
from gis.network.whatif.edits import AddSources, MoveSources
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import situation
from gis.processes.changing.rows import gap_rows, place_features, total_rows, unit_features
from gis.processes.changing.rows import unit_rows as rows_of


@pytest.fixture
def units():
    """Two units and an empty one; their index is not their position."""
    boxes = [shapely.box(117 + i, 0, 118 + i, 1) for i in range(3)]
    table = {"code": ["a", "b", "c"], "name": ["Satu", "Dua", None]}
    return gpd.GeoDataFrame(table, geometry=boxes, index=[7, 8, 9], crs=4326)


@pytest.fixture
def today():
    """A street of 20 minutes, a clinic at its start, ten people, two and thirty along it."""
    street = Network.from_edges(
        [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]], [[0, 1], [1, 2]], [600.0, 600.0]
    )
    houses = placed(street, [0, 0, 1], [0.5, 0.6, 0.5])
    unit, cell = np.array([0, 0, 1], dtype=np.int32), np.arange(3, dtype=np.int32)
    people = Demand(houses.lon, houses.lat, np.array([10.0, 2, 30]), unit, cell, np.ones(3), 3)
    clinic = situation(ground(street, "to_sources"), placed(street, [0], [0.0]))
    return served(clinic, people, houses, limits_s=[400, 800])


def at_the_end(today):
    return placed(today.situation.ground.network, [1], [1.0])


def test_who_gains_most_comes_first_and_nobody_has_no_share(today, units):
    effect = what_if(today, [AddSources(at_the_end(today))])
    rows = rows_of(effect, units)
    assert rows["code"].tolist() == ["b", "a", "c"] * 2
    assert rows["gained"].tolist() == [30, 0, 0, 30, 0, 0]
    assert rows["share_before"].tolist()[:2] == [0, 1]
    assert rows["share_after"].tolist()[:2] == [1, 1]
    assert pd.isna(rows["share_after"].iloc[2])
    features = unit_features(rows, units)
    assert features.index.tolist() == [7, 8, 9]
    assert features["gained_400s"].tolist() == [0, 30, 0]
    assert features["before_800s"].tolist() == [12, 0, 0]
    assert total_rows(effect)[0]["share_after"] == 1


def test_gaps_open_and_close_at_the_longest_time(today, units):
    moved = what_if(today, [MoveSources([0], at_the_end(today))])
    rows = gap_rows(moved, units)
    assert [(g["code"], g["uncovered_before"], g["uncovered_after"]) for g in rows] == [
        ("b", 30, 0),
        ("a", 0, 12),
    ]
    assert [g["closed"] for g in rows] == [True, False]
    assert {g["within_s"] for g in rows} == {800}
    assert gap_rows(what_if(today, []), units) == []


def test_a_place_by_unit_time_and_who_is_the_fullest_cell(today, units):
    moved = what_if(today, [MoveSources([0], at_the_end(today))])
    places = place_features(moved, units)
    told = places[["code", "within_s", "change", "people"]].to_numpy().tolist()
    assert told == [
        ["b", 400.0, "gained", 30.0],
        ["a", 400.0, "lost", 12.0],
        ["b", 800.0, "gained", 30.0],
        ["a", 800.0, "lost", 12.0],
    ]
    assert places.geometry.x.tolist()[:2] == pytest.approx([117.015, 117.005])
    nothing = place_features(what_if(today, []), units)
    assert len(nothing) == 0
    assert nothing.crs == 4326
