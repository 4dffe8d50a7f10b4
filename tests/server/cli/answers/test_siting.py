"""New sites in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from layers.testing import fill_tiny_region, write_street
from server.cli.answers.siting import print_siting
from server.cli.session import Session

ASKED = {"facilities": "klinik", "within": "15min", "roads": "streets"}
RS = {"candidates": "facilities", "candidate_types": "rs"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of a workspace with a street."""
    path = tmp_path_factory.mktemp("siting") / "region"
    catalogue = fill_tiny_region(layers.open(path, create=True))
    write_street(catalogue)
    catalogue.close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the lines with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        numbers = registry()["siting"].run(catalogue, ASKED | given).to_dict()
        catalogue.close()
        print_siting(Session(lang=lang), numbers)
        return capsys.readouterr().out.splitlines(), numbers

    return tell


def test_sites_come_first_and_then_the_units_that_gain(told):
    lines, _ = told(**RS)
    assert lines[0].split()[:4] == ["no", "name", "unit", "lon,lat"]
    assert lines[1].split() == [
        "1",
        "RS",
        "Satu",
        "Barat",
        "116.8500,-1.2500",
        "120",
        "120",
        "8.0",
        "%",
    ]
    assert "Units that gain (≤ 15 min):" in lines
    assert any(line.split()[:5] == ["64.71.01", "Barat", "1,000", "0", "120"] for line in lines)
    assert any(line.split()[:4] == ["all", "3,000", "120", "240"] for line in lines)


def test_it_says_how_sure_it_is_and_why(told):
    lines, numbers = told(**RS)
    assert any(
        line.startswith("Most people reached (MCLP): 120 people gained. Proved best")
        for line in lines
    )
    assert any(line.startswith("Candidates: 2 of 2 (facilities)") for line in lines)
    assert lines[-1] == f"1. RS Satu. {numbers['sites'][0]['text']['en']}"


def test_it_speaks_indonesian(told):
    lines, numbers = told("id", **RS, n=2)
    assert lines[0].split()[:3] == ["no", "nama", "wilayah"]
    assert any("1.000" in line for line in lines)
    assert numbers["out_of_reach"]["text"]["id"] in lines
    assert any("8,0 %" in line for line in lines)


def test_distances_and_fewer_sites_than_asked_for(told):
    lines, numbers = told(within="12km", candidates="facilities", n=6)
    assert 0 < numbers["n_sites"] < 6
    assert f"6 sites were asked for; {numbers['n_sites']} give all" in " ".join(lines)
    assert any(line.startswith("Mean distance (at most 12km)") for line in lines)


def test_what_sites_take_is_shown_where_it_is_limited(told):
    lines, _ = told(**RS, n=2, model="cp-median", capacity=70, within="40min")
    assert lines[0].split()[-1] == "served"
    assert lines[1].split()[-1] == "70"
