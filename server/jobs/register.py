"""The register of jobs: the one place that says how each of them stands."""

from __future__ import annotations

import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import apsw

from layers.text import Text
from server.errors import QueueFullError
from server.jobs.job import UNFINISHED, Failure, Job, Part, Status
from server.ledger import Chapter, Ledger

_COLUMNS = (
    *("id", "process", "version", "request", "key", "status", "created", "updated", "started"),
    *("finished", "expires", "attempts", "step", "done", "total", "estimate_s", "claim"),
    *("failure", "used", "parts", "same_as"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM jobs"  # noqa: S608 - names of our own
CHAPTER = Chapter(
    "jobs",
    (
        """
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            process TEXT NOT NULL,
            version TEXT NOT NULL,
            request TEXT NOT NULL,
            key TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('accepted', 'running', 'successful', 'failed', 'dismissed')),
            created REAL NOT NULL,
            updated REAL NOT NULL,
            started REAL,
            finished REAL,
            expires REAL,
            attempts INTEGER NOT NULL DEFAULT 0,
            step TEXT,
            done INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0,
            estimate_s REAL,
            claim TEXT,
            failure TEXT,
            used TEXT NOT NULL DEFAULT '{}',
            parts TEXT NOT NULL DEFAULT '[]',
            same_as TEXT
        ) STRICT;
        CREATE INDEX jobs_by_status ON jobs (status, created);
        CREATE INDEX jobs_by_key ON jobs (key, status);
        CREATE INDEX jobs_by_time ON jobs (created);
        """,
    ),
)
# How many earlier runs an estimate is the median of.
RUNS_ASKED = 9
RETRY_AFTER_S = 30
# Finished jobs, the newest first: those that expired, and those beyond a number or a weight.
_OVERDUE = """
    SELECT id FROM (
        SELECT id, expires, row_number() OVER newest AS place, sum(size) OVER newest AS weight
        FROM (
            SELECT id, created, expires,
                (SELECT coalesce(sum(value ->> 'size'), 0) FROM json_each(parts)) AS size
            FROM jobs WHERE status NOT IN ('accepted', 'running')
        )
        WINDOW newest AS (ORDER BY created DESC, id)
    )
    WHERE expires <= ? OR place > ? OR weight > ?
"""


class Register:
    """Every job of a workspace, in its ledger.

    What a method changes is on the disk when it returns. A job that runs belongs to whoever
    holds its claim: nobody else's word about its end is taken.

    Parameters
    ----------
    ledger
        With the chapter `CHAPTER`.
    clock
        Seconds since 1970.
    """

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._clock = clock

    def accept(self, job: Job, *, most: int, each: int | None = None) -> Job:
        """Put a new job into the queue.

        Parameters
        ----------
        job
            The job, `accepted`.
        most
            How many may wait.
        each
            How many of whoever asks may wait; None: any.

        Raises
        ------
        QueueFullError
            If so many wait already.
        """
        with self._ledger.writing() as connection:
            waiting = connection.execute("SELECT count(*) FROM jobs WHERE status = 'accepted'").get
            if job.status == "accepted" and waiting >= most:
                raise QueueFullError(
                    Text(
                        f"{waiting} pekerjaan sudah menunggu; coba lagi nanti",
                        f"{waiting} jobs are waiting already; try again later",
                    ),
                    wait_s=RETRY_AFTER_S,
                )
            by = job.request.get("by")
            if job.status == "accepted" and each is not None and by is not None:
                own = connection.execute(
                    "SELECT count(*) FROM jobs WHERE status = 'accepted' AND request ->> 'by' = ?",
                    (by,),
                ).get
                if own >= each:
                    raise QueueFullError(
                        Text(
                            f"{own} pekerjaan Anda sudah menunggu; coba lagi nanti",
                            f"{own} jobs of yours are waiting already; try again later",
                        ),
                        wait_s=RETRY_AFTER_S,
                    )
            values = [_packed(job, name) for name in _COLUMNS]
            marks = ", ".join("?" * len(_COLUMNS))
            connection.execute(
                f"INSERT INTO jobs ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608
                values,
            )
        return job

    def now(self) -> float:
        """Give the time as the register takes it."""
        return self._clock()

    def close(self) -> None:
        """Close this thread's connection to the ledger."""
        self._ledger.close()

    def job(self, job_id: str) -> Job | None:
        """Give one job, None where there is none of that id."""
        with self._ledger.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (job_id,)).fetchone()
        return _job(row) if row else None

    def listed(
        self, *, offset: int, limit: int, status: Sequence[Status] = (), process: str | None = None
    ) -> tuple[list[Job], int]:
        """Give jobs, the newest first, and how many there are in all.

        Parameters
        ----------
        offset, limit
            Which of them.
        status, process
            Only those; all where nothing is given.
        """
        wanted: list[str] = ["1"]
        values: list[str] = []
        if status:
            wanted.append(f"status IN ({', '.join('?' * len(status))})")
            values += [*status]
        if process is not None:
            wanted.append("process = ?")
            values.append(process)
        where = " AND ".join(wanted)
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE {where} ORDER BY created DESC, id LIMIT ? OFFSET ?",
                (*values, limit, offset),
            ).fetchall()
            matched = connection.execute(
                f"SELECT count(*) FROM jobs WHERE {where}",  # noqa: S608 - bound values
                values,
            ).get
        return [_job(row) for row in rows], int(matched)

    def unfinished(self) -> list[Job]:
        """Give the jobs that wait or run, the oldest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE status IN (?, ?) ORDER BY created, id", UNFINISHED
            ).fetchall()
        return [_job(row) for row in rows]

    def claim(self, job_id: str, *, most: int) -> str | None:
        """Begin a job that waits, if fewer than `most` run; give its claim, None if it may not."""
        word, now = uuid.uuid4().hex, self._clock()
        with self._ledger.writing() as connection:
            running = connection.execute("SELECT count(*) FROM jobs WHERE status = 'running'").get
            if running >= most:
                return None
            connection.execute(
                "UPDATE jobs SET status = 'running', claim = ?, started = ?, updated = ?, "
                "attempts = attempts + 1, step = NULL, done = 0, total = 0 "
                "WHERE id = ? AND status = 'accepted'",
                (word, now, now, job_id),
            )
            return word if connection.changes() else None

    def holds(self, job_id: str, claim: str) -> bool:
        """Say whether a job still runs under a claim; it does not when it was dismissed."""
        with self._ledger.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM jobs WHERE id = ? AND claim = ? AND status = 'running'",
                (job_id, claim),
            ).fetchone()
        return found is not None

    def tell(self, job_id: str, claim: str, step: Text | None, done: int, total: int) -> None:
        """Note how far a job is."""
        said = None if step is None else json.dumps(step.to_dict())
        with self._ledger.writing() as connection:
            connection.execute(
                "UPDATE jobs SET step = ?, done = ?, total = ?, updated = ? "
                "WHERE id = ? AND claim = ? AND status = 'running'",
                (said, done, total, self._clock(), job_id, claim),
            )

    def succeed(
        self,
        job_id: str,
        claim: str,
        *,
        parts: Iterable[Part],
        used: Mapping[str, int],
        expires: float,
    ) -> bool:
        """Note that a job has its results; False if it was dismissed or taken over meanwhile."""
        kept = json.dumps([part.to_dict() for part in parts])
        return self._end(
            "status = 'successful', parts = ?, used = ?, expires = ?, step = NULL, failure = NULL",
            (kept, json.dumps(dict(used)), expires),
            (job_id, claim),
        )

    def fail(self, job_id: str, claim: str, failure: Failure, *, expires: float) -> bool:
        """Note that a job failed, and why; False if it was dismissed or taken over meanwhile."""
        return self._end(
            "status = 'failed', failure = ?, expires = ?",
            (json.dumps(failure.to_dict()), expires),
            (job_id, claim),
        )

    def _end(self, change: str, values: tuple[Any, ...], whose: tuple[str, str]) -> bool:
        now = self._clock()
        with self._ledger.writing() as connection:
            connection.execute(
                f"UPDATE jobs SET {change}, finished = ?, updated = ? "  # noqa: S608 - our own words
                "WHERE id = ? AND claim = ? AND status = 'running'",
                (*values, now, now, *whose),
            )
            return connection.changes() == 1

    def wait_again(self, job_id: str, claim: str) -> bool:
        """Put a job whose run was cut off back into the queue, where it was."""
        with self._ledger.writing() as connection:
            connection.execute(
                "UPDATE jobs SET status = 'accepted', claim = NULL, started = NULL, step = NULL, "
                "done = 0, total = 0, updated = ? "
                "WHERE id = ? AND claim = ? AND status = 'running'",
                (self._clock(), job_id, claim),
            )
            return connection.changes() == 1

    def dismiss(self, job_id: str, *, expires: float) -> Job | None:
        """Stop a job that waits or runs, or let go of what it kept; None where there is none."""
        now = self._clock()
        with self._ledger.writing() as connection:
            connection.execute(
                "UPDATE jobs SET status = 'dismissed', parts = '[]', failure = NULL, step = NULL, "
                "claim = NULL, finished = coalesce(finished, ?), updated = ?, expires = ? "
                "WHERE id = ? AND status <> 'dismissed'",
                (now, now, expires, job_id),
            )
        return self.job(job_id)

    def equals(self, key: str) -> list[Job]:
        """Give the jobs that answered the same request and still keep it, the newest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE key = ? AND status = 'successful' AND expires > ? "
                "ORDER BY created DESC",
                (key, self._clock()),
            ).fetchall()
        return [_job(row) for row in rows]

    def running(self, key: str) -> list[Job]:
        """Give the jobs that wait for, or work on, the same request, the oldest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE key = ? AND status IN (?, ?) AND same_as IS NULL "
                "ORDER BY created, id",
                (key, *UNFINISHED),
            ).fetchall()
        return [_job(row) for row in rows]

    def showing(self, job_id: str) -> list[Job]:
        """Give the jobs that keep the results of one: itself, and those that share its answer."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE (id = ? OR same_as = ?) AND status = 'successful' "
                "AND expires > ?",
                (job_id, job_id, self._clock()),
            ).fetchall()
        return [_job(row) for row in rows]

    def part_ways(self, job_id: str) -> None:
        """Let a job that waits for an equal one run by itself."""
        with self._ledger.writing() as connection:
            connection.execute(
                "UPDATE jobs SET same_as = NULL, updated = ? WHERE id = ? AND status = 'accepted'",
                (self._clock(), job_id),
            )

    def usual_s(self, process: str) -> float | None:
        """Give how long the last runs of an analysis took (their median), None without any."""
        took = self.took(process)
        return statistics.median(took) if took else None

    def took(self, process: str) -> list[float]:
        """Give the seconds that the last runs of an analysis took, the newest first."""
        with self._ledger.reading() as connection:
            rows: list[Any] = connection.execute(
                "SELECT finished - started FROM jobs WHERE process = ? AND status = 'successful' "
                "AND same_as IS NULL AND started IS NOT NULL ORDER BY created DESC LIMIT ?",
                (process, RUNS_ASKED),
            ).fetchall()
        return [float(row[0]) for row in rows]

    def forget(self, *, most: int, most_bytes: int) -> list[str]:
        """Remove what has expired, and the oldest finished jobs beyond a number or a weight.

        Parameters
        ----------
        most
            How many finished jobs are kept.
        most_bytes
            What their results may weigh together.

        Returns
        -------
        list of str
            Ids of the jobs that are gone.
        """
        with self._ledger.writing() as connection:
            rows = connection.execute(_OVERDUE, (self._clock(), most, most_bytes)).fetchall()
            gone = [str(row[0]) for row in rows]
            connection.executemany("DELETE FROM jobs WHERE id = ?", [(one,) for one in gone])
        return gone

    def overdue(self, *, most: int, most_bytes: int) -> bool:
        """Say whether there is anything to forget; see `forget`."""
        with self._ledger.reading() as connection:
            found = connection.execute(_OVERDUE, (self._clock(), most, most_bytes)).fetchone()
        return found is not None

    def known(self) -> set[str]:
        """Give the id of every job."""
        with self._ledger.reading() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM jobs")}


def _packed(job: Job, name: str) -> Any:
    value = getattr(job, name)
    if name == "parts":
        return json.dumps([part.to_dict() for part in value])
    if name in ("request", "used"):
        return json.dumps(dict(value), ensure_ascii=False)
    if name in ("step", "failure"):
        return None if value is None else json.dumps(value.to_dict())
    return value


def _job(row: apsw.SQLiteValues) -> Job:
    held: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    for name in ("request", "used"):
        held[name] = json.loads(held[name])
    held["parts"] = tuple(Part(**part) for part in json.loads(held["parts"]))
    held["step"] = Text.of(json.loads(held["step"])) if held["step"] else None
    held["failure"] = Failure.of(json.loads(held["failure"])) if held["failure"] else None
    return Job(**held)
