"""Features written anew: only what is asked changes, the rest stays byte by byte."""

from __future__ import annotations

import orjson
import pytest
import shapely

from layers.packed.rewriting import KEPT, Rewriting, rewritten
from layers.query import Query


@pytest.fixture
def districts(tiny):
    return tiny["districts"].packed()


def test_nothing_asked_is_nothing_changed(districts):
    every = districts.positions(Query())
    assert not KEPT
    pieces = rewritten(districts.fragments(), every, KEPT, None)
    assert pieces == [districts.item(int(fid)) for fid in districts.ids[every]]


def test_geometries_are_reshaped_and_properties_stay(districts):
    every = districts.positions(Query())

    def moved(shapes):
        return shapely.transform(shapes, lambda c: c + 1)

    for piece, kept in zip(
        rewritten(districts.fragments(), every, Rewriting(moved), None),
        rewritten(districts.fragments(), every, KEPT, None),
        strict=True,
    ):
        found, before = orjson.loads(piece), orjson.loads(kept)
        assert piece.partition(b',"properties":')[2] == kept.partition(b',"properties":')[2]
        shape, old = (shapely.geometry.shape(f["geometry"]) for f in (found, before))
        assert shape.equals_exact(shapely.transform(old, lambda c: c + 1), 1e-12)


def test_only_the_wanted_is_written(districts):
    fid = int(districts.ids[0])
    found = orjson.loads(districts.item(fid, Rewriting(skip_geometry=True), ("code",)))
    assert found["geometry"] is None
    assert list(found["properties"]) == ["code"]
    assert orjson.loads(districts.item(fid, KEPT, ()))["properties"] == {}
    assert districts.item(10**9, KEPT, ()) is None


def test_the_missing_stay_missing(workspace):
    import geopandas as gpd

    from layers import Layer, Schema, Text

    frame = gpd.GeoDataFrame(geometry=[None, shapely.Point()], crs="EPSG:4326")
    workspace.write(Layer("bare", Text("x", "x"), "assets", Schema((), "Point")), frame)
    packed = workspace["bare"].packed()
    how = Rewriting(lambda shapes: shapely.transform(shapes, lambda c: c))
    page = packed.page(Query(), how)
    shapes = [f["geometry"] for f in orjson.loads(b"[" + b"".join(page.parts) + b"]")]
    assert shapes == [None, {"type": "Point", "coordinates": []}]
