"""The desks of a workspace know of each other."""

from __future__ import annotations

import layers
from server.config import ServerSettings
from server.results.office import open_office
from server.workspace import Workspace


def test_the_desks_are_of_one_workspace(tiny):
    office = open_office(Workspace(ServerSettings(tiny.path), layers.open))
    then = office.jobs.then
    assert (then.ready, then.done) == ([office.results.publish], [office.results.follow])
    assert (then.gone, then.swept) == ([office.results.let_go], [office.results.sweep])
    office.scenarios.scenarios().create("one")
    assert office.scenarios.standing("one").layers.keys() == set(tiny.ids())
    assert office.results.records() == []
    office.jobs.close()
