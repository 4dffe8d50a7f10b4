"""The shelf of results: kept, replaced, expired, let go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.ledger import FILE, Ledger
from server.results.record import Record
from server.results.shelf import CHAPTER, Shelf

ONE = Record(
    *("result_b", "j", "units", "coverage", "1"),
    inputs={"a": ["ü"]},
    used={"districts": 1},
    made=1.0,
    seconds=0.0,
    replay={},
    trust="official",
)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(Ledger(tmp_path / FILE, [CHAPTER]))


def test_records_come_back(shelf):
    assert shelf.records() == []
    assert shelf.record("result_b") is None
    assert shelf.expired(9e9) == []
    other = replace(ONE, layer="result_a", expires=7.0)
    for record in (ONE, other):
        shelf.put(record)
    assert shelf.records() == [other, ONE]
    assert shelf.expired(6.0) == []
    assert shelf.expired(7.0) == ["result_a"]
    shelf.put(replace(other, expires=None))
    assert shelf.expired(9e9) == []
    shelf.remove("result_a")
    shelf.remove("result_a")
    assert shelf.records() == [ONE]
