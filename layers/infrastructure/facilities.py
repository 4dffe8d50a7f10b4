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


@cache
def _names() -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    pairs = [
        (tuple(word.split()), frozenset(row["types"].split("|")))
        for row in rows_of("facility_names")
        for word in row["words"].split("|")
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def types_by_name(name: Any) -> frozenset[str]:
    """Give the types that a facility may be whose name begins as this one; none for most names.

    Examples
    --------
    >>> sorted(types_by_name("Puskesmas Pembantu Teritip")), types_by_name("Sepinggan")
    (['pustu'], frozenset())
    """
    words = tuple(folded(name).split())
    return next((types for start, types in _names() if words[: len(start)] == start), frozenset())


def is_contradicted(name: Any, type_id: str) -> bool:
    """Say whether a name tells another type, and none of its words tells this one.

    Examples
    --------
    >>> is_contradicted("Puskesmas Sepinggan", "rs"), is_contradicted("Klinik RS Pertamina", "rs")
    (True, False)
    """
    told = types_by_name(name)
    if not told or type_id in told:
        return False
    words = folded(name).split()
    return all(type_id not in types_by_name(" ".join(words[at:])) for at in range(1, len(words)))
