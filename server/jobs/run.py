"""One run of a job, seen by its parent: started, listened to, stopped, and judged."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import server
from layers.text import Text
from server.config import JobLimits, ServerSettings
from server.jobs.folders import REPORT_FILE, REQUEST_FILE, STDERR_FILE, Folders
from server.jobs.job import Failure, Job, Part

Command = Callable[[Path], list[str]]
TICK_S = 0.25
# How often it is asked whether the job was dismissed, and how much it wrote.
ASK_EVERY_S, WEIGH_EVERY_S = 0.5, 5.0
LONGEST_LINE = 10_000


# Importing takes a second: whoever started this may die meanwhile, and this goes with it.
START = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
from pathlib import Path
from server.jobs.child import main
sys.exit(main(Path(sys.argv[2])))
"""


def child_command(folder: Path) -> list[str]:
    """Give the command that starts the process of the job in `folder`."""
    return [sys.executable, "-P", "-c", START, str(os.getpid()), str(folder)]


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended.

    `again` is a run that something outside cut off; `gone` one that nobody wants any more.
    """

    kind: Literal["successful", "failed", "again", "gone"]
    parts: tuple[Part, ...] = ()
    used: Mapping[str, int] | None = None
    failure: Failure | None = None


@dataclass(slots=True)
class Heard:
    """What a run has last said of itself."""

    step: Text | None = None
    done: int = 0
    total: int = 0
    is_new: bool = False

    def take(self, line: bytes) -> None:
        """Take a line of the run; anything but progress is left unheard."""
        try:
            said = json.loads(line)
            step, done, total = Text.of(said["step"]), int(said["done"]), int(said["total"])
        except (ValueError, KeyError, TypeError):
            return  # a library wrote to standard output; not ours to show
        self.step, self.done, self.total, self.is_new = step, done, total, True


class Listener(Protocol):
    """Whoever a run is done for."""

    def wanted(self) -> bool:
        """Say whether the job is still to be run."""

    def tell(self, step: Text | None, done: int, total: int) -> None:
        """Take note of how far it is."""


class Runner:
    """Runs jobs, each in a process of its own that can be stopped at any moment.

    Parameters
    ----------
    settings
        With the workspace and the limits.
    folders
        Where jobs write.
    command
        How the process of a job is started.
    """

    def __init__(
        self, settings: ServerSettings, folders: Folders, command: Command = child_command
    ) -> None:
        self._settings, self._limits = settings, settings.jobs
        self._folders, self._command = folders, command

    def run(self, job: Job, lock: int, listener: Listener) -> End:
        """Run a job and wait for its end.

        Parameters
        ----------
        job
            The job, claimed.
        lock
            The lock of the job, which its process holds too.
        listener
            Is asked whether it is still wanted, and told how far it is.
        """
        refused = no_room(self._folders, job, self._limits)
        if refused is not None:
            return End("failed", failure=refused)
        self._folders.begin(job.id)
        folder = self._folders.path(job.id)
        process = self._start(job, folder, lock)
        try:
            stopped = _Watch(job, self._limits, self._folders, listener).over(process)
            code = process.wait(timeout=5) if stopped is None else 0
        except subprocess.TimeoutExpired:
            stopped, code = End("failed", failure=_crashed(0)), 0
        finally:
            _stop(process)
        return stopped or _judged(folder, code, self._limits)

    def _start(self, job: Job, folder: Path, lock: int) -> subprocess.Popen[bytes]:
        request = {
            "process": job.process,
            "inputs": job.request["inputs"],
            "scenario": job.request.get("scenario"),
            "limits": asdict(self._limits),
        }
        (folder / REQUEST_FILE).write_text(json.dumps(request), encoding="utf-8")
        with (folder / STDERR_FILE).open("wb") as errors:
            return subprocess.Popen(
                self._command(folder),
                env=environment(self._settings),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                pass_fds=(lock,),
            )


def environment(settings: ServerSettings) -> dict[str, str]:
    """Give the environment of a job's process: the workspace, and one thread a library."""
    root = str(Path(server.__file__).resolve().parents[1])
    named = {"PENYANGGA_WORKSPACE": str(settings.workspace)}
    if settings.folder is not None:
        named["PENYANGGA_FOLDER"] = str(settings.folder)
    return {
        **os.environ,
        **named,
        "PYTHONPATH": root,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Each arena takes address space, which is bounded.
        "MALLOC_ARENA_MAX": "2",
    }


class _Watch:
    """What is looked at while a run lasts."""

    def __init__(
        self,
        job: Job,
        limits: JobLimits,
        folders: Folders,
        listener: Listener,
    ) -> None:
        self._job, self._limits, self._folders = job, limits, folders
        self._listener = listener
        self._heard, self._rest = Heard(), b""
        self._began = time.monotonic()
        self._asked = self._weighed = self._began

    def over(self, process: subprocess.Popen[bytes]) -> End | None:
        """Listen until the process closes its end; give an End where it has to be stopped."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                if selector.select(TICK_S) and not self._take(process.stdout.fileno()):
                    return None
                end = self._look()
                if end is not None:
                    return end
                if process.poll() is not None and not selector.select(0):
                    return None

    def _take(self, pipe: int) -> bool:
        chunk = os.read(pipe, 1 << 16)
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[-LONGEST_LINE:]
        for line in lines:
            self._heard.take(line)
        return bool(chunk)

    def _look(self) -> End | None:
        now = time.monotonic()
        if now - self._began > self._limits.wall_s:
            return End("failed", failure=_too_slow(self._limits.wall_s))
        if now - self._asked >= ASK_EVERY_S:
            self._asked = now
            if not self._listener.wanted():
                return End("gone")
            if self._heard.is_new:
                self._heard.is_new = False
                self._listener.tell(self._heard.step, self._heard.done, self._heard.total)
        if now - self._weighed >= WEIGH_EVERY_S:
            self._weighed = now
            refused = no_room(self._folders, self._job, self._limits)
            return None if refused is None else End("failed", failure=refused)
        return None


def no_room(folders: Folders, job: Job, limits: JobLimits) -> Failure | None:
    """Say why a job may write no more, if so."""
    if folders.weight(job.id) > limits.result_bytes:
        megabytes = limits.result_bytes // 1_000_000
        return Failure(
            507,
            "result-too-large",
            Text(
                f"pekerjaan ini menulis lebih dari {megabytes} MB dan dihentikan; minta lebih "
                "sedikit",
                f"the job wrote more than {megabytes} MB and was stopped; ask for less",
            ),
        )
    if folders.free() < limits.free_bytes:
        return Failure(
            507,
            "disk-full",
            Text(
                "cakram layanan ini hampir penuh, pekerjaan dihentikan; hubungi pengelola",
                "the disk of the service is nearly full, the job was stopped; ask the operator",
            ),
        )
    return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it may have started, and reap it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _judged(folder: Path, code: int, limits: JobLimits) -> End:
    """Say how a run ended that was not stopped by us."""
    try:
        report: dict[str, Any] = json.loads((folder / REPORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _unreported(code, limits)
    if "failure" in report:
        return End("failed", failure=Failure.of(report["failure"]))
    parts = tuple(Part(**part) for part in report["parts"])
    return End("successful", parts, {str(k): int(v) for k, v in report["used"].items()})


def _unreported(code: int, limits: JobLimits) -> End:
    if code == -signal.SIGXCPU:
        return End("failed", failure=_too_slow(limits.cpu_s))
    # The system takes memory back with SIGKILL; SIGTERM comes with a machine that stops.
    if code in (-signal.SIGKILL, -signal.SIGTERM):
        return End("again", failure=_killed())
    return End("failed", failure=_crashed(code))


def _too_slow(seconds: float) -> Failure:
    return Failure(
        422,
        "too-slow",
        Text(
            f"pekerjaan ini belum selesai setelah {seconds:g} detik dan dihentikan; minta lebih "
            "sedikit",
            f"the job was not done after {seconds:g} seconds and was stopped; ask for less",
        ),
    )


def _killed() -> Failure:
    return Failure(
        503,
        "killed",
        Text(
            "pekerjaan ini dihentikan dari luar lebih dari sekali, mungkin karena memori mesin "
            "habis; minta lebih sedikit, atau coba lagi nanti",
            "the job was killed from outside more than once, perhaps because the machine ran out "
            "of memory; ask for less, or try again later",
        ),
    )


def _crashed(code: int) -> Failure:
    return Failure(
        500,
        "crashed",
        Text(
            f"proses pekerjaan ini berakhir tanpa laporan (kode {code}); log layanan memuat "
            "rinciannya",
            f"the process of the job ended without a report (code {code}); the log of the service "
            "has the details",
        ),
    )


def last_words(folder: Path, most: int = 4000) -> str:
    """Give the end of what a run wrote to standard error, for the log."""
    try:
        with (folder / STDERR_FILE).open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - most))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
