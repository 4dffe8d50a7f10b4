"""Dates: Excel serials, years of two digits, formats in a mix, dates that are none or to come."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from layers.defects.days import ISO, SERIALS, Written, of_serial, order_of, written
from layers.defects.defect import Detector, Suspicion, Table, put_values, with_column
from layers.defects.finding import rows_said
from layers.schema import Text

DATE_NAME = re.compile(
    r"(?:^|_)(?:tanggal|tgl\w*|date|waktu|time|updated?|created?|survey\w*|tmt|opened|valid_on)"
    r"(?:$|_)|(?:date|tanggal)$"
)
PLANNED = re.compile(r"rencana|target|plan|jatuh_tempo|berlaku|valid|until|sampai|akhir|end|due")
# 63.01.01 is a code of a district rather than a day of 1901, unless the column says so.
CODED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}", re.ASCII)
CODE_LIKE = re.compile(r"(?:^|_)(?:kode\w*|code|kd\w+|id|nik|telp|telepon|phone)(?:$|_)")
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
DATED_SHARE = 0.6
Dates = Mapping[str, Written | None]
Read = Mapping[str, str | None]


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
        after = [of_serial(values[p]).isoformat() for p in at]
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
    """Call a column one of dates once all of its values are ISO dates, or all ISO moments."""
    values = table.values(name)
    present = [str(v) for v in values if v is not None]
    kind = "text"
    if all(_is_day(v) for v in present):
        kind = "date"
    elif all(MOMENT.fullmatch(v) and _is_day(v[:10]) for v in present):
        kind = "datetime"
    return with_column(table, name, values, kind)


def _is_day(text: str) -> bool:
    one = written(text) if len(text) == 10 and ISO.fullmatch(text) else None
    return one is not None and one.is_possible


def _written(table: Table) -> list[Suspicion]:
    """Look through the columns of texts most of whose values are dates."""
    out = []
    for name, given in table.texts():
        sample = given[:200]
        if CODE_LIKE.search(name) or not any(_is_date(written(v.strip())) for v in sample):
            continue
        if not DATE_NAME.search(name) and all(CODED.fullmatch(v) for v in sample):
            continue
        counts = table.distinct[name].to_numpy()
        dates = {v: written(v.strip()) for v in given}
        dated = np.array([_is_date(one) for one in dates.values()])
        if counts[dated].sum() >= DATED_SHARE * counts.sum():
            out += _in_column(table, name, dates)
    return out


def _is_date(one: Written | None) -> bool:
    """Say whether a text is a date by itself; digits alone are one only among others."""
    return one is not None and one.form not in ("serial", "compact")


def _in_column(table: Table, name: str, dates: Dates) -> list[Suspicion]:
    held = {v: one for v, one in dates.items() if one is not None and one.is_possible}
    order = order_of(held.values())
    days = {v: one.day(order, table.today) for v, one in held.items()}
    read = {v: f"{day}{held[v].time}" if day else None for v, day in days.items()}
    none = [v for v in dates if v not in held]
    short = [v for v, one in held.items() if one.short]
    long = [v for v, one in held.items() if not one.short and (one.form != "iso" or len(v) < 10)]
    forms = {one.form for one in held.values()}
    out = []
    if none:
        out.append(_said(table, "date-invalid", name, none, None))
    out += _by_clarity(table, "date-two-digit-year", name, short, read)
    if order == "both" or len(forms) > 1:
        out += _by_clarity(table, "date-mixed-formats", name, long, read)
    late = [v for v, day in days.items() if day and day > table.today]
    if late and not PLANNED.search(name):
        out.append(_said(table, "date-future", name, late, None))
    return out


def _by_clarity(
    table: Table, code: str, name: str, values: list[str], read: Read
) -> list[Suspicion]:
    clear = [v for v in values if read[v]]
    unclear = [v for v in values if not read[v]]
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


OF_TEXTS = ("date-invalid", "date-two-digit-year", "date-mixed-formats", "date-future")
DETECTORS = (
    Detector(("date-excel-serial",), _serials, _as_dates),
    Detector(OF_TEXTS, _written, _to_iso),
    Detector(("date-future",), _future),
)
