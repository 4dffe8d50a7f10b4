"""The register of jobs: what is noted, by whom, and what is refused."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest

from layers.text import Text
from server.errors import QueueFullError
from server.jobs.job import Failure, Part
from server.jobs.register import CHAPTER, Register
from server.ledger import FILE, Ledger

PART = Part("answer", "application/json", 5, "answer")
WHY = Failure(422, "bad", Text("satu", "one"))


class Clock:
    now = 5000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def register(tmp_path, clock):
    return Register(Ledger(tmp_path / FILE, [CHAPTER]), clock)


def test_nothing_is_made_by_asking(register, tmp_path):
    assert register.job("a") is None
    assert register.listed(offset=0, limit=9) == ([], 0)
    assert register.unfinished() == []
    assert register.known() == set()
    assert register.usual_s("adding") is None
    assert not register.overdue(most=9, most_bytes=9)
    assert list(tmp_path.iterdir()) == []


def test_a_job_comes_back_as_it_was_taken(register, new_job):
    job = new_job(
        parts=(PART,), used={"a": 1}, step=Text("x", "y"), failure=WHY, same_as="z", expires=1.5
    )
    register.accept(job, most=9)
    assert register.job(job.id) == job


def test_the_queue_has_an_end(register, new_job):
    jobs = [new_job() for _ in range(3)]
    for job in jobs[:2]:
        register.accept(job, most=2)
    with pytest.raises(QueueFullError) as refused:
        register.accept(jobs[2], most=2)
    assert refused.value.wait_s == 30
    assert "2 pekerjaan" in refused.value.text.id
    assert register.known() == {job.id for job in jobs[:2]}
    # One that needs no running does not wait.
    register.accept(replace(jobs[2], status="successful"), most=2)


def test_nobody_takes_the_whole_queue(register, new_job):
    for by in ("ani", "ani", "budi", None, None, None):
        asked = {"inputs": {}} | ({} if by is None else {"by": by})
        register.accept(new_job(request=asked), most=9, each=2)
    with pytest.raises(QueueFullError, match="2 jobs of yours"):
        register.accept(new_job(request={"by": "ani"}), most=9, each=2)
    register.accept(new_job(request={"by": "budi"}), most=9, each=2)
    assert len(register.known()) == 7


def test_one_claim_at_a_time_and_so_many_at_once(register, new_job, clock):
    jobs = [new_job() for _ in range(3)]
    for job in jobs:
        register.accept(job, most=9)
    first = register.claim(jobs[0].id, most=2)
    assert first is not None
    assert register.claim(jobs[0].id, most=2) is None
    assert register.claim(jobs[1].id, most=2) is not None
    assert register.claim(jobs[2].id, most=2) is None
    held = register.job(jobs[0].id)
    assert (held.status, held.attempts, held.started) == ("running", 1, clock.now)


def test_only_who_holds_the_claim_has_a_say(register, new_job, clock):
    job = new_job()
    register.accept(job, most=9)
    claim = register.claim(job.id, most=2)
    assert register.holds(job.id, claim)
    assert not register.holds(job.id, "other")
    register.tell(job.id, "other", Text("x", "x"), 1, 2)
    assert register.job(job.id).step is None
    register.tell(job.id, claim, Text("x", "y"), 1, 2)
    assert (register.job(job.id).step, register.job(job.id).done) == (Text("x", "y"), 1)
    assert not register.succeed(job.id, "other", parts=(), used={}, expires=1.0)
    assert not register.fail(job.id, "other", WHY, expires=1.0)
    assert not register.wait_again(job.id, "other")
    clock.now += 4
    assert register.succeed(job.id, claim, parts=(PART,), used={"a": 2}, expires=9e9)
    done = register.job(job.id)
    assert (done.status, done.parts, done.used) == ("successful", (PART,), {"a": 2})
    assert not register.fail(job.id, claim, WHY, expires=1.0)
    assert register.usual_s("adding") == pytest.approx(4.0)
    assert register.took("adding") == pytest.approx([4.0])
    assert register.equals("key") == [done]
    assert register.equals("other") == []


def test_what_is_dismissed_stays_so(register, new_job):
    job = new_job()
    register.accept(job, most=9)
    claim = register.claim(job.id, most=2)
    gone = register.dismiss(job.id, expires=9e9)
    assert gone.status == "dismissed"
    assert not register.holds(job.id, claim)
    assert not register.succeed(job.id, claim, parts=(), used={}, expires=1.0)
    assert register.dismiss(job.id, expires=1.0).expires == 9e9
    assert register.dismiss("nothing", expires=1.0) is None


def test_what_waits_again_keeps_its_place(register, new_job):
    jobs = [new_job() for _ in range(2)]
    for job in jobs:
        register.accept(job, most=9)
    claim = register.claim(jobs[0].id, most=2)
    assert register.wait_again(jobs[0].id, claim)
    assert [job.id for job in register.unfinished()] == [job.id for job in jobs]
    assert register.job(jobs[0].id).attempts == 1


def test_pages_and_filters(register, new_job):
    jobs = [new_job(process=name) for name in ("a", "b", "a")]
    for job in jobs:
        register.accept(job, most=9)
    newest, matched = register.listed(offset=0, limit=2)
    assert ([job.id for job in newest], matched) == ([jobs[2].id, jobs[1].id], 3)
    assert register.listed(offset=2, limit=2)[0] == [jobs[0]]
    assert register.listed(offset=0, limit=9, process="a")[1] == 2
    assert register.listed(offset=0, limit=9, status=["running"])[1] == 0
    assert register.listed(offset=0, limit=9, process="' OR 1 --")[1] == 0


def test_what_has_expired_is_forgotten_and_what_is_unfinished_never(register, new_job, clock):
    old, young, waiting = new_job(), new_job(), new_job(expires=1.0)
    for job, expires in ((old, clock.now - 1), (young, clock.now + 9)):
        done = replace(job, status="successful", expires=expires, parts=(PART,))
        register.accept(done, most=9)
    register.accept(waiting, most=9)
    some = {"most": 9, "most_bytes": 99}
    assert register.overdue(**some)
    assert register.forget(**some) == [old.id]
    assert not register.overdue(**some)
    assert register.overdue(most=0, most_bytes=99)
    assert register.forget(most=0, most_bytes=99) == [young.id]
    assert register.known() == {waiting.id}


def test_the_oldest_results_give_way_when_they_weigh_too_much(register, new_job, clock):
    jobs = [
        replace(new_job(), status="successful", expires=clock.now + 9, parts=(PART,))
        for _ in range(4)
    ]
    for job in jobs:
        register.accept(job, most=9)
    assert not register.overdue(most=9, most_bytes=20)
    assert register.forget(most=9, most_bytes=12) == [jobs[1].id, jobs[0].id]
    assert register.known() == {jobs[2].id, jobs[3].id}


def _claim_all(folder, ids, answers):
    register = Register(Ledger(folder / FILE, [CHAPTER]))
    answers.put([job_id for job_id in ids if register.claim(job_id, most=99)])


def test_several_processes_never_begin_the_same_job(register, new_job, tmp_path):
    jobs = [new_job() for _ in range(12)]
    for job in jobs:
        register.accept(job, most=99)
    answers = multiprocessing.get_context("fork").Queue()
    workers = [
        multiprocessing.get_context("fork").Process(
            target=_claim_all, args=(tmp_path, [job.id for job in jobs], answers)
        )
        for _ in range(3)
    ]
    register.close()
    for worker in workers:
        worker.start()
    begun = [job_id for _ in workers for job_id in answers.get(timeout=30)]
    for worker in workers:
        worker.join()
    assert sorted(begun) == sorted(job.id for job in jobs)
