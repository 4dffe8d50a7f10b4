"""Times: the least between every cell and a source, gone through by network and surface in turn."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.offroad.answer import OffRoad
from gis.access.offroad.coupling import (
    NOBODY,
    Points,
    Told,
    points_of,
    ride,
    seeds_at,
    step_off,
    step_on,
)
from gis.access.offroad.joining import Joins, joins_of
from gis.costdistance import StepMetres, Terrain, Travel, ground_metres, starts_at
from gis.costdistance.courses import cell_metres, on_grid
from gis.costdistance.friction import barred_values
from gis.costdistance.starts import Starts, sorted_out
from gis.costdistance.surface import Surface, surface_of
from gis.errors import EmptyInputError, InputError
from gis.network.graph import Network
from gis.network.kernels.labels import Labels, new_labels, spread
from gis.network.kernels.piles import Span, new_stack, span_of
from gis.network.places import Snapped, placed
from gis.network.search import Direction, View, require_direction, view
from layers.raster import Raster
from layers.text import Text

# The first look around the sources; how far it goes changes the time taken, not the answer.
NEAR_S = 900.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """A network, and how it meets the ground.

    Attributes
    ----------
    network
        The network.
    joins
        Where it meets the cells, of `gis.access.offroad.joins_of`; found anew without it.
    sources
        Places of the sources on the network, of `gis.network.snapping.snap`, if they reach
        it otherwise than over the surface (a jetty, a gate); one entry per source.
    """

    network: Network
    joins: Joins | None = None
    sources: Snapped | None = None


def offroad_times(
    roads: Roads,
    friction: Raster,
    sources: gpd.GeoSeries,
    *,
    direction: Direction = "to_sources",
    terrain: Terrain | None = None,
    travel: Travel | None = None,
) -> OffRoad:
    """Give the least time between every cell and a source, over land, by road, or both in turn.

    Exact on the union of cells and network: the least sum over all ways that step
    from cell to cell as `gis.costdistance.cost_distance` does, travel along edges as
    their directions and turns allow, and change between the two at the joins (see
    `gis.access.offroad.Joins`): a straight walk between the centre of the cell and
    the place of the edge nearest to it, at the friction of the cell and on the flat.
    Whoever steps off the network may step on it again: a car is taken to be there, and
    a turn that is barred can be avoided by a walk over the next cell.

    What the grid cannot tell apart stays untold. A time holds for the centre of a cell:
    for another place in it it is off by the walk across half of the cell's diagonal at
    most, and the place where a way changes to the road by as much. Roads that pass
    through one cell are joined by it, whatever lies between them, and water narrower than
    a cell bars nobody unless `friction` says so.

    Parameters
    ----------
    roads
        The network and its joins.
    friction
        Seconds per metre off the network, north-up, in any known CRS; inf and nodata are
        barriers. See `gis.costdistance.walking_friction`.
    sources
        Points in any known CRS. They start in the cell they lie in, with the straight
        walk to its centre, and on the network where `roads.sources` has them.
    direction
        ``"to_sources"``: people go to them; ``"from_sources"``: help comes from them.
    terrain
        Heights, for walking up and down; the same way as `direction`.
    travel
        Neighbours, limit and tiles.

    Raises
    ------
    EmptyInputError
        If no source can start.
    InputError
        If friction is bad, shapes do not agree, or the terrain goes the other way.
    CRSError, GeometryError
        If the sources or the raster cannot be placed.
    """
    require_direction(direction)
    travel = Travel() if travel is None else travel
    if terrain is not None and terrain.towards != direction:
        raise InputError(
            Text(
                f"medan berarah {terrain.towards}, pencarian {direction}; berikan arah yang sama",
                f"terrain goes {terrain.towards}, the search {direction}; give both the same way",
            )
        )
    metres, values = ground_metres(friction), barred_values(friction)
    surface = surface_of(values, metres, terrain=terrain, travel=travel)
    begun, off_grid, on_barrier = _begun(friction, values, metres, sources)
    on_road = np.empty(0, dtype=np.int64)
    if roads.sources is not None:
        _require_each(roads.sources, len(sources))
        on_road = np.flatnonzero(roads.sources.edge >= 0)
    off_grid, on_barrier = np.setdiff1d(off_grid, on_road), np.setdiff1d(on_barrier, on_road)
    if not len(begun.row) and not len(on_road):
        raise EmptyInputError(
            Text(
                f"tidak ada titik awal yang dapat dipakai: {len(off_grid)} di luar kisi dan "
                f"{len(on_barrier)} di atas penghalang; yang diminta paling sedikit satu pada "
                "sel yang dapat dilalui, atau pada jaringan",
                f"no source can start: {len(off_grid)} are off the grid and {len(on_barrier)} on "
                "barriers; wanted at least one on a cell that can be crossed, or on the network",
            )
        )
    joins = joins_of(roads.network, friction) if roads.joins is None else roads.joins
    _require_of(joins, roads.network, values.size)
    seen = view(roads.network, direction)
    points, told = _meeting(roads, seen, joins, values, direction)
    rounds = _alternate(seen, surface, points, told, begun)
    n_reached = surface.close()
    mark = surface.whole.owner
    return OffRoad(
        seconds=surface.whole.seconds,
        owner=mark >> 1,
        by_road=(mark > 0) & (mark & 1 == 1),
        transform=friction.transform,
        crs=friction.crs,
        n_barriers=surface.n_barriers,
        n_unreached=values.size - surface.n_barriers - n_reached,
        off_grid=off_grid,
        on_barrier=on_barrier,
        n_joins=len(joins),
        rounds=rounds,
        uneven=metres.uneven,
    )


def _require_each(places: Snapped, n_sources: int) -> None:
    if len(places) != n_sources:
        raise InputError(
            Text(
                f"{len(places)} tempat pada jaringan untuk {n_sources} titik awal; yang diminta "
                "satu untuk setiap titik awal",
                f"{len(places)} places on the network for {n_sources} sources",
            )
        )


def _require_of(joins: Joins, network: Network, n_cells: int) -> None:
    if len(joins) and (joins.edge.max() >= network.n_edges or joins.cell.max() >= n_cells):
        raise InputError(
            Text(
                f"sambungan mencapai ruas {joins.edge.max()} dan sel {joins.cell.max()}, padahal "
                f"jaringan punya {network.n_edges} ruas dan kisi {n_cells} sel; cari lagi dengan "
                "joins_of",
                f"joins reach edge {joins.edge.max()} and cell {joins.cell.max()}, the network "
                f"has {network.n_edges} edges and the grid {n_cells} cells; find them anew with "
                "joins_of",
            )
        )


def _begun(
    friction: Raster, values: NDArray[np.floating], metres: StepMetres, sources: gpd.GeoSeries
) -> tuple[Starts, NDArray[np.int64], NDArray[np.int64]]:
    """Start each source in its cell with the walk to the centre; owners are marks."""
    starts = starts_at(sources, friction)
    kept, off_grid, on_barrier = sorted_out(values, starts)
    flat = sources.to_crs(4326)
    x, y = on_grid(friction, flat.x.to_numpy()[kept.owner], flat.y.to_numpy()[kept.owner])
    width, height = cell_metres(metres)
    aside, along = (
        (x - kept.column - 0.5) * width[kept.row],
        (y - kept.row - 0.5) * height[kept.row],
    )
    seconds = np.hypot(aside, along) * values[kept.row, kept.column]
    return (
        Starts(kept.row, kept.column, kept.owner * np.int32(2), seconds, kept.off_grid),
        off_grid,
        on_barrier,
    )


def _meeting(
    roads: Roads,
    seen: View,
    joins: Joins,
    values: NDArray[np.floating],
    direction: Direction,
) -> tuple[Points, Told]:
    """Put joins, and sources on the network, along the edges; only the sources are told yet."""
    network, edge, fraction = roads.network, joins.edge, joins.fraction
    cell, walk = joins.cell, joins.metres * values.ravel()[joins.cell]
    owner, access = np.full(len(joins), NOBODY), np.full(len(joins), np.inf)
    if roads.sources is not None:
        on = np.flatnonzero(roads.sources.edge >= 0)
        edge = np.concatenate([edge, roads.sources.edge[on]])
        fraction = np.concatenate([fraction, roads.sources.fraction[on]])
        cell, walk = (
            np.append(cell, np.full(len(on), -1)),
            np.append(walk, np.full(len(on), np.inf)),
        )
        owner = np.append(owner, on.astype(np.int32))
        access = np.append(access, roads.sources.access_seconds[on])
    places = placed(network, edge, fraction)
    points, order = points_of(network, seen.edges, places, (cell, walk), direction)
    return points, Told(access[order], owner[order])


def _alternate(seen: View, surface: Surface, points: Points, told: Told, begun: Starts) -> int:
    """Go through network and surface in turn until neither betters the other; count the turns."""
    labels, span = new_labels(len(seen.graph.indptr) - 1), span_of(seen.graph, surface.limit_s)
    columns = surface.whole.seconds.shape[1]
    surface.begin(begun)
    surface.spread(begun.row, begun.column, limit_s=NEAR_S)
    fresh = np.isfinite(told.seconds) | step_on(points, told, surface.flat, surface.limit_s)
    changed, rounds = np.zeros(len(fresh), dtype=np.bool_), 0
    while not rounds or fresh.any():
        _travel(seen, labels, span, points, told, fresh)
        changed[:] = False
        ride(points, seen.edges, labels, told, changed)
        cells = step_off(points, told, changed, surface.flat, surface.limit_s)
        if not rounds:
            cells = np.flatnonzero(np.isfinite(surface.flat[0]))
        surface.spread(*np.divmod(cells, columns))
        fresh = step_on(points, told, surface.flat, surface.limit_s)
        rounds += 1
    return rounds


def _travel(
    seen: View, labels: Labels, span: Span, points: Points, told: Told, fresh: NDArray[np.bool_]
) -> None:
    """Carry what points got over land through the network."""
    seeds = seeds_at(points, told, fresh)
    if len(seeds.node):
        spread(seen.graph, seeds, labels, new_stack(), span)
