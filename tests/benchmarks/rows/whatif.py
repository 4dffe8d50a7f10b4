"""Rows of what-ifs: the coverage of a whole region brought up to date, and counted from scratch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import streets
from plan import Plan, Timed
from verdict import Agreement, Row

from gis.access.demand import Demand, TravelCoverage, travel_coverage
from gis.access.whatif import Served, served, what_if
from gis.network import Network, Snapped
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.whatif.edits import AddRoad, AddSources, ChangeSpeed, Edit, RemoveSources
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import Situation, situation

SIDE = 500
N_FACILITIES = 50
N_PLACES = 500_000
UNITS_ACROSS = 16
LIMITS_S = (300.0, 600.0, 1200.0, 1800.0)
DIRECTION = "to_sources"

GOAL_FACILITY = 10.0
GOAL_OTHER = 3.0
TOLERANCE = 1e-9


class Region(NamedTuple):
    """A network with facilities, and people in places along its streets, in square units."""

    network: Network
    demand: Demand
    places: Snapped
    today: Served


class Whole(NamedTuple):
    """A network with edits made anew, facilities and places on it; making it is not timed."""

    network: Network
    sources: Snapped
    places: Snapped


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows: one edit each, against a full search and count after it."""
    region = _region()
    more = streets.at_nodes(region.network, _far_off(region))
    here, there = (placed(region.network, [e], [0.5]) for e in (1_000, 90_000))
    course = np.array([[place.lon[0], place.lat[0]] for place in (here, there)])
    middle = np.argsort(np.abs(region.network.lon - np.median(region.network.lon)))[:20]
    slow = np.unique(region.network.edge[region.network.indptr[middle]])
    for name, edit, goal in (
        ("one more facility", AddSources(more), GOAL_FACILITY),
        ("a facility less", RemoveSources([N_FACILITIES // 2]), GOAL_OTHER),
        ("a new road", AddRoad(course, 60.0, 60.0), GOAL_OTHER),
        (f"{len(slow)} streets at half the speed", ChangeSpeed(0.5, edges=slow), GOAL_OTHER),
    ):
        yield _row(plan, region, (name, edit), goal)


def _far_off(region: Region) -> streets.Nodes:
    """Choose a node half-way out from the nearest facility: it will have about its share."""
    seconds = region.today.situation.by_node()[0]
    usable = np.flatnonzero((np.diff(region.network.indptr) > 0) & np.isfinite(seconds))
    return usable[np.argsort(seconds[usable])[[len(usable) // 2]]]


def _region() -> Region:
    network = streets.streets(SIDE)
    rng = np.random.default_rng(streets.SEED)
    edge = np.sort(rng.integers(0, network.n_edges, N_PLACES))
    access = rng.uniform(0, 120, N_PLACES)
    places = placed(network, edge, rng.random(N_PLACES), access_seconds=access)
    column, row = (
        ((values - values.min()) / np.ptp(values) * UNITS_ACROSS * 0.999_999).astype(np.int32)
        for values in (places.lon, places.lat)
    )
    unit = row * UNITS_ACROSS + column
    cell = np.argsort(unit, kind="stable").astype(np.int32)
    people, ones = rng.uniform(0, 20, N_PLACES), np.ones(N_PLACES)
    demand = Demand(places.lon, places.lat, people, unit[cell], cell, ones, n_units=UNITS_ACROSS**2)
    sources = streets.at_nodes(network, streets.some_nodes(network, N_FACILITIES))
    start = situation(ground(network, DIRECTION), sources)
    return Region(network, demand, places, served(start, demand, places, limits_s=LIMITS_S))


def _row(plan: Plan, region: Region, edit: tuple[str, Edit], goal: float) -> Row:
    what = f"what-if, {edit[0]}, {region.network.n_nodes:,} nodes, {N_PLACES:,} places"
    before = plan.begin(what)
    effect = what_if(region.today, [edit[1]])
    whole = _whole(effect.after.situation, region)
    mine, full = plan.in_turns(_ours(region, edit[1]), _scratch(region, whole))
    return Row(
        what, "s", mine.seconds, "times faster", goal, _agreement(mine, full),
        rival=full.seconds, rival_name="our own full search and count", load_before=before,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": full.cpu_seconds},
            "cpu_ratio": float(np.median(full.cpu_seconds) / np.median(mine.cpu_seconds)),
            "nodes_changed": len(effect.change.node),
            "places_changed": len(effect.place),
        },
    )  # fmt: skip


def _ours(region: Region, edit: Edit) -> Callable[[], TravelCoverage]:
    def update() -> TravelCoverage:
        return what_if(region.today, [edit]).after.coverage()

    return update


def _scratch(region: Region, whole: Whole) -> Callable[[], TravelCoverage]:
    def count() -> TravelCoverage:
        found = nearest(whole.network, whole.sources, whole.places, direction=DIRECTION)
        return travel_coverage(region.demand, found.seconds, limits_s=LIMITS_S)

    return count


def _agreement(mine: Timed[TravelCoverage], full: Timed[TravelCoverage]) -> Agreement:
    """Compare the people of each unit within each time, and those of all units."""
    worst = 0.0
    for one, other in (
        (mine.answer.table, full.answer.table),
        (mine.answer.totals, full.answer.totals),
    ):
        a, b = one["covered"].to_numpy(), other["covered"].to_numpy()
        worst = max(worst, float((np.abs(a - b) / np.maximum(b, 1.0)).max()))
    same = mine.answer.n_unreached == full.answer.n_unreached
    how = f"people in {len(mine.answer.table):,} units and times within {worst:.0e}"
    return Agreement(equal=worst <= TOLERANCE and same, how=how)


def _whole(after: Situation, region: Region) -> Whole:
    """Make the network of a situation anew, each piece of an edge an edge of its own."""
    network, pieces = region.network, after.overlay.pieces
    kept = np.setdiff1d(np.arange(network.n_edges), pieces.edge)
    lonlat = np.column_stack(
        [np.r_[network.lon, after.overlay.lon], np.r_[network.lat, after.overlay.lat]]
    )
    ends = np.vstack([np.column_stack([network.tail, network.head])[kept], pieces.on])
    seconds = pieces.seconds[:, ::-1]
    there = np.r_[network.seconds_forward[kept], seconds[:, 0]]
    back = np.r_[network.seconds_backward[kept], seconds[:, 1]]
    made = Network.from_edges(lonlat, ends, there, back)

    def moved(places: Snapped) -> Snapped:
        edge = np.searchsorted(kept, places.edge)
        edge[places.edge < 0] = -1
        share = places.share.copy()
        for i in np.flatnonzero(np.isin(places.edge, pieces.edge)):
            slot = np.searchsorted(pieces.edge, places.edge[i])
            rows = np.arange(pieces.first[slot], pieces.first[slot + 1])
            row = rows[np.searchsorted(pieces.share[rows, 1], share[i])]
            start, stop = pieces.share[row]
            edge[i], share[i] = len(kept) + row, (share[i] - start) / (stop - start)
        fraction = np.clip(np.nan_to_num(share), 0.0, 1.0)
        return placed(made, edge, fraction, access_seconds=places.access_seconds)

    return Whole(made, moved(after.sources), moved(region.places))
