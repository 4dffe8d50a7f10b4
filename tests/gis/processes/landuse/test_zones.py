"""Zones that share ground, and those that only touch."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from gis.processes.landuse.zones import shared_ha, united, zone_inputs


@pytest.mark.parametrize(
    ("others", "area"),
    [
        ([(1, 0, 2, 1)], None),
        ([(0.5, 0, 2, 1)], 2.0),
        ([(0.2, 0.2, 0.3, 0.3)], 1.0),
        ([(0, 0, 1, 1)], 1.0),
        ([], None),
    ],
)
def test_only_zones_that_share_ground_are_united(others, area):
    shapes = [shapely.box(0, 0, 1, 1), *(shapely.box(*o) for o in others), None]
    found = united(gpd.GeoDataFrame(geometry=shapes, crs=4326))
    assert found is None if area is None else found[0].area == pytest.approx(area)


def test_rounding_is_nothing_shared():
    assert shared_ha(1.0, 1.0 - 1e-7) == 0.0
    assert shared_ha(3.0, 2.0) == 1.0


def test_zones_are_polygons():
    assert [(one.id, one.holds) for one in zone_inputs()] == [("by", "polygons"), ("region", None)]
