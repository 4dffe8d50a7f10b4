"""Row of cost-distance over a grid of 4000 x 4000 cells: ours against scikit-image."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
from numpy.typing import NDArray
from plan import Plan
from verdict import Agreement, Missing, Row

from gis.costdistance import StepMetres, cost_distance, even_metres, starts_in

SIDE = 4000
N_SOURCES = 50
N_ROADS = 40
N_LAKES = 400
PATCH = 20
GOAL = 8.0
TOLERANCE = 1e-6

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run the row; the rival takes its barriers as -1, and that is not timed."""
    what = f"cost-distance, {SIDE} × {SIDE} cells, {N_SOURCES} sources, 8 neighbours"
    try:
        from skimage.graph import MCP_Geometric
    except ImportError:
        yield Missing(what, "scikit-image missing; install penyangga[test]")
        return
    friction, sources = ground(SIDE), source_cells(SIDE)
    theirs = np.where(np.isinf(friction), -1.0, friction)
    metres = even_metres(SIDE, width_m=1.0, height_m=1.0)
    before = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: ours(friction, sources, metres),
        lambda: np.asarray(MCP_Geometric(theirs).find_costs(sources)[0]),
    )
    yield Row(
        what,
        "s",
        mine.seconds,
        "times faster",
        GOAL,
        compare(mine.answer, other.answer),
        rival=other.seconds,
        rival_name="skimage.graph.MCP_Geometric",
        load_before=before,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
            "peak_mb": {
                "ours": peak_mb(lambda: ours(friction, sources, metres)),
                "friction": friction.nbytes / 1e6,
            },
        },
    )


def peak_mb(work: Callable[[], object]) -> float:
    """Give the most memory that arrays take during a calculation, its answer with them."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def ours(friction: Floats, sources: NDArray[np.int64], metres: StepMetres) -> Floats:
    """Give our costs; owner, checks and counts are made as well."""
    return cost_distance(friction, starts_in(sources), metres).seconds


def ground(side: int) -> Floats:
    """Draw walking friction in patches, roads across it, and lakes that bar the way.

    Lakes fill whole patches that never touch each other: between two that touch by a
    corner the rival steps through, and we do not.
    """
    draw = np.random.default_rng(7)
    patches = draw.uniform(0.72, 2.2, (side // PATCH, side // PATCH))
    lakes = draw.random(patches.shape) < N_LAKES / patches.size
    lakes[1::2], lakes[:, 1::2] = False, False
    friction = np.kron(np.where(lakes, np.inf, patches), np.ones((PATCH, PATCH)))
    friction += draw.uniform(0.0, 0.1, friction.shape)
    for line in draw.integers(0, side, N_ROADS):
        friction[line], friction[:, side - 1 - line] = 0.1, 0.1
    return friction


def source_cells(side: int) -> NDArray[np.int64]:
    """Draw the sources, none of them in a lake."""
    draw = np.random.default_rng(7)
    free = np.isfinite(ground(side))
    cells = draw.integers(0, side, (4 * N_SOURCES, 2))
    return cells[free[cells[:, 0], cells[:, 1]]][:N_SOURCES]


def compare(mine: Floats, other: Floats) -> Agreement:
    """Compare the costs of all cells, and which are reached."""
    reached = np.isfinite(other)
    same = np.array_equal(np.isfinite(mine), reached)
    far = reached & (other > 0)
    worst = float(np.abs(np.nan_to_num(mine[far], nan=np.inf) / other[far] - 1.0).max())
    how = f"{int(reached.sum()):,} cells reached by both, within {worst:.1e} relative"
    return Agreement(equal=same and worst <= TOLERANCE, how=how)
