"""Results as layers: made, stale, run anew, kept, expired, removed."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest

from layers.errors import LayerExistsError
from layers.text import Text
from server.config import JobLimits, ServerSettings
from server.errors import BodyError, NothingHereError, UnfitInputError
from server.jobs.child import write_answer
from server.jobs.desk import JobDesk
from server.jobs.job import Job
from server.jobs.sameness import request_key
from server.results.desk import ResultDesk

INPUTS = {"facilities": "rs", "within": "3km"}


@pytest.fixture
def office(tiny):
    """Desks of jobs and results over the tiny region, whose jobs are real."""
    settings = ServerSettings(tiny.path, jobs=JobLimits())
    jobs = JobDesk(
        settings, lambda: tiny.path, lambda: {layer.id: layer for layer in tiny.layers()}
    )
    yield SimpleNamespace(jobs=jobs, results=ResultDesk(jobs, lambda: tiny), tiny=tiny)
    jobs.close()


def run(office):
    """A job that is done, as if it had been run in a process of its own."""
    register, folders, _ = office.jobs._opened()
    process, now = office.jobs.processes()["coverage"], time.time()
    answer = process.run(office.tiny, INPUTS)
    job_id = str(uuid.uuid4())
    folders.make(job_id)
    parts = tuple(write_answer(answer, folders.begin(job_id)))
    folders.publish(job_id)
    job = Job(
        *(job_id, process.id, process.version),
        request={"inputs": INPUTS, "layers": office.tiny.ids()},
        key=request_key(process, INPUTS),
        status="successful",
        created=now,
        updated=now,
        started=now,
        finished=now,
        expires=now + 60,
        used={one["layer"]: one["revision"] for one in answer.inputs},
        parts=parts,
    )
    return register.accept(job, most=9)


def test_the_life_of_a_result(office, monkeypatch):
    tiny, results = office.tiny, office.results
    job = run(office)
    record = results.make(job.id, "units", name="reach", title=None, keep=False)
    layer = tiny["result_reach"].layer
    assert layer.n_features == len(tiny["districts"].read())
    assert "share" in " ".join(layer.schema.names)
    assert layer.trust == record.trust
    assert (record.process, record.used["districts"]) == ("coverage", 1)
    assert "result_reach" in str(tiny.audit()[-1])
    assert record.expires == job.expires
    with pytest.raises(LayerExistsError):
        results.make(job.id, "units", name="reach", title=None, keep=False)

    now = {one.id: one for one in tiny.layers()}
    assert results.record("result_reach").moved(now) == []
    frame = tiny["facilities"].read()
    tiny.write(tiny["facilities"].layer, frame[frame["type"] != "rs"].iloc[:0], mode="append")
    tiny.write(tiny["facilities"].layer, frame, mode="replace")
    now = {one.id: one for one in tiny.layers()}
    assert results.record("result_reach").moved(now) == ["facilities"]

    asked = []

    def submit(process, request):
        asked.append(request)
        return replace(run(office), request=request)

    monkeypatch.setattr(office.jobs, "submit", submit)
    again = results.rerun("result_reach")
    assert asked == [{"inputs": INPUTS, "result": "result_reach"}]
    assert results.record("result_reach").moved(now) == []
    assert results.record("result_reach").job == again.id
    assert tiny["result_reach"].layer.revision > layer.revision
    assert tiny["result_reach"].layer.title == layer.title

    assert results.keep("result_reach", keep=True).expires is None
    assert results.keep("result_reach", keep=False).expires > time.time()
    results.shelf().put(
        results.record("result_reach").__class__(
            **{**results.record("result_reach").to_dict(), "expires": 1.0}
        )
    )
    results.sweep()
    assert "result_reach" not in tiny
    with pytest.raises(NothingHereError):
        results.record("result_reach")


def test_what_cannot_be_a_layer(office):
    job = run(office)
    make = office.results.make
    title = Text("Judul", "Title")
    with pytest.raises(UnfitInputError):
        make(job.id, "answer", name=None, title=None, keep=True)
    with pytest.raises(NothingHereError):
        make(job.id, "nothing", name=None, title=None, keep=True)
    for name in ("A", "a b", "../x", "x" * 60, "'; DROP"):
        with pytest.raises(BodyError):
            make(job.id, "units", name=name, title=None, keep=True)
    with pytest.raises(NothingHereError):
        make("none", "units", name=None, title=None, keep=True)
    record = make(job.id, "units", name=None, title=title, keep=True)
    assert record.layer == f"result_coverage_units_{job.id[:6]}"
    assert office.tiny[record.layer].layer.title == title
    assert [one.layer for one in office.results.records()] == [record.layer]
    # Results of others do not make an answer another one.
    process = office.jobs.processes()["coverage"]
    assert office.jobs.submit(process, {"inputs": INPUTS}).same_as == job.id
    office.results.remove(record.layer)
    assert office.results.records() == []
