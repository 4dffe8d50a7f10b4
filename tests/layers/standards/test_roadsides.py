"""Strips along roads: as PP 34/2006, article 44(4), has them."""

from __future__ import annotations

from layers.standards import roadsides, roadsides_of

BY_ARTICLE = {
    ("arterial", "primary"): 15,
    ("collector", "primary"): 10,
    ("local", "primary"): 7,
    ("neighbourhood", "primary"): 5,
    ("arterial", "secondary"): 15,
    ("collector", "secondary"): 5,
    ("local", "secondary"): 3,
    ("neighbourhood", "secondary"): 2,
}


def test_widths_are_those_of_the_article():
    assert {(r.road_class, r.rank): r.distance_m for r in roadsides()} == BY_ARTICLE
    for one in roadsides():
        assert (one.source, one.article, one.trust) == ("PP 34/2006", "44(4)", "compiled")
        assert one.to_dict()["label"]["id"].startswith("Jalan ")


def test_a_class_without_a_strip_has_none():
    assert [r.rank for r in roadsides_of("local")] == ["primary", "secondary"]
    assert roadsides_of("toll") == ()
