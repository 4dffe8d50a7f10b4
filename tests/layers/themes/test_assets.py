"""Assets: types, status, condition, owner and installation told from an office's columns."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers import ingest
from layers.schema import Text
from layers.starter.people.assets import LABELS
from layers.starter.people.assets import LAYER as STARTER
from layers.themes import map_hints

POINT = shapely.Point(116.8, -1.25)


def test_an_office_s_list(fitted):
    columns = {
        "kode_aset": ["PJU-1", "TS-2", "X-3"],
        "jenis": ["PJU", "Tong sampah", "Air mancur"],
        "opd": ["Dishub", "DLH", None],
        "status": ["Aktif", "Mati", None],
        "kondisi": ["Baik", "Rusak berat", "Sedang"],
        "tgl_pasang": ["12/05/2021", "1 Mei 2020", "lama"],
        "tahun_pasang": ["2021", "2020", None],
    }
    result = fitted(columns, "assets", "assets", POINT)
    frame = result.frame
    assert frame["code"].tolist() == ["PJU-1", "TS-2", "X-3"]
    assert frame["type"].tolist() == ["street_lamp", "bin", None]
    assert frame["owner"].fillna("-").tolist() == ["Dishub", "DLH", "-"]
    assert frame["status"].tolist() == ["working", "broken", None]
    assert frame["condition"].tolist() == ["good", "bad", "fair"]
    assert frame["installed"].tolist() == ["2021-05-12", "2020-05-01", None]
    assert frame["installed_year"].tolist()[:2] == [2021, 2020]
    unknown = {f.column: f.rows for f in result.findings if f.code == "value-unknown"}
    assert unknown == {"jenis": (3,), "tgl_pasang": (3,)}
    assert result.frame["jenis"].tolist() == columns["jenis"]


def test_osm_tags(fitted):
    columns = {
        "osm_id": [11, 12, 13, 14],
        "highway": ["street_lamp", "traffic_signals", None, None],
        "man_made": [None, None, "surveillance", None],
        "amenity": [None, None, None, "waste_basket"],
    }
    frame = fitted(columns, "assets", "assets", POINT).frame
    assert frame["type"].tolist() == ["street_lamp", "traffic_light", "cctv", "bin"]
    assert frame["code"].tolist() == ["11", "12", "13", "14"]


def test_codes_twice_or_not_at_all_are_reported(fitted):
    twice = fitted({"code": ["a", "a", "b"], "type": ["cctv"] * 3}, "assets", "assets", POINT)
    (found,) = [f for f in twice.findings if f.code == "duplicate-id"]
    assert found.message == "a (rows 1, 2)"
    none = fitted({"x": ["1"]}, "assets", "assets", POINT)
    assert {"asset-code-missing", "class-missing"} <= {f.code for f in none.findings}


def test_the_legend_has_the_starter_s_types_in_their_words(fitted):
    result = fitted({"code": ["a"], "jenis": ["CCTV"]}, "assets", "assets", POINT)
    hints = map_hints("assets", "assets", result.fields, "Point")
    labels = {c["value"]: Text.of(c["label"]) for c in hints["classes"]}
    assert {code: labels[code] for code in LABELS} == LABELS
    assert hints["class_field"] == "type"


def test_real_assets_replace_the_examples_of_the_starter(workspace, tmp_path):
    held = gpd.GeoDataFrame({"code": ["A1"], "type": ["cctv"]}, geometry=[POINT], crs=4326)
    workspace.write(STARTER, held)
    file = tmp_path / "assets.csv"
    file.write_text("kode_aset,jenis,lat,lon\nTS-1,Tong sampah,-0.5,117.1\n")
    report = ingest.add(workspace, file, layer_id="assets")
    assert report.replaced == 1
    layer, frame = workspace["assets"].layer, workspace["assets"].read()
    assert (layer.trust, layer.title) == ("compiled", STARTER.title)
    assert frame["type"].tolist() == ["bin"]
    assert layer.schema.check_codes(frame) == []


@pytest.mark.parametrize(
    "word", ["Sensor tinggi muka air", "TMA", "AWLR", "Pos duga air", "Water-level gauge"]
)
def test_gauges_of_water_levels_are_known(word, fitted):
    result = fitted({"kode": ["A1"], "jenis": [word]}, "assets")
    assert result.frame["type"].tolist() == ["awlr"]
