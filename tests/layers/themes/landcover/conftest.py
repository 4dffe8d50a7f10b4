"""Small frames of land cover, described as the reader describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely

from layers import themes
from layers.themes import Fitted


@pytest.fixture
def fit() -> Callable[..., Fitted]:
    """Fit columns to the theme of land cover, each row a small square."""

    def make(
        columns: dict[str, list[Any]], layer_id: str = "land_cover_2019", **asked: Any
    ) -> Fitted:
        n = len(next(iter(columns.values())))
        squares = [shapely.box(116 + k, -1, 116.5 + k, -0.5) for k in range(n)]
        frame = gpd.GeoDataFrame(columns, geometry=squares, crs=4326)
        described = [{"name": c, "type": "text", "title": c} for c in columns]
        return themes.fit(frame, described, "landcover", layer_id, asked)

    return make


@pytest.fixture
def codes() -> Callable[[Fitted], list[str]]:
    """Give the codes of what was found."""
    return lambda fitted: [f.code for f in fitted.findings]
