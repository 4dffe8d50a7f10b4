"""Suitability in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import json

import pytest

import layers
from gis.processes import registry
from layers.testing import add_tiny_wards, fill_tiny_region
from server.cli.answers.suitability import print_suitability
from server.cli.session import Session

ROADS = "distance:streets:0-5km:less"
PEOPLE = "density:population:0-100:more"
WARDS = "distance:wards:0-9km:less"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of a workspace with a street and wards."""
    path = tmp_path_factory.mktemp("land") / "region"
    add_tiny_wards(fill_tiny_region(layers.open(path, create=True))).close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the lines with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        asked = {"criteria": f"{ROADS},{PEOPLE}", "cell": "1km"} | given
        numbers = registry()["suitability"].run(catalogue, asked).to_dict()
        catalogue.close()
        print_suitability(Session(lang=lang), numbers)
        return capsys.readouterr().out.splitlines(), numbers

    return tell


def test_units_criteria_and_patches(told):
    lines, numbers = told(exclude="streets<1km", least=0.3)
    assert lines[0].split()[:4] == ["no", "code", "name", "score"]
    assert f"{numbers['rows'][0]['mean']:.3f}" in lines[1]
    assert lines[4].split()[0] == "all"
    text = "\n".join(lines)
    assert "50.0 %" in text
    assert "streets<1km" in text
    assert "Best patches (≥ 0.3):" in text
    assert f"{numbers['patches'][0]['mean']:.3f}" in text


def test_in_indonesian(told):
    lines, _ = told("id", judgements="3")
    assert lines[0].split()[:3] == ["no", "kode", "nama"]
    text = "\n".join(lines)
    assert "Kriteria:" in text
    assert "AHP: rasio konsistensi 0,000 (cukup" in text
    assert "Petak terbaik" in text


def test_judgements_that_contradict_are_told(told):
    lines, numbers = told(criteria=f"{ROADS},{PEOPLE},{WARDS}", judgements="5 1/3,5")
    text = "\n".join(lines)
    assert "above 0.10: the judgements contradict" in text
    assert lines[0].startswith("The judgements contradict each other (consistency ratio")
    assert numbers["ahp"]["revision"]["text"]["en"] in text


def test_proposed_and_left_out_and_nothing_good_enough(told):
    lines, numbers = told(criteria=None, facility="rs", least=1)
    text = "\n".join(lines)
    assert "are proposed (illustrative)" in text
    assert f"Left out: {numbers['skipped'][0]['item']}" in text
    assert "No land scores 1 or more." in text


def test_numbers_are_json(told):
    _, numbers = told()
    assert json.loads(json.dumps(numbers)) == numbers
