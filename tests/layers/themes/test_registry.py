"""Themes: columns found under the names people use, nothing dropped, nothing guessed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers import themes
from layers.errors import SchemaError
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.themes import describe, fit, map_hints, succeed, theme_of
from layers.themes.regions import area_km2

SQUARE = shapely.box(116, 0, 117, 1)


def frame(columns: dict, shape=SQUARE) -> gpd.GeoDataFrame:
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[shape] * n, crs=4326, index=range(1, n + 1))


def fitted(columns: dict, theme: str, layer_id: str = "x") -> themes.Fitted:
    kinds = {"i": "integer", "f": "number", "b": "boolean"}
    f = frame(columns)
    described = [
        {"name": c, "title": c.upper(), "type": kinds.get(f[c].dtype.kind, "text")} for c in columns
    ]
    return fit(f, described, theme, layer_id)


def codes(result) -> list[str]:
    return [f.code for f in result.findings]


@pytest.mark.parametrize(
    ("layer_id", "asked", "theme"),
    [
        ("villages", None, "regions"),
        ("facilities", None, "facilities"),
        ("ports", None, "generic"),
        ("ports", "facilities", "facilities"),
        ("villages", "generic", "generic"),
        ("x", "boundaries", "regions"),
    ],
)
def test_theme(layer_id, asked, theme):
    assert theme_of(layer_id, asked) == theme


def test_unknown_theme():
    with pytest.raises(SchemaError, match="wanted one of") as caught:
        theme_of("x", "roads")
    assert caught.value.code == "theme-unknown"


@pytest.mark.parametrize(
    ("columns", "layer_id"),
    [
        ({"kode": ["64.71.01"], "nama": ["Timur"]}, "districts"),
        ({"kemendagri_code": ["64.71.01"], "name": ["Timur"]}, "districts"),
        ({"kdcpum": ["64.71.01"], "wadmkc": ["Timur"]}, "districts"),
        ({"kdepum": ["64.71.01.1001"], "namobj": ["Manggar"]}, "villages"),
        ({"kdpkab": ["64.71"], "wadmkk": ["Balikpapan"]}, "regencies"),
        ({"kdppum": ["64"], "wadmpr": ["Kaltim"]}, "provinces"),
    ],
)
def test_regions_by_any_name(columns, layer_id):
    result = fitted(columns, "regions", layer_id)
    code, name = (values[0] for values in columns.values())
    assert result.frame["code"].tolist() == [code]
    assert result.frame["name"].tolist() == [name]
    assert [f.name for f in result.fields[:2]] == ["code", "name"]
    assert result.mapping == dict(zip((c.upper() for c in columns), ("code", "name"), strict=True))


def test_the_code_column_is_the_one_whose_values_fit_the_level():
    columns = {
        "kode": ["6471", "6472"],
        "kode_kec": ["64.71.01", "64.72.01"],
        "nama": ["a", "b"],
    }
    result = fitted(columns, "regions", "districts")
    assert result.frame["code"].tolist() == ["64.71.01", "64.72.01"]
    assert result.frame["kode"].tolist() == ["6471", "6472"]


def test_parent_and_area_are_derived():
    result = fitted({"kode": ["64.71.01"], "nama": ["Timur"]}, "regions", "districts")
    assert result.frame["parent"].tolist() == ["64.71"]
    assert result.frame["area_km2"].iloc[0] == pytest.approx(110.57 * 111.32, rel=1e-3)
    assert "area-computed" in codes(result)


def test_area_and_people_of_the_file_are_kept_under_their_names():
    columns = {"kode": ["64.71"], "nama": ["a"], "luas_km2": [510.0], "penduduk": [700_000]}
    result = fitted(columns, "regions", "regencies")
    assert result.frame[["area_km2", "population"]].iloc[0].tolist() == [510.0, 700_000]
    by_name = {f.name: f for f in result.fields}
    assert (by_name["area_km2"].unit, by_name["population"].type) == ("km2", "integer")
    assert "area-computed" not in codes(result)


def test_provinces_have_no_parent():
    assert "parent" not in fitted({"kode": ["64"], "nama": ["a"]}, "regions", "provinces").frame


def test_codes_of_another_kind_are_named_and_kept():
    columns = {"village_code": ["id6403010001", "64.02.01.2001"], "village": ["a", "b"]}
    result = fitted(columns, "regions", "villages")
    (found,) = [f for f in result.findings if f.code == "code-format"]
    assert "id6403010001" in found.message
    assert "row 1" in found.message
    assert "parent" not in result.frame


def test_codes_stored_as_numbers_warn():
    result = fitted({"kode": [64.1], "nama": ["a"]}, "regions", "regencies")
    assert result.frame["code"].tolist() == ["64.1"]
    assert {"code-is-number", "code-format"} <= set(codes(result))


def test_repeated_codes_are_named():
    result = fitted({"kode": ["64.71", "64.71"], "nama": ["a", "b"]}, "regions", "regencies")
    (found,) = [f for f in result.findings if f.code == "duplicate-code"]
    assert "64.71 (rows 1, 2)" in found.message


@pytest.mark.parametrize("columns", [{"wadmkk": ["Banjar"]}, {"kode": ["63.03"]}])
def test_regions_without_code_or_name_are_refused_naming_the_columns(columns):
    with pytest.raises(SchemaError) as caught:
        fitted(columns, "regions", "regencies")
    assert caught.value.code == "column-missing"
    assert next(iter(columns)) in str(caught.value)


def test_facilities_by_tags_keep_their_own_words():
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


def test_a_type_column_with_other_words_is_kept_aside():
    result = fitted({"nama": ["a", "b"], "type": ["Rumah sakit", "xyz"]}, "facilities")
    assert result.frame["type"].tolist() == ["rs", None]
    assert result.frame["type_source"].tolist() == ["Rumah sakit", "xyz"]
    assert result.mapping["TYPE"] == "type_source"


def test_facilities_without_a_name_column():
    with pytest.raises(SchemaError) as caught:
        fitted({"a": ["b"]}, "facilities")
    assert caught.value.code == "column-missing"


def test_generic_layers_keep_their_columns():
    result = fitted({"a": [1], "b": ["x"]}, "generic")
    assert [(f.name, f.type, f.title.en) for f in result.fields] == [
        ("a", "integer", "A"),
        ("b", "text", "B"),
    ]
    assert result.findings == ()


def test_area_with_holes_and_nothing():
    ring = SQUARE.exterior.coords
    holed = shapely.Polygon(ring, [shapely.box(116.25, 0.25, 116.75, 0.75).exterior.coords])
    whole, cut, none = area_km2([SQUARE, holed, None])
    assert cut == pytest.approx(whole * 0.75, rel=1e-4)
    assert np.isnan(none)
    assert area_km2([holed.reverse()])[0] == pytest.approx(cut, rel=1e-12)


@pytest.mark.parametrize(
    ("theme", "geometry", "group", "shape"),
    [
        ("regions", "MultiPolygon", "boundaries", "line"),
        ("facilities", "Point", "infrastructure", "circle"),
        ("generic", "MultiLineString", "added", "line"),
        ("generic", "Polygon", "added", "fill"),
        ("generic", "Geometry", "added", "fill"),
    ],
)
def test_map_hints(theme, geometry, group, shape):
    fields = (Field("nama", "text", Text("", "")),)
    hints = map_hints("ports", theme, fields, geometry)
    assert (hints["group"], hints["shape"], hints["visible"]) == (group, shape, True)
    assert hints["label_field"] == "nama"
    assert hints["colour"] == map_hints("ports", "generic", (), "Point")["colour"]


def test_a_layer_has_a_title_of_its_id():
    layer = describe("fire_clusters", "generic", (), "Point")
    assert layer.title.en == "Fire clusters"
    assert layer.theme == "added"


def test_a_successor_keeps_words_and_hints_but_not_the_origin():
    title = Text("Nama resmi", "Official name")
    old = Layer(
        "districts",
        Text("Kecamatan", "Districts"),
        "boundaries",
        Schema((Field("name", "text", title), Field("gone", "text", title)), "Polygon"),
        description=Text("Batas model.", "Modelled."),
        source="model",
        trust="modelled",
        styling={"colour": "#111111", "label_field": "gone"},
    )
    fields = (Field("name", "text", Text("n", "n")), Field("area", "number", Text("a", "a")))
    new = succeed(old, describe("districts", "regions", fields, "MultiPolygon"))
    assert new.title.en == "Districts"
    assert new.schema["name"].title == title
    assert new.schema.names == ("name", "area")
    assert new.schema.geometry == "MultiPolygon"
    assert new.styling["colour"] == "#111111"
    assert new.styling["label_field"] == "name"
    assert (new.source, new.trust, new.description.en) == ("", "compiled", "")
