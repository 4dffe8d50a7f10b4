"""Kemendagri codes as text with dots: read from any form, their level and their parent."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import pandas as pd

from layers.errors import SchemaError
from layers.schema import Text

WIDTHS = (2, 2, 2, 4)
CODE = re.compile(r"[1-9]\d(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
DIGITS_LEVEL = {2: 1, 4: 2, 6: 3, 10: 4}
BPS_DISTRICT_DIGITS = 7
LEVEL_NAMES = {
    1: Text("provinsi", "province"),
    2: Text("kabupaten/kota", "regency or city"),
    3: Text("kecamatan", "district"),
    4: Text("desa/kelurahan", "village"),
}

Remark = Literal[
    "", "dots-added", "comma", "zero-lost", "ambiguous", "bps", "level", "missing", "unknown"
]


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a value says as a Kemendagri code.

    `code` is None where there is no single reading; `candidates` then has those
    that are possible. `remark` says what had to be done: "" means the value was
    a proper code already.
    """

    given: str
    code: str | None
    remark: Remark = ""
    candidates: tuple[str, ...] = ()

    def sentence(self) -> Text:
        """Say in both languages how the value was read, or why it was not."""
        some = ", ".join(self.candidates)
        id_, en = {
            "": (f"{self.given} adalah kode Kemendagri", f"{self.given} is a Kemendagri code"),
            "dots-added": (
                f"{self.given} tanpa titik dibaca {self.code}; periksa bahwa ini bukan kode BPS",
                f"{self.given} without dots read as {self.code}; make sure it is no BPS code",
            ),
            "comma": (
                f"{self.given} memakai koma, dibaca {self.code}",
                f"{self.given} has a comma, read as {self.code}",
            ),
            "zero-lost": (
                f"{self.given} kehilangan angka nol, dibaca {self.code}",
                f"{self.given} has lost a zero, read as {self.code}",
            ),
            "ambiguous": (
                f"{self.given} kehilangan angka nol; dapat berarti {some}: perbaiki di sumbernya",
                f"{self.given} has lost a zero; it may be {some}: mend it in the source",
            ),
            "bps": (
                f"{self.given} berbentuk kode BPS; terjemahkan dengan tabel padanan",
                f"{self.given} has the form of a BPS code; translate it with the crosswalk",
            ),
            "level": (
                f"{self.given} bukan kode pada tingkat yang diminta",
                f"{self.given} is not a code of the level asked for",
            ),
            "missing": ("kode kosong", "the code is empty"),
            "unknown": (
                f"{self.given} bukan kode Kemendagri; contoh yang benar 64.71.05",
                f"{self.given} is no Kemendagri code; wanted such as 64.71.05",
            ),
        }[self.remark]
        return Text(id_, en)


def level_of(code: str) -> int:
    """Give the level of a code: 1 province, 2 regency or city, 3 district, 4 village.

    Raises
    ------
    SchemaError
        `code-format` if the text is no Kemendagri code with dots.

    Examples
    --------
    >>> level_of("64.02.01.2001")
    4
    """
    if not CODE.fullmatch(code):
        raise SchemaError(
            Text(
                f"{code!r} bukan kode Kemendagri bertitik; yang diminta seperti 64, 64.71, "
                "64.71.05, atau 64.71.05.1001",
                f"{code!r} is no Kemendagri code with dots; wanted such as 64, 64.71, 64.71.05 or "
                "64.71.05.1001",
            ),
            code="code-format",
        )
    return code.count(".") + 1


def parent_of(code: str) -> str | None:
    """Give the code of the unit above, None for a province."""
    level_of(code)
    return code.rpartition(".")[0] or None


def ancestor_of(code: str, level: int) -> str:
    """Give the code of the unit of a level that a code belongs to.

    Raises
    ------
    SchemaError
        If the code is malformed or stands above that level.

    Examples
    --------
    >>> ancestor_of("64.02.01.2001", 2)
    '64.02'
    """
    own = level_of(code)
    if not 1 <= level <= own:
        raise SchemaError(
            Text(
                f"{code} bertingkat {own}; tidak terletak dalam satu satuan bertingkat {level}: "
                f"yang diminta tingkat dari 1 sampai {own}",
                f"{code} is of level {own}; it lies in no single unit of level {level}: "
                f"wanted a level from 1 to {own}",
            ),
            code="code-level",
        )
    return ".".join(code.split(".")[:level])


def normalise_code(
    value: Any, *, level: int | None = None, known: Collection[str] | None = None
) -> CodeReading:
    """Read a value as a Kemendagri code, saying what had to be done.

    Parameters
    ----------
    value
        ``"64.02"``, ``"6402"``, ``6402``, ``64.02`` (a number), ``"64.2.1.2001"`` …
    level
        If given, codes of other levels are not accepted.
    known
        Codes there are; a lost zero is put back only where one known code fits.

    Returns
    -------
    CodeReading
        `code` None and a remark where the value has no single reading.

    Examples
    --------
    >>> normalise_code("6402").code, normalise_code(63.1).code
    ('64.02', '63.10')
    >>> normalise_code("64.2").candidates
    ('64.02', '64.20')
    """
    given, is_number = _as_text(value)
    reading = _read(given, is_number=is_number, known=known)
    if reading.code is not None and level is not None and level_of(reading.code) != level:
        return CodeReading(given, None, "level", (reading.code,))
    return reading


def _as_text(value: Any) -> tuple[str, bool]:
    """Give the value as text, and whether it was a number with a fraction."""
    if value is None or value is pd.NA:
        return "", False
    if isinstance(value, numbers.Integral):
        return str(int(value)), False
    if isinstance(value, numbers.Real):
        number = float(value)
        if not math.isfinite(number):
            return ("" if math.isnan(number) else str(number)), False
        return (str(int(number)), False) if number.is_integer() else (repr(number), True)
    return str(value).strip(), False


def _read(given: str, *, is_number: bool, known: Collection[str] | None) -> CodeReading:
    if not given:
        return CodeReading(given, None, "missing")
    if CODE.fullmatch(given):
        return CodeReading(given, given)
    if given.isascii() and given.isdigit():
        return _from_digits(given)
    if re.fullmatch(r"id\d{2,10}", given, re.IGNORECASE):
        return CodeReading(given, None, "bps")
    return _from_parts(given, is_number=is_number, known=known)


def _from_parts(given: str, *, is_number: bool, known: Collection[str] | None) -> CodeReading:
    pointed = given.replace(",", ".")
    if CODE.fullmatch(pointed):
        return CodeReading(given, pointed, "comma")
    parts = pointed.split(".")
    fits = (
        p.isascii() and p.isdigit() and len(p) <= w for p, w in zip(parts, WIDTHS, strict=False)
    )
    if len(parts) > len(WIDTHS) or len(parts[0]) != WIDTHS[0] or not all(fits):
        return CodeReading(given, None, "unknown")
    return _with_zeros(given, parts, is_number=is_number, known=known)


def _from_digits(given: str) -> CodeReading:
    if len(given) == BPS_DISTRICT_DIGITS:
        return CodeReading(given, None, "bps")
    n_parts = DIGITS_LEVEL.get(len(given), 0)
    starts = [sum(WIDTHS[:i]) for i in range(n_parts)]
    dotted = ".".join(given[s : s + w] for s, w in zip(starts, WIDTHS, strict=False))
    if not CODE.fullmatch(dotted):
        return CodeReading(given, None, "unknown")
    return CodeReading(given, dotted, "dots-added")


def _with_zeros(
    given: str, parts: list[str], *, is_number: bool, known: Collection[str] | None
) -> CodeReading:
    """Put lost zeros back: behind in a number, in front in a text of several parts, else either."""
    choices = []
    for part, width in zip(parts, WIDTHS, strict=False):
        front, behind = part.rjust(width, "0"), part.ljust(width, "0")
        both = len(parts) == 2 and not is_number
        choices.append((front, behind) if both else (behind if is_number else front,))
    found = list(dict.fromkeys(".".join(choice) for choice in product(*choices)))
    found = [code for code in found if CODE.fullmatch(code)]
    if known is not None:
        found = [code for code in found if code in known]
    if len(found) == 1:
        return CodeReading(given, found[0], "zero-lost")
    return CodeReading(given, None, "ambiguous" if found else "unknown", tuple(found))
