"""Networks and people of a catalogue: kept by revision, the same as made anew."""

from __future__ import annotations

import numpy as np
import pytest

from gis.access.demand import demand_of
from gis.errors import NoAnswerError
from gis.network import compile_network
from gis.processes.travel import STRAIGHT, mode_choices, people_of, people_on, travel_of
from layers.infrastructure.travel import mode


@pytest.fixture
def roads(tiny):
    handle = tiny["roads"]
    frame = handle.read().assign(lanes=2)
    tiny.write(handle.layer, frame, mode="replace", provenance={"source": "test"})
    return tiny


def test_every_mode_can_be_chosen_and_a_straight_line_first():
    codes = [code for code, _ in mode_choices()]
    assert codes[0] == STRAIGHT
    assert {"walk", "motorcycle", "car", "ambulance"} <= set(codes)


def test_people_are_those_of_the_library(tiny):
    kept = people_of(tiny, "districts", "population")
    made = demand_of(tiny["districts"].read(), tiny["population"].raster())
    np.testing.assert_array_equal(kept.sums(), made.sums())
    for name, array in made.arrays().items():
        np.testing.assert_array_equal(kept.arrays()[name], array)


def test_a_layer_without_usable_roads_gives_no_network(tiny):
    with pytest.raises(NoAnswerError, match="layer 'roads' gives no network: ") as caught:
        travel_of(tiny, "roads", "car")
    assert caught.value.code == "no-network"


def test_network_and_places_are_those_of_the_library(starter_workspace):
    import layers

    catalogue = layers.open(starter_workspace)
    travel = travel_of(catalogue, "roads", "car")
    made = compile_network(catalogue["roads"].read(), mode=mode("car"), bad_speeds="exclude")
    for name, array in made.network.arrays().items():
        np.testing.assert_array_equal(travel.ways.network.arrays()[name], array)
    assert travel.report["n_used"] == made.report.n_used
    assert travel.report["n_planned"] == len(made.report.planned_rows)
    assert [layer.id for layer in travel.layers] == ["roads"]
    people = people_of(catalogue, "districts", "population")
    placed = people_on(catalogue, travel, people, ["districts", "population"])
    rows = np.arange(0, len(people), 5000)
    lonlat = np.column_stack([people.lon, people.lat])[rows]
    again = travel.ways.place(lonlat, limit_m=20_000.0)
    np.testing.assert_array_equal(again.edge, placed.edge[rows])
    np.testing.assert_allclose(again.distance_m, placed.distance_m[rows], rtol=1e-9)
    catalogue.close()
