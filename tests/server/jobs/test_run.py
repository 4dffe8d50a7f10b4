"""One run: how it ends, whatever its process does."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from layers.text import Text
from server.jobs import run as module
from server.jobs.job import Part
from server.jobs.run import child_command, environment, last_words

# How long a process that hangs would last.
HANGS_S = 60.0


class Asker:
    def __init__(self, patience=99):
        self.told, self._patience = [], patience

    def wanted(self):
        self._patience -= 1
        return self._patience > 0

    def tell(self, step, done, total):
        self.told.append((step, done, total))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(module, "TICK_S", 0.02)
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.05)
    monkeypatch.setattr(module, "WEIGH_EVERY_S", 0.1)


def run(works, new_job, do, asker=None):
    job = new_job(do)
    works.folders.make(job.id)
    lock = works.folders.hold(job.id)
    try:
        return job, works.runner.run(job, lock, asker or Asker())
    finally:
        os.close(lock)


def test_an_answer(works, new_job):
    job, end = run(works, new_job, "answer")
    assert end.kind == "successful"
    assert end.used == {"districts": 1}
    assert end.parts == (Part("answer", "application/json", 10, "answer"),)
    request = json.loads((works.folders.path(job.id) / "request.json").read_text())
    assert request["limits"]["running"] == 2


@pytest.mark.parametrize(
    ("do", "kind", "code", "status"),
    [
        ("refuse", "failed", "bad-input", 422),
        ("crash", "failed", "crashed", 500),
        ("die", "again", "killed", 503),
    ],
)
def test_other_ends(works, new_job, do, kind, code, status):
    job, end = run(works, new_job, do)
    assert (end.kind, end.failure.code, end.failure.status) == (kind, code, status)
    if do == "crash":
        assert last_words(works.folders.path(job.id)) == "the reason\n"
        assert "(code 3)" in end.failure.detail.en
    if do == "refuse":
        assert end.failure.faults == (("a", Text("b", "c")),)


def test_what_lasts_too_long_is_stopped_with_all_it_started(works_with, new_job):
    works, asker = works_with(wall_s=1.5), Asker()
    begun = time.monotonic()
    job, end = run(works, new_job, "hang", asker)
    assert time.monotonic() - begun < HANGS_S / 2
    assert (end.kind, end.failure.code) == ("failed", "too-slow")
    assert asker.told == [(Text("lama", "long"), 1, 4)]
    child = int((works.folders.path(job.id) / "child.pid").read_text())
    until = time.monotonic() + HANGS_S / 2
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        if ") Z" in Path(f"/proc/{child}/stat").read_text():
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_what_nobody_wants_any_more_is_stopped(works, new_job):
    begun = time.monotonic()
    _, end = run(works, new_job, "hang", Asker(patience=3))
    assert end.kind == "gone"
    assert time.monotonic() - begun < HANGS_S / 2


def test_what_writes_too_much_is_stopped(works_with, new_job):
    _, end = run(works_with(result_bytes=1_000_000), new_job, "fill")
    assert (end.kind, end.failure.code, end.failure.status) == ("failed", "result-too-large", 507)


def test_nothing_is_begun_on_a_full_disk(works_with, new_job):
    _job, end = run(works_with(free_bytes=1 << 60), new_job, "answer")
    assert (end.kind, end.failure.code) == ("failed", "disk-full")


def test_the_process_of_a_job_knows_its_workspace(works, tmp_path):
    told = environment(works.settings)
    assert told["PENYANGGA_WORKSPACE"] == str(tmp_path)
    assert told["MALLOC_ARENA_MAX"] == "2"
    assert child_command(tmp_path)[-2:] == [str(os.getpid()), str(tmp_path)]
    assert last_words(tmp_path) == ""


def test_a_child_whose_parent_is_gone_does_nothing(tmp_path):
    words = child_command(tmp_path)
    words[-2] = "1"
    assert subprocess.run(words, check=False, timeout=60).returncode == 1
