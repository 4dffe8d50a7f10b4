"""Conflicts with the plans as a process: by hand, against geopandas, and refusals."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from gis.areas import area_m2
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.testing import CELL, SIDE, SOUTH, WEST, cover_raster, tiny_covers, write_cover

CONFLICTS = registry()["conflicts"]
NORTH = SOUTH + SIDE


def block(left, right, top, bottom):
    """The box of cells: columns left to right, rows top to bottom."""
    return box(WEST + CELL * left, NORTH - CELL * bottom, WEST + CELL * right, NORTH - CELL * top)


def hectares(*shapes):
    return float(area_m2(np.array(shapes)).sum()) / 1e4


def write_plan(catalogue, layer_id, column, rows, **plan):
    """Write a plan of (code, polygon), its codes in `column`."""
    codes, shapes = zip(*rows, strict=True)
    names = dict.fromkeys(("code", "name", column))
    layer = Layer(
        layer_id,
        Text(layer_id, layer_id),
        "zoning",
        Schema(tuple(Field(n, "text", Text(n, n)) for n in names), "Polygon"),
        data_date="2026",
        trust="modelled",
        plan=plan,
    )
    values = {name: list(codes) for name in names} | {"code": [f"Z{i}" for i in range(len(codes))]}
    frame = gpd.GeoDataFrame(values, geometry=list(shapes), crs=4326)
    catalogue.write(layer, frame, provenance={"source": "test"})


@pytest.fixture
def planned(land):
    """Land cover with plans: forest protected in the north, a city in the south, and errors.

    The general plan (RTRW) protects the six northern rows (HL) and has a city (PK) in the
    others; the detailed one (RDTR) has housing in columns 10 to 15, rows 4 to 10, and a
    sliver of a hundredth of a cell more to the east; the north-west is a national park.
    """
    write_plan(
        land, "spatial_plan", "kodrpr", [("HL", block(0, 30, 0, 6)), ("PK", block(0, 30, 6, 10))]
    )
    write_plan(land, "zoning", "kodszn", [("R-3", block(10, 15, 4, 10))])
    write_plan(
        land,
        "protected_areas",
        "kind",
        [("TN", block(0, 15, 0, 5)), ("X?", block(20, 21, 0, 1))],
    )
    return land


def ask(catalogue, **given):
    return CONFLICTS.run(catalogue, given)


def sums(answer):
    return {
        (c["id"], c["layer"]): (c["area_ha"], c["n_patches"]) for c in answer.to_dict()["conflicts"]
    }


def test_every_kind_by_hand(planned):
    found = sums(ask(planned))
    built, crops = block(10, 20, 0, 2), block(20, 30, 0, 6)
    without = block(20, 30, 4, 5)
    unbuilt = hectares(block(0, 30, 6, 10))
    hand = {
        ("built-in-protected", "spatial_plan"): (hectares(built), 1),
        ("crops-in-protected", "spatial_plan"): (hectares(crops) - hectares(without), 2),
        ("built-in-protected", "protected_areas"): (hectares(block(10, 15, 0, 2)), 1),
        ("unbuilt-settlement", "spatial_plan"): (unbuilt, 1),
        ("unbuilt-settlement", "zoning"): (hectares(block(10, 15, 4, 10)), 1),
        ("plan-protection", "zoning"): (hectares(block(10, 15, 4, 6)), 1),
        ("use-in-protected-area", "zoning"): (hectares(block(10, 15, 4, 5)), 1),
    }
    assert found.keys() == hand.keys()
    for key, (area, n) in hand.items():
        assert found[key][0] == pytest.approx(area, rel=1e-6), key
        assert found[key][1] == n, key


def test_rows_have_place_reason_source_and_trust(planned):
    answer = ask(planned, kinds="encroachment")
    told = answer.to_dict()
    rows = told["rows"]
    assert [(r["rank"], r["conflict"], r["layers"]) for r in rows] == [
        (1, "crops-in-protected", ["spatial_plan"]),
        (2, "built-in-protected", ["spatial_plan"]),
        (3, "built-in-protected", ["protected_areas"]),
        (4, "crops-in-protected", ["spatial_plan"]),
    ]
    assert [r["place"] for r in rows] == ["Timur", "Tengah", "Tengah", "Timur"]
    assert (rows[2]["zones"], rows[2]["against"]) == (["TN"], ["8"])
    assert [name["en"] for name in rows[2]["against_names"]] == ["Built-up"]
    first = told["conflicts"][0]
    assert first["trust"] == "illustrative"
    assert "no legal test" in first["source"]
    assert first["reason"]["id"] != first["reason"]["en"]
    assert answer.trust == "illustrative"
    assert told["cover"]["layer"] == "land_cover_2024"
    outlines = answer.features["conflicts"]
    assert outlines.geometry.iloc[1].symmetric_difference(block(10, 20, 0, 2)).area < 1e-9
    assert outlines["name_id"].iloc[1] == "Lahan terbangun di kawasan lindung"
    assert area_m2(outlines.geometry.to_numpy()) / 1e4 == pytest.approx(
        outlines["area_ha"].to_numpy(), rel=1e-6
    )


def test_geopandas_says_the_same(planned):
    """Oracle: cells as polygons laid on slanted zones by geopandas.

    A share of a cell counts as that share of its area: cells of a kilometre are no
    rectangles on the ground, which is the difference of a few parts in ten million.
    """
    slanted = shapely.Polygon([(WEST, SOUTH), (WEST + 0.3, SOUTH + 0.013), (WEST + 0.11, NORTH)])
    write_plan(planned, "slanted", "kodrpr", [("HL", slanted)])
    _, after = tiny_covers()
    rows, columns = np.nonzero(after == 8)
    cells = gpd.GeoDataFrame(
        geometry=[block(c, c + 1, r, r + 1) for r, c in zip(rows, columns, strict=True)], crs=4326
    )
    pieces = gpd.overlay(cells, gpd.GeoDataFrame(geometry=[slanted], crs=4326))
    theirs = area_m2(pieces.geometry.to_numpy()).sum() / 1e4
    found = sums(ask(planned, plan="slanted", rules="built-in-protected"))
    assert found["built-in-protected", "slanted"][0] == pytest.approx(theirs, rel=1e-6)


def test_what_lines_alone_explain_is_counted_apart(planned):
    """A zone over the line by ten metres, where the line is accurate to 25."""
    edge = NORTH - 6 * CELL
    write_plan(planned, "nearly", "kodszn", [("R-3", box(WEST, SOUTH, WEST + 0.1, edge + 1e-4))])
    with pytest.raises(NoAnswerError, match="no conflict"):
        ask(planned, zoning="nearly", kinds="plans")
    wide = [("R-3", box(WEST, SOUTH, WEST + 0.1, edge + 1e-3))]
    write_plan(planned, "over", "kodszn", wide)
    found = ask(planned, zoning="over", kinds="plans").to_dict()["conflicts"][0]
    assert (found["n_patches"], found["narrow_ha"]) == (1, 0.0)


def test_a_patch_that_two_plans_show_is_told_once(planned):
    write_plan(planned, "same", "kind", [("TN", block(0, 30, 0, 6))])
    rows = ask(planned, protected="same", rules="built-in-protected").to_dict()["rows"]
    assert [r["layers"] for r in rows] == [["spatial_plan", "same"]]


def test_a_region_cuts_the_zones(planned):
    answer = ask(planned, by="districts", region="64.71.02", kinds="encroachment")
    found = sums(answer)
    assert set(found) == {
        ("built-in-protected", "spatial_plan"),
        ("built-in-protected", "protected_areas"),
    }
    assert answer.to_dict()["conflicts"][0]["plan_ha"] == pytest.approx(
        hectares(block(10, 20, 0, 6)), rel=1e-6
    )
    assert "--region 64.71.02 --by districts" in answer.replay["cli"]


def test_classes_that_are_not_known_are_told(planned):
    plans = {p["kind"]: p for p in ask(planned).to_dict()["plans"]}
    assert plans["protected"]["unknown_ha"] == pytest.approx(hectares(block(20, 21, 0, 1)))
    assert plans["rdtr"]["unknown_ha"] == 0.0
    assert plans["rtrw"]["accuracy"]["metres"] == 25.0


def test_plans_that_are_not_there_are_left_out_and_told(land):
    write_plan(land, "zoning", "kodszn", [("HL", block(0, 30, 0, 10))])
    told = ask(land).to_dict()
    assert told["missing_plans"] == ["rtrw", "protected"]
    assert {c["layer"] for c in told["conflicts"]} == {"zoning"}


def test_names_of_classes_do_where_there_are_no_codes(land):
    write_plan(land, "zoning", "namszn", [("Hutan lindung", block(0, 30, 0, 10))])
    assert ("built-in-protected", "zoning") in sums(ask(land))


def test_other_legends_come_by_crosswalk(planned):
    klhk = np.full((10, 30), 2012, np.int32)
    write_cover(planned, "klhk_2026", cover_raster(klhk), date="2026", legend="klhk")
    answer = ask(planned, rules="built-in-protected")
    assert answer.to_dict()["cover"]["layer"] == "klhk_2026"
    assert sums(answer)["built-in-protected", "spatial_plan"][0] == pytest.approx(
        hectares(block(0, 30, 0, 6)), rel=1e-6
    )


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({"kinds": "odd"}, InputError, "not among"),
        ({"rules": "plan-use", "kinds": "underuse"}, InputError, "are not of the kinds"),
        ({"cover": "1999"}, NoAnswerError, "no land cover of '1999'"),
        ({"plan": "nowhere"}, InputError, "no layer 'nowhere'"),
        ({"region": "99", "by": "districts"}, NoAnswerError, "holds no unit"),
        ({"rules": "built-in-green"}, NoAnswerError, "no conflict"),
    ],
)
def test_what_cannot_be_asked(planned, given, kind, words):
    with pytest.raises(kind, match=words):
        ask(planned, **given)


def test_nothing_to_compare_with(tiny):
    with pytest.raises(NoAnswerError, match="there is no plan") as caught:
        ask(tiny)
    assert "tidak ada rencana" in caught.value.text.id
    write_plan(tiny, "zoning", "kodszn", [("HL", block(0, 30, 0, 10))])
    with pytest.raises(NoAnswerError, match="no land cover"):
        ask(tiny)
