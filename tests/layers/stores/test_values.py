"""Values between frames and stores: types, limits, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import Field, Text
from layers.errors import SchemaError
from layers.stores.values import from_sql, to_sql


def _field(kind):
    return Field("a", kind, Text.of("a"))


@pytest.mark.parametrize(
    ("kind", "values", "want"),
    [
        ("integer", pd.Series([1, -(2**63), 2**63 - 1]), [1, -(2**63), 2**63 - 1]),
        ("integer", pd.Series(["7", 8.0, None], dtype=object), [7, 8, None]),
        ("integer", pd.Series([1, -(2**63), None], dtype="Int64"), [1, -(2**63), None]),
        ("integer", pd.Series([1, 2**63 - 1], dtype="Int64"), [1, 2**63 - 1]),
        ("integer", pd.Series([7, 2], dtype="int8"), [7, 2]),
        ("integer", pd.Series([7, 2**63 - 1], dtype="UInt64"), [7, 2**63 - 1]),
        ("number", pd.Series([0.1, np.nan]), [0.1, None]),
        ("number", pd.Series([-0.0, 2.5]), [0.0, 2.5]),
        ("date", pd.Series(["2024-02-29", None] * 6_000), ["2024-02-29", None] * 6_000),
        ("text", pd.Series(["a", None] * 6_000), ["a", None] * 6_000),
        ("number", pd.Series(["1e3"], dtype=object), [1000.0]),
        ("boolean", pd.Series([True, 0, None], dtype=object), [1, 0, None]),
        ("text", pd.Series(["a\0b", None, ""]), ["ab", None, ""]),
        ("text", pd.Series([64, 64.7], dtype=object), ["64", "64.7"]),
        ("date", pd.Series(pd.to_datetime(["2024-02-29", None])), ["2024-02-29", None]),
        ("datetime", pd.Series(["2024-01-01T08:00+08:00"]), ["2024-01-01T00:00:00.000Z"]),
        ("datetime", pd.Series(["0999-01-01"]), ["0999-01-01T00:00:00.000Z"]),
    ],
)
def test_values_are_stored_in_one_form(kind, values, want):
    assert to_sql(values, _field(kind)) == want


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 0.5),
        ("integer", -(2**63) - 1),
        ("number", True),
        ("number", np.inf),
        ("boolean", 2),
        ("datetime", "noon"),
    ],
)
def test_a_value_of_another_kind_names_its_row(kind, value):
    with pytest.raises(SchemaError, match=f"field 'a' wants {kind}, but 1 values .* row 9"):
        to_sql(pd.Series([value], index=[9], dtype=object), _field(kind))


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers_come_back_exactly(values):
    field = _field("integer")
    back = from_sql(to_sql(pd.Series(values, dtype="object"), field), field)
    assert [None if v is pd.NA else v for v in back.tolist()] == values


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_come_back_exactly(values):
    field = _field("number")
    back = from_sql(to_sql(pd.Series(values, dtype="object"), field), field)
    want = np.array([np.nan if v is None else v for v in values], dtype=float)
    np.testing.assert_array_equal(back.to_numpy(), want)
