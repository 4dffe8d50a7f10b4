"""Workers that die: when another is made, and when the service gives up."""

from __future__ import annotations

import pytest
from granian import Granian

from server.operations import tending
from server.operations.tending import MOST_DEATHS, WITHIN_S, TendedGranian


@pytest.fixture
def clock(monkeypatch):
    """What the time is said to be."""
    now = [1000.0]
    monkeypatch.setattr(tending.time, "monotonic", lambda: now[0])

    def replaced(self, workers, *_):
        self.respawned_wrks |= dict.fromkeys(workers, now[0])

    monkeypatch.setattr(Granian, "_respawn_workers", replaced)
    return now


def deaths_until_held_against_it(clock, every_s):
    granian = TendedGranian("nothing", workers=2)
    for n in range(1, 3 * MOST_DEATHS):
        clock[0] += every_s
        granian._respawn_workers([n % 2], None, None)
        if granian.respawned_wrks:
            return n
    return None


def test_a_death_soon_after_another_is_not_held_against_the_worker(clock):
    assert deaths_until_held_against_it(clock, 0.1) == MOST_DEATHS
    granian = TendedGranian("nothing", workers=2)
    granian._respawn_workers([0, 1], None, None)
    assert granian.respawned_wrks == {}


def test_many_deaths_in_a_long_time_are_none_too_many(clock):
    assert deaths_until_held_against_it(clock, 1.1 * WITHIN_S / (MOST_DEATHS - 1)) is None
    assert deaths_until_held_against_it(clock, 0.9 * WITHIN_S / (MOST_DEATHS - 1)) == MOST_DEATHS
