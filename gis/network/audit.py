"""Audit: what a network tells of itself: its parts, dead ends, traps, gaps, missing bridges."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.checks import has_shape, require_positive, to_lonlat
from gis.geodesic import geodesic_m
from gis.network.arcs import search_arcs
from gis.network.graph import Floats, Ints, Network
from gis.network.noding.comparing import DEGREE_M
from gis.network.places import placed
from gis.network.snapping import snap
from gis.network.tables import many_to_many

GAP_M, DETOUR_M = 30.0, 1_000.0
# The scaled plane of the first look is off by less than that within 10 degrees of latitude.
_SLACK = 1.02
_WALK_KMH = 3.6


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Weak components of a network by size, one entry each: 0 has the most nodes.

    `n_nodes` and `n_edges` int64, `length_m` float64, `lon` and `lat` of one of its
    nodes float64.
    """

    n_nodes: NDArray[np.int64]
    n_edges: NDArray[np.int64]
    length_m: Floats
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        """How many components there are."""
        return len(self.n_nodes)


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """Dead ends close to an edge that is far along the network; one entry per dead end.

    `node` and `edge` int32, `distance_m` float64 (geodesic), `lon` and `lat` of the dead
    end and `to_lon` and `to_lat` of the place across, float64.
    """

    node: Ints
    edge: Ints
    distance_m: Floats
    lon: Floats
    lat: Floats
    to_lon: Floats
    to_lat: Floats

    def __len__(self) -> int:
        """How many gaps there are."""
        return len(self.node)

    def legs(self) -> NDArray[np.object_]:
        """Draw the missing pieces as lines in EPSG:4326."""
        here, there = (
            np.column_stack([self.lon, self.lat]),
            np.column_stack([self.to_lon, self.to_lat]),
        )
        lines: NDArray[np.object_] = shapely.linestrings(np.stack([here, there], axis=1))
        return lines

    def only(self, chosen: NDArray[np.bool_]) -> Gaps:
        """Give some of them."""
        return Gaps(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What a network tells of itself.

    Attributes
    ----------
    components
        Its weak components.
    dead_ends
        Nodes with one edge end only, int32.
    traps
        Nodes of component 0 that one-way streets allow to enter or to leave, but not
        both, int32.
    gaps
        Joins suspected to be missing.
    """

    components: Components
    dead_ends: Ints
    traps: Ints
    gaps: Gaps

    def to_dict(self) -> dict[str, Any]:
        """Give the counts and the largest components as plain data for JSON."""
        parts = self.components
        total = float(parts.length_m.sum())
        return {
            "n_components": len(parts),
            "n_nodes": int(parts.n_nodes.sum()),
            "n_edges": int(parts.n_edges.sum()),
            "length_km": round(total / 1000.0, 3),
            "largest_share": round(float(parts.length_m[:1].sum()) / total, 6) if total else None,
            "n_dead_ends": len(self.dead_ends),
            "n_traps": len(self.traps),
            "n_gaps": len(self.gaps),
        }


def audit_network(network: Network, *, gap_m: float = GAP_M, detour_m: float = DETOUR_M) -> Audit:
    """Report components, dead ends, one-way traps and suspected gaps of a network.

    Parameters
    ----------
    network
        The network.
    gap_m
        How near a dead end must be to an edge to be suspect, in metres.
    detour_m
        How far the way to there must be along the network, whatever its directions.

    Raises
    ------
    InputError
        If a distance is not above 0.
    """
    require_positive(gap_m, "gap_m")
    require_positive(detour_m, "detour_m")
    ends = dead_ends(network)
    return Audit(components(network), ends, _traps(network), _gaps(network, ends, gap_m, detour_m))


def components(network: Network) -> Components:
    """Count nodes, edges and metres of each weak component.

    Parameters
    ----------
    network
        The network.

    Examples
    --------
    >>> places = [[117.0, 0.0], [117.01, 0.0], [118.0, 0.0]]
    >>> components(Network.from_edges(places, [[0, 1]], [60.0])).n_nodes.tolist()
    [2, 1]
    """
    count = int(network.component.max(initial=-1)) + 1
    of_edge = network.component[network.tail]
    of_node = network.component[: network.n_nodes - network.n_copies]
    _, first = np.unique(of_node, return_index=True)
    return Components(
        np.bincount(of_node, minlength=count),
        np.bincount(of_edge, minlength=count),
        np.bincount(of_edge, weights=network.length_m, minlength=count).astype(np.float64),
        network.lon[first],
        network.lat[first],
    )


def dead_ends(network: Network) -> Ints:
    """Give the nodes with one edge end only, ascending.

    Parameters
    ----------
    network
        The network.
    """
    degree = np.bincount(np.concatenate([network.tail, network.head]), minlength=network.n_nodes)
    return np.flatnonzero(degree == 1).astype(np.int32)


def _traps(network: Network) -> Ints:
    """Give the nodes of component 0 outside its largest strong component."""
    seconds = np.column_stack([network.seconds_forward, network.seconds_backward])
    # Restricted turns are no one-way streets: every end counts as its node.
    tail, head = np.r_[network.tail, network.head], np.r_[network.head, network.tail]
    open_ = np.isfinite(seconds.T.ravel())
    n = network.n_nodes - network.n_copies
    pair = (tail[open_], head[open_])
    arcs = coo_array((np.ones(len(pair[0])), pair), shape=(n, n))
    _, label = connected_components(arcs, directed=True, connection="strong")
    main = network.component[:n] == 0
    largest = np.bincount(label[main]).argmax()
    return np.flatnonzero(main & (label != largest)).astype(np.int32)


def suspected_bridges(
    network: Network,
    water: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    width_m: float,
    detour_m: float = DETOUR_M,
) -> Gaps:
    """Find dead ends that face an edge across water, with no short way around.

    Parameters
    ----------
    network
        The network.
    water
        Rivers, lakes or straits as lines or polygons, in any known CRS.
    width_m
        How far across the edge may be, in metres.
    detour_m
        How far the way to there must be along the network.

    Raises
    ------
    CRSError
        If `water` has no CRS.
    InputError
        If a distance is not above 0.
    """
    require_positive(width_m, "width_m")
    require_positive(detour_m, "detour_m")
    wet = to_lonlat(water, "water")
    found = _gaps(network, dead_ends(network), width_m, detour_m)
    tree = shapely.STRtree(wet.to_numpy()[has_shape(wet)])
    crossing = np.zeros(len(found), dtype=np.bool_)
    crossing[tree.query(found.legs(), predicate="intersects")[0]] = True
    return found.only(crossing)


def unconnected(
    network: Network, points: gpd.GeoSeries | gpd.GeoDataFrame, *, limit_m: float
) -> NDArray[np.int64]:
    """List the points (jetties, facilities) that do not lie at the largest component.

    Parameters
    ----------
    network
        The network.
    points
        Points in any known CRS.
    limit_m
        How far from an edge a point may be, in metres.

    Returns
    -------
    numpy.ndarray
        Positions in `points`: too far from any edge, or nearest to one of another
        component; int64, ascending.
    """
    return np.flatnonzero(
        snap(network, points, limit_m=limit_m, access_kmh=_WALK_KMH).component != 0
    ).astype(np.int64)


def _gaps(network: Network, ends: Ints, gap_m: float, detour_m: float) -> Gaps:
    """Give for each dead end the nearest edge within the gap that is farther than the detour."""
    who, edge, foot, fraction = _across(network, ends, gap_m)
    here = np.column_stack([network.lon, network.lat])[ends[who]]
    metres = geodesic_m(here, foot)
    far = (metres <= gap_m) & ~_within(network, (ends, who, edge, fraction), detour_m)
    order = np.lexsort((edge, metres, who))
    order = order[far[order]]
    order = order[np.r_[True, np.diff(who[order]) > 0][: len(order)]]
    return Gaps(
        ends[who[order]],
        edge[order],
        metres[order],
        here[order, 0],
        here[order, 1],
        foot[order, 0],
        foot[order, 1],
    )


def _across(
    network: Network, ends: Ints, gap_m: float
) -> tuple[NDArray[np.intp], Ints, Floats, Floats]:
    """Pair dead ends with edges near them: dead end, edge, its nearest place, fraction there."""
    scale = np.array([np.cos(np.radians(network.lat.mean())), 1.0])
    lines = shapely.transform(network.shapes(), lambda xy: xy * scale)
    places = shapely.points(np.column_stack([network.lon, network.lat])[ends] * scale)
    who, edge = shapely.STRtree(lines).query(
        places, predicate="dwithin", distance=_SLACK * gap_m / DEGREE_M
    )
    own = (network.tail[edge] == ends[who]) | (network.head[edge] == ends[who])
    who, edge = who[~own], edge[~own]
    at = shapely.line_locate_point(lines[edge], places[who])
    foot = shapely.get_coordinates(shapely.line_interpolate_point(lines[edge], at)) / scale
    length = shapely.length(lines[edge])
    share = np.divide(at, length, out=np.zeros(len(at)), where=length > 0.0)
    return who, edge.astype(np.int32), foot, np.clip(share, 0.0, 1.0)


def _within(
    network: Network, pairs: tuple[Ints, NDArray[np.intp], Ints, Floats], detour_m: float
) -> NDArray[np.bool_]:
    """Tell which places are no farther than the detour from their dead end, on foot."""
    ends, who, edge, fraction = pairs
    near = np.zeros(len(who), dtype=np.bool_)
    if not len(who):
        return near
    walked = _in_metres(network)
    # A dead end is the end of the one edge it has.
    at_tail, at_head = np.full((2, network.n_nodes), -1, dtype=np.int32)
    at_tail[network.tail] = at_head[network.head] = np.arange(network.n_edges)
    own = np.where(at_tail[ends] >= 0, at_tail[ends], at_head[ends])
    sources = placed(walked, own, np.where(at_tail[ends] >= 0, 0.0, 1.0))
    targets = placed(walked, edge, fraction)
    for block in many_to_many(walked, sources, targets, limit_s=detour_m, threads=1):
        hit = block.target[who[block.target] == block.source]
        near[hit] = True
    return near


def _in_metres(network: Network) -> Network:
    """Give the network as if every edge were walked both ways at a metre a second."""
    length = network.length_m
    whole = np.repeat(length, np.diff(network.vertex_offsets))
    ends = np.column_stack([network.tail, network.head])
    arcs = search_arcs(network.n_nodes, ends, np.column_stack([length, length]))
    return replace(
        network,
        seconds_forward=length,
        seconds_backward=length,
        vertex_share=np.divide(
            network.vertex_m, whole, out=network.vertex_share.copy(), where=whole > 0.0
        ),
        indptr=arcs.indptr,
        neighbour=arcs.neighbour,
        seconds=arcs.seconds,
        edge=arcs.edge,
        forward=arcs.forward,
        turn_half=network.turn_half[:0],
        turn_arrive=network.turn_arrive[:0],
        turn_depart=network.turn_depart[:0],
        turn_node=network.turn_node[:0],
        turn_met=network.turn_met[:0],
    )
