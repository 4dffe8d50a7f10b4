"""IKN: legal hectares, legal limit points, nesting, on land."""

from __future__ import annotations

import pytest
import shapely

from layers.starter import facts

BOX = (116.525328, -1.258828, 117.307108, -0.639049)


@pytest.fixture
def ikn(frames):
    return frames["ikn_areas"].set_index("kind")


def test_areas_within_a_thousandth_of_the_law(ikn):
    assert (ikn["model_area_ha"] / ikn["legal_area_ha"] - 1).abs().max() < 0.001
    equal_area = ikn.to_crs(6933).area / 1e4
    assert (equal_area / ikn["legal_area_ha"] - 1).abs().max() < 0.01


def test_nesting(ikn):
    shapes = ikn.geometry
    for inner, outer in (("government", "core"), ("core", "land"), ("development", "land")):
        assert shapely.area(shapes[inner] - shapes[outer]) < 1e-8
    assert shapely.area(shapes["core"] & shapes["development"]) < 1e-8
    both = shapes["core"] | shapes["development"]
    assert shapely.area(shapely.symmetric_difference(both, shapes["land"])) < 1e-8


def test_on_land_and_within_the_limit_points(ikn, land):
    whole = ikn.geometry["land"]
    assert shapely.area(whole - land) < 1e-8
    assert shapely.covers(shapely.box(*BOX).buffer(1e-6), whole)
    assert whole.bounds[0] == pytest.approx(BOX[0], abs=1e-5)
    assert whole.bounds[3] == pytest.approx(BOX[3], abs=1e-5)


def test_titik_nol_is_in_the_government_core(ikn):
    assert ikn.geometry["government"].contains(shapely.Point(116.70883677, -0.97302475))


def test_sketch_says_so(ikn):
    assert (ikn["trust"] == "modelled").all()
    assert ikn["method"].str.contains("sketch").all()
    assert set(ikn["legal_basis"]) == {"UU 21/2023 ps. 6", "Perpres 64/2022"}


def test_it_lies_where_the_law_says(ikn, frames):
    regencies = frames["regencies"].set_index("code").geometry
    whole = ikn.geometry["land"]
    share = {c: shapely.area(whole & g) / shapely.area(whole) for c, g in regencies.items()}
    assert share["64.02"] + share["64.09"] > 0.9
    assert facts.table("ikn_areas")["legal_area_ha"].sum() == 2 * 252_660 + 6_671
