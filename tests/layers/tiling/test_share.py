"""Several layers in one tile: each under its name, its counts added to the others'."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np
import shapely

from layers.tiling import Share, TileLayer, joined_tile


def named(made, name, shapes, /, **columns):
    tiles = made.layer(shapes, **columns)
    tiles.name, tiles._head = name, b"\x78\x02\x0a" + bytes([len(name)]) + name.encode()
    return tiles


def test_two_layers(made):
    a = named(made, "a", [shapely.Point(0, 0)] * 2, name=["satu", "dua"])
    b = named(
        made, "b", [shapely.box(-1, -1, 1, 1), shapely.box(5, 5, 5.001, 5.001)], floors=[3, 4]
    )
    tile = joined_tile([Share(a), Share(b, ())], 0, 0, 0)
    read = mapbox_vector_tile.decode(tile.data)
    assert {name: len(one["features"]) for name, one in read.items()} == {"a": 1, "b": 1}
    assert read["b"]["features"][0]["properties"] == {}
    assert (tile.drawn, tile.collapsed, tile.thinned) == (2, 1, 1)


def test_only_some_features(made):
    tiles: TileLayer = made.layer([shapely.Point(1, 1), shapely.Point(50, 50)], name=["a", "b"])
    for chosen, drawn in (([True, False], 1), ([False, False], 0), ([True, True], 2)):
        among = np.array(chosen)
        assert joined_tile([Share(tiles, None, among)], 0, 0, 0).drawn == drawn


def test_nothing_at_all():
    assert joined_tile([], 0, 0, 0).data == b""


def test_parts_that_are_lost_are_counted(made):
    islets = [shapely.box(x, 0, x + 0.001, 0.001) for x in (20, 21, 22)]
    shape = shapely.MultiPolygon([shapely.box(-10, -10, 10, 10), *islets])
    strokes = shapely.MultiLineString([[(0, 0), (30, 30)], [(40, 40), (40.001, 40)]])
    tile = made.layer([shape, strokes]).tile(0, 0, 0)
    assert (tile.drawn, tile.collapsed, tile.parts) == (2, 0, 4)
