"""Applying each kind of edit, on a region small enough for the head."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gis.errors import InputError
from gis.scenarios.state import ADDED


def after(scenarios, *edits):
    """Give the catalogue of the scenario with more edits."""
    scenarios.edit("one", list(edits))
    return scenarios.open("one")


def refused(scenarios, **edit):
    """Give the faults of an edit that is refused, and see that nothing is kept."""
    with pytest.raises(InputError) as caught:
        scenarios.edit("one", [edit])
    assert scenarios.shelf.get("one").edits == ()
    return dict(caught.value.faults)


def test_facilities_come_move_and_go(scenarios):
    found = after(
        scenarios,
        {"kind": "facility", "at": [116.9, -1.26], "type": "rs", "name": "RS Tiga"},
        {"kind": "move", "feature": 2, "at": [117.0, -1.25]},
        {"kind": "close", "feature": 3},
    )
    frame = found["facilities"].read()
    assert frame["name"].tolist() == [
        "RS Satu",
        "RS Dua",
        "Puskesmas Timur",
        "Klinik Tengah",
        "SD 1",
        "RS Tiga",
    ]
    assert frame.index[-1] == ADDED + 1
    assert frame.loc[2].geometry.equals(shapely.Point(117.0, -1.25))
    # What a scenario adds can be edited like the rest.
    found = after(scenarios, {"kind": "close", "feature": ADDED + 1})
    assert len(found["facilities"].read()) == 5
    assert found["facilities"].layer.n_features == 5


def test_features_of_any_layer_are_added_changed_and_removed(scenarios):
    found = after(
        scenarios,
        {
            "kind": "add",
            "layer": "districts",
            "properties": {"code": "64.71.09", "name": "Utara"},
            "geometry": shapely.geometry.mapping(shapely.box(116.8, -1.2, 116.9, -1.1)),
        },
        {
            "kind": "change",
            "layer": "districts",
            "feature": "64.71.02",
            "properties": {"name": "X"},
        },
        {"kind": "remove", "layer": "districts", "feature": "64.71.03"},
    )
    frame = found["districts"].read()
    assert frame["code"].tolist() == ["64.71.01", "64.71.02", "64.71.09"]
    assert frame["name"].tolist() == ["Barat", "X", "Utara"]
    assert found["districts"].layer.bbox == (116.8, -1.3, 117.1, -1.1)


def test_a_drawn_parcel_is_cut_out_of_the_zones(scenarios):
    parcel = shapely.box(116.805, -1.26, 116.815, -1.25)
    found = after(scenarios, {"kind": "zone", "code": "K-1", "parcel": parcel.wkt})
    before, frame = scenarios.base["zoning"].read(), found["zoning"].read()
    assert frame["kodszn"].tolist() == ["R-2", "K-1", "K-1"]
    assert frame["namszn"].iloc[-1] == "Niaga"
    assert frame.loc[1].geometry.area == pytest.approx(before.loc[1].geometry.area / 2)
    assert shapely.area(frame.union_all()) == pytest.approx(shapely.area(before.union_all()))
    assert not shapely.intersects(
        shapely.buffer(frame.geometry.iloc[0], -1e-9), shapely.buffer(frame.geometry.iloc[2], -1e-9)
    )
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(frame.geometry.iloc[2])
    assert frame["luasha"].iloc[2] == pytest.approx(abs(area) / 10_000, rel=1e-6)
    # A zone that is covered whole is gone.
    found = after(
        scenarios,
        {"kind": "zone", "code": "R-2", "parcel": shapely.box(116.79, -1.27, 116.83, -1.24).wkt},
    )
    assert found["zoning"].read()["kodszn"].tolist() == ["R-2"]


def test_a_zone_takes_on_another_code(scenarios):
    found = after(scenarios, {"kind": "zone", "code": "K-1", "feature": "Z1"})
    frame = found["zoning"].read()
    assert frame["namszn"].tolist() == ["Niaga", "Niaga"]
    assert np.array_equal(frame.geometry, scenarios.base["zoning"].read().geometry)


def test_roads_are_joined_and_speeds_set(scenarios):
    found = after(
        scenarios,
        {"kind": "speed", "layer": "streets", "class": "local", "kmh": 12},
        {
            "kind": "road",
            "layer": "streets",
            "line": [[116.85, -1.2502], [116.85, -1.21]],
            "kmh": 60,
        },
    )
    frame = found["streets"].read()
    assert frame["speed_kmh"].tolist() == [12.0, 60.0]
    assert frame.geometry.iloc[1].coords[0] == pytest.approx((116.85, -1.25), abs=1e-9)
    assert frame.geometry.iloc[1].coords[1] == (116.85, -1.21)


def test_a_bridge_has_to_join_at_both_ends(scenarios):
    bridge = {"kind": "bridge", "layer": "streets", "join": "600m"}
    far = [[116.85, -1.2502], [116.9, -1.21]]
    assert (
        "one end is more than 600 m" in refused(scenarios, **bridge, line=far)["edits[0].line"].en
    )
    near = [[116.85, -1.2502], [116.9, -1.248]]
    line = after(scenarios, bridge | {"line": near})["streets"].read().geometry.iloc[1]
    assert [y for _, y in line.coords] == pytest.approx([-1.25, -1.25])


def test_what_does_not_fit_a_layer_is_refused_and_nothing_kept(scenarios):
    point = {"type": "Point", "coordinates": [116.8, -1.2]}
    assert "layer 'districts' holds" in str(
        refused(
            scenarios,
            kind="add",
            layer="districts",
            geometry=point,
            properties={"code": "a", "name": "b"},
        )["edits[0].geometry"].en
    )
    assert (
        "required: name, type"
        in refused(scenarios, kind="add", layer="facilities", geometry=point)[
            "edits[0].properties"
        ].en
    )
    faults = refused(
        scenarios,
        kind="add",
        layer="facilities",
        geometry=point,
        properties={"nam": "x", "type": 3, "name": True},
    )
    assert set(faults) == {f"edits[0].properties.{n}" for n in ("nam", "type", "name")}
    assert (
        "64.71.01"
        in refused(scenarios, kind="remove", layer="districts", feature="64.71.99")[
            "edits[0].feature"
        ].en
    )
    for edit in (
        {"kind": "remove", "layer": "nothing", "feature": "1"},
        {"kind": "remove", "layer": "population", "feature": "1"},
        {"kind": "facility", "layer": "districts", "at": "116.8,-1.2", "type": "rs"},
        {"kind": "zone", "layer": "districts", "code": "x", "feature": "1"},
    ):
        assert "edits[0].layer" in refused(scenarios, **edit)
    assert (
        "local"
        in refused(scenarios, kind="speed", layer="streets", **{"class": "x", "kmh": 9})[
            "edits[0].class"
        ].en
    )
    assert "edits[0].code" in refused(scenarios, kind="zone", code="X-9", feature="1")
    far = shapely.box(0, 0, 1, 1).wkt
    assert (
        "meets no zone"
        in refused(scenarios, kind="zone", code="K-1", parcel=far)["edits[0].parcel"].en
    )
