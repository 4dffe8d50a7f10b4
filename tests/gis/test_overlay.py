from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from gis.overlay import cut_by_grid, inside_parts


def shapes(*items):
    return np.array(items, dtype=object)


def areas_by_unit(units, parts, *, least_cell=0.5):
    unit, pieces = inside_parts(units, parts, least_cell=least_cell)
    return np.bincount(unit, weights=shapely.area(pieces), minlength=len(units))


def test_halves_wholes_and_touching_in_the_head():
    units = shapes(box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), box(5, 5, 6, 6))
    parts = shapes(box(-1, -1, 1.5, 2))
    assert areas_by_unit(units, parts).tolist() == [1, 0.5, 0, 0]


def test_missing_and_empty_units_have_no_piece():
    units = shapes(None, Polygon(), box(0, 0, 1, 1))
    assert areas_by_unit(units, shapes(box(0, 0, 2, 2))).tolist() == [0, 0, 1]
    assert areas_by_unit(shapes(None), shapes(box(0, 0, 2, 2))).tolist() == [0]
    assert areas_by_unit(units, shapes()).tolist() == [0, 0, 0]
    assert len(inside_parts(shapes(), shapes(box(0, 0, 1, 1)), least_cell=1)[0]) == 0


def test_holes_in_units_and_parts_stay_holes():
    ring = Polygon(box(0, 0, 10, 10).exterior.coords, [box(4, 4, 6, 6).exterior.coords])
    assert areas_by_unit(shapes(ring), shapes(box(0, 0, 5, 5))).tolist() == [24]
    assert areas_by_unit(shapes(box(3, 3, 7, 7)), shapes(ring)).tolist() == [12]
    assert areas_by_unit(shapes(box(4.5, 4.5, 5.5, 5.5)), shapes(ring)).tolist() == [0]


def test_a_unit_of_several_polygons_counts_each_once():
    unit = MultiPolygon([box(0, 0, 1, 1), box(3, 0, 4, 1)])
    assert areas_by_unit(shapes(unit), shapes(box(0.5, 0, 3.5, 1))).tolist() == [1]


def blobs(n, seed, radius):
    rng = np.random.default_rng(seed)
    return shapely.buffer(shapely.points(rng.uniform(0, 10, (n, 2))), radius, quad_segs=16)


@pytest.mark.parametrize("least_cell", [0.05, 0.5, 20])
def test_areas_equal_geopandas_overlay(least_cell):
    sites = shapely.multipoints(shapely.points(np.random.default_rng(3).uniform(0, 10, (200, 2))))
    units = shapely.get_parts(shapely.voronoi_polygons(sites))
    parts = shapely.get_parts(shapely.union_all(blobs(150, 4, 0.5)))
    frame = gpd.GeoDataFrame({"unit": range(len(units))}, geometry=units)
    expected = gpd.overlay(frame, gpd.GeoDataFrame(geometry=parts), keep_geom_type=True)
    expected = expected.area.groupby(expected["unit"]).sum().reindex(range(len(units))).fillna(0)
    found = areas_by_unit(units, parts, least_cell=least_cell)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert found.sum() == pytest.approx(expected.sum(), rel=1e-12)


def test_cutting_keeps_the_ground_and_leaves_small_shapes_alone():
    large, small = blobs(1, 5, 4.0)[0].segmentize(0.05), box(20, 20, 21, 21)
    pieces = cut_by_grid(shapes(large, small), cell=1.0)
    assert any(piece.equals(small) for piece in pieces)
    assert shapely.area(pieces).sum() == pytest.approx(large.area + 1, rel=1e-12)
    assert shapely.is_valid(pieces).all()
    bounds = shapely.bounds(pieces)
    assert (bounds[:, 2:] - bounds[:, :2]).max() <= 1.0 + 1e-12


def test_pieces_of_one_unit_do_not_overlap():
    unit = box(0, 0, 10, 10)
    _, pieces = inside_parts(
        shapes(unit), shapely.get_parts(shapely.union_all(blobs(150, 6, 0.8))), least_cell=0.4
    )
    assert shapely.union_all(pieces).area == pytest.approx(shapely.area(pieces).sum(), rel=1e-12)


def test_a_polygon_is_cut_into_many_cells_by_few_calls(monkeypatch):
    # Each call of few shapes keeps the interpreter from other threads.
    angle = np.linspace(0, 2 * np.pi, 4_990, endpoint=False)
    radius = 0.3 * (1 + 0.1 * np.sin(60 * angle))
    star = shapely.Polygon(np.c_[117 + radius * np.cos(angle), -1 + radius * np.sin(angle)])
    calls, clip = [], shapely.clip_by_rect
    monkeypatch.setattr(shapely, "clip_by_rect", lambda *a: calls.append(0) or clip(*a))
    pieces = cut_by_grid(np.array([star]), cell=0.01)
    assert len(pieces) > 2_500
    assert len(calls) <= 2 * 68
    assert shapely.area(pieces).sum() == pytest.approx(star.area, rel=1e-12)
    assert np.ptp(shapely.bounds(pieces)[:, ::2], axis=1).max() < 0.01 + 1e-12
