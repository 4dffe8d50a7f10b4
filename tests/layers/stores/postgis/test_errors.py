"""What the server answers, in our words and with stable codes."""

from __future__ import annotations

import psycopg
import pytest

from layers.stores.postgis.errors import store_error


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("55P03", "store-busy"),
        ("40P01", "store-busy"),
        ("40001", "store-busy"),
        ("53300", "store-busy"),
        ("57014", "store-timeout"),
        ("53100", "disk-full"),
        ("25006", "read-only"),
        ("42501", "read-only"),
        ("3D000", "not-a-workspace"),
        ("3F000", "not-a-workspace"),
        ("28P01", "store-unreachable"),
        ("57P01", "store-unreachable"),
        ("08006", "store-unreachable"),
        ("XX001", "store-damaged"),
        ("58030", "store-damaged"),
        ("42P01", "table-missing"),
        ("22012", "store-error"),
    ],
)
def test_every_state_has_its_word(state, code):
    error = store_error(psycopg.errors.lookup(state)("SELECT secret"), "postgresql://db/region")
    assert error.code == code
    assert str(error).startswith("postgresql://db/region: ")
    assert "secret" not in str(error)


def test_no_answer_at_all_is_unreachable():
    assert store_error(psycopg.OperationalError("x"), "u").code == "store-unreachable"
    assert store_error(psycopg.InterfaceError("x"), "u").code == "store-error"
