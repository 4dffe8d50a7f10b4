"""Rows of exposure: lines split by polygons and by the cells of a raster."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import geopandas as gpd
import numpy as np
import pyproj
import region
from affine import Affine
from numpy.typing import NDArray
from plan import Plan, Timed
from snail.intersection import GridDefinition, apply_indices, split_linestrings
from verdict import Agreement, Row

from gis.exposure import Classing, HazardAreas, HazardCells, Pieces, cut_by_areas, cut_by_cells
from gis.exposure.pieces import dense, line_metres
from layers.raster import Raster

N_LINES, N_AREAS, N_CLASSES = 20_000, 2_000, 5
GOAL_OVERLAY = 2.0
# snail puts pieces into a table one by one: more lines would take it minutes.
N_LINES_CELLS, CELL_DEG = 300, 0.0025
GOAL_SNAIL = 5.0
TOLERANCE = 1e-6

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows; making the layers is not timed."""
    yield _areas_row(plan)
    yield _cells_row(plan)


def _areas_row(plan: Plan) -> Row:
    """Compare with an overlay that keeps what lies outside."""
    what = f"exposure, {N_LINES:,} lines split by {N_AREAS:,} polygons in {N_CLASSES} classes"
    lines = region.roads(N_LINES)[1].geometry
    zones = region.zones(N_AREAS)
    rank = np.arange(len(zones)) % (N_CLASSES + 1)
    chosen = rank < N_CLASSES
    hazard = HazardAreas(zones.to_numpy()[chosen], rank[chosen], N_CLASSES)
    frame = gpd.GeoDataFrame({"rank": rank[chosen]}, geometry=zones[chosen].to_numpy(), crs=4326)
    flat = gpd.GeoDataFrame(geometry=lines)
    load = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: cut_by_areas(lines, hazard),
        lambda: gpd.overlay(flat, frame, how="identity", keep_geom_type=True),
    )
    ranks = other.answer["rank"].fillna(-1).to_numpy(dtype=int)
    theirs = _by_class(ranks, line_metres(dense(other.answer.geometry.to_numpy())))
    return _row((what, load), (mine, other), theirs, (GOAL_OVERLAY, "geopandas.overlay, identity"))


def _cells_row(plan: Plan) -> Row:
    """Compare with snail, which splits lines at the cells of a raster."""
    what = f"exposure, {N_LINES_CELLS:,} lines split by the cells of a raster"
    # snail puts what lies beyond the raster into its outermost cells: lines stay inside.
    lines = region.roads(N_LINES_CELLS)[1].geometry.reset_index(drop=True)
    west, south, east, north = lines.total_bounds
    shape = (int((north - south) / CELL_DEG) + 2, int((east - west) / CELL_DEG) + 2)
    values = np.random.default_rng(region.SEED).integers(0, N_CLASSES + 1, shape).astype(float)
    place = Affine(CELL_DEG, 0, west - CELL_DEG / 3, 0, -CELL_DEG, north + CELL_DEG / 3)
    codes = tuple(range(N_CLASSES))
    hazard = HazardCells.of(Raster(values, place, pyproj.CRS(4326)), Classing(codes=codes))
    grid = GridDefinition("EPSG:4326", shape[1], shape[0], tuple(place)[:6])
    flat = gpd.GeoDataFrame(geometry=lines)

    def theirs() -> gpd.GeoDataFrame:
        return apply_indices(split_linestrings(flat, grid), grid)

    load = plan.begin(what)
    mine, other = plan.in_turns(lambda: cut_by_cells(lines, hazard), theirs)
    split = other.answer
    ranks = hazard.rank[split["index_j"], split["index_i"]]
    sums = _by_class(ranks, line_metres(dense(split.geometry.to_numpy())))
    return _row((what, load), (mine, other), sums, (GOAL_SNAIL, "snail"))


def _by_class(ranks: NDArray[np.int_], metres: Floats) -> Floats:
    return np.bincount(ranks + 1, metres, minlength=N_CLASSES + 2)


def _row(
    head: tuple[str, float],
    timed: tuple[Timed[Pieces], Timed[gpd.GeoDataFrame]],
    theirs: Floats,
    goal: tuple[float, str],
) -> Row:
    mine, other = timed
    sums = _by_class(mine.answer.rank, mine.answer.metres)
    apart = float(np.abs(sums - theirs).max() / theirs.sum())
    return Row(
        head[0], "s", mine.seconds, "times faster", goal[0],
        Agreement(apart < TOLERANCE, f"metres by class {apart:.1g} of all apart at most"),
        rival=other.seconds, rival_name=goal[1], load_before=head[1],
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
        },
    )  # fmt: skip
