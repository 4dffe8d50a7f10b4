"""Words of classes and names: spelled in several ways, at odds with their codes, or out of date."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from layers.defects.defect import Detector, Suspicion, Table
from layers.defects.finding import rows_said
from layers.schema import Text

MOST_CLASSES, CLASS_SHARE = 200, 0.5
CLEAR_LEAD = 2
MOST_COLUMNS, AGREEING, PAIR_CLASSES = 12, 0.95, (3, 100)
LEAST_ROWS = 20
CODE_WORD = re.compile(r"(?:^|_)(?:kode|kod\w*|kd\w*|code|id)(?:$|_)")
REGION_COLUMNS: dict[str, int] = {
    **dict.fromkeys(("wadmkk", "kabupaten", "kabupaten_kota", "kab_kota", "regency"), 2),
    **dict.fromkeys(("county", "kabkot", "adm2_name", "kota"), 2),
}
KIND_WORDS = re.compile(r"^(?:kabupaten|kab\.?|kota|kotamadya)\s+", re.IGNORECASE)


def key_of(value: str) -> str:
    """Give what is the same in all spellings of a value: letters and digits, digits kept apart.

    Examples
    --------
    >>> key_of("R-2") == key_of("r 2"), key_of("1-11") == key_of("11-1")
    (True, False)
    """
    text = re.sub(r"(?<=\d)[^0-9a-z]+(?=\d)", ".", value.casefold())
    return re.sub(r"[^\w.+<>≤≥%]+|_", "", text)


def _classes(table: Table) -> list[str]:
    """List the columns whose values are classes: few, and each of them often."""
    return [
        name
        for name, values in table.texts()
        if 1 < len(values) <= MOST_CLASSES and len(values) <= CLASS_SHARE * len(table)
    ]


def _variants(table: Table) -> list[Suspicion]:
    if len(table) < LEAST_ROWS:
        return []
    out = []
    for name in _classes(table):
        groups: dict[str, list[str]] = defaultdict(list)
        for value in table.distinct[name].index:
            groups[key_of(str(value))].append(str(value))
        many = [g for key, g in groups.items() if re.search(r"[^\W\d]", key) and len(g) > 1]
        if many:
            out += _spellings(table, name, many)
    return out


def _spellings(table: Table, name: str, groups: list[list[str]]) -> list[Suspicion]:
    """Tell the most frequent spelling of each, where one leads clearly."""
    count = table.distinct[name]
    right: dict[str, str] = {}
    unsure: dict[str, str] = {}
    for group in groups:
        best, *rest = sorted(group, key=lambda v: -int(count[v]))
        lead = int(count[best]) >= CLEAR_LEAD * int(count[rest[0]])
        (right if lead else unsure).update(dict.fromkeys(rest, best))
    out = []
    for mapping, clear in ((right, True), (unsure, False)):
        if mapping:
            out.append(_said(table, "spelling-variants", name, mapping, clear=clear))
    return out


def _said(table: Table, code: str, name: str, right: dict[str, str], *, clear: bool) -> Suspicion:
    at = table.places_of(name, right)
    before = [str(v) for v in table.values(name)[at]]
    after = [right[v] for v in before]
    rows = rows_said(table.rows[at])
    some = "; ".join(f"{a!r} → {b!r}" for a, b in list(right.items())[:5])
    message = Text(
        f"kolom {table.title(name)!r}: {some} ({rows.id})",
        f"column {table.title(name)!r}: {some} ({rows.en})",
    )
    return Suspicion(code, message, at, name, before, after, clear=clear)


def _pairs(table: Table) -> list[Suspicion]:
    """Find rows in which a code and a name that go together everywhere else do not."""
    if len(table) < LEAST_ROWS:
        return []
    low, high = PAIR_CLASSES
    able = [c for c in _classes(table) if low <= len(table.distinct[c]) <= high][:MOST_COLUMNS]
    out = []
    for one, other in combinations(able, 2):
        if bool(CODE_WORD.search(one)) != bool(CODE_WORD.search(other)):
            out += _at_odds(table, one, other)
    return out


def _at_odds(table: Table, one: str, other: str) -> list[Suspicion]:
    values = pd.DataFrame({"a": table.values(one), "b": table.values(other)})
    frame = values.dropna().map(lambda v: key_of(str(v)))
    if len(frame) < LEAST_ROWS:
        return []
    usual_b = frame.groupby("a")["b"].agg(_most)
    usual_a = frame.groupby("b")["a"].agg(_most)
    fits = (frame["a"].map(usual_b) == frame["b"]) & (frame["b"].map(usual_a) == frame["a"])
    if fits.all() or fits.mean() < AGREEING:
        return []
    at = frame.index.to_numpy()[~fits.to_numpy()]
    rows = rows_said(table.rows[at])
    first = f"{values['a'][at[0]]!r}, {values['b'][at[0]]!r}"
    pair = f"{table.title(one)!r}, {table.title(other)!r}"
    message = Text(
        f"kolom {pair}: {first} tidak berpasangan ({rows.id})",
        f"columns {pair}: {first} do not go together ({rows.en})",
    )
    before = [f"{values['a'][p]} · {values['b'][p]}" for p in at]
    return [Suspicion("name-code-differs", message, np.asarray(at), one, before)]


def _most(values: pd.Series[Any]) -> Any:
    return values.value_counts().index[0]


def _old(table: Table) -> list[Suspicion]:
    """Find old names and spellings of the regencies of the region."""
    out = []
    for name, values in table.texts():
        level = REGION_COLUMNS.get(name)
        if level is None or len(values) > MOST_CLASSES:
            continue
        new = {v: today for v in values if (today := _todays(v, level))}
        if new:
            out.append(_said(table, "old-name", name, new, clear=True))
    return out


def _todays(value: str, level: int) -> str | None:
    """Give today's name of a region written in an old way, as long or short as it is written."""
    from layers.boundaries.names import known_regions

    match = known_regions().match(value, level)
    if match.how not in ("spelling", "orthography") and not _respelled(value, match.candidates):
        return None
    official = match.candidates[0][1]
    bare = KIND_WORDS.sub("", official)
    if value.replace(" ", "").casefold() == bare.casefold():
        return bare  # "Kota Baru" is all of a name, and no city
    return official if KIND_WORDS.match(value) else bare


def _respelled(value: str, candidates: tuple[tuple[str, str, float], ...]) -> bool:
    """Say whether a name differs from the one it was found to be by its spaces only."""
    if len(candidates) != 1 or candidates[0][2] < 1:
        return False
    official = KIND_WORDS.sub("", candidates[0][1]).casefold()
    given = value.casefold()
    bare = KIND_WORDS.sub("", given)
    return official not in (given, bare) and given.replace(" ", "") == official.replace(" ", "")


DETECTORS = (
    Detector(("spelling-variants",), _variants),
    Detector(("name-code-differs",), _pairs),
    Detector(("old-name",), _old),
)
