"""Activities of a plan as features: every kind of place, and what is told of each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from layers.masterplan import Masterplan
from server.masterplans.activities import (
    activities_frame,
    activities_layer,
    place_of,
    region_shapes,
    state_of,
)

PLAN = json.loads((Path(__file__).parent / "plan.json").read_text())


def plan_of(*places, steps=()):
    activities = [
        {"id": f"a{n}", "programme": "p1", "name": f"Kegiatan {n}"}
        | ({"location": place} if place else {})
        for n, place in enumerate(places, 1)
    ]
    return PLAN | {"activities": activities, "steps": list(steps)}


def read(*places, steps=()):
    return Masterplan.model_validate(plan_of(*places, steps=steps))


def step(number, state, activity="a1"):
    days = {"start": f"2025-0{number}-01", "end": f"2025-0{number}-28"}
    told = {"id": f"st{number}", "activity": activity, "order": number, "text": "Kerjakan"}
    return {**told, **days, "work_unit": "dinkes", "state": state}


def test_every_kind_of_place(tiny):
    square = {"type": "Polygon", "coordinates": [[[116, -1], [117, -1], [117, 0], [116, -1]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    plan = read(
        {"kind": "kecamatan", "ref": ["64.71.01", "64.71.02"]},
        {"kind": "point", "ref": [116.85, -1.25]},
        {"kind": "geojson", "ref": {"type": "FeatureCollection", "features": [feature]}},
        {"kind": "region", "ref": "64.71"},
        {"kind": "layer", "ref": "roads"},
        None,
    )
    frame = activities_frame(tiny, plan)
    both, point, shape, *nowhere = frame.geometry
    assert both.equals(shapely.box(116.8, -1.3, 117.0, -1.2))
    assert point.equals(shapely.Point(116.85, -1.25))
    assert shape.area == pytest.approx(0.5)
    # The tiny region has no regencies: nothing is put in their place.
    assert nowhere == [None, None, None]
    assert frame["place"].tolist()[:2] == ["kecamatan", "point"]
    assert frame["place_ref"].tolist()[3:5] == ["64.71", "roads"]


@pytest.mark.parametrize(
    "ref",
    [
        *([], [116.85], ["a", "b"], [400, 0], {}, {"type": "Point"}, "here", 5, None, [[1, 2], 3]),
        *({"type": "Polygon", "coordinates": []}, {"type": "Point", "coordinates": [None, 1]}),
    ],
)
def test_what_is_no_shape_is_nowhere(ref):
    for kind in ("point", "geojson"):
        (activity,) = read({"kind": kind, "ref": ref}).activities
        assert place_of(activity, {}) is None


def test_regions_that_are_not_there_are_left_out(tiny):
    found = region_shapes(tiny, {"64.71.01", "64.71.99", "64", "64.71.01.2001", "", "x" * 5})
    assert list(found) == ["64.71.01"]


def test_an_activity_tells_what_it_serves_and_how_far_it_is(tiny):
    plan = read(None, None, steps=[step(2, "done"), step(3, "planned")])
    first, second = activities_frame(tiny, plan).to_dict("records")
    told = {name: first[name] for name in ("programme", "goals", "targets", "owner_name", "budget")}
    assert told == {
        "programme": "p1",
        "goals": "g1",
        "targets": "t1",
        "owner_name": "Dinas Kesehatan",
        "budget": 2e9,
    }
    assert (first["state"], first["steps"], first["steps_done"]) == ("running", 2, 1)
    assert (first["start"], first["end"]) == ("2025-02-01", "2025-03-28")
    # Without steps the days are those of the programme.
    assert (second["start"], second["end"]) == ("2025-01-01", "2026-12-31")
    assert activities_layer(plan, "kecil").trust == second["trust"] == "illustrative"


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        ([], "planned"),
        (["planned", "planned"], "planned"),
        (["running", "planned"], "running"),
        (["done", "done"], "done"),
        (["done", "late"], "late"),
    ],
)
def test_states_of_steps_make_that_of_the_activity(states, wanted):
    assert state_of(states) == wanted
