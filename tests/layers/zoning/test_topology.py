"""Topology: a sound plan has none; each defect is found in the row that was changed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from layers.errors import CRSError
from layers.zoning.topology import topology_findings


def told(frame, **options):
    return [(f.row, f.code) for f in topology_findings(frame, **options)]


@pytest.mark.parametrize("crs", [None, 4326, 23830, 6933])
def test_a_sound_plan_has_no_findings(blocks, crs):
    assert told(blocks(crs)) == []


def test_nothing_to_check(blocks):
    assert topology_findings(blocks().iloc[:0]) == []
    assert topology_findings(blocks(row5=None).loc[[5]]) == []
    assert told(blocks().loc[[5]]) == []


@pytest.mark.parametrize("crs", [None, 4326])
def test_widened_block_overlaps(blocks, middle, crs):
    found = topology_findings(blocks(crs, row5=middle.buffer(6)))
    assert [(f.row, f.code) for f in found] == [(5, "zone-overlap")]
    ring = 4 * 100 * 6 + np.pi * 36
    assert found[0].message.startswith(f"{ring:,.0f}"[:4])
    assert "rows 1, 2, 3, 4, 6, 7, 8, 9" in found[0].message


@pytest.mark.parametrize("crs", [None, 4326])
def test_shrunk_block_leaves_a_gap(blocks, middle, crs):
    found = topology_findings(blocks(crs, row5=middle.buffer(-5)))
    assert [(f.row, f.code) for f in found] == [(5, "zone-gap")]
    assert "5.00 m to row" in found[0].message


def test_shrunk_block_at_the_rim(blocks):
    frame = blocks()
    assert told(blocks(row1=frame.geometry[1].buffer(-5))) == [(1, "zone-gap")]


def test_narrow_overlap_is_a_sliver(blocks, middle):
    frame = blocks(row5=affinity.scale(middle, 1.004, 1.0))
    assert told(frame) == [(5, "zone-sliver")]
    assert told(frame, sliver_m=0.05) == [(5, "zone-overlap")]


def test_missing_block_leaves_a_hole_laid_to_none(blocks):
    (found,) = topology_findings(blocks(row5=None))
    assert (found.row, found.code) == (None, "zone-hole")
    assert found.rows == (1, 2, 3, 4, 6, 7, 8, 9)
    assert found.message.startswith("10,000.00 m2 without a zone")
    assert found.message.endswith("1 features have no usable polygon")


def swapped(shape, k):
    corners = shapely.get_coordinates(shape)[:-1]
    corners[[k, k + 1]] = corners[[k + 1, k]]
    return shapely.Polygon(corners)


def test_two_corners_swapped_stay_valid_and_are_found(blocks):
    frame = blocks()
    bent = [shapely.Polygon([(0, 0), (9, 0), (9, 9), (5, 9), (4, 8), (2, 9), (0, 9)])]
    bent += [shapely.Polygon([(0, 9), (2, 9), (4, 8), (5, 9), (9, 9), (9, 18), (0, 18)])]
    shapes = [
        affinity.translate(affinity.scale(s, 20, 20, origin=(0, 0)), 5e5, 9.95e6) for s in bent
    ]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=32750, index=[1, 2])
    assert told(frame) == []
    wrong = swapped(shapes[0], 4)
    assert wrong.is_valid
    frame.loc[1, "geometry"] = wrong
    assert told(frame) == [(1, "zone-corners-swapped")]
    assert told(frame.to_crs(4326)) == [(1, "zone-corners-swapped")]


def test_the_same_polygon_twice_is_told_once(blocks, middle):
    assert told(blocks(row9=middle)) == [(9, "zone-double")]


def test_invalid_and_other_shapes_are_left_to_the_import(blocks):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert [c for _, c in told(blocks(row9=bow))] == []
    assert told(blocks(row9=shapely.Point(5e5, 9.95e6))) == []


def test_a_thin_feature_is_a_sliver(blocks):
    thin = shapely.box(5e5 + 300, 9.95e6, 5e5 + 300.2, 9.95e6 + 100)
    assert (9, "zone-sliver") in told(blocks(row9=thin))


def test_edges_within_a_millimetre_are_the_same(blocks, middle):
    assert told(blocks(row5=middle.buffer(0.0005, join_style="mitre"))) == []


def test_without_crs(blocks):
    with pytest.raises(CRSError, match="has no CRS"):
        topology_findings(blocks().set_crs(None, allow_override=True))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 8), st.floats(1, 9), st.booleans())
def test_whichever_block_is_changed_is_the_one_named(place, metres, widen):
    from layers.zoning.ground import Ground  # the fixture cannot be used with given

    shapes = [
        shapely.box(
            5e5 + 100 * (k % 3),
            9.95e6 + 100 * (k // 3),
            5e5 + 100 * (k % 3) + 100,
            9.95e6 + 100 * (k // 3) + 100,
        )
        for k in range(9)
    ]
    shapes[place] = shapes[place].buffer(metres if widen else -metres)
    frame = gpd.GeoDataFrame(geometry=shapes, crs=32750, index=range(9))
    assert len(Ground.of(frame).rows) == 9
    assert told(frame) == [(place, "zone-overlap" if widen else "zone-gap")]
