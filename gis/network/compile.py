"""Compile: the lines of a layer turned into a network for a mode, and a report of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.checks import require_not_empty, to_lonlat
from gis.errors import EmptyInputError, InputError
from gis.network.graph import Network
from gis.network.modes import OPEN, LineTimes, line_times
from gis.network.noding.chains import chains_of
from gis.network.noding.courses import network_of
from gis.network.noding.links import Links, links_of
from gis.network.noding.meetings import TOUCH_M, Meetings, meetings
from gis.network.noding.pieces import Pieces, are_lines, pieces_of
from gis.network.report import CompileReport, exclusions_of, with_turns
from gis.network.turns.binding import Bound, bound_turns, near_vias
from gis.network.turns.copies import restricted
from gis.network.turns.matching import Used, matched
from layers.infrastructure.travel import Mode
from layers.text import Text

Ints = NDArray[np.int64]

TOLERANCE_M = 0.5
FAULTS_TOLD = 5


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A network, and what became of the lines it was made of."""

    network: Network
    report: CompileReport


def compile_network(
    lines: gpd.GeoDataFrame,
    *,
    mode: Mode,
    states: tuple[str, ...] = OPEN,
    tolerance_m: float = TOLERANCE_M,
    bad_speeds: Literal["refuse", "exclude"] = "refuse",
    turns: gpd.GeoDataFrame | None = None,
) -> Compiled:
    """Compile lines to the network that a mode of travel can use.

    Lines meet at vertices they share, and where they cross or touch in one plane: a
    bridge does not meet what is under it. What is joined at its junctions only (a toll
    road) meets others only at shared vertices and at its ends. Times are summed over
    segments, each at the speed of its own line.

    Parameters
    ----------
    lines
        Lines with the columns of the roads theme (see `gis.network.modes.line_times`),
        in any known CRS. Other geometries are left out and reported.
    mode
        From `layers.infrastructure.travel`.
    states
        Codes of `road_state` that count as open.
    tolerance_m
        Ends of lines within that distance of each other or of a line join, in metres.
    bad_speeds
        Whether a speed that is zero, negative or no number is an error, or its line is
        left out and reported.
    turns
        Restrictions of turning: points where two lines meet, in any known CRS, with the
        columns of the turns theme (``from_line``, ``to_line``, ``kind``, and perhaps
        ``except`` and ``modes``), which name lines by their ``code``, or by ``osm_id``
        where there is no such column. One that cannot be applied is reported with its
        reason. Turning back is allowed wherever nothing forbids it.

    Returns
    -------
    Compiled
        The network in EPSG:4326, and the report.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    EmptyInputError
        If there is no geometry, or the mode can use none of the lines.
    GeometryError
        If a coordinate is not finite.
    InputError
        If a speed is bad, or the tolerance is, or a column is missing.

    Examples
    --------
    >>> from shapely import LineString
    >>> from layers.infrastructure.travel import mode
    >>> roads = gpd.GeoDataFrame(
    ...     {"class": ["local", "local"]},
    ...     geometry=[LineString([(117, 0), (117.02, 0)]), LineString([(117.01, -1), (117.01, 1)])],
    ...     crs=4326,
    ... )
    >>> compiled = compile_network(roads, mode=mode("car"))
    >>> compiled.network.n_nodes, compiled.network.n_edges, compiled.report.n_joined_crossings
    (5, 4, 1)
    """
    require_not_empty(lines, "lines")
    times = line_times(lines, mode, states=states)
    return compile_times(
        lines,
        times,
        mode_id=mode.id,
        tolerance_m=tolerance_m,
        bad_speeds=bad_speeds,
        turns=None if turns is None else bound_turns(turns, lines, mode),
    )


def compile_times(
    lines: gpd.GeoDataFrame,
    times: LineTimes,
    *,
    mode_id: str,
    tolerance_m: float = TOLERANCE_M,
    bad_speeds: Literal["refuse", "exclude"] = "refuse",
    turns: Bound | None = None,
) -> Compiled:
    """Compile lines whose times are known: those of roads, or of water for a boat.

    Parameters
    ----------
    lines, tolerance_m, bad_speeds
        As for `compile_network`.
    times
        What each line is to the mode, one entry per line.
    mode_id
        Id of the mode, for the report.
    turns
        Restrictions that hold for the mode, from `gis.network.turns.binding.bound_turns`.

    Raises
    ------
    CRSError, EmptyInputError, GeometryError, InputError
        As `compile_network`.
    """
    if not 0.0 <= tolerance_m < math.inf:
        raise InputError(
            Text(
                f"tolerance_m adalah {tolerance_m}; yang diminta bilangan hingga, 0 atau lebih",
                f"tolerance_m is {tolerance_m}; wanted a finite number of 0 or more",
            )
        )
    require_not_empty(lines, "lines")
    shapes = to_lonlat(lines, "lines").to_numpy()
    reason = np.where(are_lines(shapes), times.reason, "no-line")
    if bad_speeds == "refuse":
        _refuse_bad_speeds(lines, reason)
    pieces = pieces_of(shapes, np.flatnonzero(reason == ""))
    plane, frontage = times.plane[pieces.line], times.frontage[pieces.line]
    met = meetings(pieces, plane, frontage, tolerance_m=tolerance_m)
    links = links_of(pieces, met, plane, tolerance_m=tolerance_m)
    line = pieces.line[links.part]
    used = np.bincount(line, minlength=len(lines)) > 0
    reason = np.where((reason == "") & ~used, "no-length", reason)
    if not len(line):
        raise EmptyInputError(_nothing_left(mode_id, reason))
    first = _first_of_each(links, line, times)
    kept = np.flatnonzero(first == np.arange(len(first)))
    reach_m = max(tolerance_m, TOUCH_M)
    vias = None if turns is None else near_vias(turns, links.lonlat, reach_m)
    network = _network(links, kept, line, times, vias)
    report = _report(mode_id, (reason, used, times.planned), (pieces, met, links), len(kept))
    if turns is None:
        return Compiled(network, report)
    barred, unapplied = matched(network, turns, Used(used, _twins(first, line)), reach_m)
    return Compiled(restricted(network, barred), with_turns(report, unapplied))


def _refuse_bad_speeds(lines: gpd.GeoDataFrame, reason: NDArray[np.str_]) -> None:
    bad = np.flatnonzero(reason == "speed-bad")
    if not len(bad):
        return
    held = lines["speed_kmh"].to_numpy(dtype=object) if "speed_kmh" in lines else None
    faults = [
        (
            f"row {lines.index[i]}",
            "speed_kmh"
            + Text(" adalah ", " is ")
            + str(None if held is None else held[i])
            + Text("; yang diminta bilangan hingga di atas 0", "; wanted a finite number above 0"),
        )
        for i in bad[:FAULTS_TOLD]
    ]
    raise InputError(
        Text.joined(f"{row}: " + what for row, what in faults)
        + Text(
            f" (seluruhnya {len(bad)} garis); betulkan, atau buang dengan bad_speeds='exclude'",
            f" ({len(bad)} lines in all); correct them, or leave them out with "
            "bad_speeds='exclude'",
        ),
        faults=faults,
    )


def _nothing_left(mode_id: str, reason: NDArray[np.str_]) -> Text:
    told = Text.joined((e.title + f": {len(e.rows)}" for e in exclusions_of(reason)), ", ")
    return (
        Text(
            f"tidak satu pun dari {len(reason)} garis dapat dipakai moda {mode_id!r} (",
            f"none of {len(reason)} lines can be used by mode {mode_id!r} (",
        )
        + told
        + Text(
            "); yang diminta paling sedikit satu: pilih moda atau lapisan lain, atau isi kelas dan "
            "statusnya",
            "); wanted at least one: choose another mode or layer, or set its class and status",
        )
    )


def _first_of_each(links: Links, line: Ints, times: LineTimes) -> Ints:
    """Give for each link the first that equals it in ends, speed and directions; itself, mostly."""
    low, high = links.ends.min(axis=1), links.ends.max(axis=1)
    along = links.ends[:, 0] == low
    there = np.where(along, times.forward[line], times.backward[line])
    back = np.where(along, times.backward[line], times.forward[line])
    columns = (times.frontage[line], back, there, times.kmh[line], high, low)
    order = np.lexsort((np.arange(len(line)), *columns))
    new = np.zeros(len(line), dtype=np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= column[order[1:]] != column[order[:-1]]
    first = np.empty(len(line), dtype=np.int64)
    first[order] = order[new][np.cumsum(new) - 1]
    return first


def _twins(first: Ints, line: Ints) -> dict[int, frozenset[int]]:
    """Give the lines that stand for others along all or some of their course."""
    pairs = np.column_stack([line, line[first]])
    held: dict[int, set[int]] = {}
    for one, other in np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).tolist():
        held.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in held.items()}


def _network(
    links: Links,
    kept: NDArray[np.intp],
    line: Ints,
    times: LineTimes,
    vias: NDArray[np.bool_] | None,
) -> Network:
    line = line[kept]
    forward, backward, frontage = times.forward[line], times.backward[line], times.frontage[line]
    thinned = Links(links.lonlat, links.ends[kept], links.part[kept], 0, 0)
    chains = chains_of(
        thinned.ends, len(links.lonlat), forward, backward, frontage.astype(np.int64), vias
    )
    return network_of(thinned, chains, line, times.kmh[line], (forward, backward, frontage))


def _report(
    mode_id: str,
    lines: tuple[NDArray[np.str_], NDArray[np.bool_], NDArray[np.bool_]],
    steps: tuple[Pieces, Meetings, Links],
    n_kept: int,
) -> CompileReport:
    reason, used, planned = lines
    pieces, met, links = steps
    return CompileReport(
        mode=mode_id,
        n_lines=len(reason),
        n_used=int(used.sum()),
        exclusions=exclusions_of(reason),
        planned_rows=np.flatnonzero(planned & used).astype(np.int64),
        n_repeated_vertices=pieces.n_repeated,
        n_short_segments=links.n_short,
        n_duplicate_segments=len(links.ends) - n_kept,
        n_ends_moved=links.n_moved,
        n_joined_crossings=len(met.crossing),
        n_joined_touches=len(met.toucher),
        n_apart_plane=len(met.apart_plane),
        n_apart_access=len(met.apart_access),
    )
