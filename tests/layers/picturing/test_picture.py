"""Pictures of rasters, pixel by pixel, against GDAL's warper and files read by Pillow."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from PIL import Image
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT

from layers import Field, Layer, Schema, Text
from layers.errors import QueryError, SchemaError, StoreError
from layers.picturing import Picture, levels
from layers.picturing.placing import pixel_lonlat
from layers.picturing.shading import hillshade
from layers.raster import Raster, write_cog
from layers.tiling import WEB_MERCATOR, WORLD_CRS84

WEST, NORTH, CELL = 116.0, 0.5, 0.001
COLOURS = {1: "#1b6e2e", 2: "#5b2a86", 7: "#f2e05a"}
# The warper's own words with a newer affine; they say nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

Grid = np.ndarray[Any, Any]
Write = Callable[..., Path]


def described(layer_id: str = "land_cover_2024", **styling: Any) -> Layer:
    field = Field("value", "number", Text("Nilai", "Value"))
    title = Text(layer_id, layer_id)
    schema = Schema((field,), "Geometry")
    return Layer(layer_id, title, "land", schema, kind="raster", styling=styling)


def classes_layer() -> Layer:
    classes = [
        {"value": v, "label": {"id": f"k{v}", "en": f"c{v}"}, "colour": c}
        for v, c in COLOURS.items()
    ]
    return described(class_field="value", classes=classes)


def patches(shape: tuple[int, int], seed: int = 1) -> Grid:
    """Classes 1, 2 and 7 in patches of several sizes, with some cells of none (0)."""
    rng = np.random.default_rng(seed)
    coarse = rng.choice([1, 2, 7, 0], (-(-shape[0] // 16), -(-shape[1] // 16)))
    out = np.kron(coarse, np.ones((16, 16), int))[: shape[0], : shape[1]]
    spots = rng.random(shape) < 0.1
    return np.where(spots, rng.choice([1, 2, 7], shape), out).astype(np.uint8)


@pytest.fixture
def cog(tmp_path: Path) -> Write:
    """Write a raster as the workspace does."""

    def write(values: Grid, cell: float = CELL, crs: int = 4326, corner: Any = None) -> Path:
        x, y = corner or (WEST, NORTH)
        path = tmp_path / "cells.tif"
        nodata = -1.0 if values.dtype.kind == "f" else 0
        place = Affine(cell, 0, x, 0, -cell, y)
        write_cog(Raster(values, place, pyproj.CRS(crs), nodata), path)
        return path

    return write


@pytest.fixture
def plain(tmp_path: Path) -> Write:
    """Write a GeoTIFF such as no import leaves behind."""

    def write(values: Grid, transform: Affine, crs: str | None = "EPSG:4326") -> Path:
        path = tmp_path / "plain.tif"
        named: dict[str, Any] = {"crs": crs} if crs else {}
        grid = {"height": values.shape[0], "width": values.shape[1], "transform": transform}
        with rasterio.open(
            path, "w", driver="GTiff", count=1, dtype=values.dtype, nodata=0, **grid, **named
        ) as to:
            to.write(values, 1)
        return path

    return write


def pixels(data: bytes, size: int = 256) -> Grid:
    """Read a picture as rows × columns × 4; an empty one is clear."""
    if not data:
        return np.zeros((size, size, 4), np.uint8)
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def coloured(values: Grid) -> Grid:
    out = np.zeros((*values.shape, 4), np.uint8)
    for value, colour in COLOURS.items():
        out[values == value] = (*bytes.fromhex(colour[1:]), 255)
    return out


def warped(path: Path, place: tuple[int, int, int], how: Resampling = Resampling.nearest) -> Grid:
    """Give a tile as GDAL warps it, from the file's own cells."""
    west, south, east, north = WEB_MERCATOR.crs_box(*place)
    with (
        rasterio.open(path) as source,
        WarpedVRT(
            source,
            crs="EPSG:3857",
            resampling=how,
            transform=from_bounds(west, south, east, north, 256, 256),
            width=256,
            height=256,
            tolerance=0.01,
        ) as warp,
    ):
        read: Grid = warp.read(1)
        return read


def tile_of(zoom: int, lon: float = WEST + 0.3, lat: float = NORTH - 0.3) -> tuple[int, int, int]:
    return (zoom, *WEB_MERCATOR.tile_at(zoom, lon, lat))


# One lies in degrees, one in the tiles' own metres, one in UTM on the other side of the equator.
LYING = [
    (4326, CELL, None),
    (3857, 111.0, (12_913_060.0, 55_660.0)),
    (32750, 110.0, (388_700.0, 10_055_300.0)),
]


@pytest.mark.parametrize(("crs", "cell", "corner"), LYING)
def test_classes_are_those_gdal_gives(cog, crs, cell, corner):
    path = cog(patches((600, 700)), cell, crs, corner)
    picture = Picture(classes_layer(), path)
    for zoom, shift in ((10, 0.0), (12, 0.0), (11, 0.35)):
        place = tile_of(zoom, WEST + 0.3 + shift)
        drawn = pixels(picture.tile(WEB_MERCATOR, place))
        other = coloured(warped(path, place))
        assert (drawn == other).all(axis=2).mean() > 0.997
        assert (drawn[..., 3] > 0).any()


def test_far_out_it_shows_the_small_copies_and_never_mixes_classes(cog):
    picture = Picture(classes_layer(), cog(patches((1100, 1100))))
    assert len(picture.levels.shapes) > 2
    known = {(*bytes.fromhex(c[1:]), 255) for c in COLOURS.values()} | {(0, 0, 0, 0)}
    for zoom in (3, 6, 8):
        place = (zoom, *WEB_MERCATOR.tile_at(zoom, WEST + 0.5, NORTH - 0.5))
        drawn = pixels(picture.tile(WEB_MERCATOR, place))
        assert {tuple(c) for c in drawn.reshape(-1, 4).tolist()} <= known
        where = picture.levels.level_for(2 ** (10 - zoom))
        assert where > 0


@pytest.mark.parametrize("turn", ["south-up", "rotated", "mirrored"])
def test_whichever_way_a_raster_lies(plain, turn):
    values = patches((400, 400))
    transform = {
        "south-up": Affine(CELL, 0, WEST, 0, CELL, NORTH - 0.4),
        "rotated": Affine.translation(WEST + 0.3, NORTH)
        @ Affine.rotation(-30)
        @ Affine.scale(CELL, -CELL),
        "mirrored": Affine(-CELL, 0, WEST + 0.4, 0, -CELL, NORTH),
    }[turn]
    path = plain(values, transform)
    place = tile_of(10)
    drawn = pixels(Picture(classes_layer(), path).tile(WEB_MERCATOR, place))
    assert (drawn == coloured(warped(path, place))).all(axis=2).mean() > 0.99
    assert (drawn[..., 3] > 0).mean() > 0.1


def test_a_raster_over_the_date_line(cog):
    values = np.full((100, 400), 7, np.uint8)
    picture = Picture(classes_layer(), cog(values, 0.01, 4326, (178.0, 0.5)))
    for lon in (179.0, -179.0):
        place = (10, *WEB_MERCATOR.tile_at(10, lon, 0.0))
        assert (pixels(picture.tile(WEB_MERCATOR, place)) == (*bytes.fromhex("f2e05a"), 255)).all()
    assert picture.tile(WEB_MERCATOR, (9, *WEB_MERCATOR.tile_at(9, -177.0, 0.0))) == b""


def test_values_between_cells_are_those_gdal_gives(cog):
    rng = np.random.default_rng(5)
    heights = np.cumsum(rng.normal(0, 0.4, (300, 300)), axis=1).astype(np.float32) + 50
    heights[40:60, 40:60] = -1
    path = cog(heights)
    legend = [{"value": 0, "label": "a", "colour": "#000000"}]
    legend.append({"value": 100, "label": "b", "colour": "#ffffff"})
    picture = Picture(described(classes=legend), path)
    place = tile_of(12, WEST + 0.15, NORTH - 0.15)
    drawn = pixels(picture.tile(WEB_MERCATOR, place, style="smooth"))
    other = warped(path, place, Resampling.bilinear)
    both = (drawn[..., 3] > 0) & (other >= 0)
    off = np.abs(drawn[..., 0] / 255 * 100 - other)[both]
    assert both.mean() > 0.6
    assert np.percentile(off, 99.5) < 0.6


def test_steps_have_exactly_the_colours_of_the_legend(cog):
    values = np.array([[0.0, 1.9, 2.0], [4.0, 9.0, -1.0]], np.float32).repeat(100, 0).repeat(100, 1)
    legend = [
        {"value": 2, "label": "2", "colour": "#222222"},
        {"value": 1, "label": "1", "colour": "#111111"},
        {"value": 5, "label": "5", "colour": "#555555"},
    ]
    floored = Picture(described(classes=legend), cog(values))
    place = tile_of(10, WEST + 0.15, NORTH - 0.1)
    seen = {tuple(p) for p in pixels(floored.tile(WEB_MERCATOR, place)).reshape(-1, 4).tolist()}
    assert seen == {(0, 0, 0, 0), (17, 17, 17, 255), (34, 34, 34, 255), (85, 85, 85, 255)}
    # Nobody is shown where there is less than the first step of people.
    people = Picture(described("population", classes=legend), cog(values))
    drawn = pixels(people.tile(WEB_MERCATOR, place))[..., 3] > 0
    assert 0 < drawn.sum() < (pixels(floored.tile(WEB_MERCATOR, place))[..., 3] > 0).sum()


def test_a_large_file_without_small_copies_is_read_thinned(plain, monkeypatch):
    monkeypatch.setattr(levels, "MOST_CELLS", 5_000)
    values = np.ones((400, 400), np.uint8)
    values[:, 300:] = 7
    path = plain(values, Affine(CELL, 0, WEST, 0, -CELL, NORTH))
    picture = Picture(classes_layer(), path)
    assert picture.levels.read(0, slice(0, 400), slice(0, 400))[1] == 6
    place = tile_of(9, WEST + 0.2, NORTH - 0.2)
    drawn = pixels(picture.tile(WEB_MERCATOR, place))
    assert (drawn == coloured(warped(path, place))).all(axis=2).mean() > 0.98


def test_forms_and_sizes(cog):
    picture = Picture(classes_layer(), cog(patches((600, 700))))
    place = tile_of(11)
    png = pixels(picture.tile(WEB_MERCATOR, place))
    assert (pixels(picture.tile(WEB_MERCATOR, place, form="webp")) == png).all()
    double = pixels(picture.tile(WEB_MERCATOR, place, size=512))
    assert double.shape == (512, 512, 4)
    zoom, column, row = place
    quarter = pixels(picture.tile(WEB_MERCATOR, (zoom + 1, 2 * column, 2 * row)))
    assert (double[:256, :256] == quarter).all()
    degrees = (11, *WORLD_CRS84.tile_at(11, WEST + 0.3, NORTH - 0.3))
    assert (pixels(picture.tile(WORLD_CRS84, degrees))[..., 3] > 0).any()


def test_classes_beyond_a_byte_and_values_that_are_no_class(cog):
    values = np.array([[1, 20093], [40_000, 5]], np.int32).repeat(80, 0).repeat(80, 1)
    legend = [
        {"value": 20093, "label": "b", "colour": "#222222"},
        {"value": 1, "label": "a", "colour": "#111111"},
    ]
    picture = Picture(described(class_field="value", classes=legend), cog(values))
    drawn = pixels(picture.tile(WEB_MERCATOR, tile_of(10, WEST + 0.08, NORTH - 0.08)))
    other = picture.legend("default")[-1]
    assert (other.value, other.label.en) == (None, "Other")
    seen = {f"#{r:02x}{g:02x}{b:02x}" for r, g, b, a in drawn.reshape(-1, 4).tolist() if a}
    assert seen == {"#111111", "#222222", other.colour}


def test_nothing_outside_and_a_legend_for_what_has_none(cog):
    path = cog(np.linspace(3, 9, 10_000, dtype=np.float32).reshape(100, 100))
    picture = Picture(described("stray"), path)
    assert picture.tile(WEB_MERCATOR, tile_of(9, 10.0, 50.0)) == b""
    legend = picture.legend("default")
    assert 3 <= float(legend[0].value or 0) < 4
    assert len(legend) == 5
    assert picture.tile(WEB_MERCATOR, tile_of(9, WEST, NORTH))
    with pytest.raises(QueryError, match="has no style 'hillshade'; it has default, safe, smooth"):
        picture.tile(WEB_MERCATOR, tile_of(9), style="hillshade")


def test_files_that_cannot_be_read(tmp_path, cog, plain):
    with pytest.raises(StoreError, match=r"gone\.tif: the raster cannot be read"):
        Picture(classes_layer(), tmp_path / "gone.tif")
    lost = plain(patches((32, 32)), Affine(CELL, 0, WEST, 0, -CELL, NORTH), None)
    with pytest.raises(SchemaError, match=r"names no reference system.*--crs"):
        Picture(classes_layer(), lost)
    path = cog(patches((600, 600), seed=3))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(StoreError) as torn:
        Picture(classes_layer(), path).tile(WEB_MERCATOR, tile_of(11, WEST + 0.5, NORTH - 0.5))
    assert torn.value.code == "store-damaged"


def test_change_between_rasters_of_different_grids(tmp_path):
    before, after = np.ones((400, 400), np.uint8), np.ones((200, 200), np.uint8)
    after[:, :50] = 7
    before[:, 300:] = 2
    before[380:] = 0
    paths = [tmp_path / "before.tif", tmp_path / "after.tif"]
    for values, cell, path in ((before, CELL, paths[0]), (after, 2 * CELL, paths[1])):
        place = Affine(cell, 0, WEST, 0, -cell, NORTH)
        write_cog(Raster(values, place, pyproj.CRS(4326), 0), path)
    now, then = Picture(classes_layer(), paths[1]), Picture(classes_layer(), paths[0])
    place = tile_of(8, WEST + 0.2, NORTH - 0.2)
    drawn = pixels(now.change_tile(then, (1,), WEB_MERCATOR, place))
    counts = {
        f"#{r:02x}{g:02x}{b:02x}": int((drawn == (r, g, b, a)).all(axis=2).sum())
        for r, g, b, a in np.unique(drawn.reshape(-1, 4), axis=0).tolist()
        if a
    }
    # A quarter lost its class 1, half kept it, a quarter gained it.
    kept, lost, gained = counts["#4f8f63"], counts["#c0391f"], counts["#2f6fd0"]
    assert lost == pytest.approx(gained, rel=0.03)
    assert kept == pytest.approx(2 * lost, rel=0.03)
    assert set(counts) == {"#4f8f63", "#c0391f", "#2f6fd0"}
    assert now.change_tile(then, (1,), WEB_MERCATOR, tile_of(9, 10.0, 50.0)) == b""


def test_a_real_terrain_model_in_utm_is_shaded(shared_data):
    path = shared_data / "raster" / "dem.tif"
    picture = Picture(described("elevation"), path)
    west, south, east, north = picture.ground.box
    place = tile_of(13, (west + east) / 2, (south + north) / 2)
    drawn = pixels(picture.tile(WEB_MERCATOR, place, style="hillshade"))
    heights = warped(path, place, Resampling.bilinear).astype(np.float64)
    heights[heights < -1000] = np.nan
    lon, lat = pixel_lonlat(WEB_MERCATOR, place, 256)
    lit = hillshade(heights, lon, lat)
    inner = drawn[1:-1, 1:-1].astype(np.float64)
    # Dark ink where there is less light than on level ground, white where there is more.
    level, opacity = np.sin(np.radians(45)), inner[..., 3]
    light = np.where(
        inner[..., 0] > 128, level + (1 - level) * opacity / 110, level * (1 - opacity / 150)
    )
    both = np.isfinite(lit) & (inner[..., 3] > 0)
    assert both.mean() > 0.3
    off = np.abs(light - lit)[both]
    assert np.median(off) < 0.01
    assert np.percentile(off, 99) < 0.06
