"""What-if in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import json

import pytest

import layers
from gis.processes import registry
from layers.testing import fill_tiny_region, write_street
from server.cli.answers.whatif import print_whatif
from server.cli.session import Session

ASKED = {"facilities": "klinik", "within": "15min", "roads": "streets"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of a workspace with a street."""
    path = tmp_path_factory.mktemp("street") / "region"
    catalogue = fill_tiny_region(layers.open(path, create=True))
    write_street(catalogue)
    catalogue.close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give its text and numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        numbers = registry()["whatif"].run(catalogue, ASKED | given).to_dict()
        catalogue.close()
        print_whatif(Session(lang=lang), numbers)
        return capsys.readouterr().out, numbers

    return tell


def test_who_gains_most_comes_first_then_everyone_then_the_edits(told):
    text, _ = told(add="116.85,-1.25;117.1,-1.25")
    lines = text.splitlines()
    assert lines[0].split() == ["code", "name", "people", "≤", "15", "min", "gained", "lost"]
    assert "64.71.01  Barat   1,000  0.0 → 12.0 %" in lines[1]
    assert lines[1].split()[-2:] == ["+120", "0"]
    assert lines[2].startswith("64.71.03  Timur")
    assert lines[3].split() == ["all", "3,000", "4.0", "→", "10.0", "%", "+180", "0"]
    assert "Sooner for " in lines[4]
    assert lines[6] == "Edits:"
    assert lines[7].startswith("  New facility at 116.85,-1.25: 0 m to the road")


def test_in_indonesian(told):
    text, _ = told(lang="id", remove="5", within="15min,60min")
    assert "berkurang" in text
    assert "Klinik Tengah (5) ditiadakan; semula terdekat bagi 3.000 orang." in text
    assert "Kini ada jalur bagi 0 orang; terputus: 3.000 orang." in text


def test_nothing_changes_for_anybody(told):
    text, _ = told(add="117.3,-1.25")
    assert "Nothing changes for anybody within these times." in text
    assert "Sooner" not in text
    assert "is in reach of no road (in the water, or over 10 km away): it changes nothing" in text


def test_gaps_that_close_are_named(told):
    assert "Gaps closed in 1 units: Barat." in told(add="116.85,-1.25", within="77min")[0]


def test_the_command_gives_table_json_and_features(call, home, tmp_path):
    words = ("whatif", "--facilities", "klinik", "--roads", "streets", "--add", "116.85,-1.25")
    shown = call("--lang", "en", *words, "--within", "15min", workspace=home)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[1].startswith("64.71.01  Barat")
    assert "Again: penyangga whatif" in shown.stdout
    out = tmp_path / "units.geojson"
    shown = call(*words, "--within", "15min", "--json", "-o", out, workspace=home)
    assert json.loads(shown.stdout)["totals"][0]["gained"] == pytest.approx(120)
    assert json.loads(out.read_text())["features"][0]["properties"]["gained_900s"] == 120
    wrong = call("whatif", "--facilities", "klinik", "--roads", "streets", workspace=home)
    assert wrong.exit_code == 2
    assert "nothing is changed" in wrong.stderr
