"""Columns as a whole: empty, mostly empty, words among numbers, numbers that stand for nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from layers.defects.defect import Detector, Suspicion, Table, put_values, with_column
from layers.defects.figures import NUMBER, is_figure, manner_of
from layers.defects.finding import rows_said
from layers.schema import Text

MOSTLY, LEAST_ROWS = 0.5, 20
SENTINELS = (-9999.0, -99999.0, -999.0, -99.0, -32768.0, -3.4028234663852886e38)
INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
ZERO_LED = re.compile(r"[-+]?0\d", re.ASCII)
NOTHING = frozenset(
    {"-", "--", "–", "n/a", "na", "n.a.", "nan", "null", "none", "nihil", "kosong", "tidak ada"}
    | {"tdk ada", "belum ada", "no data", "unknown", "tidak diketahui", "?", "."}
)
NUMERIC_SHARE, SAMPLE = 0.8, 1000
COUNTS = re.compile(
    r"(?:^|_)(?:pop\w*|penduduk|jiwa|jml_?penduduk|jumlah_penduduk|kk|households?|persons?)(?:$|_)"
)
ZERO_SHARE, LEAST_ZEROS = 0.2, 3
CODE_LIKE = re.compile(
    r"(?:^|_)(?:kode|code|kod\w*|kd\w{3,}|id|nik|npsn|telp|telepon|phone)(?:$|_)"
)


def _empty(table: Table) -> list[Suspicion]:
    if not len(table):
        return []
    nothing = [c for c, n in table.n_missing.items() if n == len(table)]
    out = []
    for name in nothing:
        title = table.title(name)
        message = Text(f"kolom {title!r} kosong", f"column {title!r} has no value")
        out.append(Suspicion("null-column", message, column=name, clear=True))
    return out


def _drop(table: Table, seen: Suspicion) -> Table:
    kinds = {k: v for k, v in table.kinds.items() if k != seen.column}
    return table.with_(attributes=table.attributes.drop(columns=seen.column), kinds=kinds)


def _sparse(table: Table) -> list[Suspicion]:
    if len(table) < LEAST_ROWS:
        return []
    shares = {c: n / len(table) for c, n in table.n_missing.items()}
    some = {c: share for c, share in shares.items() if MOSTLY < share < 1}
    if not some:
        return []
    listed = ", ".join(f"{table.title(c)} ({share:.0%})" for c, share in some.items())
    return [Suspicion("sparse-column", Text(f"kosong: {listed}", f"missing: {listed}"))]


def _sentinels(table: Table) -> list[Suspicion]:
    """Find -9999 and the like among numbers none of which is negative otherwise."""
    out = []
    for name in table.of_kind("integer", "number"):
        values = table.numbers(name)
        marks = np.isin(values, SENTINELS)
        others = values[~marks & ~np.isnan(values)]
        if not marks.any() or not len(others) or (others < 0).any():
            continue
        at = np.flatnonzero(marks)
        rows, value = rows_said(table.rows[at]), f"{values[at[0]]:g}"
        message = Text(
            f"kolom {table.title(name)!r}: {value} pada {rows.id}",
            f"column {table.title(name)!r}: {value} in {rows.en}",
        )
        before, after = list(table.values(name)[at]), [None] * len(at)
        out.append(Suspicion("sentinel-value", message, at, name, before, after, clear=True))
    return out


def _zeros(table: Table) -> list[Suspicion]:
    """Find counts of people that are 0 so often that 0 must mean unknown."""
    out = []
    for name in table.of_kind("integer", "number"):
        if not COUNTS.search(name):
            continue
        values = table.numbers(name)
        zero = values == 0
        if zero.sum() < LEAST_ZEROS or zero.mean() < ZERO_SHARE or not (values > 1).any():
            continue
        at = np.flatnonzero(zero)
        message = Text(
            f"kolom {table.title(name)!r}: 0 pada {len(at)} dari {len(table)} baris",
            f"column {table.title(name)!r}: 0 in {len(at)} of {len(table)} rows",
        )
        before, after = list(table.values(name)[at]), [None] * len(at)
        out.append(Suspicion("zero-unknown", message, at, name, before, after, clear=True))
    return out


def _words(table: Table) -> list[Suspicion]:
    """Find columns of texts most of which are numbers."""
    out = []
    for name, values in table.texts():
        sample = values[:: max(len(values) // SAMPLE, 1)]
        if sum(map(is_figure, sample)) < len(sample) / 10:
            continue
        counts = table.distinct[name].to_numpy()
        plain = [v.strip() for v in values]
        numeric = np.array([is_figure(v) for v in plain], dtype=bool)
        led = any(ZERO_LED.match(v) for v, n in zip(plain, numeric, strict=True) if n)
        share = counts[numeric].sum() / max(counts.sum(), 1)
        if share < NUMERIC_SHARE or numeric.all() or led or CODE_LIKE.search(name):
            continue
        odd = [v for v, n in zip(values, numeric, strict=True) if not n]
        for clear in (True, False):
            group = [v for v in odd if (v.strip().casefold() in NOTHING) == clear]
            if group:
                out.append(_odd(table, name, group, clear=clear))
    return out


def _odd(table: Table, name: str, values: list[str], *, clear: bool) -> Suspicion:
    at = table.places_of(name, dict.fromkeys(values))
    rows, some = rows_said(table.rows[at]), ", ".join(repr(v) for v in values[:5])
    message = Text(
        f"kolom {table.title(name)!r}: {some} di antara angka ({rows.id})",
        f"column {table.title(name)!r}: {some} among numbers ({rows.en})",
    )
    before = list(table.values(name)[at])
    after = [None] * len(at) if clear else None
    return Suspicion("mixed-numbers", message, at, name, before, after, clear=clear)


def _empty_words(table: Table, seen: Suspicion) -> Table:
    """Empty the words that mean nothing; make it a column of numbers if all others are."""
    table = put_values(table, seen)
    values = table.values(seen.column)
    present = [str(v).strip() for v in values if v is not None]
    read = _reader_of(present, seen.column)
    if read is None:
        return table
    return _with_numbers(table, seen.column, [None if v is None else read(str(v)) for v in values])


def _reader_of(texts: list[str], name: str) -> Callable[[str], float] | None:
    """Give how to read a column of figures, None where it is none or its thousands are unclear."""
    if not texts:
        return None
    if all(INTEGER.fullmatch(v) for v in texts):
        return int
    manner = manner_of(texts, name=name)
    if manner is not None:
        return manner.number if manner.why != "unclear" else None
    return float if all(NUMBER.fullmatch(v) for v in texts) else None


def _with_numbers(table: Table, name: str, values: list[float | None]) -> Table:
    whole = all(v is None or isinstance(v, int) for v in values)
    return with_column(table, name, values, "integer" if whole else "number")


def _thousands(table: Table) -> list[Suspicion]:
    """Find texts that are all figures with thousands apart, which stay texts until it is said."""
    out = []
    for name, values in table.texts():
        plain = [v.strip() for v in values if v.strip()]
        if CODE_LIKE.search(name) or not plain or not all(map(is_figure, plain[:SAMPLE])):
            continue
        manner = manner_of(plain, name=name)
        if manner is None or not manner.thousands or any(map(ZERO_LED.match, plain)):
            continue
        at = table.places_of(name, dict.fromkeys(v for v in values if v.strip()))
        before = [str(v) for v in table.values(name)[at]]
        clear = not (manner.why == "unclear" and manner.decimal)
        after = [manner.number(v) for v in before] if clear else None
        given = next(v for v in before if manner.thousands in v)
        as_read = f", {manner.number(given):.15g}?" if clear else ""
        message = Text(
            f"kolom {table.title(name)!r}: {given!r}{as_read} (disimpan sebagai teks)",
            f"column {table.title(name)!r}: {given!r}{as_read} (kept as text)",
        )
        code = "thousands-or-decimals"
        out.append(Suspicion(code, message, at, name, before, after, clear=clear))
    return out


def _as_numbers(table: Table, seen: Suspicion) -> Table:
    values = list(put_values(table, seen).values(seen.column))
    return _with_numbers(table, seen.column, [v if v != "" else None for v in values])


DETECTORS = (
    Detector(("null-column",), _empty, _drop),
    Detector(("sparse-column",), _sparse),
    Detector(("sentinel-value",), _sentinels),
    Detector(("zero-unknown",), _zeros),
    Detector(("mixed-numbers",), _words, _empty_words),
    Detector(("thousands-or-decimals",), _thousands, _as_numbers),
)
