"""Kinds of things that can be found: their titles, the words they go by, and their weight."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from layers.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: `weight` (0–1) decides between things whose names fit equally well.

    `words` are those people put before or behind a name: kecamatan, district.
    """

    id: str
    title: Text
    words: tuple[str, ...]
    weight: float


def facts_of(table: str) -> list[dict[str, str]]:
    """Give the rows of one of the tables that the search is made with."""
    path = files("layers.searching") / "facts" / f"{table}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _kind(row: Mapping[str, str]) -> Kind:
    words = tuple(dict.fromkeys(f"{row['words_id']} {row['words_en']}".split()))
    return Kind(row["kind"], Text(row["title_id"], row["title_en"]), words, float(row["weight"]))


KINDS: Mapping[str, Kind] = MappingProxyType({k.id: k for k in map(_kind, facts_of("kinds"))})
KIND_IDS = tuple(KINDS)
