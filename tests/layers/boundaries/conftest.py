"""Squares of one hectare, and real units, for the checks of boundaries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely


def hectares(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    """A rectangle in the equal-area CRS, in steps of 100 m."""
    return shapely.box(100 * x0, 100 * y0, 100 * x1, 100 * y1)


@pytest.fixture
def units() -> Callable[..., gpd.GeoDataFrame]:
    """Make units from code=rectangle (in steps of 100 m) or code=geometry."""

    def make(given: dict[str, object], crs: object = 6933) -> gpd.GeoDataFrame:
        shapes = [hectares(*v) if isinstance(v, tuple) else v for v in given.values()]
        return gpd.GeoDataFrame({"code": list(given)}, geometry=shapes, crs=crs)

    return make


@pytest.fixture
def real_units(shared_data: Path) -> Callable[[str, str], gpd.GeoDataFrame]:
    """Read units of the Kemendagri set: layer (adm2 …) and code prefix."""

    def read(layer: str, prefix: str) -> gpd.GeoDataFrame:
        path = shared_data / "admin" / "adm_kemendagri.gpkg"
        found = gpd.read_file(path, layer=layer, where=f"kode LIKE '{prefix}%'")
        return found.rename(columns={"kode": "code", "nama": "name"})

    return read
