"""What is compiled for all costs no request its time; a reading statement has its own limit."""

from __future__ import annotations

import time
from contextlib import contextmanager

import numba
import pytest

from layers.deadlines import Deadline, current, held_to, is_over, most_ms
from layers.errors import StoreError
from server.config import Limits
from server.operations.compiling import COMPILING, KIND, compile_aloud, compile_unhurried


def test_compiling_costs_no_time():
    compile_unhurried()
    seen = []

    class Slow(numba.core.event.Listener):
        def on_start(self, event):
            time.sleep(0.05)
            seen.append(current().left())

        def on_end(self, event):
            pass

    slow = Slow()
    with numba.core.event.install_listener("numba:compile", slow), held_to(Deadline(60.0)) as one:

        @numba.njit
        def inner(x):
            return x + 1

        @numba.njit
        def outer(x):
            return inner(x)

        assert outer(1) == 2
        assert seen == [float("inf")] * 2
        assert 30.0 < one.left() < 60.0
    numba.njit(lambda x: x - 1)(1.5)
    assert current() is None


def test_a_job_says_that_it_compiles():
    heard = []

    @contextmanager
    def observer(title):
        heard.append(title)
        yield lambda done, total: None
        heard.append("done")

    listener = compile_aloud(observer)
    try:

        @numba.njit
        def inner(x):
            return x * 2

        @numba.njit
        def outer(x):
            return inner(x) + 1

        assert (outer(1), outer(2)) == (3, 5)
    finally:
        numba.core.event.unregister(KIND, listener)
    assert heard == [COMPILING, "done"]


def test_a_statement_ends_before_its_request(tiny, monkeypatch):
    """P5: 2 s for the database, 10 s for the request."""
    assert (Limits().statement_seconds, Limits().request_seconds) == (2.0, 10.0)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with held_to(Deadline(60.0, statement_seconds=0.2)), monkeypatch.context() as patched:
        assert 0 < most_ms(10_000) <= 200
        reading = "layers.stores.geopackage.read_rows"
        patched.setattr(reading, lambda connection, *_: connection.execute(endless).fetchall())
        started = time.monotonic()
        with pytest.raises(StoreError) as caught:
            tiny["districts"].read()
        assert caught.value.code == "store-timeout"
        assert time.monotonic() - started < 30
        patched.undo()
        assert not is_over()
        assert len(tiny["districts"].read()) == 3
