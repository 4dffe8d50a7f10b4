"""Watching deadlines: a request that goes on past its own is stopped, and its worker goes on."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from layers.deadlines import Deadline, held_to

EVERY_S = 0.2


class StoppedError(BaseException):
    """The deadline of a request has passed.

    Not an Exception, so that no code on the way takes it for a failure it knows.
    """


class Watch:
    """Stops what goes on past its deadline, by an exception in the thread that does it.

    The exception comes between two steps of Python: a single long call into a library
    runs to its end first. One thread a process watches; it starts with the first request.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[int, tuple[Deadline, list[bool]]] = {}
        self._pid = 0

    @contextmanager
    def over(self, seconds: float) -> Iterator[None]:
        """Hold what is done to so many seconds.

        Raises
        ------
        StoppedError
            In what is done, when they have passed.
        """
        self._start()
        thread = threading.get_ident()
        entry = (Deadline(seconds), [False])
        with held_to(entry[0]):
            self._watched[thread] = entry
            try:
                yield
            finally:
                self._end(thread, entry[1])

    def _start(self) -> None:
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._watched = {}
                self._pid = os.getpid()
                threading.Thread(target=self._watch, name="deadlines", daemon=True).start()

    def _end(self, thread: int, stopped: list[bool]) -> None:
        # The exception may come in here: what was to be stopped is done already.
        with suppress(StoppedError), self._lock:
            self._watched.pop(thread, None)
        if stopped[0]:
            with suppress(StoppedError):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)
            self._watched.pop(thread, None)

    def _watch(self) -> None:
        pause = threading.Event()
        while self._pid == os.getpid():
            pause.wait(EVERY_S)
            for thread, entry in list(self._watched.items()):
                if entry[0].passed():
                    self._stop(thread, entry)

    def _stop(self, thread: int, entry: tuple[Deadline, list[bool]]) -> None:
        with self._lock:
            if self._watched.get(thread) is entry and not entry[1][0]:
                entry[1][0] = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(StoppedError)
                )
