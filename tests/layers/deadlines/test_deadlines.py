"""Deadlines: they pass, stand still while work for all is done, and end with their work."""

from __future__ import annotations

import threading
import time

import pytest

from layers import deadlines
from layers.deadlines import Deadline, current, held_to, is_over, most_ms, unhurried
from layers.errors import StoreError

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Clock:
    """Seconds that pass when the test says so, whatever the machine is at."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(deadlines, "time", made)
    return made


def test_a_deadline_passes(clock):
    deadline = Deadline(0.02)
    assert not deadline.passed()
    clock.now += 0.03
    assert deadline.passed()
    assert deadline.left() < 0


def test_work_for_all_costs_nobodys_time(clock):
    with held_to(Deadline(0.05)) as deadline:
        with unhurried(), unhurried():
            clock.now += 0.08
            assert not is_over()
            assert most_ms(2000) == 2000
        assert not is_over()
        assert deadline.left() == pytest.approx(0.05)
        clock.now += 0.06
        assert is_over()


def test_a_deadline_is_of_its_own_thread_and_ends_with_its_work():
    seen = []
    with held_to(Deadline(0.0)):
        assert is_over()
        thread = threading.Thread(target=lambda: seen.append((current(), is_over())))
        thread.start()
        thread.join()
    assert seen == [(None, False)]
    assert current() is None
    with unhurried():
        assert not is_over()


def test_statements_get_what_is_left(clock):
    assert most_ms(2000) == 2000
    with held_to(Deadline(1.0)):
        assert most_ms(2000) == 1000
        assert most_ms(500) == 500
        assert most_ms(0) == 1000, "0 is no limit"
    with held_to(Deadline(-1.0)):
        assert most_ms(2000) == 1


def test_a_query_without_end_ends(tiny):
    started = time.monotonic()
    with held_to(Deadline(0.2)), pytest.raises(StoreError) as caught:
        tiny.store._all(ENDLESS)
    assert caught.value.code == "store-timeout"
    assert "dihentikan" in caught.value.text.id
    assert time.monotonic() - started < 30
    assert len(tiny["districts"].read()) == 3, "the connection goes on"


def test_a_statement_of_the_shared_store_ends_with_its_request(tiny_postgis):
    store = tiny_postgis.store
    refused = pytest.raises(StoreError)
    with held_to(Deadline(0.3)), refused as caught, store._sessions.reading() as connection:
        connection.execute("SELECT pg_sleep(20)")
    assert caught.value.code == "store-timeout"
    assert len(tiny_postgis["districts"].read()) == 3, "the connection goes on"
