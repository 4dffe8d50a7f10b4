"""Attributes: column names made safe, values given one type, nothing changed in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from layers.defects.days import DAY_NAMED, NAMED_DAY, named_day
from layers.defects.defect import shown
from layers.defects.figures import (
    FRACTIONS,
    NUMBER,
    ONE_DOT,
    SAMPLE,
    Manner,
    decimal_mark,
    manner_of,
)
from layers.fieldnames import safe_names
from layers.schema import FieldType, Text
from layers.sources import findings as say
from layers.sources.columns.plain import (
    ISO_DATE,
    ISO_MOMENT,
    LONGEST,
    SLASHED,
    Typed,
    typed,
    values_of,
)
from layers.sources.findings import Finding, rows_said
from layers.sources.reading import Reading, Rows

CODE_NAME = re.compile(
    r"(?:^|_)(?:kode|code|kod\w*|kd\w{3,}|fcode|id|nik|npwp|npsn|nip|telp|telepon|phone|hp|"
    r"kodepos|postcode|bps|kemendagri)(?:$|_)"
)
# 812.345.678 may be whom to call.
NUMBERED = re.compile(r"(?:^|_)(?:no|nomor|kontak|contact|fax|wa|rekening|versi|version|ip)(?:$|_)")
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
ZERO_LED = re.compile(r"[-+]?0\d", re.ASCII)
BOOLEANS = {"true": True, "false": False}
EXACT = 2**53  # whole numbers up to here are the same as floating-point numbers
LONG_TEXT = 4000  # of digits: Python refuses longer ones
DIGITS = re.compile(r"[-+]?[0-9]{16,}")


def clean(
    reading: Reading,
    *,
    from_text: bool | frozenset[str] = False,
    decimal: str = ".",
    positions: Collection[str] = (),
) -> Reading:
    """Give every column a safe name and one type; say what was changed.

    Parameters
    ----------
    reading
        Columns of plain Python values, missing ones None, or of Arrow values.
    from_text
        The file has no types of its own (CSV), or these columns have none: numbers
        are told from their letters.
    decimal
        The decimal mark of the coordinates of such a file, empty where none shows.
    positions
        The columns of the coordinates, in which it is certain.
    """
    mark = _mark(reading.attributes, from_text, decimal, positions) if from_text else decimal
    names = safe_names([str(c) for c in reading.attributes.columns])
    columns: dict[str, pd.Series[Any]] = {}
    texts: dict[str, pa.Array] = {}
    fields: list[dict[str, str]] = []
    found: list[Finding] = []
    for (title, values), name in zip(reading.attributes.items(), names, strict=True):
        told = from_text is True or (from_text and title in from_text)
        whole = None if told else typed(values)
        if whole is None:
            column = _Column(name, values_of(values), reading.rows)
            if told:
                here = title in positions
                column.tell_numbers(decimal if here else mark, certain=here)
            whole = typed(column.values) or Typed(*column.typed())
            found += column.findings
        columns[name] = whole.values
        if whole.arrow is not None:
            texts[name] = whole.arrow
        fields.append({"name": name, "type": whole.kind, "title": str(title)})
    renamed = [f"{f['title']!r} → {f['name']}" for f in fields if f["title"] != f["name"]]
    if renamed:
        found.append(say.note("renamed", "; ".join(renamed), "original names kept as titles"))
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(reading.rows)))
    return reading.with_(*found, attributes=frame, fields=tuple(fields), texts=texts)


def _mark(
    attributes: pd.DataFrame,
    from_text: bool | frozenset[str],
    decimal: str,
    positions: Collection[str],
) -> str:
    """Tell the decimal mark of the file from the first values of each column of texts."""
    samples = []
    for title, values in attributes.items():
        told = from_text is True or (from_text and title in from_text)
        if title in positions or not told:
            continue
        first = (v.strip() for v in islice(values_of(values[:SAMPLE]), SAMPLE) if v)
        samples.append([v for v in first if v])
    return decimal_mark(samples, decimal)


NUMBERS_ROUNDED = Text(
    "angka melebihi 64 bit, diketahui sampai 16 digit",
    "numbers beyond 64 bits, known to 16 digits",
)


WHY_THOUSANDS = {
    "written": Text("pemisah ribuan terlihat dari penulisannya", "thousands apart as written"),
    "file": Text("ribuan, karena berkas memakai koma desimal", "as the file has decimal commas"),
    "name": Text("ribuan, karena nama kolom menyebut jumlah", "as the column's name tells counts"),
}


class _Column:
    """The values of one column on their way to one type."""

    def __init__(self, name: str, values: list[Any], rows: Rows) -> None:
        self.name, self.values, self.rows = name, values, rows
        self.findings: list[Finding] = []

    def typed(self) -> tuple[pd.Series[Any], FieldType]:
        """Give the values as a series and the type they all have."""
        kinds = {type(v) for v in self.values if v is not None}
        if kinds & {dict, list}:
            self._flatten()
            kinds = {str}
        if kinds <= {bool} and kinds:
            return pd.Series(self.values, dtype="boolean"), "boolean"
        if kinds <= {int} and kinds and self._fits():
            return pd.Series(self.values, dtype="Int64"), "integer"
        if kinds and kinds <= {int, float} and not self._too_wide(kinds):
            return self._numbers(), "number"
        if kinds - {str}:
            self._mixed()
        self._strip()
        return self._dated()

    def _fits(self) -> bool:
        return all(v is None or -(2**63) <= v < 2**63 for v in self.values)

    def _too_wide(self, kinds: set[type]) -> bool:
        """Turn whole numbers that floating-point ones cannot hold, and all beside, into texts."""
        if int not in kinds:
            return False
        wide = np.array([type(v) is int and not -EXACT <= v <= EXACT for v in self.values])
        if not wide.any():
            return False
        self._say("number-as-text", wide, "whole numbers of more than 15 digits", "kept as text")
        self.values = [None if v is None else str(v) for v in self.values]
        return True

    def _numbers(self) -> pd.Series[Any]:
        numbers = np.array([np.nan if v is None else float(v) for v in self.values], dtype=float)
        strange = np.isinf(numbers)
        if strange.any():
            numbers[strange] = np.nan
            self._say(
                "not-finite", strange, Text("nilai tak hingga", "infinite values"), "kept as null"
            )
        huge = np.abs(np.nan_to_num(numbers)) >= LONGEST
        if huge.any():
            self._say("number-rounded", huge, NUMBERS_ROUNDED, "kept")
        return pd.Series(numbers)

    def _flatten(self) -> None:
        self.values = [
            json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v
            for v in self.values
        ]
        self.findings.append(say.note("nested-json", self._in(), "kept as JSON text"))

    def _mixed(self) -> None:
        odd = np.array([v is not None and not isinstance(v, str) for v in self.values])
        if not odd.all():
            self._say(
                "mixed-types",
                odd,
                Text("angka di antara teks", "numbers among texts"),
                "all kept as text",
            )
        self.values = [v if v is None or isinstance(v, str) else _plain(v) for v in self.values]

    def _strip(self) -> None:
        stripped = [v.strip() if v is not None else None for v in self.values]
        if stripped != self.values:
            pairs = zip(self.values, stripped, strict=True)
            changed = np.array([a != b for a, b in pairs], dtype=bool)
            self._say(
                "spaces-stripped", changed, Text("spasi di ujung", "spaces at the ends"), "removed"
            )
        self.values = stripped

    def _dated(self) -> tuple[pd.Series[Any], FieldType]:
        present = [v for v in self.values if v]
        if present and all(ISO_DATE.fullmatch(v) for v in present) and self._calendar():
            return self._text(), "date"
        if present and all(ISO_MOMENT.fullmatch(v) for v in present) and self._calendar():
            return self._text(), "datetime"
        if present and all(SLASHED.fullmatch(v) for v in present):
            return self._slashed(present)
        if present and any(form.fullmatch(present[0]) for form in (DAY_NAMED, NAMED_DAY)):
            return self._named(present)
        return pd.Series(self.values, dtype=object), "text"

    def _named(self, present: list[str]) -> tuple[pd.Series[Any], FieldType]:
        """Rewrite 29 Januari 2024 as ISO where all of the column is written so."""
        days = {v: named_day(v) for v in dict.fromkeys(present)}
        if None in days.values():
            return pd.Series(self.values, dtype=object), "text"
        self.values = [days[v] if v else None for v in self.values]
        example = f"{present[0]!r} → {days[present[0]]}"
        message = Text(f"kolom {self.name!r}: {example}", f"column {self.name!r}: {example}")
        self.findings.append(say.note("date-converted", message, "written as ISO"))
        return self._text(), "date"

    def _text(self) -> pd.Series[Any]:
        return pd.Series([v or None for v in self.values], dtype=object)

    def _calendar(self) -> bool:
        moments = pd.to_datetime(
            pd.Series([v or None for v in self.values], dtype=object),
            format="ISO8601",
            errors="coerce",
            utc=True,
        )
        return not any(v and gone for v, gone in zip(self.values, moments.isna(), strict=True))

    def _slashed(self, present: list[str]) -> tuple[pd.Series[Any], FieldType]:
        """Rewrite 31/12/2024 when the day can be told from the month, else leave the text."""
        parts = [tuple(map(int, SLASHED.fullmatch(v).groups())) for v in present]  # type: ignore[union-attr]
        day_first = max(a for a, _, _ in parts) > 12
        month_first = max(b for _, b, _ in parts) > 12
        if day_first == month_first:
            self.findings.append(
                say.warning(
                    "ambiguous-date",
                    Text(
                        f"kolom {self.name!r}: {present[0]!r} dapat hari/bulan atau bulan/hari",
                        f"column {self.name!r}: {present[0]!r} may be day/month or month/day",
                    ),
                    "kept as text",
                )
            )
            return pd.Series(self.values, dtype=object), "text"
        form = r"\3-\2-\1" if day_first else r"\3-\1-\2"
        before = self.values
        self.values = [_iso(v, form) if v else None for v in before]
        if not self._calendar():
            self.values = before
            return pd.Series(self.values, dtype=object), "text"
        order = "day/month/year" if day_first else "month/day/year"
        urutan = "hari/bulan/tahun" if day_first else "bulan/hari/tahun"
        message = Text(
            f"kolom {self.name!r}: dibaca sebagai {urutan}",
            f"column {self.name!r}: read as {order}",
        )
        self.findings.append(say.note("date-converted", message, "written as ISO"))
        return self._text(), "date"

    def tell_numbers(self, decimal: str, *, certain: bool = False) -> None:
        """Turn texts that are all numbers into numbers, unless they are codes."""
        texts = [v.strip() for v in self.values if v is not None and v.strip()]
        if not texts or CODE_NAME.search(self.name) or any(ZERO_LED.match(v) for v in texts):
            return
        if {v.casefold() for v in texts[:SAMPLE]} <= set(BOOLEANS):
            if {v.casefold() for v in texts} <= set(BOOLEANS):
                self._map(lambda v: BOOLEANS[v.casefold()])
        elif all(INTEGER.fullmatch(v) for v in texts):
            self._map(int)
        elif any(DIGITS.fullmatch(v) and abs(int(v)) > EXACT for v in texts if len(v) < LONG_TEXT):
            self._tell_long_numbers()
        elif certain or not self._tell_figures(texts, decimal):
            if all(NUMBER.fullmatch(v) or v.casefold() == "nan" for v in texts):
                self._map(_number)
            elif decimal == "," and (certain or not any(map(ONE_DOT.fullmatch, texts))):
                self._tell_commas(texts)

    def _tell_commas(self, texts: list[str]) -> None:
        """Turn 1,5 beside 2.5 into numbers: neither can be thousands."""
        if all(NUMBER.fullmatch(v.replace(",", ".")) for v in texts):
            self._map(lambda v: _number(v.replace(",", ".")))

    def _tell_figures(self, texts: list[str], decimal: str) -> bool:
        """Turn 1.300.123, 1.234,5 and Rp 250.000 into numbers; say whether that settles it."""
        if any(map(FRACTIONS["."].fullmatch, texts[:SAMPLE])) and all(map(NUMBER.fullmatch, texts)):
            return False
        if NUMBERED.search(self.name):
            return not all(map(NUMBER.fullmatch, texts))
        manner = manner_of(texts, name=self.name, decimal=decimal)
        if manner is None:
            return False
        if manner.why == "unclear":
            plain = decimal == "." and manner.decimal == "" and manner.thousands == "."
            if plain:
                self._say_unclear(texts)
            return not plain
        before = [v for v in texts[:SAMPLE] if not INTEGER.fullmatch(v)] or texts
        self._map(manner.number)
        self._say_figures(manner, before[0], guessed=decimal == "." and manner.why == "name")
        return True

    def _say_figures(self, manner: Manner, given: str, *, guessed: bool) -> None:
        read = f"{given!r} → {manner.number(given):.15g}"
        if not manner.thousands:
            told = Text(f"kolom {self.name!r}: {read}", f"column {self.name!r}: {read}")
            self.findings.append(say.note("decimal-comma", told))
            return
        why = WHY_THOUSANDS[manner.why]
        told = Text(
            f"kolom {self.name!r}: {read}, {why.id}", f"column {self.name!r}: {read}, {why.en}"
        )
        if guessed:
            self.findings.append(say.warning("thousands-or-decimals", told))
        else:
            self.findings.append(say.note("thousands-read", told))

    def _say_unclear(self, texts: list[str]) -> None:
        given = next(v for v in texts if "." in v)
        told = Text(
            f"kolom {self.name!r}: {given!r} dibaca sebagai pecahan karena berkas memakai titik "
            "desimal; bila titiknya pemisah ribuan, hapus titik itu di berkas sumber",
            f"column {self.name!r}: {given!r} is read as a fraction, as the file has decimal "
            "points; where the point separates thousands, remove it in the source",
        )
        self.findings.append(say.warning("thousands-or-decimals", told, "kept"))

    def _tell_long_numbers(self) -> None:
        """Say that texts of digits stay texts: as numbers they would lose their last digits."""
        wide = np.array([bool(v and DIGITS.fullmatch(v.strip())) for v in self.values])
        self._say("number-as-text", wide, "whole numbers of more than 15 digits", "kept as text")

    def _map(self, change: Any) -> None:
        self.values = [
            change(v.strip()) if v is not None and v.strip() else None for v in self.values
        ]

    def _in(self) -> Text:
        return Text(f"kolom {self.name!r}", f"column {self.name!r}")

    def _say(self, code: str, mask: Any, what: str | Text, action: str) -> None:
        rows = self.rows[mask].tolist()
        named, where, what = rows_said(rows), self._in(), Text.of(what)
        self.findings.append(
            Finding(
                None,
                code,
                f"{where.en}: {what.en} in {named.en}",
                "note",
                action,
                f"{where.id}: {what.id} pada {named.id}",
                self.name,
                tuple(rows),
                tuple(shown(v) for v, odd in zip(self.values, mask, strict=True) if odd),
            )
        )


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _iso(text: str, form: str) -> str:
    year, month, day = re.sub(SLASHED, form, text).split("-")
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _number(text: str) -> float | None:
    value = float(text)
    return None if np.isnan(value) else value
