"""Expiry: when a token ends, as people write it."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from server.cli.session import WrongValueError

_SPAN = re.compile(r"([0-9]{1,5})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LATEST = 253_402_300_799.0


def read_expiry(text: str, now: float) -> float | None:
    """Give the moment a token ends, in seconds since 1970, or None for never.

    Parameters
    ----------
    text
        ``30d`` (m, h, d, w), a date or time in ISO 8601 (UTC unless it says otherwise), or
        ``never``.
    now
        Seconds since 1970.

    Raises
    ------
    WrongValueError
        If it is none of these, or over.

    Examples
    --------
    >>> read_expiry("2h", 1000.0), read_expiry("never", 1000.0)
    (8200.0, None)
    """
    if text == "never":
        return None
    span = _SPAN.fullmatch(text)
    ends = now + int(span[1]) * _SECONDS[span[2]] if span else _moment(text)
    if not now < ends <= _LATEST:
        raise WrongValueError(
            f"{text!r}: yang diminta jangka seperti 30d (m, h, d, w), tanggal nanti seperti "
            "2030-12-31, atau never",
            f"{text!r}: wanted a span such as 30d (m, h, d, w), a date to come such as "
            "2030-12-31, or never",
            param_hint="--expires",
        )
    return ends


def _moment(text: str) -> float:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return math.nan
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
