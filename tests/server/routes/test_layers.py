"""The route of the layer tree."""

from __future__ import annotations


def test_the_tree_is_known_by_its_tag(client):
    first = client.get("/layers")
    assert first.mimetype == "application/json"
    again = client.get("/layers", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for query in ("limit=1", "lang=de", "f=html"):
        assert client.get(f"/layers?{query}").status_code == 400
