"""Edits put on the roads there are."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import InputError
from gis.network.whatif.edits import AddRoad, AddSources, RemoveSources, SetSpeed
from gis.processes import registry
from gis.processes.changing.planned import Sites, planned
from gis.processes.changing.today import today_of
from gis.processes.units import units_of
from layers.testing import SIDE, WEST


@pytest.fixture
def plan(region):
    """Plan edits on the tiny region, all its facilities being asked about."""

    def make(**edits):
        asked = {"facilities": "rs", "roads": "streets"} | edits
        given = registry()["whatif"].check(asked)
        frame = region["facilities"].read()
        sites = Sites(frame, frame.geometry)
        land = units_of(region["districts"].read(), None, "districts")
        today = today_of(region, given, sites.spots, np.ones(3, dtype=bool))
        return planned(region, given, today, sites, land)

    return make


def kinds(found):
    return [type(edit) for edit in found.edits]


def test_roads_come_before_what_is_put_on_them(plan):
    found = plan(
        add="116.85,-1.25", remove="1", road="116.912,-1.25 116.912,-1.2", speed="local=20"
    )
    assert kinds(found) == [SetSpeed, AddRoad, AddSources, AddSources, RemoveSources]
    assert found.removed.tolist() == [0]
    assert found.n_lines == {"local": 1}
    # The school gets a second door, on the new road.
    assert found.rerouted == 1


def test_what_is_taken_off_is_not_moved_first(plan):
    found = plan(remove="6", road="116.912,-1.25 116.912,-1.2")
    assert kinds(found) == [AddRoad, RemoveSources]
    assert found.rerouted == 0


def test_places_in_no_unit_and_off_the_roads_are_not_used(plan):
    found = plan(add="116.85,-1.25;116.85,-1.31;118.9,-1.25;116.7995,-1.25")
    # The last one is 56 m from the end of the street, across the border.
    assert found.used.tolist() == [True, False, False, True]
    assert found.unit.tolist() == [0, -1, -1, -1]
    assert len(found.edits[0].places) == 2


def test_a_place_on_a_border_is_in_the_first_unit(plan):
    border = WEST + SIDE
    assert plan(add=[[border, -1.22], [border + 1e-9, -1.22]]).unit.tolist() == [0, 1]


def test_ids_that_are_not_there_are_named(plan):
    with pytest.raises(
        InputError, match="remove: 7, x is no id of these 6 facilities; ids look"
    ) as c:
        plan(remove="7,1,x")
    assert str(c.value).endswith("4 (Puskesmas Timur), 5 (Klinik Tengah)")
    with pytest.raises(InputError, match=r"did you mean 5 \(Klinik Tengah\)\?"):
        plan(remove="Klinik Tenga")
