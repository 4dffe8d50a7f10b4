"""Working: long work is told while it lasts; short work is not."""

from __future__ import annotations

import io
import threading
import time

import pytest

from layers.text import Text
from server.cli.progress.working import Working

ROADS = Text("menyiapkan jalan", "preparing roads")
PEOPLE = Text("menghitung penduduk", "counting people")


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def working(stream, clock=None, **options):
    """Give one that draws only when it is told to."""
    return Working(stream, lambda text: text.en, clock=clock or Clock(), tick_s=60.0, **options)


def test_short_work_is_not_told():
    for stream, short_s in ((io.StringIO(), 2.9), (Terminal(), 0.9)):
        clock = Clock()
        tell = working(stream, clock)
        with tell(ROADS):
            clock.now += short_s
            tell.draw()
        assert stream.getvalue() == ""


def test_elsewhere_than_on_a_terminal_it_has_a_line_while_it_lasts_and_one_when_done():
    stream, clock = io.StringIO(), Clock()
    tell = working(stream, clock)
    with tell(ROADS):
        clock.now += 3
        tell.draw()
        tell.draw()
        assert stream.getvalue() == "preparing roads …\n"
        clock.now += 65
    assert stream.getvalue() == "preparing roads …\npreparing roads: 1:08\n"


def test_on_a_terminal_one_line_is_redrawn_and_taken_away():
    stream, clock = Terminal(), Clock()
    tell = working(stream, clock)
    with tell(ROADS) as count:
        clock.now += 7
        tell.draw()
        assert stream.getvalue() == "\rpreparing roads … 0:07"
        count(30, 120)
        tell.draw()
        assert stream.getvalue().endswith("\rpreparing roads … 0:07  25 %")
    assert stream.getvalue().endswith("\r" + " " * len("preparing roads … 0:07  25 %") + "\r")


def test_work_inside_other_work_is_told_in_its_stead():
    stream, clock = io.StringIO(), Clock()
    tell = working(stream, clock)
    with tell(ROADS):
        with tell(PEOPLE):
            clock.now += 3
            tell.draw()
        tell.draw()
    lines = stream.getvalue().splitlines()
    assert lines == [
        "counting people …",
        "counting people: 0:03",
        "preparing roads …",
        "preparing roads: 0:03",
    ]


def test_quiet_writes_nothing():
    stream, clock = Terminal(), Clock()
    tell = working(stream, clock, quiet=True)
    with tell(ROADS) as count:
        clock.now += 9
        count(1, 2)
        tell.draw()
    assert stream.getvalue() == ""


def test_the_thread_ends_with_the_work_also_where_it_fails():
    before = set(threading.enumerate())
    tell = working(Terminal())
    ticking = []

    def fail():
        with tell(ROADS):
            ticking.extend(set(threading.enumerate()) - before)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(ticking) == 1
    assert not ticking[0].is_alive()
    tell.draw()


def test_it_ticks_by_itself():
    stream = io.StringIO()
    started = time.monotonic() - 10.0
    readings = iter([started])
    tell = Working(
        stream, lambda text: text.id, clock=lambda: next(readings, started + 10.0), tick_s=0.01
    )
    with tell(ROADS):
        for _ in range(3000):
            if stream.getvalue():
                break
            time.sleep(0.01)
    assert stream.getvalue() == "menyiapkan jalan …\nmenyiapkan jalan: 0:10\n"
