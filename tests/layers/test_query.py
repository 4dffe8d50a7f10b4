"""Queries refuse what cannot be meant."""

from __future__ import annotations

import pytest

from layers import Query
from layers.errors import QueryError


def test_boxes_split_at_180_degrees():
    assert Query().boxes() == ()
    assert Query(bbox=(1, 2, 3, 4)).boxes() == ((1, 2, 3, 4),)
    assert Query(bbox=(170, -10, -170, 10)).boxes() == (
        (170, -10, 180.0, 10),
        (-180.0, -10, -170, 10),
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"bbox": (0, 0, float("nan"), 1)}, "not finite"),
        ({"bbox": (0, 0, float("inf"), 1)}, "not finite"),
        ({"bbox": (0, 2, 1, 1)}, "south is above north"),
        ({"limit": -1}, "limit -1 is negative"),
        ({"offset": -1}, "must not be negative"),
        ({"start": -1}, "must not be negative"),
    ],
)
def test_impossible_values_are_refused(asked, message):
    with pytest.raises(QueryError, match=message):
        Query(**asked)
