from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.errors import SourceError
from layers.sources.cutting.apart import Wish, join_apart
from layers.sources.cutting.joining import Job, head, join
from layers.sources.limits import Limits


@pytest.fixture
def tile(tmp_path):
    def make(name, west, north, cells, *, cell=0.01, crs="EPSG:4326", nodata=None, turn=0.0):
        path = tmp_path / name
        profile = {
            "driver": "GTiff",
            "height": cells.shape[0],
            "width": cells.shape[1],
            "count": 1,
            "dtype": cells.dtype,
            "crs": crs,
            "transform": Affine(cell, turn, west, 0, -cell, north),
            "nodata": nodata,
        }
        with rasterio.open(path, "w", **profile) as out:
            out.write(cells, 1)
        return path

    return make


def joined(tmp_path, paths, box, how="mode", **more):
    job = Job(tuple(map(str, paths)), box, how, Limits(), **more)
    report = join(job, tmp_path / "out.tif")
    with rasterio.open(tmp_path / "out.tif") as source:
        return source.read(1), source.transform, source.nodata, report


def test_two_tiles_and_a_hole_between(tile, tmp_path):
    a = tile("a.tif", 116.0, 0.0, np.arange(16, dtype="uint8").reshape(4, 4), nodata=255)
    b = tile("b.tif", 116.05, 0.0, np.full((4, 4), 77, dtype="uint8"), nodata=255)
    cells, transform, nodata, report = joined(tmp_path, [a, b], (116.025, -0.025, 116.065, -0.005))
    assert cells.tolist() == [[2, 3, 255, 77, 77], [6, 7, 255, 77, 77], [10, 11, 255, 77, 77]]
    assert (round(transform.c, 9), round(transform.f, 9)) == (116.02, 0.0)
    assert nodata == 255
    assert (report["columns"], report["rows"], report["tiles"]) == (5, 3, 2)
    assert report["cell_m"] == pytest.approx(1113.19)


def test_larger_cells_count_across_the_seam(tile, tmp_path):
    ones = np.ones((4, 5), dtype="float32")
    a = tile("a.tif", 116.0, 0.0, ones, nodata=-99999)
    b = tile("b.tif", 116.05, 0.0, ones, nodata=-99999)
    cells, _, _, report = joined(tmp_path, [a, b], (116, -0.04, 116.1, 0), "sum", cell_m=2226.4)
    assert cells.tolist() == [[4] * 5] * 2
    assert (report["factor"], report["how"]) == (2, "sum")


def test_floats_without_nodata_have_none_where_no_tile_is(tile, tmp_path):
    a = tile("a.tif", 116.0, 0.0, np.ones((2, 2), dtype="float32"))
    b = tile("b.tif", 116.03, 0.0, np.ones((2, 2), dtype="float32"))
    cells, _, nodata, _ = joined(tmp_path, [a, b], (116, -1, 117, 0), "mean")
    assert np.isnan(cells[:, 2]).all()
    assert np.isnan(nodata)


def test_strips_join_without_seams(tile, tmp_path, monkeypatch):
    monkeypatch.setattr("layers.sources.cutting.joining.STRIP_BYTES", 100)
    values = np.random.default_rng(3).integers(1, 9, (50, 40)).astype("uint8")
    a = tile("a.tif", 116.0, 0.0, values, nodata=0)
    cells, *_ = joined(tmp_path, [a], (116, -0.5, 116.4, 0))
    assert (cells == values).all()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"crs": "EPSG:32750"}, "crs-not-lonlat"),
        ({"crs": None}, "crs-not-lonlat"),
        ({"turn": 0.001}, "raster-turned"),
    ],
)
def test_tiles_of_another_kind(tile, more, code):
    path = tile("a.tif", 116.0, 0.0, np.ones((2, 2), dtype="uint8"), **more)
    with pytest.raises(SourceError) as told:
        head(path)
    assert told.value.code == code


class TestApart:
    def test_the_file_is_put_in_place(self, tile, tmp_path):
        seen = []
        path = tile("a.tif", 116.0, 0.0, np.ones((4, 4), dtype="uint8"), nodata=0)
        target = tmp_path / "mosaic.tif"
        wish = Wish((116, -1, 117, 0), "mode")
        report = join_apart([path], wish, target, lambda *at: seen.append(at))
        assert report["rows"] == 4
        assert target.stat().st_size > 100
        assert seen[-1][0] == "read"

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<html>", "source-unreadable"),
            (b"II*\0" + b"\xff" * 60, "source-unreadable"),
            (b"", "source-unreadable"),
        ],
    )
    def test_what_is_no_tiff(self, tmp_path, content, code):
        path, target = tmp_path / "a.tif", tmp_path / "mosaic.tif"
        path.write_bytes(content)
        with pytest.raises(SourceError) as told:
            join_apart([path], Wish((116, -1, 117, 0), "mode"), target)
        assert told.value.code == code
        assert not target.exists()

    def test_a_virtual_raster_is_not_followed(self, tile, tmp_path):
        inner = tile("a.tif", 116.0, 0.0, np.ones((4, 4), dtype="uint8"))
        path = tmp_path / "b.tif"
        path.write_text(
            f'<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1">'
            f"<SimpleSource><SourceFilename>{inner}</SourceFilename></SimpleSource>"
            "</VRTRasterBand></VRTDataset>"
        )
        with pytest.raises(SourceError, match="cannot be opened as a GeoTIFF"):
            join_apart([path], Wish((116, -1, 117, 0), "mode"), tmp_path / "m.tif")
