from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, box

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
