"""The audit table: every change of a layer, in the same transaction as the change."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import apsw
import orjson

from layers.layer import Layer

COLUMNS = (
    "at",
    "who",
    "action",
    "layer_id",
    "revision",
    "rows_before",
    "rows_after",
    "hash_before",
    "hash_after",
    "provenance",
)


def now() -> str:
    """Give the present moment as RFC 3339 in UTC, to the millisecond."""
    moment = dt.datetime.now(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def who() -> str:
    """Give the name of the account the process runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def entry(
    layer: Layer,
    *,
    action: str,
    rows: tuple[int, int],
    hashes: tuple[str, str],
    provenance: Mapping[str, Any],
) -> dict[str, Any]:
    """Give the audit row of a change; `rows` and `hashes` are (before, after).

    A `who` in the provenance names the person; without it, the process's account stands.
    """
    rest = dict(provenance)
    person = str(rest.pop("who", "") or who())
    values = (now(), person, action, layer.id, layer.revision, *rows, *hashes, rest)
    return dict(zip(COLUMNS, values, strict=True))


def values_of(row: Mapping[str, Any]) -> list[Any]:
    """Give an audit row's values in the order of `COLUMNS`, provenance as JSON."""
    provenance = orjson.dumps(row["provenance"], default=str).decode()
    return [*(row[name] for name in COLUMNS[:-1]), provenance]


def rows_of(found: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Give audit rows from values in the order of `COLUMNS`, provenance as JSON."""
    return [dict(zip(COLUMNS, (*row[:-1], orjson.loads(row[-1])), strict=True)) for row in found]


def put(connection: apsw.Connection, row: Mapping[str, Any]) -> None:
    """Write one audit row, inside the caller's transaction."""
    marks = ",".join("?" * len(COLUMNS))
    connection.execute(
        f"INSERT INTO penyangga_audit ({', '.join(COLUMNS)}) VALUES ({marks})", values_of(row)
    )


def record(
    connection: apsw.Connection,
    layer: Layer,
    *,
    action: str,
    rows: tuple[int, int],
    hashes: tuple[str, str],
    provenance: Mapping[str, Any],
) -> None:
    """Write one audit row; `rows` and `hashes` are (before, after)."""
    row = entry(layer, action=action, rows=rows, hashes=hashes, provenance=provenance)
    put(connection, row)
