"""Rasters keep their values and their place through a file, whole or by window."""

from __future__ import annotations

import hashlib

import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import QueryError, StoreError
from layers.raster import Raster, RasterFile, content_hash, read_grid, read_raster, write_cog

WGS84 = pyproj.CRS(4326)
CELL = 0.5
RAMP = (np.arange(4)[:, None] * 10 + np.arange(6)[None, :]).astype(np.int16)


def grid(values, *, nodata=None, west=116.0, north=1.0) -> Raster:
    place = Affine.translation(west, north) @ Affine.scale(CELL, -CELL)
    return Raster(np.asarray(values), place, WGS84, nodata)


@pytest.fixture
def ramp(tmp_path):
    """Four rows, six columns, each cell row * 10 + column; west 116, north 1, cells of 0.5 degrees."""
    raster = grid(RAMP, nodata=-1)
    path = tmp_path / "ramp.tif"
    write_cog(raster, path)
    return raster, path


def test_shape_and_bounds():
    raster = grid(np.zeros((4, 6)))
    assert raster.shape == (4, 6)
    assert raster.bounds == (116.0, -1.0, 119.0, 1.0)


def test_what_is_written_is_read(ramp):
    raster, path = ramp
    back = read_raster(path)
    assert (back.values == raster.values).all()
    assert (back.transform, back.nodata) == (raster.transform, raster.nodata)
    assert back.crs == WGS84
    assert not list(path.parent.glob("*.part"))


def test_the_file_is_a_cog_with_its_overviews_for_large_grids(tmp_path):
    path = tmp_path / "large.tif"
    write_cog(grid(np.ones((600, 700), dtype=np.uint8)), path)
    with rasterio.open(path) as source:
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert source.overviews(1)


def test_classes_stay_classes_in_overviews(tmp_path):
    values = np.where(np.indices((600, 600)).sum(axis=0) % 2, 10, 90).astype(np.uint8)
    path = tmp_path / "classes.tif"
    write_cog(grid(values), path)
    with rasterio.open(path, overview_level=0) as source:
        assert set(np.unique(source.read(1))) <= {10, 90}


@pytest.mark.parametrize(
    ("bbox", "rows", "columns"),
    [
        ((116.6, 0.1, 117.2, 0.4), slice(1, 2), slice(1, 3)),
        ((116.0, 0.5, 116.5, 1.0), slice(0, 1), slice(0, 1)),
        ((100.0, -50.0, 200.0, 50.0), slice(0, 4), slice(0, 6)),
        ((118.9, -2.0, 130.0, -0.9), slice(3, 4), slice(5, 6)),
    ],
)
def test_a_window_gives_the_cells_that_the_box_touches(ramp, bbox, rows, columns):
    raster, path = ramp
    part = read_raster(path, bbox)
    assert (part.values == raster.values[rows, columns]).all()
    assert part.bounds[0] == 116.0 + columns.start * CELL
    assert part.bounds[3] == 1.0 - rows.start * CELL


@given(
    st.tuples(st.floats(115, 120), st.floats(-2, 2)),
    st.tuples(st.floats(0.01, 3), st.floats(0.01, 3)),
)
@settings(max_examples=60, deadline=None)
def test_a_window_covers_the_box_and_agrees_with_the_whole(place, size):
    raster = grid(np.arange(24).reshape(4, 6))
    with rasterio.MemoryFile() as memory:
        path = memory.name
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            height=4,
            width=6,
            count=1,
            dtype="int64",
            crs="EPSG:4326",
            transform=raster.transform,
        ) as target:
            target.write(raster.values, 1)
        (west, south), (width, height) = place, size
        box = (west, south, west + width, south + height)
        inside = west < 119 and west + width > 116 and south < 1 and south + height > -1
        if not inside:
            with pytest.raises(QueryError):
                read_raster(path, box)
            return
        part = read_raster(path, box)
    x0, y0, x1, y1 = part.bounds
    assert x0 <= max(box[0], 116) + 1e-9
    assert x1 >= min(box[2], 119) - 1e-9
    assert y0 <= max(box[1], -1) + 1e-9
    assert y1 >= min(box[3], 1) - 1e-9
    column, row = round((x0 - 116) / CELL), round((1 - y1) / CELL)
    rows, columns = part.shape
    assert (part.values == raster.values[row : row + rows, column : column + columns]).all()


def test_a_box_outside_is_refused_and_says_where_the_raster_is(ramp):
    with pytest.raises(
        QueryError, match=r"outside the raster \(116\.0, -1\.0, 119\.0, 1\.0\)"
    ) as error:
        read_raster(ramp[1], (100, 0, 101, 1))
    assert error.value.code == "outside-raster"


@pytest.mark.parametrize("content", [b"", b"no raster", b"II*\0" + b"\xff" * 40])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "broken.tif"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"broken\.tif: the raster cannot be read"):
        read_raster(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"gone\.tif"):
        read_raster(tmp_path / "gone.tif")


def test_a_description_in_place_of_a_raster_is_refused(tmp_path):
    path = tmp_path / "other.tif"
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    with pytest.raises(StoreError):
        read_raster(path)


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(ramp):
    raster, path = ramp
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises((StoreError, TypeError, ValueError)):
        write_cog(Raster(np.array([[object()]]), raster.transform, WGS84), path)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert [p.name for p in path.parent.iterdir()] == ["ramp.tif"]


def test_the_hash_sees_values_and_place():
    one = grid([[1, 2]])
    assert content_hash(one) == content_hash(grid([[1, 2]]))
    others = [grid([[2, 1]]), grid([[1, 2]], west=117.0), grid([[1, 2]], nodata=0)]
    assert len({content_hash(raster) for raster in [one, *others]}) == 4


def test_a_box_is_in_degrees_whatever_the_raster_is_in(tmp_path):
    metres = pyproj.CRS(32750)
    place = Affine.translation(480_000.0, 9_900_000.0) @ Affine.scale(1_000.0, -1_000.0)
    path = tmp_path / "metres.tif"
    write_cog(Raster(np.arange(400.0).reshape(20, 20), place, metres, None), path)
    to_metres = pyproj.Transformer.from_crs(4326, metres, always_xy=True)
    west, south, east, north = 116.85, -1.03, 116.88, -1.01
    x, y = to_metres.transform([west, east], [south, north])
    window = read_raster(path, (west, south, east, north))
    assert window.bounds[0] <= min(x) < window.bounds[0] + 1_000
    assert window.bounds[1] <= min(y) < window.bounds[1] + 1_000
    assert window.bounds[2] - 1_000 < max(x) <= window.bounds[2]
    assert window.bounds[3] - 1_000 < max(y) <= window.bounds[3]


def test_nodata_that_would_be_lost_is_refused(tmp_path):
    with pytest.raises(StoreError, match="would be lost with int64 cells") as caught:
        write_cog(grid(np.zeros((2, 2), dtype=np.int64), nodata=-1), tmp_path / "x.tif")
    assert caught.value.code == "nodata-lost"
    write_cog(grid(np.zeros((2, 2), dtype=np.int64)), tmp_path / "x.tif")


def test_large_grids_are_written_in_runs_and_come_out_the_same(tmp_path, monkeypatch):
    values = np.random.default_rng(3).integers(0, 9, (700, 500)).astype(np.uint8)
    whole, runs = tmp_path / "whole.tif", tmp_path / "runs.tif"
    digest = content_hash(grid(values, nodata=0))
    write_cog(grid(values, nodata=0), whole)
    monkeypatch.setattr("layers.raster.WHOLE_BYTES", 1000)
    monkeypatch.setattr("layers.raster.CHUNK_BYTES", 500 * 256)
    write_cog(grid(values, nodata=0), runs)
    assert content_hash(grid(values, nodata=0)) == digest
    with rasterio.open(whole) as one, rasterio.open(runs) as two:
        assert (one.read(1) == two.read(1)).all()
        assert one.profile == two.profile
        assert one.overviews(1) == two.overviews(1)
        assert two.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert {p.name for p in tmp_path.iterdir()} == {"whole.tif", "runs.tif"}


def test_bounds_in_degrees_of_a_projected_raster(tmp_path):
    place = Affine(1000, 0, 500_000, 0, -1000, 9_900_000)
    raster = Raster(np.zeros((2, 3)), place, pyproj.CRS(32750))
    west, south, east, north = raster.lonlat_bounds
    assert (west, north) == pytest.approx((117.0, -0.9047), abs=1e-3)
    assert (east - west, north - south) == pytest.approx((0.02695, 0.01809), rel=1e-2)
    assert grid(np.zeros((2, 3))).lonlat_bounds == grid(np.zeros((2, 3))).bounds


def test_the_grid_is_read_without_the_cells(ramp, tmp_path):
    raster, path = ramp
    assert read_grid(path) == (raster.transform, WGS84)
    (tmp_path / "bad.tif").write_bytes(b"II*\x00")
    with pytest.raises(StoreError, match="cannot be read"):
        read_grid(tmp_path / "bad.tif")


def test_a_file_is_read_by_rows_and_columns(ramp, tmp_path):
    raster, path = ramp
    file = RasterFile.of(path)
    assert (file.shape, file.transform, file.crs) == (raster.shape, raster.transform, WGS84)
    assert file.nodata == raster.nodata
    assert file.read(slice(1, 3), slice(2, 6)).tolist() == RAMP[1:3, 2:6].tolist()
    (tmp_path / "bad.tif").write_bytes(b"II*\x00")
    with pytest.raises(StoreError, match="cannot be read"):
        RasterFile.of(tmp_path / "bad.tif")
    path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        file.read(slice(0, 1), slice(0, 1))


@pytest.mark.parametrize("large", [False, True])
def test_tags_are_kept_in_any_letters(tmp_path, monkeypatch, large):
    if large:
        monkeypatch.setattr("layers.raster.WHOLE_BYTES", 1)
    write_cog(
        grid(RAMP), tmp_path / "told.tif", tags={"TITLE_ID": "Skor ≥ 0,6", "TRUST": "modelled"}
    )
    with rasterio.open(tmp_path / "told.tif") as file:
        tags = file.tags()
    assert (tags["TITLE_ID"], tags["TRUST"]) == ("Skor ≥ 0,6", "modelled")
