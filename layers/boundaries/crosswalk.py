"""The crosswalk between Kemendagri and BPS codes, from the shipped facts, never from digits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from layers.boundaries.codes import level_of
from layers.errors import SchemaError


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit in both code families, with the source of the pair and its trust."""

    code: str
    bps_code: str
    name: str
    source: str
    trust: str


@dataclass(frozen=True, slots=True)
class Translated:
    """Kemendagri codes in the order of the values given, None where there is none.

    `unmatched` lists the values without a counterpart, each once.
    """

    codes: tuple[str | None, ...]
    unmatched: tuple[str, ...]


@lru_cache(maxsize=1)
def crosswalk() -> tuple[Pair, ...]:
    """Give every pair the facts have: all provinces and regencies, and some districts."""
    rows: list[dict[str, str]] = []
    for table in ("regions", "districts"):
        path = files("layers") / "starter" / "facts" / f"{table}.csv"
        rows += csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    columns = ("code", "bps_code", "name", "source", "trust")
    return tuple(Pair(*(row[c] for c in columns)) for row in rows if row["bps_code"])


def bps_of(code: str) -> str:
    """Give the BPS code of a Kemendagri code.

    Raises
    ------
    SchemaError
        `code-format` if the code is malformed, `code-unknown` if it has no known
        counterpart (districts made since 2020 have none in the facts).

    Examples
    --------
    >>> bps_of("64.02"), bps_of("64.07")
    ('6403', '6402')
    """
    level_of(code)
    found = _by_code().get(code)
    if found is None:
        raise _unknown(f"Kemendagri code {code} has no known BPS code")
    return found


def kemendagri_of(bps_code: Any) -> str:
    """Give the Kemendagri code of a BPS code (text or number, also as ``id6403``).

    Raises
    ------
    SchemaError
        `code-unknown` if the code has no known counterpart.

    Examples
    --------
    >>> kemendagri_of("id6403"), kemendagri_of(6402)
    ('64.02', '64.07')
    """
    digits = _digits(bps_code)
    found = _by_bps().get(digits)
    if found is None:
        raise _unknown(f"BPS code {digits or bps_code!r} has no known Kemendagri code")
    return found


def translate_bps(values: Iterable[Any]) -> Translated:
    """Translate a column of BPS codes, listing what has no counterpart."""
    given = [_digits(value) for value in values]
    codes = tuple(_by_bps().get(digits) for digits in given)
    missing = (digits for digits, code in zip(given, codes, strict=True) if code is None)
    return Translated(codes, tuple(dict.fromkeys(missing)))


def _digits(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().lower()
    return text.removeprefix("id")


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, str]:
    return MappingProxyType({pair.code: pair.bps_code for pair in crosswalk()})


@lru_cache(maxsize=1)
def _by_bps() -> Mapping[str, str]:
    return MappingProxyType({pair.bps_code: pair.code for pair in crosswalk()})


def _unknown(what: str) -> SchemaError:
    return SchemaError(
        f"{what}; known are all provinces and regencies of the region and some districts. Join by "
        "name (layers.boundaries.known_regions) or by shared ground, never by digits",
        code="code-unknown",
    )
