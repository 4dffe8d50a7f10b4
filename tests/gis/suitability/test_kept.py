"""Scores and reasons kept as rasters, written and read again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.suitability import grid as module
from gis.suitability.assessing import OUTSIDE, Constraint, Criterion, Model, assess
from gis.suitability.fields import Sampled
from gis.suitability.grid import Grid
from gis.suitability.kept import Kept
from gis.suitability.scores import Curve
from gis.zonal import zonal_statistics
from layers.raster import Raster, read_raster, write_cog

PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -1.2)
LONLAT = pyproj.CRS(4326)


def test_rasters_hold_what_was_assessed(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "BAND_CELLS", 50)
    values = np.random.default_rng(6).random((12, 20))
    field = Sampled.of(Raster(values, PLACE, LONLAT))
    model = Model(
        (Criterion("k", field, Curve.linear(0, 1, better="more")),),
        (Constraint("low", field, lambda v: v < 0.2),),
    )
    grid = Grid(PLACE, LONLAT, (12, 20))
    zone = gpd.GeoDataFrame(geometry=[shapely.box(116.8, -1.32, 116.95, -1.2)], crs=4326)
    kept = Kept(grid)
    found = assess(grid, model, zone, each=kept)
    scores, reasons = kept.scores.values, kept.reasons.values
    assert (reasons[:, 15:] == OUTSIDE).all()
    assert ((reasons[:, :15] == 1) == (values[:, :15] < 0.2)).all()
    free = values[:, :15] >= 0.2
    assert scores[:, :15][free] == pytest.approx(values[:, :15][free], rel=1e-6)
    assert np.isnan(scores[:, :15][~free]).all()
    mean = zonal_statistics(zone, kept.scores, statistics=["mean"]).table["mean"].iloc[0]
    assert mean == pytest.approx(found.zones["mean"].iloc[0], rel=1e-4)
    for raster in (kept.scores, kept.reasons):
        write_cog(raster, tmp_path / "kept.tif")
        again = read_raster(tmp_path / "kept.tif")
        assert again.values == pytest.approx(raster.values, nan_ok=True)
