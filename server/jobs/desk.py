"""The desk of jobs: takes requests for runs, tells how they stand, hands out results."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layers.layer import Layer
from layers.text import Text
from server.config import ServerSettings
from server.errors import FULL_DETAIL, FailedJobError, LedgerError, NothingHereError
from server.exchange.answer import dump_json
from server.jobs.dispatching import Dispatcher, Then
from server.jobs.folders import FOLDER, SCENARIO_FILE, Folders
from server.jobs.job import Job, Status
from server.jobs.register import CHAPTER, Register
from server.jobs.run import Command, Runner, child_command
from server.jobs.sameness import can_join, is_fresh, request_key
from server.ledger import FILE, Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from gis.processes import Process
    from server.scenarios.shelf import Standing

NAME = "penyangga.jobs"
WAIT_TICK_S = 0.05
# What was dismissed is told of for a day.
DISMISSED_S = 86_400.0


class JobDesk:
    """Jobs of one workspace.

    Parameters
    ----------
    settings
        Of the service.
    folder
        Gives the workspace's folder.
    layers
        Gives its layers as they stand now.
    processes
        The analyses there are; those published unless a test says otherwise.
    command
        How the process of a job is started.
    """

    def __init__(
        self,
        settings: ServerSettings,
        folder: Callable[[], Path],
        layers: Callable[[], Mapping[str, Layer]],
        *,
        processes: Callable[[], Mapping[str, Process]] | None = None,
        command: Command = child_command,
    ) -> None:
        self._settings, self.limits = settings, settings.jobs
        self._folder, self._layers, self._command = folder, layers, command
        self.processes = processes or _published
        self.then = Then()
        self._lock = threading.Lock()
        self._parts: tuple[Register, Folders, Dispatcher] | None = None
        self._pid = 0

    def _opened(self) -> tuple[Register, Folders, Dispatcher]:
        with self._lock:
            if self._parts is None or self._pid != os.getpid():
                self._pid = os.getpid()
                home = self._folder()
                register = Register(Ledger(home / FILE, [CHAPTER]))
                folders = Folders(home / FOLDER)
                runner = Runner(self._settings, folders, self._command)
                dispatcher = Dispatcher(register, folders, runner, self.limits, self.then)
                self._parts = (register, folders, dispatcher)
            return self._parts

    def submit(
        self, process: Process, request: Mapping[str, Any], standing: Standing | None = None
    ) -> Job:
        """Take a run on; it is in the register when this returns.

        A request equal to one whose answer is kept, on the same layers, gets that answer; one
        equal to a job that waits or runs waits for its answer, and runs by itself without one.

        Parameters
        ----------
        process
            The analysis.
        request
            What was asked, as it is to be run: `inputs`, and `outputs`, `response`; `by`, the
            token that asks.
        standing
            The scenario to run it on, as it is now; None: the workspace.

        Raises
        ------
        InputError
            If an input cannot be used.
        QueueFullError
            If too many wait already.
        LedgerError
            If it cannot be noted, or the disk is nearly full.
        """
        register, folders, dispatcher = self._opened()
        layers = self._layers() if standing is None else standing.layers
        asked = {**request, "layers": sorted(layers)}
        if standing is not None:
            asked["scenario"] = standing.to_dict()
        scenario, now = asked.get("scenario"), register.now()
        key = request_key(process, request["inputs"], scenario, self._folder())
        job = Job(
            id=str(uuid.uuid4()),
            process=process.id,
            version=process.version,
            request=asked,
            key=key,
            status="accepted",
            created=now,
            updated=now,
            estimate_s=register.usual_s(process.id),
        )
        for old in register.equals(key):
            shared = self._shared(old, job) if is_fresh(old, layers) else None
            if shared is not None:
                job = self._accepted(shared)
                self.then.tell(self.then.shared, job)
                return job
        for other in register.running(key):
            if can_join(other, request["inputs"], layers):
                job = replace(job, same_as=other.id)
                break
        if folders.free() < self.limits.free_bytes:
            raise LedgerError(FULL_DETAIL, code="disk-full")
        folder = folders.make(job.id)
        try:
            if standing is not None:
                kept = dump_json(standing.scenario.to_dict())
                (folder / SCENARIO_FILE).write_bytes(kept)
        except OSError:
            folders.remove(job.id)
            raise
        self._accepted(job)
        dispatcher.wake()
        return job

    def _accepted(self, job: Job) -> Job:
        """Note a job whose folder is made; nothing is left of it if it cannot be."""
        register, folders, _ = self._opened()
        try:
            return register.accept(job, most=self.limits.queued, each=self.limits.each)
        except BaseException:
            folders.remove(job.id)
            raise

    def _shared(self, old: Job, new: Job) -> Job | None:
        """Give a new job the kept results of an equal one; None where they are gone meanwhile."""
        _, folders, _ = self._opened()
        try:
            folders.share(old.id, new.id, old.parts)
        except OSError:
            folders.remove(new.id)
            return None
        return replace(
            new,
            status="successful",
            started=new.created,
            finished=new.created,
            expires=new.created + self.limits.kept_s,
            used=old.used,
            parts=old.parts,
            same_as=old.same_as or old.id,
        )

    def job(self, job_id: str) -> Job:
        """Give one job.

        Raises
        ------
        NothingHereError
            If there is none of that id.
        """
        register, _, _ = self._opened()
        found = register.job(job_id)
        if found is None:
            raise NothingHereError(
                Text(
                    f"tidak ada pekerjaan {job_id[:40]!r}; hasil yang kedaluwarsa dihapus, "
                    "/jobs menyebut yang ada",
                    f"no job {job_id[:40]!r}; results that expired are removed, /jobs lists "
                    "those there are",
                ),
                code="no-such-job",
            )
        if not found.is_finished:
            self.resume()
        return found

    def listed(
        self, *, offset: int, limit: int, status: Sequence[Status] = (), process: str | None = None
    ) -> tuple[list[Job], int]:
        """Give jobs, the newest first, and how many there are in all."""
        register, _, _ = self._opened()
        return register.listed(offset=offset, limit=limit, status=status, process=process)

    def dismiss(self, job_id: str) -> Job:
        """Stop a job, or let go of its results.

        Raises
        ------
        NothingHereError
            If there is none of that id.
        """
        register, folders, _ = self._opened()
        job = self.job(job_id)
        gone = register.dismiss(job.id, expires=register.now() + DISMISSED_S) or job
        lock = folders.hold(job.id)
        # Whoever runs it clears up by itself.
        if lock is not None:
            folders.clear(job.id)
            os.close(lock)
        self.then.tell(self.then.gone, job)
        return gone

    def took(self, process: str) -> list[float]:
        """Give the seconds that the last jobs of an analysis took, the newest first.

        Nothing where there are no jobs yet, or the ledger cannot be read just now.
        """
        if not (self._folder() / FILE).is_file():
            return []
        try:
            return self._opened()[0].took(process)
        except LedgerError:
            return []

    def showing(self, job: Job) -> list[Job]:
        """Give the jobs that keep the same results as one, and it among them if it does."""
        return self._opened()[0].showing(job.same_as or job.id)

    def wait(self, job_id: str, seconds: float) -> Job:
        """Give a job when it is finished, or as it stands after so many seconds."""
        until = time.monotonic() + seconds
        job = self.job(job_id)
        while not job.is_finished and time.monotonic() < until:
            time.sleep(WAIT_TICK_S)
            job = self.job(job_id)
        return job

    def kept(self, job: Job) -> tuple[Job, Folders]:
        """Give a job that has its results, and where they are.

        Raises
        ------
        NothingHereError
            If it is not done yet, was dismissed, or its files were taken away.
        FailedJobError
            If it failed.
        """
        if job.failure is not None and job.status == "failed":
            told = job.failure
            raise FailedJobError(told.status, told.detail, code=told.code, faults=told.faults)
        if job.status == "dismissed":
            raise NothingHereError(
                Text(
                    "pekerjaan ini dibatalkan; hasilnya tidak disimpan",
                    "the job was dismissed; nothing of it is kept",
                ),
                code="job-dismissed",
            )
        if job.status != "successful":
            raise NothingHereError(
                Text(
                    "pekerjaan ini belum selesai; tanyakan statusnya, lalu ambil hasilnya",
                    "the job is not done yet; ask for its status, then take its results",
                ),
                code="result-not-ready",
            )
        folders = self._opened()[1]
        if not all(folders.file(job.id, part).is_file() for part in job.parts):
            raise NothingHereError(
                Text(
                    "hasil pekerjaan ini tidak lagi ada di ruang kerja; jalankan lagi",
                    "the results of the job are gone from the workspace; run it again",
                ),
                code="result-gone",
            )
        return job, folders

    def resume(self) -> None:
        """See to jobs that are unfinished, or results that have expired, if there are any."""
        register, _, dispatcher = self._opened()
        limits = self.limits
        if register.unfinished() or register.overdue(
            most=limits.kept_jobs, most_bytes=limits.kept_bytes
        ):
            dispatcher.wake()

    def close(self) -> None:
        """Stop what this process runs; it waits again."""
        if self._parts is not None and self._pid == os.getpid():
            self._parts[2].close()
            self._parts[0].close()


def _published() -> Mapping[str, Process]:
    """Give every published analysis; imported when it is first asked for."""
    from gis.processes import registry

    return registry()
