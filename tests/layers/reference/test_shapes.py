"""Shapes in a system: as geopandas puts them, the missing missing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.reference import CRS84, offered
from layers.reference.shapes import placed

SHAPES = np.array(
    [shapely.Point(117, -1), None, shapely.Point(), shapely.box(116, -1, 117, 0)], dtype=object
)


@pytest.mark.parametrize("short", ["EPSG:3857", "EPSG:32750", "EPSG:9490", "EPSG:23838"])
def test_shapes_go_where_geopandas_puts_them(short):
    system = offered()[short]
    expected = gpd.GeoSeries(SHAPES, crs=4326).to_crs(system.crs).array
    for order in ("authority", "east-north"):
        found = placed(SHAPES, system, order)
        assert shapely.is_missing(found).tolist() == [False, True, False, False]
        kept = [0, 2, 3]
        assert shapely.equals_exact(found[kept], np.array(expected)[kept], 1e-3).all()


def test_degrees_are_only_turned():
    assert placed(SHAPES, CRS84) is SHAPES
    assert placed(SHAPES, offered()["EPSG:4326"], "east-north") is SHAPES
    assert placed(SHAPES, offered()["EPSG:4326"])[0].coords[0] == (-1, 117)
