"""Failures: one line that says what, where and what to do, and the exit code that goes with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from gis.errors import EmptyInputError, GeometryError, GisError, InputError, NoAnswerError
from layers.errors import (
    CRSError,
    ImportRefusedError,
    LayerNotFoundError,
    LayersError,
    QueryError,
    RemoteError,
    SchemaError,
    SourceError,
)
from layers.scenarios.errors import ScenarioError, ScenarioNotFoundError
from layers.text import Text, printable
from server.errors import ServerError, TokenError

FAILED, USAGE, INVALID, NO_ANSWER, PARTLY = 1, 2, 3, 4, 5
# The message of a refused import names the first rows itself.
TOLD_ROWS, SHOWN_ROWS = 5, 20
ERROR, ROW = Text("Kesalahan", "Error"), Text("baris", "row")

_CODES: Sequence[tuple[type[Exception], int]] = (
    (InputError, USAGE),
    (LayerNotFoundError, USAGE),
    (ScenarioNotFoundError, USAGE),
    (ScenarioError, INVALID),
    (TokenError, USAGE),
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
    if isinstance(error, LayerNotFoundError) and error.code == "asset-unknown":
        return NO_ANSWER
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)


def tell(error: Exception, *, as_json: bool, lang: str = "en") -> int:
    """Tell a failure in one language; give its exit code.

    Parameters
    ----------
    error
        What was raised.
    as_json
        Tell it as JSON on standard output too, in both languages.
    lang
        ``id`` or ``en``: the language of standard error and of `message` in the JSON.
    """
    text = _sentence(error)
    rows = _rows(error)
    if as_json:
        document = {
            "error": {
                "code": getattr(error, "code", "failed"),
                **_both(text, lang),
                "rows": [{"row": row, "code": code, **_both(why, lang)} for row, code, why in rows],
                "faults": [{"input": name, **_both(why, lang)} for name, why in _faults(error)],
            }
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    click.echo(f"{ERROR.said(lang)}: {printable(text.said(lang))}", err=True)
    for row, code, why in rows[TOLD_ROWS:SHOWN_ROWS]:
        line = f"{ROW.said(lang)} {row}: {code}: {why.said(lang)}"
        click.echo(f"  {printable(line)}", err=True)
    if len(rows) > SHOWN_ROWS:
        more = len(rows) - SHOWN_ROWS
        rest = Text(
            f"… dan {more} lagi (semua dengan --json)", f"… and {more} more (all by --json)"
        )
        click.echo(f"  {rest.said(lang)}", err=True)
    return exit_code(error)


def _rows(error: Exception) -> list[tuple[str, str, Text]]:
    """Give the refused rows of an import with their reasons in both languages."""
    if not isinstance(error, ImportRefusedError):
        return []
    pairs = zip(error.rows, error.row_texts, strict=True)
    return [(row, code, text) for (row, code, _), text in pairs]


def _faults(error: Exception) -> tuple[tuple[str, Text], ...]:
    """Give the unusable inputs of an analysis with what is wrong with each."""
    return error.faults if isinstance(error, InputError) else ()


def _both(text: Text, lang: str) -> dict[str, Any]:
    return {"message": text.said(lang), "text": text.to_dict()}


def _sentence(error: Exception) -> Text:
    """Give what an error says on one line, in both languages where its writer gave both."""
    if isinstance(error, (GisError, LayersError, ServerError)):
        return _one_line(error.text, type(error).__name__)
    said = _one_line(Text.of(str(error)), type(error).__name__)
    if isinstance(error, OSError) and error.filename:
        return Text.of(f"{error.filename}: {error.strerror}")
    where = Text(
        "jalankan lagi dengan --debug untuk melihat letaknya", "run again with --debug to see where"
    )
    return f"{type(error).__name__}: " + said + "; " + where


def _one_line(text: Text, otherwise: str) -> Text:
    id_, en = (" ".join(words.split()) or otherwise for words in (text.id, text.en))
    return Text(id_, en)
