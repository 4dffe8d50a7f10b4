"""Networks of a catalogue: kept by revision, the same as made anew, boats and turns with them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.errors import NoAnswerError
from gis.network import compile_network
from gis.processes import registry
from gis.processes.travel import people_of, people_on, travel_for, travel_of
from layers.errors import LayerNotFoundError
from layers.infrastructure.travel import mode


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
    again = travel.ways.place(lonlat, limit_m=10_000.0, barriers=travel.barriers)
    np.testing.assert_array_equal(again.edge, placed.edge[rows])
    np.testing.assert_allclose(again.distance_m, placed.distance_m[rows], rtol=1e-9)
    catalogue.close()


def asked(**given):
    check = registry()["coverage"].check
    return check({"facilities": "rs", "within": "30min", "mode": "car", "roads": "streets"} | given)


def write(catalogue, layer_id, frame, like="roads"):
    """Write a frame as a layer, its columns as plain fields."""
    layer = catalogue[like].layer
    fields = tuple(
        type(layer.schema.fields[0])(name, kind, layer.title)
        for name, kind in (
            (
                n,
                "number"
                if frame[n].dtype == float
                else "boolean"
                if frame[n].dtype == bool
                else "text",
            )
            for n in frame.columns
            if n != "geometry"
        )
    )
    made = layer.with_(id=layer_id, schema=type(layer.schema)(fields, "Geometry"), revision=0)
    catalogue.write(made, frame, provenance={"source": "test"})


@pytest.fixture
def waters(region):
    """A river beside the street, ferry across it, and a jetty of its own."""
    frame = gpd.GeoDataFrame(
        {
            "class": ["river", "ferry"],
            "navigable": [True, True],
            "boats": ["klotok", "feri"],
            "width_m": [60.0, 0.0],
        },
        geometry=[
            LineString([(117.1, -1.26), (116.8, -1.26)]),
            LineString([(116.9, -1.25), (116.9, -1.28)]),
        ],
        crs=4326,
    )
    write(region, "waterways", frame)
    return region


def test_boats_and_ferries_join_the_roads(waters):
    by_boat = travel_for(waters, asked(mode="boat"))
    assert by_boat.id == "boat"
    assert by_boat.mode.id == "walk"
    assert [layer.id for layer in by_boat.layers] == ["streets", "waterways", "facilities"]
    parts = {part["id"] for part in by_boat.report["chain"]["parts"] if part["n_edges"]}
    assert {"walk", "klotok"} <= parts
    drive = travel_for(waters, asked())
    assert (drive.id, drive.mode.id) == ("car", "car")
    assert "ferry" in {part["id"] for part in drive.report["chain"]["parts"]}
    assert "chain" not in travel_for(waters, asked(mode="walk")).report


def test_rivers_bar_the_way_to_a_road(waters):
    walk = travel_for(waters, asked(mode="walk"))
    assert walk.barriers is not None
    south, north = np.array([[116.95, -1.27]]), np.array([[116.95, -1.24]])
    street = np.array([[116.95, -1.25]])
    assert walk.barriers.cut(south, street).tolist() == [True]
    assert walk.barriers.cut(north, street).tolist() == [False]
    assert travel_of(waters, "streets", "walk").barriers is None


def test_the_month_closes_rivers(waters):
    frame = waters["waterways"].read().assign(width_m=30.0)
    write(waters, "rivers", frame[frame["class"] == "river"])
    asked_in = {"mode": "boat", "waterways": "rivers"}
    january = travel_for(waters, asked(**asked_in, month=1)).report["chain"]["parts"]
    any_time = travel_for(waters, asked(**asked_in)).report["chain"]["parts"]
    assert [part["n_edges"] for part in january] == [part["n_edges"] for part in any_time]
    with pytest.raises(NoAnswerError, match="no boat can use any line of layer 'rivers'") as caught:
        travel_for(waters, asked(**asked_in, month=8))
    assert caught.value.code == "no-network"


def test_without_waterways_only_boats_fail(region):
    assert travel_for(region, asked()).ways.network.n_edges == 1
    with pytest.raises(LayerNotFoundError):
        travel_for(region, asked(mode="boat"))
    with pytest.raises(LayerNotFoundError):
        travel_for(region, asked(waterways="rivers"))


def test_forbidden_turns_are_taken_where_there_is_a_layer_of_them(region):
    streets = region["streets"].read().assign(code="A")
    write(region, "streets2", streets[["class", "speed_kmh", "code", "geometry"]])
    frame = gpd.GeoDataFrame(
        {"from_line": ["A"], "to_line": ["B"], "kind": ["no_left_turn"]},
        geometry=[Point(116.95, -1.25)],
        crs=4326,
    )
    write(region, "turns", frame)
    travel = travel_for(region, asked(roads="streets2"))
    assert [layer.id for layer in travel.layers] == ["streets2", "turns"]
    assert [one["code"] for one in travel.report["turn_exclusions"]] == ["turn-line-unknown"]
