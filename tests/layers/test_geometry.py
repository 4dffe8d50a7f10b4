"""Geometry checks: against shapely's own answers, against bytes that would kill GEOS."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import geometry
from layers.errors import SourceError

SQUARE = shapely.box(116, 0, 117, 1)
BOW_TIE = shapely.Polygon([(116, 0), (117, 1), (117, 0), (116, 1)])
HOLE_OUTSIDE = shapely.Polygon(
    [(116, 0), (117, 0), (117, 1), (116, 1)], [[(118, 0), (119, 0), (119, 1)]]
)


def array(*shapes) -> np.ndarray:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def nest(shape, depth: int):
    for _ in range(depth):
        shape = shapely.GeometryCollection([shape])
    return shape


SIMPLE = st.sampled_from(
    [
        shapely.Point(1, 2),
        shapely.Point(1, 2, 3),
        shapely.LineString([(0, 0), (1, 1)]),
        HOLE_OUTSIDE,
        shapely.MultiPoint([(0, 0), (1, 1)]),
        shapely.MultiPolygon([SQUARE, shapely.box(0, 0, 1, 1)]),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
        shapely.Polygon(),
        shapely.GeometryCollection(),
    ]
)


@given(SIMPLE, st.integers(0, 6), st.sampled_from([0, 1]), st.sampled_from(["iso", "extended"]))
def test_depth_of_what_shapely_writes(shape, depth, order, flavor):
    blob = shapely.to_wkb(nest(shape, depth), byte_order=order, flavor=flavor)
    own = 1 if shape.geom_type == "GeometryCollection" else 0
    assert geometry.wkb_depth(blob, 8) == depth + own


def test_depth_beyond_the_limit_is_refused():
    blob = shapely.to_wkb(nest(shapely.Point(1, 2), 5))
    with pytest.raises(SourceError) as caught:
        geometry.wkb_depth(blob, 4)
    assert caught.value.code == "too-deep"
    assert geometry.wkb_depth(blob, 5) == 5


@pytest.mark.parametrize("kind", [4, 5, 6, 7])
def test_bytes_that_would_overflow_the_stack(kind):
    """Forty thousand levels: GEOS would die of it, whatever kind of parts they claim to be."""
    blob = struct.pack("<BII", 1, kind, 1) * 40_000 + shapely.to_wkb(shapely.Point(1, 2))
    with pytest.raises(SourceError) as caught:
        geometry.wkb_depth(blob, 4)
    assert caught.value.code == "too-deep"


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", struct.pack("<BII", 1, 7, 3), struct.pack("<BI", 1, 3)]
)
def test_bytes_that_end_too_early(blob):
    with pytest.raises(SourceError) as caught:
        geometry.wkb_depth(blob, 4)
    assert caught.value.code == "bad-geometry"


@given(st.binary(max_size=60))
def test_any_bytes_give_a_depth_or_a_refusal(blob):
    try:
        depth = geometry.wkb_depth(blob, 4)
    except SourceError:
        depth = 0
    assert 0 <= depth <= 4


def test_not_finite():
    shapes = array(
        SQUARE, None, shapely.Point(np.nan, 1), shapely.LineString([(0, 0), (np.inf, 1)])
    )
    assert geometry.not_finite(shapes).tolist() == [False, False, True, True]
    assert geometry.not_finite(array()).tolist() == []


def test_vertices_are_counted_as_stored():
    shapes = array(SQUARE, None, shapely.Point(1, 1))
    assert geometry.too_many_vertices(shapes, 4).tolist() == [True, False, False]
    assert geometry.too_many_vertices(shapes, 5).tolist() == [False, False, False]


def test_empty_ones_become_none_and_are_marked():
    shapes, empty = geometry.without_empty(array(SQUARE, None, shapely.Polygon()))
    assert shapes.tolist() == [SQUARE, None, None]
    assert empty.tolist() == [False, False, True]


def test_heights():
    shapes = array(shapely.Point(1, 2, 3), shapely.Point(1, 2), None)
    assert geometry.has_height(shapes).tolist() == [True, False, False]
    assert not geometry.has_height(geometry.flat(shapes)).any()


def test_invalid_ones_with_their_reason():
    shapes = array(SQUARE, BOW_TIE, None, HOLE_OUTSIDE)
    reasons = geometry.invalid(shapes)
    assert list(reasons) == [1, 3]
    assert reasons[1].startswith("Self-intersection")
    assert reasons[3].startswith("Hole lies outside shell")
    assert geometry.invalid(array()) == {}


def test_repair_keeps_the_dimension_and_reports_areas():
    mended, repairs = geometry.repair(array(SQUARE, BOW_TIE))
    assert shapely.is_valid(mended).all()
    assert mended[0] is SQUARE
    assert mended[1].geom_type == "MultiPolygon"
    (done,) = repairs
    assert (done.place, done.geometry) == (1, mended[1])
    assert done.area_after_ha == pytest.approx(geometry.area_ha(SQUARE) / 2, rel=1e-3)


def test_what_collapses_is_nothing():
    flat = shapely.Polygon([(116, 0), (117, 1), (118, 2), (116, 0)])
    mended, (done,) = geometry.repair(array(flat))
    assert mended[0] is None
    assert "nothing was left" in done.sentence()


def test_sentences():
    areas = geometry.Repair(0, "Self-intersection", SQUARE, 1000.0, 990.0)
    assert areas.sentence() == (
        "Self-intersection; area 1,000.00 ha before, 990.00 ha after (-1.000 %)"
    )
    assert geometry.Repair(0, "x", SQUARE, 0.0, 1.0).sentence().endswith("1.00 ha after")
    assert geometry.Repair(0, "x", SQUARE).sentence() == "x; repaired"


MIXED = shapely.GeometryCollection(
    [
        SQUARE,
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.Point(5, 5),
        nest(BOW_TIE.convex_hull, 1),
    ]
)


@pytest.mark.parametrize(
    ("dimension", "kind"),
    [(0, "Point"), (1, "LineString"), (2, "MultiPolygon"), (3, "GeometryCollection")],
)
def test_parts_of_one_dimension(dimension, kind):
    assert geometry.kept_dimension(MIXED, dimension).geom_type == kind


def test_no_parts_of_that_dimension():
    assert geometry.kept_dimension(SQUARE, 1) is None
    assert geometry.kept_dimension(shapely.GeometryCollection([SQUARE]), 0) is None
    assert geometry.kept_dimension(shapely.Polygon(), 2) is None
    assert geometry.kept_dimension(None, 2) is None


def test_area_of_a_degree_at_the_equator():
    """One degree there is 110.57 km by 111.32 km."""
    assert geometry.area_ha(SQUARE) == pytest.approx(110.57 * 111.32 * 100, rel=1e-3)


@pytest.mark.parametrize(
    ("shapes", "kind", "promoted"),
    [
        ([SQUARE, SQUARE], "Polygon", 0),
        ([SQUARE, shapely.MultiPolygon([SQUARE]), None], "MultiPolygon", 1),
        ([shapely.Point(0, 0), shapely.MultiPoint([(0, 0)])], "MultiPoint", 1),
        ([shapely.LinearRing([(0, 0), (1, 0), (1, 1)])], "LineString", 0),
        ([shapely.MultiLineString([[(0, 0), (1, 1)]])] * 2, "MultiLineString", 0),
        ([SQUARE, shapely.Point(0, 0)], "Geometry", 0),
        ([shapely.GeometryCollection([SQUARE])], "Geometry", 0),
        ([None], "Geometry", 0),
        ([], "Geometry", 0),
    ],
)
def test_promotion(shapes, kind, promoted):
    got, got_kind, n = geometry.promote(array(*shapes))
    assert (got_kind, n) == (kind, promoted)
    assert [g is None for g in got] == [s is None for s in shapes]
    if kind.startswith("Multi"):
        assert {g.geom_type for g in got if g is not None} == {kind}
    for before, after in zip(shapes, got, strict=True):
        assert before is None or before.equals(after)
