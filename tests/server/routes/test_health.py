"""Alive and ready."""

from __future__ import annotations

import pytest

import layers
from server.app import create_app
from server.config import ServerSettings


def test_alive_without_a_workspace(tmp_path):
    client = create_app(ServerSettings(tmp_path)).test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503


def test_ready_means_packed(tiny):
    client = create_app(ServerSettings(tiny.path)).test_client()
    assert not list((tiny.path / "packed").glob("*"))
    assert client.get("/readyz").get_json() == {"status": "ready", "layers": 3}
    packed = {path.name for path in (tiny.path / "packed").iterdir()}
    assert packed >= {"districts", "facilities", "roads"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_states_are_kept_by_nobody(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_an_empty_workspace_is_ready(tmp_path):
    layers.open(tmp_path / "w", create=True).close()
    client = create_app(ServerSettings(tmp_path / "w")).test_client()
    assert client.get("/readyz").get_json() == {"status": "ready", "layers": 0}
    assert client.get("/collections").get_json()["collections"] == []
    assert client.get("/?f=html").status_code == 200
    assert client.get("/layers").get_json()["groups"] == []
