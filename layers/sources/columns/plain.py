"""Plain columns: one type all along, taken whole instead of value by value."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.defects.days import DAY_NAMED, NAMED_DAY
from layers.schema import FieldType

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
DATED = (ISO_DATE, ISO_MOMENT, SLASHED, DAY_NAMED, NAMED_DAY)
# Days of these years are days for every library the values pass through.
FIRST_DAY, LAST_DAY = dt.date(1678, 1, 1), dt.date(2261, 12, 31)
_EPOCH = dt.date(1970, 1, 1).toordinal()
LONGEST = 2**63
_WHOLE = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_boolean,
)
# Values looked at to tell whether a column repeats itself.
SAMPLE = 10_000
Values: TypeAlias = "pd.Series[Any] | Sequence[Any]"


class Typed(NamedTuple):
    """A column of one type; texts and days once more as Arrow keeps them, if it gave them."""

    values: pd.Series[Any]
    kind: FieldType
    arrow: pa.Array | None = None


def column_of(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Give an Arrow column as an attribute: as it is where its type is plain, else as values."""
    kind = column.type
    if pa.types.is_date32(kind) and _on_calendar(column):
        column, kind = column.cast(pa.string()), pa.string()
    if any(is_whole(kind) for is_whole in _WHOLE) or pa.types.is_floating(kind):
        return pd.Series(pd.arrays.ArrowExtensionArray(column))
    return pd.Series([_plain(value) for value in column.to_pylist()], dtype=object)


def values_of(column: Values) -> list[Any]:
    """Give the values of an attribute one by one: plain Python values, missing ones None."""
    arrow = _held(column)
    if arrow is None:
        return list(column)
    if pa.types.is_floating(arrow.type):
        return list(pc.if_else(pc.is_nan(arrow), None, arrow).to_pylist())
    return list(arrow.to_pylist())


def typed(column: Values) -> Typed | None:
    """Give a column its type at once; None where its values need a look one by one.

    Parameters
    ----------
    column
        Values as read: an Arrow column, or plain Python values.

    Returns
    -------
    Typed
        The values as a series and the type they all have, the same as the look at
        each of them gives.

    Examples
    --------
    >>> typed([1, None, 3])[1]
    'integer'
    >>> typed([" a", "b"]) is None
    True
    """
    held = _held(column)
    arrow = held if held is not None else _arrow(column)
    if arrow is None or arrow.null_count == len(arrow):
        return None
    kind = arrow.type
    if pa.types.is_boolean(kind):
        return Typed(pd.Series(pd.arrays.BooleanArray(*_masked(arrow, False, np.bool_))), "boolean")
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return Typed(pd.Series(pd.arrays.IntegerArray(*_masked(arrow, 0, np.int64))), "integer")
    if held is not None and pa.types.is_floating(kind):
        return _numbers(arrow)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(arrow, None if held is not None else column)
    return None


def _held(column: Values) -> Any:
    """Give the Arrow array a series holds, None where it holds none."""
    if not isinstance(column, pd.Series) or not isinstance(column.dtype, pd.ArrowDtype):
        return None
    held = column.array.__arrow_array__()  # type: ignore[attr-defined]
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def _arrow(column: Values) -> Any:
    """Give plain Python values as an Arrow array, None where they are not of one type."""
    try:
        return pa.array(column, from_pandas=False)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None


def _masked(
    arrow: Any, filler: Any, dtype: type[np.generic]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Give values with a filler where there is none, and where that is."""
    gone = np.asarray(arrow.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    filled = pc.fill_null(arrow, filler).to_numpy(zero_copy_only=False)
    return np.array(filled, dtype=dtype), gone.copy()


def _numbers(arrow: Any) -> Typed | None:
    numbers = arrow.cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    known = numbers[~np.isnan(numbers)]
    if not len(known) or not (np.abs(known) < LONGEST).all():
        return None
    return Typed(pd.Series(numbers), "number")


def _texts(arrow: Any, same: Values | None) -> Typed | None:
    """Give texts that need no change: `same` are the values they came from, if any."""
    coded = _coded(arrow)
    distinct = arrow if coded is None else coded.dictionary
    if not pc.all(pc.equal(pc.utf8_trim_whitespace(distinct), distinct)).as_py():
        return None
    first = next((v for v in arrow[:1000].to_pylist() if v), None)
    if first is None:
        present = arrow.filter(pc.not_equal(arrow, ""))
        first = present[0].as_py() if len(present) else ""
    if ISO_DATE.fullmatch(first):
        return _days(arrow, coded, distinct)
    if any(form.fullmatch(first) for form in DATED):
        return None
    values = _objects(arrow, coded) if same is None else same
    return Typed(pd.Series(values, dtype=object), "text", arrow)


def _coded(arrow: Any) -> Any:
    """Give a column with each text kept once, None where most texts are there once."""
    sample = arrow[:SAMPLE]
    if len(sample) == len(arrow) or len(sample.unique()) > SAMPLE / 2:
        return None
    return arrow.dictionary_encode()


def _objects(arrow: Any, coded: Any) -> npt.NDArray[np.object_]:
    """Give texts as objects, one for each text that occurs where that is known."""
    if coded is None:
        return np.asarray(arrow.to_numpy(zero_copy_only=False), dtype=object)
    words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return np.asarray(words[coded.indices.fill_null(len(words) - 1).to_numpy()], dtype=object)


def _days(arrow: Any, coded: Any, distinct: Any) -> Typed | None:
    days = distinct.filter(pc.not_equal(distinct, ""))
    if not pc.all(pc.match_substring_regex(days, rf"^{ISO_DATE.pattern}$")).as_py():
        return None
    try:
        calendar = days.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    if not _on_calendar(calendar):
        return None
    values = _objects(arrow, coded)
    if len(days) < len(distinct) - distinct.null_count:
        values[values == ""] = None
        arrow = pc.if_else(pc.equal(arrow, ""), None, arrow)
    return Typed(pd.Series(values, dtype=object), "date", arrow)


def _on_calendar(days: Any) -> bool:
    """Say whether days are of the years that every library knows."""
    days = days.cast(pa.int32())
    ends = pc.min_max(days).as_py()
    low, high = (day.toordinal() - _EPOCH for day in (FIRST_DAY, LAST_DAY))
    return ends["min"] is None or (low <= ends["min"] and ends["max"] <= high)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return float(value) if isinstance(value, decimal.Decimal) else str(value)
