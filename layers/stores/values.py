"""Values between frames and the store: one column at a time, both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.errors import SchemaError
from layers.schema import Field, FieldType, Text

SqlValue = str | int | float | None
# Texts looked at to tell whether a column repeats itself.
SAMPLE = 10_000
FIRST_DAY, LAST_DAY = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")


def to_sql(values: pd.Series[Any], field: Field) -> list[SqlValue]:
    """Give a column's values as SQLite keeps them; missing values become None.

    Raises
    ------
    SchemaError
        If a value is not of the field's type; the message names the first rows.
    """
    quick = _quickly(values, field)
    if quick is not None:
        return quick
    missing = values.isna().to_numpy()
    convert = _TO_SQL[field.type]
    out: list[SqlValue] = []
    bad: list[str] = []
    for label, value, gone in zip(values.index, values.tolist(), missing, strict=True):
        try:
            out.append(None if gone else convert(value))
        except (TypeError, ValueError, OverflowError):
            out.append(None)
            bad.append(f"row {label}: {str(value)[:40]!r}")
    if bad:
        raise SchemaError(
            Text(
                f"kolom {field.name!r} meminta {field.type}, tetapi {len(bad)} nilainya bukan: "
                f"{'; '.join(bad[:5])}",
                f"field {field.name!r} wants {field.type}, but {len(bad)} values are not: "
                f"{'; '.join(bad[:5])}",
            ),
            code="wrong-type",
        )
    return out


def _quickly(values: pd.Series[Any], field: Field) -> list[SqlValue] | None:
    """Convert a well-typed column at once; None when its values need a look one by one."""
    kind = values.dtype.kind
    if field.type == "integer" and kind in "iu" and values.dtype != np.uint64:
        return _whole(values)
    if field.type == "number" and kind == "f" and not np.isinf(values.to_numpy()).any():
        return _numbers(values.to_numpy() + 0.0)  # SQLite knows no -0.0
    if field.type == "text" and pd.api.types.infer_dtype(values, skipna=True) == "string":
        return _texts(values)
    if field.type == "date":
        return _dates(values) if kind == "M" else _days(values) if kind != "m" else None
    return None


def _whole(values: pd.Series[Any]) -> list[SqlValue]:
    if values.dtype.kind == "i" and not values.isna().any():
        return list(values.to_numpy(dtype=np.int64).tolist())
    return [None if value is pd.NA else value for value in values.tolist()]


def _numbers(numbers: npt.NDArray[np.float64]) -> list[SqlValue]:
    values: list[SqlValue] = numbers.tolist()
    if not np.isnan(numbers).any():
        return values
    return [None if value != value else value for value in values]  # noqa: PLR0124


def _dates(values: pd.Series[Any]) -> list[SqlValue] | None:
    """Write the days of a column of dates; None when they need a look one by one."""
    if getattr(values.dtype, "tz", None) is not None:
        return None
    dates = values.to_numpy().astype("datetime64[D]")
    if not _on_calendar(dates):
        return None
    days = np.datetime_as_string(dates).tolist()
    return [None if day == "NaT" else day for day in days]


def _texts(values: pd.Series[Any]) -> list[SqlValue] | None:
    texts = _shared(values)
    joined = "".join(filter(None, texts))
    if "\x00" in joined:
        texts = [text and text.replace("\x00", "") for text in texts]
    try:
        joined.encode()
    except UnicodeEncodeError:
        return None
    return texts


def _shared(values: pd.Series[Any]) -> list[Any]:
    """Give texts, None where there is none; in columns that repeat few, each is one object."""
    if values.dtype == object:
        return [None if gone else text for text, gone in zip(values, values.isna(), strict=True)]
    column = pa.array(values.array, from_pandas=True)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    sample = column[:SAMPLE]
    if len(sample.unique()) > SAMPLE / 2 or len(column) == len(sample):
        return list(column.to_pylist())
    coded = column.dictionary_encode()
    words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return list(words[coded.indices.fill_null(len(words) - 1).to_numpy()].tolist())


def _on_calendar(days: npt.NDArray[np.datetime64]) -> bool:
    """Say whether all days are of the years 1 to 9999: no store keeps others."""
    known = days[~np.isnat(days)]
    return not len(known) or bool((known >= FIRST_DAY).all() and (known <= LAST_DAY).all())


def _days(values: pd.Series[Any]) -> list[SqlValue] | None:
    """Take ISO days as they are; None when one of them is written otherwise."""
    if pd.api.types.infer_dtype(values, skipna=True) != "string":
        return None
    held = values.to_numpy() if values.dtype == object else values.array
    distinct = pa.array(held, from_pandas=True).unique()
    if not pc.all(pc.match_substring_regex(distinct, r"^\d{4}-\d{2}-\d{2}$")).as_py():
        return None
    try:
        days = distinct.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    if not _on_calendar(days.to_numpy(zero_copy_only=False).astype("datetime64[D]")):
        return None
    return _shared(values)


def from_sql(values: Sequence[SqlValue], field: Field) -> pd.Series[Any]:
    """Give stored values as a column of the field's type.

    Whole numbers stay whole (nullable when some are missing), missing texts and
    numbers are NaN; dates and datetimes become pandas timestamps (UTC for datetimes).
    """
    if field.type == "integer":
        kind = "Int64" if any(v is None for v in values) else "int64"
        return pd.Series(list(values), dtype=kind)
    if field.type == "number":
        return pd.Series([np.nan if v is None else float(v) for v in values], dtype="float64")
    if field.type == "boolean":
        flags = [None if v is None else bool(v) for v in values]
        return pd.Series(flags, dtype="boolean" if None in flags else "bool")
    if field.type == "date":
        return pd.to_datetime(pd.Series(list(values), dtype="object"), format="ISO8601")
    if field.type == "datetime":
        return pd.to_datetime(pd.Series(list(values), dtype="object"), format="ISO8601", utc=True)
    return pd.Series(list(values), dtype="str")


def _integer(value: Any) -> int:
    number = int(value)
    if isinstance(value, bool | np.bool_) or (not isinstance(value, str) and number != value):
        raise ValueError
    if not -(2**63) <= number < 2**63:
        raise OverflowError
    return number


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool | np.bool_) or not np.isfinite(number):
        raise ValueError
    return number + 0.0


def _boolean(value: Any) -> int:
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | float | np.number) and value in (0, 1):
        return int(value)
    raise ValueError


def _text(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        raise TypeError
    text = str(value).replace("\x00", "")
    text.encode()  # a lone surrogate is no letter
    return text


def _date(value: Any) -> str:
    moment = pd.Timestamp(value)
    _require_year(moment)
    return str(moment.date())


def _require_year(moment: pd.Timestamp) -> None:
    if not 1 <= moment.year <= 9999:
        raise ValueError


def _datetime(value: Any) -> str:
    moment = pd.Timestamp(value)
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
    _require_year(moment)
    return to_text(moment)


def to_text(moment: pd.Timestamp) -> str:
    """Give a moment in UTC as every store writes it, so that texts sort as the moments do."""
    day_and_time = moment.strftime("-%m-%dT%H:%M:%S.")
    return f"{moment.year:04d}{day_and_time}{moment.microsecond // 1000:03d}Z"


_TO_SQL: dict[FieldType, Callable[[Any], SqlValue]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
