"""Compiling: a kernel that is compiled for the first time is made for all, in nobody's time."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from numba.core import event

from layers.deadlines import unhurried

KIND = "numba:compile"


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
