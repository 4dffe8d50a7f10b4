"""How a run is made: how many passes, what is said on the way, and the watch on the load."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import machine
from rich.console import Console

# Short work is measured more often: until the rival has had so many seconds, or so many
# times the passes are made.
SHORT_S = 1.5
MOST_TIMES = 5

Answer = TypeVar("Answer")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Timed(Generic[Answer]):
    """What a calculation gave, and what each pass took: on the clock, and of all processors."""

    answer: Answer
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each side is measured, and where progress is told."""

    passes: int
    console: Console

    def begin(self, what: str) -> float:
        """Announce a row; give the load average and warn when others are at work."""
        load = machine.load()
        warning = ""
        if load > machine.QUIET_LOAD:
            warning = f"  [yellow]load above {machine.QUIET_LOAD:g}: figures will be noisy"
        self.console.print(f"· {what}  [dim]load {load:.2f}[/]{warning}")
        return load

    def in_turns(
        self, ours: Callable[[], Answer], rival: Callable[[], Other]
    ) -> tuple[Timed[Answer], Timed[Other]]:
        """Time two calculations in turns, after one untimed pass of ours; short ones more often."""
        ours()
        mine: list[Timed[Answer]] = []
        other: list[Timed[Other]] = []
        while len(mine) < self.passes or (
            len(mine) < MOST_TIMES * self.passes and sum(one.seconds[0] for one in other) < SHORT_S
        ):
            mine.append(_timed(ours))
            other.append(_timed(rival))
        return _together(mine), _together(other)


def _timed(work: Callable[[], Answer]) -> Timed[Answer]:
    gc.collect()
    start, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return Timed(answer, (time.perf_counter() - start,), (time.process_time() - cpu,))


def _together(passes: list[Timed[Answer]]) -> Timed[Answer]:
    """Give all passes as one, with the last answer."""
    seconds = tuple(one.seconds[0] for one in passes)
    return Timed(passes[-1].answer, seconds, tuple(one.cpu_seconds[0] for one in passes))
