"""The shelf of results: their records in the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from server.ledger import Chapter, Ledger
from server.results.record import Record

CHAPTER = Chapter(
    "results",
    ("CREATE TABLE results (layer TEXT PRIMARY KEY, expires REAL, record TEXT NOT NULL) STRICT",),
)


class Shelf:
    """Records of results, by the ids of their layers.

    Parameters
    ----------
    ledger
        With the chapter `CHAPTER`.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def close(self) -> None:
        """Close this thread's connection to the ledger."""
        self._ledger.close()

    def put(self, record: Record) -> None:
        """Keep a record, in the place of an earlier one of that layer."""
        with self._ledger.writing() as connection:
            connection.execute(
                "INSERT INTO results VALUES (?, ?, ?) ON CONFLICT (layer) DO UPDATE "
                "SET expires = excluded.expires, record = excluded.record",
                (record.layer, record.expires, json.dumps(record.to_dict(), ensure_ascii=False)),
            )

    def record(self, layer_id: str) -> Record | None:
        """Give the record of a layer, None where there is none."""
        with self._ledger.reading() as connection:
            row = connection.execute(
                "SELECT record FROM results WHERE layer = ?", (layer_id,)
            ).fetchone()
        return None if row is None else Record(**json.loads(str(row[0])))

    def records(self) -> list[Record]:
        """Give every record, in the order of the ids."""
        with self._ledger.reading() as connection:
            rows: list[Any] = connection.execute(
                "SELECT record FROM results ORDER BY layer"
            ).fetchall()
        return [Record(**json.loads(row[0])) for row in rows]

    def of_jobs(self, job_ids: Collection[str]) -> list[Record]:
        """Give the records of the results of some jobs."""
        marks = ", ".join("?" * len(job_ids))
        with self._ledger.reading() as connection:
            rows: list[Any] = connection.execute(
                f"SELECT record FROM results WHERE record ->> 'job' IN ({marks}) "  # noqa: S608
                "ORDER BY layer",
                tuple(job_ids),
            ).fetchall()
        return [Record(**json.loads(row[0])) for row in rows]

    def remove(self, layer_id: str) -> None:
        """Let go of a record."""
        with self._ledger.writing() as connection:
            connection.execute("DELETE FROM results WHERE layer = ?", (layer_id,))

    def expired(self, now: float) -> list[str]:
        """Give the layers that are to be removed."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                "SELECT layer FROM results WHERE expires <= ?", (now,)
            ).fetchall()
        return [str(row[0]) for row in rows]
