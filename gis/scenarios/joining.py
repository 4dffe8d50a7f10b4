"""Joining: the ends of a new road moved onto the roads there are."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import InputError
from gis.scenarios.state import GEOMETRY, LayerState
from layers.text import Text

Floats = NDArray[np.float64]
M_PER_DEGREE = 111_320.0


def joined(state: LayerState, course: Floats, join_m: float, *, both: bool = False) -> Floats:
    """Give the course of a road with its ends moved onto the nearest roads.

    Parameters
    ----------
    state
        The roads.
    course
        Lon/lat, k × 2.
    join_m
        How far an end is moved at most, in metres.
    both
        Whether both ends have to join, as those of a bridge; else one is enough.

    Raises
    ------
    InputError
        If an end that has to join is not so near a road.
    """
    ends = [_foot(state, course[i], join_m) for i in (0, -1)]
    loose = sum(end is None for end in ends)
    if loose == len(ends) or (both and loose):
        raise InputError.of([("line", _loose(loose, join_m))])
    moved = course.copy()
    for position, end in zip((0, -1), ends, strict=True):
        if end is not None:
            moved[position] = end
    return moved


def _loose(n: int, join_m: float) -> Text:
    """Say that ends join no road."""
    which = (
        Text("kedua ujungnya", "both ends are") if n > 1 else Text("satu ujungnya", "one end is")
    )
    return which + Text(
        f" lebih dari {join_m:g} m dari jalan yang ada; gambar sampai ke sebuah jalan, atau "
        "perbesar join",
        f" more than {join_m:g} m from any road; draw it up to a road, or raise join",
    )


def _foot(state: LayerState, end: Floats, join_m: float) -> Floats | None:
    """Give the nearest place on a road, None if none is so near."""
    scale = np.array([M_PER_DEGREE * np.cos(np.radians(end[1])), M_PER_DEGREE])
    reach = 1.01 * join_m / scale
    near = state.meeting(shapely.box(*(end - reach), *(end + reach)))
    lines = np.array([state.row(i)[GEOMETRY] for i in near], dtype=object)
    if not len(lines):
        return None
    # A plane about the end, in metres: at such a distance as good as the ellipsoid.
    flat = shapely.transform(lines, lambda xy: (xy - end) * scale)
    here = shapely.Point(0.0, 0.0)
    far = shapely.distance(flat, here)
    nearest = int(np.argmin(far))
    if far[nearest] > join_m:
        return None
    line = flat[nearest]
    foot = shapely.line_interpolate_point(line, shapely.line_locate_point(line, here))
    found: Floats = shapely.get_coordinates(foot)[0] / scale + end
    return found
