"""Bytes of tiles: varints against those of values, copies against slices of arrays."""

from __future__ import annotations

import numpy as np
import pytest

from layers.tiling.kernels.writing import copied, gathered, short, step, varint
from layers.tiling.values import varint as told

AROUND = 99


def test_short_numbers_are_varints():
    out = np.zeros(8, dtype=np.uint8)
    for number in range(1 << 14):
        long = varint(out, 0, number)
        assert bytes(out[:long]) == told(number)
        assert short(out, 0, number) == long
        assert bytes(out[:long]) == told(number)


@pytest.mark.parametrize(("by", "number"), [(0, 0), (-1, 1), (1, 2), (4224, 8448), (-4224, 8447)])
def test_a_step_has_its_sign_in_the_last_bit(by, number):
    out = np.zeros(4, dtype=np.uint8)
    assert bytes(out[: step(out, 0, np.int64(by))]) == told(number)


@pytest.mark.parametrize("n", [0, 1, 31, 32, 33, 60])
@pytest.mark.parametrize("first", [0, 7, 40])
@pytest.mark.parametrize("room", [0, 31, 64])
def test_a_copy_ends_where_the_next_byte_goes(n, first, room):
    data = np.arange(1, 101, dtype=np.uint8)[: first + n]
    out = np.full(5 + n + room, AROUND + 100, dtype=np.uint8)
    assert copied(out, 5, data, first, first + n) == 5 + n
    assert bytes(out[5 : 5 + n]) == bytes(data[first:])
    assert (out[:5] == AROUND + 100).all()


def test_values_in_the_order_of_their_numbers():
    words = [b"", b"a", b"long" * 20, b"bc"]
    ends = np.cumsum([0, *map(len, words)], dtype=np.int64)
    data = np.frombuffer(b"".join(words), dtype=np.uint8)
    for used in ([3, 2, 0, 1], [0], [1, 1], []):
        given = gathered(data, ends, np.array(used, dtype=np.int32))
        assert bytes(given) == b"".join(words[i] for i in used)
