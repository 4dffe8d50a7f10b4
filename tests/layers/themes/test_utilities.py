"""Utilities: classes, networks, capacities and coverage told from the columns of real files."""

from __future__ import annotations

import shapely

from layers import ingest
from layers.themes import map_hints

POINT = shapely.Point(116.8, -1.25)
LINE = shapely.LineString([(116.8, -1.25), (116.9, -1.25)])


def test_osm_tags_in_columns_of_their_own(fitted):
    columns = {
        "power": ["line", "substation", "tower", None, None, None],
        "man_made": [None, None, None, "tower", "pipeline", "water_works"],
        "tower_type": [None, None, None, "communication", None, None],
        "substance": [None, None, None, None, "gas", None],
        "voltage": ["150000;20000", "150 kV", None, None, None, None],
    }
    frame = fitted(columns, "utilities", "utilities", LINE).frame
    assert frame["class"].tolist() == [
        *("power_line", "substation", "power_support"),
        *("telecom_tower", "gas_pipe", "water_works"),
    ]
    assert frame["network"].tolist() == [*["electricity"] * 3, "telecom", "gas", "water"]
    assert frame["voltage_kv"].tolist()[:2] == [150.0, 150.0]
    assert frame["voltage"].tolist()[0] == "150000;20000"
    assert frame["length_km"].notna().all()


def test_power_plants_with_capacity_and_year(fitted):
    columns = {
        "namobj": ["PLTD Sawai Baru", "PLTS Maratua"],
        "jnspls": ["PLTD", "PLTS"],
        "thnopr": [0, 2016],
        "daya_mw": [1.5, 0.3],
    }
    result = fitted(columns, "utilities", "utilities", POINT)
    frame = result.frame
    assert frame["class"].tolist() == ["power_plant"] * 2
    assert frame["plant_type"].tolist() == ["diesel", "solar"]
    assert frame["start_year"].isna().tolist() == [True, False]
    assert frame["thnopr"].tolist() == [0, 2016]
    assert frame["capacity"].tolist() == [1.5, 0.3]
    assert frame["capacity_unit"].tolist() == ["MW", "MW"]
    assert "length_km" not in frame
    assert [f.column for f in result.findings if f.code == "value-implausible"] == ["thnopr"]


def test_a_unit_in_the_words_of_the_capacity(fitted):
    columns = {"jenis": ["IPA", "TPA"], "kapasitas": ["120 l/dt", "besar"]}
    result = fitted(columns, "utilities", "utilities", POINT)
    assert result.frame["class"].tolist() == ["water_works", "landfill"]
    assert result.frame["capacity"].fillna(-1).tolist() == [120.0, -1.0]
    assert result.frame["capacity_unit"].fillna("-").tolist() == ["l/s", "-"]
    assert "value-unknown" in {f.code for f in result.findings}


def test_coverage_areas_by_technology_and_operator(fitted):
    columns = {"provider": ["Telkomsel", None], "sinyal": ["2G, 4G", "Blank spot"]}
    result = fitted(columns, "telecom", "telecom_coverage")
    frame = result.frame
    assert frame["class"].tolist() == ["telecom_coverage"] * 2
    assert frame["network"].tolist() == ["telecom"] * 2
    assert frame["technology"].tolist() == ["4g", "none"]
    assert frame["operator"].fillna("-").tolist() == ["Telkomsel", "-"]
    hints = map_hints("telecom_coverage", "telecom", result.fields, "Polygon")
    assert (hints["class_field"], hints["shape"]) == ("technology", "fill")
    assert "4g" in {c["value"] for c in hints["classes"]}


def test_nothing_known_is_said(fitted):
    result = fitted({"nama": ["x"]}, "utilities", "utilities", POINT)
    assert "class-missing" in {f.code for f in result.findings}
    assert map_hints("utilities", "utilities", result.fields, "Point")["class_field"] is None


def test_real_power_plants_of_kalimantan(workspace, shared_data):
    file = shared_data / "poi/pembangkit_listrik_kalimantan.csv"
    report = ingest.add(workspace, file, layer_id="utilities")
    plants = workspace["utilities"].read()
    assert set(plants["class"]) == {"power_plant"}
    kinds = plants["plant_type"].value_counts()
    assert (kinds["diesel"], kinds["steam"], kinds["mini_hydro"]) == (452, 60, 11)
    assert int(plants["start_year"].isna().sum()) == 47
    assert {"value-implausible", "value-normalised"} <= {f.code for f in report.findings}
    assert workspace["utilities"].layer.schema.check_codes(plants) == []
