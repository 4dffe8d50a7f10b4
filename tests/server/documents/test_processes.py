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
    cost = told["x-cost"]
    assert set(cost["growsWith"]) <= set(told["inputs"])
    declared.check(cost["measured"]["inputs"])
    assert cost["measured"]["firstSeconds"] > 0 < cost["measured"]["seconds"]
    assert cost["basis"] in ("measured", "scaled")
    assert list(told["outputs"]) == ["answer", *declared.outputs, *declared.surfaces]


def test_jobs_that_were_run_here_say_what_an_analysis_takes(client):
    """By their median, in both languages; a ledger that cannot be read is no fault of the page."""
    desk = client.application.extensions["penyangga.jobs"]
    took, desk.took = desk.took, lambda process: [2.5, 40.0, 3.5] if process == "kpis" else []
    try:
        told = client.get("/processes/kpis").get_json()["x-cost"]
        page = client.get("/processes/kpis?f=html&lang=en").get_data(as_text=True)
    finally:
        desk.took = took
    assert (told["seconds"], told["basis"], told["runs"]) == (3.5, "runs", 3)
    assert "about 3.5 s as a job (median of the last 3 runs here)" in page
    assert "3,5 detik" in told["titles"]["id"]
    assert desk.took("kpis") == []


def test_an_analysis_leads_to_its_execution(client):
    links = client.get("/processes/nearest").get_json()["links"]
    execute = [item for item in links if item["rel"].endswith("/execute")]
    assert execute[0]["href"] == "http://localhost/processes/nearest/execution"
