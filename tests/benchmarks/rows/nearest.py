"""Row of the nearest target of a million points: ours against geopandas.sjoin_nearest."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import geopandas as gpd
import numpy as np
import region
import shapely
import stock
from numpy.typing import NDArray
from plan import Plan
from verdict import Agreement, Row

from gis.proximity import nearest
from layers.crs import GEOD, METRIC_CRS

N_TARGETS = 10_000
GOAL = 4.0
TOLERANCE_M = 1e-3

Floats = NDArray[np.float64]
Winners = NDArray[np.intp]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the row. The rival is given its frames projected already, and that is not timed."""
    what = f"nearest, {stock.N_POINTS:,} points × {N_TARGETS:,}"
    origins = region.points(stock.N_POINTS)[1].geometry
    targets = region.targets(N_TARGETS)
    flat_origins = gpd.GeoDataFrame(geometry=origins.to_crs(METRIC_CRS))
    flat_targets = gpd.GeoDataFrame(geometry=targets.to_crs(METRIC_CRS))
    before = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: nearest(origins, targets).table,
        lambda: gpd.sjoin_nearest(flat_origins, flat_targets, distance_col="distance_m"),
    )
    table = mine.answer
    found = other.answer[~other.answer.index.duplicated()].loc[origins.index]
    seen = compare(
        _lonlat(origins),
        _lonlat(targets),
        (table["target"].to_numpy(), table["distance_m"].to_numpy(dtype=float)),
        found["index_right"].to_numpy(),
    )
    yield Row(
        what,
        "s",
        mine.seconds,
        "times faster",
        GOAL,
        seen,
        rival=other.seconds,
        rival_name="geopandas.sjoin_nearest",
        load_before=before,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
        },
    )


def _lonlat(points: gpd.GeoSeries) -> Floats:
    return shapely.get_coordinates(points.to_numpy())


def compare(
    origins: Floats, targets: Floats, mine: tuple[Winners, Floats], other: Winners
) -> Agreement:
    """Compare winners and metres with the geodesic of every pair.

    The rival measures in a plane whose scale varies by 0.07 % here, so it may take
    another target of nearly the same distance. Ours must then be as near or nearer.
    """
    winners, metres = mine
    truth = _geodesic(origins, targets[winners])
    theirs = _geodesic(origins, targets[other])
    worst = float(np.abs(metres - truth).max())
    apart = winners != other
    lost = float((truth - theirs)[apart].max(initial=0.0))
    gained = float((theirs - truth)[apart].max(initial=0.0))
    how = (
        f"metres within {worst:.1e} of the geodesic; {int(apart.sum())} other winners, "
        f"ours nearer by up to {gained:.2g} m"
    )
    return Agreement(equal=worst <= TOLERANCE_M and lost <= TOLERANCE_M, how=how)


def _geodesic(a: Floats, b: Floats) -> Floats:
    return np.asarray(GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])
