"""Areas get their common class by code or name; what is unclear is said or refused."""

from __future__ import annotations

import pytest

from layers import themes
from layers.errors import SchemaError


def test_klhk_codes(fit, codes):
    fitted = fit({"pl_2019": [2001.0, 20093, 2012, None], "luas": [1, 2, 3, 4]})
    assert fitted.frame["cover"].tolist() == ["1", "6", "8", None]
    assert fitted.frame["cover_code"].tolist() == ["2001", "20093", "2012", None]
    assert fitted.frame["pl_2019"].tolist()[:3] == [2001, 20093, 2012]
    assert fitted.told["data_date"] == "2019"
    assert "'pl_2019' by klhk" in fitted.told["method"]
    assert [f.name for f in fitted.fields[:2]] == ["cover", "cover_code"]
    assert fitted.fields[1].codes["20093"].id == "Sawah"
    assert codes(fitted) == ["epoch-told", "legend-told", "legend-remark"]


@pytest.mark.parametrize(
    ("name", "cover", "legend"),
    [("Tambak", "10", "klhk-alternative"), ("Hutan rawa sekunder", "1", "klhk")],
)
def test_names_settle_the_numbering(fit, name, cover, legend):
    fitted = fit({"kode": [2001, 20051], "kelas": ["Hutan lahan kering primer", name]})
    assert fitted.frame["cover"].tolist() == ["1", cover]
    assert any(f"{legend}, codes and names agree" in f.message for f in fitted.findings)


def test_trap_codes_without_names_are_remarked(fit, codes):
    assert "legend-remark" in codes(fit({"kode": [2001, 2004]}))


def test_doubt_is_refused_unless_the_legend_is_named(fit, codes):
    columns = {"gridcode": [1, 2, 8, 10]}
    with pytest.raises(SchemaError, match=r"column 'gridcode'.*--legend") as caught:
        fit(columns)
    assert caught.value.code == "legend-doubt"
    fitted = fit(columns, legend="common")
    assert fitted.frame["cover"].tolist() == ["1", "2", "8", "10"]
    assert fit({"gridcode": [10, 20, 80]}, legend="worldcover").frame["cover"].tolist() == [
        "1",
        "4",
        "10",
    ]


def test_class_names_alone(fit, codes):
    fitted = fit({"legenda": ["PEMUKIMAN", "Sawah", "Pertambangn", "Zona inti", None]})
    assert fitted.frame["cover"].tolist() == ["8", "6", "9", None, None]
    assert fitted.frame["cover_code"].tolist() == ["2012", "20093", "20141", None, None]
    found = {f.code: f.message for f in fitted.findings}
    assert "'Zona inti' (1)" in found["class-unknown"]
    assert "'Pertambangn' → 20141" in found["class-by-name"]


def test_names_of_several_legends_share_the_common_class(fit):
    fitted = fit({"tutupan": ["Permukiman", "Sawah", "Tegalan/Ladang"]})
    assert fitted.frame["cover"].tolist() == ["8", "6", "5"]
    assert fitted.frame["cover_code"].tolist() == ["2012", "20093", None]


def test_unknown_codes_are_left_without_class(fit):
    many = [2001, 2002, 2004, 2005, 2006, 2007, 2010, 2012, 9999]
    fitted = fit({"id_lc": many}, legend="klhk")
    assert fitted.frame["cover"].isna().tolist() == [False] * 8 + [True]
    assert any(f.code == "class-unknown" and "9999 (1)" in f.message for f in fitted.findings)


@pytest.mark.parametrize(
    ("columns", "layer_id", "asked", "code"),
    [
        ({"luas": [1.5, 2]}, "land_cover_2019", {}, "column-missing"),
        ({"kode": [2001]}, "land_cover", {}, "date-missing"),
        ({"pl_2019": [2001]}, "land_cover_2024", {}, "epoch-mismatch"),
        ({"kode": [2001]}, "land_cover_2024", {"legend": "corine"}, "legend-unknown"),
        ({"kode": [2001]}, "land_cover_2024", {"data_date": "2019"}, "epoch-mismatch"),
    ],
)
def test_refused(fit, columns, layer_id, asked, code):
    with pytest.raises(SchemaError) as caught:
        fit(columns, layer_id, **asked)
    assert caught.value.code == code


def test_a_column_in_the_way_is_kept_aside(fit):
    fitted = fit({"kode": [2001, 2012], "cover": ["x", "y"]})
    assert fitted.frame["cover_source"].tolist() == ["x", "y"]


def test_the_map_shows_the_common_classes(fit):
    fitted = fit({"kode": [2001, 2012]})
    hints = themes.map_hints("land_cover_2019", "landcover", fitted.fields, "Polygon")
    assert hints["class_field"] == "cover"
    assert hints["classes"][7]["value"] == "8"
    assert hints["group"] == "land"


@pytest.mark.parametrize("layer_id", ["land_cover_2019", "landuse", "land_use_2024"])
def test_layer_ids(layer_id):
    assert themes.theme_of(layer_id, None) == "landcover"
