from __future__ import annotations

import json

import pytest

from gis.errors import EmptyInputError, GeometryError, InputError, NoAnswerError
from layers.errors import (
    CRSError,
    ImportRefusedError,
    LayerExistsError,
    LayerNotFoundError,
    QueryError,
    SchemaError,
    SourceError,
    StoreError,
)
from layers.text import Text
from server.cli.failure import exit_code, tell
from server.errors import SettingsError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("x"), 2),
        (NoAnswerError("x"), 4),
        (EmptyInputError("x"), 3),
        (GeometryError("x"), 3),
        (SourceError("x"), 3),
        (ImportRefusedError("x"), 3),
        (CRSError("x"), 3),
        (SchemaError("x"), 3),
        (LayerNotFoundError("x"), 2),
        (LayerNotFoundError("x", code="asset-unknown"), 4),
        (LayerExistsError("x"), 1),
        (StoreError("x"), 1),
        (QueryError("x"), 1),
        (QueryError("x", code="outside-raster"), 4),
        (SettingsError("x"), 1),
        (ZeroDivisionError("x"), 1),
    ],
)
def test_kinds_of_failure_have_their_exit_code(error, code):
    assert exit_code(error) == code


def test_a_failure_is_one_line_on_standard_error(capsys):
    assert tell(StoreError("region: damaged;\n restore it"), as_json=False) == 1
    shown = capsys.readouterr()
    assert shown.err == "Error: region: damaged; restore it\n"
    assert shown.out == ""


def test_as_json_the_code_and_every_row_are_on_standard_output(capsys):
    rows = [(str(i), "invalid-geometry", "crosses itself") for i in range(30)]
    refused = ImportRefusedError("zones: 30 rows", rows=rows, code="invalid-geometry")
    assert tell(refused, as_json=True) == 3
    shown = capsys.readouterr()
    document = json.loads(shown.out)["error"]
    assert document["code"] == "invalid-geometry"
    assert len(document["rows"]) == 30
    assert document["rows"][7] == {
        "row": "7",
        "code": "invalid-geometry",
        "message": "crosses itself",
        "text": {"id": "crosses itself", "en": "crosses itself"},
    }
    assert "row 19: invalid-geometry: crosses itself" in shown.err
    assert "row 20:" not in shown.err
    assert "and 10 more" in shown.err


def test_as_json_every_unusable_input_is_told_of_in_both_languages(capsys):
    tell(InputError.of([("k", Text("0 di bawah 1", "0 is below 1"))]), as_json=True, lang="id")
    told = json.loads(capsys.readouterr().out)["error"]["faults"]
    text = {"id": "0 di bawah 1", "en": "0 is below 1"}
    assert told == [{"input": "k", "message": "0 di bawah 1", "text": text}]


def test_a_failure_is_told_in_the_language_asked_for(capsys):
    empty = Text("berkas ini kosong", "the file is empty")
    rows = [(str(i), "bad-row", Text("rusak", "damaged")) for i in range(30)]
    refused = ImportRefusedError("a.csv: " + empty, rows=rows)
    tell(refused, as_json=True, lang="id")
    shown = capsys.readouterr()
    assert shown.err.startswith("Kesalahan: a.csv: berkas ini kosong\n  baris 5: bad-row: rusak\n")
    assert "dan 10 lagi" in shown.err
    document = json.loads(shown.out)["error"]
    assert document["message"] == "a.csv: berkas ini kosong"
    assert document["text"]["en"] == "a.csv: the file is empty"
    assert document["rows"][0]["message"] == "rusak"
    tell(ZeroDivisionError("x"), as_json=False, lang="id")
    assert "jalankan lagi dengan --debug" in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_spelled_out(capsys):
    tell(SourceError("peta\x1b[2J.csv: empty"), as_json=False)
    assert capsys.readouterr().err == "Error: peta\\x1b[2J.csv: empty\n"


def test_what_nobody_foresaw_says_how_to_see_more(capsys):
    tell(ZeroDivisionError("division by zero"), as_json=False)
    assert capsys.readouterr().err == (
        "Error: ZeroDivisionError: division by zero; run again with --debug to see where\n"
    )


def test_failures_of_the_system_name_the_file(capsys):
    tell(PermissionError(13, "Permission denied", "out.csv"), as_json=False)
    assert capsys.readouterr().err == "Error: out.csv: Permission denied\n"


def test_debug_shows_the_traceback(start, tmp_path):
    process = start("--debug", "--workspace", tmp_path / "nowhere", "layers")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" in err
    process = start("--workspace", tmp_path / "nowhere", "layers")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("Error: ")
