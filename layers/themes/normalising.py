"""Normalising: a column of words, numbers or truth values brought to what a theme's field holds.

The column of the file stays beside the new one unless both say the same; a value
that cannot be read becomes null in the new column and is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from layers.infrastructure.measures import number_with_unit
from layers.infrastructure.vocabulary import CodeList, code_list
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_said
from layers.themes.fitted import Fitted, aside, found_column, renamed

SHOWN_VALUES = 12
LISTED_ROWS = 1000
DTYPES: Mapping[str, Any] = {"number": "float64", "integer": "Int64", "boolean": "boolean"}
Read = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field of a theme is told from the columns of a file.

    Attributes
    ----------
    field
        The field to make; its `aliases` are the columns it may be told from, the
        likeliest first. Of several, the one most of whose values can be read is taken.
    read
        From a value and the name of its column to the value wanted; None if it
        cannot be read.
    limits
        Numbers outside are reported and left out.
    several
        Rows still without a value are told from the other columns.
    shy
        A column none of whose values can be read is left alone.
    """

    field: Field
    read: Read
    limits: tuple[float, float] | None = None
    several: bool = False
    shy: bool = False

    def columns(self, frame: pd.DataFrame) -> list[str]:
        """Give the columns of a frame the field may be told from, the best one first."""
        names = dict.fromkeys((self.field.name, *self.field.aliases))
        present = [n for n in names if n in frame.columns]
        if not len(frame) or (len(present) == 1 and not self.shy):
            return present
        shares = {n: self._known(frame[n], n) for n in present}
        return sorted((n for n in present if shares[n] or not self.shy), key=lambda n: -shares[n])

    def _known(self, values: pd.Series[Any], column: str) -> int:
        counts = values.value_counts()
        return sum(
            int(n)
            for value, n in zip(counts.index, counts, strict=True)
            if self.read(value, column) is not None
        )


def coded(field: Field, words: str | CodeList, **more: Any) -> Rule:
    """Give the rule for a field of codes: words looked up in a code list.

    A word may be told by its column: ``tower`` in a column `power` is looked up
    as ``power tower`` first.
    """
    known = code_list(words) if isinstance(words, str) else words

    def read(value: Any, column: str) -> str | None:
        return known.code(f"{column} {value}") or known.code(value)

    return Rule(replace(field, codes=known.codes), read, **more)


def true_or_false(field: Field) -> Rule:
    """Give the rule for a field of truth values: yes, ya, 1, true and their opposites."""
    known = code_list("truth")

    def read(value: Any, column: str) -> bool | None:
        del column
        word = known.code(value)
        return None if word is None else word == "yes"

    return Rule(field, read)


def measured(
    field: Field, units: Mapping[str, float], limits: tuple[float, float] | None = None
) -> Rule:
    """Give the rule for a field of numbers, which may come with a unit."""

    def read(value: Any, column: str) -> float | int | None:
        del column
        number = number_with_unit(value, units)
        if number is None or field.type != "integer":
            return number
        return int(number) if number == int(number) else None

    return Rule(field, read, limits)


def normalise(fitted: Fitted, *rules: Rule) -> Fitted:
    """Tell fields by their rules, one after the other; a field with no column is not made."""
    for rule in rules:
        fitted = _told(fitted, rule)
    return fitted


def named(fitted: Fitted, *fields: Field) -> Fitted:
    """Rename the first column found for each field, as text where the field is one."""
    for field in fields:
        column = found_column(fitted.frame, (field.name, *field.aliases))
        if column is not None:
            fitted = renamed(fitted, column, replace(field, aliases=()))
    return fitted


def added(fitted: Fitted, field: Field, values: Any) -> Fitted:
    """Add a column, putting one of that name aside."""
    if field.name in fitted.frame:
        fitted = aside(fitted, field.name)
    frame = fitted.frame.copy(deep=False)
    frame[field.name] = _typed(values, field, frame.index)
    return fitted.with_(frame=frame, fields=(*fitted.fields, replace(field, aliases=())))


def replaced(fitted: Fitted, field: Field, values: Any) -> Fitted:
    """Give a column of a theme new values, or add it."""
    if all(f.name != field.name for f in fitted.fields):
        return added(fitted, field, values)
    frame = fitted.frame.copy(deep=False)
    frame[field.name] = _typed(values, field, frame.index)
    return fitted.with_(frame=frame)


def in_order(fitted: Fitted, fields: Iterable[Field]) -> Fitted:
    """Put the fields of the theme in front, in the order given.

    A column of the file that only bears the name of one is put aside.
    """
    rank = {field.name: place for place, field in enumerate(fields)}
    titles = {field.name: field.title for field in fields}
    for held in fitted.fields:
        if held.title != titles.get(held.name, held.title):
            fitted = aside(fitted, held.name)
    ordered = sorted(fitted.fields, key=lambda f: rank.get(f.name, len(rank)))
    names = [f.name for f in ordered]
    geometry = fitted.frame.geometry.name
    return fitted.with_(frame=fitted.frame[[*names, geometry]], fields=tuple(ordered))


def _told(fitted: Fitted, rule: Rule) -> Fitted:
    columns = rule.columns(fitted.frame)
    if not columns:
        return fitted
    first, *others = columns
    values = fitted.frame[first]
    told, strange, same = _read(values, first, rule)
    for other in others if rule.several else ():
        more, _, _ = _read(fitted.frame[other], other, rule)
        same &= not (pd.isna(told) & ~pd.isna(more)).any()
        told = np.where(pd.isna(told), more, told)
    strange &= pd.isna(told)
    told, outside = _within(told, rule)
    found = _findings(values, strange, outside, rule, first)
    field = replace(rule.field, aliases=())
    if same and not strange.any() and not outside.any():
        return replaced(renamed(fitted, first, field), field, told).with_(*found)
    found.append(_summary(values, told, rule, first))
    return added(fitted, field, told).with_(*found)


def _read(values: pd.Series[Any], column: str, rule: Rule) -> tuple[Any, Any, bool]:
    """Give what each value is read as, where there is one that is not, and if all say the same."""
    codes, words = pd.factorize(values.astype(object))
    blank = [not str(word).strip() for word in words]
    read = [None if no else rule.read(word, column) for word, no in zip(words, blank, strict=True)]
    told = np.array([*read, None], dtype=object)[codes]
    said = ~np.array([*blank, True], dtype=bool)[codes]
    same = all(_alike(word, new) for word, new in zip(words, read, strict=True))
    return told, said & pd.isna(told), same


def _within(told: Any, rule: Rule) -> tuple[Any, Any]:
    outside = np.zeros(len(told), dtype=bool)
    if rule.limits is not None:
        low, high = rule.limits
        numbers = pd.to_numeric(pd.Series(told, dtype=object)).to_numpy(dtype=float)
        with np.errstate(invalid="ignore"):
            outside = (numbers < low) | (numbers > high)
        told = np.where(outside, None, told)
    return told, outside


def _alike(value: Any, new: Any) -> bool:
    if new is None:
        return False
    if isinstance(new, float) and not isinstance(value, str):
        return float(value) == new
    return bool(value == new) or str(value).strip() in (str(new), _short(new))


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _findings(
    values: pd.Series[Any], strange: Any, outside: Any, rule: Rule, column: str
) -> list[Finding]:
    found = []
    for code, mask in (("value-unknown", strange), ("value-implausible", outside)):
        if mask.any():
            rows = values.index[mask].tolist()
            where, what = rows_said(rows), counted(values[mask])
            found.append(
                Finding(
                    None,
                    code,
                    f"column {column!r} → {rule.field.name}: {what}; {where.en}",
                    "warning",
                    "left empty, own words kept",
                    f"kolom {column!r} → {rule.field.name}: {what}; {where.id}",
                    column=column,
                    rows=tuple(int(row) for row in rows[:LISTED_ROWS]),
                    before=tuple(str(v) for v in values[mask].iloc[:LISTED_ROWS]),
                )
            )
    return found


def _summary(values: pd.Series[Any], told: Any, rule: Rule, column: str) -> Finding:
    pairs = pd.DataFrame({"was": values.astype(object).to_numpy(), "now": told})
    pairs = pairs[pairs["now"].notna()]
    name = rule.field.name
    if rule.field.codes is None:
        what = Text(f"{len(pairs)} nilai", f"{len(pairs)} values")
    else:
        counts = pairs.groupby(["was", "now"], sort=False).size().sort_values(ascending=False)
        words = zip(counts.index.tolist(), counts.tolist(), strict=True)
        shown = [f"{was} → {now} ({n})" for (was, now), n in words][:SHOWN_VALUES]
        rest = len(counts) - len(shown)
        what = _and_more(", ".join(shown) or "-", rest)
    message = Text(
        f"kolom {column!r} → {name}: {what.id}", f"column {column!r} → {name}: {what.en}"
    )
    return say.note("value-normalised", message, "own words kept")


def counted(values: pd.Series[Any]) -> str:
    """Name the values with how often each occurs, the commonest first."""
    counts = values.astype(object).value_counts()
    pairs = zip(counts.index[:SHOWN_VALUES], counts.iloc[:SHOWN_VALUES], strict=True)
    shown = ", ".join(f"{value!s} ({n})" for value, n in pairs)
    return f"{shown}, +{len(counts) - SHOWN_VALUES}" if len(counts) > SHOWN_VALUES else shown


def _and_more(shown: str, rest: int) -> Text:
    if rest <= 0:
        return Text(shown, shown)
    return Text(f"{shown} dan {rest} lagi", f"{shown} and {rest} more")


def _typed(values: Any, field: Field, index: pd.Index[Any]) -> pd.Series[Any]:
    held = np.array(values, dtype=object)
    held[np.asarray(pd.isna(held), dtype=bool)] = np.nan if field.type == "number" else None
    kind: Any = DTYPES.get(field.type, object)
    out: pd.Series[Any] = pd.Series(held, index=index, dtype=kind)
    return out
