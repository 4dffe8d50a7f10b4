"""Tending: a worker that dies is replaced however soon; only where many die is it given up."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from granian import Granian

# So many deaths in so many seconds are no accident: what starts then dies by itself.
MOST_DEATHS, WITHIN_S = 12, 60.0


class TendedGranian(Granian):  # type: ignore[misc, valid-type]
    """Granian that replaces a worker that was replaced only just now.

    By itself it takes a worker that dies twice in 5.5 seconds for one that cannot live, and
    stops the whole service.
    """

    def __init__(self, *told: Any, **options: Any) -> None:
        super().__init__(*told, **options)
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)

    def _respawn_workers(self, workers: list[int], *told: Any, **options: Any) -> None:
        super()._respawn_workers(workers, *told, **options)
        self._deaths.extend([time.monotonic()] * len(workers))
        many = len(self._deaths) == MOST_DEATHS
        if not many or self._deaths[-1] - self._deaths[0] > WITHIN_S:
            # What it remembers of replacements it holds against the next death.
            self.respawned_wrks.clear()
