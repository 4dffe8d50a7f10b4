"""The report: plain data for programs, a few lines in either language for people."""

from __future__ import annotations

import json

from layers.layer import Layer
from layers.schema import Schema, Text
from layers.sources.findings import Finding, note
from layers.sources.report import ImportReport, grouped


def report(*findings, **more) -> ImportReport:
    settings = {
        "file": "a.geojson",
        "layer": Layer("ports", Text("Pelabuhan", "Ports"), "added", Schema()),
        "mode": "create",
        "driver": "GeoJSON",
        "encoding": "UTF-8",
        "crs_in": "EPSG:4326",
        "source_layer": "a",
        "n_read": 3,
        "n_written": 2,
        "n_null": 1,
        "findings": findings,
        "columns": {"A": "a"},
    }
    return ImportReport(**settings | more)


def test_plain_data():
    data = json.loads(json.dumps(report(note("renamed", "x")).to_dict()))
    assert data["n_written"] == 2
    assert data["findings"][0]["code"] == "renamed"
    assert data["columns"] == {"A": "a"}


def test_summary_in_both_languages():
    found = [Finding(2, "invalid-geometry", "Self-intersection", "error")]
    assert "3 dibaca, 2 ditulis, 1 tanpa geometri" in report(*found).summary("id")
    assert "geometri tidak sah (1): 2: Self-intersection" in report(*found).summary("id")
    assert "3 read, 2 written" in report(*found).summary("en")
    assert "nothing written" in report(dry_run=True).summary("en")


def test_rows_of_one_kind_share_a_line():
    found = [Finding(i, "far-from-region", f"p{i}", "warning") for i in range(1, 30)]
    (line,) = grouped(found, "en")
    assert "(29)" in line
    assert "20: p20" in line
    assert "21: p21" not in line
    assert line.endswith("(+9)")


def test_file_notes_keep_their_action():
    assert grouped([note("renamed", "a → b", "kept")], "en") == [
        "  note columns renamed: a → b (kept)"
    ]
    assert grouped([], "id") == []
