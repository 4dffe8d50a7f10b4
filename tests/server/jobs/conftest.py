"""Jobs for tests: a desk over an empty folder, whose runs are tiny programs."""

from __future__ import annotations

import importlib.util
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from server.config import JobLimits, ServerSettings
from server.jobs.desk import JobDesk
from server.jobs.dispatching import Dispatcher
from server.jobs.folders import FOLDER, Folders
from server.jobs.job import Job
from server.jobs.register import CHAPTER, Register
from server.jobs.run import Runner
from server.ledger import FILE, Ledger

HERE = Path(__file__).parent
# A light program in the place of `server.jobs.child`: what it does is an input of the job.
LIGHT = """
import json, os, signal, subprocess, sys, time
folder = sys.argv[1]
request = json.load(open(folder + "/request.json"))
what = request["inputs"].get("do", "answer")
def say(text):
    print(text, flush=True)
def report(told):
    json.dump(told, open(folder + "/report.json", "w"))
if what == "answer":
    say('{"step": {"id": "hitung", "en": "count"}, "done": 1, "total": 4}')
    say("not for us")
    open(folder + "/draft/answer.json", "w").write('{"sum": 3}')
    part = {"name": "answer", "media": "application/json", "size": 10, "kind": "answer"}
    report({"parts": [part], "used": {"districts": 1}})
elif what == "wait":
    while not os.path.exists(folder + "/../go"):
        time.sleep(0.02)
    open(folder + "/draft/answer.json", "w").write('{"sum": 3}')
    part = {"name": "answer", "media": "application/json", "size": 10, "kind": "answer"}
    report({"parts": [part], "used": {"districts": 1}})
elif what == "refuse":
    report({"failure": {"status": 422, "code": "bad-input", "detail": {"id": "salah", "en": "bad"},
            "faults": [["a", {"id": "b", "en": "c"}]]}})
elif what == "hang":
    say('{"step": {"id": "lama", "en": "long"}, "done": 1, "total": 4}')
    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    open(folder + "/child.pid", "w").write(str(child.pid))
    time.sleep(60)
elif what == "fill":
    with open(folder + "/draft/much", "wb") as file:
        while True:
            file.write(bytes(100_000))
            file.flush()
            time.sleep(0.01)
elif what == "die":
    os.kill(os.getpid(), signal.SIGKILL)
elif what == "die once":
    mark = folder + "/../died"
    if not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    open(folder + "/draft/answer.json", "w").write('{"sum": 3}')
    part = {"name": "answer", "media": "application/json", "size": 10, "kind": "answer"}
    report({"parts": [part], "used": {}})
elif what == "crash":
    sys.stderr.write("the reason\\n")
    sys.exit(3)
"""


def light(folder):
    return [sys.executable, "-S", "-c", LIGHT, str(folder)]


def strange(folder):
    """Run the processes of strange.py in the real process of a job."""
    return [sys.executable, "-P", str(HERE / "strange.py"), str(folder)]


def strange_processes():
    spec = importlib.util.spec_from_file_location("strange", HERE / "strange.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PROCESSES


@dataclass
class Works:
    """All that runs jobs, over one folder."""

    folder: Path
    limits: JobLimits = field(default_factory=JobLimits)
    command: object = light

    def __post_init__(self):
        self.settings = ServerSettings(self.folder, jobs=self.limits)
        self.folders = Folders(self.folder / FOLDER)
        self.register = Register(Ledger(self.folder / FILE, [CHAPTER]))
        self.runner = Runner(self.settings, self.folders, self.command)
        self.dispatcher = Dispatcher(self.register, self.folders, self.runner, self.limits)

    def accept(self, do="answer", **more):
        job = make_job(do, **more)
        self.folders.make(job.id)
        self.register.accept(job, most=self.limits.queued)
        return job.id

    def finished(self, *job_ids, within_s=60.0):
        """Wait until jobs are finished, and give how they ended."""
        until = time.monotonic() + within_s
        while True:
            jobs = [self.register.job(job_id) for job_id in job_ids]
            if all(job.is_finished for job in jobs):
                return jobs
            assert time.monotonic() < until, jobs
            time.sleep(0.05)

    def desk(self, processes=None, layers=dict):
        given = None if processes is None else lambda: processes
        return JobDesk(
            self.settings, lambda: self.folder, layers, processes=given, command=self.command
        )


_COUNT = iter(range(10**6))


def make_job(do="answer", **more):
    number = next(_COUNT)
    job = Job(
        id=f"00000000-0000-4000-8000-{number:012d}",
        process="adding",
        version="1.0.0",
        request={"inputs": {"do": do}},
        key="key",
        status="accepted",
        created=1000.0 + number,
        updated=1000.0 + number,
    )
    return replace(job, **more)


@pytest.fixture
def works(tmp_path):
    made = Works(tmp_path)
    yield made
    made.dispatcher.close()


@pytest.fixture
def works_with(tmp_path):
    made = []

    def make(command=light, **limits):
        made.append(Works(tmp_path, JobLimits(**limits), command))
        return made[-1]

    yield make
    for one in made:
        one.dispatcher.close()


@pytest.fixture(name="new_job")
def _new_job():
    return make_job


@pytest.fixture(name="processes", scope="session")
def _processes():
    return strange_processes()


@pytest.fixture(name="strange")
def _strange():
    return strange
