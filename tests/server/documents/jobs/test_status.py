"""How jobs are told of: times, messages, links, pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.text import Text
from server.documents.jobs.status import job_document, jobs_document, message, moment
from server.exchange.ask import Ask
from server.exchange.visit import read_visit
from server.jobs.job import Failure, Job, Part

JOB = Job("a", "p", "1", {}, "", "running", 0.0, 60.0, started=10.0, estimate_s=20.0)


def visit(query="lang=en"):
    return read_visit(
        Ask("http://here", "/jobs", query, "", "", "", ""), "id", more=("limit", "offset")
    )


def test_moments():
    assert moment(None) is None
    assert moment(60.0) == "1970-01-01T00:01:00.000Z"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "running"),
        ({"step": Text("dua", "two")}, "two"),
        ({"status": "accepted", "step": Text("dua", "two")}, "waiting"),
        ({"status": "failed", "failure": Failure(422, "x", Text("salah", "wrong"))}, "wrong"),
    ],
)
def test_messages(change, said):
    assert message(replace(JOB, **change), "en") == said


def test_a_job_that_runs_and_one_that_is_done():
    running = job_document(JOB, visit(), 15.0)
    assert (running["progress"], running["estimatedSeconds"]) == (25, 20.0)
    assert "outputs" not in running
    assert "finished" not in running
    part = Part("units", "application/geo+json", 7, "features")
    done = replace(JOB, status="successful", finished=30.0, parts=(part,), used={"x": 2})
    told = job_document(done, visit(), 40.0)
    assert told["outputs"] == [{"name": "units", "mediaType": part.media, "bytes": 7}]
    assert "estimatedSeconds" not in told
    hrefs = [link["href"] for link in told["links"]]
    assert "http://here/jobs/a/results/units" in hrefs
    held = {"id": "bay", "title": {"id": "Teluk", "en": "Bay"}, "version": 3}
    of = replace(done, request={"scenario": held})
    told = job_document(of, visit(), 40.0, {"units": "result_x"})
    assert told["scenario"] == {"id": "bay", "title": "Bay", "version": 3}
    assert told["outputs"][0]["collection"] == "result_x"
    hrefs = [link["href"] for link in told["links"]]
    assert {"http://here/collections/result_x", "http://here/scenarios/bay"} <= set(hrefs)


@pytest.mark.parametrize(
    ("page", "matched", "rels"),
    [
        ((0, 2), 2, set()),
        ((0, 2), 3, {"next"}),
        ((2, 2), 3, {"prev"}),
        ((2, 2), 9, {"next", "prev"}),
    ],
)
def test_pages(page, matched, rels):
    links = jobs_document([JOB], matched, visit("limit=2"), 0.0, page)["links"]
    assert {link["rel"] for link in links} - {"self", "alternate"} == rels
    assert all("limit=2" in link["href"] for link in links)
