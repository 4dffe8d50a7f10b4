"""A made-up hazard about a few lines."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

WEST, SOUTH = 116.8, -1.3


@pytest.fixture(scope="session")
def lines():
    """Bent lines, one of two parts, one missing, one that is a point."""
    rng = np.random.default_rng(11)
    bent = [
        shapely.LineString(
            np.column_stack([WEST + rng.random(6) * 0.3, SOUTH + rng.random(6) * 0.1])
        )
        for _ in range(12)
    ]
    double = shapely.MultiLineString([bent[0].coords[:2], [(117.2, -1.25), (117.3, -1.2)]])
    shapes = [*bent, double, None, shapely.Point(116.9, -1.25)]
    return gpd.GeoSeries(shapes, crs=4326)


@pytest.fixture(scope="session")
def areas():
    """Polygons that overlap, one with a hole and one of two parts."""
    ring = (
        shapely.Point(116.9, -1.25)
        .buffer(0.04)
        .difference(shapely.Point(116.9, -1.25).buffer(0.01))
    )
    two = shapely.MultiPolygon(
        [shapely.box(116.82, -1.3, 116.84, -1.2), shapely.box(117.0, -1.28, 117.05, -1.22)]
    )
    shapes = [ring, two, shapely.box(116.88, -1.27, 117.02, -1.24)]
    return gpd.GeoDataFrame({"class": ["low", "high", "middle"]}, geometry=shapes, crs=4326)
