"""Books: the sheets of a masterplan written as a workbook (XLSX) with lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from layers.errors import SourceError
from layers.masterplan.sheets.columns import Column, Kind, Sheet
from layers.masterplan.sheets.spreading import Row, Table, titles
from layers.masterplan.sheets.words import FLAGS
from layers.sources.workbooks.grid import letters
from layers.text import Text

FIRST = 3
# So many rows have lists to choose from, below those that are filled.
ROOM = 500
HEAD_FILL = PatternFill("solid", fgColor="FF1F4E5F")
ID_FILL = PatternFill("solid", fgColor="FFE6EEF1")
WIDE: Sequence[Kind] = ("words", "text", "json", "pairs")
GUIDE = Text("Petunjuk", "Guide")
HINTS: dict[Kind, Text] = {
    "text": Text("teks", "text"),
    "words": Text(
        "teks; kolom Inggris boleh kosong bila sama", "text; English may be empty if the same"
    ),
    "id": Text("id: huruf kecil, angka, - _ .", "id: lower-case letters, digits, - _ ."),
    "ids": Text("id, dipisah ;", "ids, ; between"),
    "code": Text("kode Kemendagri sebagai teks, mis. 64.02", "Kemendagri code as text, e.g. 64.02"),
    "choice": Text("pilih dari daftar", "choose from the list"),
    "choices": Text("dari daftar, dipisah ;", "of the list, ; between"),
    "number": Text("bilangan", "number"),
    "year": Text("tahun, mis. 2030", "year, e.g. 2030"),
    "whole": Text("bilangan bulat", "whole number"),
    "date": Text("tanggal, mis. 31/03/2026", "date, e.g. 31/03/2026"),
    "flag": Text("ya atau tidak", "yes or no"),
    "pairs": Text("nama=isi; nama=isi", "name=value; name=value"),
    "place": Text(
        "kode wilayah (dipisah ;), titik (bujur, lintang), atau id lapisan",
        "codes of areas (; between), a point (longitude, latitude), or the id of a layer",
    ),
    "point": Text("bujur, lintang", "longitude, latitude"),
    "json": Text("JSON", "JSON"),
}
INTRODUCTION = Text(
    "Satu lembar per bagian rencana. Baris 1 judul, baris 2 id kolom (jangan diubah), isi mulai "
    "baris 3. Bagian saling merujuk dengan id. Kolom bertanda * wajib diisi. Kolom catatan "
    "sendiri diberi judul yang diawali #.",
    "A sheet for each part of the plan. Row 1 are headings, row 2 ids of columns (leave them), "
    "rows 3 and on are yours. Parts refer to each other by ids. Columns with * are needed. The "
    "heading of a column for your own notes begins with #.",
)


def write_book(tables: Sequence[Table], path: Path, lang: str = "id") -> None:
    """Write tables as a workbook.

    Texts stay texts, whatever they begin with: nothing in it is a formula.

    Parameters
    ----------
    tables
        Of `spread`.
    path
        The file to write.
    lang
        The language of headings and lists, ``id`` or ``en``.

    Raises
    ------
    SourceError
        If a text holds what no workbook can.
    """
    book = openpyxl.Workbook()
    guide = book.worksheets[0]
    guide.title = GUIDE.said(lang)
    _guide(guide, tables, lang)
    names = titles(lang)
    for table in tables:
        page = book.create_sheet(names[table.sheet.id])
        try:
            _fill(page, table, lang)
        except IllegalCharacterError as error:
            raise SourceError(
                Text(
                    f"lembar {page.title}: teks dengan huruf kendali tidak dapat ditulis ke XLSX",
                    f"sheet {page.title}: a text with control letters cannot be written to XLSX",
                ),
                code="bad-encoding",
            ) from error
        _lists(page, table, names, lang)
    book.active = 1
    book.save(path)


def _guide(page: Worksheet, tables: Sequence[Table], lang: str) -> None:
    page.append([INTRODUCTION.said(lang)])
    page["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    page.merge_cells("A1:D1")
    page.row_dimensions[1].height = 64
    page.append([])
    heads = Text("Lembar;Kolom;Id kolom;Isi", "Sheet;Column;Id of the column;Content")
    page.append(heads.said(lang).split(";"))
    for table in tables:
        for column in table.sheet.columns:
            hint = HINTS[column.kind].said(lang)
            held = FLAGS if column.kind == "flag" else column.words
            if held:
                hint += ": " + ", ".join(text.said(lang) for text in held.values())
            title = _title(column, lang)
            page.append([table.sheet.title.said(lang), title, column.id, hint])
    for number, width in enumerate((22, 34, 22, 80), 1):
        page.column_dimensions[letters(number)].width = width
        page.cell(3, number).font = Font(bold=True)


def _title(column: Column, lang: str) -> str:
    return column.title.said(lang) + (" *" if column.required else "")


def _fill(page: Worksheet, table: Table, lang: str) -> None:
    for number, column in enumerate(table.sheet.columns, 1):
        head, id_ = page.cell(1, number), page.cell(2, number)
        head.value = _title(column, lang)
        head.font = Font(bold=True, color="FFFFFFFF")
        head.fill = HEAD_FILL
        head.alignment = Alignment(wrap_text=True, vertical="center")
        id_.value = column.id
        id_.font = Font(size=8, color="FF50646C", bold=column.required)
        id_.fill = ID_FILL
        page.column_dimensions[letters(number)].width = 40 if column.kind in WIDE else 18
    page.row_dimensions[1].height = 32
    page.freeze_panes = "B3"
    for at, row in enumerate(table.rows, FIRST):
        _row(page, at, table.sheet, row)


def _row(page: Worksheet, at: int, sheet: Sheet, row: Row) -> None:
    for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True), 1):
        if value is None:
            continue
        cell = page.cell(at, number, value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
            cell.alignment = Alignment(wrap_text=column.kind in WIDE, vertical="top")
        elif column.kind == "date":
            cell.number_format = "yyyy-mm-dd"
        elif column.kind == "number":
            cell.number_format = "General"


def _lists(page: Worksheet, table: Table, names: dict[str, str], lang: str) -> None:
    """Give columns of closed words, and of ids of other sheets, a list to choose from."""
    last = FIRST + len(table.rows) + ROOM
    for number, column in enumerate(table.sheet.columns, 1):
        area = f"{letters(number)}{FIRST}:{letters(number)}{last}"
        held = FLAGS if column.kind == "flag" else column.words
        if column.kind in ("choice", "flag") and held:
            listed = ",".join(text.said(lang) for text in held.values())
            _validate(page, area, f'"{listed}"')
        elif column.of and column.kind == "id":
            _validate(page, area, f"'{names[column.of]}'!$A${FIRST}:$A${FIRST + 2 * ROOM}")
        elif column.kind in ("code", "id", "place", "point"):
            # Else a spreadsheet makes a number of 64.10.
            for row in range(FIRST + len(table.rows), FIRST + len(table.rows) + 50):
                page.cell(row, number).number_format = "@"


def _validate(page: Worksheet, area: str, formula: str) -> None:
    # What is not on the list is told on import, with all other faults.
    rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
    page.add_data_validation(rule)
    rule.add(area)
