"""Composition of zones as a process: by hand, against exactextract, and what adds up to one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from gis.areas import area_m2
from gis.errors import InputError, NoAnswerError
from gis.landcover.grids import InMemory, cell_areas
from gis.processes import registry
from layers.testing import CELL, SIDE, SOUTH, WEST, cover_raster, tiny_covers, write_cover

COMPOSITION = registry()["composition"]
NORTH = SOUTH + SIDE


def ask(catalogue, **given):
    return COMPOSITION.run(catalogue, {"by": "districts"} | given)


def block(left, right, top, bottom):
    """Hectares of cells of the tiny region: columns left to right, rows top to bottom."""
    west, north = WEST + CELL * left, NORTH - CELL * top
    shape = shapely.box(west, NORTH - CELL * bottom, WEST + CELL * right, north)
    return float(area_m2(np.array([shape]))[0]) / 1e4


def zones_of(catalogue, shapes, layer_id="slanted"):
    """Write a layer of zones in the place of the districts."""
    wards = catalogue["districts"].read()
    frame = wards.iloc[: len(shapes)].set_geometry(gpd.GeoSeries(shapes, crs=4326).to_numpy())
    layer = catalogue["districts"].layer.with_(id=layer_id, revision=0)
    catalogue.write(layer, frame.set_crs(4326), provenance={"source": "test"})


def test_classes_of_each_district_by_hand(land):
    answer = ask(land, cover="2024")
    told = answer.to_dict()
    rows = {(r["code"][-2:], r["class"]): r["area_ha"] for r in told["rows"]}
    middle = block(10, 20, 0, 10) - block(10, 20, 0, 2) - block(10, 13, 9, 10)
    east = block(20, 30, 0, 10) - block(20, 30, 4, 5)
    hand = {
        ("01", "1"): block(0, 10, 0, 10),
        ("02", "1"): middle,
        ("02", "8"): block(10, 20, 0, 2),
        ("02", "5"): block(10, 13, 9, 10),
        ("03", "5"): east,
    }
    assert rows == pytest.approx(hand, rel=1e-9)
    assert [r["class"] for r in told["rows"] if r["name"] == "Tengah"] == ["1", "8", "5"]
    last = told["zones"][2]
    assert last["no_value_ha"] == pytest.approx(block(20, 30, 4, 5))
    assert last["classified_share"] == pytest.approx(0.9, abs=1e-4)
    assert (last["largest"], told["totals"][0]["name"]["en"]) == ("5", "Natural forest")
    assert told["not_classified"]["no_value_ha"] == pytest.approx(block(20, 30, 4, 5))
    assert answer.features["zones"]["ha_8"].tolist() == pytest.approx([0, hand["02", "8"], 0])
    assert answer.replay["cli"] == "penyangga composition --cover 2024 --by districts --json"


def test_slanted_zones_equal_exactextract_and_add_up_to_one(land):
    """Oracle: exact fractions of cells, times the area of the cell, class by class."""
    _, after = tiny_covers()
    beyond = WEST + 3.2 * SIDE
    shapes = [
        shapely.Polygon([(WEST + 0.013, SOUTH + 0.004), (WEST + 0.29, SOUTH + 0.031),
                         (WEST + 0.117, NORTH - 0.003)]),
        shapely.Point(WEST + 0.21, SOUTH + 0.055).buffer(0.0421),
        shapely.Polygon([(WEST + 0.22, SOUTH - 0.02), (beyond, SOUTH + 0.05),
                         (WEST + 0.26, NORTH + 0.01)]),
    ]  # fmt: skip
    zones_of(land, shapes)
    told = ask(land, by="slanted").to_dict()
    areas = np.broadcast_to(
        cell_areas(InMemory(cover_raster(after)), slice(0, len(after))), after.shape
    )
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4326)
    west, south, east, north = cover_raster(after).bounds
    ours = pd.DataFrame(told["rows"]).pivot_table(index="id", columns="class", values="area_ha")
    for code in np.unique(after[after > 0]):
        source = NumPyRasterSource(np.where(after == code, areas, 0.0), west, south, east, north)
        theirs = exact_extract(source, frame, ["sum"], output="pandas")["sum"].to_numpy()
        assert ours[str(code)].fillna(0.0).to_numpy() == pytest.approx(theirs, rel=1e-6, abs=1e-6)
    for zone in told["zones"]:
        shares = sum(r["share"] for r in told["rows"] if r["id"] == zone["id"])
        left = zone["no_value_ha"] + zone["unknown_ha"] + zone["beyond_ha"]
        assert shares + left / zone["area_ha"] == pytest.approx(1.0, abs=1e-6)
    assert told["zones"][2]["beyond_ha"] > 500


def test_land_in_several_zones_is_counted_once_in_the_totals(land):
    whole = shapely.box(WEST, SOUTH, WEST + SIDE, NORTH)
    zones_of(land, [whole, shapely.box(WEST, SOUTH, WEST + SIDE / 2, NORTH), shapely.Polygon()])
    told = ask(land, by="slanted").to_dict()
    assert told["overlap_area_ha"] == pytest.approx(block(0, 5, 0, 10))
    assert told["totals"][0]["area_ha"] == pytest.approx(block(0, 10, 0, 10))
    assert told["totals"][0]["share"] == pytest.approx(1.0)
    assert sum(r["area_ha"] for r in told["rows"]) == pytest.approx(block(0, 15, 0, 10))
    empty = told["zones"][2]
    assert (empty["area_ha"], empty["classified_share"], empty["largest"]) == (0.0, None, None)
    assert told["n_units_without_shape"] == 1


def test_the_latest_date_and_another_legend(land):
    assert ask(land).to_dict()["cover"]["date"] == "2024"
    klhk = np.where(tiny_covers()[0] == 1, 2002, 20091).astype(np.int32)
    klhk[0, 0] = 2500
    write_cover(land, "klhk_2030", cover_raster(klhk), date="2030", legend="klhk")
    own = ask(land).to_dict()
    assert (own["legend"]["id"], {r["class"] for r in own["rows"]}) == ("klhk", {"2002", "20091"})
    assert own["zones"][0]["no_value_ha"] == pytest.approx(block(0, 1, 0, 1))
    answer = ask(land, legend="common")
    told = answer.to_dict()
    assert {r["class"] for r in told["rows"]} == {"1", "5"}
    assert told["legend"]["crosswalks"][0]["from"] == "klhk"
    assert "by crosswalk from klhk" in told["method"]["en"]
    assert "tabel padanan dari klhk" in told["method"]["id"]
    assert answer.replay["cli"].endswith("--legend common --json")


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({"cover": "1999"}, NoAnswerError, "no land cover of '1999'"),
        ({"cover": "population"}, InputError, "no raster of land cover"),
        ({"by": "facilities"}, InputError, "wanted a layer of polygons"),
        ({"by": "land_cover_2017"}, InputError, "wanted a layer of polygons"),
        ({"region": "99"}, NoAnswerError, "holds no unit"),
        ({"legend": "mine"}, InputError, "not among"),
    ],
)
def test_what_cannot_be_asked(land, given, kind, words):
    with pytest.raises(kind, match=words):
        ask(land, **given)


def test_nothing_but_strange_codes_says_what_there_is(land):
    cells = cover_raster(np.full((10, 30), 77, np.uint8))
    write_cover(land, "land_cover_2040", cells, date="2040")
    with pytest.raises(NoAnswerError, match="ha with strange codes") as caught:
        ask(land)
    assert caught.value.code == "no-land-cover"
    assert "berkode asing" in caught.value.text.id
