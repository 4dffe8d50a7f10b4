from __future__ import annotations

import json

import pytest

import layers

PORTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"nama": f"Pelabuhan {i}"},
            "geometry": {"type": "Point", "coordinates": [117.0 + i / 100, -1.0]},
        }
        for i in range(3)
    ],
}
BOW_TIE = {
    "type": "Feature",
    "properties": {"nama": "silang"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[117, 0], [117.1, 0.1], [117.1, 0], [117, 0.1], [117, 0]]],
    },
}
SQUARE = {
    "type": "Feature",
    "properties": {"nama": "kotak"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[117, 0], [117.1, 0], [117.1, 0.1], [117, 0.1], [117, 0]]],
    },
}


@pytest.fixture
def ports(tmp_path):
    path = tmp_path / "ports.geojson"
    path.write_text(json.dumps(PORTS))
    return path


@pytest.fixture
def zones(tmp_path):
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [SQUARE, BOW_TIE]}))
    return path


def names(folder, layer_id, column):
    catalogue = layers.open(folder)
    found = catalogue[layer_id].read()[column].tolist()
    catalogue.close()
    return found


def test_a_file_becomes_a_layer(call, folder, ports):
    shown = call(
        *("add", ports, "--as", "ports", "--title", "Pelabuhan", "--source", "made up"),
        *("--licence", "CC0-1.0", "--data-date", "2024", "--trust", "illustrative"),
        workspace=folder,
    )
    assert shown.exit_code == 0, shown.stderr
    assert "3 read, 3 written" in shown.stdout
    assert "step" in shown.stderr
    assert names(folder, "ports", "nama") == ["Pelabuhan 0", "Pelabuhan 1", "Pelabuhan 2"]
    catalogue = layers.open(folder)
    layer = catalogue["ports"].layer
    catalogue.close()
    assert (layer.title.id, layer.source, layer.licence) == ("Pelabuhan", "made up", "CC0-1.0")
    assert (layer.data_date, layer.trust) == ("2024", "illustrative")


def test_quiet_keeps_standard_error_empty(call, folder, ports):
    shown = call("--quiet", "--workspace", folder, "add", ports, "--as", "ports")
    assert shown.exit_code == 0
    assert shown.stderr == ""


def test_the_report_in_indonesian_and_as_json(call, folder, ports):
    shown = call("--lang", "id", "--workspace", folder, "add", ports, "--as", "a")
    assert "3 dibaca, 3 ditulis" in shown.stdout
    report = json.loads(call("add", ports, "--as", "b", "--json", workspace=folder).stdout)
    assert (report["n_read"], report["n_written"], report["layer"]["id"]) == (3, 3, "b")


def test_a_dry_run_writes_nothing(call, folder, ports):
    shown = call("add", ports, "--as", "ports", "--dry-run", workspace=folder)
    assert shown.exit_code == 0
    assert "ports" not in call("layers", workspace=folder).stdout


def test_bad_rows_refuse_the_file_with_row_and_reason(call, folder, zones):
    shown = call("add", zones, "--as", "zones", "--json", workspace=folder)
    assert shown.exit_code == 3
    error = json.loads(shown.stdout)["error"]
    assert error["code"] == "invalid-geometry"
    assert [row["row"] for row in error["rows"]] == ["2"]
    assert "zones.geojson" in shown.stderr
    assert "give --repair to mend geometries, or give --skip-invalid" in shown.stderr
    assert "zones" not in call("layers", workspace=folder).stdout


def test_repair_takes_all_rows_and_skipping_is_partly_done(call, folder, zones):
    repaired = call("add", zones, "--as", "mended", "--repair", workspace=folder)
    assert repaired.exit_code == 0
    assert names(folder, "mended", "nama") == ["kotak", "silang"]
    skipped = call("add", zones, "--as", "some", "--skip-invalid", workspace=folder)
    assert skipped.exit_code == 5
    assert "rows were left out" in skipped.stderr
    assert names(folder, "some", "nama") == ["kotak"]


def test_nothing_skipped_is_all_done(call, folder, ports):
    assert call("add", ports, "--as", "p", "--skip-invalid", workspace=folder).exit_code == 0


def test_a_layer_is_replaced_or_appended_to_only_when_said(call, folder, ports):
    assert call("add", ports, "--as", "ports", workspace=folder).exit_code == 0
    again = call("add", ports, "--as", "ports", workspace=folder)
    assert again.exit_code == 1
    assert "--replace" in again.stderr
    assert call("add", ports, "--as", "ports", "--append", workspace=folder).exit_code == 0
    assert len(names(folder, "ports", "nama")) == 6
    assert call("add", ports, "--as", "ports", "--replace", workspace=folder).exit_code == 0
    assert len(names(folder, "ports", "nama")) == 3


def test_columns_are_renamed_or_left_out(call, folder, ports):
    shown = call("add", ports, "--as", "p", "--column", "nama=name", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert names(folder, "p", "name")[0] == "Pelabuhan 0"
    wrong = call("add", ports, "--as", "q", "--column", "nama", workspace=folder)
    assert wrong.exit_code == 2
    assert "wanted OLD=NEW" in wrong.stderr


def test_fields_are_taken_from_columns_named(call, folder, ports):
    shown = call("add", ports, "--as", "p", "--map", "name=nama", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert names(folder, "p", "name")[0] == "Pelabuhan 0"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--map", "name"), "wanted FIELD=COLUMN"),
        (("--map", "name="), "wanted FIELD=COLUMN"),
        (("--map", "a=nama", "--map", "b=nama"), "'nama' is named twice"),
        (("--map", "a=nama", "--column", "nama="), "'nama' is named twice"),
    ],
)
def test_columns_named_wrongly_are_refused(call, folder, ports, options, told):
    wrong = call("add", ports, "--as", "q", *options, workspace=folder)
    assert wrong.exit_code == 2
    assert told in wrong.stderr


def test_letters_are_read_in_the_encoding_named(call, folder, tmp_path):
    table = tmp_path / "names.csv"
    table.write_bytes("lat,lon,nama\n-1.2,116.8,岛\n".encode("gbk"))
    guessed = call("add", table, "--as", "guessed", workspace=folder)
    assert guessed.exit_code == 0, guessed.stderr
    assert names(folder, "guessed", "nama") != ["岛"]
    named = call("add", table, "--as", "named", "--encoding", "GBK", workspace=folder)
    assert named.exit_code == 0, named.stderr
    assert names(folder, "named", "nama") == ["岛"]
    wrong = call("add", table, "--as", "wrong", "--encoding", "utf-8", workspace=folder)
    assert wrong.exit_code == 3
    assert "is not utf-8" in wrong.stderr
    unknown = call("add", table, "--as", "unknown", "--encoding", "klingon", workspace=folder)
    assert unknown.exit_code == 3
    assert "encoding 'klingon' is not known" in unknown.stderr


def test_an_encoding_is_not_for_formats_that_lay_down_their_own(call, folder, ports):
    shown = call("add", ports, "--as", "p", "--encoding", "cp1252", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert "lays down the encoding of its letters" in shown.stdout


def test_wrong_usage_is_told_before_anything_is_read(call, folder, ports, tmp_path):
    assert call("add", tmp_path / "none.geojson", "--as", "x", workspace=folder).exit_code == 2
    missing = call("add", ports, workspace=folder)
    assert missing.exit_code == 2
    assert "--as" in missing.stderr
    odd = call("add", ports, "--as", "Ports!", workspace=folder)
    assert odd.exit_code == 3
    assert "layer id 'Ports!' cannot be used" in odd.stderr


def test_what_is_no_geodata_is_refused(call, folder, tmp_path):
    (tmp_path / "x.geojson").write_text("hello")
    shown = call("add", tmp_path / "x.geojson", "--as", "x", workspace=folder)
    assert shown.exit_code == 3
    assert shown.stderr.splitlines()[-1].startswith("Error: x.geojson: ")


def test_replace_and_append_exclude_each_other(call, folder, ports):
    shown = call("add", ports, "--as", "ports", "--replace", "--append", workspace=folder)
    assert shown.exit_code == 2
    assert "exclude each other" in shown.stderr


@pytest.mark.parametrize("date", ["31-12-2024", "2024-13", "2024-2-1", "soon", "2024-02-30"])
def test_a_date_of_the_data_must_be_a_year_month_or_day(call, folder, ports, date):
    shown = call("add", ports, "--as", "ports", "--data-date", date, workspace=folder)
    assert shown.exit_code == 2
    assert "wanted a year, month or day" in shown.stderr


@pytest.mark.parametrize("date", ["2024", "2024-12", "2024-02-29"])
def test_a_date_of_the_data_is_kept(call, folder, ports, date):
    shown = call("add", ports, "--as", "ports", "--data-date", date, workspace=folder)
    assert shown.exit_code == 0
    catalogue = layers.open(folder)
    assert catalogue["ports"].layer.data_date == date
    catalogue.close()


ZONE = {
    "type": "Feature",
    "properties": {"KODSZN": "r 3", "NAMSZN": "Perumahan Kepadatan Sedang"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[117, 0], [117.1, 0], [117.1, 0.1], [117, 0.1], [117, 0]]],
    },
}
PLAN = ("--regulation", "Perwali 12/2025", "--plan-revision", "1", "--plan-region", "64.72")


def plan_of(folder, layer_id):
    catalogue = layers.open(folder)
    told = dict(catalogue[layer_id].layer.plan)
    catalogue.close()
    return told


def test_a_plan_says_which_it_is(call, folder, tmp_path):
    path = tmp_path / "rdtr.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [ZONE]}))
    arguments = ("add", path, "--as", "detail", "--theme", "rdtr", "--scale", 5000)
    shown = call("--lang", "id", *arguments, *PLAN, workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert "kode zona dengan ejaan lain (1): 1: KODSZN 'r 3'; dibaca R-3" in shown.stdout
    assert plan_of(folder, "detail") == {
        "regulation": "Perwali 12/2025",
        "revision": "1",
        "region": "64.72",
        "scale": 5000,
    }


def test_rules_are_a_table(call, folder, tmp_path):
    path = tmp_path / "kdb.csv"
    path.write_text("KODSZN,KDB,KLB\nR-3,60,1.2\n")
    arguments = ("add", path, "--as", "limits", "--theme", "zoning-rules")
    shown = call("--lang", "en", *arguments, *PLAN, workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert "table of rules read: intensity, 1 rules for 1 sub-zones" in shown.stdout
    assert plan_of(folder, "limits")["region"] == "64.72"


def test_faulty_rules_are_refused_row_by_row(call, folder, tmp_path):
    path = tmp_path / "kdb.csv"
    path.write_text("KODSZN,KDB\nR-3,160\nXX-9,60\n")
    shown = call("add", path, "--as", "limits", "--theme", "zoning-rules", workspace=folder)
    assert shown.exit_code not in (0, 5)
    assert "kdb_max_pct 160 is out of range" in shown.stderr
    assert "'XX-9' is no code of a zone or sub-zone" in shown.stderr
    assert "limits" not in call("layers", workspace=folder).stdout
