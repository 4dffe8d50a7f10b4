"""Exposure in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from layers.testing import fill_tiny_region
from server.cli.answers.exposure import print_exposure
from server.cli.session import Session


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of the tiny region; its districts stand for a hazard."""
    path = tmp_path_factory.mktemp("hazard") / "region"
    fill_tiny_region(layers.open(path, create=True)).close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the lines with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        asked = {"hazard": "districts", "field": "name", "classes": "Timur,Barat"} | given
        numbers = registry()["exposure"].run(catalogue, asked).to_dict()
        catalogue.close()
        print_exposure(Session(lang=lang), numbers)
        return capsys.readouterr().out.splitlines(), numbers

    return tell


def test_classes_units_lines_and_facilities(told):
    lines, numbers = told(lines_by="toll")
    assert lines[0].split() == ["class", "people", "share", "km", "share", "facilities"]
    assert lines[1].split()[:4] == ["Timur", "1,000", "33.3", "%"]
    assert lines[3].startswith("in none of the classes")
    text = "\n".join(lines)
    assert "no data" not in text
    assert "Units most exposed:" in text
    assert f"{numbers['lines'][0]['classes']['Barat']:,.1f}" in text
    assert "Facilities exposed:" in text


def test_in_indonesian(told):
    lines, _ = told("id")
    assert lines[1].split()[:4] == ["Timur", "1.000", "33,3", "%"]
    assert "di luar semua kelas" in "\n".join(lines)
    assert "Rumah sakit" in "\n".join(lines)


def test_nothing_exposed_is_told(told):
    lines, _ = told(classes="Timur", region="64.71.01", facilities="puskesmas")
    assert "Nothing lies in these classes of the hazard." in lines
