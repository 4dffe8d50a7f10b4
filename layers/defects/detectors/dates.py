"""Dates: Excel serials, years of two digits, formats in a mix, dates that are none or to come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

import numpy as np

from layers.defects.defect import Detector, Suspicion, Table, put_values, with_column
from layers.defects.finding import rows_said
from layers.schema import Text

DATE_NAME = re.compile(
    r"(?:^|_)(?:tanggal|tgl\w*|date|waktu|time|updated?|created?|survey\w*|tmt|opened|valid_on)"
    r"(?:$|_)|(?:date|tanggal)$"
)
PLANNED = re.compile(r"rencana|target|plan|jatuh_tempo|berlaku|valid|until|sampai|akhir|end|due")
SERIALS = (18_264, 73_050)  # 1950 to 2099 in days since 1899-12-30
EPOCH = dt.date(1899, 12, 30)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
PARTED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
# 63.01.01 is a code of a district rather than a day of 1901, unless the column says so.
CODED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}", re.ASCII)
CODE_LIKE = re.compile(r"(?:^|_)(?:kode\w*|code|kd\w+|id|nik|telp|telepon|phone)(?:$|_)")
DATED_SHARE = 0.6
Read = Mapping[str, dt.date | None]


def _serials(table: Table) -> list[Suspicion]:
    out = []
    for name in table.of_kind("integer", "number"):
        if not DATE_NAME.search(name):
            continue
        values = table.numbers(name)
        present = ~np.isnan(values)
        fits = present & (values >= SERIALS[0]) & (values <= SERIALS[1])
        if not fits.any() or fits.sum() < present.sum():
            continue
        at = np.flatnonzero(fits)
        before = list(table.values(name)[at])
        after = [(EPOCH + dt.timedelta(days=int(values[p]))).isoformat() for p in at]
        message = Text(
            f"kolom {table.title(name)!r}: {before[0]:g} = {after[0]} ({len(at)} baris)",
            f"column {table.title(name)!r}: {before[0]:g} = {after[0]} ({len(at)} rows)",
        )
        out.append(Suspicion("date-excel-serial", message, at, name, before, after, clear=True))
    return out


def _as_dates(table: Table, seen: Suspicion) -> Table:
    table = with_column(table, seen.column, table.values(seen.column), "text")
    return _typed(put_values(table, seen), seen.column)


def _typed(table: Table, name: str) -> Table:
    """Call a column of dates once all of its values are ISO dates."""
    values = table.values(name)
    fine = all(v is None or (_iso(str(v)) is not None and len(str(v)) == 10) for v in values)
    return with_column(table, name, values, "date" if fine else "text")


def _iso(text: str) -> dt.date | None:
    match = ISO.fullmatch(text)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _order(values: Iterable[str]) -> str:
    """Tell the order of day and month from the values that leave no choice."""
    firsts, seconds = 0, 0
    for value in values:
        match = PARTED.fullmatch(value)
        if match:
            firsts, seconds = max(firsts, int(match[1])), max(seconds, int(match[2]))
    if firsts > 12 and seconds > 12:
        return "both"
    return "day" if firsts > 12 else "month" if seconds > 12 else ""


def _reading(value: str, order: str, today: dt.date) -> dt.date | None:
    """Read one date; None where day and month cannot be told apart or there is no such day."""
    iso = _iso(value)
    match = PARTED.fullmatch(value)
    if iso or not match:
        return iso
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if len(match[3]) == 2:
        year += 2000 if year <= today.year % 100 else 1900
    by_day, by_month = _day(year, second, first), _day(year, first, second)
    if order == "day":
        return by_day
    if order == "month":
        return by_month
    return by_day or by_month if not (by_day and by_month) or first == second else None


def _written(table: Table) -> list[Suspicion]:
    """Look through the columns of texts most of whose values are dates."""
    out = []
    for name, given in table.texts():
        sample = given[:200]
        if CODE_LIKE.search(name) or not any(_is_date(v) for v in sample):
            continue
        if not DATE_NAME.search(name) and all(CODED.fullmatch(v) for v in sample):
            continue
        counts = table.distinct[name].to_numpy()
        dated = np.array([bool(ISO.fullmatch(v) or PARTED.fullmatch(v)) for v in given])
        if counts[dated].sum() >= DATED_SHARE * counts.sum():
            out += _in_column(table, name, given)
    return out


def _in_column(table: Table, name: str, values: list[str]) -> list[Suspicion]:
    order = _order(values)
    read: Read = {v: _reading(v, order, table.today) for v in values}
    short = [v for v in values if (m := PARTED.fullmatch(v)) and len(m[3]) == 2]
    forms = {bool(ISO.fullmatch(v)) for v in values if _is_date(v)}
    none = [v for v in values if not _possible(v)]
    out = []
    if none:
        out.append(_said(table, "date-invalid", name, none, None))
    if short:
        out += _by_clarity(table, "date-two-digit-year", name, short, read)
    elif order == "both" or len(forms) > 1:
        parted = [v for v in values if PARTED.fullmatch(v) and _possible(v)]
        out += _by_clarity(table, "date-mixed-formats", name, parted, read)
    return out


def _is_date(value: str) -> bool:
    return bool(ISO.fullmatch(value) or PARTED.fullmatch(value))


def _possible(value: str) -> bool:
    """Say whether a text can be a day in any order."""
    match = PARTED.fullmatch(value)
    if not match:
        return _iso(value) is not None
    first, second = int(match[1]), int(match[2])
    year = int(match[3]) if len(match[3]) == 4 else 2000
    return bool(_day(year, second, first) or _day(year, first, second))


def _by_clarity(
    table: Table, code: str, name: str, values: list[str], read: Read
) -> list[Suspicion]:
    clear = [v for v in values if read[v]]
    unclear = [v for v in values if not read[v] and _possible(v)]
    out = [_said(table, code, name, clear, read)] if clear else []
    return out + ([_said(table, code, name, unclear, None)] if unclear else [])


def _said(table: Table, code: str, name: str, values: list[str], read: Read | None) -> Suspicion:
    at = table.places_of(name, dict.fromkeys(values))
    before = [str(v) for v in table.values(name)[at]]
    after = [str(read[v]) for v in before] if read else None
    rows = rows_said(table.rows[at])
    example = f"{before[0]!r}" + (f" → {after[0]}" if after else "")
    message = Text(
        f"kolom {table.title(name)!r}: {example} ({rows.id})",
        f"column {table.title(name)!r}: {example} ({rows.en})",
    )
    return Suspicion(code, message, at, name, before, after, clear=read is not None)


def _to_iso(table: Table, seen: Suspicion) -> Table:
    return _typed(put_values(table, seen), seen.column)


def _future(table: Table) -> list[Suspicion]:
    out = []
    limit = table.today.isoformat()
    for name in table.of_kind("date", "datetime"):
        if PLANNED.search(name):
            continue
        late = [v for v in table.distinct[name].index if str(v)[:10] > limit]
        if late:
            out.append(_said(table, "date-future", name, [str(v) for v in late], None))
    return out


DETECTORS = (
    Detector(("date-excel-serial",), _serials, _as_dates),
    Detector(("date-invalid", "date-two-digit-year", "date-mixed-formats"), _written, _to_iso),
    Detector(("date-future",), _future),
)
