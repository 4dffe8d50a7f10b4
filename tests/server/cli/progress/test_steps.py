from __future__ import annotations

import io

import pytest

from server.cli.progress.steps import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def shown(stream):
    """What stands on the terminal's line in the end."""
    return stream.getvalue().rpartition("\r")[2]


def test_elsewhere_than_on_a_terminal_each_step_is_one_line():
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.step(1, 2, "read")
        progress.update(5, 10)
        progress.step(1, 2, "read")
        progress.step(2, 2, "write")
    assert stream.getvalue() == "step 1/2 read\nstep 2/2 write\n"


def test_quiet_writes_nothing_anywhere():
    for stream in (io.StringIO(), Terminal()):
        clock = Clock()
        with Progress(stream, quiet=True, clock=clock) as progress:
            progress.step(1, 1, "read")
            clock.now += 60
            progress.update(1, 2)
        assert stream.getvalue() == ""


def test_the_first_second_is_silent_on_a_terminal():
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock=clock) as progress:
        progress.step(1, 1, "read")
        clock.now += 0.9
        progress.update(9, 10)
    assert stream.getvalue() == ""


def test_the_line_shows_step_bar_counts_and_time_left():
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, clock=clock)
    progress.step(2, 4, "network")
    clock.now += 8
    progress.update(1204, 3010)
    assert shown(stream) == "step 2/4 network  ████████░░░░░░░░░░░░  1,204/3,010  0:12 left"


def test_redraws_cover_the_line_before_and_come_at_most_ten_a_second():
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, clock=clock)
    progress.step(1, 2, "a long name of a step")
    clock.now += 2
    progress.update(1, 2)
    long = len(shown(stream))
    clock.now += 0.05
    progress.update(2, 2)
    assert stream.getvalue().count("\r") == 1
    clock.now += 1
    progress.step(2, 2, "b")
    assert shown(stream).rstrip() == "step 2/2 b"
    assert len(shown(stream)) == long


def test_the_line_is_gone_in_the_end_even_after_a_failure():
    stream, clock = Terminal(), Clock()

    def fail():
        with Progress(stream, clock=clock) as progress:
            clock.now += 2
            progress.step(1, 1, "read")
            progress.update(1, 0 // 0)

    with pytest.raises(ZeroDivisionError):
        fail()
    assert stream.getvalue().endswith("\r")
    assert stream.getvalue().rsplit("\r", 2)[1].strip() == ""


def test_done_beyond_the_total_stays_a_full_bar():
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, clock=clock)
    progress.step(1, 1, "x")
    clock.now += 5
    progress.update(12, 10)
    assert "█" * 20 in shown(stream)
    assert "0:00 left" in shown(stream)
