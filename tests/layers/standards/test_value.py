"""Values: trust follows from what was seen."""

from __future__ import annotations

from layers.standards.value import Value, areas_of, weakest


def test_trust_follows_the_status():
    assert Value(1.0, "m", "sourced", "x").trust == "compiled"
    assert Value(1.0, "m", "unverified", "x").to_dict()["trust"] == "illustrative"


def test_the_weakest_mark_wins():
    assert weakest(["compiled", "illustrative", "official"]) == "illustrative"
    assert weakest([]) == "compiled"


def test_areas():
    assert areas_of("urban|rural") == ("urban", "rural")
