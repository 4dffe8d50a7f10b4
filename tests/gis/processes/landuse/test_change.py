"""Change of land cover as a process: rows by hand, epochs that do not fit, and refusals."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.areas import area_m2
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.errors import SchemaError
from layers.testing import CELL, SIDE, SOUTH, WEST, cover_raster, tiny_covers, write_cover

CHANGE = registry()["change"]
NORTH = SOUTH + SIDE


def ask(catalogue, **given):
    return CHANGE.run(catalogue, {"from": "2017", "to": "2024", "by": "districts"} | given)


def block(left, right, top, bottom):
    """Hectares of cells of the tiny region: columns left to right, rows top to bottom."""
    west, north = WEST + CELL * left, NORTH - CELL * top
    shape = shapely.box(west, NORTH - CELL * bottom, WEST + CELL * right, north)
    return float(area_m2(np.array([shape]))[0]) / 1e4


def test_what_became_of_what_in_each_district(land):
    answer = ask(land).to_dict()
    rows = {(r["code"][-2:], r["from"], r["to"]): r["area_ha"] for r in answer["rows"]}
    hand = {
        ("01", "1", "1"): block(0, 10, 0, 10),
        ("02", "1", "8"): block(10, 20, 0, 2),
        ("02", "1", "5"): block(10, 13, 9, 10),
        ("02", "1", "1"): block(10, 20, 2, 10) - block(10, 13, 9, 10),
        ("03", "5", "5"): block(20, 30, 0, 10) - block(20, 30, 4, 5),
    }
    assert rows == pytest.approx(hand, rel=1e-9)
    row = answer["rows"][1]
    assert row["name"] == "Tengah"
    assert (row["from_name"]["en"], row["to_name"]["id"]) == ("Natural forest", "Hutan alam")


def test_a_true_zero_and_zones_without_data_are_told_apart(land):
    assert "standing" not in ask(land).to_dict()
    still = ask(land, region="64.71.01").to_dict()
    assert (still["standing"]["kind"], still["totals"][0]["loss_ha"]) == ("zero", 0)


def test_classes_zones_and_rates(land):
    answer = ask(land).to_dict()
    forest = next(r for r in answer["totals"] if r["code"] == "1")
    lost = block(10, 20, 0, 2) + block(10, 13, 9, 10)
    assert forest["loss_ha"] == pytest.approx(lost)
    assert forest["net_ha"] == pytest.approx(-lost)
    before, after = block(0, 20, 0, 10), block(0, 20, 0, 10) - lost
    assert forest["rate_percent"] == pytest.approx(100 / 7 * np.log(after / before))
    built = next(r for r in answer["totals"] if r["code"] == "8")
    assert built["rate_percent"] is None
    assert "not there at first" in built["rate_reason"]["en"]
    middle, east = answer["zones"][0], answer["zones"][2]
    assert (middle["name"], east["name"]) == ("Tengah", "Timur")
    assert middle["changed_share"] == pytest.approx(0.23, abs=1e-4)
    assert middle["focus_lost_ha"] == pytest.approx(lost)
    assert east["no_value_ha"] == pytest.approx(block(20, 30, 4, 5))
    assert east["focus_rate_percent"] is None
    assert [f["code"] for f in answer["focus"]] == ["1", "2"]
    assert answer["epochs"]["years"] == 7
    assert np.sum(answer["matrix"]["area_ha"]) == pytest.approx(
        sum(r["area_ha"] for r in answer["rows"])
    )


def test_patches_with_their_place_and_outline(land):
    answer = ask(land)
    first, second = answer.to_dict()["patches"]
    assert (first["from"], first["to"], first["n_cells"]) == ("1", "8", 20)
    assert first["area_ha"] == pytest.approx(block(10, 20, 0, 2))
    assert first["place"] == "Tengah"
    assert first["places"]["districts"]["share"] == pytest.approx(1.0)
    assert second["area_ha"] == pytest.approx(block(10, 13, 9, 10))
    outline = answer.features["patches"]
    box = shapely.box(WEST + 0.1, NORTH - 0.02, WEST + 0.2, NORTH)
    assert outline.geometry.iloc[0].symmetric_difference(box).area < 1e-9
    assert outline.geometry.iloc[0].contains(shapely.Point(first["lon"], first["lat"]))
    assert len(ask(land, patches="1").features["patches"]) == 1
    none = ask(land, patches="0")
    assert none.to_dict()["patches"] == []
    assert none.to_dict()["n_patches"] == 2


def test_geopandas_says_the_same(land):
    """Oracle: cells as polygons, overlaid by geopandas, areas in an equal-area projection."""
    before, after = tiny_covers()
    rows, columns = np.indices(before.shape)
    west, north = WEST + CELL * columns.ravel(), NORTH - CELL * rows.ravel()
    cells = gpd.GeoDataFrame(
        {"before": before.ravel(), "after": after.ravel()},
        geometry=shapely.box(west, north - CELL, west + CELL, north),
        crs=4326,
    )
    pieces = gpd.overlay(cells, land["districts"].read(), keep_geom_type=True)
    pieces["ha"] = pieces.to_crs(6933).area / 1e4
    theirs = pieces[pieces["after"] > 0].groupby(["code", "before", "after"])["ha"].sum()
    ours = pd.DataFrame(ask(land).to_dict()["rows"])
    ours = ours.astype({"from": int, "to": int}).set_index(["code", "from", "to"])["area_ha"]
    for key, ha in theirs.items():
        assert ours[key] == pytest.approx(ha, rel=1e-7) or ha < 1e-6


def test_the_same_answer_by_layer_ids_and_by_region(land):
    one = ask(land, **{"from": "land_cover_2017", "to": "land_cover_2024"}, region="64.71.02")
    rows = one.to_dict()["rows"]
    assert {r["code"] for r in rows} == {"64.71.02"}
    assert rows == [r for r in ask(land).to_dict()["rows"] if r["code"] == "64.71.02"]
    assert one.replay["cli"].endswith("--by districts --region 64.71.02 --json")
    assert one.trust == "modelled"


def test_followed_classes(land):
    crops = ask(land, focus="5").to_dict()
    assert crops["zones"][0]["focus_gained_ha"] == pytest.approx(block(10, 13, 9, 10))
    named = ask(land, focus="Dryland cropland").to_dict()
    assert named["focus"] == crops["focus"]
    with pytest.raises(InputError, match=r"focus: .* has no class '99'; it has 0 \(No data"):
        ask(land, focus="99")


def test_another_legend_comes_by_crosswalk(land):
    before, _ = tiny_covers()
    klhk = np.where(before == 1, 2002, 20091).astype(np.int32)
    klhk[0, 0] = 2500
    write_cover(land, "klhk_2010", cover_raster(klhk), date="2010", legend="klhk")
    answer = ask(land, **{"from": "2010"}).to_dict()
    assert answer["legend"]["id"] == "common"
    (walk,) = answer["legend"]["crosswalks"]
    assert (walk["from"], walk["to"]) == ("klhk", "common")
    step = next(s for s in walk["steps"] if s["from"] == "2002")
    assert (step["to"], step["trust"]) == ("1", "compiled")
    rows = {(r["code"][-2:], r["from"], r["to"]): r["area_ha"] for r in answer["rows"]}
    assert rows["02", "1", "8"] == pytest.approx(block(10, 20, 0, 2))
    assert rows["03", "5", "5"] == pytest.approx(block(20, 30, 0, 10) - block(20, 30, 4, 5))
    west = next(z for z in answer["zones"] if z["name"] == "Barat")
    assert west["no_value_ha"] == pytest.approx(block(0, 1, 0, 1))
    assert "by crosswalk from klhk" in answer["method"]["en"]
    assert "tabel padanan dari klhk" in answer["method"]["id"]


def test_codes_of_one_other_legend_are_kept(land):
    for year, code in ((2010, 2001), (2015, 2002)):
        cells = np.full((10, 30), code, np.int32)
        write_cover(land, f"klhk_{year}", cover_raster(cells), date=str(year), legend="klhk")
    answer = ask(land, **{"from": "2010", "to": "2015"}).to_dict()
    assert {(r["from"], r["to"]) for r in answer["rows"]} == {("2001", "2002")}
    assert answer["legend"]["crosswalks"] == []
    assert {"2001", "2004"} < {f["code"] for f in answer["focus"]}


def test_epochs_on_different_grids_are_aligned_and_it_is_said(land):
    _, after = tiny_covers()
    fine = cover_raster(np.kron(after, np.ones((2, 2), np.uint8)), cell=CELL / 2)
    write_cover(land, "land_cover_2030", fine, date="2030")
    answer = ask(land, to="2030").to_dict()
    assert answer["alignment"]["grid"] == "land_cover_2017"
    assert answer["alignment"]["rule"] == "majority"
    assert "read on that of land_cover_2017" in answer["method"]["en"]
    rows = ask(land).to_dict()["rows"]
    assert [r["area_ha"] for r in answer["rows"]] == pytest.approx([r["area_ha"] for r in rows])
    finer = ask(land, to="2030", grid="to", align="nearest").to_dict()
    assert finer["alignment"]["grid"] == "land_cover_2030"
    assert "--grid to --align nearest" in finer["replay"]["cli"]
    assert [r["area_ha"] for r in finer["rows"]] == pytest.approx(
        [r["area_ha"] for r in rows], rel=1e-7
    )


def test_zones_that_overlap_are_counted_once_in_the_totals(land):
    wards = land["districts"].read()
    shapes = [*wards.geometry[:2], shapely.box(WEST, SOUTH, WEST + SIDE, NORTH)]
    layer = land["districts"].layer.with_(id="shared", revision=0)
    land.write(layer, wards.set_geometry(shapes, crs=4326), provenance={"source": "test"})
    answer = ask(land, by="shared").to_dict()
    assert answer["overlap_area_ha"] == pytest.approx(block(0, 10, 0, 10))
    assert np.sum(answer["matrix"]["area_ha"]) == pytest.approx(block(0, 20, 0, 10))
    assert answer["patches_ha"] == pytest.approx(block(10, 20, 0, 2) + block(10, 13, 9, 10))


def sample_of(catalogue, frame):
    layer = catalogue["districts"].layer
    fields = tuple(
        type(layer.schema.fields[0])(c, "text", layer.title) for c in frame if c != "geometry"
    )
    schema = type(layer.schema)(fields, "Point")
    described = layer.with_(id="checks", schema=schema, revision=0, theme="land")
    catalogue.write(described, frame, provenance={"source": "test"})


def test_a_sample_corrects_the_areas(land):
    """By hand: 3 of 4 sampled cells of loss are true; one of six of stay was lost."""
    columns = [10.5, 12.5, 14.5, 16.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 20.5, 21.5, 40.0]
    rows = [0.5] * 4 + [5.5] * 6 + [0.5, 0.5, 0.5]
    truth = ["8", "8", "8", "1", "1", "1", "1", "1", "1", "5", "5", "5", "5"]
    points = shapely.points(WEST + CELL * np.array(columns), NORTH - CELL * np.array(rows))
    first = ["1"] * 10 + ["5", "5", "5"]
    frame = gpd.GeoDataFrame(
        {"reference_from": first, "reference_to": truth}, geometry=points, crs=4326
    )
    sample_of(land, frame)
    answer = ask(land, sample="checks")
    found = answer.to_dict()["accuracy"]
    lost, gained, kept, other = found["strata"]
    mapped = block(10, 20, 0, 2) + block(10, 13, 9, 10)
    assert lost["mapped_ha"] == pytest.approx(mapped)
    assert lost["area_ha"] == pytest.approx(0.75 * mapped + kept["mapped_ha"] / 6)
    assert (lost["n"], kept["n"], other["n"], gained["n"]) == (4, 6, 2, 0)
    assert gained["users"] is None
    assert (found["n_points"], found["n_left_out"]) == (12, 1)
    assert "Olofsson" in answer.method.en
    assert "checks" in {i["layer"] for i in answer.inputs}


def test_samples_that_cannot_be_used(land):
    with pytest.raises(InputError, match="lacks reference_from, reference_to"):
        ask(land, sample="facilities")
    frame = gpd.GeoDataFrame(
        {"reference_from": ["1", "77"], "reference_to": ["1", "1"]},
        geometry=shapely.points([WEST + 0.005, WEST + 0.015], [SOUTH + 0.005] * 2),
        crs=4326,
    )
    sample_of(land, frame)
    with pytest.raises(SchemaError, match="codes 77 are no classes") as caught:
        ask(land, sample="checks")
    assert "bukan kelas" in caught.value.text.id


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({"from": "1999"}, NoAnswerError, "there are 2017"),
        ({"to": "20"}, InputError, "means 2 layers"),
        ({"from": "2024", "to": "2017"}, InputError, "swap from and to"),
        ({"from": "2017", "to": "2017"}, InputError, "both the beginning and the end"),
        ({"from": "population"}, InputError, "no raster of land cover"),
        ({"from": "districts"}, InputError, "no raster of land cover"),
        ({"by": "nowhere"}, InputError, "no layer 'nowhere'"),
        ({"region": "99"}, NoAnswerError, "holds no unit"),
        ({"connect": "6"}, InputError, "not among"),
    ],
)
def test_what_cannot_be_asked(land, given, kind, words):
    with pytest.raises(kind, match=words):
        ask(land, **given)


def test_nothing_but_nodata_says_what_there_is(land):
    cells = cover_raster(np.zeros((10, 30), np.uint8))
    write_cover(land, "land_cover_2000", cells, date="2000")
    with pytest.raises(NoAnswerError, match="ha without data") as caught:
        ask(land, **{"from": "2000"})
    assert caught.value.code == "no-land-cover"
    assert "tanpa data" in caught.value.text.id


def test_dates_finer_than_years(land):
    _, after = tiny_covers()
    write_cover(land, "cover_mid", cover_raster(after), date="2017-07-02")
    write_cover(land, "cover_end", cover_raster(after), date="2018-01-01")
    answer = ask(land, **{"from": "cover_mid", "to": "cover_end"}).to_dict()
    assert answer["epochs"]["years"] == pytest.approx(183 / 365.25)
