"""When a token ends."""

from __future__ import annotations

import pytest

from server.cli.session import WrongValueError
from server.cli.tokens.expiry import read_expiry

NOW = 1_600_000_000.0


def test_spans_dates_and_never():
    assert read_expiry("30d", NOW) == NOW + 30 * 86_400
    assert read_expiry("90m", NOW) - NOW == 5400
    assert read_expiry("2w", NOW) - NOW == 14 * 86_400
    assert read_expiry("2030-12-31", NOW) == 1_924_905_600
    assert read_expiry("2030-12-31T07:00:00+07:00", NOW) == 1_924_905_600
    assert read_expiry("never", NOW) is None


@pytest.mark.parametrize(
    "text", ["", "0d", "-1d", "30", "d", "1y", "2019-01-01", "soon", "1.5d", "9" * 9 + "d", "١d"]
)
def test_what_is_none_of_these(text):
    with pytest.raises(WrongValueError, match="wanted a span such as 30d"):
        read_expiry(text, NOW)
