"""Figures: numbers as people write them, with thousands apart and either decimal mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
MONEY = re.compile(r"(?:rp\.?|idr)\s*(?=[-+\d])|(?<=\d)(?:,-+|\.-+)$", re.IGNORECASE | re.ASCII)
# One group of three says nothing: 101.234 is either. Zero leads no group.
ONE_DOT = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
DOTTED = re.compile(r"[-+]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3}){1,5})(?:,\d+)?", re.ASCII)
COMMAED = re.compile(r"[-+]?(?:\d+|[1-9]\d{0,2}(?:,\d{3}){1,5})(?:\.\d+)?", re.ASCII)
GROUPS = {
    ".": re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,5}(?:,\d+)?|\.\d{3},\d+)", re.ASCII),
    ",": re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:,\d{3}){2,5}(?:\.\d+)?|,\d{3}\.\d+)", re.ASCII),
}
FRACTIONS = {
    ",": re.compile(r"[-+]?(?:\d+,(?:\d{1,2}|\d{4,})|(?:0|\d{4,}),\d+)", re.ASCII),
    ".": re.compile(r"[-+]?(?:\d*\.(?:\d{1,2}|\d{4,})|(?:0|\d{4,})?\.\d+)", re.ASCII),
}
# 1,2 in a file of points may be a list; 12,5 and 1,25 and 0,5 are hardly one.
PLAIN_FRACTION = re.compile(r"[-+]?(?:\d{2,},\d+|0,\d+|\d,\d{2,})", re.ASCII)
COUNTED = re.compile(
    r"(?:^|_)(?:pop\w*|penduduk\w*|jiwa|jumlah\w*|jml\w*|jlh\w*|kk|keluarga|rumah_tangga|orang|"
    r"households?|persons?|people|count|laki\w*|perempuan|pria|wanita|anak|balita|lansia|siswa|"
    r"murid|guru|pegawai|pasien|harga\w*|biaya|anggaran|pagu|rp|rupiah|njop|price|cost|budget)"
    r"(?:$|_|\d)"
)
MEASURED = re.compile(
    r"luas|area|panjang|lebar|tinggi|jarak|persen|percent|pct|rata|mean|avg|rasio|ratio|indeks|"
    r"index|kepadatan|density|laju|growth"
)
SAMPLE = 1000
Why = Literal["written", "file", "name", "unclear"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the figures of a column are written.

    Attributes
    ----------
    thousands, decimal
        The marks, empty where none occurs.
    why
        What tells: the figures themselves, the rest of the file, the column's name;
        `unclear` where 101.234 may be either.
    """

    thousands: str
    decimal: str
    why: Why = "written"

    def number(self, text: str) -> int | float:
        """Give the number a figure stands for.

        Examples
        --------
        >>> Manner(".", ",").number("Rp 1.234,5")
        1234.5
        >>> Manner(".", "").number("1.300.123")
        1300123
        """
        plain = bare(text)
        if self.thousands:
            plain = plain.replace(self.thousands, "")
        if self.decimal:
            plain = plain.replace(self.decimal, ".")
        return float(plain) if "." in plain else int(plain)


def bare(text: str) -> str:
    """Give a figure without spaces, `Rp` and `,-`.

    Examples
    --------
    >>> bare("Rp. 250.000,-")
    '250.000'
    """
    text = text.strip()
    return text if NUMBER.fullmatch(text) else MONEY.sub("", text).strip()


def is_figure(text: str) -> bool:
    """Say whether a text is a number, however written.

    Examples
    --------
    >>> is_figure("Rp 1.500.000"), is_figure("1.234,5"), is_figure("63.01.01")
    (True, True, False)
    """
    if NUMBER.fullmatch(text):
        return True
    plain = bare(text)
    return bool(NUMBER.fullmatch(plain) or DOTTED.fullmatch(plain) or COMMAED.fullmatch(plain))


def manner_of(texts: Sequence[str], *, name: str, decimal: str = "") -> Manner | None:
    """Tell how figures are written; None where they are plain numbers, or none at all.

    Parameters
    ----------
    texts
        The values of a column, none of them empty.
    name
        The safe name of the column: people are counted in whole numbers.
    decimal
        The decimal mark of the rest of the file, empty where nothing tells.

    Examples
    --------
    >>> manner_of(["101.234", "1.300.123"], name="v")
    Manner(thousands='.', decimal='', why='written')
    >>> manner_of(["101.234"], name="penduduk").why, manner_of(["101.234"], name="v").why
    ('name', 'unclear')
    >>> manner_of(["1.5", "101.234"], name="v") is None
    True
    """
    money = any(MONEY.search(v) for v in islice(texts, SAMPLE))
    plain = [bare(v) for v in texts] if money else [*texts]
    marks = [m for m in ".," if any(m in v for v in plain)]
    if not marks or any("e" in v or "E" in v for v in islice(plain, SAMPLE)):
        return Manner("", "") if money and all(map(NUMBER.fullmatch, plain)) else None
    if all(map(DOTTED.fullmatch, plain)):
        return _dotted(plain, name, "," if money else decimal)
    if "," in marks and all(map(COMMAED.fullmatch, plain)):
        told = any(map(GROUPS[","].fullmatch, plain)) or decimal != ","
        return Manner(",", "." if "." in marks else "", "written" if told else "unclear")
    return None


def _dotted(plain: Sequence[str], name: str, decimal: str) -> Manner | None:
    """Tell figures that may all be written the Indonesian way."""
    comma = any("," in v for v in plain)
    mark = "," if comma else ""
    if any(map(GROUPS["."].fullmatch, plain)):
        return Manner(".", mark)
    dot = any("." in v for v in plain)
    if comma:
        fractions = any(map(FRACTIONS[","].fullmatch, plain))
        if dot and fractions:
            return Manner(".", ",")
        return _fractions(plain, name, decimal, clear=fractions and not dot)
    if decimal == ",":
        return Manner(".", "", "file")
    return Manner(".", "", "name" if _counts(name) else "unclear")


def _fractions(plain: Sequence[str], name: str, decimal: str, *, clear: bool) -> Manner | None:
    """Tell figures with commas and none that leaves no choice but to be thousands."""
    dot = any("." in v for v in plain)
    if decimal == ",":
        return Manner("." if dot else "", ",", "file")
    if dot:  # 101.234 beside 101,234
        return Manner(".", ",", "unclear")
    if clear:
        return Manner("", ",") if any(map(PLAIN_FRACTION.fullmatch, plain)) else None
    return Manner(",", "", "name" if _counts(name) else "unclear")


def _counts(name: str) -> bool:
    return bool(COUNTED.search(name)) and not MEASURED.search(name)


def decimal_mark(columns: Iterable[Sequence[str]], known: str = "") -> str:
    """Tell the decimal mark of a file from the columns in which it shows.

    Parameters
    ----------
    columns
        Values of each column, or a sample of them.
    known
        The mark of the coordinates; a point there is doubted where other columns
        have commas.

    Returns
    -------
    str
        A comma or a point; empty where nothing tells, or both occur.

    Examples
    --------
    >>> decimal_mark([["1,5", "2"], ["101.234"]])
    ','
    """
    if known == ",":
        return known
    seen = {known} - {""}
    for values in columns:
        if not values or not all(map(DOTTED.fullmatch, values)):
            if values and all(map(NUMBER.fullmatch, values)):
                seen |= {"."} if any(map(FRACTIONS["."].fullmatch, values)) else set()
        elif any(map(FRACTIONS[","].fullmatch, values)) or any(
            "," in v and GROUPS["."].fullmatch(v) for v in values
        ):
            seen.add(",")
    return seen.pop() if len(seen) == 1 else ""
