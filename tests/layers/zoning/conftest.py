"""Plans of square blocks to break."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pytest
import shapely

X0, Y0, SIDE = 500_000.0, 9_950_000.0, 100.0


@pytest.fixture
def blocks() -> Callable[..., gpd.GeoDataFrame]:
    """Make a plan of 3 × 3 blocks of 100 m (EPSG:32750), rows 1 to 9 from below left.

    Each border has a corner at its middle. Blocks named in `changed` have the polygon given.
    """
    return _blocks


def _blocks(crs: object = None, **changed: object) -> gpd.GeoDataFrame:
    shapes = [block(k % 3, k // 3) for k in range(9)]
    for name, shape in changed.items():
        shapes[int(name.removeprefix("row")) - 1] = shape
    frame = gpd.GeoDataFrame({"objectid": range(1, 10)}, geometry=shapes, crs=32750)
    frame.index = range(1, 10)
    return frame if crs is None else frame.to_crs(crs)


def block(column: int, row: int) -> shapely.Polygon:
    x, y, half = X0 + column * SIDE, Y0 + row * SIDE, SIDE / 2
    corners = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    return shapely.Polygon([(x + a * half, y + b * half) for a, b in corners])


@pytest.fixture
def middle() -> shapely.Polygon:
    """The block in the middle, row 5."""
    return block(1, 1)
