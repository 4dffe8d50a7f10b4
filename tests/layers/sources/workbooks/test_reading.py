"""Workbooks read in a process of their own: what comes back, and what is no workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from layers.errors import SourceError
from layers.sources.workbooks import Cell, read_workbook


def test_cells_come_back_from_the_process(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "Rencana"
    book.save(tmp_path / "book.xlsx")
    (grid,) = read_workbook(tmp_path / "book.xlsx")
    assert grid.cells == {(2, 2): Cell("Rencana")}
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SourceError, match="damaged") as refused:
        read_workbook(tmp_path / "other.xlsx")
    assert refused.value.code == "source-unreadable"


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "driver-not-allowed",
            "an old .xls, or behind a password",
        ),
        (b"id;name", "driver-not-allowed", "no XLSX"),
        (b"", "driver-not-allowed", "no XLSX"),
        (None, "source-unreadable", "cannot be read"),
        (b"PK\x03\x04" + b"\x00" * 20_000_000, "too-big", "at most"),
    ],
)
def test_what_is_no_workbook(data: bytes | None, code: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SourceError, match=said) as refused:
        read_workbook(path)
    assert refused.value.code == code
