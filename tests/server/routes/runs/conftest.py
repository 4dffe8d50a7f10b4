"""A client of the published workspace whose jobs are the tiny programs of the jobs' own tests."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from server.app import create_app
from server.config import JobLimits
from server.jobs.desk import NAME, JobDesk

JOBS = Path(__file__).parents[2] / "jobs" / "conftest.py"


@pytest.fixture(scope="session")
def workshop():
    spec = importlib.util.spec_from_file_location("workshop", JOBS)
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their own module up.
    import sys

    sys.modules["workshop"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def runs(settings, tmp_path, workshop):
    """A client, and its desk as `client.desk`."""
    app = create_app(replace(settings, jobs=JobLimits(queued=3), writers="local"))
    workspace = app.extensions["penyangga"]
    processes = workshop.strange_processes()
    desk = JobDesk(
        workspace.settings,
        lambda: tmp_path,
        workspace.layers,
        processes=lambda: processes,
        command=workshop.light,
    )
    app.extensions[NAME] = desk
    client = app.test_client()
    client.desk = desk
    yield client
    desk.close()
