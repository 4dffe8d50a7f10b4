"""Analyses as the API publishes them."""

from __future__ import annotations

import jsonschema
import pytest

from gis.processes import registry


def test_every_analysis_is_listed(client):
    listed = client.get("/processes?lang=en").get_json()["processes"]
    assert {p["id"] for p in listed} == set(registry())
    for told in listed:
        assert told["title"] == registry()[told["id"]].title.en
        assert told["jobControlOptions"] == [
            "sync-execute",
            "async-execute",
            "dismiss",
        ]
        assert told["outputTransmission"] == ["value", "reference"]


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_input_is_described(client, name):
    told = client.get(f"/processes/{name}?lang=id").get_json()
    declared = registry()[name]
    assert list(told["inputs"]) == [i.id for i in declared.inputs]
    for one in declared.inputs:
        shown = told["inputs"][one.id]
        assert shown["title"] == one.title.id
        assert shown["minOccurs"] == int(one.required)
        assert shown["x-type"] == one.type
        jsonschema.Draft202012Validator.check_schema(shown["schema"])
        if one.default is not None:
            jsonschema.validate(shown["schema"]["default"], shown["schema"])
    assert list(told["outputs"]) == ["answer", *declared.outputs, *declared.surfaces]


def test_an_analysis_leads_to_its_execution(client):
    links = client.get("/processes/nearest").get_json()["links"]
    execute = [item for item in links if item["rel"].endswith("/execute")]
    assert execute[0]["href"] == "http://localhost/processes/nearest/execution"
