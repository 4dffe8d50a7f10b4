"""Tables to look through: made of columns and shapes, clean ones and ones with a planted defect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.defects import Table
from layers.defects.registry import DETECTORS, examine, look

TODAY = dt.date(2026, 11, 21)
DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


def kind_of(values: Sequence[Any]) -> str:
    present = [v for v in values if v is not None]
    if present and all(isinstance(v, bool) for v in present):
        return "boolean"
    if present and all(isinstance(v, int) for v in present):
        return "integer"
    if present and all(isinstance(v, (int, float)) for v in present):
        return "number"
    return "text"


@pytest.fixture
def table() -> Callable[..., Table]:
    """Make a table of columns; its shapes are 20 scattered points unless given."""

    def make(shapes: Sequence[Any] | None = None, /, **columns: Sequence[Any]) -> Table:
        written = bool(columns.pop("written", False))
        kinds = dict(columns.pop("kinds", {}))
        n = len(next(iter(columns.values()), shapes if shapes is not None else []))
        if shapes is None:
            shapes = [
                shapely.Point(116.12345 + 0.01307 * i, -1.23457 - 0.00713 * i) for i in range(n)
            ]
        geometry = np.empty(n, dtype=object)
        geometry[:] = shapes
        kinds = {name: kinds.get(name, kind_of(v)) for name, v in columns.items()}
        frame = pd.DataFrame(
            {
                name: pd.Series(list(v), dtype=DTYPES.get(kinds[name], "object"))
                for name, v in columns.items()
            },
            index=pd.RangeIndex(n),
        )
        return Table(frame, geometry, np.arange(1, n + 1), kinds, today=TODAY, written=written)

    return make


@pytest.fixture
def codes() -> Callable[..., list[str]]:
    """List the codes of all defects found in a table, the dear ones too."""

    def found(given: Table) -> list[str]:
        return [seen.code for seen in look(given, dear=True)]

    return found


@pytest.fixture
def seen() -> Callable[..., Any]:
    """Give the only finding of a code in a table."""

    def only(given: Table, code: str) -> Any:
        (one,) = [f for f in examine(given, dear=True)[1] if f.code == code]
        return one

    return only


@pytest.fixture
def mended() -> Callable[..., Table]:
    """Repair a code, and see that it was told, changed what it said, and left nothing to find."""

    def mend(given: Table, code: str) -> Table:
        before = look(given, dear=True)
        assert any(s.code == code and s.clear for s in before)
        after, found = examine(given, [code], dear=True)
        done = [f for f in found if f.action == "repaired"]
        assert done
        assert {f.code for f in done} == {code}
        assert not [s for s in look(after, dear=True) if s.code == code and s.clear]
        again, more = examine(after, [code], dear=True)
        assert not [f for f in more if f.action == "repaired"]
        pd.testing.assert_frame_equal(again.attributes, after.attributes)
        return after

    return mend


@pytest.fixture
def all_codes() -> set[str]:
    """The codes of all detectors there are."""
    return {code for one in DETECTORS for code in one.codes}
