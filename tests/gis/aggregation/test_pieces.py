from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from gis.aggregation.pieces import Simple
from gis.areas import area_m2

LINE = LineString([(117, 0), (117.5, 0.3)])


def test_kinds_sizes_and_owners():
    nested = GeometryCollection([GeometryCollection([box(0, 0, 1, 1)]), MultiLineString([LINE])])
    features = np.array([Point(1, 2), LINE, MultiPolygon([box(0, 0, 1, 1)]), nested], dtype=object)
    simple = Simple.of(features)
    assert simple.point_of.tolist() == [0]
    assert simple.line_of.tolist() == [1, 3]
    assert simple.area_of.tolist() == [2, 3]
    wanted = area_m2(features[2:3])[0]
    np.testing.assert_allclose(simple.area_m2, [0, 0, wanted, wanted])
    length = Geod(ellps="WGS84").geometry_length(shapely.segmentize(LINE, 0.01))
    np.testing.assert_allclose(simple.length_m, [0, length, 0, length], rtol=1e-9)
    assert simple.bounds == pytest.approx((0, 0, 117.5, 2))


def test_nothing_has_no_bounds():
    simple = Simple.of(np.array([None], dtype=object))
    assert simple.bounds is None
    assert simple.placed.tolist() == [False]


def test_what_crosses_or_overlaps_itself_counts_as_what_it_encloses():
    bow = Polygon([(117, 0), (117.2, 0.2), (117.2, 0), (117, 0.2)])
    doubled = MultiPolygon([box(118, 0, 118.2, 0.2), box(118.1, 0, 118.3, 0.2)])
    simple = Simple.of(np.array([bow, LINE, doubled, box(0, 0, 1, 1)], dtype=object))
    assert simple.n_mended == 2
    assert set(simple.area_of.tolist()) == {0, 2, 3}
    wanted = area_m2(np.array([box(117, 0, 117.1, 0.2), box(118, 0, 118.3, 0.2), box(0, 0, 1, 1)]))
    np.testing.assert_allclose(simple.area_m2[[0, 2, 3]], wanted, rtol=1e-6)
    assert Simple.of(np.array([bow.buffer(0)])).n_mended == 0
