"""Alive and ready."""

from __future__ import annotations

import threading

import pytest

import layers
from layers.errors import StoreError
from layers.text import Text
from server.app import create_app
from server.config import ServerSettings
from server.routes.health import READINESS, Readiness


def test_alive_without_a_workspace(tmp_path):
    client = create_app(ServerSettings(tmp_path)).test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503


def readily(client):
    """What is said as soon as all is prepared: on a busy machine not at once."""
    for _ in range(40):
        answer = client.get("/readyz")
        if answer.status_code == 200:
            return answer.get_json()
        assert answer.get_json()["code"] == "not-ready"
    raise AssertionError(answer.get_json())


def test_ready_means_packed(tiny):
    client = create_app(ServerSettings(tiny.path)).test_client()
    assert not list((tiny.path / "packed").glob("*"))
    assert readily(client) == {"status": "ready", "layers": 3}
    packed = {path.name for path in (tiny.path / "packed").iterdir()}
    assert packed >= {"districts", "facilities", "roads"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_states_are_kept_by_nobody(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_an_empty_workspace_is_ready(tmp_path):
    layers.open(tmp_path / "w", create=True).close()
    client = create_app(ServerSettings(tmp_path / "w")).test_client()
    assert readily(client) == {"status": "ready", "layers": 0}
    assert client.get("/collections").get_json()["collections"] == []
    assert client.get("/?f=html").status_code == 200
    assert client.get("/layers").get_json()["groups"] == []


def test_what_takes_long_is_told_and_goes_on_meanwhile():
    go, begun = threading.Event(), []

    def prepare():
        begun.append(threading.current_thread().name)
        assert go.wait(30)
        return 7

    readiness = Readiness(prepare, wait_s=0.01)
    assert [readiness.n_layers() for _ in range(3)] == [None] * 3
    assert begun == ["prepare"], "once, however many ask"
    go.set()
    patient = 0
    while readiness.n_layers() is None:
        patient += 1
        assert patient < 1000
    assert readiness.n_layers() in (None, 7)


def test_a_failure_is_told_and_tried_again():
    def prepare():
        raise StoreError(Text("rusak", "broken"), code="store-damaged")

    readiness = Readiness(prepare, wait_s=30)
    for _ in range(2):
        with pytest.raises(StoreError, match="broken"):
            readiness.n_layers()


def test_who_asks_too_early_is_told_to_come_again(tiny):
    app = create_app(ServerSettings(tiny.path))
    never = threading.Event()
    app.extensions[READINESS] = Readiness(lambda: int(never.wait(30)), wait_s=0.01)
    answer = app.test_client().get("/readyz", headers={"Accept-Language": "id"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "not-ready")
    assert answer.headers["Retry-After"] == "5"
    assert "masih disiapkan" in answer.get_json()["detail"]
    never.set()
