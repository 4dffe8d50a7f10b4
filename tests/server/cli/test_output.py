from __future__ import annotations

import ast
import csv
import io
import json
from pathlib import Path

import click
import numpy as np
import pytest

import server.cli
from server.cli.output import (
    number,
    percent,
    print_csv,
    print_json,
    print_table,
    text_of,
    trust_in_words,
    whole_file,
)
from server.cli.session import Session


def test_json_takes_numpy_and_keeps_letters(capsys):
    print_json({"n": np.float64(1.5), 2: "Pulau Laut é"})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"n": 1.5, "2": "Pulau Laut é"}
    assert "é" in shown


def test_csv_has_a_head_and_quotes_what_needs_it(capsys):
    print_csv([{"a": 1, "b": "x,y"}, {"a": None, "b": "z"}])
    assert capsys.readouterr().out == 'a,b\n1,"x,y"\n,z\n'


def test_tables_align_numbers_to_the_right(capsys):
    rows = [{"n": "Kota", "x": 1}, {"n": "B", "x": 1234}, {"n": None, "x": None}]
    print_table(rows, {"n": "name", "x": "people"})
    assert capsys.readouterr().out == "name  people\nKota       1\nB      1,234\n–          –\n"


def test_an_empty_table_is_its_head(capsys):
    print_table([], {"n": "name", "x": "people"})
    assert capsys.readouterr().out == "name  people\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (True, "yes"),
        (12345, "12,345"),
        (0.126, "0.13"),
        (2.0, "2"),
        (98939.4, "98,939"),
        ("x", "x"),
    ],
)
def test_values_as_people_read_them(value, text):
    assert text_of(value) == text


def test_shares_are_percentages():
    assert percent(0.8536) == "85.4 %"
    assert percent(None) == percent(float("nan")) == "–"


def test_a_file_appears_whole(tmp_path):
    out = tmp_path / "out.csv"
    with whole_file(out, overwrite=False) as part:
        part.write_text("new")
        assert not out.exists()
        assert part.suffix == ".csv"
    assert out.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old")

    def fail():
        with whole_file(out, overwrite=True) as part:
            part.write_text("half")
            part.with_name(part.name + "-journal").write_text("rest")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert out.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_an_existing_file_and_a_missing_folder_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(click.UsageError, match="give --overwrite"):
        whole_file(tmp_path / "a.csv", overwrite=False).__enter__()
    with pytest.raises(click.UsageError, match="is no folder"):
        whole_file(tmp_path / "x" / "a.csv", overwrite=False).__enter__()


def test_csv_takes_columns_that_only_some_rows_have(capsys):
    print_csv([{"a": 1}, {"a": 2, "b": 3}])
    assert capsys.readouterr().out == "a,b\n1,\n2,3\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "ya"),
        (False, "tidak"),
        (12345, "12.345"),
        (0.126, "0,13"),
        (1234.5, "1.234"),
    ],
)
def test_in_indonesian_commas_and_points_change_places(value, text):
    assert text_of(value, "id") == text
    assert percent(0.8536, "id") == "85,4 %"
    assert number(1234.56, ",.1f", "id") == "1.234,6"
    assert number(1234.56, ",.1f") == "1,234.6"


def test_what_is_no_single_value_is_written_as_json_in_csv(capsys):
    print_csv([{"name": "a, b", "legs": [{"seconds": 3.5}]}, {"name": None, "legs": ()}])
    written = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert written[0] == {"name": "a, b", "legs": '[{"seconds":3.5}]'}
    assert written[1] == {"name": "", "legs": "[]"}


def test_trust_is_told_in_words():
    told = {
        mark: trust_in_words(Session(lang="id"), mark) for mark in ("modelled", "official", "x")
    }
    assert told == {"modelled": "hasil model", "official": "resmi", "x": "x"}
    assert trust_in_words(Session(lang="en"), "open_data") == "open data"


def test_tables_in_indonesian(capsys):
    print_table([{"x": 1234}, {"x": 0.5}], {"x": "orang"}, "id")
    assert capsys.readouterr().out == "orang\n1.234\n 0,50\n"


def test_every_table_and_number_of_a_command_is_written_in_the_language_of_the_call():
    """`print_table(rows, columns, lang)`, `percent(value, lang)`, `text_of(value, lang)`."""
    wanted = {"print_table": 3, "percent": 2, "text_of": 2, "number": 2}
    silent = []
    for path in sorted(Path(server.cli.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func)
            if len(call.args) + len(call.keywords) < wanted.get(name, 0):
                silent.append(f"{path.name}:{call.lineno} {name}")
    assert silent == []


def test_cells_that_a_spreadsheet_would_run_are_made_text(capsys: pytest.CaptureFixture[str]):
    print_csv([{"name": "=HYPERLINK(1)", "at": "-1.5, 116", "share": -0.5}])
    assert capsys.readouterr().out == 'name,at,share\n\'=HYPERLINK(1),"-1.5, 116",-0.5\n'
