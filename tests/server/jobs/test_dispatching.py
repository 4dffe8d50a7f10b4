"""The dispatcher: every job ends in a true state, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import time

import pytest

from server.jobs import dispatching
from server.jobs import run as running
from server.jobs.dispatching import Dispatcher, Then

PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(dispatching, "TICK_S", 0.05)
    monkeypatch.setattr(running, "TICK_S", 0.02)
    monkeypatch.setattr(running, "ASK_EVERY_S", 0.05)


def test_jobs_of_every_end_and_none_disturbs_another(works):
    wanted = {
        "answer": "successful",
        "refuse": "failed",
        "crash": "failed",
        "die": "failed",
        "die once": "successful",
    }
    ids = {do: works.accept(do) for do in wanted}
    works.dispatcher.wake()
    jobs = dict(zip(ids, works.finished(*ids.values()), strict=True))
    # What a failed one leaves is cleared up when it has been noted.
    works.dispatcher.close()
    assert {do: job.status for do, job in jobs.items()} == wanted
    assert [jobs[do].attempts for do in wanted] == [1, 1, 1, 2, 2]
    assert jobs["die"].failure.code == "killed"
    for job in jobs.values():
        kept = [part for part in job.parts if works.folders.file(job.id, part).is_file()]
        assert len(kept) == (job.status == "successful")
        held = {entry.name for entry in works.folders.path(job.id).iterdir()}
        assert "draft" not in held
        assert ("result" in held) == (job.status == "successful")
        assert job.expires > time.time()


def test_no_more_run_at_once_than_may(works_with):
    works = works_with(running=2)
    ids = [works.accept("hang") for _ in range(4)]
    works.dispatcher.wake()
    until = time.monotonic() + PATIENCE_S
    while sum(works.register.job(i).status == "running" for i in ids) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(0.2)
    assert [works.register.job(i).status for i in ids] == ["running"] * 2 + ["accepted"] * 2
    for job_id in ids:
        works.register.dismiss(job_id, expires=time.time() + 60)
    until = time.monotonic() + PATIENCE_S
    while any((works.folders.path(i) / "request.json").exists() for i in ids):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_service_that_ends_leaves_its_jobs_to_the_next(works):
    job_id = works.accept("hang")
    works.dispatcher.wake()
    until = time.monotonic() + PATIENCE_S
    while works.register.job(job_id).status != "running":
        assert time.monotonic() < until
        time.sleep(0.02)
    works.dispatcher.close()
    job = works.register.job(job_id)
    assert (job.status, job.claim) == ("accepted", None)
    assert works.dispatcher.ends


def test_a_job_without_its_folder_fails(works):
    waiting, running_ = works.accept(), works.accept()
    works.register.claim(running_, most=2)
    for job_id in (waiting, running_):
        works.folders.remove(job_id)
    works.dispatcher.wake()
    assert {job.failure.code for job in works.finished(waiting, running_)} == {"lost"}


def test_what_has_expired_is_swept(works):
    job_id = works.accept("answer")
    works.dispatcher.wake()
    works.finished(job_id)
    with works.register._ledger.writing() as connection:
        connection.execute("UPDATE jobs SET expires = 1")
    works.folders.make("stranger")
    os.utime(works.folders.path("stranger"), (1000, 1000))
    works.dispatcher.close()
    again = Dispatcher(works.register, works.folders, works.runner, works.limits)
    again.wake()
    until = time.monotonic() + PATIENCE_S
    while works.folders.path(job_id).exists() or works.folders.path("stranger").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert works.register.job(job_id) is None
    again.close()


def test_others_are_told_of_what_is_done_and_their_failures_disturb_nobody(works, caplog):
    told = []

    def broken(job):
        raise RuntimeError(job.id)

    then = Then(ready=[broken], done=[broken, told.append], swept=[lambda: told.append("swept")])
    dispatcher = Dispatcher(works.register, works.folders, works.runner, works.limits, then)
    ids = [works.accept("answer"), works.accept("refuse")]
    dispatcher.wake()
    works.finished(*ids)
    dispatcher.close()
    assert told[0] == "swept"
    ended = {(job.id, job.status) for job in told[1:]}
    assert ended == {(ids[0], "successful"), (ids[1], "failed")}
    assert "what follows job" in caplog.text


ROUNDS = int(os.environ.get("PENYANGGA_JOB_KILLS", "5"))


def test_kill_of_the_service_at_any_moment_leaves_jobs_in_a_true_state(works, tmp_path):
    """A dispatcher's whole process is killed, again and again; the next one goes on."""
    dos = ("answer", "die once", "refuse", "answer")
    ids = [works.accept(do) for do in dos]
    works.register.close()
    for round_ in range(ROUNDS):
        child = os.fork()
        if child == 0:
            try:
                Dispatcher(works.register, works.folders, works.runner, works.limits).wake()
                time.sleep(60)
            finally:
                os._exit(1)
        time.sleep(0.02 + 0.23 * ((round_ * 7) % ROUNDS) / ROUNDS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for job in [works.register.job(job_id) for job_id in ids]:
            held = [part for part in job.parts if works.folders.file(job.id, part).is_file()]
            assert len(held) == len(job.parts), "a result that is told of is there"
        works.register.close()
        if all(works.register.job(job_id).is_finished for job_id in ids):
            ids.append(works.accept(dos[round_ % len(dos)]))
            works.register.close()
    works.dispatcher.wake()
    for job in works.finished(*ids):
        told = job.failure.code if job.failure else job.status
        assert told in ("successful", "bad-input", "service-ended", "killed"), job
        assert (job.status == "successful") == bool(job.parts)
