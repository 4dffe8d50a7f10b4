"""Turns of the requests of a worker: who computes at once, and who waits."""

from __future__ import annotations

import threading

import pytest
from werkzeug.test import Client

from server.errors import QueueFullError
from server.operations.gate import Gate
from server.operations.metrics import Metrics
from server.operations.turns import (
    LONG_AT_ONCE,
    LONG_WAITING,
    PAUSES_S,
    THREADS,
    AFew,
    OneByOne,
    Turns,
)

PATIENCE_S = 30.0


def let_in(turns, path, at_once):
    """Who of some requests for a path is let in at once; the others wait."""
    inside, leave = threading.Semaphore(0), threading.Event()

    def ask():
        with turns.of(path):
            inside.release()
            leave.wait(PATIENCE_S)

    threads = [threading.Thread(target=ask) for _ in range(at_once + 1)]
    for thread in threads:
        thread.start()
    came = [inside.acquire(timeout=PATIENCE_S) for _ in range(at_once)]
    one_more = inside.acquire(blocking=False)
    leave.set()
    for thread in threads:
        thread.join()
    return all(came) and not one_more and inside.acquire(blocking=False)


@pytest.mark.parametrize(
    ("path", "at_once"),
    [
        ("/collections/districts/items", 1),
        ("/collections/overlay/items", 1),
        ("/overlay", LONG_AT_ONCE),
        ("/overlay/", LONG_AT_ONCE),
        ("/collections/districts/aggregate", LONG_AT_ONCE),
        ("/processes/service-area/execution", LONG_AT_ONCE),
    ],
)
def test_short_requests_go_one_by_one_and_long_ones_a_few_at_once(path, at_once):
    assert let_in(Turns(), path, at_once)


def test_there_is_a_thread_left_for_short_requests():
    assert THREADS > LONG_AT_ONCE + LONG_WAITING


def test_who_comes_when_too_many_wait_is_refused_at_once():
    few = AFew(at_once=1, waiting=0)
    with few, pytest.raises(QueueFullError, match="respond-async") as refusal, few:
        pytest.fail("let in beside another")
    assert refusal.value.wait_s > 0
    with few:
        pass


def test_who_waits_sleeps_before_it_queues(monkeypatch):
    slept, turn = [], OneByOne()

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 2:
            turn.__exit__()

    monkeypatch.setattr("server.operations.turns.time.sleep", sleep)
    turn.__enter__()
    assert not slept
    # The second sleep ends with the turn given back: the rest is not slept.
    with turn:
        assert slept == list(PAUSES_S[:2])
    monkeypatch.setattr("server.operations.turns.time.sleep", slept.append)
    turn.__enter__()
    queued = threading.Thread(target=turn.__enter__)
    queued.start()
    turn.__exit__()
    queued.join(PATIENCE_S)
    assert not queued.is_alive()


def test_a_turn_is_given_back_by_who_fails():
    turns = Turns()
    for path in ("/conformance", "/overlay") * 3:
        with pytest.raises(ZeroDivisionError), turns.of(path):
            raise ZeroDivisionError
    with turns.of("/conformance"), turns.of("/overlay"):
        pass


def test_short_requests_are_answered_while_a_long_one_computes(settings):
    begun, answered, reports = threading.Event(), threading.Event(), []

    def application(environ, start):
        if environ["PATH_INFO"] == "/overlay":
            begun.set()
            reports.append(answered.wait(PATIENCE_S))
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    gate = Gate(application, settings, Metrics(), None)
    long = threading.Thread(target=lambda: Client(gate).post("/overlay"))
    long.start()
    assert begun.wait(PATIENCE_S)
    assert Client(gate).get("/collections").status_code == 200
    answered.set()
    long.join()
    assert reports == [True]


def test_a_refusal_says_when_to_come_again(settings):
    gate = Gate(lambda environ, start: [], settings, Metrics(), None)
    gate._turns = Turns(long_at_once=1, long_waiting=0)
    with gate._turns.of("/overlay"):
        refused = Client(gate).post("/overlay")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert refused.json["code"] == "queue-full"
