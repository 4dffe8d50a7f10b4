"""Values as bytes, against the examples of the protocol's own documentation."""

from __future__ import annotations

import math

import pytest

from layers.tiling.values import encoded_value, message, varint


@pytest.mark.parametrize(("number", "told"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02")])
def test_varints(number, told):
    assert varint(number).hex() == told


def test_a_message_tells_its_length():
    # The string "testing" in field 2, from the documentation of protocol buffers.
    assert message(0x12, b"testing").hex() == "120774657374696e67"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (True, "3801"),
        (5, "2805"),
        (-1, "3001"),
        (1.0, "19000000000000f03f"),
        ("a", "0a0161"),
        ("", "0a00"),
    ],
)
def test_each_type_has_its_field(value, told):
    encoded = encoded_value(value)
    assert encoded == message(0x22, bytes.fromhex(told))


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_no_value_is_left_out(value):
    assert encoded_value(value) is None
