from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from server.cli.answer_table import print_answer, word
from server.cli.session import Session


@pytest.fixture
def catalogue(folder):
    opened = layers.open(folder)
    yield opened
    opened.close()


def test_words_in_both_languages():
    assert word(Session(lang="id"), "name") == "nama"
    assert word(Session(lang="en"), "name") == "name"


def test_units_and_everyone_with_a_share_for_each_distance(catalogue, capsys):
    answer = registry()["coverage"].run(catalogue, {"facilities": "rs", "within": "1km,6km"})
    print_answer(Session(lang="en"), answer)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["code", "name", "people", "≤", "1km", "≤", "6km"]
    assert lines[1].split()[:5] == ["64.71.01", "Barat", "1,000", "2.5", "%"]
    assert lines[4].split()[:2] == ["all", "3,000"]


def test_shared_ground_is_told(catalogue, capsys):
    answer = registry()["coverage"].run(catalogue, {"facilities": "rs", "within": "1km"})
    print_answer(Session(lang="en"), answer)
    assert "share" not in capsys.readouterr().out
    answer.numbers["overlap_area_ha"] = 1234.56
    print_answer(Session(lang="en"), answer)
    assert "The units share 1,234.6 ha; the last row counts it once." in capsys.readouterr().out


def test_no_gaps_are_not_headed(catalogue, capsys):
    answer = registry()["coverage"].run(catalogue, {"facilities": "rs", "within": "60km"})
    assert answer.numbers["gaps"][0]["uncovered"] == pytest.approx(0, abs=1e-6)
    answer.numbers["gaps"] = [gap | {"uncovered": 0.0} for gap in answer.numbers["gaps"]]
    print_answer(Session(lang="en"), answer)
    assert "gaps" not in capsys.readouterr().out


def test_method_data_and_trust_follow_the_table(catalogue, capsys):
    answer = registry()["nearest"].run(catalogue, {"point": "116.83,-1.26", "k": 2})
    print_answer(Session(lang="id"), answer)
    out = capsys.readouterr().out
    assert "Metode: Jarak lurus geodesik" in out
    assert "Data: facilities r1 (modelled, 2024)" in out
    assert "Kepercayaan: modelled" in out
