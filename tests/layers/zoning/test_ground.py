"""Ground: usable polygons, contacts, shared ground counted only where both systems see it."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.zoning.ground import Ground, degrees_to_m2, width_m


def test_only_valid_polygons_are_used(blocks):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    ground = Ground.of(blocks(row1=bow, row2=None, row3=shapely.Point(0, 0)))
    assert shapely.is_missing(ground.metres).tolist() == [True] * 3 + [False] * 6
    assert ground.rows.tolist() == list(range(1, 10))


def test_contacts_of_a_grid(blocks):
    # 12 shared sides and 8 shared corners.
    assert Ground.of(blocks()).contacts.shape == (2, 20)


def test_shared_ground_is_the_lesser_of_both_systems():
    # A corner that lies upon an edge of 60 km in degrees lies metres beside it in EPSG:32750.
    low = shapely.Polygon([(116, 2), (116.5, 2), (116.5, 1.5), (116, 1.5)])
    high = shapely.Polygon([(116, 2), (116.25, 2), (116.5, 2), (116.5, 2.5), (116, 2.5)])
    frame = gpd.GeoDataFrame(geometry=[low, high], crs=4326)
    ground = Ground.of(frame)
    common = shapely.intersection(*ground.metres)
    _, area = ground.shared(ground.contacts)
    assert common.area + shapely.difference(low, high).area > 1
    assert area.tolist() == [pytest.approx(0, abs=1e-3)]


def test_width_and_area_by_hand():
    assert width_m(shapely.box(0, 0, 100, 1)) == pytest.approx(200 / 202)
    assert width_m(shapely.Point(0, 0)) == 0
    square = shapely.box(117, 0, 117.01, 0.01)
    assert degrees_to_m2(square) == pytest.approx(1_230_000, rel=0.02)
    assert degrees_to_m2(shapely.Polygon()) == 0


def test_outside_the_region_the_zone_of_the_data_is_used():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(10, 50, 10.01, 50.01)], crs=4326)
    area = Ground.of(frame).metres[0].area
    assert area == pytest.approx(715.0 * 1112.0, rel=0.01)
