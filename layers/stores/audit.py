"""The audit table: every change of a layer, in the same transaction as the change."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import Any

import apsw
import orjson

from layers.layer import Layer


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


def record(
    connection: apsw.Connection,
    layer: Layer,
    *,
    action: str,
    rows: tuple[int, int],
    hashes: tuple[str, str],
    provenance: dict[str, Any],
) -> None:
    """Write one audit row; `rows` and `hashes` are (before, after)."""
    connection.execute(
        "INSERT INTO penyangga_audit (at, who, action, layer_id, revision, rows_before, rows_after,"
        " hash_before, hash_after, provenance) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            now(),
            str(provenance.pop("who", "") or who()),
            action,
            layer.id,
            layer.revision,
            *rows,
            *hashes,
            orjson.dumps(provenance, default=str).decode(),
        ),
    )
