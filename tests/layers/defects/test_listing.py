"""Reports as lines: one for each row, in CSV and JSON that read back."""

from __future__ import annotations

import csv
import io
import json

import pytest

from layers.defects.finding import Finding
from layers.defects.listing import ReportDocument, lines, places, title_of, to_csv
from layers.schema import Text

MENDED = Finding(
    None, "mojibake", "column 'nama'", "warning", "repaired", "kolom 'nama'", "nama",
    (3, 7), ("BaÃ±jar", "=1+1"), ("Bañjar", "x"),
)  # fmt: skip
DOCUMENT = ReportDocument(
    "a.csv",
    "written",
    [("", MENDED), ("desa", Finding(4, "invalid-geometry", "bow tie", "error"))],
    [(Text("Baris", "Rows"), "9")],
    {"": {3: "Desa A"}},
)


def test_one_line_for_each_row():
    told = list(lines(DOCUMENT))
    assert [(t["row"], t["before"], t["after"]) for t in told] == [
        (3, "BaÃ±jar", "Bañjar"),
        (7, "=1+1", "x"),
        (4, "", ""),
    ]
    assert told[0]["feature"] == "Desa A"
    assert told[2]["layer"] == "desa"
    assert told[0]["explanation_id"] != told[0]["explanation_en"]


def test_a_finding_without_rows_has_one_line():
    assert places(Finding(None, "renamed", "x")) == [(None, "", "")]


def test_csv_reads_back_and_runs_nothing():
    read = list(csv.DictReader(io.StringIO(to_csv(DOCUMENT))))
    assert [r["row"] for r in read] == ["3", "7", "4"]
    assert read[1]["before"] == "'=1+1"
    assert read[0]["message_id"] == "kolom 'nama'"


@pytest.mark.parametrize("text", ["-9999", "+3.5", "-1.2"])
def test_numbers_with_signs_stay_numbers(text):
    one = Finding(None, "sentinel-value", "m", rows=(1,), before=(text,))
    (read,) = csv.DictReader(io.StringIO(to_csv(ReportDocument("a", "written", [("", one)]))))
    assert read["before"] == text


def test_plain_data_explains_each_defect_once():
    data = json.loads(json.dumps(DOCUMENT.to_dict()))
    assert set(data["defects"]) == {"mojibake", "invalid-geometry"}
    assert data["findings"][0]["message_id"] == "kolom 'nama'"
    assert data["findings"][1]["message_id"] == "bow tie"


def test_titles():
    assert title_of("mojibake", "id") == "huruf rusak karena pengodean"
    assert title_of("unheard-of", "en") == "unheard-of"
