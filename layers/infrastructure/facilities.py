"""Facilities: words and column names that tell a type, and units of capacity."""

from __future__ import annotations

from functools import cache
from typing import Any

from layers.infrastructure.vocabulary import folded, rows_of


@cache
def _types_of_words() -> dict[str, str]:
    return {
        folded(word): row["type"]
        for row in rows_of("facility_words")
        for word in row["words"].split("|")
    }


def type_of_word(value: Any) -> str | None:
    """Give the facility type that a word of an office's list stands for; None for no one.

    Examples
    --------
    >>> type_of_word("Terminal Khusus"), type_of_word("PLTD"), type_of_word("Toko")
    ('pelabuhan', 'pembangkit', None)
    """
    return _types_of_words().get(folded(value))


@cache
def types_of_headers() -> dict[str, str]:
    """Give the facility types told by the name of the column of names (``nama_pelabuhan``)."""
    return {row["column"]: row["type"] for row in rows_of("facility_headers")}


@cache
def capacity_units() -> dict[str, str]:
    """Give the unit of capacity told by the name of its column (``jumlah_siswa``: pupils)."""
    return {row["column"]: row["unit"] for row in rows_of("capacity_units")}
