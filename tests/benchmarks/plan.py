"""How a run is made: how many passes, what is said on the way, and the watch on the load."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import machine
from rich.console import Console

Answer = TypeVar("Answer")


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
        self, ours: Callable[[], Answer], rival: Callable[[], Answer]
    ) -> tuple[tuple[float, ...], tuple[float, ...], Answer, Answer]:
        """Time two calculations in turns, after one untimed pass of ours.

        Returns
        -------
        tuple
            Seconds of ours and of the rival, one per pass, and both last answers.
        """
        ours()
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(self.passes):
            mine = _timed(ours, times[0])
            other = _timed(rival, times[1])
        return tuple(times[0]), tuple(times[1]), mine, other


def _timed(work: Callable[[], Answer], times: list[float]) -> Answer:
    gc.collect()
    start = time.perf_counter()
    answer = work()
    times.append(time.perf_counter() - start)
    return answer
