"""Turns: which requests of a worker compute at once, so that long ones do not hold the others."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

# What ends so may compute for seconds; everything else is answered in milliseconds.
LONG = ("/aggregate", "/overlay", "/execution", "/download", "/evaluation", "/effect")
LONG_AT_ONCE = 2
# Threads that take requests: most of them wait for their turn, which costs next to nothing.
THREADS = 4


class Turns:
    """Lets requests of one process in: short ones one at a time, a few long ones beside them.

    Two threads that compute at once only contend for the interpreter, so short requests,
    of which there are thousands, go one after the other.

    Parameters
    ----------
    long_at_once
        How many long ones go on at once.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.of("/overlay"), turns.of("/collections"):
    ...     "both"
    'both'
    """

    def __init__(self, long_at_once: int = LONG_AT_ONCE) -> None:
        self._short = threading.Lock()
        self._long = threading.BoundedSemaphore(long_at_once)

    def of(self, path: str) -> AbstractContextManager[object]:
        """Give the turn a request has to take.

        Parameters
        ----------
        path
            What it asks for.
        """
        return self._long if path.rstrip("/").endswith(LONG) else self._short
