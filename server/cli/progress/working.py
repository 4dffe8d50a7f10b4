"""Working: tells on standard error of long work while it lasts, whose end is not known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from layers.derived import Count
from layers.text import Text
from server.cli.progress.steps import QUIET_FIRST_S

TICK_S = 0.5
# Lines stay, so shorter work has none.
LASTING_S = 3.0


@dataclass(slots=True)
class _Piece:
    """A piece of work: what it is, since when, how far, and whether a line stands for it."""

    title: str
    since: float
    done: int = 0
    total: int = 0
    told: bool = False


class Working:
    """Tell of each piece of work that takes long, and how long it took.

    On a terminal one line is redrawn from one second on, ``preparing the road network for
    car … 0:07``, and taken away in the end. Elsewhere work of more than three seconds has a
    line when it lasts, and one when it is done. Of work inside other work, the inner one is
    told.

    Parameters
    ----------
    stream
        Where to write; standard error.
    say
        Gives a text in the language of the call.
    quiet
        Write nothing.
    clock
        Seconds that only grow.
    tick_s
        How often it is looked at.
    """

    def __init__(
        self,
        stream: TextIO,
        say: Callable[[Text], str],
        *,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
        tick_s: float = TICK_S,
    ) -> None:
        self._stream = stream
        self._say = say
        self._quiet = quiet
        self._clock = clock
        self._tick_s = tick_s
        self._pieces: list[_Piece] = []
        self._width = 0

    @contextmanager
    def __call__(self, title: Text) -> Iterator[Count]:
        """Tell of one piece of work while it lasts; gives what takes how much of it is done."""
        piece = _Piece(self._say(title), self._clock())

        def count(done: int, total: int) -> None:
            piece.done, piece.total = done, total

        if self._quiet:
            yield count
            return
        self._pieces.append(piece)
        over = threading.Event()
        ticking = threading.Thread(target=self._tick, args=(over,), daemon=True)
        # One piece ticks; those inside it are drawn in its stead.
        if len(self._pieces) == 1:
            ticking.start()
        try:
            yield count
        finally:
            over.set()
            if ticking.ident is not None:
                ticking.join()
            self._end(piece)
            self._pieces.remove(piece)

    def _tick(self, over: threading.Event) -> None:
        while not over.wait(self._tick_s):
            self.draw()

    def draw(self) -> None:
        """Write how things stand with the innermost work, if it takes long."""
        if not self._pieces:
            return
        piece = self._pieces[-1]
        elapsed_s = self._clock() - piece.since
        redraws = self._stream.isatty()
        if elapsed_s < (QUIET_FIRST_S if redraws else LASTING_S):
            return
        if redraws:
            line = f"{piece.title} … {_minutes(elapsed_s)}{_share(piece)}"
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif not piece.told:
            self._stream.write(f"{piece.title} …\n")
        piece.told = True
        self._stream.flush()

    def _end(self, piece: _Piece) -> None:
        """Take the line away, or say how long the work took."""
        if not piece.told:
            return
        if self._stream.isatty():
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0
        else:
            self._stream.write(f"{piece.title}: {_minutes(self._clock() - piece.since)}\n")
        self._stream.flush()


def _minutes(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _share(piece: _Piece) -> str:
    return f"  {100 * piece.done // piece.total} %" if piece.total > 0 else ""
