"""Roads: classes, directions, speeds and lengths told from the columns of real files."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import ingest
from layers.crs import GEOD
from layers.errors import SchemaError
from layers.starter.lines.roads import LAYER as STARTER
from layers.themes import map_hints

POINT = shapely.Point(116.8, -1.25)
SHORT = shapely.LineString([(116.8, -1.25), (116.801, -1.25)])
LINE = shapely.LineString([(116.8, -1.25), (116.9, -1.25)])


def codes_of(result) -> list[str]:
    return [f.code for f in result.findings]


def test_osm_roads_take_the_conventions_of_osm(fitted):
    columns = {
        "highway": ["motorway", "residential", "secondary", "footway", "construction"],
        "oneway": [None, "-1", "yes", "no", None],
        "surface": ["asphalt", None, "gravel", "mud", None],
        "maxspeed": ["100", None, "30 km/h", None, None],
        "bridge": [None, "viaduct", None, "no", None],
    }
    frame = fitted(columns, "roads", shape=LINE).frame
    assert frame["class"].tolist() == ["toll", "neighbourhood", "collector", "path", None]
    assert frame["direction"].tolist() == ["forward", "backward", "forward", "both", "both"]
    assert frame["one_way"].tolist() == [True, True, True, False, False]
    assert frame["surface"].tolist() == ["paved", None, "unpaved", "unpaved", None]
    assert frame["toll"].tolist() == [True, False, False, False, False]
    assert frame["bridge"].tolist() == [False, True, False, False, False]
    assert frame["status"].tolist() == ["existing"] * 4 + ["construction"]
    assert frame["speed_kmh"].tolist()[:4] == [90.0, 20.0, 21.0, 4.5]
    assert pd.isna(frame["speed_kmh"].iloc[4])
    assert frame["speed_source"].tolist() == ["default"] * 4 + [None]
    # What the file said stays beside it.
    assert frame["highway"].tolist() == columns["highway"]
    assert frame["oneway"].fillna("").tolist() == ["", "-1", "yes", "no", ""]
    assert "road_class_legal" not in frame


def test_roundabouts_are_one_way(fitted):
    columns = {"highway": ["tertiary"] * 3, "junction": ["roundabout", None, "roundabout"]}
    frame = fitted({**columns, "oneway": [None, None, "no"]}, "roads", shape=LINE).frame
    assert frame["one_way"].tolist() == [True, False, False]


def test_a_limit_below_the_planning_speed_holds(fitted):
    columns = {"highway": ["secondary", "secondary"], "maxspeed": ["30 km/h", "80"]}
    frame = fitted(columns, "roads", shape=LINE).frame
    assert frame["maxspeed_kmh"].tolist() == [30.0, 80.0]
    assert frame["speed_kmh"].tolist() == [30.0, 35.0]


def test_words_of_an_indonesian_office(fitted):
    columns = {
        "nama_ruas": ["Simpang Tiga - Sepaku", None],
        "fungsi_jln": ["Kolektor Primer", "Lokal Sekunder"],
        "status_jln": ["Nasional", "Kabupaten"],
        "perkerasan": ["Hotmix", "Tanah"],
        "arah": ["Dua arah", "Satu arah"],
        "lebar": ["7,5", "4 m"],
        "jml_lajur": ["2", "1"],
        "kecepatan": [45.5, 20.0],
    }
    result = fitted(columns, "roads", shape=LINE)
    frame = result.frame
    assert frame["name"].fillna("-").tolist() == ["Simpang Tiga - Sepaku", "-"]
    assert frame["class"].tolist() == ["collector", "local"]
    assert frame["road_function"].tolist() == ["collector_primary", "local_secondary"]
    assert frame["road_class_legal"].tolist() == ["national", "regency"]
    assert frame["surface"].tolist() == ["paved", "unpaved"]
    assert frame["one_way"].tolist() == [False, True]
    assert frame["width_m"].tolist() == [7.5, 4.0]
    assert frame["lanes"].tolist() == [2, 1]
    assert frame["speed_kmh"].tolist() == [45.5, 20.0]
    assert "speed_source" not in frame
    assert "status" not in frame
    assert "default-taken" not in codes_of(result)
    assert [f.name for f in result.fields][:3] == ["name", "class", "surface"]


@pytest.mark.parametrize(
    ("values", "made"),
    [
        (["Nasional", "Provinsi"], {"road_class_legal": ["national", "provincial"]}),
        (["Rencana", "Ada"], {"status": ["planned", "existing"]}),
        (["a", "b"], {}),
    ],
)
def test_a_status_column_tells_of_the_legal_class_or_the_state(fitted, values, made):
    columns = {"kelas": ["Arteri", "Lokal"], "status": values}
    result = fitted(columns, "roads", shape=LINE)
    for name in ("road_class_legal", "status"):
        assert (name in result.frame) == (name in made)
        if name in made:
            assert result.frame[name].tolist() == made[name]
    held = [c for c in result.frame if result.frame[c].tolist() == values]
    assert held, "the words of the file are gone"


def test_unknown_words_are_reported_by_row_and_kept(fitted):
    columns = {"highway": ["road", "residential", "road"], "oneway": ["maybe", None, "reversible"]}
    result = fitted(columns, "roads", shape=LINE)
    assert result.frame["class"].tolist() == [None, "neighbourhood", None]
    assert result.frame["direction"].tolist() == [None, "both", "reversible"]
    assert result.frame["one_way"].tolist()[1] is False
    assert result.frame["one_way"].isna().tolist() == [True, False, True]
    unknown = [f for f in result.findings if f.code == "value-unknown"]
    assert [f.column for f in unknown] == ["highway", "oneway"]
    assert unknown[0].rows == (1, 3)
    assert "road (2); rows 1, 3" in unknown[0].message
    assert "road (2); baris 1, 3" in unknown[0].message_id


def test_impossible_numbers_are_left_out_and_reported(fitted):
    columns = {"highway": ["residential", "residential"], "lanes": [40, 2], "lebar": [0.0, 5.0]}
    result = fitted(columns, "roads", shape=LINE)
    assert result.frame["lanes"].isna().tolist() == [True, False]
    assert result.frame["lanes_source"].tolist() == [40, 2]
    assert result.frame["width_m"].isna().tolist() == [True, False]
    found = [f.column for f in result.findings if f.code == "value-implausible"]
    assert found == ["lanes", "lebar"]


def test_the_column_most_of_whose_words_are_known_tells_the_class(fitted):
    columns = {"type": ["Road, residential, etc.", "x"], "osm_type": ["residential", "primary"]}
    frame = fitted(columns, "roads", shape=LINE).frame
    assert frame["class"].tolist() == ["neighbourhood", "collector"]
    assert frame["type"].tolist() == columns["type"]


def test_codes_already_right_are_only_described(fitted):
    result = fitted({"class": ["toll", None], "toll": [True, False]}, "roads", shape=LINE)
    assert "class_source" not in result.frame
    assert not {"value-normalised", "value-unknown"} & set(codes_of(result))
    assert result.fields[0].codes["toll"].id == "Tol"


def test_lengths_are_geodesic(fitted):
    frame = fitted({"highway": ["primary"]}, "roads", shape=LINE).frame
    assert frame["length_m"].iloc[0] == pytest.approx(GEOD.geometry_length(LINE), abs=0.06)


def test_roads_without_a_class_are_taken_with_a_warning(fitted):
    result = fitted({"nama": ["Jalan Poros"]}, "roads", shape=LINE)
    assert "class-missing" in codes_of(result)
    assert not {"class", "speed_kmh", "one_way"} & set(result.frame)


def test_no_rows(fitted):
    result = fitted({"highway": [], "oneway": []}, "roads", shape=LINE)
    assert len(result.frame) == 0


def test_points_are_no_roads(fitted):
    with pytest.raises(SchemaError, match="wants lines; the file has Point") as caught:
        fitted({"highway": ["primary"]}, "roads", shape=shapely.Point(116, 0))
    assert caught.value.code == "wrong-geometry"


def test_real_roads_replace_those_of_the_starter(workspace, tmp_path):
    held = gpd.GeoDataFrame(
        {"code": ["J1"], "class": ["toll"], "toll": [True]}, geometry=[LINE], crs=4326
    )
    workspace.write(STARTER, held)
    file = tmp_path / "roads.geojson"
    columns = {"highway": ["motorway", "residential"], "oneway": ["yes", None]}
    gpd.GeoDataFrame(columns, geometry=[LINE, LINE], crs=4326).to_file(file)
    ingest.add(workspace, file, layer_id="roads")
    layer, frame = workspace["roads"].layer, workspace["roads"].read()
    assert frame["class"].tolist() == ["toll", "neighbourhood"]
    assert layer.title == STARTER.title
    assert layer.trust == "compiled"
    assert layer.schema.check_codes(frame) == []
    classes = [c["value"] for c in layer.styling["classes"]]
    assert classes[:4] == ["toll", "arterial", "collector", "local"]
    assert "neighbourhood" in classes


def test_real_roads_of_jakarta(workspace, shared_data):
    report = ingest.add(workspace, shared_data / "osm/jakarta_roads_shp.zip", layer_id="roads")
    roads = workspace["roads"].read()
    assert len(roads) == 18574
    assert roads["class"].value_counts().to_dict()["neighbourhood"] == 15435
    assert int(roads["class"].isna().sum()) == 27
    assert roads["direction"].value_counts()["backward"] == 31
    assert (roads["oneway"] == "-1").sum() == 31
    one_way = roads["one_way"].fillna(value=False).astype(bool)
    assert int(one_way.sum()) == 1886 + 31 + 10
    assert {"value-unknown", "value-normalised", "default-taken"} <= {
        f.code for f in report.findings
    }
    layer = workspace["roads"].layer
    assert layer.styling["class_field"] == "class"
    assert layer.schema.check_codes(roads) == []


def test_an_office_s_list_of_bridges(fitted):
    columns = {
        "nm_jembatan": ["Mahkota II", "Titian RT 4"],
        "tipe_jembatan": ["Cable Stayed", "Titian"],
        "bahan": ["Baja", "Ulin"],
        "nama_sungai": ["Mahakam", None],
        "panjang": ["1.388 m", "12,5 m"],  # a thousand metres and more, or one and a bit?
        "beban": ["10 ton", None],
        "kondisi": ["Baik", "Rusak berat"],
        "status": ["Kota", "Desa"],
        "tahun_bangun": [2017, 0],
    }
    result = fitted(columns, "bridges", "bridges", POINT)
    frame = result.frame
    assert frame["name"].tolist() == columns["nm_jembatan"]
    assert frame["class"].tolist() == ["cable_stayed", "boardwalk"]
    assert frame["material"].tolist() == ["steel", "wood"]
    assert frame["crosses"].fillna("-").tolist() == ["Mahakam", "-"]
    assert frame["length_m"].fillna(-1).tolist() == [-1.0, 12.5]
    assert ("panjang", (1,)) in {
        (f.column, f.rows) for f in result.findings if f.code == "value-unknown"
    }
    assert frame["max_load_t"].tolist()[0] == 10.0
    assert frame["condition"].tolist() == ["good", "bad"]
    assert frame["road_class_legal"].tolist() == ["city", "village"]
    assert frame["built_year"].isna().tolist() == [False, True]
    assert "value-implausible" in {f.code for f in result.findings}


def test_lines_of_bridges_are_measured(fitted):
    result = fitted({"bridge": ["yes", "viaduct"]}, "bridges", "bridges", SHORT)
    assert result.frame["class"].tolist() == ["other", "flyover"]
    expected = GEOD.geometry_length(SHORT)
    assert result.frame["length_m"].tolist() == [pytest.approx(expected, abs=0.06)] * 2
    hints = map_hints("bridges", "bridges", result.fields, "LineString")
    assert (hints["class_field"], hints["shape"]) == ("class", "line")


def test_bridges_as_points_without_length_get_none_and_no_kind_is_said(fitted):
    result = fitted({"nama": ["a"]}, "bridges", "bridges", POINT)
    assert not {"length_m", "class"} & set(result.frame)
    assert "class-missing" in {f.code for f in result.findings}
