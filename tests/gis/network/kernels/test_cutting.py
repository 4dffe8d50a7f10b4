"""Pieces of edges: joined, and cut where their share of the time lies."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.ops import substring

from gis.network.kernels.cutting import Course, cut, joined


def course_of(xy: list[list[float]], share: list[float]) -> Course:
    """One edge in a plane, its metres those of the plane."""
    points = np.array(xy, dtype=float)
    metres = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    offsets = np.array([0, len(points)])
    return Course(
        offsets, points[:, 0].copy(), points[:, 1].copy(), metres, np.array(share, dtype=float)
    )


def piece(course: Course, start: float, end: float) -> tuple[list[list[float]], float]:
    first, lon, lat, metres = cut(course, np.zeros(1, np.int32), np.array([start]), np.array([end]))
    assert first.tolist() == [0, len(lon)]
    return np.column_stack([lon, lat]).tolist(), float(metres[0])


def test_overlapping_and_touching_pieces_are_joined():
    edge = np.array([0, 0, 0, 1, 1], dtype=np.int32)
    start, end = np.array([0, 0.2, 0.6, 0.1, 0.5]), np.array([0.3, 0.6, 0.7, 0.4, 1.0])
    kept = joined(edge, start, end)
    assert kept == 3
    assert edge[:3].tolist() == [0, 1, 1]
    assert start[:3].tolist() == [0, 0.1, 0.5]
    assert end[:3].tolist() == [0.7, 0.4, 1.0]
    assert joined(edge[:0], start[:0], end[:0]) == 0


BENT = [[0, 0], [10, 0], [10, 20]]


@pytest.mark.parametrize(
    ("start", "end", "xy", "metres"),
    [
        (0, 1, BENT, 30),
        (0, 0.25, [[0, 0], [5, 0]], 5),
        (0.5, 1, [[10, 0], [10, 20]], 20),
        (0.25, 0.75, [[5, 0], [10, 0], [10, 10]], 15),
        (0.1, 0.2, [[2, 0], [4, 0]], 2),
        (0.6, 0.7, [[10, 4], [10, 8]], 4),
        (0.0, 0.5, [[0, 0], [10, 0]], 10),
    ],
)
def test_half_of_the_time_on_the_first_third(start, end, xy, metres):
    found, length = piece(course_of(BENT, [0, 0.5, 1]), start, end)
    assert np.array(found) == pytest.approx(np.array(xy, dtype=float))
    assert length == pytest.approx(metres)


def test_segments_of_no_time_belong_to_both_sides():
    course = course_of([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]], [0, 0, 0.5, 0.5, 1])
    assert piece(course, 0, 0.5)[0] == [[0, 0], [1, 0], [2, 0], [3, 0]]
    assert piece(course, 0.5, 1)[0] == [[2, 0], [3, 0], [4, 0]]
    assert piece(course, 0.25, 0.75)[0] == [[1.5, 0], [2, 0], [3, 0], [3.5, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_even_time_cuts_like_shapely(seed):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (9, 2))
    line = shapely.LineString(xy)
    metres = np.r_[0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    course = course_of(xy.tolist(), (metres / metres[-1]).tolist())
    for start, end in np.sort(rng.random((40, 2)), axis=1):
        found, length = piece(course, start, end)
        wanted = substring(line, start, end, normalized=True)
        assert np.array(found) == pytest.approx(shapely.get_coordinates(wanted), abs=1e-9)
        assert length == pytest.approx(wanted.length)


def test_no_pieces():
    none = np.zeros(0)
    first, lon, _, metres = cut(course_of(BENT, [0, 0.5, 1]), np.zeros(0, np.int32), none, none)
    assert (first.tolist(), len(lon), len(metres)) == ([0], 0, 0)
