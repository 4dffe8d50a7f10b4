"""Turns: which requests of a worker compute at once, so that long ones do not hold the others."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager

# What ends so may compute for seconds; everything else is answered in milliseconds.
LONG = ("/aggregate", "/overlay", "/execution", "/download", "/evaluation", "/effect")
LONG_AT_ONCE = 2
# Threads that take requests: most of them wait for their turn, which costs next to nothing.
THREADS = 4
# How long a short request that has to wait sleeps before it asks again, and before it queues.
PAUSES_S = (0.0005, 0.001, 0.008)


class OneByOne:
    """Lets one in at a time; who has to wait sleeps at first, and only then queues.

    Who leaves wakes whoever queues, and the two then contend for the interpreter: with a
    queue before every request a worker answers half as many. A sleeper wakes by itself.

    Examples
    --------
    >>> with OneByOne():
    ...     "alone"
    'alone'
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        take = self._lock.acquire
        if take(blocking=False):
            return
        for pause in PAUSES_S:
            time.sleep(pause)
            if take(blocking=False):
                return
        take()

    def __exit__(self, *failed: object) -> None:
        self._lock.release()


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
        self._short = OneByOne()
        self._long = threading.BoundedSemaphore(long_at_once)

    def of(self, path: str) -> AbstractContextManager[object]:
        """Give the turn a request has to take.

        Parameters
        ----------
        path
            What it asks for.
        """
        return self._long if path.rstrip("/").endswith(LONG) else self._short
