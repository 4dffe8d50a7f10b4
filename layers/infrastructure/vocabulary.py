"""Vocabulary: code lists of infrastructure, and the words files use for each code."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from layers.errors import SourceError
from layers.schema import Text

LEADING = re.compile(r"^(?:jalan|jln|jl)\s+")


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with labels and colours, and the words that stand for them in files.

    `words` goes from a word as `folded` gives it to its code.
    """

    id: str
    codes: Mapping[str, Text]
    colours: Mapping[str, str]
    words: Mapping[str, str]

    def code(self, value: Any) -> str | None:
        """Give the code that a value stands for, None for one that is not known.

        Examples
        --------
        >>> code_list("road_class").code("Jalan Kolektor Primer")
        'collector'
        >>> code_list("road_class").code("road") is None
        True
        """
        word = folded(value)
        return self.words.get(word) or self.words.get(LEADING.sub("", word))

    def classes(self) -> list[dict[str, Any]]:
        """Give the classes of a legend: those codes that have a colour."""
        return [
            {"value": code, "label": self.codes[code].to_dict(), "colour": colour}
            for code, colour in self.colours.items()
        ]


def folded(value: Any) -> str:
    """Give a word as it is looked up: small letters, one space between, no other marks.

    Examples
    --------
    >>> folded("Track_Grade2"), folded(-1), folded(" Ro-Ro "), folded(1.0)
    ('track grade2', '-1', 'ro ro', '1')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().casefold()
    if re.fullmatch(r"-?\d+", text):
        return text
    return " ".join(re.findall(r"[^\W_]+", text))


@cache
def code_list(name: str) -> CodeList:
    """Give one code list of the shipped tables.

    Parameters
    ----------
    name
        For example ``road_class``, ``surface``, ``waterway_class``, ``asset_type``.

    Raises
    ------
    SourceError
        If there is no list of that name.
    """
    rows = [row for row in rows_of("codes") if row["list"] == name]
    if not rows:
        known = ", ".join(dict.fromkeys(row["list"] for row in rows_of("codes")))
        raise SourceError(
            Text(
                f"tidak ada daftar kode {name!r}; yang diminta salah satu dari {known}",
                f"no code list {name!r}; wanted one of {known}",
            )
        )
    codes = {row["code"]: Text(row["label_id"], row["label_en"]) for row in rows}
    words: dict[str, str] = {}
    for row in rows_of("words"):
        if row["list"] == name:
            words |= {folded(word): row["code"] for word in row["words"].split("|")}
    for code, label in codes.items():
        for word in (code, label.id, label.en):
            words.setdefault(folded(word), code)
    colours = {row["code"]: row["colour"] for row in rows if row["colour"]}
    return CodeList(
        name, MappingProxyType(codes), MappingProxyType(colours), MappingProxyType(words)
    )


@cache
def rows_of(table: str) -> tuple[Mapping[str, str], ...]:
    """Read one table of this package's facts."""
    path = Path(__file__).parent / "facts" / f"{table}.csv"
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def source_text(key: str) -> str:
    """Spell out a source by its key; other text is given back as it is."""
    return next((row["text"] for row in rows_of("sources") if row["id"] == key), key)
