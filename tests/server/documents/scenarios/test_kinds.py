"""Kinds of edits as a document: each with the codes that the layers there know."""

from __future__ import annotations

from pathlib import Path

import layers
from server.documents.scenarios.kinds import edits_document
from server.exchange.ask import Ask
from server.exchange.visit import Visit

ASK = Ask("http://a.id/x", "/scenarios/one/edits", "", "", "", "", "")


def test_codes_are_those_of_the_layers_there(starter_workspace: Path):
    visit = Visit(ASK, (), "json", "id")
    catalogue = layers.open(starter_workspace)
    document = edits_document("one", [], catalogue, visit)
    classes = catalogue["roads"].layer.schema["class"].codes or {}
    zones = catalogue["zoning"].layer.schema["kodszn"].codes or {}
    catalogue.close()
    kinds = {kind["id"]: kind["inputs"] for kind in document["kinds"]}
    for kind in ("road", "bridge", "speed"):
        told = [one["value"] for one in kinds[kind]["class"]["x-choices"]]
        assert told == list(classes)
    codes = kinds["zone"]["code"]["x-choices"]
    assert [one["value"] for one in codes] == list(zones)
    first = next(iter(zones))
    assert codes[0]["label"]["id"] == f"{first} · {zones[first].id}"


def test_without_layers_a_code_is_typed(tmp_path: Path):
    visit = Visit(ASK, (), "json", "en")
    catalogue = layers.open(tmp_path / "empty", create=True)
    document = edits_document("one", [], catalogue, visit)
    catalogue.close()
    (zone,) = (kind for kind in document["kinds"] if kind["id"] == "zone")
    assert zone["inputs"]["code"]["x-choices"] == []
    assert zone["title"] == "Change of zone"
