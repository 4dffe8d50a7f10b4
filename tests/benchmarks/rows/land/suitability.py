"""Rows of suitability: exact distances, five criteria at once, and the memory they need."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from statistics import median

import geopandas as gpd
import machine
import numpy as np
import pyproj
import region
import shapely
from affine import Affine
from numpy.typing import NDArray
from plan import Plan
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt
from verdict import Agreement, Row

from gis.suitability.assessing import Assessment, Constraint, Criterion, Model, assess
from gis.suitability.distances import distance_bands
from gis.suitability.fields import BBox, Burned, Distances, Sampled
from gis.suitability.grid import Grid
from gis.suitability.scores import Classes, Curve, Sigmoid
from layers.raster import Raster

SIDE = 4_000
CELL_M = 30.0
SHARE_TARGETS = 1e-4
GOAL_SCIPY = 2.0
TOLERANCE_M = 1e-3

GOAL_S = 25.0
# Columns are as wide as they are on the ground in each row; those of scipy are all alike.
TOLERANCE_SCORE = 1e-4
LARGE_SIDE = 20_000
GOAL_MB = 1_000.0
COARSE = 2_000
WEST, NORTH, WIDTH = 116.0, 0.5, 1.2
LONLAT = pyproj.CRS(4326)

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows; making the layers is not timed."""
    yield _distance_row(plan)
    yield _criteria_row(plan)
    yield _memory_row(plan)


def _distance_row(plan: Plan) -> Row:
    """Compare distances to cells with scipy's transform of the whole grid."""
    what = f"distances from every cell of {SIDE:,}² to the nearest of {SHARE_TARGETS:.2%} targets"
    place = Affine(CELL_M, 0, 400_000, 0, -CELL_M, 9_900_000)
    grid = Grid(place, pyproj.CRS(32750), (SIDE, SIDE))
    mask = np.random.default_rng(region.SEED).random(grid.shape) < SHARE_TARGETS
    metres = grid.metres()
    sampling = (float(metres.down.mean()), float(metres.across.mean()))
    load = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: _distances(grid, mask), lambda: distance_transform_edt(~mask, sampling=sampling)
    )
    # Our rows are as wide as they are on the ground; scipy's are all alike.
    apart = float(np.abs(mine.answer - other.answer).max() / other.answer.max())
    return Row(
        what, "s", mine.seconds, "times faster", GOAL_SCIPY,
        Agreement(apart < TOLERANCE_M, f"{apart:.1g} of the farthest apart at most"),
        rival=other.seconds, rival_name="scipy.ndimage.distance_transform_edt", load_before=load,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
        },
    )  # fmt: skip


def _distances(grid: Grid, mask: NDArray[np.bool_]) -> Floats:
    band = distance_bands(grid, lambda rows: mask[rows])
    return np.concatenate([band(rows) for rows in grid.bands()])


def _criteria_row(plan: Plan) -> Row:
    """Score a grid by five criteria, with sensitivity and zones; the scores are reckoned again."""
    what = f"suitability, five criteria and two constraints on {SIDE:,}² cells, 100 zones"
    grid, zones = _grid(SIDE, SIDE), _zones()
    model = _model()
    load = plan.begin(what)
    assess(_grid(100, 100), model, zones)
    mine, _ = plan.in_turns(lambda: _scores(grid, model, zones), lambda: None)
    plain = _plainly(grid)
    known = ~np.isnan(mine.answer)
    apart = float(np.abs(mine.answer - plain)[known].max())
    return Row(
        what, "s", mine.seconds, "at most", GOAL_S,
        Agreement(apart < TOLERANCE_SCORE, f"scores of scipy and numpy, {apart:.1g} apart at most"),
        load_before=load, detail={"cpu_seconds": {"ours": mine.cpu_seconds}},
    )  # fmt: skip


def _memory_row(plan: Plan) -> Row:
    """Measure the memory for a grid that would not fit into it."""
    what = f"suitability, peak memory, five criteria on {LARGE_SIDE:,}² cells"
    load = plan.begin(what)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        peak, parts, whole = pool.apply(measured, (LARGE_SIDE,))
    same = abs(whole - parts) <= 1e-9 * whole
    how = f"scored, excluded and unknown land adds up within {abs(whole - parts) / whole:.1g}"
    return Row(what, "MB", (peak,), "at most", GOAL_MB, Agreement(same, how), load_before=load)


def measured(side: int) -> tuple[float, float, float]:
    """Run in a process of its own: peak memory in MB, and hectares by parts and as a whole."""
    found: Assessment = assess(_grid(side, side), _model(), _zones())
    parts = sum(found.total(name) for name in ("scored_ha", "excluded_ha", "no_data_ha"))
    return machine.peak_bytes() / 1e6, parts, found.total("area_ha")


def _grid(rows: int, columns: int) -> Grid:
    return Grid(Affine(WIDTH / columns, 0, WEST, 0, -WIDTH / rows, NORTH), LONLAT, (rows, columns))


def _zones() -> gpd.GeoDataFrame:
    step = WIDTH / 10
    boxes = [
        shapely.box(
            WEST + step * i, NORTH - step * (j + 1), WEST + step * (i + 1), NORTH - step * j
        )
        for i in range(10)
        for j in range(10)
    ]
    return gpd.GeoDataFrame(geometry=boxes, crs=4326)


def _coarse(seed: int) -> Raster:
    values = np.random.default_rng(seed).integers(0, 40, (COARSE, COARSE)).astype(np.float32)
    step = WIDTH / COARSE
    return Raster(values, Affine(step, 0, WEST, 0, -step, NORTH), LONLAT, -1.0)


def _sampled(seed: int) -> Sampled:
    """Read a raster by boxes, as a catalogue does."""
    raster, step = _coarse(seed), WIDTH / COARSE

    def read(box: BBox) -> Raster:
        first = max(int((NORTH - box[3]) / step) - 1, 0)
        last = min(int((NORTH - box[1]) / step) + 2, COARSE)
        place = raster.transform @ Affine.translation(0, first)
        return Raster(raster.values[first:last], place, raster.crs, raster.nodata)

    return Sampled(read)


def _points(n: int, seed: int) -> gpd.GeoSeries:
    rng = np.random.default_rng(seed)
    x, y = WEST + rng.random(n) * WIDTH, NORTH - rng.random(n) * WIDTH
    return gpd.GeoSeries(gpd.points_from_xy(x, y), crs=4326)


def _targets() -> tuple[gpd.GeoSeries, ...]:
    return _points(50, 1), _points(500, 2), _points(3_000, 3)


SCORES = (
    Curve.linear(0, 20_000, better="less"),
    Curve.linear(0, 5_000, better="less"),
    Sigmoid(1_000.0, 300.0, True),
    Curve.linear(2, 15, better="less"),
    Classes({4: 1.0, 5: 0.8, 8: 0.3}),
)
WEIGHTS = (3.0, 3.0, 3.0, 2.0, 1.0)


def _model() -> Model:
    fields = [*(Distances(points) for points in _targets()), _sampled(4), _sampled(5)]
    criteria = tuple(
        Criterion(f"k{i}", field, score, weight)
        for i, (field, score, weight) in enumerate(zip(fields, SCORES, WEIGHTS, strict=True))
    )
    discs = [point.buffer(0.05) for point in _points(20, 6)]
    reserves = Burned(gpd.GeoSeries(discs, crs=4326))
    return Model(
        criteria,
        (
            Constraint("reserves", reserves, lambda values: values > 0),
            Constraint("steep", _sampled(4), lambda values: values > 35),
        ),
    )


def _scores(grid: Grid, model: Model, zones: gpd.GeoDataFrame) -> Floats:
    out = np.empty(grid.shape)

    def keep(rows: slice, scores: Floats, *_: object) -> None:
        out[rows] = scores

    assess(grid, model, zones, each=keep)
    return out


def _plainly(grid: Grid) -> Floats:
    """Score all cells with whole arrays, distances row by row as wide as the middle row's."""
    metres = grid.metres()
    sampling = (float(metres.down.mean()), float(metres.across.mean()))
    fields = []
    for points in _targets():
        mask = rasterize(points, out_shape=grid.shape, transform=grid.transform, dtype="uint8")
        fields.append(distance_transform_edt(mask == 0, sampling=sampling))
    times = grid.shape[0] // COARSE
    fields += [np.kron(_coarse(seed).values, np.ones((times, times))) for seed in (4, 5)]
    share = np.array(WEIGHTS) / sum(WEIGHTS)
    total = np.zeros(grid.shape)
    for field, score, weight in zip(fields, SCORES, share, strict=True):
        total += weight * score(field.astype(np.float64))
    return total
