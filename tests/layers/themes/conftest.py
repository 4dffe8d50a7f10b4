"""Frames fitted to a theme, as an import would."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pytest
import shapely

from layers.themes import Fitted, fit

SQUARE = shapely.box(116, 0, 117, 1)


@pytest.fixture
def fitted() -> Callable[..., Fitted]:
    """Fit columns over one square to a theme."""
    return _fitted


def _fitted(columns: dict, theme: str, layer_id: str = "x", shape: object = SQUARE) -> Fitted:
    kinds = {"i": "integer", "f": "number", "b": "boolean"}
    n = len(next(iter(columns.values())))
    f = gpd.GeoDataFrame(columns, geometry=[shape] * n, crs=4326, index=range(1, n + 1))
    described = [
        {"name": c, "title": c.upper(), "type": kinds.get(f[c].dtype.kind, "text")} for c in columns
    ]
    return fit(f, described, theme, layer_id)
