"""Codes of regions: zeros lost on the way through numbers, codes kept as numbers, none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from layers.defects.defect import Detector, Suspicion, Table, with_column
from layers.defects.finding import rows_said
from layers.schema import Text

CODE_NAME = re.compile(
    r"(?:^|_)(?:kode\w*|code|kd[pkcbe](?:pum|bps|kab|kec|kel|prov)\w*|kemendagri\w*|"
    r"(?:province|regency|district|village)_code)"
    r"(?:$|_)"
)
# A province, a dot, and parts of which one has too few digits.
SHORT = re.compile(r"([1-9]\d)\.(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{1,4}))?)?", re.ASCII)
WHOLE = re.compile(r"[1-9]\d(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?", re.ASCII)
FLOATED = re.compile(r"([1-9]\d)\.0", re.ASCII)
CLASS_CODE = re.compile(r"^(?:kod[a-z]{2,4}|fcode)$")
CODED_SHARE, MISSING_SHARE, SAMPLE = 0.8, 0.1, 1000
PROVINCES = range(11, 100)
NAME_ONLY = frozenset(
    {"wadmpr", "wadmkk", "wadmkc", "wadmkd", "provinsi", "kabupaten", "kabupaten_kota"}
    | {"kecamatan", "province", "regency", "district"}
)


def _is_code(text: str) -> bool:
    return bool(SHORT.fullmatch(text) or WHOLE.fullmatch(text))


def _texts(table: Table) -> list[Suspicion]:
    out = []
    for name, values in table.texts():
        if not CODE_NAME.search(name):
            continue
        sample = values[:: max(len(values) // SAMPLE, 1)]
        if sum(map(_is_code, sample)) < len(sample) / 2:
            continue
        short = [v for v in values if SHORT.fullmatch(v) and not WHOLE.fullmatch(v)]
        codes = sum(map(_is_code, values))
        if short and codes >= CODED_SHARE * len(values):
            out += _lost(table, name, short, values)
    return out


def _lost(table: Table, name: str, short: Sequence[str], values: Sequence[str]) -> list[Suspicion]:
    """Put zeros back behind where a number left its trace, or where zeros in front are there."""
    through_number = any(FLOATED.fullmatch(v) for v in values)
    front_kept = any(re.match(r"\d\d\.0[1-9]", v) for v in values)
    clear: list[str] = []
    unclear: list[str] = []
    read: dict[str, str] = {}
    for value in short:
        found = whole_codes(value, behind=through_number or front_kept)
        (clear if len(found) == 1 else unclear).append(value)
        read[value] = " / ".join(found)
    # Two rows that would then have one code cannot both be right.
    taken = set(values)
    twice = [v for v in clear if read[v] in taken]
    clear = [v for v in clear if v not in twice]
    out = [_said(table, name, clear, read, clear=True)] if clear else []
    rest = [*unclear, *twice]
    return out + ([_said(table, name, rest, read, clear=False)] if rest else [])


def whole_codes(value: str, *, behind: bool) -> list[str]:
    """Give the codes a shortened one may stand for.

    Parameters
    ----------
    value
        Such as ``"11.1"``.
    behind
        The zero is known to be lost at the end: the code went through a number.

    Examples
    --------
    >>> whole_codes("11.1", behind=True), whole_codes("11.1", behind=False)
    (['11.10'], ['11.10', '11.01'])
    """
    floated = FLOATED.fullmatch(value)
    if floated:
        return [floated[1]]
    parts = value.split(".")
    widths = (2, 2, 2, 4)
    front = [p.rjust(w, "0") for p, w in zip(parts, widths, strict=False)]
    back = [p.ljust(w, "0") for p, w in zip(parts, widths, strict=False)]
    if len(parts) > 2:  # no number has two points: these are zeros in front
        return [".".join(front)]
    found = [".".join(back)] if behind else [".".join(back), ".".join(front)]
    return list(dict.fromkeys(found))


def _said(
    table: Table, name: str, values: Sequence[str], read: dict[str, str], *, clear: bool
) -> Suspicion:
    at = table.places_of(name, dict.fromkeys(values))
    before = [str(v) for v in table.values(name)[at]]
    after = [read[v] for v in before]
    rows = rows_said(table.rows[at])
    message = Text(
        f"kolom {table.title(name)!r}: {before[0]} → {after[0]} ({rows.id})",
        f"column {table.title(name)!r}: {before[0]} → {after[0]} ({rows.en})",
    )
    return Suspicion("code-zero-lost", message, at, name, before, after, clear=clear)


def _numbers(table: Table) -> list[Suspicion]:
    """Find codes kept as numbers: 11.1 can then only be 11.10."""
    out = []
    for name in table.of_kind("number", "integer"):
        if not CODE_NAME.search(name):
            continue
        values = table.numbers(name)
        present = np.flatnonzero(~np.isnan(values))
        if not len(present):
            continue
        given = values[present]
        if given.max() < PROVINCES.start:
            continue  # a score or a rank of codes: the least province is 11
        out.append(_as_number(table, name))
        fits = np.isin(np.floor(given), PROVINCES) & (np.abs(np.round(given, 2) - given) < 1e-9)
        if table.kinds[name] == "number" and fits.all():
            out.append(_through_number(table, name, present, given))
    return out


def _as_number(table: Table, name: str) -> Suspicion:
    title = table.title(name)
    message = Text(
        f"kolom {title!r} berisi angka; nol di ujung dapat hilang",
        f"column {title!r} holds numbers; zeros at the ends may be lost",
    )
    return Suspicion("code-is-number", message, column=name)


def _through_number(
    table: Table, name: str, places: np.ndarray[tuple[int], np.dtype[np.intp]], given: object
) -> Suspicion:
    values = np.asarray(given, dtype=np.float64)
    before = [f"{v:g}" for v in values]
    after = [f"{v:.0f}" if v == int(v) else f"{v:.2f}" for v in values]
    message = Text(
        f"kolom {table.title(name)!r}: {before[0]} → {after[0]} ({len(before)} baris)",
        f"column {table.title(name)!r}: {before[0]} → {after[0]} ({len(before)} rows)",
    )
    return Suspicion("code-zero-lost", message, places, name, before, after, clear=True)


def _to_text(table: Table, seen: Suspicion) -> Table:
    values: list[str | None] = [None if v is None else str(v) for v in table.values(seen.column)]
    for place, value in zip(seen.places.tolist(), seen.after or (), strict=True):
        values[place] = value
    return with_column(table, seen.column, values, "text")


def _missing(table: Table) -> list[Suspicion]:
    """Find rows without a code in columns that nearly all others fill."""
    out = []
    for name in table.of_kind("text", "integer"):
        if not (CODE_NAME.search(name) or CLASS_CODE.search(name)):
            continue
        gone = table.attributes[name].isna().to_numpy(dtype=bool)
        if not gone.any() or gone.mean() > MISSING_SHARE:
            continue
        at = np.flatnonzero(gone)
        rows, title = rows_said(table.rows[at]), table.title(name)
        message = Text(
            f"kolom {title!r} kosong pada {rows.id}", f"column {title!r} is empty in {rows.en}"
        )
        out.append(Suspicion("missing-code", message, at, name))
    return out


def _codeless(table: Table) -> list[Suspicion]:
    """Say that polygons of regions carry names but no codes."""
    areas = np.isin(table.shape_kinds, (3, 6))
    if not len(table) or areas.mean() < 0.5:
        return []
    columns = [str(c) for c in table.attributes.columns]
    names = [c for c in columns if c in NAME_ONLY]
    if not names or any(CODE_NAME.search(c) for c in columns):
        return []
    listed = ", ".join(table.title(c) for c in names)
    message = Text(f"hanya nama: {listed}", f"names only: {listed}")
    return [Suspicion("no-code", message)]


DETECTORS = (
    Detector(("code-zero-lost",), _texts, _to_text),
    Detector(("code-is-number", "code-zero-lost"), _numbers, _to_text),
    Detector(("missing-code",), _missing),
    Detector(("no-code",), _codeless),
)
