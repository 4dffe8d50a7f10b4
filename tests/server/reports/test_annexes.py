"""Annexes: numbers as they were computed, read back; formulas that are none; the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from server.reports.annexes import as_csv, as_workbook, tables


def test_numbers_come_back(documents: Mapping[str, dict[str, Any]]) -> None:
    document = documents["kukar"]
    found = tables(document)
    made = as_workbook(found, document["on"])
    book = openpyxl.load_workbook(io.BytesIO(made), read_only=True)
    assert book.sheetnames == list(found)
    for name in ("standings", "districts"):
        head, *rows = book[name].iter_rows(values_only=True)
        text = list(csv.DictReader(io.StringIO(as_csv(found[name]))))
        assert len(rows) == len(text) == len(found[name])
        for row, line, told in zip(rows, text, found[name], strict=True):
            for key, value in told.items():
                if isinstance(value, float):
                    assert float(line[key]) == value
                    assert row[head.index(key)] == pytest.approx(value, rel=1e-12)
    assert as_workbook(found, document["on"]) == made


def test_a_formula_is_text() -> None:
    rows = [{"name": "=1+1"}, {"name": "@x"}, {"name": "-2.5"}]
    assert as_csv(rows) == "name\n'=1+1\n'@x\n-2.5\n"
    book = openpyxl.load_workbook(io.BytesIO(as_workbook({"a": rows}, "2026-01-01")))
    assert [cell.value for cell in book["a"]["A"]] == ["name", "'=1+1", "'@x", "-2.5"]
    assert {cell.data_type for cell in book["a"]["A"]} == {"s"}


def test_nothing() -> None:
    assert as_csv([]) == "\n"
    book = openpyxl.load_workbook(io.BytesIO(as_workbook({"a": []}, "2026-01-01")))
    assert book["a"].max_row == 1
