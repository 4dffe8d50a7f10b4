"""Row of coverage: area of each zone near any facility, ours against a plain geopandas recipe."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd
import region
from numpy.typing import NDArray
from plan import Plan
from pyproj import Proj
from verdict import Agreement, Row

from gis.areas import area_m2
from gis.coverage import service_coverage
from layers.crs import METRIC_CRS

N_FACILITIES = 50_000
N_ZONES = 50_000
DISTANCE_M = 500.0
QUAD_SEGS = 16
GOAL = 2.0
TOLERANCE = 1e-6

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the row. The rival is given its frames projected already, and that is not timed.

    Both draw 64-cornered discs of 500 m on the ground: the rival's buffers are as
    long as the plane of EPSG:32750 stretches there.
    """
    what = f"coverage, {N_FACILITIES:,} buffers × {N_ZONES:,} zones"
    facilities = region.points(N_FACILITIES)[1].geometry
    zones = region.zones(N_ZONES)
    flat_zones = gpd.GeoDataFrame(geometry=zones.to_crs(METRIC_CRS))
    flat_facilities = facilities.to_crs(METRIC_CRS)
    radius = DISTANCE_M * _scale(facilities)
    before = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: service_coverage(facilities, zones, distances_m=[DISTANCE_M]).table,
        lambda: recipe(flat_facilities, radius, flat_zones),
    )
    table = mine.answer
    yield Row(
        what,
        "s",
        mine.seconds,
        "times faster",
        GOAL,
        compare(table["covered_area_ha"] * 1e4, other.answer, table["area_ha"] * 1e4),
        rival=other.seconds,
        rival_name="buffer, union_all, overlay",
        load_before=before,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
        },
    )


def _scale(points: gpd.GeoSeries) -> Floats:
    """Give how much the metric plane stretches lengths at each point."""
    factors = Proj(METRIC_CRS).get_factors(points.x.to_numpy(), points.y.to_numpy())
    return np.asarray(factors.meridional_scale)


def recipe(facilities: gpd.GeoSeries, radius: Floats, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the covered pieces of zones as anyone would write it with geopandas."""
    near = facilities.buffer(radius, quad_segs=QUAD_SEGS).union_all()
    parts = gpd.GeoDataFrame(geometry=gpd.GeoSeries([near], crs=zones.crs).explode())
    pieces = gpd.overlay(zones.reset_index(names="zone"), parts, how="intersection")
    return pieces.assign(plane_m2=pieces.area)


def compare(covered: pd.Series, pieces: gpd.GeoDataFrame, area: pd.Series) -> Agreement:
    """Compare covered square metres, zone by zone and in all.

    The rival's pieces are measured on the ellipsoid like ours. A zone's difference
    counts by its whole area: of a sliver nearly nothing is left to compare by.
    """
    on_ground = pd.Series(area_m2(pieces.to_crs(4326).geometry.to_numpy()))
    theirs = on_ground.groupby(pieces["zone"].to_numpy()).sum().reindex(covered.index).fillna(0.0)
    zone = float(((covered - theirs).abs() / area).max())
    total = abs(float(covered.sum() / theirs.sum()) - 1.0)
    how = f"area equal to {total:.1e} in all, {zone:.1e} of any zone"
    return Agreement(equal=max(zone, total) <= TOLERANCE, how=how)
