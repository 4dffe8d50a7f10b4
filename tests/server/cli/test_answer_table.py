from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from layers.testing import write_street
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
    assert "Data: facilities r1 (hasil model, 2024)" in out
    assert "Kepercayaan: hasil model" in out


def test_times_come_with_their_range_and_gaps_with_their_reason(catalogue, capsys):
    write_street(catalogue)
    asked = {"facilities": "klinik", "within": "15min", "mode": "car", "roads": "streets"}
    answer = registry()["coverage"].run(catalogue, asked)
    print_answer(Session(lang="en"), answer)
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0].split() == ["code", "name", "people", "≤", "15", "min"]
    row = next(r for r in answer.numbers["rows"] if r["code"] == "64.71.02")
    low, high = (f"{100 * row[f'share_{end}']:.1f}" for end in ("low", "high"))
    assert f"{100 * row['share']:.1f} % ({low}–{high})" in lines[2]
    assert "Range: speeds off by ±20 % and people by ±10 % (an assumption)." in out
    assert "Off the network" not in out
    assert "the walk to the network alone takes too long" in out
    print_answer(Session(lang="id"), answer)
    assert "berjalan kaki sampai ke jalan saja sudah terlalu lama" in capsys.readouterr().out


def test_people_off_the_network_are_told(catalogue, capsys):
    write_street(catalogue)
    asked = {"facilities": "klinik", "within": "15min", "mode": "car", "roads": "streets"}
    answer = registry()["coverage"].run(catalogue, asked)
    answer.numbers["people_off_network"] = 1234.4
    print_answer(Session(lang="en"), answer)
    assert "Off the network: 1,234 people; without a way to any facility: 0 people." in (
        capsys.readouterr().out
    )


def test_the_nearest_by_time_are_told_in_minutes(catalogue, capsys):
    write_street(catalogue)
    asked = {"point": "116.83,-1.26", "facilities": "rs", "mode": "car", "roads": "streets"}
    answer = registry()["nearest"].run(catalogue, asked)
    print_answer(Session(lang="en"), answer)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "no",
        "name",
        "type",
        "minutes",
        "distance",
        "m",
        "way",
        "(minutes)",
    ]
    minutes = answer.numbers["rows"][0]["seconds"] / 60
    assert f"{minutes:.1f}" in lines[1]
    assert "walking 15 + car 4" in lines[1]


def test_in_indonesian_numbers_are_written_the_indonesian_way(catalogue, capsys):
    answer = registry()["coverage"].run(catalogue, {"facilities": "rs", "within": "1km,6km"})
    print_answer(Session(lang="id"), answer)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:5] == ["64.71.01", "Barat", "1.000", "2,5", "%"]


def test_notes_stand_before_the_method(catalogue, capsys):
    answer = registry()["nearest"].run(catalogue, {"point": "116.83,-1.26", "month": 8})
    for lang, note in (("id", "Catatan: Bulan 8 tidak"), ("en", "Note: Month 8 changes nothing")):
        print_answer(Session(lang=lang), answer)
        lines = capsys.readouterr().out.splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith(note))
        assert lines[at + 1].startswith(("Metode", "Method"))
