"""Staged rasters made for the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyproj
import pytest
from affine import Affine

from layers.sources.raster import StagedRaster
from layers.sources.raster.census import Counting

PLACE = Affine(0.01, 0, 116.0, 0, -0.01, 0.0)


@pytest.fixture
def stage() -> Callable[..., StagedRaster]:
    """Stage cells as the reading process would."""

    def make(values: Any, *, nodata: float | None = None, **more: Any) -> StagedRaster:
        cells = np.asarray(values)
        counting = Counting(str(cells.dtype), nodata)
        cells = counting.take(cells)
        given = {
            "cells": cells,
            "transform": PLACE,
            "crs": pyproj.CRS(4326),
            "nodata": None if np.issubdtype(cells.dtype, np.floating) else nodata,
            "census": counting.result(),
            "palette": {},
            "findings": (),
            "driver": "GTiff",
            "layer": "a",
            "band": 1,
            "source_dtype": str(cells.dtype),
        }
        return StagedRaster(**{**given, **more})

    return make
