"""The layer tree of the map."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import Layer, Schema, Text
from layers.starter.facts import source_text
from server.config import ServerSettings
from server.documents.layer_tree import layer_entry, layer_tree_document, region_bbox

SETTINGS = ServerSettings(Path("nowhere"))
X = Text("x", "x")


def layer(layer_id, **more):
    return Layer(layer_id, X, more.pop("theme", "transport"), Schema((), "Point"), **more)


def test_every_layer_of_the_workspace_is_in_the_tree(client, published):
    document = client.get("/layers").get_json()
    listed = {entry["id"]: entry for g in document["groups"] for entry in g["layers"]}
    assert set(listed) == set(published.ids())
    for entry in listed.values():
        assert set(entry["title"]) == {"id", "en"}
        for tiles in (entry["source"] or {"tiles": []})["tiles"]:
            assert client.get(tiles.format(z=0, x=0, y=0)).status_code in (200, 204)
    assert listed["facilities"]["modelled"] is True
    assert listed["samples"]["modelled"] is False


def test_groups_and_layers_stand_in_their_order():
    known = [
        layer("b", styling={"group": "land", "order": 2}),
        layer("a", styling={"group": "land", "order": 3}),
        layer("c", styling={"group": "boundaries", "order": 9}),
        layer("d", styling={"group": "odd"}),
        layer("e", theme=""),
    ]
    groups = layer_tree_document(known, SETTINGS)["groups"]
    assert [g["id"] for g in groups] == ["boundaries", "land", "other", "odd"]
    assert [entry["id"] for entry in groups[1]["layers"]] == ["b", "a"]
    assert groups[3]["title"] == {"id": "Odd", "en": "Odd"}


def test_added_boundaries_lie_under_what_they_hold():
    ids = ("villages", "blocks", "districts", "provinces", "regencies")
    known = [layer(one, theme="boundaries", styling={"order": 500}) for one in ids]
    (group,) = layer_tree_document(known, SETTINGS)["groups"]
    entries = group["layers"]
    assert [e["id"] for e in entries] == [
        "provinces",
        "regencies",
        "districts",
        "villages",
        "blocks",
    ]
    first = [entry["label_priority"] for entry in entries]
    assert first == sorted(first, reverse=True)


def test_the_region_is_that_of_the_layers_shown_first():
    far = layer("far", bbox=(0, 0, 50, 50))
    near = layer("near", bbox=(116, -2, 117, -1), styling={"visible": True})
    other = layer("other", bbox=(115, -1, 116, 0), styling={"visible": True})
    assert region_bbox([far, near, other]) == [115, -2, 117, 0]
    assert region_bbox([far]) == [0, 0, 50, 50]
    assert region_bbox([layer("empty")]) is None
    focus = layer("focus", bbox=(10, 10, 20, 30), styling={"focus": True})
    west, south, east, north = region_bbox([far, near, focus])
    assert west < 10 < 20 < east
    assert south < 10 < 30 < north


def test_the_region_lies_around_the_layer_in_focus():
    near = layer("near", bbox=(100, -10, 120, 10), styling={"visible": True})
    focus = layer("focus", bbox=(116, -2, 117, -1), styling={"focus": True})
    assert region_bbox([near, focus]) == pytest.approx([115.6, -2.4, 117.4, -0.6])


def test_an_entry_says_what_the_layer_is():
    starter = layer_entry(layer("b", source=source_text("compiled-knowledge")))
    assert starter["source_words"]["id"].startswith("Disusun proyek dari pengetahuan umum")
    assert starter["source_words"]["en"] == starter["source_text"]
    entry = layer_entry(
        layer("a", trust="modelled", data_date="2024", source="s", styling={"minzoom": 8})
    )
    assert (entry["modelled"], entry["data_date"], entry["source_text"]) == (True, "2024", "s")
    assert entry["source_words"] == {"id": "s", "en": "s"}
    assert (entry["minzoom"], entry["maxzoom"], entry["opacity"]) == (8.0, 24.0, 1.0)
    tiles = "/tiles/a/{z}/{x}/{y}.pbf?properties="
    told = {"type": "vector", "tiles": [tiles], "minzoom": 0, "maxzoom": 16}
    assert entry["source"] == told


def test_the_tiles_of_the_map_hold_what_its_styles_go_by(client):
    tree = client.get("/layers").get_json()["groups"]
    entries = {entry["id"]: entry for group in tree for entry in group["layers"]}
    (tiles,) = entries["samples"]["source"]["tiles"]
    assert tiles.endswith("?properties=name,class")
    assert entries["samples"]["source"]["bounds"] == entries["samples"]["bbox"]
    assert entries["districts"]["labels"] in (None, "districts_labels")
    (picture,) = entries["population"]["source"]["tiles"]
    for address in (tiles.format(z=5, x=26, y=16), picture.format(z=5, x=26, y=16)):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_rasters_have_a_legend_and_tables_say_why_they_are_not_drawn(client):
    tree = client.get("/layers").get_json()["groups"]
    entries = {entry["id"]: entry for group in tree for entry in group["layers"]}
    raster = entries["population"]
    assert [one["label"]["id"] for one in raster["legend"]][-1] == "≥ 1000"
    assert raster["style"][0]["type"] == raster["source"]["type"] == "raster"
    assert (raster["not_drawn"], raster["visible"]) == (None, False)
    assert entries["facilities"]["not_drawn"] is None
    readings = layer_entry(layer("readings", n_features=3, styling={"visible": True}))
    assert (readings["source"], readings["style"], readings["visible"]) == (None, [], False)
    assert "tanpa letak" in readings["not_drawn"]["id"]


def test_without_a_layer_to_show_first_all_that_can_be_drawn_are():
    box = (116, -2, 117, -1)
    added = layer("added", n_features=1, bbox=box)
    cells = layer("cells", kind="raster", bbox=box)
    starter = layer("starter", n_features=1, bbox=box, styling={"visible": True})

    def shown(*known):
        groups = layer_tree_document(known, SETTINGS)["groups"]
        return [one["id"] for group in groups for one in group["layers"] if one["visible"]]

    assert shown(added, cells) == ["added"]
    assert shown(added, cells, starter) == ["starter"]


def test_the_group_of_added_layers_has_a_name_in_both_languages():
    (group,) = layer_tree_document([layer("a", styling={"group": "added"})], SETTINGS)["groups"]
    assert group["title"] == {"id": "Ditambahkan", "en": "Added"}


def test_names_of_towns_go_before_boundaries_and_those_before_what_was_added():
    known = [
        layer("ports", styling={"group": "added", "order": 500}),
        layer("districts", styling={"group": "boundaries", "order": 30}),
        layer("regencies", styling={"group": "boundaries", "order": 20}),
        layer("facilities", styling={"group": "infrastructure", "order": 30}),
        layer("towns", styling={"group": "population", "order": 20}),
    ]
    found = {one.id: layer_entry(one)["label_priority"] for one in known}
    ranked = sorted(found, key=lambda name: -found[name])
    assert ranked == ["towns", "regencies", "districts", "facilities", "ports"]


def test_the_map_is_told_the_plan_of_a_layer():
    assert layer_entry(layer("a", plan={"scale": 5000}))["plan"] == {"scale": 5000}
    assert layer_entry(layer("a"))["plan"] is None
