"""The route of the layer tree."""

from __future__ import annotations


def test_the_tree_is_known_by_its_tag(client):
    first = client.get("/layers")
    assert first.mimetype == "application/json"
    again = client.get("/layers", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for query in ("limit=1", "lang=de", "f=html", "palette=pretty"):
        assert client.get(f"/layers?{query}").status_code == 400


def test_the_tree_has_the_colours_and_patterns_of_the_styles(client):
    """In either palette: legend, fills and pictures as `/styles` and the raster tiles have them."""

    def entries(palette):
        groups = client.get(f"/layers?palette={palette}").get_json()["groups"]
        return {one["id"]: one for group in groups for one in group["layers"]}

    for palette, ending in (("default", ""), ("safe", "-safe")):
        for layer_id, entry in entries(palette).items():
            if entry["not_drawn"]:
                continue
            (told,) = client.get(f"/styles/{layer_id}{ending}/legend").get_json()["layers"]
            assert entry["legend"] == told["legend"]
    own, safe = entries("default"), entries("safe")
    assert {str(one["times"]) for one in own.values()} == {"[]"}
    (tiles,) = safe["population"]["source"]["tiles"]
    assert tiles.endswith(".png?style=safe")
    address = tiles.format(z=5, x=26, y=16)
    assert client.get(address).data != client.get(address.partition("?")[0]).data
    assert own["samples"]["legend"] != safe["samples"]["legend"]
