"""Gaps and overlaps of coverages, against areas worked out by hand; lines on each other."""

from __future__ import annotations

import pytest
import shapely

from layers.defects.registry import look

SIDE = 0.01


def grid(n=4):
    return [
        shapely.box(116 + i * SIDE, -1 + j * SIDE, 116 + (i + 1) * SIDE, -1 + (j + 1) * SIDE)
        for i in range(n)
        for j in range(n)
    ]


def of(table, shapes):
    given = table(shapes, nama=[f"n{i}" for i in range(len(shapes))])
    return {s.code: s for s in look(given, dear=True)}


def test_a_coverage_that_tiles_raises_no_alarm(table):
    assert of(table, grid()) == {}
    assert of(table, [shapely.box(116 + i, -1, 116.5 + i, 0) for i in range(5)]) == {}
    assert of(table, grid()[:1]) == {}


def test_an_overlap_is_told_with_both_rows_and_its_area(table):
    cells = grid()
    x0, y0, x1, y1 = cells[5].bounds
    cells[5] = shapely.box(x0, y0, x1 + SIDE / 10, y1)
    found = of(table, cells)["overlap"]
    assert set(found.places.tolist()) == {5, 9}
    hectares = 1113.2**2 * 0.9998 / 10_000 / 10
    assert float(found.before[0].split(" ha")[0]) == pytest.approx(hectares, rel=0.02)


def test_a_gap_is_told_with_its_neighbours(table):
    cells = grid()
    x0, y0, x1, y1 = cells[5].bounds
    cells[5] = shapely.box(x0 + SIDE / 20, y0 + SIDE / 20, x1 - SIDE / 20, y1 - SIDE / 20)
    found = of(table, cells)["gap"]
    assert {4, 6, 1, 9} <= set(found.places.tolist())


def test_a_lake_in_one_polygon_is_no_gap(table):
    cells = grid()
    cells[5] = shapely.difference(cells[5], cells[5].centroid.buffer(SIDE / 4))
    assert "gap" not in of(table, cells)


def test_areas_that_lie_within_each_other_are_meant_to(table):
    rings = [shapely.box(116, -1, 116 + w, -1 + w) for w in (0.4, 0.3, 0.2, 0.1)]
    assert of(table, rings) == {}


def test_one_polygon_within_another_is_an_overlap(table):
    cells = grid()
    cells.append(shapely.affinity.scale(cells[5], 0.5, 0.5))
    assert set(of(table, cells)["overlap"].places.tolist()) == {5, 16}


def test_scattered_polygons_are_no_coverage(table):
    apart = [shapely.box(116 + i / 10, -1, 116.05 + i / 10, -0.95) for i in range(10)]
    apart[1] = shapely.box(116.04, -1, 116.1, -0.95)
    assert "overlap" not in of(table, apart)


def test_broken_polygons_do_not_stop_the_look(table):
    cells = grid()
    cells[3] = shapely.Polygon([(116, -0.97), (116.01, -0.96), (116.01, -0.97), (116, -0.96)])
    assert isinstance(of(table, cells), dict)


def test_lines_on_each_other(table):
    lines = [
        shapely.LineString([(116, -1), (116.01, -1)]),
        shapely.LineString([(116.005, -1), (116.02, -1)]),
        shapely.LineString([(116.005, -1.01), (116.005, -0.99)]),
    ]
    found = of(table, lines)["lines-overlap"]
    assert found.places.tolist() == [0, 1]
    assert "0.6 km" in found.message.en
    assert "lines-overlap" not in of(table, lines[1:])
