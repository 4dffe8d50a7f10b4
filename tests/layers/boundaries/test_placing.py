"""Codes for names and BPS codes: found from above, never guessed in silence."""

from __future__ import annotations

import csv

import pytest

from layers.boundaries import bps_of, known_regions
from layers.boundaries.families import read_codes
from layers.boundaries.placing import place_by_bps, place_by_names


def test_the_province_decides_between_namesakes():
    (found,) = place_by_names({1: ["KALIMANTAN SELATAN"], 2: ["Banjar"]}, 2)
    assert (found.code, found.score) == ("63.03", 1.0)
    (elsewhere,) = place_by_names({1: ["Jawa Barat"], 2: ["Banjar"]}, 2)
    assert elsewhere.code is None
    assert elsewhere.match.given == "Jawa Barat"
    alone, with_kind = place_by_names({2: ["Banjar", "Kabupaten Banjar"]}, 2)
    assert (alone.code, alone.match.how) == (None, "ambiguous")
    assert [code for code, *_ in alone.match.candidates] == ["63.03", "32.79"]
    assert with_kind.code == "63.03"


def test_names_that_occur_twice_need_the_unit_above():
    names = [name for code, name in known_regions().names.items() if code.count(".") == 2]
    twice = next(name for name in names if names.count(name) > 1)
    (alone,) = place_by_names({3: [twice]}, 3)
    assert (alone.code, alone.match.how) == (None, "ambiguous")
    codes = [c for c, n in known_regions().names.items() if n == twice and c.count(".") == 2]
    parents = [known_regions().names[code[:5]] for code in codes]
    found = place_by_names({2: parents, 3: [twice] * len(codes)}, 3)
    assert [p.code for p in found] == codes


def test_bps_codes_of_regencies_follow_the_crosswalk_not_the_digits():
    found = place_by_bps(["6403", "6402", "9999", None], {2: ["x", "y", "Berau", None]}, 2)
    assert [p.code for p in found] == ["64.02", "64.07", None, None]
    assert [p.score for p in found] == [1.0, 1.0, 0.0, 0.0]


def test_a_bps_village_is_found_by_name_within_its_regency():
    village = known_regions().match("Loa Ipuh", 4, within="64.02").code
    digits = f"{bps_of(village[:8])}010"
    (found,) = place_by_bps([digits], {3: ["Tenggarong"], 4: ["Loa Ipuh"]}, 4)
    assert (found.code, found.score) == (village, 1.0)
    (unknown,) = place_by_bps([digits], {4: ["Xyz Qwert"]}, 4)
    assert unknown.code is None


def test_a_village_of_a_split_district_is_found_in_the_new_one():
    (found,) = place_by_bps(["6403010012"], {3: ["Samboja"], 4: ["Tani Bhakti"]}, 4)
    assert found.code.startswith("64.02.20.")
    (other,) = place_by_names({2: ["Tanah Bumbu"], 3: ["Simpang Empat"], 4: ["Sarigadung"]}, 4)
    assert other.code.startswith("63.10.")


@pytest.mark.parametrize("names", [{2: []}, {2: [None, ""]}])
def test_nothing_gives_nothing(names):
    assert [p.code for p in place_by_names(names, 2)] == [None] * len(names[2])


def test_villages_of_2020_agree_with_an_independent_crosswalk(shared_data):
    import pyogrio

    frame = pyogrio.read_dataframe(
        shared_data / "admin" / "adm4_bps_hdx2020.gpkg", read_geometry=False
    )
    column = read_codes(frame["village_code"].tolist(), frame["village"].tolist())
    levels = enumerate(("province", "regency", "district", "village"), 1)
    placed = place_by_bps(column.bps, {n: frame[name].tolist() for n, name in levels}, 4)
    found = {b: p.code for b, p in zip(column.bps, placed, strict=True) if p.code}
    assert len(found) / len(frame) > 0.96
    assert len(set(found.values())) == len(found)
    with (shared_data / "tables" / "crosswalk_bps_kemendagri.csv").open() as table:
        sure = [
            row
            for row in csv.DictReader(table)
            if row["bps"] in found and float(row["name_sim"]) == 1 and float(row["iou"]) > 0.5
        ]
    wrong = [row for row in sure if found[row["bps"]] != row["kemendagri"]]
    assert len(sure) > 800
    assert len(wrong) / len(sure) < 0.005
