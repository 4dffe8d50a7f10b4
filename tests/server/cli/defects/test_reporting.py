"""`--fix` and `--report`: repairs asked for, every finding in a file, also when refused."""

from __future__ import annotations

import csv
import json

import pytest

HEAD = '{"type":"FeatureCollection","features":['


def feature(x, y, **properties):
    return json.dumps(
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
    )


@pytest.fixture
def swapped(tmp_path):
    path = tmp_path / "swapped.geojson"
    rows = [feature(-1.2 - i / 100, 116.8, nama="BaÃ±jar") for i in range(3)]
    path.write_text(HEAD + ",".join(rows) + "]}", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["html", "csv", "json"])
def test_a_refused_file_has_its_report_too(call, folder, swapped, tmp_path, suffix):
    out = tmp_path / f"report.{suffix}"
    shown = call("add", str(swapped), "--as", "x", "--report", str(out), workspace=folder)
    assert shown.exit_code == 3
    text = out.read_text("utf-8")
    assert "axes-swapped" in text
    assert "refused" in text
    assert str(tmp_path) not in text


def test_what_was_asked_for_is_repaired_with_before_and_after(call, folder, swapped, tmp_path):
    out = tmp_path / "report.csv"
    asked = ("--fix", "axes-swapped,mojibake", "--report", str(out))
    shown = call("--lang", "id", "add", str(swapped), "--as", "x", *asked, workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert "bujur dan lintang ditukar pada 3 baris (diperbaiki)" in shown.stdout
    with out.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    (first, *_) = [line for line in lines if line["code"] == "axes-swapped"]
    assert (first["row"], first["before"], first["after"]) == ("1", "-1.2, 116.8", "116.8, -1.2")
    assert {line["after"] for line in lines if line["code"] == "mojibake"} == {"Bañjar"}


def test_a_dry_run_writes_the_report_and_nothing_else(call, folder, swapped, tmp_path):
    out = tmp_path / "report.json"
    asked = ("--fix", "axes-swapped", "--dry-run", "--report", str(out))
    assert call("add", str(swapped), "--as", "x", *asked, workspace=folder).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["outcome"] == "dry-run"
    assert call("check", "x", workspace=folder).exit_code == 2


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--fix", "nothing", "no defect known here"),
        ("--fix", "near-duplicate", "cannot be repaired"),
        ("--report", "out.pdf", ".html, .htm, .csv, .json"),
    ],
)
def test_impossible_requests_are_usage_errors(call, folder, swapped, option, value, said):
    shown = call("add", str(swapped), "--as", "x", option, value, workspace=folder)
    assert shown.exit_code == 2
    assert said in " ".join(shown.stderr.split())
