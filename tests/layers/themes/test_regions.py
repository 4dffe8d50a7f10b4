"""Regions: codes and names under the names people use, nothing dropped, nothing guessed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.errors import SchemaError
from layers.themes.regions import area_km2

SQUARE = shapely.box(116, 0, 117, 1)


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
def test_regions_by_any_name(columns, layer_id, fitted):
    result = fitted(columns, "regions", layer_id)
    code, name = (values[0] for values in columns.values())
    assert result.frame["code"].tolist() == [code]
    assert result.frame["name"].tolist() == [name]
    assert [f.name for f in result.fields[:2]] == ["code", "name"]
    assert result.mapping == dict(zip((c.upper() for c in columns), ("code", "name"), strict=True))


def test_the_code_column_is_the_one_whose_values_fit_the_level(fitted):
    columns = {
        "kode": ["6471", "6472"],
        "kode_kec": ["64.71.01", "64.72.01"],
        "nama": ["a", "b"],
    }
    result = fitted(columns, "regions", "districts")
    assert result.frame["code"].tolist() == ["64.71.01", "64.72.01"]
    assert result.frame["kode"].tolist() == ["6471", "6472"]


def test_parent_and_area_are_derived(fitted):
    result = fitted({"kode": ["64.71.01"], "nama": ["Timur"]}, "regions", "districts")
    assert result.frame["parent"].tolist() == ["64.71"]
    assert result.frame["area_km2"].iloc[0] == pytest.approx(110.57 * 111.32, rel=1e-3)
    assert "area-computed" in [f.code for f in result.findings]


def test_area_and_people_of_the_file_are_kept_under_their_names(fitted):
    columns = {"kode": ["64.71"], "nama": ["a"], "luas_km2": [510.0], "penduduk": [700_000]}
    result = fitted(columns, "regions", "regencies")
    assert result.frame[["area_km2", "population"]].iloc[0].tolist() == [510.0, 700_000]
    by_name = {f.name: f for f in result.fields}
    assert (by_name["area_km2"].unit, by_name["population"].type) == ("km2", "integer")
    assert "area-computed" not in [f.code for f in result.findings]


def test_provinces_have_no_parent(fitted):
    assert "parent" not in fitted({"kode": ["64"], "nama": ["a"]}, "regions", "provinces").frame


def test_codes_of_another_kind_are_named_and_kept(fitted):
    columns = {"village_code": ["id6403010001", "64.02.01.2001"], "village": ["a", "b"]}
    result = fitted(columns, "regions", "villages")
    (found,) = [f for f in result.findings if f.code == "code-format"]
    assert "id6403010001" in found.message
    assert "row 1" in found.message
    assert "parent" not in result.frame


def test_codes_that_lost_a_zero_are_named_and_kept(fitted):
    result = fitted({"kode": [64.1], "nama": ["a"]}, "regions", "regencies")
    assert result.frame["code"].tolist() == ["64.1"]
    assert "code-format" in {f.code for f in result.findings}


def test_repeated_codes_are_named(fitted):
    result = fitted({"kode": ["64.71", "64.71"], "nama": ["a", "b"]}, "regions", "regencies")
    (found,) = [f for f in result.findings if f.code == "duplicate-code"]
    assert "64.71 (rows 1, 2)" in found.message


@pytest.mark.parametrize("columns", [{"wadmkk": ["Banjar"]}, {"kode": ["63.03"]}])
def test_regions_without_code_or_name_are_refused_naming_the_columns(columns, fitted):
    with pytest.raises(SchemaError) as caught:
        fitted(columns, "regions", "regencies")
    assert caught.value.code == "column-missing"
    assert next(iter(columns)) in str(caught.value)


def test_area_with_holes_and_nothing():
    ring = SQUARE.exterior.coords
    holed = shapely.Polygon(ring, [shapely.box(116.25, 0.25, 116.75, 0.75).exterior.coords])
    whole, cut, none = area_km2([SQUARE, holed, None])
    assert cut == pytest.approx(whole * 0.75, rel=1e-4)
    assert np.isnan(none)
    assert area_km2([holed.reverse()])[0] == pytest.approx(cut, rel=1e-12)


@pytest.mark.parametrize(
    ("column", "level"),
    [
        *[(c, 2) for c in ("kabkota", "kab_kota", "nama_kab", "wadmkk", "nmkab", "name_2", "kab")],
        *[(c, 1) for c in ("nama_prov", "adm1_en")],
    ],
)
def test_names_under_the_column_names_of_offices_give_codes(column, level, fitted):
    names = {1: ["Kalimantan Timur"], 2: ["Kabupaten Paser"]}[level]
    result = fitted({column: names}, "regions", "batas")
    assert result.frame["code"].tolist() == [{1: "64", 2: "64.01"}[level]]
    assert result.frame["name"].tolist() == names
    assert {"code-from-name", "level-told"} <= {f.code for f in result.findings}


def test_names_in_a_column_called_name_tell_their_level(fitted):
    names = ["Kabupaten Paser", "Kota Samarinda", "Kabupaten Berau", "Negeri Antah"]
    result = fitted({"name": names}, "regions", "batas")
    assert result.frame["code"].tolist() == ["64.01", "64.72", "64.03", None]
    with pytest.raises(SchemaError, match="no column for code"):
        fitted({"name": ["Atlantis", "Negeri Antah"]}, "regions", "batas")
