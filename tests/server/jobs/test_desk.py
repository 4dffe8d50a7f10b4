"""The desk of jobs: submitting, waiting, dismissing, kept answers."""

from __future__ import annotations

import time

import pytest

from gis.errors import InputError
from server.errors import FailedJobError, LedgerError, NothingHereError, QueueFullError
from server.jobs.folders import Folders
from server.jobs.job import UNFINISHED

PATIENCE_S = 60.0


@pytest.fixture
def desk(works, processes):
    made = works.desk(processes)
    yield made
    made.close()


def submit(desk, do="answer", **inputs):
    return desk.submit(desk.processes()["adding"], {"inputs": {"a": 1, "do": do, **inputs}})


def test_a_job_runs_and_its_answer_is_kept(desk, works):
    job = submit(desk)
    assert works.register.job(job.id) is not None, "noted when it is told of"
    done = desk.wait(job.id, PATIENCE_S)
    assert (done.status, done.used) == ("successful", {"districts": 1})
    kept, folders = desk.kept(done)
    assert folders.file(kept.id, kept.part("answer")).read_text() == '{"sum": 3}'


def test_an_equal_request_gets_the_kept_answer(works, processes, tiny):
    layers = {layer.id: layer for layer in tiny.layers()}
    desk = works.desk(processes, lambda: layers)
    first = desk.wait(submit(desk).id, PATIENCE_S)
    again = submit(desk, b="1")
    assert (again.status, again.same_as, again.parts) == ("successful", first.id, first.parts)
    desk.dismiss(first.id)
    kept, folders = desk.kept(desk.job(again.id))
    assert folders.file(kept.id, kept.part("answer")).exists(), "it does not go with the first"
    third = submit(desk)
    assert third.same_as == first.id
    folders.remove(again.id)
    folders.remove(third.id)
    with pytest.raises(NothingHereError, match="gone from the workspace"):
        desk.kept(third)
    assert submit(desk).status == "accepted", "kept answers that are gone are no answers"
    moved = {name: layer.with_(revision=layer.revision + 1) for name, layer in layers.items()}
    layers |= moved
    assert submit(desk).status == "accepted"
    desk.close()


def running(desk, job):
    until = time.monotonic() + PATIENCE_S
    while desk.job(job.id).status != "running":
        assert time.monotonic() < until
        time.sleep(0.02)
    return desk.job(job.id)


def test_an_equal_request_waits_for_the_one_that_runs(works, processes, tiny):
    layers = {layer.id: layer for layer in tiny.layers()}
    desk = works.desk(processes, lambda: layers)
    shared = []
    desk.then.ready.append(lambda job: shared.append((job.id, job.same_as)))
    first = running(desk, submit(desk, "wait"))
    twins = [submit(desk, "wait"), submit(desk, "wait", b="1")]
    assert [one.same_as for one in twins] == [first.id, first.id]
    assert submit(desk, "wait", b=2).same_as is None, "it asks something else"
    gone = submit(desk, "wait")
    desk.dismiss(gone.id)
    # What changes from now on is in no answer that is under way.
    later = layers["districts"].with_(modified="2999-01-01T00:00:00+00:00")
    layers |= {"districts": later}
    alone = submit(desk, "wait")
    assert alone.same_as is None
    (works.folders.root / "go").touch()
    done = [desk.wait(one.id, PATIENCE_S) for one in (first, *twins, alone)]
    assert [one.status for one in done] == ["successful"] * 4
    assert [one.attempts for one in done] == [1, 1, 1, 1]
    assert [one.used for one in done[1:3]] == [{"districts": 1}] * 2
    for one in done:
        kept, folders = desk.kept(one)
        assert folders.file(kept.id, kept.part("answer")).read_text() == '{"sum": 3}'
    inodes = [works.folders.file(one.id, one.part("answer")).stat().st_ino for one in done]
    assert inodes[0] == inodes[1] == inodes[2] != inodes[3], "one was computed for three"
    assert (twins[0].id, first.id) in shared
    assert {one.id for one in desk.showing(done[1])} == {one.id for one in done[:3]}
    assert desk.job(gone.id).status == "dismissed"
    desk.close()


def test_who_waits_for_one_that_comes_to_nothing_runs_by_itself(works, processes):
    desk = works.desk(processes)
    first = running(desk, submit(desk, "wait"))
    twin = submit(desk, "wait")
    assert twin.same_as == first.id
    desk.dismiss(first.id)
    assert running(desk, twin).same_as is None
    (works.folders.root / "go").touch()
    assert desk.wait(twin.id, PATIENCE_S).status == "successful"
    desk.close()


def test_dismissing(desk, works):
    running = submit(desk, "hang", b=2)
    until = time.monotonic() + PATIENCE_S
    while desk.job(running.id).status != "running":
        assert time.monotonic() < until
        time.sleep(0.02)
    begun = time.monotonic()
    assert desk.dismiss(running.id).status == "dismissed"
    while (works.folders.path(running.id) / "request.json").exists():
        assert time.monotonic() - begun < PATIENCE_S / 2, "stopped long before it ends"
        time.sleep(0.02)
    with pytest.raises(NothingHereError, match="dismissed"):
        desk.kept(desk.job(running.id))
    done = desk.wait(submit(desk).id, PATIENCE_S)
    assert desk.dismiss(done.id).parts == ()
    assert not works.folders.file(done.id, done.parts[0]).exists()


def test_what_cannot_be_given(desk):
    with pytest.raises(NothingHereError) as gone:
        desk.job("../../etc/passwd")
    assert gone.value.code == "no-such-job"
    failed = desk.wait(submit(desk, "refuse").id, PATIENCE_S)
    with pytest.raises(FailedJobError) as told:
        desk.kept(failed)
    assert (told.value.status, told.value.code, told.value.faults[0][0]) == (422, "bad-input", "a")
    waiting = submit(desk, "hang")
    assert desk.wait(waiting.id, 0.1).status in UNFINISHED
    with pytest.raises(NothingHereError) as early:
        desk.kept(desk.job(waiting.id))
    assert early.value.code == "result-not-ready"


def test_nothing_is_left_of_what_is_not_taken(works_with, processes):
    works = works_with(queued=1, running=1)
    desk = works.desk(processes)
    with pytest.raises(InputError):
        submit(desk, a=1000)
    works.accept("hang")
    with pytest.raises(QueueFullError):
        submit(desk)
    assert len(list(works.folders.root.iterdir())) == 1


def test_another_service_takes_the_jobs_up(works, processes):
    job_id = works.accept("answer")
    desk = works.desk(processes)
    desk.resume()
    assert works.finished(job_id)[0].status == "successful"
    desk.close()
    idle = works.desk(processes)
    idle.resume()
    assert idle.listed(offset=0, limit=9, status=["successful"])[1] == 1


def test_estimates_come_from_earlier_runs(desk):
    first = desk.wait(submit(desk).id, PATIENCE_S)
    assert first.estimate_s is None
    later = submit(desk, b=2)
    assert later.estimate_s == pytest.approx(first.finished - first.started, abs=0.01)


def test_a_disk_that_is_nearly_full_takes_no_job(works, processes, monkeypatch):
    desk = works.desk(processes)
    done = desk.wait(submit(desk).id, PATIENCE_S)
    monkeypatch.setattr(Folders, "free", lambda _: desk.limits.free_bytes - 1)
    with pytest.raises(LedgerError) as full:
        submit(desk, b=7)
    assert full.value.code == "disk-full"
    assert {folder.name for folder in works.folders.root.iterdir()} == {done.id}
    assert works.register.known() == {done.id}
    desk.close()
