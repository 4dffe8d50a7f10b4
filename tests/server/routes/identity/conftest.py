"""A service of its own for each test, over a workspace whose ledger is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import layers
from layers.testing import fill_tiny_region
from server.app import create_app
from server.config import ServerSettings


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sessions") / "region"
    fill_tiny_region(layers.open(folder, create=True)).close()
    return folder


@pytest.fixture
def app(place: Path) -> Iterator[Flask]:
    yield create_app(ServerSettings(place, base_url="https://peta.example.id"))
    for path in place.glob("service.db*"):
        path.unlink()
