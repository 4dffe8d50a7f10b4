"""Flags: yes and no written as 0/1 here and as Ya/Tidak there."""

from __future__ import annotations

import pandas as pd

from layers.defects.defect import Detector, Suspicion, Table, with_column
from layers.schema import Text

FAMILIES: dict[str, dict[str, bool]] = {
    "0/1": {"0": False, "1": True},
    "Ya/Tidak": {"ya": True, "tidak": False, "tdk": False},
    "Sudah/Belum": {"sudah": True, "belum": False},
    "Ada/Tidak ada": {"ada": True, "tidak ada": False},
    "yes/no": {"yes": True, "no": False},
    "Y/N": {"y": True, "n": False},
    "true/false": {"true": True, "false": False},
}
MEANING = {word: value for family in FAMILIES.values() for word, value in family.items()}
# Words that go with flags of direction; they say more than yes or no.
BESIDE = frozenset({"-1", "reversible", "alternating"})


def _families(words: set[str]) -> set[str]:
    """Give the ways of writing that the words of a column use, none if others are among them."""
    if not words or not words <= set(MEANING) | BESIDE:
        return set()
    used = {name for name, family in FAMILIES.items() if words & set(family)}
    return used | ({"-1"} if words & BESIDE else set())


def _flag_columns(table: Table) -> dict[str, set[str]]:
    out = {}
    for name, values in table.texts():
        if len(values) <= len(MEANING) + len(BESIDE):
            out[name] = _families({v.strip().casefold() for v in values})
    for name in table.of_kind("integer", "number"):
        numbers = pd.unique(table.attributes[name].dropna())
        if 0 < len(numbers) <= 2 and set(numbers) <= {0, 1}:
            out[name] = {"0/1"}
    for name in table.of_kind("boolean"):
        out[name] = {"true/false"}
    return {name: used for name, used in out.items() if used}


def _mixed(table: Table) -> list[Suspicion]:
    flags = _flag_columns(table)
    out = []
    for name, used in flags.items():
        if len(used) > 1:
            out.append(_within(table, name, used))
    return out or _across(table, flags)


def _within(table: Table, name: str, used: set[str]) -> Suspicion:
    values = table.values(name)
    at = table.places_of(name, dict.fromkeys(table.distinct[name].index))
    before = [str(v) for v in values[at]]
    clear = "-1" not in used
    after = [MEANING[v.strip().casefold()] for v in before] if clear else None
    ways = ", ".join(sorted(used))
    message = Text(
        f"kolom {table.title(name)!r} memakai {ways} bersama-sama",
        f"column {table.title(name)!r} mixes {ways}",
    )
    return Suspicion("flags-mixed", message, at, name, before, after, clear=clear)


def _across(table: Table, flags: dict[str, set[str]]) -> list[Suspicion]:
    """Find columns of 0/1 beside columns of words in the same table."""
    ways = sorted(set().union(*flags.values())) if flags else []
    if len(ways) < 2 or "0/1" not in ways:
        return []
    # A column of one value only may be a count, or a word that happens to be Ya.
    if not any(table.attributes[c].nunique() == 2 for c, used in flags.items() if "0/1" in used):
        return []
    listed = "; ".join(
        f"{way}: {', '.join(table.title(c) for c, used in flags.items() if way in used)}"
        for way in ways
    )
    out: list[Suspicion] = []
    for name, used in flags.items():
        if used == {"true/false"}:
            continue
        present = table.attributes[name].notna().to_numpy(dtype=bool).nonzero()[0]
        before = list(table.values(name)[present])
        after = [_meaning(v) for v in before]
        title, way = table.title(name), ", ".join(used)
        rest = "" if out else f": {listed}"
        message = Text(
            f"kolom {title!r} ({way}) di samping cara lain{rest}",
            f"column {title!r} ({way}) beside other ways{rest}",
        )
        out.append(Suspicion("flags-mixed", message, present, name, before, after, clear=True))
    return out


def _meaning(value: object) -> bool:
    if isinstance(value, (int, float)):
        return bool(value)
    return MEANING[str(value).strip().casefold()]


def _to_boolean(table: Table, seen: Suspicion) -> Table:
    values: list[bool | None] = [None] * len(table)
    for place, value in zip(seen.places.tolist(), seen.after or (), strict=True):
        values[place] = value
    return with_column(table, seen.column, values, "boolean")


DETECTORS = (Detector(("flags-mixed",), _mixed, _to_boolean),)
