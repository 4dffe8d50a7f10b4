"""Courses: edges of lines, cut anywhere."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.exposure.courses import course_of
from layers.errors import CRSError


def test_edges_are_short_and_those_without_length_are_left_out():
    line = shapely.LineString([(116.8, 0), (116.8, 0), (116.825, 0), (116.825, 0.004)])
    course = course_of(gpd.GeoSeries([None, line, shapely.Point(0, 0)], crs=4326))
    assert len(course.part) == 4
    assert set(course.line) == {1}


@given(st.lists(st.floats(-0.5, 1.5), max_size=12))
def test_any_cuts_keep_the_length(shares):
    line = gpd.GeoSeries([shapely.LineString([(116.8, 0), (116.809, 0.001)])], crs=4326)
    course = course_of(line)
    share = np.array(shares, dtype=float)
    turn = np.array([0])

    def alternating(places):
        turn[0] += 1
        return np.arange(len(places)) % 2

    pieces = course.cut(np.zeros(len(share), dtype=int), share, alternating)
    assert turn[0] == 1
    uncut = course.cut(np.zeros(0, int), np.zeros(0), lambda xy: np.zeros(len(xy), int))
    assert pieces.metres.sum() == pytest.approx(uncut.metres.sum(), rel=1e-12)
    inner = np.unique(np.clip(share, 0, 1))
    assert len(pieces.line) <= len(inner[(inner > 0) & (inner < 1)]) + 1


def test_lines_without_a_reference_system_are_refused():
    with pytest.raises(CRSError):
        course_of(gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])]))
