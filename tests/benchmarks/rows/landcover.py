"""Rows of land cover: transitions by zones, and the memory for rasters larger than it."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import geopandas as gpd
import machine
import numpy as np
import pyproj
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from plan import Plan
from rasterio.windows import Window
from rasterstats import zonal_stats
from verdict import Agreement, Row

from gis.landcover.classes import Classes
from gis.landcover.grids import InMemory
from gis.landcover.keys import Changed
from gis.landcover.patches import patches
from gis.landcover.transitions import Transitions, transitions
from layers.raster import Raster, RasterFile

SIDE = 10_000
N_ZONES = 100
N_CLASSES = 10
GOAL_RASTERSTATS = 5.0
TOLERANCE = 1e-9
# Cell-centre counting is off at the edges of zones: that it is about the same is all that
# can be asked of it.
CENTRES = 0.01

LARGE_SIDE = 20_000
GOAL_MB = 1_000.0
BLOCK = 160
BAND = 512

CODES = tuple(range(1, N_CLASSES + 1))
# An equal-area grid of 30 m cells: shares of cells are shares of area.
PLACE = Affine(30.0, 0.0, 11_200_000.0, 0.0, -30.0, 150_000.0)
Bytes = NDArray[np.uint8]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows; making the rasters is not timed."""
    yield _transitions_row(plan)
    yield _memory_row(plan)


def _transitions_row(plan: Plan) -> Row:
    """Compare the transition matrices of two rasters by zones with a count of coded pairs."""
    what = f"land cover, transitions of two {SIDE:,}² rasters by {N_ZONES} zones"
    before, after = (_made(SIDE, slice(0, SIDE), shift) for shift in (0.0, 0.1))
    zones = _zones(SIDE, PLACE)
    load = plan.begin(what)
    mine, other = plan.in_turns(lambda: _ours(before, after, zones), _theirs(before, after, zones))
    return Row(
        what, "s", mine.seconds, "times faster", GOAL_RASTERSTATS,
        _agreement(mine.answer, other.answer, (before, after), zones),
        rival=other.seconds, rival_name="rasterstats.zonal_stats, categorical, cell centres",
        load_before=load,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
        },
    )  # fmt: skip


def _ours(before: Bytes, after: Bytes, zones: gpd.GeoSeries) -> Transitions:
    crs = pyproj.CRS(6933)
    one, other = (InMemory(Raster(values, PLACE, crs, 0)) for values in (before, after))
    return transitions(one, other, (Classes(CODES), Classes(CODES)), zones)


def _theirs(
    before: Bytes, after: Bytes, zones: gpd.GeoSeries
) -> Callable[[], list[dict[int, int]]]:
    shapes = list(zones)

    def count() -> list[dict[int, int]]:
        pairs = _pairs(before, after)
        found: list[dict[int, int]] = zonal_stats(
            shapes, pairs, affine=PLACE, nodata=0, categorical=True
        )
        return found

    return count


def _pairs(before: Bytes, after: Bytes) -> NDArray[np.int16]:
    """Code both classes as one number; 0 where one of them has no value."""
    pairs = before.astype(np.int16) * (N_CLASSES + 1) + after
    pairs[(before == 0) | (after == 0)] = 0
    return pairs


def _agreement(
    mine: Transitions,
    other: list[dict[int, int]],
    rasters: tuple[Bytes, Bytes],
    zones: gpd.GeoSeries,
) -> Agreement:
    """Compare every share with exactextract, and the large ones with the rival's count."""
    pairs = _pairs(*rasters).astype(np.float64)
    west, north = PLACE @ (0, 0)
    east, south = PLACE @ (SIDE, SIDE)
    source = NumPyRasterSource(pairs, west, south, east, north, nodata=0.0)
    frame = gpd.GeoDataFrame(geometry=zones)
    exact = exact_extract(source, frame, ["unique", "frac"], output="pandas")
    shares = mine.hectares / mine.counted_ha[:, None, None]
    worst = worst_centre = 0.0
    for k in range(len(zones)):
        theirs = np.zeros((N_CLASSES + 1) ** 2)
        theirs[np.asarray(exact["unique"][k], dtype=int)] = exact["frac"][k]
        theirs = theirs.reshape(N_CLASSES + 1, -1)[1:, 1:]
        worst = max(worst, float(np.abs(shares[k] - theirs).max()))
        total = sum(n for code, n in other[k].items() if code)
        counted = np.zeros((N_CLASSES + 1) ** 2)
        for code, n in other[k].items():
            counted[int(code)] = n / total
        centre = counted.reshape(N_CLASSES + 1, -1)[1:, 1:]
        worst_centre = max(worst_centre, float(np.abs(shares[k] - centre).max()))
    same = worst <= TOLERANCE and worst_centre <= CENTRES
    how = f"shares of exactextract within {worst:.1g}, of the rival's centres {worst_centre:.1g}"
    return Agreement(same, how)


def _memory_row(plan: Plan) -> Row:
    """Measure the memory for a pair of files that are larger than it when unpacked."""
    what = f"land cover, peak memory, transitions and patches of two {LARGE_SIDE:,}² rasters"
    load = plan.begin(what)
    with tempfile.TemporaryDirectory() as folder:
        for name, shift in (("before", 0.0), ("after", 0.1)):
            _write(Path(folder) / f"{name}.tif", shift)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            peak, areas = pool.apply(measured, (folder,))
    whole, by_zone = areas
    same = abs(whole - by_zone) <= TOLERANCE * whole
    how = f"zones add up to the whole within {abs(whole - by_zone) / whole:.1g}"
    return Row(
        what, "MB", (peak,), "at most", GOAL_MB, Agreement(same, how), load_before=load
    )  # fmt: skip


def measured(folder: str) -> tuple[float, tuple[float, float]]:
    """Run in a process of its own: peak memory in MB, and the area as a whole and by zones."""
    before, after = (RasterFile.of(Path(folder) / f"{n}.tif") for n in ("before", "after"))
    classes = (Classes(CODES), Classes(CODES))
    zones = _zones(LARGE_SIDE, before.transform).set_crs(4326, allow_override=True)
    by_zone = transitions(before, after, classes, zones).counted_ha.sum()
    whole = transitions(before, after, classes).counted_ha.sum()
    patches(Changed(before, after, classes), per_key=10)
    return machine.peak_bytes() / 1e6, (float(whole), float(by_zone))


def _write(path: Path, shift: float) -> None:
    """Write a raster of classes band by band, in tiles as a workspace keeps them."""
    options: dict[str, Any] = {
        "driver": "GTiff",
        "height": LARGE_SIDE,
        "width": LARGE_SIDE,
        "count": 1,
        "dtype": "uint8",
        "crs": "EPSG:4326",
        "transform": Affine(0.00027, 0.0, 114.0, 0.0, -0.00027, 2.5),
        "nodata": 0,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "DEFLATE",
        "zlevel": 1,
    }
    with rasterio.open(path, "w", **options) as file:
        for first in range(0, LARGE_SIDE, BAND):
            band = slice(first, min(first + BAND, LARGE_SIDE))
            window = Window(0, first, LARGE_SIDE, band.stop - band.start)
            file.write(_made(LARGE_SIDE, band, shift, 0.005), 1, window=window)


def _made(side: int, rows: slice, shift: float, noise: float = 0.03) -> Bytes:
    """Make up classes: smooth hills cut into steps, with salt; `shift` moves the hills' height."""
    nodes = side // BLOCK + 2
    hills = np.random.default_rng(7).random((nodes, nodes)).astype(np.float32)
    hills += shift * np.random.default_rng(8).random((nodes, nodes)).astype(np.float32)
    at_row, share_row = np.divmod(np.arange(rows.start, rows.stop) / BLOCK, 1)
    at_column, share_column = np.divmod(np.arange(side) / BLOCK, 1)
    row, column = at_row.astype(int), at_column.astype(int)
    lines = hills[row] * (1 - share_row[:, None]) + hills[row + 1] * share_row[:, None]
    heights = lines[:, column] * (1 - share_column) + lines[:, column + 1] * share_column
    salt = np.random.default_rng(rows.start).random(heights.shape, dtype=np.float32)
    steps = np.clip((heights + noise * salt) * N_CLASSES, 0, N_CLASSES - 1).astype(np.uint8) + 1
    steps[salt > 0.998] = 0
    return steps


def _zones(side: int, place: Affine) -> gpd.GeoSeries:
    """Make zones that tile the raster: cells of random points."""
    points = np.random.default_rng(5).uniform(0, side, (N_ZONES, 2))
    frame = shapely.box(0, 0, side, side)
    tiles = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame))
    cut = shapely.intersection(tiles, frame)
    moved = shapely.transform(
        cut,
        lambda at: np.column_stack([place.c + place.a * at[:, 0], place.f + place.e * at[:, 1]]),
    )
    return gpd.GeoSeries(moved, crs=6933)
