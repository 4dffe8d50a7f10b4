"""Rows of the network: nearest of 50, limited sources, service areas, ten times the region."""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import geopandas as gpd
import networkit as nk
import networkx as nx
import numpy as np
import shapely
import streets
from numpy.typing import NDArray
from plan import Plan, Timed
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from verdict import Agreement, Row

from gis.network import Network
from gis.network.nearest import Nearest, k_nearest, nearest
from gis.network.portions import drawn, reached_portions
from gis.network.service import service_areas
from gis.network.tables import many_to_many

SIDE = 500
N_FACILITIES = 50
GOAL_IGRAPH = 3.0
GOAL_NETWORKX = 40.0

N_SOURCES = 1_000
LIMIT_S = 600.0
GOAL_LIMITED = 1.2
GOAL_LIMITED_MB = 256.0
SCIPY_AT_ONCE = 100
FULL_SEARCHES = 4

K = 5
GOAL_RANKS = 1.0

AREA_LIMITS_S = (120.0, 240.0, 360.0)
AREA_SOURCES = 3
WIDTH_M = 100.0
GOAL_AREAS = 5.0
AREA_TOLERANCE = 5e-3

TENFOLD_SIDE = 1_581
GOAL_GROWTH = 15.0

TOLERANCE = 1e-9
# The streets lie about the equator, where both degrees are nearly that long.
DEGREE_M = np.array([111_319.5, 110_574.3])

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows; building a rival's graph is not timed, nor is compiling ours."""
    network = streets.streets(SIDE)
    yield from _nearest_rows(plan, network)
    yield from _ranks_row(plan, network)
    yield from _limited_rows(plan, network)
    yield from _area_rows(plan, network)
    yield from _tenfold_rows(plan, network)


def _nearest_rows(plan: Plan, network: Network) -> Iterator[Row]:
    """Compare the time to the nearest of 50 facilities, and its owner, for every node."""
    nodes = streets.some_nodes(network, N_FACILITIES)
    sources = streets.at_nodes(network, nodes)
    matrix = streets.as_matrix(network)
    for name, goal, rival in (
        ("igraph, one search from a super source", GOAL_IGRAPH, _igraph(network, nodes)),
        ("networkx.multi_source_dijkstra", GOAL_NETWORKX, _networkx(network, nodes)),
    ):
        what = (
            f"network, nearest of {N_FACILITIES}, {network.n_nodes:,} nodes ({name.split(',')[0]})"
        )
        before = plan.begin(what)
        mine, other = plan.in_turns(lambda: nearest(network, sources), rival)
        found = mine.answer
        agreement = _same_times(found, other.answer, matrix, nodes)
        yield _row(what, (mine, other), goal, agreement, name, before)


def _row(
    what: str,
    timed: tuple[Timed[Nearest], Timed[Floats]],
    goal: float,
    agreement: Agreement,
    name: str,
    before: float,
) -> Row:
    mine, other = timed
    return Row(
        what, "s", mine.seconds, "times faster", goal, agreement,
        rival=other.seconds, rival_name=name, load_before=before, detail=_cpu(mine, other),
    )  # fmt: skip


def _cpu(mine: Timed[object], other: Timed[object]) -> dict[str, object]:
    return {
        "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
        "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
    }


def _igraph(network: Network, nodes: streets.Nodes) -> Callable[[], Floats]:
    graph = streets.as_igraph(network, nodes)
    n = network.n_nodes
    return lambda: np.array(graph.distances(source=n, weights="seconds", mode="out")[0][:n])


def _networkx(network: Network, nodes: streets.Nodes) -> Callable[[], Floats]:
    graph = streets.as_networkx(network)

    def search() -> Floats:
        found = nx.multi_source_dijkstra_path_length(graph, nodes.tolist(), weight="weight")
        return np.array([found.get(i, np.inf) for i in range(network.n_nodes)])

    return search


def _same_times(
    found: Nearest, theirs: Floats, matrix: csr_array, nodes: streets.Nodes
) -> Agreement:
    """Compare times with the rival's, times and owners with scipy's."""
    mine = np.where(np.isnan(found.node_seconds), np.inf, found.node_seconds)
    exact, _, whose = dijkstra(matrix, indices=nodes, min_only=True, return_predecessors=True)
    worst = max(_worst(mine, theirs), _worst(mine, exact))
    reached = np.isfinite(exact)
    others = int((nodes[found.node_owner[reached]] != whose[reached]).sum())
    how = f"seconds within {worst:.0e} relative, of scipy too; {others} other owners"
    return Agreement(equal=worst <= TOLERANCE and others == 0, how=how)


def _worst(mine: Floats, theirs: Floats) -> float:
    """Give the largest relative difference; infinite where only one reaches a node."""
    reached = np.isfinite(theirs)
    if not np.array_equal(reached, np.isfinite(mine)):
        return np.inf
    size = np.maximum(theirs[reached], 1.0)
    return float((np.abs(mine[reached] - theirs[reached]) / size).max(initial=0.0))


def _ranks_row(plan: Plan, network: Network) -> Iterator[Row]:
    """Compare the five nearest of 50 with one search by scipy from each of the 50."""
    nodes = streets.some_nodes(network, N_FACILITIES)
    sources = streets.at_nodes(network, nodes)
    matrix = streets.as_matrix(network)
    what = f"network, {K} nearest of {N_FACILITIES}, {network.n_nodes:,} nodes"
    before = plan.begin(what)

    def scipy() -> Floats:
        every = dijkstra(matrix, indices=nodes)
        return np.sort(np.partition(every, K - 1, axis=0)[:K], axis=0).T

    mine, other = plan.in_turns(lambda: k_nearest(network, sources, k=K), scipy)
    found = mine.answer.node_seconds
    worst = _worst(np.where(np.isnan(found), np.inf, found), other.answer)
    yield Row(
        what, "s", mine.seconds, "times faster", GOAL_RANKS,
        Agreement(equal=worst <= TOLERANCE, how=f"seconds within {worst:.0e} relative"),
        rival=other.seconds, rival_name="scipy, a search from each", load_before=before,
        detail=_cpu(mine, other),
    )  # fmt: skip


def _area_rows(plan: Plan, network: Network) -> Iterator[Row]:
    """Compare three nested service areas with the united buffers of the same parts of edges."""
    nodes = streets.some_nodes(network, AREA_SOURCES)
    sources = streets.at_nodes(network, nodes)
    what = f"network, areas within {'/'.join(f'{s / 60:g}' for s in AREA_LIMITS_S)} min of {AREA_SOURCES}"
    before = plan.begin(what)

    def ours() -> gpd.GeoDataFrame:
        return service_areas(network, sources, limits_s=AREA_LIMITS_S, width_m=WIDTH_M)

    def shapely_union() -> list[shapely.Geometry]:
        areas = []
        for limit in AREA_LIMITS_S:
            lines = drawn(network, reached_portions(network, sources, limit_s=limit))
            flat = shapely.transform(lines, lambda xy: xy * DEGREE_M)
            wide = shapely.union_all(shapely.buffer(flat, WIDTH_M, quad_segs=8))
            areas.append(shapely.transform(wide, lambda xy: xy / DEGREE_M))
        return areas

    mine, other = plan.in_turns(ours, shapely_union)
    shapes = mine.answer.geometry.to_numpy()
    both = [shapely.area(some) for some in (shapes, other.answer)]
    worst = float(np.abs(both[0] / both[1] - 1.0).max())
    nested = bool(shapely.covers(shapes[1:], shapes[:-1]).all())
    km = mine.answer["reached_km"].iloc[-1]
    how = f"{km:,.0f} km reached; areas within {worst:.1e}, nested exactly: {nested}"
    yield Row(
        what, "s", mine.seconds, "times faster", GOAL_AREAS,
        Agreement(equal=worst <= AREA_TOLERANCE and nested, how=how),
        rival=other.seconds, rival_name="shapely, buffer and union_all", load_before=before,
        detail=_cpu(mine, other),
    )  # fmt: skip


def _limited_rows(plan: Plan, network: Network) -> Iterator[Row]:
    """Count the nodes within ten minutes of each of 1,000 sources, and add up their times."""
    nodes = streets.some_nodes(network, N_SOURCES)
    sources = streets.at_nodes(network, nodes)
    usable = np.flatnonzero(np.diff(network.indptr))
    targets = streets.at_nodes(network, usable)
    matrix = streets.as_matrix(network)

    def ours() -> Floats:
        sums = np.zeros((N_SOURCES, 2))
        for block in many_to_many(network, sources, targets, limit_s=LIMIT_S):
            sums[:, 0] += np.bincount(block.source, minlength=N_SOURCES)
            sums[:, 1] += np.bincount(block.source, block.seconds, minlength=N_SOURCES)
        return sums

    def scipy() -> Floats:
        parts = []
        for first in range(0, N_SOURCES, SCIPY_AT_ONCE):
            some = nodes[first : first + SCIPY_AT_ONCE]
            seconds = dijkstra(matrix, indices=some, limit=LIMIT_S)[:, usable]
            near = np.isfinite(seconds)
            parts.append(
                np.column_stack([near.sum(axis=1), np.where(near, seconds, 0).sum(axis=1)])
            )
        return np.concatenate(parts)

    what = f"network, {N_SOURCES:,} sources within {LIMIT_S / 60:g} min, {network.n_nodes:,} nodes"
    before = plan.begin(what)
    full = _full_searches(network, nodes)
    mine, other = plan.in_turns(ours, scipy)
    worst = float((np.abs(mine.answer - other.answer) / other.answer).max())
    pairs = int(mine.answer[:, 0].sum())
    how = f"{pairs:,} pairs, counts and sums within {worst:.0e}; without a limit {_told(full)}"
    yield Row(
        what, "s", mine.seconds, "costs at most", GOAL_LIMITED,
        Agreement(equal=worst <= TOLERANCE, how=how),
        rival=other.seconds, rival_name=f"scipy, {SCIPY_AT_ONCE} at once (the best of three)",
        load_before=before, detail=_cpu(mine, other) | {"seconds_of_full_searches": full},
    )  # fmt: skip
    grown = _peak_mb(ours)
    all_pairs_mb = N_SOURCES * network.n_nodes * 8 / 1e6
    how = f"all pairs at once would be {all_pairs_mb:,.0f} MB; those within the limit {pairs * 16e-6:,.0f}"
    yield Row(
        f"{what}, memory", "MB", (grown,), "at most", GOAL_LIMITED_MB,
        Agreement(equal=grown < all_pairs_mb, how=how), load_before=before,
    )  # fmt: skip


def _full_searches(network: Network, nodes: streets.Nodes) -> dict[str, float]:
    """Time igraph and networkit, which know no limit, on a few sources; for all of them."""
    by_igraph, by_networkit = streets.as_igraph(network, nodes[:1]), streets.as_networkit(network)
    some = nodes[:FULL_SEARCHES].tolist()

    def networkit() -> None:
        for node in some:
            nk.distance.Dijkstra(by_networkit, node, storePaths=False).run()

    calls = {
        "igraph": lambda: by_igraph.distances(source=some, weights="seconds", mode="out"),
        "networkit": networkit,
    }
    seconds = {}
    for name, call in calls.items():
        start = time.perf_counter()
        call()
        seconds[name] = (time.perf_counter() - start) / FULL_SEARCHES * N_SOURCES
    return seconds


def _told(full: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:,.0f} s" for name, seconds in full.items())


def _tenfold_rows(plan: Plan, network: Network) -> Iterator[Row]:
    """Tell how time and memory grow from 250,000 to 2.5 million nodes."""
    what = f"network, nearest of {N_FACILITIES}, {TENFOLD_SIDE**2:,} nodes"
    before = plan.begin(what)
    large = streets.streets(TENFOLD_SIDE)
    took, grown, answers = {}, {}, []
    for one in (network, large):
        nodes = streets.some_nodes(one, N_FACILITIES)
        sources = streets.at_nodes(one, nodes)
        nearest(one, sources)
        took[one.n_nodes] = [
            _seconds(lambda s=sources, o=one: nearest(o, s)) for _ in range(plan.passes)
        ]
        grown[one.n_nodes] = _peak_mb(lambda s=sources, o=one: nearest(o, s))
        answers.append((nearest(one, sources), nodes))
    found, nodes = answers[-1]
    matrix = streets.as_matrix(large)
    agreement = _same_times(found, dijkstra(matrix, indices=nodes, min_only=True), matrix, nodes)
    small_s, large_s = (median(times) for times in took.values())
    small_mb, large_mb = grown.values()
    how = f"{small_s:.3f} → {large_s:.3f} s, {small_mb:.0f} → {large_mb:.0f} MB; {agreement.how}"
    yield Row(
        what, "× the time", (large_s / small_s,), "at most", GOAL_GROWTH,
        Agreement(equal=agreement.equal, how=how), load_before=before,
        detail={"seconds": took, "memory_mb": grown},
    )  # fmt: skip


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _peak_mb(call: Callable[[], object]) -> float:
    """Give how far the memory of this process rises above where it stands, at the most.

    What earlier work gave back, but the allocator kept, is returned first.
    """
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status_mb("VmRSS")
    call()
    return _status_mb("VmHWM") - before


def _status_mb(key: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith(key))
    return int(line.split()[1]) / 1024
