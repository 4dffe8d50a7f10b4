"""Features without a geometry: in every way there is, and within every box asked for over HTTP."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers import Field, Layer, Query, Schema, Text

SAME = Text("x", "x")
BOX = (117.0, 0.0, 119.0, 2.0)


def layer_and_frame():
    """Ten places in a row, every third of them nowhere; a field of its own is called id."""
    n = 10
    fields = (Field("name", "text", SAME), Field("id", "integer", SAME))
    shapes = np.array([shapely.Point(115.5 + i / 2, i / 4) for i in range(n)], dtype=object)
    shapes[2::3] = None
    table = {"name": [f"n{i % 4}" for i in range(n)], "id": [900 - i for i in range(n)]}
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs=4326)
    return Layer("some", SAME, "assets", Schema(fields, "Point")), frame


def test_they_are_within_every_box(both_stores, hold_all_ways):
    catalogues, clients = both_stores
    layer, frame = layer_and_frame()
    for catalogue in catalogues.values():
        catalogue.write(layer, frame)
    assert hold_all_ways(catalogues["geopackage"], clients, "some") == 14
    frame = catalogues["geopackage"]["some"].read()
    inside, nowhere = frame.intersects(shapely.box(*BOX)), frame.geometry.isna()
    assert 0 < inside.sum() < (~nowhere).sum()
    box = ",".join(map(str, BOX))
    asked = {
        f"bbox={box}": inside | nowhere,
        "bbox=1,1,2,2": nowhere,
        "bbox=170,-10,-170,10": nowhere,
        f"bbox={box}&name=n1": (inside | nowhere) & (frame["name"] == "n1"),
        f"bbox={box}&sortby=-name": inside | nowhere,
        f"bbox={box}&filter=name <> 'n1'": (inside | nowhere) & (frame["name"] != "n1"),
        "bbox=0,0,1000,1000&bbox-crs=EPSG:32750": nowhere,
        # A shape in a filter is met by what has one.
        f"filter=S_INTERSECTS(geometry,BBOX({box}))": inside,
    }
    for client in clients.values():
        for query, right in asked.items():
            page = client.get(f"/collections/some/items?{query}&limit=2").get_json()
            seen = []
            while True:
                assert page["numberMatched"] == right.sum(), query
                seen += [feature["id"] for feature in page["features"]]
                following = [x["href"] for x in page["links"] if x["rel"] == "next"]
                if not following:
                    break
                page = client.get(following[0]).get_json()
            assert sorted(seen) == list(frame.index[right]), query


def test_the_stores_and_the_packed_layer_agree(both_stores):
    catalogues, _ = both_stores
    layer, frame = layer_and_frame()
    for catalogue in catalogues.values():
        catalogue.write(layer, frame)
        table = catalogue["some"]
        for unplaced in (False, True):
            query = Query(bbox=BOX, unplaced=unplaced)
            stored = table.read(query)
            packed = table.packed()
            found = packed.ids[packed.positions(query)]
            assert sorted(found) == sorted(stored.index)
            assert stored.geometry.isna().sum() == (3 if unplaced else 0)


def test_the_schema_tells_the_id_apart_from_a_field_of_that_name(both_stores):
    catalogues, clients = both_stores
    layer, frame = layer_and_frame()
    catalogues["geopackage"].write(layer, frame)
    document = clients["geopackage"].get("/collections/some/schema").get_json()
    roles = {name: part.get("x-ogc-role") for name, part in document["properties"].items()}
    assert roles == {"id_": "id", "geometry": "primary-geometry", "name": None, "id": None}


def test_they_are_counted_with_those_of_their_group(both_stores):
    catalogues, clients = both_stores
    layer, frame = layer_and_frame()
    counts = frame["name"].value_counts().to_dict()
    for store, client in clients.items():
        catalogues[store].write(layer, frame)
        asked = "/collections/some/aggregate?measures=count,mean:id"
        whole = client.get(asked).get_json()
        assert whole["rows"] == [whole["total"]]
        assert whole["total"]["count"] == len(frame)
        assert whole["total"]["mean_id"] == frame["id"].mean()
        rows = client.get(f"{asked}&by=name").get_json()["rows"]
        assert {row["name"]: row["count"] for row in rows} == counts
        assert len(rows) == len(counts)
        means = frame.groupby("name")["id"].mean().to_dict()
        assert {row["name"]: row["mean_id"] for row in rows} == means
