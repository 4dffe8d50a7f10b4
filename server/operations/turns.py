"""Turns: which requests of a worker compute at once, so that long ones do not hold the others."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager

from layers.text import Text
from server.errors import QueueFullError

# Addresses that run an analysis when they are asked for.
RUNNING = ("/evaluation", "/effect", "/report.pdf", "/report.json")
# What ends so may compute for seconds; everything else is answered in milliseconds.
LONG = ("/aggregate", "/overlay", "/execution", "/download", *RUNNING)
LONG_AT_ONCE = 2
# Threads that take requests: most of them wait for their turn, which costs next to nothing.
THREADS = 5
# How many long ones may wait: a thread stays for short ones.
LONG_WAITING = THREADS - LONG_AT_ONCE - 1
WAIT_S = 5.0
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


class AFew:
    """Lets a few in at once, and some more wait; who comes beyond them is refused.

    Parameters
    ----------
    at_once
        How many go on at once.
    waiting
        How many may wait.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._inside = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise QueueFullError(
                Text(
                    "terlalu banyak hitungan panjang berjalan; coba lagi sebentar lagi, atau "
                    "jalankan sebagai pekerjaan (Prefer: respond-async)",
                    "too many long computations are going on; try again soon, or run it as a "
                    "job (Prefer: respond-async)",
                ),
                wait_s=WAIT_S,
            )
        self._inside.acquire()

    def __exit__(self, *failed: object) -> None:
        self._inside.release()
        self._places.release()


class Turns:
    """Lets requests of one process in: short ones one at a time, a few long ones beside them.

    Two threads that compute at once only contend for the interpreter, so short requests,
    of which there are thousands, go one after the other.

    Parameters
    ----------
    long_at_once
        How many long ones go on at once.
    long_waiting
        How many more of them may wait.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.of("/overlay"), turns.of("/collections"):
    ...     "both"
    'both'
    """

    def __init__(self, long_at_once: int = LONG_AT_ONCE, long_waiting: int = LONG_WAITING) -> None:
        self._short = OneByOne()
        self._long = AFew(long_at_once, long_waiting)

    def of(self, path: str) -> AbstractContextManager[object]:
        """Give the turn a request has to take.

        Parameters
        ----------
        path
            What it asks for.

        Raises
        ------
        QueueFullError
            When it is taken, if it is a long one and too many of them wait.
        """
        return self._long if path.rstrip("/").endswith(LONG) else self._short
