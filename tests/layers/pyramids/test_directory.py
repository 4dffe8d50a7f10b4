"""Directories are read back as they were, by us and by the format's own library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import deserialize_directory

from layers.pyramids.directory import (
    ROOT_BYTES,
    Entries,
    deserialised,
    gunzipped,
    numbers,
    packed,
    serialised,
    varints,
    written,
)


@given(st.lists(st.integers(0, 2**62)))
def test_varints(values):
    assert numbers(varints(np.array(values, dtype=np.int64))).tolist() == values


def some_entries(n, seed=1):
    rng = np.random.default_rng(seed)
    runs = rng.integers(1, 4, n)
    first = np.cumsum(rng.integers(4, 60, n))
    lengths = rng.integers(1, 70_000, n)
    offsets = np.cumsum(lengths) - lengths
    # Some tiles are equal to earlier ones.
    again = rng.random(n) < 0.2
    offsets[again], lengths[again] = offsets[:1].sum(), lengths[:1].sum()
    return Entries(first, runs, offsets, lengths)


def listed(entries):
    return list(zip(*(column.tolist() for column in entries), strict=True))


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
def test_both_libraries_read_what_was_written(n):
    entries = some_entries(n)
    data = packed(serialised(entries))
    assert listed(deserialised(data)) == listed(entries)
    theirs = [(e.tile_id, e.run_length, e.offset, e.length) for e in deserialize_directory(data)]
    assert theirs == listed(entries)


def test_what_does_not_fit_into_the_root_gets_leaves():
    entries = some_entries(60_000)
    found = written(entries)
    assert len(found.root) <= ROOT_BYTES
    root = deserialised(found.root)
    assert (root.runs == 0).all()
    leaves = [
        deserialised(found.leaves[a : a + n])
        for a, n in zip(root.offsets.tolist(), root.lengths.tolist(), strict=True)
    ]
    assert [e for leaf in leaves for e in listed(leaf)] == listed(entries)


@pytest.mark.parametrize(
    "data",
    [
        packed(varints(np.array([5, 1]))),
        packed(varints(np.array([1, 1, 1, 1, 0]))),
        packed(b"\xff" * 12 + b"\x01"),
    ],
    ids=["too short", "follows nothing", "number too long"],
)
def test_damaged_directories_are_refused(data):
    with pytest.raises(ValueError, match=r"directory|ten bytes"):
        deserialised(data)


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("layers.pyramids.directory.MAX_BYTES", 1000)
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        gunzipped(packed(bytes(2000)))
