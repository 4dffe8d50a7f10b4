"""Masks: truth of three values over columns, against plain Python."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.errors import QueryError
from layers.filters import read_filter
from layers.filters.mask import Coded, selected
from layers.filters.tree import Spatial


class Held:
    """Three features: two with all values, one with none."""

    n = 3

    def __init__(self) -> None:
        self.asked = None

    def texts(self, name):
        words = {"built": ["2024-01-01", "2024-01-02"], "seen": ["2024-01-01T00:00:00.000Z"] * 2}
        return Coded(np.array([0, 1, -1]), words.get(name, ["Ada", "bukan"]))

    def numbers(self, name):
        return np.array([1.0, 0.0, np.nan])

    def placed(self):
        return np.array([True, True, False])

    def related(self, relation, shape, asked):
        self.asked = asked.tolist()
        return np.array([True, False, False]) & asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = 'Ada'", [1, 0, 0]),
        ("NOT name = 'Ada'", [0, 1, 0]),
        ("name IS NULL", [0, 0, 1]),
        ("name = 'Ada' OR name IS NULL", [1, 0, 1]),
        ("'b' < name", [0, 1, 0]),
        ('name = "other name"', [1, 1, 0]),
        ("name LIKE '%a'", [1, 0, 0]),
        ("casei(name) IN ('ada', 'x')", [1, 0, 0]),
        ("name IN (\"other name\", 'x')", [1, 1, 0]),
        ("floors + 1 > 1", [1, 0, 0]),
        ("floors / floors = 1", [1, 0, 0]),
        ("floors NOT IN (0, 5)", [1, 0, 0]),
        ("floors * 2 IS NULL", [0, 0, 1]),
        ("public", [1, 0, 0]),
        ("NOT public", [0, 1, 0]),
        ("built = seen", [1, 0, 0]),
        ("built >= seen", [1, 1, 0]),
        ("TRUE", [1, 1, 1]),
        ("NOT FALSE", [1, 1, 1]),
        ("name = NULL", [0, 0, 0]),
        ("NOT name = NULL", [0, 0, 0]),
        ("geometry IS NULL", [0, 0, 1]),
        ("s_disjoint(geometry, POINT(1 1))", [0, 1, 0]),
    ],
)
def test_masks(things_schema, text, expected):
    assert selected(read_filter(text, things_schema), Held()).tolist() == [
        bool(e) for e in expected
    ]


def test_shapes_are_looked_at_last_and_only_where_it_matters(things_schema):
    held = Held()
    text = "s_within(geometry, BBOX(0,0,1,1)) AND name = 'Ada'"
    assert selected(read_filter(text, things_schema), held).tolist() == [True, False, False]
    assert held.asked == [True, False, True]
    within = np.array([False, True, False])
    selected(Spatial("s_within", shapely.Point(0, 0)), held, within)
    assert held.asked == within.tolist()


def test_what_takes_too_long_is_given_up(things_schema):
    predicate = read_filter("public AND public", things_schema)
    with pytest.raises(QueryError, match="longer than") as caught:
        selected(predicate, Held(), seconds=-1)
    assert caught.value.code == "filter-too-complex"
    assert selected(predicate, Held(), seconds=60).any()
