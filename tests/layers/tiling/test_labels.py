"""Names stand inside of the areas they name, the largest first, and follow a filter."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from layers import Field, Layer, Query, Schema, Text
from layers.tiling import WEB_MERCATOR, Share, joined_tile, open_tiles
from layers.tiling.labels import label_levels, largest_areas, largest_parts, middles

X = Text("x", "x")
MAIN = shapely.box(116, -1.5, 118, 0.5)
ISLANDS = shapely.MultiPolygon([shapely.box(119, 0, 119.1, 0.1), MAIN])
RING = shapely.box(114, -1, 115, 0).difference(shapely.box(114.1, -0.9, 114.9, -0.1))
SPECK = shapely.box(114.0, -1.2, 114.01, -1.19)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    frame = gpd.GeoDataFrame(
        {"name": ["Tiada", "Pulau", "Cincin", "Setitik"], "n": [3, 1, 2, 4]},
        geometry=[None, ISLANDS, shapely.MultiPolygon([RING]), SPECK],
        crs=4326,
    )
    schema = Schema((Field("name", "text", X), Field("n", "integer", X)), "MultiPolygon")
    catalogue = layers.open(tmp_path_factory.mktemp("named") / "workspace", create=True)
    catalogue.write(
        Layer("areas", X, "x", schema, styling={"label_field": "name"}), frame, provenance={}
    )
    yield catalogue
    catalogue.close()


def names(data, read_any):
    return {f["properties"]["name"]: f for f in read_any(data).get("areas_labels", [])}


@pytest.fixture
def read_any():
    import mapbox_vector_tile

    def read(data):
        told = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
        return {name: one["features"] for name, one in told.items()}

    return read


def test_each_area_is_named_inside(catalogue, read_any, units):
    tiles = open_tiles(catalogue, "areas")
    place = (4, *WEB_MERCATOR.tile_at(4, 117, -0.5))
    found = names(joined_tile([Share(tiles)], *place).data, read_any)
    # The speck shares its cell of 32 pixels with the ring, which is larger.
    assert {name: f["properties"]["label_rank"] for name, f in found.items()} == {
        "Pulau": 0,
        "Cincin": 1,
    }
    for name, shape in (("Pulau", MAIN), ("Cincin", RING)):
        spot = shapely.Point(found[name]["geometry"]["coordinates"])
        assert units(shape, place).contains(spot)
    near = (16, *WEB_MERCATOR.tile_at(16, 114.005, -1.195))
    found = names(joined_tile([Share(tiles)], *near).data, read_any)
    assert (set(found), found["Setitik"]["id"]) == ({"Setitik"}, 4)


def test_a_filter_holds_for_names_too(catalogue, read_any):
    tiles, packed = open_tiles(catalogue, "areas"), catalogue.packed("areas")
    among = packed.mask(Query(filter="n = 2"))
    place = (4, *WEB_MERCATOR.tile_at(4, 117, -0.5))
    read = read_any(joined_tile([Share(tiles, (), among)], *place).data)
    assert [f["properties"] for f in read["areas"]] == [{}]
    assert [f["properties"]["name"] for f in read["areas_labels"]] == ["Cincin"]


def test_the_first_by_rank_in_a_cell_keeps_its_name_at_every_zoom_that_follows():
    rng = np.random.default_rng(4)
    x, y = (rng.integers(0, 2**32, 500).astype(np.uint32) for _ in range(2))
    rank = rng.permutation(500)
    level = label_levels(x, y, rank, full_zoom=16)
    for zoom in (0, 2, 4, 9):
        cells = {}
        for i in np.argsort(rank):
            shift = 32 - zoom - 3
            cells.setdefault((int(x[i]) >> shift, int(y[i]) >> shift), int(i))
        assert set(np.flatnonzero(level <= zoom)) == set(cells.values())


def test_flat_arrays_give_the_same_parts_as_shapes(catalogue):
    packed = catalogue.packed("areas")
    positions, parts = largest_areas(packed.shapes())
    frame = catalogue["areas"].read()
    shapes = frame.geometry.loc[packed.ids].to_numpy()
    places, expected = largest_parts(shapes)
    assert positions.tolist() == places.tolist()
    assert all(a.normalize().equals(b.normalize()) for a, b in zip(parts, expected, strict=True))


def test_the_middle_of_a_square_is_its_centre():
    (spot,) = middles(np.array([shapely.box(0, 0, 2, 2)]))
    assert spot.distance(shapely.Point(1, 1)) < 0.1


def test_shapes_without_areas_are_left_out():
    places, parts = largest_parts(np.array([shapely.Point(1, 1), None, MAIN, shapely.Polygon()]))
    assert places.tolist() == [2]
    assert parts[0].equals(MAIN)
