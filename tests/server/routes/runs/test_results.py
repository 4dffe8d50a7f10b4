"""Results as layers over HTTP: made, told of, kept, removed; bodies that are refused."""

from __future__ import annotations

import json

import pytest

from server.app import create_app
from server.config import ServerSettings
from server.jobs.child import write_answer
from server.jobs.desk import NAME as JOBS
from server.jobs.job import Job
from server.jobs.sameness import request_key

INPUTS = {"facilities": "rs", "within": "3km"}
JOB = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def made(tiny):
    """A client of the tiny region, in which one job is done."""
    app = create_app(ServerSettings(tiny.path, writers="local"))
    desk = app.extensions[JOBS]
    register, folders, _ = desk._opened()
    process = desk.processes()["coverage"]
    answer = process.run(tiny, INPUTS)
    folders.make(JOB)
    parts = tuple(write_answer(answer, folders.begin(JOB)))
    folders.publish(JOB)
    now = register.now()
    job = Job(
        *(JOB, process.id, process.version),
        request={"inputs": INPUTS, "layers": tiny.ids()},
        key=request_key(process, INPUTS),
        status="successful",
        created=now,
        updated=now,
        started=now,
        finished=now + 1.5,
        expires=now + 60,
        used={one["layer"]: one["revision"] for one in answer.inputs},
        parts=parts,
    )
    register.accept(job, most=9)
    yield app.test_client()
    desk.close()


def test_from_a_job_to_a_collection_and_away(made):
    place = f"/jobs/{JOB}/results/units/layer"
    title = {"id": "Jangkauan", "en": "Reach"}
    answer = made.post(place, json={"id": "reach", "title": title, "keep": True})
    assert answer.status_code == 201, answer.data
    assert answer.headers["Location"].endswith("/results/result_reach")
    told = answer.get_json()
    assert (told["processID"], told["seconds"], told["expires"]) == ("coverage", 1.5, None)
    assert (told["stale"], told["inputs"], told["jobID"]) == (False, INPUTS, JOB)
    schema = json.loads(made.get("/api").data)
    import jsonschema

    # OpenAPI 3.0 says of a missing moment what JSON Schema does not know.
    jsonschema.validate(
        {k: v for k, v in told.items() if v is not None},
        {**schema, "$ref": "#/components/schemas/result"},
    )
    assert made.post(place, json={"id": "reach"}).status_code == 409

    collection = made.get("/collections/result_reach?lang=en").get_json()
    assert (collection["title"], collection["trust"]) == ("Reach", told["trust"])
    items = made.get("/collections/result_reach/items?limit=1000").get_json()
    wanted = made.get(f"/jobs/{JOB}/results/units").get_json()
    shares = [f["properties"]["share_3000"] for f in wanted["features"]]
    assert sorted(f["properties"]["share_3000"] for f in items["features"]) == sorted(shares)
    assert made.get("/collections/result_reach/tiles").status_code == 200
    assert "result_reach" in made.get("/layers").text

    for lang, word in (("id", "Hasil sebagai lapisan"), ("en", "Results as layers")):
        assert f"<h1>{word}</h1>" in made.get(f"/results?f=html&lang={lang}").text
        page = made.get(f"/results/result_reach?f=html&lang={lang}").text
        assert "penyangga cover --facilities rs" in page
    listed = made.get("/results").get_json()["results"]
    assert [one["id"] for one in listed] == ["result_reach"]

    loose = made.patch("/results/result_reach", json={"keep": False}).get_json()
    assert loose["expires"] is not None
    again = made.post("/results/result_reach/rerun")
    assert again.status_code == 201
    assert again.get_json()["status"] == "successful", "the same request on the same layers"
    assert made.get("/results/result_reach").get_json()["jobID"] == again.get_json()["jobID"]
    assert made.delete("/results/result_reach").status_code == 204
    assert made.get("/collections/result_reach").status_code == 404
    assert made.get("/results/result_reach").get_json()["code"] == "no-such-result"


def test_what_is_refused(made):
    place = f"/jobs/{JOB}/results/units/layer"
    for body in (
        *([], "x", {"odd": 1}, {"id": 3}, {"id": "A b"}, {"keep": "yes"}, {"title": 3}),
        *({"title": ""}, {"title": {"id": "x"}}, {"title": "x" * 201}),
    ):
        assert made.post(place, json=body).status_code == 400, body
    assert made.post(f"/jobs/{JOB}/results/answer/layer").status_code == 422
    assert made.post(f"/jobs/{JOB}/results/odd/layer").status_code == 404
    assert made.post("/jobs/none/results/units/layer").status_code == 404
    for path in ("/results/none", "/results/districts"):
        assert made.get(path).status_code == 404
        assert made.delete(path).status_code == 404
        assert made.patch(path, json={"keep": True}).status_code == 404
        assert made.post(f"{path}/rerun").status_code == 404
    assert made.get("/results").get_json()["results"] == []
    assert made.get("/collections/districts").status_code == 200
