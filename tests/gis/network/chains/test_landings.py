"""Jetties and ferry ends: where they are joined, how far they are off, and modelled ones."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.errors import GeometryError, InputError
from gis.network.chains import compile_water, modelled_landings
from gis.network.chains.landings import (
    beside_ends,
    crossing_ends,
    jetty_places,
    modelled_rows,
)
from layers.errors import CRSError
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

WALK = mode("walk")


def test_jetties_without_a_geometry_are_told():
    jetties = gpd.GeoSeries([Point(117, 0), None, Point()], crs=4326)
    rows, lonlat, missing = jetty_places(jetties)
    assert (rows.tolist(), missing.tolist()) == ([0], [1, 2])
    assert lonlat.tolist() == [[117, 0]]
    assert [len(part) for part in jetty_places(None)] == [0, 0, 0]


def test_jetties_that_cannot_be():
    with pytest.raises(CRSError, match="jetties has no CRS"):
        jetty_places(gpd.GeoSeries([Point(117, 0)]))
    with pytest.raises(GeometryError, match="jetties: row 0 is a LineString; wanted points"):
        jetty_places(gpd.GeoSeries([LineString([(117, 0), (118, 0)])], crs=4326))


def test_landings_tell_whether_they_are_modelled():
    jetties = gpd.GeoDataFrame(
        {"trust": ["modelled", None, "official"]}, geometry=[Point(117, 0)] * 3, crs=4326
    )
    rows = np.array([0, 1, 2])
    assert modelled_rows(jetties, rows).tolist() == [True, False, False]
    assert modelled_rows(jetties.geometry, rows).tolist() == [False] * 3
    assert modelled_rows(None, rows[:0]).tolist() == []


def test_ends_of_ferries_are_one_for_all_boats(make_rivers):
    lines = make_rivers(
        LineString([(117, 0), (117.1, 0)]),
        LineString([(117.1, 0), (117.2, 0)]),
        boats=["klotok, speedboat", "speedboat"],
        **{"class": "ferry"},
    )
    waters = [compile_water(lines, boat=boat(b), rider=WALK) for b in ("klotok", "speedboat")]
    places, rows, end_of = crossing_ends(waters)
    assert len(places) == 3
    assert [len(of) for of in end_of] == [2, 4]
    assert rows.min() == 0
    at = {tuple(p) for p in places.round(6).tolist()}
    assert at == {(117.0, 0.0), (117.1, 0.0), (117.2, 0.0)}


def test_jetties_beside_ferry_ends():
    ends = np.array([[117.0, 0.0], [117.1, 0.0]])
    jetties = np.array([[117.001, 0.0], [117.05, 0.0]])
    jetty, end, metres = beside_ends(jetties, ends, 500.0)
    assert (jetty.tolist(), end.tolist()) == ([0], [0])
    assert metres == pytest.approx([111.32], rel=1e-3)
    assert [len(part) for part in beside_ends(jetties, ends[:0], 500.0)] == [0, 0, 0]


def test_modelled_landings_lie_by_the_water_and_apart(make_rivers, make_streets):
    river = make_rivers(LineString([(117, 0), (117.1, 0)]), width_m=100.0)
    water = compile_water(river, boat=boat("klotok"), rider=WALK)
    steps = [(117.01 + 0.002 * k, 0.001) for k in range(11)]
    roads = make_streets(*pairwise(steps), ((117.05, 0.5), (117.05, 0.4)))
    found = modelled_landings(roads, water, within_m=100.0, apart_m=500.0)
    assert set(found["trust"]) == {"modelled"}
    assert found["distance_m"].to_numpy() == pytest.approx([110.57 - 50] * len(found), abs=0.1)
    x = np.sort(found.geometry.x.to_numpy())
    assert (np.diff(x) * 111_319 >= 500 - 1e-6).all()
    near = np.abs(x[:, None] - np.array(steps)[:, 0]).min(axis=0) * 111_319
    assert (near < 500).all()
    assert len(modelled_landings(roads, water, within_m=1.0)) == 0


@pytest.mark.parametrize("name", ["within_m", "apart_m"])
def test_modelled_landings_want_distances(make_rivers, make_streets, name):
    water = compile_water(
        make_rivers(LineString([(117, 0), (117.1, 0)])), boat=boat("klotok"), rider=WALK
    )
    options = {"within_m": 10.0, "apart_m": 10.0} | {name: 0.0}
    with pytest.raises(InputError, match=f"{name} is 0.0; wanted a finite number above 0"):
        modelled_landings(make_streets(((117, 0), (117.1, 0))), water, **options)
