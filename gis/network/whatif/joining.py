"""Joining: a new road or bridge laid over a network, tied to the roads that it meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.errors import InputError
from gis.geodesic import geodesic_m
from gis.network.graph import Flags, Floats, Ints
from gis.network.ground.barriers import cut_at_shores
from gis.network.whatif.edits import AddRoad, above_zero
from gis.network.whatif.feet import NEAR_M, Crossings, Foot, crossings, nearest_foot
from gis.network.whatif.ground import Ground
from gis.network.whatif.overlay import Overlay, Roads
from gis.network.whatif.pieces import Pieces, cut, joined, opened
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a new road.

    Attributes
    ----------
    edge
        Its position among the edges: new roads follow the network's.
    length_m
        Its length, its ends moved onto the roads they join.
    joins_start, joins_stop
        The edge that its first and last vertex join; -1: none within the tolerance.
    moved_start_m, moved_stop_m
        How far these were moved, NaN if they join nothing.
    n_crossings
        How many roads it joins in between.
    """

    edge: int
    length_m: float
    joins_start: int
    joins_stop: int
    moved_start_m: float
    moved_stop_m: float
    n_crossings: int


def add_road(ground: Ground, overlay: Overlay, edit: AddRoad) -> tuple[Overlay, Joined]:
    """Lay a new road over a network.

    Parameters
    ----------
    ground, overlay
        The network and what lies over it.
    edit
        The road.

    Raises
    ------
    InputError
        If its course has no length, no direction is allowed, a speed is not above 0, or
        it joins nothing.
    """
    course = _course(edit)
    _require_speeds(edit)
    feet = [nearest_foot(ground, overlay, course[i], edit.tolerance_m) for i in (0, -1)]
    for i, foot in zip((0, -1), feet, strict=True):
        if foot is not None:
            course[i] = foot.lonlat
    course, frontage = _joined_along(edit, course)
    metres = _metres_along(course)
    if not metres[-1] > NEAR_M:
        raise InputError(
            Text(
                f"jalan itu {metres[-1]:g} m panjangnya setelah ujungnya disambung; yang diminta "
                "garis dari satu tempat ke tempat lain: perpanjang, atau pakai tolerance_m yang "
                "lebih kecil",
                f"the road is {metres[-1]:g} m long once its ends are joined; wanted a line from "
                "one place to another: lengthen it, or take a smaller tolerance_m",
            )
        )
    met = _met(ground, overlay, edit, (course, metres), feet)
    if not len(met.edge):
        raise _loose(edit)
    laid = _laid(ground, overlay, edit, (course, metres, frontage), met)
    return laid, Joined(
        edge=ground.n_edges + len(overlay.roads),
        length_m=float(metres[-1]),
        joins_start=-1 if feet[0] is None else feet[0].edge,
        joins_stop=-1 if feet[1] is None else feet[1].edge,
        moved_start_m=np.nan if feet[0] is None else feet[0].metres,
        moved_stop_m=np.nan if feet[1] is None else feet[1].metres,
        n_crossings=len(met.edge) - sum(foot is not None for foot in feet),
    )


def _course(edit: AddRoad) -> Floats:
    course = np.array(edit.lonlat, dtype=np.float64)
    if course.ndim != 2 or course.shape[1] != 2 or len(course) < 2:
        raise InputError(
            Text(
                f"lonlat berbentuk {course.shape}; yang diminta dua atau lebih baris bujur dan "
                "lintang",
                f"lonlat has shape {course.shape}; wanted two or more rows of lon and lat",
            )
        )
    if not np.isfinite(course).all() or (np.abs(course) > [180.0, 90.0]).any():
        raise InputError(
            Text(
                "lonlat memuat yang bukan bujur/lintang; yang diminta derajat, bujur -180 "
                "sampai 180 lebih dulu",
                "lonlat holds what is no lon/lat; wanted degrees, lon -180 to 180 first",
            )
        )
    if not (np.isfinite(edit.tolerance_m) and edit.tolerance_m >= 0.0):
        raise InputError(
            Text(
                f"tolerance_m adalah {edit.tolerance_m}; yang diminta bilangan hingga, 0 atau "
                "lebih",
                f"tolerance_m is {edit.tolerance_m}; wanted a finite number of 0 or more",
            )
        )
    kept = np.append(True, (np.diff(course, axis=0) != 0.0).any(axis=1))
    if kept.sum() < 2:
        raise InputError(
            Text(
                "lonlat berulang di satu tempat; yang diminta garis",
                "lonlat is one place over and over; wanted a line",
            )
        )
    distinct: Floats = course[kept]
    return distinct


def _joined_along(edit: AddRoad, course: Floats) -> tuple[Floats, Flags]:
    """Give the course with a vertex at every shore, and where it is joined along, by vertex."""
    along = np.full(len(course) - 1, edit.frontage)
    if edit.frontage and edit.water is not None:
        course, along = cut_at_shores(course, edit.water)
    return course, np.append(along, False)


def _loose(edit: AddRoad) -> InputError:
    """Tell that a road joins nothing."""
    what = Text("jalan itu tidak tersambung ke mana pun", "the road joins nothing")
    told = what + Text(
        f": tidak ada jalan dalam {edit.tolerance_m:g} m dari ujungnya",
        f": no road within {edit.tolerance_m:g} m of its ends",
    )
    if edit.crossings:
        told += Text(", dan tidak ada yang disilangnya", ", and it crosses none")
    told += Text(
        "; perpanjang sampai ke jalan, atau biarkan disambung dari lebih jauh",
        "; lengthen it to a road, or let it be joined from farther away",
    )
    return InputError(told, faults=[("lonlat", what)], code="road-loose")


def _require_speeds(edit: AddRoad) -> None:
    if edit.forward_kmh is None and edit.backward_kmh is None:
        raise InputError(
            Text(
                "forward_kmh dan backward_kmh keduanya None; yang diminta kecepatan paling "
                "sedikit ke satu arah",
                "forward_kmh and backward_kmh are both None; wanted a speed one way at least",
            )
        )
    for name in ("forward_kmh", "backward_kmh"):
        speed = getattr(edit, name)
        if speed is not None:
            above_zero(float(speed), 1, name)


def _metres_along(course: Floats) -> Floats:
    steps: Floats = np.cumsum(geodesic_m(course[:-1], course[1:]))
    return np.concatenate([[0.0], steps])


def _met(
    ground: Ground,
    overlay: Overlay,
    edit: AddRoad,
    line: tuple[Floats, Floats],
    feet: list[Foot | None],
) -> Crossings:
    """List all places where the road joins others, in its order, its ends with them."""
    course, metres = line
    total = metres[-1]
    nothing = np.zeros(0)
    inner = Crossings(nothing, np.zeros(0, dtype=np.int64), nothing, np.zeros((0, 2)))
    if edit.crossings:
        inner = _apart(crossings(ground, overlay, course, metres), total)
    ends = [(at, foot) for at, foot in zip((0.0, total), feet, strict=True) if foot is not None]
    every = Crossings(
        np.concatenate([inner.metres, [at for at, _ in ends]]),
        np.concatenate([inner.edge, [foot.edge for _, foot in ends]]).astype(np.int64),
        np.concatenate([inner.share, [foot.share for _, foot in ends]]),
        np.concatenate([inner.lonlat, *(foot.lonlat[None] for _, foot in ends)]),
    )
    order = np.argsort(every.metres, kind="stable")
    return every.taken(order)


def _apart(found: Crossings, total: float) -> Crossings:
    """Leave out crossings at the ends of a road, and all but the first of those at one place."""
    inner = (found.metres > NEAR_M) & (found.metres < total - NEAR_M)
    inner[1:] &= np.diff(found.metres) > NEAR_M
    return found.taken(inner)


def _laid(
    ground: Ground,
    overlay: Overlay,
    edit: AddRoad,
    line: tuple[Floats, Floats, Flags],
    met: Crossings,
) -> Overlay:
    """Cut the roads that are joined, and put the new one between the cuts."""
    course, metres, frontage = line
    n_nodes = ground.n_nodes + len(overlay.lon)
    edge = met.edge.astype(np.int32)
    done = cut(opened(overlay.pieces, ground.edges, np.unique(edge)), edge, met.share, n_nodes)
    new = np.flatnonzero(done.start >= n_nodes)
    places = np.full((len(done.edge), 2), np.nan)
    places[done.start[new] - n_nodes] = met.lonlat[new]
    at, start, end, free = _stations(
        met.metres, (done.start, done.end), metres[-1], n_nodes + len(places)
    )
    lonlat = np.concatenate([places, course[[0]][free[:1]], course[[-1]][free[1:]]])
    roads = overlay.roads
    return Overlay(
        lon=np.concatenate([overlay.lon, lonlat[:, 0]]),
        lat=np.concatenate([overlay.lat, lonlat[:, 1]]),
        pieces=joined(done.pieces, _pieces(ground, edit, (at, start, end), len(roads))),
        roads=Roads(
            first=np.append(roads.first, roads.first[-1] + len(course)),
            lon=np.concatenate([roads.lon, course[:, 0]]),
            lat=np.concatenate([roads.lat, course[:, 1]]),
            metres=np.concatenate([roads.metres, metres]),
            frontage=np.concatenate([roads.frontage, frontage]),
        ),
    )


def _stations(
    metres: Floats, nodes: tuple[Ints, Ints], total: float, n_nodes: int
) -> tuple[Floats, Ints, Ints, Flags]:
    """Give metres and nodes of all stations of a road, and whether its ends are free."""
    free = np.array([metres[0] > 0.0, metres[-1] < total])
    at, start, end = metres, *nodes
    for side, last in ((0, False), (1, True)):
        if free[side]:
            where = len(at) if last else 0
            at = np.insert(at, where, total if last else 0.0)
            start, end = (np.insert(values, where, n_nodes) for values in (start, end))
            n_nodes += 1
    return at, start.astype(np.int32), end.astype(np.int32), free


def _pieces(
    ground: Ground, edit: AddRoad, stations: tuple[Floats, Ints, Ints], n_roads: int
) -> Pieces:
    """Give the pieces of a new road, as the search sees them."""
    at, start, end = stations
    speeds = [edit.forward_kmh, edit.backward_kmh]
    if ground.direction == "to_sources":
        speeds.reverse()
    pace = np.array([np.inf if speed is None else 3.6 / speed for speed in speeds])
    seconds = np.diff(at)[:, None] * pace
    starts = np.column_stack([start[:-1], start[1:]])
    ends = np.column_stack([end[:-1], end[1:]])
    share = np.column_stack([at[:-1], at[1:]]) / at[-1]
    share[-1, 1] = 1.0
    # Who comes to a node may set out on the new road, who comes from it goes on anywhere.
    return Pieces(
        edge=np.array([ground.n_edges + n_roads], dtype=np.int32),
        first=np.array([0, len(seconds)], dtype=np.int64),
        through=seconds.sum(axis=0, keepdims=True),
        mapped=np.zeros(1, dtype=np.bool_),
        share=share,
        seconds=seconds,
        on=ends,
        off=starts,
        start=starts,
        end=ends,
    )
