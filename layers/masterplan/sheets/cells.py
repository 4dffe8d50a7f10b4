"""Cells: one value of a plan in one cell, and what planners write there instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from layers.masterplan.faults import suggestion
from layers.masterplan.sheets.columns import Column
from layers.masterplan.sheets.days import day
from layers.masterplan.sheets.numbers import number_of, whole_of
from layers.masterplan.sheets.unfit import UnfitError, shown
from layers.masterplan.sheets.words import ALSO, FLAGS, Words, meant
from layers.sources.workbooks.grid import Value
from layers.text import Text

BETWEEN = "; "
SPLIT = re.compile(r"[;,\n]")
PAIR = re.compile(r"[;\n]")
MARKUP = ("{", "[", '"')


def written(value: Any, column: Column, lang: str) -> Value | None:
    """Give what a cell holds for a value of a plan.

    Parameters
    ----------
    value
        Plain data.
    column
        Where it goes.
    lang
        The language of words to choose from, ``id`` or ``en``.
    """
    if value is None:
        return None
    words = column.words
    if column.kind == "choice":
        return words[value].said(lang) if value in words else str(value)
    if column.kind == "choices":
        return BETWEEN.join(words[one].said(lang) for one in value)
    if column.kind == "flag":
        return FLAGS["true" if value else "false"].said(lang)
    writer = _WRITERS.get(column.kind)
    held: Value | None = value if writer is None else writer(value)
    return held


def read(value: Value, column: Column, decimal: str | None = None) -> Any:
    """Give the value of a plan that a cell holds.

    Parameters
    ----------
    value
        Of the cell.
    column
        Where it stands.
    decimal
        The sign for decimals in texts, where that is known.

    Raises
    ------
    UnfitError
        If it does not hold what the column wants.
    """
    if column.kind in ("number", "year", "whole"):
        number = number_of(value, decimal)
        return number if column.kind == "number" else whole_of(number, value)
    return _READERS[column.kind](value, column)


def _text(value: Value, _: Column) -> str:
    return shown(value)


def _id(value: Value, _: Column) -> str:
    return shown(value).strip()


def _ids(value: Value, _: Column) -> list[str]:
    return [one.strip() for one in SPLIT.split(shown(value)) if one.strip()]


def _code(value: Value, _: Column) -> str:
    if isinstance(value, str):
        return value.strip()
    guess = "64.02"
    if isinstance(value, int | float) and not isinstance(value, bool):
        guess = f"{value:05.2f}" if value % 1 else f"{value:02.0f}"
    raise UnfitError(
        "code-is-number",
        Text(
            f"{shown(value)} adalah {_kind(value).id}: lembar kerja mengubah kodenya; jadikan sel "
            f"itu teks, lalu tulis kodenya, mungkin {guess}",
            f"{shown(value)} is {_kind(value).en}: the spreadsheet changed the code; make the cell "
            f"text and write the code, maybe {guess}",
        ),
    )


def _kind(value: Value) -> Text:
    if isinstance(value, bool):
        return Text("ya/tidak", "yes or no")
    if isinstance(value, date):
        return Text("tanggal", "a date")
    return Text("kata-kata", "words") if isinstance(value, str) else Text("angka", "a number")


def _choice(value: Value, column: Column) -> str:
    found = meant(column.words, shown(value))
    if found is None:
        raise UnfitError("unknown-word", _unknown(shown(value), column.words))
    return found


def _choices(value: Value, column: Column) -> list[str]:
    return [_choice(one, column) for one in _ids(value, column)]


def _unknown(word: str, words: Words) -> Text:
    shown_ = word.strip()[:40]
    return Text(f"{shown_!r} tidak dikenal; ", f"{shown_!r} is not known; ") + Text(
        suggestion(shown_.casefold(), [text.id for text in words.values()]).id,
        suggestion(shown_.casefold(), [text.en for text in words.values()]).en,
    )


def _flag(value: Value, _: Column) -> bool:
    if isinstance(value, bool):
        return value
    word = shown(value).strip().casefold()
    for name, others in ALSO.items():
        if meant({name: FLAGS[name]}, word) or word in others:
            return name == "true"
    raise UnfitError(
        "not-yes-or-no",
        Text(f"{word[:40]!r}: yang diminta ya atau tidak", f"{word[:40]!r}: wanted yes or no"),
    )


def _date(value: Value, _: Column) -> str:
    if isinstance(value, date):
        return value.isoformat()
    found = day(value) if isinstance(value, str) else None
    if found is None:
        raise UnfitError(
            "not-a-date",
            Text(
                f"{shown(value)[:40]!r}: yang diminta tanggal, misalnya 31/03/2026 atau 2026-03-31",
                f"{shown(value)[:40]!r}: wanted a date, such as 31/03/2026 or 2026-03-31",
            ),
        )
    return found.isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parsed(text: str) -> Any:
    """Read what stands in a cell as JSON.

    Raises
    ------
    UnfitError
        If it is none.
    """

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise UnfitError(
            "bad-syntax",
            Text(f"{text[:40]!r} bukan JSON", f"{text[:40]!r} is no JSON"),
        ) from None


def _json_read(value: Value, _: Column) -> Any:
    return parsed(shown(value))


def _pairs_written(value: Mapping[str, Any]) -> str | None:
    if not value:
        return None
    plain = BETWEEN.join(
        f"{key}={one if isinstance(one, str) else _json(one)}" for key, one in value.items()
    )
    try:
        if _pairs(plain, None) == value:
            return plain
    except UnfitError:
        pass
    return _json(value)


def _pairs(value: Value, _: Column | None) -> dict[str, Any]:
    text = shown(value).strip()
    if text.startswith("{"):
        found = parsed(text)
        if isinstance(found, dict):
            return found
    out: dict[str, Any] = {}
    for pair in PAIR.split(text):
        key, sign, held = (part.strip() for part in pair.partition("="))
        if pair.strip() and not (sign and key):
            raise UnfitError(
                "bad-syntax",
                Text(
                    f"{pair.strip()[:40]!r}: yang diminta nama=isi; nama=isi",
                    f"{pair.strip()[:40]!r}: wanted name=value; name=value",
                ),
            )
        if pair.strip():
            out[key] = _scalar(held)
    return out


def _scalar(text: str) -> Any:
    """Read a value as JSON has it, else as the word it is."""
    try:
        return parsed(text)
    except UnfitError:
        return text


def _place_written(value: Any) -> str:
    """Write a code, a list of them, a point, or anything else as JSON."""
    if isinstance(value, str) and value.strip() == value and value:
        text = value
    elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        # A list of one keeps its sign, so that it is not read as the code alone.
        text = BETWEEN.join(value) + (";" if len(value) == 1 else "")
    else:
        text = _point_written(value) or _json(value)
    return text if _place(text, None) == value else _json(value)


def _place(value: Value, _: Column | None) -> Any:
    if not isinstance(value, str):
        return _code(value, Column("", Text("", ""), "code", ()))
    text = value.strip()
    if text.startswith(MARKUP):
        return parsed(text)
    point = _point(text, None)
    if not isinstance(point, str):
        return point
    if ";" in text or "," in text or "\n" in text:
        return [one.strip() for one in SPLIT.split(text) if one.strip()]
    return text


NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
POINT = re.compile(rf"\s*({NUMBER})\s*[,; ]\s*({NUMBER})\s*")
# As those who write decimals with a comma put it: 116,92; -0,14.
COMMA = re.compile(r"\s*([+-]?\d+,\d+)\s*[; ]\s*([+-]?\d+,\d+)\s*")


def _point_written(value: Any) -> str | None:
    is_point = isinstance(value, list) and len(value) == 2
    if not is_point or not all(type(one) in (int, float) for one in value):
        return None
    return f"{value[0]!r}, {value[1]!r}"


def _point(value: Value, _: Column | None) -> Any:
    """Read longitude and latitude; anything else stays text."""
    text = shown(value).strip()
    found = POINT.fullmatch(text) or COMMA.fullmatch(text)
    # Codes have two digits and no fraction but one of two digits: 64.02; 64.03.
    if found is None or re.fullmatch(r"\d\d(\.\d\d)?\s*[;,]\s*\d\d(\.\d\d)?", text):
        return text
    return [_coordinate(one) for one in found.groups()]


def _coordinate(text: str) -> int | float:
    number = text.replace(",", ".")
    return int(number) if re.fullmatch(r"[+-]?\d+", number) else float(number)


_WRITERS: Mapping[str, Callable[[Any], Value | None]] = {
    "date": date.fromisoformat,
    "ids": BETWEEN.join,
    "pairs": _pairs_written,
    "place": _place_written,
    "point": _point_written,
    "json": _json,
}
_READERS: Mapping[str, Callable[[Value, Any], Any]] = {
    "text": _text,
    "words": _text,
    "id": _id,
    "ids": _ids,
    "code": _code,
    "choice": _choice,
    "choices": _choices,
    "flag": _flag,
    "date": _date,
    "pairs": _pairs,
    "place": _place,
    "point": _point,
    "json": _json_read,
}


def blank(value: Value | None) -> bool:
    """Say whether a cell holds nothing, or nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def joined(parts: Sequence[str]) -> Any:
    """Read JSON that goes on over several rows.

    Raises
    ------
    UnfitError
        If it is none.
    """
    return parsed("".join(parts))
