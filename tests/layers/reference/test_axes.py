"""Coordinates in and out of every system, against PROJ in the authority's order and against GDAL."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import rasterio.warp
from hypothesis import given
from hypothesis import strategies as st

from layers.reference import CRS84, from_lonlat, offered, oriented, to_lonlat
from layers.reference.axes import _transformer

POINTS = np.array([[116.83, -1.26], [117.0, 0.0], [114.2, 2.31], [118.99, -4.4], [108.1, 7.2]])
SYSTEMS = list(offered().values())


@pytest.mark.parametrize("system", SYSTEMS, ids=[s.short for s in SYSTEMS])
def test_coordinates_are_those_proj_gives_in_the_authority_s_order(system):
    proj = pyproj.Transformer.from_crs("OGC:CRS84", system.short, always_xy=False)
    expected = np.column_stack(proj.transform(POINTS[:, 0], POINTS[:, 1]))
    assert np.abs(from_lonlat(POINTS, system) - expected).max() <= 5.1e-5
    assert np.abs(to_lonlat(expected, system) - POINTS).max() < 1e-9


@pytest.mark.parametrize("system", SYSTEMS, ids=[s.short for s in SYSTEMS])
def test_coordinates_are_those_gdal_gives_with_east_first(system):
    x, y = rasterio.warp.transform("EPSG:4326", system.short.replace("OGC:CRS84", "EPSG:4326"),
                                   POINTS[:, 0], POINTS[:, 1])  # fmt: skip
    assert np.abs(from_lonlat(POINTS, system, "east-north") - np.c_[x, y]).max() <= 5.1e-5


def test_latitude_comes_first_where_the_authority_says_so_and_nowhere_else():
    assert from_lonlat(POINTS[:1], offered()["EPSG:4326"]).tolist() == [[-1.26, 116.83]]
    assert from_lonlat(POINTS[:1], CRS84).tolist() == [[116.83, -1.26]]
    east, north = from_lonlat(POINTS[:1], offered()["EPSG:32750"])[0]
    assert 400_000 < east < 500_000
    assert 9_800_000 < north < 9_900_000
    north, east = from_lonlat(POINTS[:1], offered()["EPSG:4755"])[0]
    assert (round(north, 6), round(east, 6)) == (-1.26, 116.83)


def test_files_have_east_first_whatever_the_authority_says():
    for system in SYSTEMS:
        east = from_lonlat(POINTS, system, "east-north")
        assert (oriented(east, system, "authority") == from_lonlat(POINTS, system)).all()


@given(st.sampled_from(SYSTEMS), st.sampled_from(["authority", "east-north"]), st.data())
def test_out_and_in_again_is_where_it_was_to_a_tenth_of_a_millimetre(system, order, data):
    west, south, east, north = system.window
    lon, lat = data.draw(st.floats(west, east)), data.draw(st.floats(south, north))
    there = from_lonlat(np.array([[lon, lat]]), system, order)
    back = to_lonlat(there, system, order)[0]
    assert abs(back[1] - lat) < 2e-9
    # A tenth of a millimetre is more degrees of longitude near a pole; 180° east is 180° west.
    turn = (back[0] - lon + 180.0) % 360.0 - 180.0
    assert abs(turn) * np.cos(np.radians(lat)) < 4e-9


@pytest.mark.parametrize("short", ["EPSG:9480", "EPSG:4755"])
def test_the_operation_is_the_one_proj_finds_from_longitude_and_latitude(short):
    found = _transformer(short)
    known = pyproj.Transformer.from_crs("OGC:CRS84", short, always_xy=True)
    assert (found.definition, found.accuracy) == (known.definition, known.accuracy)


def test_no_coordinates_are_none():
    for system in SYSTEMS:
        assert from_lonlat(np.empty((0, 2)), system).shape == (0, 2)
        assert to_lonlat(np.empty((0, 2)), system).shape == (0, 2)
