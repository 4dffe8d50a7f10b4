"""Limits of a filter, held to before anything is parsed: size, depth, number of parts."""

from __future__ import annotations

import re
import time
from typing import Any

from layers.errors import QueryError
from layers.filters.refusal import COMPLEX, refusal

MAX_BYTES = 8_000
MAX_DEPTH = 32
MAX_PARTS = 200
MAX_TOKENS = 1_000
MAX_LISTED = 1_000
MAX_PATTERN = 100
MAX_WILDCARDS = 5
# Over a packed layer of a million features a filter of all that is allowed takes longer.
MAX_SECONDS = 2.0
# Texts and quoted names whole; then words, numbers, signs. Nothing here repeats ambiguously.
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[^\W\d][\w.:]*|[0-9.]+(?:[eE][-+]?[0-9]+)?|[^\w\s]"
)
_QUOTES = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"")


def require_size(text: str) -> None:
    """Refuse a filter of too many bytes.

    Raises
    ------
    QueryError
        With code ``filter-too-complex``.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise _too_much("bita", "bytes", size, MAX_BYTES)


def require_simple_text(text: str) -> None:
    """Refuse text that is nested too deeply or has too many words and signs.

    Numbers and commas are not counted: the coordinates of a shape are many.

    Raises
    ------
    QueryError
        With code ``filter-too-complex``.
    """
    depth = deepest = tokens = run = 0
    for piece in _TOKEN.findall(text):
        # A row of signs or NOTs nests as parentheses do.
        run = run + 1 if piece in "-+" or piece.lower() == "not" else 0
        depth += (piece == "(") - (piece == ")")
        deepest = max(deepest, depth, run)
        tokens += not (piece[0].isdigit() or piece in ",.()")
    _require(deepest, tokens, MAX_TOKENS)


def require_simple_json(text: str) -> None:
    """Refuse JSON that is nested too deeply.

    Raises
    ------
    QueryError
        With code ``filter-too-complex``.
    """
    depth = deepest = 0
    for sign in re.findall(r"[\[{\]}]", _QUOTES.sub("", text)):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    # An operator opens an object and its list of arguments; a shape five lists more.
    _require(deepest // 2, 0, MAX_TOKENS)


def require_small(tree: Any) -> None:
    """Refuse a parsed filter of too many parts or too deep ones.

    The members of a list and the coordinates of a shape are not counted as parts.

    Raises
    ------
    QueryError
        With code ``filter-too-complex``.
    """
    parts = 0
    level, deep = [tree], 0
    while level:
        deep += 1
        parts += len(level)
        below: list[Any] = []
        for node in level:
            below += _inside(node)
        if deep > MAX_DEPTH or parts > MAX_PARTS:
            _require(deep, parts, MAX_PARTS)
        level = below


def _inside(node: Any) -> list[Any]:
    if not isinstance(node, dict):
        return []
    inner = node.get("args", node.get("interval", []))
    out: list[Any] = []
    for one in inner if isinstance(inner, list) else [inner]:
        if isinstance(one, list):
            if len(one) > MAX_LISTED:
                raise _too_much("anggota daftar", "members of a list", len(one), MAX_LISTED)
            out += [member for member in one if isinstance(member, dict | list)]
        else:
            out.append(one)
    return out


def require_pattern(pattern: str) -> None:
    """Refuse a LIKE pattern that is too long, has too many %, or ends in its escape sign.

    Raises
    ------
    QueryError
        With code ``filter-too-complex`` or ``bad-filter``.
    """
    if len(pattern) > MAX_PATTERN:
        raise _too_much(
            "huruf pola LIKE", "characters of a LIKE pattern", len(pattern), MAX_PATTERN
        )
    wild = len(re.findall(r"%+", re.sub(r"\\.", "", pattern)))
    if wild > MAX_WILDCARDS:
        raise _too_much("% dalam pola LIKE", "% in a LIKE pattern", wild, MAX_WILDCARDS)
    if re.fullmatch(r"(?:[^\\]|\\.)*\\", pattern, re.DOTALL):
        raise refusal(
            "pola LIKE berakhir dengan \\; tulis \\\\ untuk garis miring itu sendiri",
            "the LIKE pattern ends in \\; write \\\\ for the backslash itself",
        )


def require_time(until: float) -> None:
    """Refuse to go on after a moment of the monotonic clock.

    Raises
    ------
    QueryError
        With code ``filter-too-complex``.
    """
    if time.monotonic() > until:
        raise refusal(
            f"perhitungannya melebihi {MAX_SECONDS:g} detik; persempit, misalnya dengan bbox",
            f"it takes longer than {MAX_SECONDS:g} seconds; narrow it down, by a bbox for one",
            code=COMPLEX,
        )


def _require(deep: int, parts: int, most: int) -> None:
    if deep > MAX_DEPTH:
        raise _too_much("tingkat kurung", "levels of nesting", deep, MAX_DEPTH)
    if parts > most:
        raise _too_much("bagian", "parts", parts, most)


def _too_much(indonesian: str, english: str, got: int, most: int) -> QueryError:
    return refusal(
        f"{got} {indonesian}; paling banyak {most}",
        f"{got} {english}; at most {most} are taken",
        code=COMPLEX,
    )
