from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon, box

from gis.areas import area_m2, ring_areas_m2

GEOD = Geod(ellps="WGS84")
HOLE = Polygon(box(116, -1, 117, 1).exterior.coords, [box(116.2, -0.5, 116.4, 0.5).exterior.coords])


def one(shape):
    return float(area_m2(np.array([shape], dtype=object))[0])


def test_the_whole_earth_has_its_known_area():
    halves = [box(-180, -90, 0, 90), box(0, -90, 180, 90)]
    assert sum(map(one, halves)) == pytest.approx(510_065_621_724_000, rel=2e-4)
    strips = np.array([box(-180, s, 180, s + 1) for s in range(-90, 90)], dtype=object)
    assert area_m2(strips).sum() == pytest.approx(510_065_621_724_089, rel=1e-9)


@pytest.mark.parametrize(
    "shape",
    [
        box(116.7, -1.0, 116.8, -0.9),
        box(117.4, -0.05, 117.5, 0.1),
        HOLE,
        MultiPolygon([box(115, 0, 115.1, 0.1), box(116, 2, 116.3, 2.2)]),
        Polygon([(114, -3), (116, -3.5), (115, -2)]),
    ],
)
def test_areas_equal_epsg_6933_and_the_geodesic_on_dense_edges(shape):
    dense = shape.segmentize(0.001)
    flat = gpd.GeoSeries([dense], crs=4326).to_crs(6933).area.iloc[0]
    assert one(shape) == pytest.approx(flat, rel=1e-9)
    assert one(shape) == pytest.approx(
        abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(dense))[0]), rel=1e-6
    )


def test_what_has_no_area_counts_nothing():
    shapes = np.array([None, Polygon(), Point(1, 1), LineString([(0, 0), (1, 1)])], dtype=object)
    assert area_m2(shapes).tolist() == [0, 0, 0, 0]
    assert area_m2(np.empty(0, dtype=object)).tolist() == []


def test_the_way_round_does_not_matter():
    assert one(HOLE.reverse()) == pytest.approx(one(HOLE), rel=1e-15)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 999), st.integers(-999, 999))
def test_cut_pieces_add_up_to_the_whole(east, north):
    x, y = 116 + east / 1000, north / 1000
    quarters = [box(116, -1, x, y), box(x, -1, 117, y), box(116, y, x, 1), box(x, y, 117, 1)]
    pieces = [shapely.intersection(HOLE, quarter) for quarter in quarters]
    assert sum(map(one, pieces)) == pytest.approx(one(HOLE), rel=1e-12)


def test_many_rings_at_once_are_as_their_polygons():
    shapes = np.array(
        [box(117, -1, 117.3, 0.2), Polygon([(116, 0), (117, 0.5), (118, 3), (115, 2)])]
    )
    xy = np.array([shapely.get_coordinates(shape)[:4] for shape in shapes])
    found = ring_areas_m2(xy[:, :, 0].T, xy[:, :, 1].T)
    assert found == pytest.approx(area_m2(shapes), rel=1e-12)
