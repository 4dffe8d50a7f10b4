"""Zoning theme: columns of the starter, codes, what the file had, findings, whole imports."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import ingest
from layers.errors import ImportRefusedError, SchemaError
from layers.schema import Text
from layers.sources.findings import TITLES
from layers.starter.plans import spatial_plan, zoning
from layers.themes import describe, fit, succeed, theme_of
from layers.themes.plans.zoning import ZONING, zoning_hints


def fitted(columns, layer_id="zoning", shapes=None):
    n = len(next(iter(columns.values())))
    shapes = shapes or [shapely.box(117 + k / 100, 0, 117.01 + k / 100, 0.01) for k in range(n)]
    names = [c.lower() for c in columns]
    frame = gpd.GeoDataFrame(
        dict(zip(names, columns.values(), strict=True)),
        geometry=shapes,
        crs=4326,
        index=range(1, n + 1),
    )
    kinds = {"i": "integer", "f": "number"}
    described = [
        {"name": n, "title": t, "type": kinds.get(frame[n].dtype.kind, "text")}
        for n, t in zip(names, columns, strict=True)
    ]
    return fit(frame, described, "zoning", layer_id)


def test_the_theme_by_its_names():
    assert [theme_of(i, None) for i in ("zoning", "spatial_plan")] == ["zoning"] * 2
    assert {theme_of("x", name) for name in ("zoning", "rdtr", "rtrw", "pola_ruang")} == {"zoning"}


def test_columns_are_those_of_the_starter():
    result = fitted({"KODSZN": ["R-3"], "KDEPUM": ["64.72.03.1005"]})
    names = {f.name for f in result.fields}
    assert {"code", "namobj", "kodzon", "namzon", "kodszn", "namszn", "jnsrpr"} <= names
    assert names - set(zoning.LAYER.schema.names) == {"kdepum", "code_score", "code_rule"}
    row = result.frame.iloc[0]
    assert row[["kodzon", "namzon", "kodszn", "namszn"]].tolist() == [
        "R",
        "Perumahan",
        "R-3",
        "Perumahan kepadatan sedang",
    ]
    assert row[["code", "jnsrpr", "district_code"]].tolist() == ["Z00001", "budidaya", "64.72.03"]
    assert (row["code_score"], row["code_rule"]) == (1.0, "code")
    assert set(result.frame.columns) == {*names, "geometry"}


def test_fields_say_what_the_frame_holds():
    result = fitted({"KODSZN": ["R-3", "x"], "NAMSZN": ["Perumahan", None], "KDB": [60, 70]})
    assert len({f.name for f in result.fields}) == len(result.fields)
    assert {f.name for f in result.fields} == set(result.frame.columns) - {"geometry"}
    assert next(f for f in result.fields if f.name == "kdb").type == "integer"


def test_what_differs_is_kept_beside():
    result = fitted({"KODSZN": ["r 3", "XX-9"], "NAMSZN": ["PERUMAHAN KEPADATAN SEDANG", "?"]})
    frame = result.frame
    assert frame["kodszn"].tolist() == ["R-3", None]
    assert frame["kodszn_source"].tolist() == ["r 3", "XX-9"]
    assert frame["namszn"].tolist() == ["Perumahan kepadatan sedang", "?"]
    assert frame["namszn_source"].tolist() == ["PERUMAHAN KEPADATAN SEDANG", "?"]
    assert result.mapping["KODSZN"] == "kodszn_source"
    codes = [(f.row, f.code) for f in result.findings]
    assert codes == [(None, "zone-unmatched"), (1, "zone-code-spelling"), (2, "zone-code-unknown")]


def test_a_column_of_classes_is_told_by_its_content():
    names = ["Kawasan Hutan Bakau", "Kawasan Buffer Zone", "Kawasan Perumahan"]
    result = fitted({"LAYER10_1": names, "KET": ["a", "b", "c"]}, "spatial_plan")
    assert result.frame["kodrpr"].tolist() == ["EM", None, "R"]
    assert result.frame["name"].tolist() == names
    assert result.frame["jnsrpr"].tolist() == ["lindung", None, "budidaya"]
    assert {"code", "namobj", "kodrpr", "jnsrpr", "name"} <= set(spatial_plan.LAYER.schema.names)
    left, read = result.findings
    assert (left.code, read.code) == ("zone-unmatched", "zone-name-read")
    assert "'Kawasan Buffer Zone' (row 2)" in left.message
    assert "(baris 2)" in left.said("id")


def test_a_column_called_code_is_put_aside():
    result = fitted({"CODE": ["R-3"], "KODSZN": ["R-3"]})
    assert result.frame["code"].tolist() == ["Z00001"]
    assert result.frame["code_source"].tolist() == ["R-3"]


def test_empty_overlays_are_written_one_way():
    columns = {
        "KODSZN": ["R-3"] * 4,
        "KKOP_1": [None, "-", "tidak ada", "KKOP"],
        "KRB_03": [0, 0, 0, 0],
    }
    result = fitted(columns | {"LP2B_2": ["Tidak Ada"] * 4})
    assert result.frame["kkop_1"].tolist() == ["Tidak Ada"] * 3 + ["KKOP"]
    assert set(result.frame["krb_03"]) == {"Tidak Ada"}
    (note,) = result.findings
    assert (note.code, note.severity) == ("value-normalised", "note")
    assert note.message == "empty overlays written 'Tidak Ada': KKOP_1 3, KRB_03 4 rows"


def test_a_shapefile_with_names_cut_to_ten_letters(workspace, tmp_path):
    square = shapely.box(117, 0, 117.01, 0.01)
    frame = gpd.GeoDataFrame(
        {"KODE_SUBZO": ["R-3"], "Nama_Subzo": ["Perumahan Kepadatan Sedang"], "LUAS_HEKTA": [1.0]},
        geometry=[square],
        crs=4326,
    )
    path = tmp_path / "rdtr.shp"
    frame.to_file(path)
    report = ingest.add(workspace, path, layer_id="zoning")
    row = workspace["zoning"].read().iloc[0]
    assert row[["kodszn", "kodzon", "luasha"]].tolist() == ["R-3", "R", 1.0]
    assert report.columns["KODE_SUBZO"] == "kodszn"
    assert "zone-area-differs" in {f.code for f in report.findings}


def test_no_column_of_classes():
    with pytest.raises(SchemaError, match="no column for namszn; the columns are nama") as caught:
        fitted({"NAMA": ["Warung", "Toko"]})
    assert caught.value.code == "column-missing"


def test_no_rows():
    result = fitted({"KODSZN": []}, shapes=[])
    assert len(result.frame) == 0
    assert result.findings == ()


def test_hints_colour_by_code():
    detailed = zoning_hints(tuple(fitted({"KODSZN": ["R-3"]}).fields))
    assert (detailed["class_field"], len(detailed["classes"])) == ("kodszn", 62)
    general = zoning_hints(tuple(fitted({"POLA": ["Hutan Lindung"]}, "spatial_plan").fields))
    assert general["class_field"] == "kodrpr"
    by_code = {c["value"]: c for c in general["classes"]}
    assert by_code["HL"] == {
        "value": "HL",
        "label": {"id": "Hutan lindung", "en": "Protection forest"},
        "colour": "#325F28",
    }
    assert all(re.fullmatch("#[0-9A-F]{6}", c["colour"]) for c in by_code.values())


def test_real_zoning_takes_the_place_of_the_starters():
    result = fitted({"KODSZN": ["T"]})
    new = succeed(zoning.LAYER, describe("zoning", "zoning", result.fields, "MultiPolygon"))
    assert new.styling["class_field"] == "kodszn"
    assert "T" in {c["value"] for c in new.styling["classes"]}
    assert new.title == Text("Zonasi RDTR", "Detailed zoning")
    assert "minzoom" not in new.styling
    assert ZONING.stored == zoning.LAYER.theme == spatial_plan.LAYER.theme


ROWS = re.compile(r"(?:rows?|row) ([\d, ]+)")


def rows_of(findings, code):
    found = set()
    for f in findings:
        if f.code == code:
            told = ROWS.search(f.message)
            listed = told[1].replace(" ", "").strip(",").split(",") if told else []
            found |= {f.row} if f.row else set(f.rows) or {int(n) for n in listed}
    return found


def test_the_sound_plan_of_samarinda(workspace, shared_data):
    report = ingest.add(
        workspace,
        shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg",
        layer_id="zoning",
        source_layer="clean",
        regulation="Perwali 1/2026",
        plan_revision="2",
        scale=5000,
    )
    assert {f.code for f in report.findings} == {"renamed", "crs-transformed"}
    layer = workspace["zoning"].layer
    assert layer.plan == {"regulation": "Perwali 1/2026", "revision": "2", "scale": 5000}
    assert layer.schema.check_codes(workspace["zoning"].read()) == []
    frame = workspace["zoning"].read()
    area = (frame.to_crs(32750).area / 1e4).groupby(frame["kodszn"]).agg(["size", "sum"])
    path = shared_data / "zoning" / "zoning_synthetic_samarinda_area_by_code.csv"
    wanted = pd.read_csv(path).set_index("KODSZN")
    assert area["size"].to_dict() == wanted["size"].to_dict()
    assert area["sum"].to_dict() == pytest.approx(wanted["sum"].to_dict(), abs=2e-3)


def test_the_defective_plan_of_samarinda(workspace, shared_data):
    path = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    options = {"layer_id": "zoning", "source_layer": "defective"}
    with pytest.raises(ImportRefusedError) as refused:
        ingest.add(workspace, path, **options)
    assert [(row, code) for row, code, _ in refused.value.rows] == [("360", "invalid-geometry")]
    report = ingest.add(workspace, path, repair=True, **options)
    truth = pd.read_csv(path.with_name("zoning_synthetic_samarinda_defects.csv"))
    codes = {
        "admin_name_case": "place-case",
        "gap_5m": "zone-gap",
        "overlap_6m": "zone-overlap",
        "name_code_conflict": "zone-name-conflict",
        "code_spelling": "zone-code-spelling",
        "kodszn_null": "zone-attribute-missing",
        "unknown_code": "zone-code-unknown",
        "null_geometry": "null-geometry",
        "trailing_space": "spaces-stripped",
        "vertices_swapped_valid": "zone-corners-swapped",
        "vertices_swapped_invalid": "geometry-repaired",
        "exact_duplicate_row": "zone-double",
    }
    assert {code for code in codes.values() if code not in TITLES} == set()
    n_found, false = 0, {}
    for kind, code in codes.items():
        wanted = set(truth.loc[truth["defect"] == kind, "row"] + 1)
        found = rows_of(report.findings, code)
        n_found += len(found & wanted)
        if found - wanted:
            false[code] = found - wanted
    assert n_found == 38  # of 39: row 300 has the polygon of the sound plan
    assert false == {}
    clean = gpd.read_file(path, layer="clean").set_index("OBJECTID")["KODSZN"]
    frame = workspace["zoning"].read()
    assert frame["kodszn"].tolist() == clean.loc[frame["objectid"]].tolist()
    assert sorted(frame["kodszn_source"].dropna().unique())[-3:] == [
        "p 1",
        "r 2",
        "r 3",
    ]
