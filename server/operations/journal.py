"""Journal: one JSON line a request and a log record, without what tells of persons."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

ACCESS = "penyangga.access"
ROOT = "penyangga"


class JsonLines(logging.Formatter):
    """Writes a log record as one line of JSON; a failure's traceback is in `error`."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as one line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
        }
        told |= getattr(record, "fields", None) or {"message": record.getMessage()}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return orjson.dumps(told, default=str).decode()


def access_log() -> logging.Logger:
    """Give the log of requests: JSON lines on standard error, set up once a process."""
    log = logging.getLogger(ACCESS)
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    return log


def write_json() -> None:
    """Let all that the service logs be JSON lines on standard error."""
    log = logging.getLogger(ROOT)
    if not any(isinstance(handler.formatter, JsonLines) for handler in log.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.propagate = False


def told_of(environ: dict[str, Any], route: str, answered: tuple[int, float, int, str]) -> Any:
    """Give what is written of a request: no address, no query, no agent, no body.

    Parameters
    ----------
    environ
        WSGI environment.
    route
        The route that answered.
    answered
        Status, seconds, bytes, and the id of the problem if there was one.
    """
    status, seconds, n_bytes, problem = answered
    told = {
        "method": environ["REQUEST_METHOD"],
        "route": route,
        "path": environ.get("PATH_INFO", "")[:200],
        "status": status,
        "ms": round(seconds * 1000, 3),
        "bytes": n_bytes,
        "worker": os.getpid(),
    }
    return {"fields": told | ({"request_id": problem} if problem else {})}
