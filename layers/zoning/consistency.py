"""Consistency of plan attributes: codes, names, ids, places and limits against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.schema import Text
from layers.sources.findings import Finding, rows_said
from layers.zoning.classing import CODES, Classed, Verdict
from layers.zoning.normalising import listed, match_all
from layers.zoning.telling import lines, told

PLACES = ("wadmpr", "wadmkk", "wadmkc", "wadmkd")
PLACE_CODES = {"wadmkd": "kdepum", "wadmkc": "kdcpum", "wadmkk": "kdpkab", "wadmpr": "kdppum"}
MANDATORY = ("kodszn", "kodrpr", "kodzon", "namzon", "namszn")
MOSTLY = 0.5
STYLE_SHARE = 0.8
STYLES = {
    "title": Text("huruf besar di awal kata", "capitals at the start of words"),
    "capital": Text("huruf besar", "capitals"),
    "small": Text("huruf kecil", "small letters"),
}
LIMITS = {
    "kdb": Text("KDB tidak di antara 0 dan 100 %", "KDB is not within 0 to 100 %"),
    "kdh": Text("KDH tidak di antara 0 dan 100 %", "KDH is not within 0 to 100 %"),
    "both": Text("KDB dan KDH bersama melebihi 100 %", "KDB and KDH exceed 100 % together"),
    "klb": Text("KLB di bawah satu lantai pada KDB penuh", "KLB is below one storey at full KDB"),
}


def attribute_findings(frame: pd.DataFrame, classed: Classed) -> list[Finding]:
    """List what the attributes of each feature say against themselves.

    Parameters
    ----------
    frame
        Columns named as the attributes (`kodszn`, `wadmkd`, `kdb`, …), index = row in the file.
    classed
        Of the same frame, from `classify`.
    """
    parts: Iterable[Iterator[Finding]] = (
        _class_findings(frame, classed),
        _missing(frame),
        _place_case(frame),
        _place_codes(frame),
        _limits(frame),
    )
    return [*_unmatched(frame, classed), *chain.from_iterable(parts)]


def _class_findings(frame: pd.DataFrame, classed: Classed) -> Iterator[Finding]:
    said = [list(_told(v, classed.said(k))) for k, v in enumerate(classed.verdicts)]
    for row, k in zip(frame.index, classed.of_row, strict=True):
        for code, message in said[k]:
            yield told(row, code, message)


def _told(verdict: Verdict, said: dict[str, str]) -> Iterator[tuple[str, Text]]:
    """Give what is to be said of a combination of codes and names."""

    def which(names: Sequence[str]) -> str:
        return ", ".join(f"{name.upper()} {said[name]!r}" for name in names)

    code = verdict.code
    taken = (f"dibaca {code}", f"taken for {code}") if code else ("tidak terbaca", "no code told")
    if verdict.unknown:
        what = which(verdict.unknown)
        parts = (f"{what} tidak ada dalam daftar", taken[0]), (f"{what} is in no list", taken[1])
        yield "zone-code-unknown", lines(*parts)
    if verdict.spelled:
        what = which(verdict.spelled)
        yield "zone-code-spelling", lines((what, taken[0]), (what, taken[1]))
    if verdict.against:
        what = which(verdict.against)
        parent = set(verdict.against) <= set(CODES)
        kind = "zone-parent-conflict" if parent else "zone-name-conflict"
        told_code = verdict.code or "?"
        words = f"{what} bukan milik {told_code}", f"{what} does not belong to {told_code}"
        yield kind, Text(*words)


def _unmatched(frame: pd.DataFrame, classed: Classed) -> list[Finding]:
    """Say which classes were left without a code, and which were told by a liberty."""
    without = np.array([v.code is None for v in classed.verdicts], dtype=bool)
    rows = frame.index[without[classed.of_row]].tolist()
    found = []
    if rows:
        said = [_plainest(classed.said(k)) for k in np.flatnonzero(without).tolist()]
        left = match_all(said).unmatched
        what = f": {listed(left)}" if left else ""
        where = rows_said(rows)
        message = Text(
            f"{len(rows)} dari {len(frame)} objek{what} ({where.id})",
            f"{len(rows)} of {len(frame)} features{what} ({where.en})",
        )
        action = "left empty, own words kept"
        found.append(told(None, "zone-unmatched", message, "warning", action))
    free = {
        _plainest(classed.said(k)): v
        for k, v in enumerate(classed.verdicts)
        if v.code is not None and v.rule not in ("code", "code-spelling", "name")
    }
    if free:
        some = ", ".join(f"{t!r} → {v.code} ({v.score:g}, {v.rule})" for t, v in free.items())
        found.append(told(None, "zone-name-read", Text(some, some), "note", "own words kept"))
    return found


def _plainest(said: dict[str, str]) -> str:
    order = ("namszn", "namrpr", "namobj", "namzon", "kodszn", "kodrpr", "kodzon")
    return next((said[name] for name in order if name in said), "")


def _missing(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find what is empty where most have a value; a column that is all empty is said once."""
    for name in MANDATORY:
        if name not in frame or not len(frame):
            continue
        empty = _empty(frame[name])
        if empty.all():
            message = Text(
                f"kolom {name.upper()} kosong di semua {len(frame)} baris",
                f"column {name.upper()} is empty in all {len(frame)} rows",
            )
            yield told(None, "zone-attribute-missing", message)
        elif empty.mean() < MOSTLY:
            for row in frame.index[empty]:
                message = Text(f"{name.upper()} kosong", f"{name.upper()} is empty")
                yield told(row, "zone-attribute-missing", message)


def _empty(values: pd.Series[Any]) -> pd.Series[bool]:
    return values.isna() | (values.astype(str).str.strip() == "")


def _place_case(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find names of places in other letters than the rest of their column: SIDODADI."""
    for name in PLACES:
        if name not in frame:
            continue
        values = frame[name].dropna().astype(str)
        odd = _odd_spellings(values.value_counts())
        for row, value in values[values.isin(list(odd))].items():
            others = odd[value]
            message = Text(
                f"{name.upper()} {value!r}, lainnya {others.id}",
                f"{name.upper()} {value!r}, others {others.en}",
            )
            yield told(row, "place-case", message)


def _odd_spellings(counts: pd.Series[int]) -> dict[str, Text]:
    """Give the names written in other letters than most, and how the others are written."""
    styles = {str(value): _style(str(value)) for value in counts.index}
    common: Counter[str] = Counter()
    written: dict[str, str] = {}
    for value, n in counts.items():
        common[styles[str(value)]] += int(n)
        written.setdefault(str(value).casefold(), str(value))
    if not common:
        return {}
    usual, n_usual = common.most_common(1)[0]
    is_habit = n_usual >= STYLE_SHARE * common.total()
    odd = {}
    for value, style in styles.items():
        most = written[value.casefold()]
        if is_habit and style != usual:
            odd[value] = STYLES[usual]
        elif value != most:
            odd[value] = Text(repr(most), repr(most))
    return odd


def _style(value: str) -> str:
    letters = [c for c in value if c.isalpha()]
    if len(letters) < 3:
        return "title"
    if value.isupper() or value.islower():
        return "capital" if value.isupper() else "small"
    return "title"


def _place_codes(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find names of places that differ from what most features of the same code bear."""
    for name, code in PLACE_CODES.items():
        if name not in frame or code not in frame:
            continue
        pairs = frame[[code, name]].dropna().astype(str)
        key = pairs[name].str.casefold().str.strip()
        usual = key.groupby(pairs[code]).agg(_mode)
        for row, held, value, plain in zip(pairs.index, pairs[code], pairs[name], key, strict=True):
            if plain != usual[held]:
                message = Text(
                    f"{name.upper()} {value!r}, lainnya dengan {held}: {usual[held]!r}",
                    f"{name.upper()} {value!r}, others with {held}: {usual[held]!r}",
                )
                yield told(row, "place-conflict", message)


def _mode(values: pd.Series[Any]) -> str:
    return str(values.value_counts().index[0])


def place_findings(frame: pd.DataFrame, contacts: npt.NDArray[np.intp]) -> Iterator[Finding]:
    """Find features in the midst of another place than they name.

    None of three or more neighbours bears the name, two thirds of them share another, and
    features elsewhere bear it.

    Parameters
    ----------
    contacts
        Pairs of places in the frame that touch (2 × n).
    """
    near: dict[int, list[int]] = {}
    for i, j in contacts.T.tolist():
        near.setdefault(i, []).append(j)
        near.setdefault(j, []).append(i)
    for name in ("wadmkc", "wadmkd"):
        if name not in frame:
            continue
        values = [v.casefold().strip() if isinstance(v, str) else "" for v in frame[name].tolist()]
        counts = Counter(values)
        for place, value in enumerate(values):
            around = Counter(values[k] for k in near.get(place, ()) if values[k])
            if not value or value in around or counts[value] < 3 or around.total() < 3:
                continue
            usual, n = around.most_common(1)[0]
            if n * 3 >= around.total() * 2:
                said = frame[name].iloc[place]
                message = Text(
                    f"{name.upper()} {said!r}, {n} dari {around.total()} tetangga {usual!r}",
                    f"{name.upper()} {said!r}, {n} of {around.total()} neighbours {usual!r}",
                )
                yield told(frame.index[place], "place-conflict", message)


def _limits(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find limits of building that cannot be: KDB above 100 %, KDB and KDH above it together."""
    kdb, klb, kdh = (_numbers(frame, name) for name in ("kdb", "klb", "kdh"))
    faults = (
        ((kdb < 0) | (kdb > 100), LIMITS["kdb"]),
        ((kdh < 0) | (kdh > 100), LIMITS["kdh"]),
        (kdb + kdh > 100, LIMITS["both"]),
        (klb < kdb / 100 - 1e-9, LIMITS["klb"]),
    )
    for mask, why in faults:
        for row in frame.index[mask]:
            yield told(row, "intensity-impossible", why)


def _numbers(frame: pd.DataFrame, name: str) -> Any:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)


def repeated_ids(frame: pd.DataFrame, names: Sequence[str] = ("objectid",)) -> Iterator[Finding]:
    """Find ids that an earlier row has."""
    for name in names:
        if name not in frame:
            continue
        values = frame[name]
        first: dict[Any, Any] = {}
        for row, value in values.dropna().items():
            if value in first:
                message = Text(
                    f"{name.upper()} {value} sama dengan baris {first[value]}",
                    f"{name.upper()} {value} is that of row {first[value]}",
                )
                yield told(row, "duplicate-id", message)
            else:
                first[value] = row
