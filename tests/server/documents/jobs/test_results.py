"""How results that are layers are told of."""

from __future__ import annotations

from dataclasses import replace

from server.documents.jobs.results import result_document, results_document
from server.exchange.ask import Ask
from server.exchange.visit import read_visit
from server.results.record import Record

RECORD = Record(
    *("result_a", "j", "units", "coverage", "1"),
    inputs={},
    used={"districts": 1},
    made=60.0,
    seconds=1.0,
    replay={},
    trust="official",
    rerun="k",
)
VISIT = read_visit(Ask("http://here", "/results", "", "", "", "", ""), "id")


def test_one_and_a_list(tiny):
    now = {layer.id: layer for layer in tiny.layers()}
    told = result_document(RECORD, [], VISIT, now)
    assert (told["title"], told["stale"], told["rerun"]) == ("result_a", False, "k")
    assert told["made"] == "1970-01-01T00:01:00.000Z"
    stale = result_document(RECORD, ["districts"], VISIT, {})
    assert (stale["stale"], stale["moved"], "awaits" in stale) == (True, ["districts"], False)
    hrefs = {link["rel"]: link["href"] for link in told["links"]}
    assert hrefs["collection"] == "http://here/collections/result_a"
    assert hrefs["via"] == "http://here/jobs/j"
    listed = results_document([RECORD], {"result_a": ["roads"]}, VISIT, now)["results"]
    assert [(one["id"], one["moved"]) for one in listed] == [("result_a", ["roads"])]
    held = {"id": "bay", "title": {"id": "Teluk", "en": "Bay"}, "version": 3, "created": ""}
    of = replace(RECORD, layer="districts", scenario=held, wanted=True, awaits=["result_b"])
    told = result_document(of, [], VISIT, now)
    assert (told["scenario"]["title"], told["awaits"]) == ("Teluk", ["result_b"])
    rels = {link["rel"].rpartition("/")[2] for link in told["links"]}
    assert {"items", "tilesets-vector", "legend"} <= rels
    raster = result_document(replace(RECORD, layer="population"), [], VISIT, now)
    assert {"tilesets-map", "legend"} <= {r["rel"].rpartition("/")[2] for r in raster["links"]}
