"""HGT tiles are placed by their names and refused by their sizes."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from layers.errors import SourceError
from layers.sources.raster import hgt
from layers.sources.reading import silent


@pytest.fixture
def tile(tmp_path):
    path = tmp_path / "S01E116.hgt"
    cells = np.arange(1201 * 1201, dtype=np.int64) % 3000
    cells[5] = hgt.VOID
    path.write_bytes(cells.astype(">i2").tobytes())
    return path


def test_gdal_agrees(tile):
    head = hgt.read(tile, tile.stem, silent)
    cells = np.concatenate(list(head.chunks(1)))
    with rasterio.open(tile, driver="SRTMHGT") as source:
        assert (source.read(1) == cells).all()
        assert tuple(source.transform)[:6] == pytest.approx(tuple(head.transform)[:6])
        assert (source.nodata, source.crs.to_epsg()) == (head.nodata, 4326)


@pytest.mark.parametrize(
    ("name", "west", "north"),
    [("N10W110", -110, 11), ("s01e116", 116, 0), ("S10E120_v3", 120, -9)],
)
def test_corners(tile, name, west, north):
    head = hgt.read(tile, name, silent)
    half = 0.5 / 1200
    assert (head.transform.c, head.transform.f) == pytest.approx((west - half, north + half))


@pytest.mark.parametrize("name", ["tile", "N1E116", ""])
def test_names_that_say_no_corner(tile, name):
    with pytest.raises(SourceError, match="named by its corner"):
        hgt.read(tile, name, silent)


def test_wrong_sizes(tmp_path):
    path = tmp_path / "S01E116.hgt"
    path.write_bytes(bytes(1000))
    with pytest.raises(SourceError, match=r"2,884,802 or 25,934,402 bytes; got .* with 1,000"):
        hgt.read(path, "S01E116", silent)
