"""Batches read ahead: in order, each with the names known when it is its turn."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from layers.sources.readers.regular.ahead import columns_ahead


def point(x: int, **properties) -> bytes:
    geometry = {"type": "Point", "coordinates": [x, 1]}
    return orjson.dumps({"type": "Feature", "properties": properties, "geometry": geometry})


def batches_of(*batches: list[bytes]):
    """Give the text of all features, and begin and end of each, batch by batch."""
    texts = [text for batch in batches for text in batch]
    ends = np.cumsum([len(text) + 1 for text in texts])
    bounds = np.column_stack([ends - [len(text) for text in texts], ends]).astype(np.int64)
    cuts = np.cumsum([len(batch) for batch in batches])[:-1]
    data = b"[" + b",".join(texts) + b"]"
    return np.frombuffer(data, dtype=np.uint8), np.split(bounds, cuts)


def test_batches_come_in_order():
    data, batches = batches_of(*([point(x, a=x), point(-x, a=None)] for x in range(9)))
    read = list(columns_ahead(data, batches, lambda: ["a"]))
    assert [columns.properties["a"] for columns in read] == [[x, None] for x in range(9)]
    assert [columns.geometry[1].x for columns in read] == [-x for x in range(9)]


def test_names_that_come_up_on_the_way_hold_from_the_next_batch():
    known = ["a"]
    data, batches = batches_of([point(1, a=1)], [point(2, a=2, b=3)], [point(4, b=5)], [point(6)])
    told = []
    for columns in columns_ahead(data, batches, lambda: list(known)):
        told.append(columns and columns.properties)
        if len(told) == 2:
            known.append("b")
    assert told == [{"a": [1]}, None, {"a": [None], "b": [5]}, {"a": [None], "b": [None]}]


def test_a_batch_that_is_not_regular_is_none_and_the_next_is_read():
    data, batches = batches_of([point(1, a=1)], [b'{"type":"Feature"}'], [point(2, a=2)])
    first, second, third = columns_ahead(data, batches, lambda: ["a"])
    assert second is None
    assert (first.properties, third.properties) == ({"a": [1]}, {"a": [2]})


def test_a_fault_of_the_one_who_takes_them_ends_the_reading():
    data, batches = batches_of(*([point(x, a=x)] for x in range(6)))
    reading = columns_ahead(data, batches, lambda: ["a"])
    next(reading)
    reading.close()
    with pytest.raises(StopIteration):
        next(reading)
