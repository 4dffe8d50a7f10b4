"""Plan: as it is stored, with the name of its region."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Schema, Text
from server.documents.plan import plan_of

LAYER = Layer("zoning", Text("Z", "Z"), "zoning", Schema((), "Polygon"))


def test_a_plan_names_its_region():
    plan = {"regulation": "Perwali 12/2025", "revision": "1", "region": "64.72", "scale": 5000}
    assert plan_of(LAYER.with_(plan=plan)) == {**plan, "region_name": "Kota Samarinda"}


def test_what_is_not_told_is_left_out():
    assert plan_of(LAYER) is None
    assert plan_of(LAYER.with_(plan={"scale": 5000})) == {"scale": 5000}
    assert plan_of(LAYER.with_(plan={"region": "99.99"})) == {"region": "99.99"}
