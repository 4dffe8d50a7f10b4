"""The dispatcher: gives jobs that wait to processes, and puts right what a dead one left."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from layers.text import Text
from server.config import JobLimits
from server.errors import LedgerError
from server.jobs.folders import Folders
from server.jobs.job import Failure, Job
from server.jobs.register import Register
from server.jobs.run import End, Runner, last_words

LOG = logging.getLogger("penyangga.jobs")
Act = Callable[[Job], None]
TICK_S = 1.0
SWEEP_EVERY_S = 60.0
# A job that was killed runs once more; one whose service died does not count against it twice.
MOST_RUNS, MOST_RUNS_OF_DEAD = 2, 3
# To be given an answer takes no place among those that run.
MANY = 1_000_000_000
LOST = Failure(
    500,
    "lost",
    Text(
        "folder pekerjaan ini hilang dari ruang kerja; jalankan lagi",
        "the folder of the job is gone from the workspace; run it again",
    ),
)
CUT_OFF = Failure(
    503,
    "service-ended",
    Text(
        "layanan berakhir berkali-kali selama pekerjaan ini berjalan; jalankan lagi",
        "the service ended again and again while the job ran; run it again",
    ),
)
FAILED = Failure(
    500,
    "internal-error",
    Text(
        "ada yang gagal dalam layanan saat menjalankan pekerjaan ini; log memuat rinciannya",
        "something failed in the service while it ran the job; the log has the details",
    ),
)


@dataclass(slots=True)
class Then:
    """What others do about jobs, and now and then; their failures are logged.

    Attributes
    ----------
    ready
        With a job that has its results, before anybody is told that it is done.
    shared
        With a job that was given the kept results of an equal one.
    done
        When a job has ended, well or not.
    gone
        When the results of a job were let go of.
    swept
        Whenever expired results are cleared up.
    """

    ready: list[Act] = field(default_factory=list)
    shared: list[Act] = field(default_factory=list)
    done: list[Act] = field(default_factory=list)
    gone: list[Act] = field(default_factory=list)
    swept: list[Callable[[], None]] = field(default_factory=list)

    def tell(self, acts: Iterable[Act], job: Job) -> None:
        """Tell some of them of a job."""
        for act in acts:
            try:
                act(job)
            except Exception:
                LOG.exception("what follows job %s failed", job.id)

    def sweep(self) -> None:
        """Let others clear up."""
        for act in self.swept:
            try:
                act()
            except Exception:
                LOG.exception("clearing up failed")


class Dispatcher:
    """Runs the jobs of a workspace, as many at once as may, whichever process took them.

    Each process of the service has one; its thread lives while any job is unfinished. Which
    of them begins a job is settled in the register.

    Parameters
    ----------
    register, folders, runner
        Where jobs stand, where they write, and what runs them.
    limits
        How many may run, and how long results are kept.
    then
        What else is done when a job is done, and now and then.
    """

    def __init__(
        self,
        register: Register,
        folders: Folders,
        runner: Runner,
        limits: JobLimits,
        then: Then | None = None,
    ) -> None:
        self._then = then or Then()
        self._register, self._folders = register, folders
        self._runner, self._limits = runner, limits
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._own: dict[str, threading.Thread] = {}
        self._pid = 0
        self._swept = 0.0
        self._ends = False

    def wake(self) -> None:
        """See to the jobs now."""
        with self._lock:
            if self._pid != os.getpid():
                # Threads do not live on in a fork.
                self._pid, self._thread, self._own = os.getpid(), None, {}
                self._news = threading.Event()
            self._news.set()
            if self._thread is None and not self._ends:
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()

    @property
    def ends(self) -> bool:
        """Whether it begins nothing more."""
        return self._ends

    def close(self) -> None:
        """Begin nothing more, and stop what this process runs; it waits again."""
        with self._lock:
            self._ends = True
            self._news.set()
            rounds = self._thread
        if rounds is not None:
            rounds.join(10.0)
        # Its last round may have begun one more.
        with self._lock:
            running = list(self._own.values())
        for thread in running:
            thread.join(10.0)

    def _work(self) -> None:
        try:
            while not self._ends:
                self._news.clear()
                try:
                    busy = self._round()
                except LedgerError as error:
                    LOG.warning("jobs cannot be seen to just now: %s", error)
                    busy = True
                with self._lock:
                    if not busy and not self._own and not self._news.is_set():
                        self._thread = None
                        return
                self._news.wait(TICK_S)
        except BaseException:
            with self._lock:
                self._thread = None
            raise
        finally:
            self._register.close()

    def _round(self) -> bool:
        """Put right, sweep and begin; say whether there is anything unfinished."""
        self._sweep()
        unfinished = self._register.unfinished()
        for job in unfinished:
            if job.status == "running" and job.id not in self._own:
                self._put_right(job)
        running = sum(job.status == "running" for job in unfinished)
        waiting = [job for job in unfinished if job.status == "accepted" and self._is_next(job)]
        for job in waiting[: max(0, self._limits.running - running)]:
            self._begin(job)
        return bool(unfinished)

    def _is_next(self, job: Job) -> bool:
        """Say whether a job that waits is to run, and not to get the answer of an equal one."""
        if job.same_as is None:
            return True
        other = self._register.job(job.same_as)
        if other is not None and not other.is_finished:
            return False
        if other is None or other.status != "successful" or not self._given(job, other):
            self._register.part_ways(job.id)
            return True
        return False

    def _given(self, job: Job, other: Job) -> bool:
        """Give a job that waits the results of an equal one; False where they cannot be had."""
        lock = self._folders.hold(job.id)
        if lock is None:
            # Another process is at it, unless its folder is gone.
            return self._folders.path(job.id).is_dir()
        try:
            self._folders.share(other.id, job.id, other.parts)
            claim = self._register.claim(job.id, most=MANY)
            if claim is not None:
                end = End("successful", parts=other.parts, used=other.used)
                if self._succeed(job, claim, end):
                    self._then.tell(self._then.done, replace(job, status="successful"))
        except OSError:
            return False
        finally:
            os.close(lock)
        return True

    def _put_right(self, job: Job) -> None:
        """See whether a job that is said to run does; if not, let it wait again, or fail."""
        if job.claim is None:
            return
        if not self._folders.path(job.id).is_dir():
            self._register.fail(job.id, job.claim, LOST, expires=self._expiry())
            return
        lock = self._folders.hold(job.id)
        if lock is None:
            return
        try:
            if job.attempts < MOST_RUNS_OF_DEAD:
                LOG.warning("job %s was cut off; it waits again", job.id)
                self._register.wait_again(job.id, job.claim)
            elif self._register.fail(job.id, job.claim, CUT_OFF, expires=self._expiry()):
                self._folders.clear(job.id)
        finally:
            os.close(lock)
        self._news.set()

    def _begin(self, job: Job) -> None:
        """Begin a job, if it may and no other process is at it."""
        lock = self._folders.hold(job.id)
        if lock is None and self._folders.path(job.id).is_dir():
            return
        claim = self._register.claim(job.id, most=self._limits.running)
        begun = self._register.job(job.id)
        if claim is None or lock is None or begun is None:
            if lock is not None:
                os.close(lock)
            if claim is not None:
                self._register.fail(job.id, claim, LOST, expires=self._expiry())
            return
        thread = threading.Thread(
            target=self._carry, args=(begun, claim, lock), name=f"job-{job.id}", daemon=True
        )
        # Who closes joins what it finds here, so it must have been started.
        with self._lock:
            self._own[job.id] = thread
            thread.start()

    def _carry(self, job: Job, claim: str, lock: int) -> None:
        """Run a job to its end, and say how it ended."""
        try:
            try:
                end = self._runner.run(job, lock, _Claimed(self._register, job.id, claim, self))
            except Exception:
                LOG.exception("job %s could not be run", job.id)
                end = End("failed", failure=FAILED)
            self._end(job, claim, end)
        except LedgerError:
            # Its lock is let go of, so that another round finds it cut off.
            LOG.exception("how job %s ended could not be noted", job.id)
        finally:
            os.close(lock)
            with self._lock:
                self._own.pop(job.id, None)
                self._news.set()
            self._register.close()

    def _end(self, job: Job, claim: str, end: End) -> None:
        if end.kind == "successful":
            try:
                self._folders.publish(job.id)
            except OSError:
                LOG.exception("the results of job %s could not be kept", job.id)
                end = End("failed", failure=FAILED)
        if end.kind == "successful":
            noted = self._succeed(job, claim, end)
        elif end.kind == "again" and job.attempts < MOST_RUNS:
            noted = self._register.wait_again(job.id, claim)
        elif end.kind == "gone":
            # Dismissed, or this service ends: then it is for another to run.
            noted = self._register.wait_again(job.id, claim)
        else:
            failure = end.failure or FAILED
            if failure.status == 500:
                LOG.error("job %s: %s\n%s", job.id, failure.code, self._last_words(job))
            noted = self._register.fail(job.id, claim, failure, expires=self._expiry())
        if end.kind != "successful" or not noted:
            self._folders.clear(job.id)
        ended = self._register.job(job.id)
        if noted and ended is not None and ended.is_finished:
            self._then.tell(self._then.done, ended)

    def _succeed(self, job: Job, claim: str, end: End) -> bool:
        """Note that a job is done when all that comes of it is there."""
        used, now, expires = end.used or {}, self._register.now(), self._expiry()
        done = replace(job, status="successful", parts=end.parts, used=used)
        self._then.tell(self._then.ready, replace(done, finished=now, expires=expires))
        noted = self._register.succeed(job.id, claim, parts=end.parts, used=used, expires=expires)
        if not noted:
            self._then.tell(self._then.gone, job)
        return noted

    def _last_words(self, job: Job) -> str:
        return last_words(self._folders.path(job.id))

    def _expiry(self) -> float:
        return self._register.now() + self._limits.kept_s

    def _sweep(self) -> None:
        """Remove what has expired, and folders that belong to no job."""
        if time.monotonic() - self._swept < SWEEP_EVERY_S and self._swept:
            return
        self._swept = time.monotonic()
        bounds = {"most": self._limits.kept_jobs, "most_bytes": self._limits.kept_bytes}
        if self._register.overdue(**bounds):
            for job_id in self._register.forget(**bounds):
                self._folders.remove(job_id)
        for job_id in self._folders.strangers(self._register.known()):
            self._folders.remove(job_id)
        self._then.sweep()


@dataclass(frozen=True, slots=True)
class _Claimed:
    """The listener of a run: the register, under the claim of whoever runs it."""

    register: Register
    job_id: str
    claim: str
    dispatcher: Dispatcher

    def wanted(self) -> bool:
        """Say whether the job still runs under this claim, and this process goes on."""
        try:
            return not self.dispatcher.ends and self.register.holds(self.job_id, self.claim)
        except LedgerError:
            return True  # busy is no reason to stop

    def tell(self, step: Text | None, done: int, total: int) -> None:
        """Note how far the job is."""
        with suppress(LedgerError):
            self.register.tell(self.job_id, self.claim, step, done, total)
