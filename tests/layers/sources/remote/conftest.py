"""Fixtures of tests that ask servers: nothing but this machine is asked, and nobody waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.sources.remote.cache import Cache
from layers.sources.remote.client import Client
from layers.sources.remote.politeness import Politeness
from layers.sources.remote.wire import Patience


@pytest.fixture(autouse=True)
def guarded(only_loopback: list[object]) -> list[object]:
    """Keep every test of this folder on this machine."""
    return only_loopback


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Client:
    """A client that waits on paper only, with patience for a busy machine."""
    politeness = Politeness(tries=3, pause_s=0.0, sleep=waits.append, chance=lambda: 1.0)
    return Client(politeness=politeness)


@pytest.fixture
def impatient(client: Client) -> Client:
    """A client that is out of patience soon."""
    patience = Patience(connect_s=2.0, idle_s=0.5, head_s=1.0, slow_s=0.6, least_bytes_s=1000.0)
    return Client(politeness=client.politeness, patience=patience)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")
