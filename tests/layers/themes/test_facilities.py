"""Facilities: types told from tags and words, own words kept."""

from __future__ import annotations

import pytest

from layers import ingest
from layers.errors import SchemaError
from layers.standards import facility_types
from layers.starter.people.facilities import LAYER
from layers.themes import map_hints


def test_facilities_by_tags_keep_their_own_words(fitted):
    columns = {
        "nama_tempat": ["RSUD", "Warung Bu Tini", None],
        "osm_type": ["amenity", "amenity", "amenity"],
        "osm_subtype": ["hospital", "restaurant", "pharmacy"],
    }
    result = fitted(columns, "facilities")
    assert result.frame["type"].tolist() == ["rs", None, "apotik"]
    assert result.frame["osm_subtype"].tolist() == ["hospital", "restaurant", "pharmacy"]
    (found,) = [f for f in result.findings if f.code == "type-unknown"]
    assert "1 of 3 features: restaurant (1)" in found.message
    assert result.fields[1].codes["rs"].en == "Hospital"


def test_a_type_column_with_other_words_is_kept_aside(fitted):
    result = fitted({"nama": ["a", "b"], "type": ["Rumah sakit", "xyz"]}, "facilities")
    assert result.frame["type"].tolist() == ["rs", None]
    assert result.frame["type_source"].tolist() == ["Rumah sakit", "xyz"]
    assert result.mapping["TYPE"] == "type_source"


def test_facilities_without_a_name_column(fitted):
    with pytest.raises(SchemaError) as caught:
        fitted({"a": ["b"]}, "facilities")
    assert caught.value.code == "column-missing"


def test_types_told_by_the_name_are_listed_by_type(fitted):
    columns = {
        "name": ["Masjid A", "Masjid B", "Gereja C", "Al Amin"],
        "amenity": ["place_of_worship"] * 4,
    }
    result = fitted(columns, "facilities")
    (note,) = [f for f in result.findings if f.code == "type-by-name"]
    assert note.message == "masjid (2), gereja (1)"
    assert result.frame["type"].tolist() == ["masjid", "masjid", "gereja", None]
    assert result.frame["group"].tolist() == ["worship", "worship", "worship", None]


@pytest.mark.parametrize(
    ("columns", "types"),
    [
        ({"nama_pelabuhan": ["PP. Siduk", "X"]}, ["pelabuhan", "pelabuhan"]),
        ({"namobj": ["A", "B"], "jnspls": ["PLTD", "Steam"]}, ["pembangkit", "pembangkit"]),
        ({"name": ["A", "B"], "category": ["Terminal Khusus", "?"]}, ["pelabuhan", None]),
        ({"name": ["A", "B"], "bentuk_pendidikan": ["SMK", "MI"]}, ["sma", "sd"]),
        ({"name": ["A", "B"], "type": ["airport", "x"]}, ["bandara", None]),
    ],
)
def test_words_of_offices_and_names_of_columns_tell_the_type(fitted, columns, types):
    assert fitted(columns, "facilities").frame["type"].tolist() == types


@pytest.mark.parametrize(
    ("column", "values", "capacity", "unit"),
    [
        ("jumlah_tempat_tidur", ["120", "50 TT"], [120.0, 50.0], "beds"),
        ("peserta_didik", [300, 120], [300.0, 120.0], "pupils"),
        ("daya_tampung", ["500 orang", "banyak"], [500.0, None], "people"),
        ("kapasitas", [5.0, 7.0], [5.0, 7.0], None),
    ],
)
def test_capacity_and_its_unit(fitted, column, values, capacity, unit):
    result = fitted({"nama": ["a", "b"], column: values}, "facilities")
    frame = result.frame
    assert [None if v != v else v for v in frame["capacity"]] == capacity
    if unit is None:
        assert "capacity_unit" not in frame
    else:
        assert frame["capacity_unit"].iloc[0] == unit
        assert frame["capacity_unit"].isna().tolist() == [c is None for c in capacity]


def test_a_column_of_units_is_believed(fitted):
    columns = {"nama": ["a"], "kapasitas": [9], "satuan": ["kapal"]}
    frame = fitted(columns, "facilities").frame
    assert (frame["capacity"].iloc[0], frame["capacity_unit"].iloc[0]) == (9.0, "kapal")


def test_status_and_code(fitted):
    columns = {
        "nama": ["a", "b"],
        "npsn": ["30401", "30402"],
        "status_operasional": ["Operasional", "Belum Operasional"],
    }
    frame = fitted(columns, "facilities").frame
    assert frame["code"].tolist() == ["30401", "30402"]
    assert frame["status"].tolist() == ["operating", "planned"]


def test_the_map_draws_groups_in_the_starter_s_colours(fitted):
    result = fitted({"nama": ["a"], "type": ["rs"]}, "facilities")
    hints = map_hints("facilities", "facilities", result.fields, "Point")
    held = {c["value"]: c for c in LAYER.styling["classes"]}
    new = {c["value"]: c for c in hints["classes"]}
    assert hints["class_field"] == "group"
    assert held == {value: new[value] for value in held}
    assert {t.group for t in facility_types()} <= set(new)


def test_fields_agree_with_the_starter_layer(fitted):
    result = fitted({"nama": ["a"], "type": ["rs"], "siswa": [3]}, "facilities")
    ours = {f.name: f for f in result.fields}
    for field in LAYER.schema.fields:
        if field.name in ours:
            assert (ours[field.name].type, ours[field.name].title) == (field.type, field.title)


def test_real_ports_airports_and_plants(workspace, shared_data):
    for file, kind, count in (
        ("poi/pelabuhan_perikanan.geojson", "pelabuhan", 102),
        ("poi/airports_openflights.csv", "bandara", 28),
        ("poi/pembangkit_listrik_kalimantan.csv", "pembangkit", 617),
    ):
        report = ingest.add(workspace, shared_data / file, layer_id="x", theme="facilities")
        assert workspace["x"].read()["type"].value_counts().to_dict() == {kind: count}
        assert "type-unknown" not in {f.code for f in report.findings}
        workspace.delete("x")


def test_types_that_contradict_the_name_are_told_and_kept(fitted):
    columns = {
        "nama": ["Puskesmas Sepinggan", "RSUD Kanujoso", "SD Satap 3", None, "Puskesmas Damai"],
        "type": ["rs", "rs", "smp", "rs", None],
        "amenity": [None, None, None, None, "clinic"],
    }
    result = fitted(columns, "facilities")
    assert result.frame["type"].tolist() == ["rs", "rs", "smp", "rs", "puskesmas"]
    (found,) = [f for f in result.findings if f.code == "type-against-name"]
    assert (found.severity, found.rows, found.action) == ("warning", (1, 3), "kept")
    assert found.said("en") == "Puskesmas Sepinggan (rs), SD Satap 3 (smp); rows 1, 3"
    assert found.said("id") == "Puskesmas Sepinggan (rs), SD Satap 3 (smp); baris 1, 3"


def test_words_that_are_our_own_ids_are_not_put_aside(fitted):
    result = fitted({"nama": ["RS A", "Pkm B"], "type": ["rs", "puskesmas"]}, "facilities")
    assert result.frame["type"].tolist() == ["rs", "puskesmas"]
    assert "type_source" not in result.frame
    assert [field.name for field in result.fields].count("type") == 1
