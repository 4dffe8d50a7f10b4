"""Watching deadlines: a request that goes on past its own is stopped, and its worker goes on."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable
from contextlib import suppress

from layers.deadlines import CURRENT, Deadline
from server.operations.compiling import compile_unhurried

EVERY_S = 0.2


class StoppedError(BaseException):
    """The deadline of a request has passed.

    Not an Exception, so that no code on the way takes it for a failure it knows.
    """


class Watch:
    """Stops what goes on past its deadline, by an exception in the thread that does it.

    The exception comes between two steps of Python: a single long call into a library
    runs to its end first. One thread a process watches; it starts with the first request.

    Parameters
    ----------
    now_and_then
        Is done by the watching thread, too, every `EVERY_S` seconds.
    """

    def __init__(self, now_and_then: Callable[[], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._watched: dict[int, _Work] = {}
        self._pid = 0
        self._now_and_then = now_and_then

    def over(self, seconds: float, *, statement_seconds: float = float("inf")) -> _Work:
        """Hold what is done to so many seconds: ``with watch.over(10.0): …``.

        Parameters
        ----------
        seconds
            For all of it.
        statement_seconds
            For each statement of a database.

        Raises
        ------
        StoppedError
            In what is done, when they have passed.
        """
        return _Work(self, Deadline(seconds, statement_seconds=statement_seconds))

    def begin(self, work: _Work) -> None:
        """Begin to watch."""
        self.start()
        self._watched[work.thread] = work

    def end(self, work: _Work) -> None:
        """Watch no more; what would stop it is called back."""
        # The exception may come in here: what was to be stopped is done already.
        try:
            with self._lock:
                self._watched.pop(work.thread, None)
        except StoppedError:
            pass
        if work.stopped:
            with suppress(StoppedError):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(work.thread), None)
            self._watched.pop(work.thread, None)

    def start(self) -> None:
        """Have a thread of this process watch, if none does yet."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._watched = {}
                self._pid = os.getpid()
                compile_unhurried()
                threading.Thread(target=self._watch, name="deadlines", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while self._pid == os.getpid():
            pause.wait(EVERY_S)
            for work in list(self._watched.values()):
                if work.deadline.passed():
                    self._stop(work)
            if self._now_and_then is not None:
                self._now_and_then()

    def _stop(self, work: _Work) -> None:
        with self._lock:
            if self._watched.get(work.thread) is work and not work.stopped:
                work.stopped = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(work.thread), ctypes.py_object(StoppedError)
                )


class _Work:
    """Work of one thread that is watched while it lasts."""

    __slots__ = ("_token", "_watch", "deadline", "stopped", "thread")

    def __init__(self, watch: Watch, deadline: Deadline) -> None:
        self._watch = watch
        self.deadline = deadline
        self.thread = threading.get_ident()
        self.stopped = False

    def __enter__(self) -> None:
        self._token = CURRENT.set(self.deadline)
        self._watch.begin(self)

    def __exit__(self, *failed: object) -> None:
        try:
            self._watch.end(self)
        finally:
            CURRENT.reset(self._token)
