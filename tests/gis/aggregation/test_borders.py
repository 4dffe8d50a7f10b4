from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point, box

from gis.aggregation.borders import OUTSIDE, metres_in, places_in
from gis.exposure.courses import course_of

ZONES = np.array([box(117, 0, 118, 1), box(118, 0, 119, 1), box(117.5, 0.4, 118.5, 0.6)])


def pairs(*points, zones=ZONES):
    point, zone = places_in(np.array(points), zones)
    return list(zip(point.tolist(), zone.tolist(), strict=True))


def test_inside_beats_border_and_the_first_border_beats_the_others():
    assert pairs(Point(118, 0.2)) == [(0, 0)]
    assert pairs(Point(118, 0.5)) == [(0, 2)]
    assert pairs(Point(117.6, 0.5)) == [(0, 0), (0, 2)]
    assert pairs(Point(0, 0)) == []
    assert pairs(zones=ZONES) == []
    assert pairs(Point(117.5, 0.5), zones=np.array([None, shapely.Polygon()])) == []


def test_a_line_is_in_each_zone_it_runs_through():
    course = course_of(gpd.GeoSeries([LineString([(116, 0.5), (119, 0.5)])], crs=4326))
    line, zone, metres = metres_in(course, ZONES)
    by_zone = {z: metres[zone == z].sum() / 111319.49 for z in np.unique(zone).tolist()}
    assert line.tolist() == [0] * len(zone)
    assert {z: round(m, 3) for z, m in by_zone.items()} == {OUTSIDE: 1.0, 0: 1.0, 1: 1.0, 2: 1.0}
    nothing = course_of(gpd.GeoSeries([], crs=4326))
    assert [len(one) for one in metres_in(nothing, ZONES)] == [0, 0, 0]
