"""The cell at a place, against rasterio's sampling of the same file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.warp import transform as warp

from layers import Field, Layer, Schema, Text
from layers.errors import QueryError
from layers.picturing import Picture, became, cell_at, change_legend
from layers.raster import Raster, write_cog

CLASSES = [
    {"value": v, "label": {"id": f"k{v}", "en": f"c{v}"}, "colour": f"#0{v}0{v}0{v}"}
    for v in (1, 2, 7)
]
# The sampler's own words with a newer affine; they say nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


def pictured(path: Path, values: np.ndarray, place: Affine, crs: int, **styling: object) -> Picture:
    nodata = -1.0 if values.dtype.kind == "f" else 0
    write_cog(Raster(values, place, pyproj.CRS(crs), nodata), path)
    schema = Schema((Field("value", "number", Text("Nilai", "Value"), unit="m"),))
    title = Text("Uji", "Test")
    return Picture(Layer("made", title, "land", schema, kind="raster", styling=styling), path)


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        (4326, Affine(0.01, 0, 116, 0, -0.01, 0.4)),
        (3857, Affine(1000, 0, 12913000, 0, -1000, 44000)),
        (32750, Affine(1000, 0, 400000, 0, -1000, 9990000)),
        (32750, Affine(700, 700, 400000, 700, -700, 9990000)),
    ],
)
def test_the_value_is_that_of_rasterios_sampling(tmp_path: Path, crs: int, place: Affine) -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(0, 40, (30, 50)).astype(np.float32)
    values[rng.random(values.shape) < 0.2] = -1
    path = tmp_path / "cells.tif"
    picture = pictured(path, values, place, crs)
    west, south, east, north = picture.ground.box
    lon = rng.uniform(west - 0.02, east + 0.02, 300)
    lat = rng.uniform(south - 0.02, north + 0.02, 300)
    with rasterio.open(path) as source:
        xs, ys = warp("EPSG:4326", source.crs, lon, lat)
        told = [sample[0] for sample in source.sample(zip(xs, ys, strict=True), masked=True)]
        inside = [
            0 <= row < source.height and 0 <= column < source.width
            for row, column in (source.index(x, y) for x, y in zip(xs, ys, strict=True))
        ]
    cells = [cell_at(picture, x, y) for x, y in zip(lon, lat, strict=True)]
    assert [cell is not None for cell in cells] == inside
    assert 30 < sum(inside) < 300
    missing = 0
    for x, y, cell, sample in zip(lon, lat, cells, told, strict=True):
        if cell is None:
            continue
        missing += cell.value is None
        assert (cell.value is None) == np.ma.is_masked(sample)
        if cell.value is not None:
            assert np.float32(cell.value) == sample
        assert shapely.Polygon(cell.corners).buffer(1e-5).contains(shapely.Point(x, y))
    assert missing > 2


def test_a_class_is_told_by_its_line_of_the_legend(tmp_path: Path) -> None:
    values = np.array([[1, 2, 7], [0, 9, 7]], np.uint8)
    place = Affine(0.01, 0, 116, 0, -0.01, 0.5)
    styling = {"class_field": "value", "classes": CLASSES}
    picture = pictured(tmp_path / "cells.tif", values, place, 4326, **styling)
    cell = cell_at(picture, 116.005, 0.495)
    assert (cell.value, cell.entry.label.en, cell.entry.colour) == (1, "c1", "#010101")
    assert cell_at(picture, 116.005, 0.485).value is None
    other = cell_at(picture, 116.015, 0.485)
    assert (other.value, other.entry.value, other.entry.label.en) == (9, None, "Other")
    assert cell_at(picture, 115.999, 0.495) is None
    # The western and northern sides belong to a cell, the others to its neighbours.
    assert cell_at(picture, 116.0, 0.5).value == 1
    assert cell_at(picture, 116.02, 0.49).value == 7
    assert cell_at(picture, 116.03, 0.495) is None
    with pytest.raises(QueryError, match="no style"):
        cell_at(picture, 116.005, 0.495, "hillshade")


def test_a_quantity_is_told_by_the_step_it_reaches_and_a_cell_by_its_size(tmp_path: Path) -> None:
    steps = [
        {"value": v, "label": {"id": f"≥ {v}", "en": f"≥ {v}"}, "colour": f"#{v:02d}0000"}
        for v in (0, 10, 20)
    ]
    values = np.array([[10.1, 19.9, 20.0, -5.0]], np.float32)
    place = Affine(0.5, 0, 116, 0, -0.5, 0.25)
    picture = pictured(tmp_path / "cells.tif", values, place, 4326, classes=steps)
    cells = [cell_at(picture, 116.25 + 0.5 * k, 0) for k in range(4)]
    # As short as the file holds it: 10.1, not 10.100000381.
    assert [cell.value for cell in cells] == [10.1, 19.9, 20.0, -5.0]
    assert [cell.entry.value for cell in cells] == [10, 10, 20, 0]
    width, height = cells[0].size_m
    one = pyproj.Geod(ellps="WGS84")
    assert width == pytest.approx(one.inv(116, 0.25, 116.5, 0.25)[2])
    assert height == pytest.approx(one.inv(116, -0.25, 116, 0.25)[2])


def test_what_became_of_a_place(tmp_path: Path) -> None:
    place = Affine(0.01, 0, 116, 0, -0.01, 0.5)
    styling = {"class_field": "value", "classes": CLASSES}
    rows = np.array([[[1, 1, 2, 2, 7, 0]], [[1, 2, 1, 7, 7, 1]]], np.uint8)
    before, now = (
        pictured(tmp_path / f"{k}.tif", values, place, 4326, **styling)
        for k, values in enumerate(rows)
    )
    told = [
        became(
            cell_at(now, 116.005 + k / 100, 0.495),
            cell_at(before, 116.005 + k / 100, 0.495),
            now.layer,
            [1],
        )
        for k in range(6)
    ]
    kept, lost, gained, other, same = change_legend(now.layer, [1])
    assert told == [kept, lost, gained, other, same, None]
