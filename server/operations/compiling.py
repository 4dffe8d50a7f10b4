"""Compiling: a kernel that is compiled for the first time is made for all, in nobody's time."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from numba.core import event

from layers.deadlines import unhurried
from layers.derived import Observer
from layers.text import Text

KIND = "numba:compile"
COMPILING = Text(
    "menyiapkan program untuk mesin ini; hanya pertama kali",
    "preparing the program for this machine; the first time only",
)


class _Unhurried(event.Listener):
    """Lets the deadline of the request stand still that happens to compile."""

    def __init__(self) -> None:
        self._local = threading.local()

    def on_start(self, _event: Any) -> None:
        """Let it stand still; a kernel may compile others on its way."""
        stacks = self._stacks()
        stack = ExitStack()
        stack.enter_context(unhurried())
        stacks.append(stack)

    def on_end(self, _event: Any) -> None:
        """Let it go on."""
        stacks = self._stacks()
        if stacks:
            stacks.pop().close()

    def _stacks(self) -> list[ExitStack]:
        if not hasattr(self._local, "stacks"):
            self._local.stacks = []
        stacks: list[ExitStack] = self._local.stacks
        return stacks


@lru_cache(maxsize=1)
def compile_unhurried() -> None:
    """Let no request be stopped for compiling what the next one finds compiled.

    Half compiled and stopped, a kernel would be compiled anew by every request, and none
    would ever be answered.
    """
    event.register(KIND, _Unhurried())  # type: ignore[no-untyped-call]


class _Aloud(event.Listener):
    """Tells an observer while kernels are compiled, once for a kernel and those it calls."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._depth = 0
        self._told = ExitStack()

    def on_start(self, _event: Any) -> None:
        """Say so."""
        if self._depth == 0:
            self._told.enter_context(self._observer(COMPILING))
        self._depth += 1

    def on_end(self, _event: Any) -> None:
        """Say no more."""
        self._depth -= 1
        if self._depth == 0:
            self._told.close()


def compile_aloud(observer: Observer) -> event.Listener:
    """Tell an observer of what is compiled from now on; give the listener, to be unregistered.

    Parameters
    ----------
    observer
        Of a process that does one thing at a time.
    """
    listener = _Aloud(observer)
    event.register(KIND, listener)  # type: ignore[no-untyped-call]
    return listener
