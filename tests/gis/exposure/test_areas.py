"""Lines and points split by polygons, against shapely's overlay."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.exposure import HazardAreas, cut_by_areas, on_areas, ranked
from gis.exposure.pieces import NONE, dense, line_metres
from layers.crs import GEOD
from layers.errors import CRSError

ORDER = ["high", "middle", "low"]


def overlaid(line, areas):
    """Metres by rank and outside, by overlay with the worst first, each piece densified."""
    rest, out = dense(np.array([line]))[0], []
    for name in ORDER:
        area = areas.geometry[areas["class"] == name].union_all()
        out.append(rest.intersection(area))
        rest = rest.difference(area)
    return [GEOD.geometry_length(piece) for piece in (*out, rest)]


def test_lengths_by_class_are_those_of_an_overlay(lines, areas):
    pieces = cut_by_areas(lines, ranked(areas, areas["class"], ORDER))
    sums = pieces.sums(pieces.line, len(lines), 3)
    for i, line in enumerate(lines[:13]):
        assert sums[i] == pytest.approx(overlaid(line, areas), rel=1e-8, abs=1e-4)
    assert sums[13:].sum() == 0


def test_no_metre_is_lost(lines, areas):
    pieces = cut_by_areas(lines, ranked(areas, areas["class"], ORDER))
    whole = line_metres(dense(lines.to_numpy()[:13]))
    by_line = np.bincount(pieces.line, pieces.metres)
    assert by_line == pytest.approx(whole, rel=1e-12)
    assert line_metres(pieces.shape) == pytest.approx(pieces.metres, rel=1e-9)
    geodesic = [GEOD.geometry_length(line) for line in dense(lines.to_numpy()[:13])]
    assert whole == pytest.approx(geodesic, rel=1e-9)


def test_pieces_lie_in_their_areas(lines, areas):
    hazard = ranked(areas, areas["class"], ORDER)
    pieces = cut_by_areas(lines, hazard)
    middle = shapely.line_interpolate_point(pieces.shape, 0.5, normalized=True)
    assert (on_areas(gpd.GeoSeries(middle, crs=4326), hazard) == pieces.rank).all()
    assert (np.diff(pieces.line) >= 0).all()


def test_a_square_by_hand():
    line = gpd.GeoSeries([shapely.LineString([(116.8, 0.0), (117.2, 0.0)])], crs=4326)
    hazard = HazardAreas(np.array([shapely.box(116.9, -0.1, 117.0, 0.1)]), np.zeros(1, int), 1)
    pieces = cut_by_areas(line, hazard)
    assert pieces.rank.tolist() == [NONE, 0, NONE]
    assert pieces.metres == pytest.approx([11131.949, 11131.949, 22263.898], abs=1e-2)
    assert shapely.get_coordinates(pieces.shape[1])[[0, -1]].tolist() == [[116.9, 0], [117.0, 0]]


def test_a_line_along_a_border_is_split_at_its_corners():
    line = gpd.GeoSeries([shapely.LineString([(116.8, 0.0), (117.2, 0.0)])], crs=4326)
    hazard = HazardAreas(np.array([shapely.box(116.9, 0.0, 117.0, 0.1)]), np.zeros(1, int), 1)
    pieces = cut_by_areas(line, hazard)
    assert pieces.rank.tolist() == [NONE, 0, NONE]
    assert pieces.metres.sum() == pytest.approx(4 * 11131.949, abs=0.05)


def test_areas_side_by_side_share_a_line_without_a_gap():
    line = gpd.GeoSeries([shapely.LineString([(116.8, -0.03), (117.2, 0.04)])], crs=4326)
    boxes = np.array([shapely.box(116.7 + 0.1 * i, -1, 116.8 + 0.1 * i, 1) for i in range(6)])
    pieces = cut_by_areas(line, HazardAreas(boxes, np.arange(6), 6))
    assert pieces.rank.tolist() == [1, 2, 3, 4]
    assert pieces.metres.sum() == pytest.approx(line_metres(dense(line.to_numpy()))[0], rel=1e-12)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=2, max_size=6),
    st.lists(
        st.tuples(st.integers(0, 25), st.integers(0, 15), st.integers(1, 9), st.integers(1, 9)),
        min_size=1,
        max_size=5,
    ),
)
def test_lines_on_a_lattice_keep_their_length(corners, boxes):
    line = shapely.LineString([(116 + x / 100, y / 100) for x, y in corners])
    shapes = np.array(
        [
            shapely.box(116 + x / 100, y / 100, 116 + (x + w) / 100, (y + h) / 100)
            for x, y, w, h in boxes
        ]
    )
    rank = np.arange(len(boxes)) % 3
    frame = gpd.GeoSeries([line], crs=4326)
    pieces = cut_by_areas(frame, HazardAreas(shapes, rank, 3))
    assert pieces.metres.sum() == pytest.approx(
        line_metres(dense(np.array([line]))).sum(), rel=1e-12, abs=1e-9
    )
    union = shapely.union_all(shapes)
    inner = shapely.buffer(union, -1e-9)
    outside = pieces.metres[pieces.rank == NONE].sum()
    left = GEOD.geometry_length(dense(np.array([line]))[0].difference(union))
    most = GEOD.geometry_length(dense(np.array([line]))[0].difference(inner))
    # A line may go over itself: an overlay counts such ground once.
    if len(corners) == 2:
        assert left - 1e-3 <= outside <= most + 1e-3


def test_points_on_a_border_are_inside_and_the_worst_counts(areas):
    points = gpd.GeoSeries(
        gpd.points_from_xy([116.82, 116.9, 117.01, 119.0], [-1.25, -1.25, -1.25, 0.0]), crs=4326
    )
    hazard = ranked(areas, areas["class"], ORDER)
    assert on_areas(points, hazard).tolist() == [0, 1, 0, NONE]


def test_no_line_and_no_crs(areas):
    hazard = ranked(areas, areas["class"], ORDER)
    none = cut_by_areas(gpd.GeoSeries([], crs=4326), hazard)
    assert len(none.line) == 0
    with pytest.raises(CRSError):
        cut_by_areas(gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])]), hazard)
