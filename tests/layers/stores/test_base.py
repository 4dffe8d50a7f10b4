"""What a catalogue relies on, whatever keeps its layers."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import (
    LayerExistsError,
    LayerNotFoundError,
    QueryError,
    StoreError,
)


def test_an_unknown_layer_names_those_there_are(tiny):
    with pytest.raises(LayerNotFoundError, match="districts, facilities, roads, population"):
        tiny["railways"]


def test_rasters_come_back_and_windows_hold_the_cells_a_box_touches(tiny):
    handle = tiny["population"]
    whole = handle.raster()
    assert whole.shape == (10, 30)
    assert whole.values.sum() == pytest.approx(3000)
    part = handle.raster(bbox=(116.805, -1.225, 116.815, -1.215))
    assert part.shape == (2, 2)
    assert part.bounds == pytest.approx((116.80, -1.23, 116.82, -1.21))
    with pytest.raises(QueryError, match="outside the raster"):
        handle.raster(bbox=(100, 0, 101, 1))
    with pytest.raises(LayerNotFoundError, match="is a raster"):
        handle.read()
    with pytest.raises(LayerNotFoundError, match="not a raster"):
        tiny["roads"].raster()


def test_replacing_a_raster_leaves_one_file(tiny):
    handle = tiny["population"]
    layer, raster = handle.layer, handle.raster()
    with pytest.raises(LayerExistsError):
        tiny.write_raster(layer, raster)
    assert tiny.write_raster(layer, raster, mode="replace").revision == 2
    assert [p.name for p in (tiny.path / "rasters").iterdir()] == ["population.r2.tif"]
    np.testing.assert_array_equal(tiny["population"].raster().values, raster.values)
    tiny.delete("population")
    assert list((tiny.path / "rasters").iterdir()) == []


def test_a_missing_raster_file_is_found(tiny):
    (tiny.path / "rasters" / "population.tif").unlink()
    assert tiny.check() == ["population: raster file population.tif is missing"]
    with pytest.raises(StoreError, match="cannot be read"):
        tiny["population"].raster()
    tiny.delete("population")
