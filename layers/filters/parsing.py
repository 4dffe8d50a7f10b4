"""CQL2 as it is written, text or JSON, read into the typed tree of one layer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import cql2
import orjson

from layers.errors import QueryError
from layers.filters.limits import (
    require_simple_json,
    require_simple_text,
    require_size,
    require_small,
)
from layers.filters.placing import in_lonlat
from layers.filters.predicates import read_predicate
from layers.filters.refusal import refusal, shown
from layers.filters.tree import Predicate
from layers.reference import System
from layers.schema import Schema

Language = Literal["cql2-text", "cql2-json"]
Filter = str | Mapping[str, Any] | Predicate
# GDAL sends ILIKE, which CQL2 has not; texts and quoted names are passed over.
_TEXT, _QUOTED = r"'(?:[^']|'')*'", r'"(?:[^"]|"")*"'
_ILIKE = re.compile(
    rf"(?P<name>{_QUOTED}|[^\W\d][\w.:]*)\s+(?P<no>NOT\s+)?ILIKE\s+(?P<like>{_TEXT})"
    rf"|{_TEXT}|{_QUOTED}",
    re.IGNORECASE,
)
_PLACE = re.compile(r"--> (\d+):(\d+)")


def read_filter(
    text: str,
    schema: Schema,
    language: Language = "cql2-text",
    *,
    system: System | None = None,
) -> Predicate:
    """Read a filter against the fields of a layer.

    Parameters
    ----------
    text
        The filter: CQL2 text, or CQL2 JSON.
    schema
        The fields it may name, beside `geometry` (or `geom`).
    language
        How it is written.
    system
        Reference system of its shapes; longitude and latitude unless given.

    Raises
    ------
    QueryError
        If it is too large, cannot be parsed, names what is not there, or
        compares what cannot be compared.

    Examples
    --------
    >>> from layers.schema import Field, Text
    >>> read_filter("floors > 2 + 1", Schema((Field("floors", "integer", Text.of("")),)))
    ... # doctest: +NORMALIZE_WHITESPACE
    Compare(relation='>', left=Column(name='floors', kind='number'),
            right=Constant(value=3.0, kind='number'))
    """
    require_size(text)
    parsed = _from_json(text) if language == "cql2-json" else _from_text(text)
    require_small(parsed)
    if system is not None:
        parsed = in_lonlat(parsed, system)
    return read_predicate(parsed, schema)


def bound_filter(given: Filter | None, schema: Schema) -> Predicate | None:
    """Give a filter of any form as the typed tree of a layer; None stays None.

    Raises
    ------
    QueryError
        As `read_filter` does.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return read_filter(given, schema)
    if isinstance(given, Mapping):
        return read_filter(orjson.dumps(dict(given)).decode(), schema, "cql2-json")
    return given


def _from_text(text: str) -> Any:
    require_simple_text(text)
    if "ilike" in text.lower():
        text = _ILIKE.sub(_without_case, text)
    try:
        return cql2.parse_text(text).to_json()
    except cql2.ParseError as error:
        raise _unreadable(text, str(error)) from error


def _without_case(found: re.Match[str]) -> str:
    if found["name"] is None:
        return found[0]
    return f"casei({found['name']}) {found['no'] or ''}LIKE casei({found['like']})"


def _unreadable(text: str, said: str) -> QueryError:
    found = _PLACE.search(said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    lines = text.splitlines() or [""]
    there = lines[min(line, len(lines)) - 1][column - 1 :] or "…"
    where = f"{line}:{column}" if line > 1 else str(column)
    return refusal(
        f"tidak terbaca mulai huruf {where}, pada {shown(there)}; yang diminta teks CQL2, "
        "misalnya: kelas = 'A' AND luas > 10",
        f"cannot be read from character {where} on, at {shown(there)}; wanted CQL2 text, "
        "such as: class = 'A' AND area > 10",
        code="filter-syntax",
    )


def _from_json(text: str) -> Any:
    require_simple_json(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise refusal(
            f"bukan JSON mulai huruf {error.pos + 1}; yang diminta CQL2 JSON: "
            '{"op": "=", "args": [{"property": "kelas"}, "A"]}',
            f"not JSON from character {error.pos + 1} on; wanted CQL2 JSON: "
            '{"op": "=", "args": [{"property": "class"}, "A"]}',
            code="filter-syntax",
        ) from error
