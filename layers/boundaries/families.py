"""Which family a column of region codes is of, Kemendagri or BPS, and what its values say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from layers.boundaries.codes import CodeReading, level_of, normalise_code
from layers.boundaries.crosswalk import crosswalk
from layers.boundaries.names import known_regions
from layers.boundaries.spelling import old_key, spelling
from layers.schema import Text

Family = Literal["kemendagri", "bps", "unclear"]
BPS = re.compile(r"(?:id)?(\d{2}|\d{4}|\d{7}|\d{10})", re.IGNORECASE | re.ASCII)
BPS_LEVELS = {2: 1, 4: 2, 7: 3, 10: 4}
# A village's four last digits begin with 1 (kelurahan) or 2 (desa) in Kemendagri codes only.
VILLAGE_KIND = 6
CLEAR_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """What a column of codes says: its family, why, and a reading of each value.

    `readings` are Kemendagri readings; of a BPS column they have none. `bps` are the
    digits of BPS codes, None where a value is none.
    """

    family: Family
    why: Text
    readings: tuple[CodeReading, ...]
    bps: tuple[str | None, ...]
    level: int | None

    @property
    def codes(self) -> tuple[str | None, ...]:
        """Kemendagri codes, None where a value has no single reading."""
        return tuple(reading.code for reading in self.readings)


def read_codes(values: Sequence[Any], names: Sequence[str | None] | None = None) -> CodeColumn:
    """Read a column of region codes and tell its family.

    Parameters
    ----------
    values
        Texts or numbers.
    names
        The names of the regions, row by row: they decide where digits alone do not
        (6402 is Kutai Kartanegara with Kemendagri and Kutai Barat with BPS).

    Returns
    -------
    CodeColumn
        Its family is `unclear` where nothing decides; no value is read then.

    Examples
    --------
    >>> read_codes(["6402", "6403"], ["Kutai Barat", "Kutai Kartanegara"]).family
    'bps'
    >>> read_codes(["6402", "6403"], ["Kutai Kartanegara", "Berau"]).codes
    ('64.02', '64.03')
    """
    readings = [normalise_code(value, known=_known()) for value in values]
    given = [reading.given for reading in readings]
    digits = [_bps_digits(text) for text in given]
    family, why = _family(given, readings, names)
    if family != "kemendagri":
        readings = [
            r if r.remark in ("", "missing") else CodeReading(r.given, None, "bps")
            for r in readings
        ]
    if family == "kemendagri":
        digits = [None] * len(digits)
    return CodeColumn(family, why, tuple(readings), tuple(digits), _level(readings, digits))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(known_regions().names)


def _bps_digits(text: str) -> str | None:
    match = BPS.fullmatch(text)
    return match[1] if match else None


def _family(
    given: Sequence[str], readings: Sequence[CodeReading], names: Sequence[str | None] | None
) -> tuple[Family, Text]:
    present = [text for text in given if text]
    n = len(present)
    if not n:
        return "unclear", Text("kolom kode kosong", "the column of codes is empty")
    dotted = sum("." in text or "," in text for text in present)
    if 2 * dotted >= n:
        return "kemendagri", Text(f"{dotted} dari {n} bertitik", f"{dotted} of {n} have dots")
    marked = sum(text[:2].lower() == "id" or len(text) == 7 for text in present)
    if 2 * marked >= n:
        return "bps", Text(
            f"{marked} dari {n} berawalan id atau 7 angka", f"{marked} of {n} have id or 7 digits"
        )
    if len(present[0]) in (2, 6) or 10 in Counter(map(len, present)):
        return _by_form(present)
    return _by_names(readings, names)


def _by_form(present: Sequence[str]) -> tuple[Family, Text]:
    """Tell by what only one family has: six digits, or 1 and 2 at the head of a village."""
    villages = [text for text in present if len(text) == 10]
    if not villages:
        return "kemendagri", Text("bentuk angka", "the form of the digits")
    share = sum(text[VILLAGE_KIND] in "12" for text in villages) / len(villages)
    said = Text(
        f"{share:.0%} nomor desa diawali 1 atau 2",
        f"{share:.0%} of the village numbers begin with 1 or 2",
    )
    if share >= CLEAR_SHARE:
        return "kemendagri", said
    return ("bps" if share <= 1 - CLEAR_SHARE else "unclear"), said


def _by_names(
    readings: Sequence[CodeReading], names: Sequence[str | None] | None
) -> tuple[Family, Text]:
    """Compare the names beside the codes with those of either family."""
    official, by_bps = known_regions().names, _bps_names()
    counts = Counter[str]()
    for reading, name in zip(readings, names or [None] * len(readings), strict=True):
        digits = _bps_digits(reading.given)
        if name is None or reading.code is None or digits is None:
            continue
        kemendagri = _alike(name, official.get(reading.code))
        bps = _alike(name, by_bps.get(digits))
        counts["both" if kemendagri and bps else "kemendagri" * kemendagri or "bps" * bps] += 1
    a, b, both = counts["kemendagri"], counts["bps"], counts["both"]
    said = Text(
        f"nama cocok dengan kode Kemendagri pada {a + both} baris, dengan BPS pada {b + both}",
        f"names fit Kemendagri codes in {a + both} rows, BPS codes in {b + both}",
    )
    if a == b:
        # In Kalimantan Selatan both families have the same digits: nothing to decide.
        return ("kemendagri" if both and not a else "unclear"), said
    return ("kemendagri" if a > b else "bps"), said


@lru_cache(maxsize=1)
def _bps_names() -> dict[str, str]:
    official = known_regions().names
    return {pair.bps_code: official.get(pair.code, pair.name) for pair in crosswalk()}


def _alike(name: str, official: str | None) -> bool:
    if official is None:
        return False
    asked, own = spelling(name, 2), spelling(official, 2)
    return old_key(own.bare) in (old_key(asked.bare), old_key(asked.whole))


def _level(readings: Sequence[CodeReading], digits: Sequence[str | None]) -> int | None:
    """Give the level of most codes."""
    levels = Counter(level_of(r.code) for r in readings if r.code)
    levels += Counter(BPS_LEVELS[len(d)] for d in digits if d)
    return levels.most_common(1)[0][0] if levels else None
