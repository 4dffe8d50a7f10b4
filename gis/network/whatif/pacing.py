"""Pacing: other speeds, and closed roads, on edges or on the parts of edges of some lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numba as nb
import numpy as np

from gis.errors import InputError
from gis.network.graph import Floats, Ints, Network, Offsets
from gis.network.whatif.edits import ChangeSpeed, SetSpeed, SpeedEdit, above_zero, chosen, positions
from gis.network.whatif.ground import Ground
from gis.network.whatif.overlay import Overlay
from gis.network.whatif.pieces import Pieces, cut, opened, repaced
from layers.text import Text

Given = Sequence[int] | Ints


def paced(ground: Ground, overlay: Overlay, edit: SpeedEdit) -> Overlay:
    """Give an overlay on which some edges or lines go at another speed, or are closed.

    Parameters
    ----------
    ground, overlay
        The network and what lies over it.
    edit
        The speeds.

    Raises
    ------
    InputError
        If an edge or line is not there, or a speed or factor is not above 0.
    """
    kind, given = chosen(edit)
    if kind == "edges":
        return _edges_paced(ground, overlay, edit, given)
    return _lines_paced(ground, overlay, edit, given)


def _values(edit: SpeedEdit, count: int) -> Floats:
    if isinstance(edit, ChangeSpeed):
        return above_zero(edit.factor, count, "factor")
    if isinstance(edit, SetSpeed):
        return above_zero(edit.kmh, count, "kmh")
    return np.zeros(count)


def _edges_paced(ground: Ground, overlay: Overlay, edit: SpeedEdit, given: Given) -> Overlay:
    edges = positions(given, ground.n_edges + len(overlay.roads), "edges")
    value = np.full(ground.n_edges + len(overlay.roads), np.nan)
    value[edges] = _values(edit, len(edges))
    overlay = replace(overlay, pieces=opened(overlay.pieces, ground.edges, edges))
    if isinstance(edit, SetSpeed):
        old = edges[edges < ground.n_edges]
        vertex = _inner_vertices(ground.network, np.sort(old))
        line = ground.network.vertex_line
        overlay = _cut_at(ground, overlay, vertex[line[vertex] != line[vertex - 1]])
    row_value = value[overlay.pieces.edge[overlay.pieces.slot]]
    return _at_speed(ground, overlay, edit, row_value)


def _lines_paced(ground: Ground, overlay: Overlay, edit: SpeedEdit, given: Given) -> Overlay:
    network = ground.network
    n_lines = int(network.vertex_line.max(initial=-1)) + 1
    lines = positions(given, n_lines, "lines")
    value = np.full(n_lines, np.nan)
    value[lines] = _values(edit, len(lines))
    held = np.flatnonzero(~np.isnan(value[network.vertex_line]))
    edges: Ints = np.unique(np.searchsorted(network.vertex_offsets, held, side="right") - 1)
    if len(lines) and not len(edges):
        raise InputError(
            Text(
                f"lines: tidak satu pun dari {len(lines)} ada di jaringan; yang diminta garis "
                "yang dipakai moda ini",
                f"lines: none of {len(lines)} is in the network; wanted lines that this mode uses",
            )
        )
    edges = edges.astype(np.int32)
    overlay = replace(overlay, pieces=opened(overlay.pieces, ground.edges, edges))
    vertex = _inner_vertices(network, edges)
    here, before = value[network.vertex_line[vertex]], value[network.vertex_line[vertex - 1]]
    apart = (here != before) & ~(np.isnan(here) & np.isnan(before))
    if isinstance(edit, SetSpeed):
        changes = network.vertex_line[vertex] != network.vertex_line[vertex - 1]
        apart = changes & ~(np.isnan(here) & np.isnan(before))
    overlay = _cut_at(ground, overlay, vertex[apart])
    pieces = overlay.pieces
    row_value = np.full(len(pieces.share), np.nan)
    edge = pieces.edge[pieces.slot]
    old = np.flatnonzero(np.isin(edge, edges))
    at = segments_at(network.vertex_offsets, network.vertex_share, edge[old], pieces.share[old])
    row_value[old] = value[network.vertex_line[at]]
    return _at_speed(ground, overlay, edit, row_value)


def _inner_vertices(network: Network, edges: Ints) -> Offsets:
    """List the vertices between the first and the last of edges."""
    first = network.vertex_offsets[edges] + 1
    sizes = network.vertex_offsets[edges.astype(np.int64) + 1] - 1 - first
    start = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    inner: Offsets = (start + np.arange(len(start))).astype(np.int64)
    return inner


def _cut_at(ground: Ground, overlay: Overlay, vertex: Offsets) -> Overlay:
    """Cut edges of the network, in pieces already, at some of their vertices."""
    network = ground.network
    edge = (np.searchsorted(network.vertex_offsets, vertex, side="right") - 1).astype(np.int32)
    n_nodes = ground.n_nodes + len(overlay.lon)
    done = cut(overlay.pieces, edge, network.vertex_share[vertex], n_nodes)
    # New nodes come by edge and share, which is the order of vertices too.
    new = np.flatnonzero(done.start >= n_nodes)
    new = new[np.argsort(done.start[new], kind="stable")]
    return replace(
        overlay,
        pieces=done.pieces,
        lon=np.concatenate([overlay.lon, network.vertex_lon[vertex[new]]]),
        lat=np.concatenate([overlay.lat, network.vertex_lat[vertex[new]]]),
    )


def _at_speed(ground: Ground, overlay: Overlay, edit: SpeedEdit, value: Floats) -> Overlay:
    """Give pieces the times of an edit; `value` is of each piece, NaN for those it leaves."""
    pieces = overlay.pieces
    row = np.flatnonzero(~np.isnan(value))
    if not len(row):
        return overlay
    seconds = pieces.seconds[row]
    if isinstance(edit, ChangeSpeed):
        seconds = seconds / value[row, None]
    elif isinstance(edit, SetSpeed):
        even = _metres(ground, overlay, pieces, row) / (value[row] / 3.6)
        seconds = np.where(np.isfinite(seconds), even[:, None], np.inf)
    else:
        seconds = np.full_like(seconds, np.inf)
    return replace(overlay, pieces=repaced(pieces, row, seconds))


def _metres(ground: Ground, overlay: Overlay, pieces: Pieces, row: Offsets) -> Floats:
    """Give the length of pieces."""
    edge, share = pieces.edge[pieces.slot[row]], pieces.share[row]
    metres = np.empty(len(row))
    new = edge >= ground.n_edges
    roads = overlay.roads
    length = roads.metres[roads.first[1:] - 1]
    metres[new] = np.diff(share[new], axis=1)[:, 0] * length[edge[new] - ground.n_edges]
    network = ground.network
    at = [
        metres_at(
            (network.vertex_offsets, network.vertex_share, network.vertex_m),
            edge[~new],
            np.ascontiguousarray(share[~new, side]),
        )
        for side in (0, 1)
    ]
    metres[~new] = at[1] - at[0]
    return metres


@nb.njit(cache=True, nogil=True)
def segment_of(offsets: Offsets, vertex_share: Floats, edge: int, share: float) -> int:
    """Give the vertex from which the segment runs that holds a share of an edge."""
    low, high = offsets[edge], offsets[edge + 1] - 2
    while low < high:
        middle = (low + high + 1) // 2
        if vertex_share[middle] <= share:
            low = middle
        else:
            high = middle - 1
    return int(low)


@nb.njit(cache=True, nogil=True)
def segments_at(offsets: Offsets, vertex_share: Floats, edge: Ints, bounds: Floats) -> Offsets:
    """Give the segments half-way between bounds (shares, p × 2) on edges."""
    found = np.empty(len(edge), dtype=np.int64)
    for i in range(len(edge)):
        middle = 0.5 * (bounds[i, 0] + bounds[i, 1])
        found[i] = segment_of(offsets, vertex_share, edge[i], middle)
    return found


@nb.njit(cache=True, nogil=True)
def metres_at(course: tuple[Offsets, Floats, Floats], edge: Ints, share: Floats) -> Floats:
    """Give the metres along edges at shares; `course`: offsets, shares and metres by vertex."""
    offsets, vertex_share, vertex_m = course
    metres = np.empty(len(edge))
    for i in range(len(edge)):
        k = segment_of(offsets, vertex_share, edge[i], share[i])
        span = vertex_share[k + 1] - vertex_share[k]
        part = (share[i] - vertex_share[k]) / span if span > 0.0 else 0.0
        metres[i] = vertex_m[k] + part * (vertex_m[k + 1] - vertex_m[k])
    return metres
