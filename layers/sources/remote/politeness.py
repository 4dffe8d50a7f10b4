"""Politeness: who we are, how long to pause, and when to ask again."""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version

PAGE_PAUSE_S = 0.2
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Politeness:
    """How often and after how long a server is asked.

    Attributes
    ----------
    tries
        Requests for one thing, the first one counted.
    first_wait_s, longest_wait_s
        Wait before the second try; it doubles with each, with jitter, up to the
        longest. A server's Retry-After is kept to, up to the longest.
    pause_s
        Between two requests to one server.
    redirects
        Followed in one request.
    """

    tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    pause_s: float = PAGE_PAUSE_S
    redirects: int = 5
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = field(default=random.random)

    def wait_s(self, tried: int, retry_after: str, now: float) -> float | None:
        """Give the seconds to wait after the `tried`-th try, None to give up.

        Parameters
        ----------
        tried
            How often it was tried.
        retry_after
            The server's word: seconds, a date, or nothing.
        now
            Seconds since 1970, for a date.
        """
        if tried >= self.tries:
            return None
        asked = told_wait_s(retry_after, now)
        if asked is not None and asked > self.longest_wait_s:
            return None
        grown = min(self.first_wait_s * 2.0 ** (tried - 1), self.longest_wait_s)
        jittered = grown * (0.5 + self.chance() / 2)
        return jittered if asked is None else max(asked, jittered * (asked > 0))


def told_wait_s(retry_after: str, now: float) -> float | None:
    """Read a Retry-After header: seconds or a date; None when it says nothing.

    Examples
    --------
    >>> told_wait_s("3", 0.0)
    3.0
    >>> told_wait_s("Thu, 01 Jan 1970 00:01:00 GMT", 0.0)
    60.0
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(moment.timestamp() - now, 0.0)


def user_agent() -> str:
    """Say who asks: product and version."""
    return f"penyangga/{version('penyangga')} (geospatial planning)"
