from __future__ import annotations

import difflib

import geopandas as gpd
import pandas as pd
import pytest

from layers.boundaries import RegionNames, known_regions
from layers.errors import SchemaError


@pytest.mark.parametrize(
    ("name", "level", "code", "how"),
    [
        ("Kabupaten Kotabaru", 2, "63.02", "same"),
        ("Kota Baru", 2, "63.02", "same"),
        ("KAB. KOTA BARU", 2, "63.02", "same"),
        ("Banjar Baru", 2, "63.72", "same"),
        ("Kota Banjar Baru", 2, "63.72", "same"),
        ("banjar", 2, "63.03", "same"),
        ("Mahakam Hulu", 2, "64.11", "spelling"),
        ("Kukar", 2, "64.02", "spelling"),
        ("Koetai Kartanegara", 2, "64.02", "orthography"),
        ("Bandjarmasin", 2, "63.71", "orthography"),
        ("Kecamatan Samboja", 3, "64.02.13", "same"),
        ("Semboja", 3, "64.02.13", "spelling"),
        ("Semboja Barat", 3, "64.02.20", "spelling"),
        ("Pengarom", 3, "63.03.09", "spelling"),
        ("Pengaron", 3, "63.03.09", "same"),
        ("Sanga-Sanga", 3, "64.02.15", "same"),
        ("Kotabangun", 3, "64.02.08", "same"),
        ("Balik Papan Selatan", 3, "64.71.05", "same"),
        ("Kaltim", 1, "64", "spelling"),
        ("Tengarong Seberang", 3, "64.02.16", "similar"),
        ("Tengin  baru'", 4, "64.09.04.2001", "same"),
    ],
)
def test_names_as_people_write_them(name, level, code, how):
    match = known_regions().match(name, level)
    assert (match.code, match.how) == (code, how)
    assert match.score == pytest.approx(
        {"same": 1, "spelling": 0.97, "orthography": 0.95}.get(how, match.score)
    )
    assert code in match.sentence().id


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Kota Banjar", 2),  # in Jawa Barat, no name of Kabupaten Banjar
        ("Kutai", 2),  # the old regency became three
        ("Balikpapan Utra", 3),  # one letter from Utara, but Utara sets units apart
        ("Kota Bangun IX", 4),
        ("Atlantis", 3),
        ("Kabupaten", 2),
        ("", 3),
        ("??", 4),
    ],
)
def test_what_fits_no_unit_is_not_guessed(name, level):
    match = known_regions().match(name, level)
    assert match.code is None
    assert match.how == "none"
    assert "not known" in match.sentence().en


def test_several_units_of_one_name_are_listed_and_told_apart_by_the_unit_above():
    match = known_regions().match("Sidomulyo", 4)
    assert (match.code, match.how) == (None, "ambiguous")
    assert len(match.candidates) > 1
    assert {score for _, _, score in match.candidates} == {1.0}
    assert "bermakna ganda" in match.sentence().id
    within = known_regions().match("Sidomulyo", 4, within="64.02.12")
    assert within.code is not None
    assert within.code.startswith("64.02.12.")


def test_within_is_a_unit_and_not_a_run_of_digits():
    names = RegionNames.of([("64.02", "A"), ("64.02.01", "Satu"), ("64.02.11", "Satu")])
    assert names.match("Satu", 3, within="64.02.1").how == "none"
    assert names.match("Satu", 3, within="64.02").how == "ambiguous"


def test_a_split_district_says_what_became_of_its_ground():
    match = known_regions().match("Semboja", 3)
    assert match.split_into == ("64.02.20",)
    assert "64.02.20 was split off later" in match.sentence().en
    assert known_regions().match("Samboja Barat", 3).split_into == ()


def test_a_close_second_makes_likeness_ambiguous():
    names = RegionNames.of([("64.01.01.2001", "Karangmelati"), ("64.01.01.2002", "Karangmelasi")])
    match = names.match("Karangmelani", 4)
    assert (match.code, match.how, len(match.candidates)) == (None, "ambiguous", 2)


def test_likeness_is_that_of_the_standard_library_and_its_bar_can_be_set():
    names = RegionNames.of([("64.01.01", "Tanah Grogot")])
    ratio = difflib.SequenceMatcher(None, "tanahgrogot", "tanagroot").ratio()
    match = names.match("Tana Groot", 3)
    assert match.score == pytest.approx(ratio, abs=1e-3)
    assert match.how == "similar"
    assert names.match("Tana Groot", 3, least_score=0.95).how == "none"


def test_every_official_name_finds_its_own_unit():
    known = known_regions()
    assert len(known.names) == 25 + 261 + 3046
    for code, name in known.names.items():
        within = code.rpartition(".")[0]
        assert known.match(name, code.count(".") + 1, within=within).code == code


def test_a_column_of_names_with_lists_of_what_is_left():
    found = known_regions().match_all(
        ["Samboja", "Atlantis", "Atlantis", "Tengarong Seberang"], 3, within="64.02"
    )
    assert found.codes == ("64.02.13", None, None, "64.02.16")
    assert [m.given for m in found.unmatched] == ["Atlantis"]
    assert [m.given for m in found.similar] == ["Tengarong Seberang"]
    assert found.ambiguous == ()
    each = known_regions().match_all(["Sidomulyo"] * 2, 4, within=["64.02.12", "64.72.04"])
    assert len(set(each.codes)) == 2
    assert known_regions().match_all([], 3).codes == ()


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="zip"):
        known_regions().match_all(["a", "b"], 3, within=["64"])


def test_an_unknown_level_is_refused():
    with pytest.raises(SchemaError, match="level 5; wanted 1, 2, 3 or 4"):
        known_regions().match("a", 5)


def test_a_spelling_of_no_region_is_refused():
    with pytest.raises(SchemaError, match=r"64\.02, which is no given region"):
        RegionNames.of([("64.01", "A")], spellings=[("64.02", "B")])


def test_the_regencies_of_real_files_are_found_by_name(shared_data):
    big = gpd.read_file(shared_data / "admin" / "adm2_big_generalised.geojson")
    found = known_regions().match_all(big["WADMKK"].tolist(), 2)
    assert len(set(found.codes) - {None}) == 23
    table = pd.read_csv(shared_data / "tables" / "crosswalk_bps_kemendagri.csv", dtype=str)
    regencies = table[table["level"] == "ADM2"]
    by_name = known_regions().match_all(regencies["bps_name"].tolist(), 2)
    assert by_name.codes == tuple(regencies["kemendagri"])


def test_the_districts_of_bps_are_found_by_name(shared_data):
    table = pd.read_csv(shared_data / "tables" / "crosswalk_bps_kemendagri.csv", dtype=str)
    districts = table[table["level"] == "ADM3"]
    within = districts["kemendagri"].str[:5].tolist()
    found = known_regions().match_all(districts["bps_name"].tolist(), 3, within=within)
    assert found.unmatched == found.ambiguous == ()
    differ = [
        name
        for name, by_name, by_ground in zip(
            districts["bps_name"], found.codes, districts["kemendagri"], strict=True
        )
        if by_name != by_ground
    ]
    # Split in 2020: most of its old ground is the new district's.
    assert differ == ["Semboja"]
