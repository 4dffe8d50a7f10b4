"""The starter region, made once for all tests."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from layers.raster import Raster
from layers.starter import Region


@pytest.fixture(scope="session")
def region(starter_region: Region) -> Region:
    return starter_region


@pytest.fixture(scope="session")
def frames(region: Region) -> Mapping[str, gpd.GeoDataFrame]:
    return {layer.id: frame for layer, frame in region.vectors}


@pytest.fixture(scope="session")
def rasters(region: Region) -> Mapping[str, Raster]:
    return {layer.id: raster for layer, raster in region.rasters}


@pytest.fixture(scope="session")
def land(frames: Mapping[str, gpd.GeoDataFrame]) -> BaseGeometry:
    return shapely.union_all(frames["provinces"].geometry.to_numpy())
