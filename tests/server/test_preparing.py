"""What is made ahead, and by whom."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

import layers
from server.config import ServerSettings
from server.preparing import prepare, prepared_beside
from server.searching.desk import Desk
from server.workspace import Workspace

# In a process that stands back, on a busy machine.
PATIENCE_S = 600.0


def beside():
    """What was forked and has not ended, by its id."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    return [int(pid) for pid in listed if stands_back(int(pid)) > own]


def stands_back(pid):
    # Who ended since the list was written stands back no more.
    try:
        return os.getpriority(os.PRIO_PROCESS, pid)
    except ProcessLookupError:
        return os.getpriority(os.PRIO_PROCESS, 0)


def until(true):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def preparing(monkeypatch, tmp_path):
    """A file in which whoever prepares says how far it stands back; it goes on when let."""
    told, go = tmp_path / "told", tmp_path / "go"

    def slowly(workspace, desk):
        told.write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))
        until(go.exists)
        return prepare(workspace, desk)

    monkeypatch.setattr("server.preparing.prepare", slowly)
    return told, go


def test_everything_is_made_by_a_process_that_stands_back_and_ends(
    tiny, preparing, tmp_path, monkeypatch
):
    told, go = preparing
    assert not (tiny.path / "packed").exists()
    asked = tmp_path / "asked"
    monkeypatch.setattr("server.rehearsing.rehearse", lambda _: asked.touch())
    with prepared_beside(ServerSettings(tiny.path)):
        assert until(lambda: told.exists() and told.read_text())
        assert int(told.read_text()) > os.getpriority(os.PRIO_PROCESS, 0)
        assert beside()
        go.touch()
        assert until(lambda: not beside())
    assert asked.exists()
    made = {path: path.stat().st_mtime_ns for path in (tiny.path / "packed").rglob("*.npy")}
    assert made
    workspace = Workspace(ServerSettings(tiny.path), layers.open)
    assert prepare(workspace, Desk(workspace)) == len(workspace.collections())
    assert {path: path.stat().st_mtime_ns for path in made} == made


def test_one_that_ended_a_moment_ago_is_no_fault(tiny, monkeypatch, preparing):
    kill = os.kill

    def too_late(pid, _):
        kill(pid, signal.SIGKILL)
        raise ProcessLookupError(pid)

    monkeypatch.setattr("os.kill", too_late)
    with prepared_beside(ServerSettings(tiny.path)):
        assert until(beside)  # it is not let go on
    assert not beside()


def test_it_ends_with_the_service_and_what_it_cannot_open_is_left(tiny, tmp_path, capfd):
    settings = ServerSettings(tiny.path)
    with prepared_beside(settings):
        pass
    assert not beside()
    with prepared_beside(replace(settings, workspace=tmp_path / "nowhere")):
        assert until(lambda: not beside())
    assert "Traceback" not in capfd.readouterr().err
