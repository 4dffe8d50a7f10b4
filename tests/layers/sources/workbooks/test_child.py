"""Workbooks read by the process for it: cells, formulas, dates, and what is refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from layers.errors import SourceError
from layers.sources.workbooks.child import grids
from layers.sources.workbooks.grid import Cell
from layers.sources.workbooks.reading import LIMITS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "A"
    moment = datetime.fromisoformat("2026-03-31T09:30")
    for row in (["text", 1, 2.5, True], [date(2026, 3, 31), moment]):
        page.append(row)
    page["A4"] = "=1+1"
    page["XFA9"].number_format = "@"
    page.merge_cells("A6:B7")
    book.create_sheet("B").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_cells_as_plain_values(path: Path) -> None:
    first, second = grids(path, LIMITS)
    assert (first.name, first.hidden, second.hidden) == ("A", False, True)
    assert first.cells == {
        (1, 1): Cell("text"),
        (1, 2): Cell(1),
        (1, 3): Cell(2.5),
        (1, 4): Cell(True),
        (2, 1): Cell(date(2026, 3, 31)),
        (2, 2): Cell("2026-03-31 09:30:00"),
        (4, 1): Cell(None, formula=True),
    }
    assert first.merged == [(6, 1, 7, 2)]


def changed(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """Give the workbook with bytes of a member otherwise."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.infolist():
            data = source.read(one)
            target.writestr(
                one.filename, data.replace(old, new) if one.filename == member else data
            )
    return out


SHEET = "xl/worksheets/sheet1.xml"


def test_the_value_kept_of_a_formula_and_its_error(path: Path) -> None:
    kept = changed(path, SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert grids(kept, LIMITS)[0].cells[4, 1] == Cell(2, formula=True)
    broken = changed(
        path, SHEET, b'<c r="A4"><f>1+1</f><v></v>', b'<c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v>'
    )
    assert grids(broken, LIMITS)[0].cells[4, 1] == Cell(None, True, "#DIV/0!")


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<worksheet", BOMB, "xml-entities"),
        (b"<worksheet", "\ufeff<worksheet".encode("utf-16"), "xml-entities"),
        (b'r="A4"', b'r="ZZ4"', "too-big"),
        (b'ref="A6:B7"', b'ref="A6:XFD1048576"', "too-big"),
    ],
)
def test_hostile_markup_is_refused(path: Path, old: bytes, new: bytes, code: str) -> None:
    spoilt = changed(path, SHEET, old, new)
    if new.startswith(b"\xff"):
        spoilt = changed(path, SHEET, old, b"")
        with zipfile.ZipFile(spoilt, "a") as archive:
            archive.writestr("xl/worksheets/sheet9.xml", new)
    with pytest.raises(SourceError) as refused:
        grids(spoilt, LIMITS)
    assert refused.value.code == code


def test_a_zip_bomb_is_refused_before_it_is_opened(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\x00" * 30_000_000)
    with pytest.raises(SourceError) as refused:
        grids(path, LIMITS)
    assert refused.value.code == "archive-ratio"
