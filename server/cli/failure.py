"""Failures: one line that says what, where and what to do, and the exit code that goes with it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from gis.errors import EmptyInputError, GeometryError, GisError, InputError, NoAnswerError
from layers.errors import (
    CRSError,
    ImportRefusedError,
    LayersError,
    QueryError,
    RemoteError,
    SchemaError,
    SourceError,
)
from server.errors import ServerError

FAILED, USAGE, INVALID, NO_ANSWER, PARTLY = 1, 2, 3, 4, 5
# The message of a refused import names the first rows itself.
TOLD_ROWS, SHOWN_ROWS = 5, 20

_CODES: Sequence[tuple[type[Exception], int]] = (
    (InputError, USAGE),
    (NoAnswerError, NO_ANSWER),
    (EmptyInputError, INVALID),
    (GeometryError, INVALID),
    (SourceError, INVALID),
    (CRSError, INVALID),
    (SchemaError, INVALID),
)


def exit_code(error: Exception) -> int:
    """Give the exit code of a failure."""
    if isinstance(error, QueryError) and error.code == "outside-raster":
        return NO_ANSWER
    if isinstance(error, RemoteError) and error.code == "nothing-there":
        return NO_ANSWER
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)


def tell(error: Exception, *, as_json: bool) -> int:
    """Tell a failure on standard error (and as JSON on standard output); give its exit code."""
    message = _sentence(error)
    rows = error.rows if isinstance(error, ImportRefusedError) else ()
    if as_json:
        document = {
            "error": {
                "code": getattr(error, "code", "failed"),
                "message": message,
                "rows": [{"row": row, "code": code, "message": why} for row, code, why in rows],
            }
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    click.echo(f"Error: {message}", err=True)
    for row, code, why in rows[TOLD_ROWS:SHOWN_ROWS]:
        click.echo(f"  row {row}: {code}: {why}", err=True)
    if len(rows) > SHOWN_ROWS:
        click.echo(f"  … and {len(rows) - SHOWN_ROWS} more (all with --json)", err=True)
    return exit_code(error)


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, (LayersError, GisError, ServerError)):
        return text
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {text}; run again with --debug to see where"
