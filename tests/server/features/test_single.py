"""One feature by its id."""

from __future__ import annotations

import orjson
import pytest
import shapely

from server.errors import NothingHereError
from server.exchange.ask import Ask
from server.exchange.visit import read_visit
from server.features.single import item_links, read_feature, with_links

VISIT = read_visit(Ask("http://x", "/", "f=json", "", "", "", ""), "id")


def test_every_feature_is_found_by_its_id(app, samples):
    workspace = app.extensions["penyangga"]
    collection = workspace.collection("samples")
    for fid, row in samples.iloc[::20].iterrows():
        feature = orjson.loads(read_feature(workspace, collection, str(fid)))
        assert feature["id"] == fid
        assert feature["properties"]["name"] == row["name"]
        assert shapely.geometry.shape(feature["geometry"]).equals_exact(row.geometry, 1e-9)


@pytest.mark.parametrize("fid", ["0", "999999", "-1", "1.0", "x", "²", "9" * 30, "1%20"])
def test_what_is_no_feature(app, fid):
    workspace = app.extensions["penyangga"]
    with pytest.raises(NothingHereError, match="samples has no feature"):
        read_feature(workspace, workspace.collection("samples"), fid)


def test_links_are_added_last():
    feature = b'{"type":"Feature","id":1,"geometry":null,"properties":{"a":"}"}}'
    linked = orjson.loads(with_links(feature, item_links(VISIT, "samples", "007")))
    assert linked["properties"] == {"a": "}"}
    assert linked["links"][0] == {
        "href": "http://x/collections/samples/items/7?f=json",
        "rel": "self",
        "type": "application/geo+json",
    }
    assert {item["rel"] for item in linked["links"]} == {"self", "alternate", "collection"}
