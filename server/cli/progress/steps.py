"""Progress of long work on standard error: one redrawn line on a terminal, else a line a step."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

QUIET_FIRST_S = 1.0
REDRAW_S = 0.1
BAR_CELLS = 20


class Progress:
    """Tell how far a piece of work is.

    On a terminal one line is redrawn, from one second on:
    ``step 2/4 network  ████░░  1,204/3,000  0:12 left``. Elsewhere each step gets
    a line of its own; with `quiet` nothing is written.

    Parameters
    ----------
    stream
        Where to write; standard error.
    quiet
        Write nothing.
    clock
        Seconds that only grow.
    """

    def __init__(
        self, stream: TextIO, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._quiet = quiet
        self._clock = clock
        self._redraws = stream.isatty()
        self._started = clock()
        self._drawn_at = float("-inf")
        self._width = 0
        self._head = ""
        self._step_at = self._started

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        self.clear()

    def step(self, number: int, of: int, title: str) -> None:
        """Begin step `number` (from 1) of `of`."""
        head = f"step {number}/{of} {title}"
        if head == self._head:
            return
        self._head, self._step_at = head, self._clock()
        if self._redraws:
            self.update(0, 0)
        elif not self._quiet:
            self._stream.write(f"{head}\n")
            self._stream.flush()

    def update(self, done: int, total: int) -> None:
        """Tell how much of the step is done (total 0: not known)."""
        now = self._clock()
        too_soon = now - self._started < QUIET_FIRST_S or now - self._drawn_at < REDRAW_S
        if self._quiet or not self._redraws or too_soon:
            return
        self._drawn_at = now
        line = self._head + self._measure(done, total, now - self._step_at)
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Take the line away, so that a message can follow."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0

    @staticmethod
    def _measure(done: int, total: int, elapsed_s: float) -> str:
        if total <= 0:
            return ""
        share = min(done / total, 1.0)
        full = round(share * BAR_CELLS)
        bar = "█" * full + "░" * (BAR_CELLS - full)
        text = f"  {bar}  {done:,}/{total:,}"
        if share > 0 and elapsed_s > QUIET_FIRST_S:
            left = round(elapsed_s * (1.0 - share) / share)
            text += f"  {left // 60}:{left % 60:02d} left"
        return text
