"""Results as layers: made, stale, run anew, kept, expired, removed."""

from __future__ import annotations

import os
import signal
import time
import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest

import layers
from layers.errors import LayerExistsError
from layers.testing import assert_sound
from layers.text import Text
from server.cli.check import check_layer
from server.config import JobLimits, ServerSettings
from server.errors import BodyError, NothingHereError, UnfitInputError
from server.jobs.child import write_answer
from server.jobs.job import Job
from server.jobs.sameness import request_key
from server.results.office import open_office
from server.workspace import Workspace

INPUTS = {"facilities": "rs", "within": "3km"}


@pytest.fixture
def office(tiny):
    """Desks of jobs and results over the tiny region, whose jobs are real."""
    workspace = Workspace(ServerSettings(tiny.path, jobs=JobLimits(kept_layers=4)), layers.open)
    opened = open_office(workspace)
    yield SimpleNamespace(jobs=opened.jobs, results=opened.results, tiny=tiny)
    opened.jobs.close()


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
    assert results.moved([record]) == {"result_reach": []}
    frame = tiny["facilities"].read()
    tiny.write(tiny["facilities"].layer, frame[frame["type"] != "rs"].iloc[:0], mode="append")
    tiny.write(tiny["facilities"].layer, frame, mode="replace")
    now = {one.id: one for one in tiny.layers()}
    assert results.record("result_reach").moved(now) == ["facilities"]

    asked = []

    def submit(process, request, standing):
        assert standing is None
        asked.append(request)
        return replace(run(office), request=request)

    monkeypatch.setattr(office.jobs, "submit", submit)
    again = results.rerun("result_reach")
    assert asked == [{"inputs": INPUTS, "results": ["result_reach"]}]
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


def test_what_a_job_gives_is_a_layer_at_once_for_a_time(office):
    tiny, results = office.tiny, office.results
    job = run(office)
    results.publish(job)
    made = results.layers_of([job])[job.id]
    assert set(made) == {part.name for part in job.parts} - {"answer"}
    units = tiny[made["units"]].layer
    assert units.styling["class_field"] == "share_3000_class"
    values = set(tiny[made["units"]].read()["share_3000_class"].dropna())
    assert values <= {one["value"] for one in units.styling["classes"]}
    assert check_layer(tiny, units.id, fix=False) == []
    assert {results.record(layer).expires for layer in made.values()} == {job.expires}
    # An equal answer shares them; again is in their place.
    twin = replace(job, id="twin", same_as=job.id)
    assert results.layers_of([twin])["twin"] == made
    # They live as long as any job that shows them.
    for number, seconds in enumerate((500, 900), 1):
        shown = replace(twin, id=f"twin{number}", expires=job.expires + seconds)
        register, folders, _ = office.jobs._opened()
        folders.share(job.id, shown.id, job.parts)
        register.accept(shown, most=9)
        results.publish(shown)
        assert {results.record(one).expires for one in made.values()} == {shown.expires}
    results.prolong(replace(twin, expires=1.0))
    assert {results.record(one).expires for one in made.values()} == {shown.expires}
    office.jobs.dismiss("twin1")
    assert set(results.layers_of([job])[job.id]) == set(made)
    office.jobs.dismiss("twin2")
    results.publish(job)
    kept = results.make(job.id, "units", name=None, title=None, keep=True)
    assert (kept.layer, kept.expires) == (made["units"], None)
    named = results.make(job.id, "bands", name="mine", title=None, keep=False)
    there = results.layers_of([job])[job.id]
    assert there["bands"] == named.layer == "result_mine"
    assert made["bands"] not in tiny
    office.jobs.dismiss(job.id)
    assert [one.layer for one in results.records()] == [made["units"]]
    results.remove(made["units"])


def test_a_large_output_is_no_layer_by_itself(office, monkeypatch):
    job = run(office)
    largest = max(part.size for part in job.parts if part.kind == "features")
    monkeypatch.setattr(office.jobs, "limits", replace(office.jobs.limits, layer_bytes=largest - 1))
    office.results.publish(job)
    assert len(office.results.records()) == len(job.parts) - 2
    office.results.publish(run(office))
    assert len(office.results.records()) == 4, "the oldest give way"


def test_only_what_is_stale_is_run_anew_and_what_was_made_of_it_after(office, monkeypatch):
    tiny, results = office.tiny, office.results
    job = run(office)
    first, second, other = (
        results.make(job.id, "units", name=name, title=None, keep=True) for name in "abc"
    )
    revision = tiny[first.layer].layer.revision
    results.shelf().put(replace(second, used={first.layer: revision}))
    results.shelf().put(replace(other, used={"districts": 1}))
    asked, done = [], False

    def submit(process, request, standing):
        asked.append(request["results"])
        return replace(run(office), request=request, status="successful" if done else "running")

    monkeypatch.setattr(office.jobs, "submit", submit)
    assert results.rerun_stale() == []
    tiny.write(tiny["facilities"].layer, tiny["facilities"].read(), mode="replace")
    queued = [(one.layer, one.wanted, one.awaits) for one in results.rerun_stale()]
    assert queued == [("result_a", False, []), ("result_b", True, ["result_a"])]
    assert asked == [["result_a"]]
    monkeypatch.setattr(office.jobs, "job", lambda _: replace(job, status="running"))
    results.advance()
    assert len(results.rerun_stale()) == 2
    assert asked == [["result_a"]], "the other waits until it is done"
    monkeypatch.setattr(office.jobs, "job", lambda _: job)
    done = True
    results.publish(replace(run(office), request={"inputs": INPUTS, "results": ["result_a"]}))
    results.follow(replace(job, request={"inputs": INPUTS, "results": ["result_a"]}))
    assert asked == [["result_a"], ["result_b"]]
    assert tiny["result_a"].layer.revision == revision + 1
    assert tiny["result_b"].layer.revision == 2
    assert tiny["result_c"].layer.revision == 1, "nothing it was made of has moved"
    assert results.rerun_stale() == []
    # What was asked once is run once.
    results.shelf().put(replace(results.record("result_c"), used={"facilities": 0}))
    results.shelf().put(replace(results.record("result_a"), used={"facilities": 0}))
    assert len(results.rerun_stale()) == 2
    assert asked[2:] == [["result_a", "result_c"]]
    for name in "abc":
        results.remove(f"result_{name}")


ROUNDS = int(os.environ.get("PENYANGGA_JOB_KILLS", "4"))


def test_a_kill_while_results_become_layers_leaves_none_that_nobody_knows(office):
    tiny, job = office.tiny, run(office)
    for round_ in range(ROUNDS):
        child = os.fork()
        if child == 0:
            try:
                other = open_office(Workspace(ServerSettings(tiny.path), layers.open))
                while True:
                    other.results.publish(job)
            finally:
                os._exit(1)
        time.sleep(0.1 + 0.4 * ((round_ * 7) % ROUNDS) / ROUNDS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        there = {name for name in tiny.ids() if name.startswith("result_")}
        assert there <= {record.layer for record in office.results.shelf().records()}
        assert set(office.results.layers_of([job])[job.id].values()) == there
        assert_sound(tiny)
    office.results.publish(job)
    assert len(office.results.layers_of([job])[job.id]) == len(job.parts) - 1
