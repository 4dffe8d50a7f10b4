"""Tiles hold what the layer holds: ids, values, shapes; valid, without cracks, nothing lost."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import QueryError
from layers.tiling import WEB_MERCATOR, WORLD_CRS84
from layers.tiling.kernels.whole import AT_ONCE

MARGIN = shapely.box(-64, -64, 4160, 4160)
INNER = shapely.box(0, 0, 4096, 4096)
# Simplifying moves a border by up to two units (see vertex_levels), rounding by 0.71 more.
PRECISION = 2.75
# `make faults` takes a million.
N_VERTICES = int(os.environ.get("PENYANGGA_VERTICES", "200000"))


def test_a_point_in_the_middle_of_the_world(made, read):
    tiles = made.layer([shapely.Point(0, 0)], name=["Titik"])
    (feature,) = read(tiles.tile(0, 0, 0).data)
    assert feature["id"] == 1
    assert feature["properties"] == {"name": "Titik"}
    assert feature["geometry"].equals(shapely.Point(2048, 2048))
    corner = [read(tiles.tile(1, c, r).data)[0]["geometry"] for c, r in ((0, 0), (1, 1))]
    assert corner == [shapely.Point(4096, 4096), shapely.Point(0, 0)]


def test_values_of_every_type(made, read):
    columns = {
        "name": ["", "Teluk ñ 中", None],
        "floors": [-(2**62), 2**62, 0],
        "height_m": [0.1, -1e300, None],
        "public": [True, False, None],
    }
    tiles = made.layer([shapely.Point(0, 0)] * 3, **columns)
    # All three lie in one place: only from the zoom where all points are drawn are they there.
    found = {f["id"]: f["properties"] for f in read(tiles.tile(14, 8192, 8192).data)}
    assert found[1] == {"name": "", "floors": -(2**62), "height_m": 0.1, "public": True}
    assert found[2] == {"name": "Teluk ñ 中", "floors": 2**62, "height_m": -1e300, "public": False}
    assert found[3] == {"floors": 0}
    chosen = read(tiles.tile(14, 8192, 8192, properties=("public", "floors")).data)
    assert {frozenset(f["properties"]) for f in chosen} == {
        frozenset({"public", "floors"}),
        frozenset({"floors"}),
    }
    bare = read(tiles.tile(14, 8192, 8192, properties=()).data)
    assert [f["properties"] for f in bare] == [{}, {}, {}]


def test_nothing_there(made):
    tiles = made.layer([shapely.Point(10, 10), None, shapely.Polygon()])
    assert tiles.tile(5, 0, 0) == tiles.tile(5, 31, 31)
    assert tiles.tile(5, 0, 0).data == b""
    assert made.layer([]).tile(0, 0, 0).drawn == 0
    assert made.layer([None]).tile(0, 0, 0).drawn == 0


def test_refusals(made):
    tiles = made.layer([shapely.Point(0, 0)], name=["a"])
    with pytest.raises(QueryError, match="no tile 1/2/0 in WebMercatorQuad"):
        tiles.tile(1, 2, 0)
    with pytest.raises(QueryError, match="no property 'nama'; it has name"):
        tiles.tile(0, 0, 0, properties=["nama"])


def wild(rng, n, around=(116.5, -0.5)):
    """Shapes of every kind, from centimetres to hundreds of kilometres, empty ones among them."""
    shapes = []
    for i in range(n):
        x, y = np.array(around) + rng.normal(0, 0.7, 2)
        size = 10.0 ** rng.uniform(-6, 0.3)
        turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 60))))
        reach = size * rng.uniform(0.05, 1, len(turns))
        ring = np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)])
        star = shapely.make_valid(shapely.Polygon(ring))
        kind = i % 8
        if kind == 0:
            shapes.append(shapely.Point(x, y))
        elif kind == 1:
            shapes.append(shapely.MultiPoint(ring[:4]))
        elif kind == 2:
            shapes.append(shapely.LineString(ring))
        elif kind == 3:
            shapes.append(shapely.MultiLineString([ring[:2], ring[2:]]))
        elif kind == 4:
            inner = shapely.affinity.scale(star, 0.5, 0.5, origin=(x, y))
            shapes.append(shapely.difference(star, inner))
        elif kind == 5:
            other = shapely.affinity.translate(star, 3 * size, 0)
            shapes.append(shapely.union(star, other))
        elif kind == 6:
            shapes.append(None)
        else:
            shapes.append(star)
    return [g if g is None or not g.is_empty else None for g in shapes]


@pytest.mark.parametrize("grid", [WEB_MERCATOR, WORLD_CRS84], ids=lambda grid: grid.id)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), zoom=st.integers(0, 22))
def test_tiles_hold_what_the_layer_holds(made, read, units, grid, seed, zoom):
    rng = np.random.default_rng(seed)
    shapes = wild(rng, 40)
    names = [f"Tempat {i}" for i in range(40)]
    tiles = made.layer(shapes, grid, name=names)
    somewhere = shapely.get_coordinates([g for g in shapes if g is not None])
    lon, lat = somewhere[rng.integers(len(somewhere))]
    place = (zoom, *grid.tile_at(zoom, lon, lat))
    tile = tiles.tile(*place)
    # By one call, and step by step as with a filter.
    assert tiles.tile(*place, among=np.ones(len(shapes), dtype=bool)) == tile
    # With others in one call.
    others = [place[1:], grid.tile_at(zoom, 0, 0), (0, 0), place[1:]]
    assert tiles.tiles(zoom, others) == [tiles.tile(zoom, *other) for other in others]
    found = read(tile.data)
    here = {i + 1: units(g, place, grid) for i, g in enumerate(shapes) if g is not None}
    seen = set()
    for feature in found:
        shown, whole = feature["geometry"], here[feature["id"]]
        assert feature["properties"] == {"name": names[feature["id"] - 1]}
        assert shown.is_valid
        assert MARGIN.covers(shown)
        # Where a border is cut by the margin it may slide along it: half a unit, drawn out.
        corners = shapely.points(shapely.get_coordinates(shown))
        corners = corners[shapely.contains_properly(MARGIN, corners)]
        # Positions of the world are 9 mm apart: beyond zoom 20 more than one unit.
        precision = PRECISION + 2.0 ** (zoom + grid.deeper - 20)
        assert shapely.dwithin(corners, whole, precision).all()
        seen.add(feature["id"])
    assert len(seen) == tile.drawn
    meeting = {i for i, g in here.items() if shapely.intersects(g, INNER)}
    assert len(meeting - seen) <= tile.collapsed + tile.thinned
    for i in meeting & seen:
        if here[i].geom_type != "Polygon" or here[i].area < 100:
            continue
        # What is inside the tile and a little inside the shape is drawn.
        body = shapely.buffer(here[i], -2 * precision)
        drawn = shapely.union_all([f["geometry"] for f in found if f["id"] == i])
        assert shapely.difference(shapely.intersection(body, INNER), drawn).area < 1e-6


def coverage(seed, n=60):
    """Areas that fill a square without gaps, their borders bent as coasts and rivers are."""
    rng = np.random.default_rng(seed)
    places = shapely.MultiPoint(rng.uniform(0, 1, (n, 2)))
    frame = shapely.box(0, 0, 1, 1)
    lines = shapely.voronoi_polygons(places, extend_to=frame, only_edges=True)
    lines = shapely.union_all([shapely.intersection(lines, frame), frame.exterior])
    lines = shapely.segmentize(shapely.line_merge(lines), 0.004)

    def bent(xy):
        phase = rng.uniform(0, 6, 3)
        wave = sum(
            np.sin(xy[:, ::-1] * f + p) / f for f, p in zip((40, 190, 900), phase, strict=True)
        )
        return xy + 0.4 * wave

    lines = shapely.transform(lines, bent)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.node(lines))))
    return [shapely.transform(c, lambda xy: xy * [2.0, 2.0] + [116.0, -1.5]) for c in cells]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_crack_opens_between_neighbours_at_any_zoom(made, read, seed):
    cells = coverage(seed)
    assert shapely.coverage_is_valid(cells)
    tiles = made.layer(cells)
    rng = np.random.default_rng(seed)
    for zoom in range(4, 17):
        lon, lat = rng.uniform([116.5, -1.0], [117.5, 0.0])
        found = read(tiles.tile(zoom, *WEB_MERCATOR.tile_at(zoom, lon, lat)).data)
        assert all(f["geometry"].is_valid for f in found)
        ground = shapely.union_all([f["geometry"] for f in found])
        cracks = [shapely.Polygon(r) for p in shapely.get_parts(ground) for r in p.interiors]
        # Where two borders of one area cross, the place is rounded to whole units in that area
        # alone: a sliver less than a unit wide may be left, an eighth of a pixel.
        widths = [shapely.maximum_inscribed_circle(crack).length * 2 for crack in cracks]
        assert max(widths, default=0) < 1, f"zoom {zoom}: cracks {widths}"
        assert len(cracks) < 3


def test_borders_continue_in_the_next_tile(made, read, units):
    cells = coverage(3)
    tiles = made.layer(cells)
    column, row = WEB_MERCATOR.tile_at(9, 117.0, -0.5)
    left = {f["id"]: f["geometry"] for f in read(tiles.tile(9, column, row).data)}
    right = {f["id"]: f["geometry"] for f in read(tiles.tile(9, column + 1, row).data)}
    strip = shapely.box(4096 - 60, 0, 4096 + 60, 4096)
    common = left.keys() & right.keys()
    assert common
    for i in common:
        moved = shapely.affinity.translate(right[i], 4096, 0)
        apart = shapely.symmetric_difference(
            shapely.intersection(left[i], strip), shapely.intersection(moved, strip)
        )
        # Cut edges are rounded to whole units at the margin, which bends them by half a unit.
        assert shapely.buffer(apart, -0.6).area == 0


def test_many_small_areas_leave_hints(made, read):
    # 400 squares of a quarter of a square unit at zoom 0: 100 square units, 25 hints.
    side = 360 / 4096 / 2
    boxes = [
        shapely.box(x, y, x + side, y + side)
        for x, y in itertools.product(np.arange(20) * 1.01, np.arange(20) * 0.001)
    ]
    tile = made.layer(boxes).tile(0, 0, 0)
    found = read(tile.data)
    assert tile.drawn + tile.collapsed == 400
    assert 20 <= len(found) <= 30
    assert {f["geometry"].area for f in found} <= {4.0, 1.0}
    assert len({f["id"] for f in found}) == len(found)


def test_a_tile_of_very_many_is_the_same_cut_some_at_a_time(made):
    # Small areas whose hints sum up over all, beside lines and values that come again.
    n, side = 3 * AT_ONCE + 7, 360 / 4096 / 2
    corners = np.stack([np.arange(n) % 40, np.arange(n) // 40], axis=1) * 1.3
    shapes = [
        shapely.LineString([(x, y), (x + 3, y + 1)]) if i % 3 else shapely.box(x, y, x + side, y)
        for i, (x, y) in enumerate(corners.tolist())
    ]
    shapes[::6] = [shapely.box(x, y, x + side, y + side) for x, y in corners[::6].tolist()]
    tiles = made.layer(shapes, name=[f"Tempat {i % 700}" for i in range(n)])
    at_once = tiles.tile(0, 0, 0)
    assert at_once == tiles.tile(0, 0, 0, among=np.ones(n, dtype=bool))
    assert at_once.drawn > 2 * AT_ONCE
    assert at_once.collapsed


def test_points_give_way_below_the_zoom_where_all_are_drawn(made, read):
    rng = np.random.default_rng(8)
    xy = rng.uniform([116, -1], [117, 0], (3000, 2))
    tiles = made.layer([shapely.Point(p) for p in xy])
    seen = set()
    for zoom in (0, 4, 6, 10):
        tile = tiles.tile(zoom, *WEB_MERCATOR.tile_at(zoom, 116.5, -0.5))
        found = read(tile.data)
        assert tile.drawn == len(found)
        pixels = [(f["geometry"].x // 16, f["geometry"].y // 16) for f in found]
        # Rounding to units may put a point on the edge of the next pixel.
        assert len(set(pixels)) > 0.8 * len(pixels)
        inside = {f["id"] for f in found}
        if zoom <= 6:
            assert seen <= inside
            seen = inside
    tile = tiles.tile(14, *WEB_MERCATOR.tile_at(14, *xy[0]))
    assert tile.thinned == 0
    assert tile.drawn > 0


def test_a_city_is_drawn_before_the_villages_beside_it(made, read):
    spots = [shapely.Point(116.5 + i / 1000, -0.5) for i in range(9)]
    spots[4] = shapely.MultiPoint([spots[4], shapely.Point(100, 10)])
    names = [None, *"vvvcvvvx"]
    classes = [{"value": "v", "minzoom": 11}, {"value": "c", "minzoom": 4}, {"value": "u"}]
    hints = {"class_field": "name", "classes": classes}
    for zoom, told in ((0, {5}), (6, {5}), (14, set(range(1, 10)))):
        place = WEB_MERCATOR.tile_at(zoom, 116.5045, -0.5)
        tile = made.layer(spots, styling=hints, name=names).tile(zoom, *place)
        assert {f["id"] for f in read(tile.data)} == told
    # Without zooms of their own all classes count alike: the first along the curve.
    plain = made.layer(spots, styling={"class_field": "name", "classes": classes[2:]}, name=names)
    found = read(plain.tile(6, *WEB_MERCATOR.tile_at(6, 116.5045, -0.5)).data)
    assert [f["id"] for f in found] != [5]


def test_gdal_reads_the_tile(made, tmp_path):
    shapes = [
        shapely.Point(116.8, -0.2),
        shapely.LineString([(116.1, -0.9), (117.2, -0.1)]),
        shapely.box(116.2, -0.8, 116.9, -0.3),
    ]
    tiles = made.layer(shapes, name=["a", "b", None], floors=[1, -2, 3])
    column, row = WEB_MERCATOR.tile_at(6, 116.6, -0.5)
    path = tmp_path / "6-tile.pbf"
    path.write_bytes(tiles.tile(6, column, row).data)
    frame = pyogrio.read_dataframe(path, layer="made", fid_as_index=True)
    assert len(frame) == 3
    by_id = frame.set_index("mvt_id").sort_index()
    assert by_id["floors"].tolist() == [1, -2, 3]
    assert by_id["name"].fillna("-").tolist() == ["a", "b", "-"]


def test_a_point_beyond_the_grid_is_not_drawn_at_its_edge(made):
    tiles = made.layer([shapely.Point(0, 89)])
    assert (tiles.tile(0, 0, 0).drawn, tiles.tile(0, 0, 0).thinned) == (0, 1)


def test_very_large_and_very_long(made, read):
    turns = np.linspace(0, 2 * np.pi, N_VERTICES, endpoint=False)
    reach = 2 + 0.01 * np.sin(turns * 7000)
    ring = np.column_stack([116 + reach * np.cos(turns), reach * np.sin(turns)])
    world = shapely.box(-180, -90, 180, 90)
    tiles = made.layer([shapely.Polygon(ring), world])
    for zoom in (0, 6, 9, 20):
        place = WEB_MERCATOR.tile_at(zoom, *ring[0])
        found = {f["id"]: f["geometry"] for f in read(tiles.tile(zoom, *place).data)}
        assert all(g.is_valid for g in found.values())
        assert found[2].covers(INNER)


def test_shapes_that_rounding_ruins(made, read):
    unit = 360 / 4096

    def ring(*places):
        return [(x * unit, y * unit) for x, y in places]

    outer = ring((0, 0), (400, 0), (400, 400), (0, 400))
    shapes = [
        # Holes that come to lie on the border, on each other, or fill the whole.
        shapely.Polygon(outer, [ring((0.1, 0.1), (399.9, 0.1), (399.9, 399.9), (0.1, 399.9))]),
        shapely.Polygon(outer, [ring((0.2, 50), (90, 50), (90, 90), (0.2, 90))]),
        shapely.Polygon(
            outer,
            [
                ring((50, 50), (99.8, 50), (99.8, 99), (50, 99)),
                ring((100.2, 50), (150, 50), (150, 99), (100.2, 99)),
            ],
        ),
        # A neck that closes, a spike that folds, a sliver, and a ring round a point.
        shapely.Polygon(
            ring((0, 0), (200, 0), (200, 199.8), (400, 199.8), (400, 400), (0, 400), (0, 200.2))
        ),
        shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (50.2, 100), (50, 300), (49.8, 100))),
        shapely.Polygon(ring((0, 0), (300, 0.3), (0, 0.4))),
        shapely.Point(10, 10).buffer(unit / 5),
        # Two parts that come to touch along a side.
        shapely.MultiPolygon(
            [
                shapely.Polygon(ring((0, 0), (9.8, 0), (9.8, 20), (0, 20))),
                shapely.Polygon(ring((10.2, 0), (20, 0), (20, 20), (10.2, 20))),
            ]
        ),
        shapely.LineString([(0, 0), (unit / 9, 0), (0, unit / 9), (0, 0)]),
        shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 30, 30)]),
    ]
    tiles = made.layer(shapes)
    for zoom in range(5):
        tile = tiles.tile(zoom, *WEB_MERCATOR.tile_at(zoom, 5, 5))
        found = read(tile.data)
        assert all(f["geometry"].is_valid and not f["geometry"].is_empty for f in found)
        assert len({f["id"] for f in found}) == tile.drawn
        assert tile.drawn + tile.collapsed == len(shapes)
    # What has shrunk to nothing is there as a hint at most.
    drawn = {f["id"]: f["geometry"].area for f in read(tiles.tile(0, 0, 0).data)}
    assert drawn.get(6, 4) == 4
    assert 1 not in drawn


@pytest.mark.parametrize("grid", [WEB_MERCATOR, WORLD_CRS84], ids=lambda grid: grid.id)
def test_shapes_larger_than_the_world_fill_every_tile(made, read, grid):
    beyond = shapely.box(-400, -120, 400, 120)
    tiles = made.layer([beyond, shapely.LineString([(-500, -100), (500, 100)])], grid)
    for zoom, column, row in ((0, 0, 0), (3, 0, 0), (3, 7, 4), (12, 3370, 2050)):
        found = {f["id"]: f["geometry"] for f in read(tiles.tile(zoom, column, row).data)}
        assert found[1].covers(INNER)
        assert found[1].is_valid
