"""The desk that a request is led to."""

from __future__ import annotations

from gis.processes import registry
from server.routes.runs.desk import the_desk, the_processes


def test_each_application_has_its_own(app, runs):
    with app.app_context():
        assert set(the_processes()) == set(registry())
        assert the_desk() is not runs.desk
    with runs.application.app_context():
        assert the_desk() is runs.desk
        assert "adding" in the_processes()
