"""Capacity in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import csv
import io
import json

import pytest

import layers
from gis.processes import registry
from layers.testing import add_tiny_wards, fill_tiny_region
from server.cli.answers.supply import print_supply
from server.cli.session import Session

ASKED = {"facilities": "rs", "within": "45min", "roads": "streets", "layer": "wards"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of a workspace with three wards on a street."""
    path = tmp_path_factory.mktemp("wards") / "region"
    add_tiny_wards(fill_tiny_region(layers.open(path, create=True))).close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the lines with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        numbers = registry()["supply"].run(catalogue, ASKED | given).to_dict()
        catalogue.close()
        print_supply(Session(lang=lang), numbers)
        return capsys.readouterr().out.splitlines(), numbers

    return tell


def test_units_and_everyone_first(told):
    lines, numbers = told()
    assert lines[0].split()[:4] == ["code", "name", "people", "capacity"]
    assert lines[1].split()[:3] == ["64.71.01", "Barat", "1,000"]
    assert lines[4].split()[:2] == ["all", "3,000"]
    assert f"{numbers['rows'][0]['per_1000']:.2f}" in lines[1]
    assert f"{100 * numbers['totals'][0]['share']:.1f} %" in lines[4]


def test_what_was_used_and_what_is_enough(told):
    text = "\n".join(told(people_per_unit=40)[0])
    assert "Capacity: 35 beds in 3 facilities; handed out 35, with nobody in reach 0" in text
    assert "Enough: 40 people per unit (as asked for)." in text
    assert "Equity: Gini 0." in text
    assert "Left out" not in text
    assert "Too far" not in text


def test_the_most_crowded_and_the_largest_shortages(told):
    lines, numbers = told(people_per_unit=40)
    at = lines.index("Most crowded facilities:")
    assert lines[at + 2].split()[:2] == ["1", numbers["facilities"][0]["name"]]
    at = lines.index("Largest shortages (≤ 45 min):")
    assert lines[at + 2].split()[:2] == ["1", numbers["gaps"][0]["name"]]
    assert lines[at + 2].endswith(numbers["gaps"][0]["reason_text"]["en"])


def test_indonesian(told):
    text = "\n".join(told("id", people_per_unit=40)[0])
    for words in ("terpenuhi", "35 tempat tidur di 3 fasilitas", "Pemerataan", "Fasilitas paling"):
        assert words in text
    for english in ("people", "met", "capacity", "beds"):
        assert english not in text


def test_nobody_in_reach_and_standards(told):
    text = "\n".join(told(within="1s")[0])
    assert "nobody has anything" in text
    assert "Enough: – people per unit" in text
    assert "Most crowded" not in text
    text = "\n".join(told(standard="all")[0])
    assert "By standard: rs 240,000 people (HEA-RS;" in text
    assert "Largest shortages" in text


def test_left_out_and_too_far_are_told_where_there_are_any(told, capsys):
    _, numbers = told()
    left_out = [{"name": f"RS {k}", "type": "rs", "why": "without"} for k in range(7)]
    numbers["capacity"] |= {"n_without": 7, "left_out": left_out}
    numbers["people_off_network"] = 1234.4
    print_supply(Session(lang="en"), numbers)
    text = capsys.readouterr().out
    assert "Left out: without a capacity 7, zero 0" in text
    assert "not operating 0: RS 0, RS 1, RS 2, RS 3, RS 4, + 2." in text
    assert "Too far from any road: 1,234 people (out of reach)." in text


def test_the_command_gives_the_numbers_of_the_library(call, home, told):
    words = ("supply", "--facilities", "rs", "--within", "45min", "--roads", "streets")
    shown = call(*words, "--layer", "wards", "--json", workspace=home)
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout) == json.loads(json.dumps(told()[1]))
    rows = csv.DictReader(
        io.StringIO(call(*words, "--layer", "wards", "--csv", workspace=home).stdout)
    )
    assert [row["code"] for row in rows] == ["64.71.01", "64.71.02", "64.71.03"]
    table = call("--workspace", home, "--lang", "en", *words, "--layer", "wards").stdout
    assert "Again: penyangga supply --facilities rs --within 45min" in table
    mixed = call("supply", "--facilities", "rs", "--within", "1km", workspace=home)
    assert (mixed.exit_code, "within: 1km is not one time" in mixed.stderr) == (2, True)
