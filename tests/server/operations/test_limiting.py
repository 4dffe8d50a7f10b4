"""Token buckets and the address they go by."""

from __future__ import annotations

import os

import pytest

from server.operations.limiting import SETS, WAYS, Buckets, client_of, is_local


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_burst_passes_and_then_the_rate(clock):
    buckets = Buckets(10, 5, clock=clock)
    assert [buckets.take("a") for _ in range(5)] == [0.0] * 5
    assert buckets.take("a") == pytest.approx(0.1)
    assert buckets.take("b") == 0.0
    clock.now += 0.1
    assert buckets.take("a") == 0.0
    assert buckets.take("a") > 0
    clock.now += 3600
    assert [buckets.take("a") > 0 for _ in range(6)] == [False] * 5 + [True]


def test_costly_requests_take_more(clock):
    buckets = Buckets(1, 10, clock=clock)
    assert buckets.take("a", 8) == 0.0
    assert buckets.take("a", 8) == pytest.approx(6.0)
    assert buckets.take("b", 1000) == 0.0, "what costs more than a bucket takes a full one"
    assert buckets.take("b") > 0


def test_over_an_hour_no_more_than_the_rate_passes(clock):
    buckets = Buckets(3, 7, clock=clock)
    passed = 0
    for _ in range(36_000):
        clock.now += 0.1
        passed += buckets.take("a") == 0.0
    assert passed == pytest.approx(3 * 3600, abs=8)


def test_many_clients_fit_in_little_memory(clock):
    buckets = Buckets(1, 1, clock=clock)
    for n in range(2 * WAYS * SETS // 10):
        buckets.take(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert buckets.take("10.0.0.1") > 0


def test_forked_processes_share_them():
    buckets = Buckets(0.01, 2)
    child = os.fork()
    if not child:
        os._exit(0 if buckets.take("a") == 0.0 and buckets.take("a") == 0.0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert buckets.take("a") > 0


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "client"),
    [
        ("10.1.2.3", "", 0, "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1", 0, "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, 2.2.2.2", 1, "2.2.2.2"),
        ("10.1.2.3", "6.6.6.6, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("10.1.2.3", "", 1, "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1:4711", 1, "1.1.1.1"),
        ("10.1.2.3", "<script>", 1, "?"),
        ("::ffff:10.1.2.3", "", 0, "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "", 0, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", 0, "fe80::/64"),
        ("::1", "", 0, "::1"),
        ("", "", 0, "?"),
    ],
)
def test_the_client_is_who_can_be_believed(remote, forwarded, proxies, client):
    environ = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_of(environ, proxies) == client


def test_this_machine_is_local():
    assert is_local("127.0.0.1")
    assert is_local("::1")
    assert not is_local("10.0.0.1")
    assert not is_local("?")


def test_asking_how_long_to_wait_takes_nothing():
    now = [100.0]
    buckets = Buckets(0.5, 2, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(5)] == [0.0] * 5
    assert buckets.take("a") == buckets.take("a") == 0.0
    assert buckets.wait("a") == buckets.take("a") == 2.0
    now[0] = 102.0
    assert buckets.wait("a") == 0.0
