"""Protected areas: the right size, on land, at their anchors."""

from __future__ import annotations

import pytest
import shapely

from layers.starter import facts


def test_areas_follow_the_regulations(frames):
    areas = frames["protected_areas"]
    equal_area = areas.to_crs(6933).area / 1e4
    assert (equal_area / areas["official_area_ha"] - 1).abs().max() < 0.005
    assert (areas["model_area_ha"] / areas["official_area_ha"] - 1).abs().max() < 0.001


def test_they_are_on_land(frames, land):
    shapes = frames["protected_areas"].geometry.to_numpy()
    assert shapely.area(shapely.difference(shapes, land)).max() < 1e-8


@pytest.mark.parametrize("anchor", ["AN136", "AN137", "AN138", "AN139"])
def test_they_hold_their_anchor(frames, anchor):
    place = facts.table("anchors").set_index("id").loc[anchor]
    areas = frames["protected_areas"].set_index("anchor")
    shape = areas.geometry[anchor]
    assert shapely.distance(shape, shapely.Point(place["lon"], place["lat"])) < 0.02


def test_the_asked_ones_are_there(frames):
    names = " ".join(frames["protected_areas"]["name"])
    for name in ("Soeharto", "Kutai", "Sungai Wain", "Teluk Adang", "Sultan Adam"):
        assert name in names
