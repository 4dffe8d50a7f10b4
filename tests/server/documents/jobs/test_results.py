"""How results that are layers are told of."""

from __future__ import annotations

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
    told = result_document(RECORD, VISIT, now)
    assert (told["title"], told["stale"], told["rerun"]) == ("result_a", False, "k")
    assert told["made"] == "1970-01-01T00:01:00.000Z"
    assert result_document(RECORD, VISIT, {})["moved"] == ["districts"]
    hrefs = {link["rel"]: link["href"] for link in told["links"]}
    assert hrefs["collection"] == "http://here/collections/result_a"
    assert hrefs["via"] == "http://here/jobs/j"
    assert results_document([RECORD], VISIT, now)["results"][0]["id"] == "result_a"
