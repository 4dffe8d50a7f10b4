"""Whereabouts: how far what is nearest is, in words."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, Point

from gis.network.compile import compile_network
from gis.processes.travel.whereabouts import (
    kilometres,
    nearest_facility,
    nearest_network,
    off_the_data,
)
from layers.infrastructure.travel import mode

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(
    ("metres", "indonesian", "english"),
    [(40.0, "0,0 km", "0.0 km"), (12_340.0, "12,3 km", "12.3 km"), (1e7, "10.000 km", "10,000 km")],
)
def test_kilometres_are_written_as_each_language_has_it(metres, indonesian, english):
    assert (kilometres(metres).id, kilometres(metres).en) == (indonesian, english)


def test_the_nearest_facility_is_named_with_its_distance():
    sites = gpd.GeoDataFrame(
        {"name": ["A", None]},
        geometry=[Point(117.0, 0.0), Point(116.0, 0.0)],
        crs=4326,
        index=[7, 9],
    )
    near, far = nearest_facility((117.1, 0.0), sites), nearest_facility((115.0, 0.0), sites)
    assert near.en == f"the nearest in a straight line is A, {kilometres(11_132.0).en}"
    assert far.id == f"yang terdekat dalam garis lurus 9, {kilometres(111_319.0).id}"


def test_the_network_is_as_far_as_its_nearest_vertex():
    line = LineString([(116.0, -1.0), (116.5, -1.0), (117.0, -1.0)])
    roads = gpd.GeoDataFrame({"class": ["local"]}, geometry=[line], crs=4326)
    network = compile_network(roads, mode=mode("car")).network
    point = (116.52, -1.3)
    metres = GEOD.inv(*point, 116.5, -1.0)[2]
    assert nearest_network(point, network).en == f"the nearest is {kilometres(metres).en} away"
    assert np.isfinite(metres)


def test_places_off_the_data_are_told_where_these_are(tiny):
    layer = tiny["facilities"].layer
    west, south, east, north = layer.bbox
    assert off_the_data(((west + east) / 2, (south + north) / 2), layer) is None
    told = off_the_data((0.1, 51.5), layer)
    assert f"LON,LAT {west:.2f},{south:.2f}" in told.en
    assert told.id.startswith("tempat itu di luar wilayah lapisan 'facilities'")
    assert off_the_data((0.1, 51.5), layer.with_(bbox=None)) is None
