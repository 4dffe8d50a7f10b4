"""Refusals: every row counted once, and only advice that helps with the errors there are."""

from __future__ import annotations

import pytest

from layers.errors import CRSError, SourceError
from layers.ingest.refusals import advice_for, named, rows_refused, there_already
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.sources.findings import Finding


def error(row: int, code: str, why: str = "x") -> Finding:
    return Finding(row, code, why, "error", message_id=f"{why}-id")


def test_rows_are_counted_once_and_the_first_are_named_in_both_languages():
    errors = [
        error(1, "bad-row"),
        error(1, "off-earth"),
        *(error(r, "bad-row") for r in range(2, 8)),
    ]
    fault = rows_refused("a.csv", errors, 9, Text("", ""), layer="a")
    assert str(fault).startswith(
        "a.csv: layer 'a': 7 of 9 rows cannot be taken: row 1: bad-row: x;"
    )
    assert str(fault).endswith("; and 3 more")
    assert "7 dari 9 baris tidak dapat diambil: baris 1: bad-row: x-id;" in fault.text.id
    assert fault.code == "import-refused"
    assert len(fault.rows) == 8
    assert rows_refused("", errors[2:], 9, Text("", "")).code == "bad-row"


@pytest.mark.parametrize(
    ("findings", "wanted", "unwanted"),
    [
        ([error(1, "duplicate-id")], ["--skip-invalid"], ["--repair", "--fix"]),
        ([error(1, "off-earth")], ["--skip-invalid"], ["--repair", "--fix"]),
        ([error(1, "not-finite"), error(2, "bad-row")], ["--skip-invalid"], ["--repair", "--fix"]),
        ([error(1, "invalid-geometry")], ["--repair", "--skip-invalid"], ["--fix"]),
        (
            [error(3, "off-earth"), Finding(None, "axes-swapped-row", "x", rows=(3,))],
            ["--fix axes-swapped-row", "--skip-invalid"],
            ["--repair"],
        ),
        (
            [error(3, "off-earth"), Finding(None, "axes-swapped-row", "x", rows=(4,))],
            ["--skip-invalid"],
            ["--fix"],
        ),
        (
            [error(3, "bad-row"), Finding(None, "axes-swapped-row", "x", rows=(3,))],
            ["--skip-invalid"],
            ["--fix"],
        ),
    ],
)
def test_only_what_helps_is_advised(findings, wanted, unwanted):
    advice = advice_for(findings)
    for said in (advice.id, advice.en):
        assert [word for word in wanted if word not in said] == []
        assert [word for word in unwanted if word in said] == []


def test_the_name_of_the_file_comes_before_both_languages():
    fault = named(SourceError(Text("kosong", "empty"), code="empty-file"), "a.csv")
    assert (fault.text, fault.code) == (Text("a.csv: kosong", "a.csv: empty"), "empty-file")
    assert isinstance(named(CRSError("x"), "a"), CRSError)


def test_a_layer_that_is_there_is_named_with_its_revision_and_trust():
    title = Text("Jalan", "Roads")
    held = Layer("roads", title, "generic", Schema(()), revision=3, trust="official")
    fault = there_already(held, Text("ganti", "replace"))
    assert str(fault) == "layer 'roads' is there already (revision 3, official); replace"
    assert fault.text.id == "layer 'roads' sudah ada (revisi 3, official); ganti"
