"""Codes of regions on import: dots, families and names; what was done and what is left is told."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.themes.regioncodes import level_by_names


def _codes(result):
    return [finding.code for finding in result.findings]


def test_codes_without_dots_are_written_with_them(fitted):
    columns = {"kode": ["6402", "6403"], "nama": ["Kutai Kartanegara", "Berau"]}
    result = fitted(columns, "regions", "regencies")
    assert result.frame["code"].tolist() == ["64.02", "64.03"]
    assert result.frame["bps_code"].tolist() == ["6403", "6405"]
    assert result.frame["parent"].tolist() == ["64", "64"]
    assert [f.name for f in result.fields[:3]] == ["code", "name", "parent"]
    (found,) = [f for f in result.findings if f.code == "code-dotted"]
    assert "6402 → 64.02 (rows 1, 2)" in found.message
    assert "baris" in found.message_id


def test_bps_codes_are_kept_and_translated(fitted):
    columns = {"kode": ["6402", "6403"], "nama": ["Kutai Barat", "Kutai Kartanegara"]}
    result = fitted(columns, "regions", "regencies")
    assert result.frame["code"].tolist() == ["64.07", "64.02"]
    assert result.frame["bps_code"].tolist() == ["6402", "6403"]
    assert result.frame["code_score"].tolist() == [1.0, 1.0]
    assert "code-is-bps" in _codes(result)
    assert {f.name for f in result.fields} >= {"code", "bps_code", "code_score", "name"}


def test_among_bps_codes_a_proper_code_and_a_strange_one_are_kept(fitted):
    columns = {
        "kode": ["id6402", "id6403", "63.10", "??"],
        "nama": ["Kutai Barat", "Kutai Kartanegara", "Tanah Bumbu", "Entah"],
    }
    result = fitted(columns, "regions", "regencies")
    assert result.frame["code"].tolist() == ["64.07", "64.02", "63.10", None]
    assert result.frame["bps_code"].tolist() == ["6402", "6403", None, "??"]


def test_digits_that_may_be_either_are_left_alone(fitted):
    result = fitted({"kode": ["6402"], "nama": ["entah"]}, "regions", "regencies")
    assert result.frame["code"].tolist() == ["6402"]
    assert {"code-family-unclear", "code-format"} <= set(_codes(result))
    assert "parent" not in result.frame


def test_names_alone_are_enough_where_they_are_clear(fitted):
    columns = {
        "wadmpr": ["Kalimantan Selatan"] * 3 + ["Kalimantan Timur"],
        "wadmkk": ["Banjar", "Kota Baru", "Entah Dimana", "Mahakam Hulu"],
    }
    result = fitted(columns, "regions", "batas")
    assert result.frame["code"].tolist() == ["63.03", "63.02", None, "64.11"]
    assert result.frame["code_score"].tolist()[:2] == [1.0, 1.0]
    assert result.frame["name"].tolist() == columns["wadmkk"]
    assert {"code-from-name", "code-not-found", "level-told"} <= set(_codes(result))
    (open_,) = [f for f in result.findings if f.code == "code-not-found"]
    assert "'Entah Dimana' is not known" in open_.message
    assert "(row 3)" in open_.message


def test_an_ambiguous_name_is_listed_with_its_candidates(fitted):
    columns = {"kabupaten": ["Banjar", "Tapin"]}
    result = fitted(columns, "regions", "regencies")
    assert result.frame["code"].tolist() == [None, "63.05"]
    (found,) = [f for f in result.findings if f.code == "code-ambiguous"]
    assert "63.03 Kabupaten Banjar" in found.message
    assert "32.79 Kota Banjar (Jawa Barat)" in found.message


def test_old_spellings_are_noted_and_names_of_other_codes_warned_of(fitted):
    columns = {"kode": ["63.02", "64.07"], "nama": ["Kota Baru", "Berau"]}
    result = fitted(columns, "regions", "regencies")
    by_code = {f.code: f for f in result.findings}
    assert "63.02 Kota Baru ≠ Kabupaten Kotabaru (row 1)" in by_code["name-old"].message
    assert "64.07 Berau ≠ Kabupaten Kutai Barat (row 2)" in by_code["name-of-another"].message


def test_the_level_is_told_by_the_codes(fitted):
    result = fitted({"kode": ["64.71.01"], "nama": ["Balikpapan Timur"]}, "regions", "batas")
    (found,) = [f for f in result.findings if f.code == "level-told"]
    assert found.message == "district (3)"
    assert result.frame["parent"].tolist() == ["64.71"]


def test_names_that_say_nothing_are_refused(fitted):
    with pytest.raises(SchemaError, match="no column for code"):
        fitted({"wadmkk": ["Entah", "Dimana"]}, "regions", "regencies")


@pytest.mark.parametrize(
    ("names", "level"),
    [
        (["Kalimantan Timur", "Kalimantan Selatan"], 1),
        (["KAB. KUTAI KARTANEGARA", "Kota Bontang", None], 2),
        (["Paser", "Berau", "Nowhere", "Elsewhere"], 2),
        (["Paser", "Nowhere", "Elsewhere"], None),
        (["Balikpapan Timur", "Samarinda Ulu", "Loa Janan"], 3),
        ([], None),
        ([None, ""], None),
    ],
)
def test_the_level_is_told_by_names(names, level):
    assert level_by_names(names) == level
