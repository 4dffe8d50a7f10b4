"""What goes on past its deadline is stopped; what comes after is not."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import pytest

from layers.deadlines import unhurried
from server.operations.watching import StoppedError, Watch


def busy(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(100))


def test_endless_work_is_stopped():
    watch, started = Watch(), time.monotonic()
    with pytest.raises(StoppedError), watch.over(0.1), suppress(Exception):
        busy(30)
    assert time.monotonic() - started < 25


def test_quick_work_and_work_for_all_are_left_alone():
    watch = Watch()
    with watch.over(10.0):
        busy(0.01)
    with watch.over(0.1), unhurried():
        busy(0.6)


def test_nothing_is_stopped_after_its_end():
    watch = Watch()
    for _ in range(10):
        try:
            with watch.over(0.01):
                busy(0.19)
        except StoppedError:
            pass
        busy(0.02)
    busy(0.5)
    assert watch._watched == {}


def test_threads_have_deadlines_of_their_own():
    watch, ended = Watch(), []

    def work(seconds):
        try:
            with watch.over(seconds):
                busy(1.0)
            ended.append((seconds, "done"))
        except StoppedError:
            ended.append((seconds, "stopped"))

    threads = [threading.Thread(target=work, args=(s,)) for s in (0.1, 30.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [(0.1, "stopped"), (30.0, "done")]
