"""What is asked of a layer is what comes back, from every store."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers import Field, Layer, Query, Schema, Text
from layers.errors import (
    QueryError,
)


def _layer(layer_id="things", geometry="Geometry", **types):
    fields = tuple(Field(n, t, Text.of(n)) for n, t in types.items())
    return Layer(
        id=layer_id, title=Text("Benda", "Things"), theme="added", schema=Schema(fields, geometry)
    )


def _frame(geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=4326)


def test_bbox_selects_what_geometry_meets_not_what_boxes_meet(workspace):
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    workspace.write(_layer(), _frame([triangle, shapely.Point(9, 9), None]))
    assert workspace["things"].read(bbox=(8, 8, 9, 9)).index.tolist() == [2]
    assert workspace["things"].read(bbox=(5, 5, 5, 5)).index.tolist() == [1]
    assert workspace["things"].read(bbox=(-1, -1, 0, 0)).index.tolist() == [1]


def test_bbox_across_180_degrees_looks_on_both_sides(workspace):
    workspace.write(
        _layer(), _frame([shapely.Point(179, 0), shapely.Point(-179, 0), shapely.Point(117, 0)])
    )
    assert workspace["things"].read(bbox=(170, -10, -170, 10)).index.tolist() == [1, 2]


def test_random_boxes_agree_with_brute_force(workspace):
    rng = np.random.default_rng(3)
    centres = rng.uniform([114, -4], [118, 2], (400, 2))
    shapes = shapely.buffer(shapely.points(centres), rng.uniform(0.001, 0.3, 400), quad_segs=3)
    workspace.write(_layer(), _frame(shapes))
    handle = workspace["things"]
    for _ in range(40):
        x, y = rng.uniform([114, -4], [118, 2])
        w, h = rng.uniform(0, 0.5, 2)
        want = np.flatnonzero(shapely.intersects(shapes, shapely.box(x, y, x + w, y + h))) + 1
        assert handle.read(bbox=(x, y, x + w, y + h)).index.tolist() == want.tolist()


def test_time_selects_closed_intervals_and_keeps_the_undated(tiny):
    handle = tiny["facilities"]
    found = handle.read(time=("2020-01-15", "2021-06-01"))
    assert found["name"].tolist() == ["RS Satu", "RS Dua", "Klinik Tengah"]
    assert len(handle.read(time=(None, "2010-07-01"))) == 2
    assert len(handle.read(time=("2024-01-01", None))) == 1
    assert len(tiny["roads"].read(time=("1900-01-01", "1900-01-02"))) == 2
    with pytest.raises(QueryError, match="is not a date"):
        handle.read(time=("soon", None))


def test_paging_and_property_selection(tiny):
    handle = tiny["facilities"]
    assert handle.read(limit=2, offset=3).index.tolist() == [4, 5]
    assert handle.read(properties=("type",)).columns.tolist() == ["type", "geometry"]
    assert handle.read(Query(equals={"type": "rs"}))["name"].tolist() == ["RS Satu", "RS Dua"]
    with pytest.raises(QueryError, match=r"unknown property 'colour'; the layer has name, type"):
        handle.read(equals={"colour": "red"})
