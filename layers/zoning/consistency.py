"""Consistency of plan attributes: codes, names, ids, places and limits against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from layers.sources.findings import Finding, Severity, rows_text
from layers.zoning.classing import Classed, Verdict
from layers.zoning.normalising import listed, match_all
from layers.zoning.spelling import is_damaged

PLACES = ("wadmpr", "wadmkk", "wadmkc", "wadmkd")
PLACE_CODES = {"wadmkd": "kdepum", "wadmkc": "kdcpum", "wadmkk": "kdpkab", "wadmpr": "kdppum"}
NAMES = ("namobj", "namzon", "namszn", "namrpr", "remark")
MANDATORY = ("kodszn", "kodrpr", "kodzon", "namzon", "namszn")
MOSTLY = 0.5
STYLE_SHARE = 0.8


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
        _damage(frame),
        _limits(frame),
    )
    return [*_unmatched(frame, classed), *chain.from_iterable(parts)]


def one(row: Any, code: str, message: str, severity: Severity = "warning") -> Finding:
    """Give the finding on one row."""
    return Finding(int(row), code, message, severity, "kept")


def _class_findings(frame: pd.DataFrame, classed: Classed) -> Iterator[Finding]:
    told = [list(_told(v, classed.said(k))) for k, v in enumerate(classed.verdicts)]
    for row, k in zip(frame.index, classed.of_row, strict=True):
        for code, message, severity in told[k]:
            yield one(row, code, message, severity)


def _told(verdict: Verdict, said: dict[str, str]) -> Iterator[tuple[str, str, Severity]]:
    """Give what is to be said of a combination of codes and names."""
    told = f"; taken for {verdict.code}" if verdict.code else "; no code could be told"
    if verdict.unknown:
        which = ", ".join(f"{n.upper()} {said[n]!r}" for n in verdict.unknown)
        yield "zone-code-unknown", f"{which} is in no list{told}", "warning"
    if verdict.spelled:
        which = ", ".join(f"{n.upper()} {said[n]!r}" for n in verdict.spelled)
        yield "zone-code-spelling", f"{which}{told}", "warning"
    if verdict.against:
        which = ", ".join(f"{n.upper()} {said[n]!r}" for n in verdict.against)
        codes = {"kodszn", "kodrpr", "kodzon"}
        kind = "zone-parent-conflict" if set(verdict.against) <= codes else "zone-name-conflict"
        yield kind, f"{which} does not belong to {verdict.code}", "warning"


def _unmatched(frame: pd.DataFrame, classed: Classed) -> list[Finding]:
    """Say which classes were left without a code, and which were told by a liberty."""
    without = np.array([v.code is None for v in classed.verdicts], dtype=bool)
    rows = frame.index[without[classed.of_row]].tolist()
    found = []
    if rows:
        said = [_plainest(classed.said(k)) for k in np.flatnonzero(without).tolist()]
        left = match_all(said).unmatched
        what = f": {listed(left)}" if left else ""
        message = f"{len(rows)} of {len(frame)} features{what} ({rows_text(rows)})"
        found.append(Finding(None, "zone-unmatched", message, "warning", "code left empty"))
    free = {
        _plainest(classed.said(k)): v
        for k, v in enumerate(classed.verdicts)
        if v.code is not None and v.rule not in ("code", "code-spelling", "name")
    }
    if free:
        some = ", ".join(f"{t!r} → {v.code} ({v.score:g}, {v.rule})" for t, v in free.items())
        action = "names kept, codes beside them"
        found.append(Finding(None, "zone-name-read", some, "note", action))
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
            message = f"column {name.upper()} is empty in all {len(frame)} rows"
            yield Finding(None, "zone-attribute-missing", message, "warning")
        elif empty.mean() < MOSTLY:
            for row in frame.index[empty]:
                yield one(row, "zone-attribute-missing", f"{name.upper()} is empty")


def _empty(values: pd.Series[Any]) -> pd.Series[bool]:
    return values.isna() | (values.astype(str).str.strip() == "")


def _place_case(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find names of places in other letters than the rest of their column: SIDODADI."""
    for name in PLACES:
        if name not in frame:
            continue
        values = frame[name].dropna().astype(str)
        styles = values.map(_style)
        common = styles.value_counts(normalize=True)
        if common.empty:
            continue
        usual = str(common.index[0]) if common.iloc[0] >= STYLE_SHARE else None
        spelling = values.groupby(values.str.casefold()).agg(_mode)
        for row, value, style in zip(values.index, values, styles, strict=True):
            written = spelling[value.casefold()]
            if usual is not None and style != usual:
                why = f"others in {usual} letters"
                yield one(row, "place-case", f"{name.upper()} {value!r}, {why}")
            elif value != written:
                yield one(row, "place-case", f"{name.upper()} {value!r}, others {written!r}")


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
                message = f"{name.upper()} {value!r}, others with {held}: {usual[held]!r}"
                yield one(row, "place-conflict", message)


def _mode(values: pd.Series[Any]) -> str:
    return str(values.value_counts().index[0])


def _damage(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find texts with lost letters, control marks or the marks of a wrong encoding."""
    for name in (*NAMES, *PLACES):
        if name not in frame:
            continue
        for row, value in frame[name].dropna().items():
            if isinstance(value, str) and is_damaged(value):
                yield one(row, "text-damaged", f"{name.upper()} {value!r}")


def _limits(frame: pd.DataFrame) -> Iterator[Finding]:
    """Find limits of building that cannot be: KDB above 100 %, KDB and KDH above it together."""
    kdb, klb, kdh = (_numbers(frame, name) for name in ("kdb", "klb", "kdh"))
    faults = (
        ((kdb < 0) | (kdb > 100), "KDB is not within 0 to 100 %"),
        ((kdh < 0) | (kdh > 100), "KDH is not within 0 to 100 %"),
        (kdb + kdh > 100, "KDB and KDH exceed 100 % together"),
        (klb < kdb / 100 - 1e-9, "KLB is below what one storey at full KDB has"),
    )
    for mask, why in faults:
        for row in frame.index[mask]:
            yield one(row, "intensity-impossible", why)


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
                message = f"{name.upper()} {value} is that of row {first[value]}"
                yield one(row, "duplicate-id", message)
            else:
                first[value] = row
