"""Work done part by part gives what it gives in one piece."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.parts import in_parts


@given(count=st.integers(0, 50), size=st.integers(1, 60), threads=st.integers(1, 4))
def test_parts_hold_everything_once_and_in_order(count: int, size: int, threads: int) -> None:
    things = list(range(count))
    parts = in_parts(count, lambda part: things[part], size, threads=threads)
    assert [thing for part in parts for thing in part] == things
    assert all(len(part) <= size for part in parts)


def test_nothing_is_one_empty_part() -> None:
    assert in_parts(0, lambda part: (part.start, part.stop), 10) == [(0, 0)]


def test_one_part_stays_on_the_thread_that_asks() -> None:
    assert in_parts(3, lambda part: threading.get_ident(), 3) == [threading.get_ident()]


def test_two_parts_are_worked_on_at_once() -> None:
    met = threading.Barrier(2, timeout=20)
    assert sorted(in_parts(2, lambda part: met.wait(), 1)) == [0, 1]


def test_a_part_that_fails_fails_the_whole() -> None:
    def work(part: slice) -> int:
        if part.start:
            raise KeyError("no")
        return 1

    with pytest.raises(KeyError):
        in_parts(2, work, 1)
