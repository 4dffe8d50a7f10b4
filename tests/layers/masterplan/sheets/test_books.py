"""Workbooks: lists to choose from, and texts that stay texts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers.errors import SourceError
from layers.masterplan import Masterplan, Shelf
from layers.masterplan.documents import document_of
from layers.masterplan.sheets import spread
from layers.masterplan.sheets.books import write_book


def written(plan: Masterplan | None, folder: Path, lang: str) -> openpyxl.Workbook:
    path = folder / "plan.xlsx"
    write_book(spread(plan, lang), path, lang)
    return openpyxl.load_workbook(path)


def titled(title: str) -> Masterplan:
    document = document_of(Shelf(Path()).read("kukar"))
    document["masterplan"]["title"] = title
    return Masterplan.model_validate(document)


def test_headings_ids_and_lists(tmp_path: Path) -> None:
    book = written(Shelf(Path()).read("kukar"), tmp_path, "id")
    page = book["Tujuan"]
    assert [cell.value for cell in page[1]][:2] == ["Id *", "Pilar *"]
    assert [cell.value for cell in page[2]][:2] == ["id", "pillar"]
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in page.data_validations.dataValidation
    }
    assert rules["B3"].startswith('"tata kelola,')
    target = book["Target"].data_validations.dataValidation[0]
    assert target.formula1 == "'Tujuan'!$A$3:$A$1003"
    start = book["Program"]["M3"]
    assert start.is_date
    assert book["Petunjuk"]["A1"].value.startswith("Satu lembar per bagian")


@pytest.mark.parametrize("text", ["=1+1", "+62 541", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    cell = written(titled(text), tmp_path, "en")["Masterplan"]["C5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_letters_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="sheet Masterplan: a text with control letters"):
        written(titled("a\x07b"), tmp_path, "en")
