from __future__ import annotations

import csv
import io
import json
import shlex

import pytest

import layers
from gis.processes import registry


@pytest.fixture
def library(folder):
    """Ask the library the same question."""

    def ask(process_id, **given):
        catalogue = layers.open(folder)
        answer = registry()[process_id].run(catalogue, given)
        catalogue.close()
        return answer

    return ask


COVER = ("cover", "--facilities", "rs,klinik", "--within", "1km,3km")


def test_cover_gives_the_numbers_of_the_library(call, folder, library):
    shown = call(*COVER, "--by", "districts", "--json", workspace=folder)
    assert shown.exit_code == 0
    assert shown.stderr == ""
    expected = library("coverage", facilities="rs,klinik", within="1km,3km")
    assert json.loads(shown.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_near_gives_the_numbers_of_the_library(call, folder, library):
    words = ("near", "--from", "116.83,-1.26", "--facilities", "rs", "-k", "3", "--json")
    found = json.loads(call(*words, workspace=folder).stdout)
    expected = library("nearest", point="116.83,-1.26", facilities="rs", k=3)
    assert found["rows"] == json.loads(json.dumps(expected.to_dict()["rows"]))


def test_the_line_to_repeat_an_answer_gives_it_again(call, folder):
    first = json.loads(call(*COVER, "--json", workspace=folder).stdout)
    words = shlex.split(first["replay"]["cli"])
    assert words[0] == "penyangga"
    assert json.loads(call(*words[1:], workspace=folder).stdout) == first


def test_the_http_call_to_repeat_an_answer_gives_the_same_numbers(call, folder):
    from server.app import create_app
    from server.config import ServerSettings

    first = json.loads(call(*COVER, "--json", workspace=folder).stdout)
    api = first["replay"]["api"]
    client = create_app(ServerSettings(folder)).test_client()
    answer = client.open(api["path"], method=api["method"], json=api["body"]).get_json()
    for key in ("rows", "totals", "gaps", "trust", "replay"):
        assert answer[key] == first[key], key


def test_run_takes_any_analysis(call, folder):
    words = ("run", "coverage", "facilities=rs,klinik", "within=1km,3km", "--json")
    found = json.loads(call(*words, workspace=folder).stdout)
    assert found == json.loads(call(*COVER, "--json", workspace=folder).stdout)


def test_tables_for_people_in_both_languages(call, folder):
    english = call(*COVER, workspace=folder).stdout
    assert "≤ 1km" in english.splitlines()[0]
    assert "64.71.01  Barat" in english
    assert "Largest gaps (> 3km):" in english
    assert "Again: penyangga cover" in english
    indonesian = call("--lang", "id", "--workspace", folder, *COVER).stdout
    assert "Kesenjangan terbesar" in indonesian
    assert "penduduk" in indonesian.splitlines()[0]


def test_rows_as_csv(call, folder):
    rows = list(csv.DictReader(io.StringIO(call(*COVER, "--csv", workspace=folder).stdout)))
    assert len(rows) == 6
    assert rows[0]["code"] == "64.71.01"
    assert float(rows[0]["share"]) == pytest.approx(0.025487, abs=1e-6)


def test_features_are_written_whole(call, folder, tmp_path):
    out = tmp_path / "bands.geojson"
    shown = call(*COVER, "-o", out, "--json", workspace=folder)
    assert shown.exit_code == 0
    assert f"{out}: bands, 2 features" in shown.stderr
    assert [f["properties"] for f in json.loads(out.read_text())["features"]] == [
        {"from_m": 0.0, "to_m": 1000.0},
        {"from_m": 1000.0, "to_m": 3000.0},
    ]
    assert call(*COVER, "-o", out, workspace=folder).exit_code == 2
    again = call(*COVER, "-o", out, "--what", "units", "--overwrite", workspace=folder)
    assert again.exit_code == 0
    assert "share_3000" in json.loads(out.read_text())["features"][0]["properties"]
    odd = call(*COVER, "-o", tmp_path / "x.geojson", "--what", "roads", workspace=folder)
    assert odd.exit_code == 2
    assert "wanted one of bands, units, facilities" in odd.stderr


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("near", "--from", "-1.26,116.83"), 2, "did you mean 116.83,-1.26?"),
        (("near",), 2, "Missing option '--from'"),
        (("near", "--from", "116.8,-1.2", "-k", "0"), 2, "k: 0 is below 1"),
        (("near", "--from", "116.8,-1.2", "--max-distance", "1m"), 4, "no facility within 1m"),
        (("near", "--from", "116.8,-1.2", "--layer", "shops"), 2, "no layer 'shops'"),
        (("cover", "--facilities", "hospitall"), 2, "did you mean rs"),
        (("cover", "--facilities", "bandara"), 4, "no facility of type bandara"),
        (("cover", "--facilities", "rs", "--json", "--csv"), 2, "cannot go together"),
        (("cover", "--facilities", "rs", "--what", "gaps"), 2, "give -o FILE"),
        (("cover", "--facilities", "rs", "--region", "99"), 4, "no unit with the code or the name"),
        (("cover", "--facilities", "rs", "--within", "30min"), 2, "30min needs a way to travel"),
        (("run", "isochrone"), 2, "no analysis 'isochrone'; there are "),
        (("run", "coverage", "facilities"), 2, "is not KEY=VALUE"),
        (("run", "coverage", "facility=rs"), 2, "did you mean facilities"),
    ],
)
def test_what_cannot_be_answered_says_why(call, folder, words, code, why):
    shown = call(*words, workspace=folder)
    assert shown.exit_code == code, shown.stderr
    assert why in shown.stderr
    assert shown.stdout == ""


def test_options_are_the_inputs_of_the_declaration(call):
    words = {"near": "nearest", "cover": "coverage", "supply": "supply", "whatif": "whatif"}
    for word, process_id in words.items():
        shown = call(word, "--help").stdout
        for item in registry()[process_id].inputs:
            assert (item.option or f"--{item.id.replace('_', '-')}") in shown


def test_output_to_a_process_that_has_gone_is_no_drama(start, folder):
    process = start("--workspace", folder, *COVER, "--json")
    process.stdout.close()
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err


def test_faults_name_the_options_of_the_command(call, folder):
    shown = call("near", "--from", "x", "--max-distance", "y", workspace=folder).stderr
    assert "--from: 'x' is no place" in shown
    assert "--max-distance: 'y' is no distance" in shown
    told = call("near", "--from", "x", "-k", "0", "--json", workspace=folder)
    faults = json.loads(told.stdout)["error"]["faults"]
    assert [fault["input"] for fault in faults] == ["--from", "-k"]
    by_key = call("run", "nearest", "point=x", workspace=folder).stderr
    assert "Error: point: 'x' is no place" in by_key
    nothing = call("whatif", "--facilities", "rs", "--within", "15min", workspace=folder).stderr
    assert nothing.startswith("Error: nothing is changed; wanted at least one of add, remove")
