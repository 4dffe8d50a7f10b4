"""Jobs over HTTP: taken on, told of, listed, given, dismissed."""

from __future__ import annotations

import json
import re
import time
import uuid

import pytest

ASYNC = {"Prefer": "respond-async"}


def run(client, do="answer", headers=ASYNC, **more):
    body = {"inputs": {"a": 1, "do": do}, **more}
    return client.post("/processes/adding/execution", json=body, headers=headers)


def finished(client, place):
    until = time.monotonic() + 60
    while True:
        told = client.get(place).get_json()
        if told["status"] not in ("accepted", "running"):
            return told
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_job_from_its_request_to_its_results(runs):
    taken = run(runs)
    assert taken.status_code == 201
    assert taken.headers["Preference-Applied"] == "respond-async"
    place = taken.headers["Location"]
    told = taken.get_json()
    assert place.endswith(f"/jobs/{told['jobID']}")
    assert uuid.UUID(told["jobID"])
    assert (told["type"], told["processID"]) == ("process", "adding")
    early = runs.get(f"{place}/results")
    if early.status_code == 404:
        assert early.get_json()["type"].endswith("/result-not-ready")
    done = finished(runs, place)
    assert (done["status"], done["progress"], done["layers"]) == (
        "successful",
        100,
        {"districts": 1},
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", done["finished"])
    links = {(link["rel"].rpartition("/")[2], link["href"]) for link in done["links"]}
    assert ("results", f"{place}/results") in links
    assert runs.get(f"{place}/results").get_json() == {"sum": 3, "features": {}}
    one = runs.get(f"{place}/results/answer")
    assert (one.get_json(), one.mimetype) == ({"sum": 3}, "application/json")
    same = {"If-None-Match": one.headers["ETag"]}
    assert runs.get(f"{place}/results/answer", headers=same).status_code == 304
    assert runs.get(f"{place}/results/secret").get_json()["code"] == "no-such-output"


def test_waiting_a_little_gives_the_results_at_once(runs):
    answer = run(runs, headers={"Prefer": "respond-async, wait=20"})
    assert (answer.status_code, answer.get_json()) == (200, {"sum": 3, "features": {}})
    assert "/jobs/" in answer.headers["Location"]
    assert run(runs, "hang", headers={"Prefer": "respond-async, wait=0"}).status_code == 201


def test_forms_of_results(runs):
    document = finished(runs, run(runs, response="document").headers["Location"])
    held = runs.get(f"/jobs/{document['jobID']}/results").get_json()
    assert held == {"answer": {"value": {"sum": 3}, "mediaType": "application/json"}}
    by_place = {"answer": {"transmissionMode": "reference"}}
    referred = run(runs, headers={}, outputs=by_place, response="document").get_json()
    assert runs.get(referred["answer"]["href"]).get_json() == {"sum": 3}
    raw = run(runs, headers={}, outputs=by_place)
    assert (raw.status_code, raw.data) == (204, b"")
    assert f"{raw.headers['Location']}/results/answer>; rel=" in raw.headers["Link"]
    missing = run(runs, headers={}, outputs={"places": {"transmissionMode": "reference"}})
    assert (missing.status_code, missing.get_json()["code"]) == (400, "output-not-made")


def test_failures_are_told_by_status_and_by_results(runs):
    place = run(runs, "refuse").headers["Location"]
    told = finished(runs, f"{place}?lang=id")
    assert (told["status"], told["message"], told["code"]) == ("failed", "salah", "bad-input")
    results = runs.get(f"{place}/results?lang=en")
    assert (results.status_code, results.get_json()["code"]) == (422, "bad-input")
    assert results.get_json()["faults"] == [{"input": "a", "detail": "c"}]


def test_dismissing(runs):
    place = run(runs, "hang").headers["Location"]
    gone = runs.delete(place)
    assert (gone.status_code, gone.get_json()["status"]) == (200, "dismissed")
    assert runs.get(f"{place}/results").get_json()["code"] == "job-dismissed"
    done = finished(runs, run(runs).headers["Location"])
    assert runs.delete(f"/jobs/{done['jobID']}").get_json()["status"] == "dismissed"
    assert runs.get(f"/jobs/{done['jobID']}/results/answer").status_code == 404
    for name in ("nothing", "..%2F..%2Fregion.gpkg", "%00"):
        assert runs.delete(f"/jobs/{name}").status_code == 404


def test_the_queue_has_an_end(runs):
    taken = [run(runs, "hang", headers=ASYNC) for _ in range(8)]
    refused = [answer for answer in taken if answer.status_code == 503]
    assert 3 <= len(refused) <= 5, "two run, three wait"
    assert refused[0].get_json()["code"] == "queue-full"
    assert int(refused[0].headers["Retry-After"]) > 0
    for answer in taken:
        if answer.status_code == 201:
            runs.delete(answer.headers["Location"])


def test_the_list_has_pages_and_filters(runs):
    places = [run(runs).headers["Location"] for _ in range(3)]
    for place in places:
        finished(runs, place)
    first = runs.get("/jobs?limit=2").get_json()
    assert (first["numberMatched"], first["numberReturned"]) == (3, 2)
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    rest = runs.get(following).get_json()
    told = [job["jobID"] for job in first["jobs"] + rest["jobs"]]
    assert told == [place.rpartition("/")[2] for place in reversed(places)]
    assert runs.get("/jobs?status=failed,dismissed").get_json()["jobs"] == []
    assert runs.get("/jobs?processID=adding&type=process").get_json()["numberMatched"] == 3
    for query in ("limit=0", "limit=-1", "limit=²", "offset=x", "status=odd", "type=x", "odd=1"):
        assert runs.get(f"/jobs?{query}").status_code == 400, query


@pytest.mark.parametrize(("lang", "word"), [("id", "Pekerjaan"), ("en", "Jobs")])
def test_pages_for_people(runs, lang, word):
    empty = runs.get(f"/jobs?f=html&lang={lang}").text
    assert f"<h1>{word}</h1>" in empty
    done = finished(runs, run(runs).headers["Location"])
    listed = runs.get(f"/jobs?f=html&lang={lang}").text
    assert f'href="/jobs/{done["jobID"]}?f=html&amp;lang={lang}"' in listed
    page = runs.get(f"/jobs/{done['jobID']}?f=html&lang={lang}").text
    assert f'href="/jobs/{done["jobID"]}/results/answer"' in page
    assert 'http-equiv="refresh"' not in page
    waiting = run(runs, "<script>alert(1)</script>").get_json()
    page = runs.get(f"/jobs/{waiting['jobID']}?f=html").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_everything_told_is_as_the_api_document_says(runs):
    import jsonschema

    document = json.loads(runs.get("/api").data)
    place = run(runs).headers["Location"]
    finished(runs, place)

    def schema(name):
        text = json.dumps({**document, "$ref": f"#/components/schemas/{name}"})
        return json.loads(text)

    jsonschema.validate(runs.get(place).get_json(), schema("statusInfo"))
    jsonschema.validate(runs.get("/jobs").get_json(), schema("jobs"))
    for path, methods in (
        ("/jobs", {"get"}),
        ("/jobs/{jobId}", {"get", "delete"}),
        ("/jobs/{jobId}/results", {"get"}),
        ("/jobs/{jobId}/results/{outputId}", {"get"}),
        ("/processes/{processId}/execution", {"post"}),
    ):
        assert document["paths"][path].keys() == methods
