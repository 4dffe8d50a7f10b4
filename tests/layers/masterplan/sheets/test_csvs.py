"""Files of CSV: signs between values, decimals, guarded texts, and what is no CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.errors import SourceError
from layers.masterplan import Shelf
from layers.masterplan.sheets import gathered, spread
from layers.masterplan.sheets.csvs import read_folder, write_folder


def test_no_text_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    write_folder(spread(Shelf(Path()).read("kukar"), "id"), tmp_path)
    (tmp_path / "x.csv").write_text("id,value\n'=1+1,-0.5\n''=1,'abc\n", encoding="utf-8")
    (grid,) = [grid for grid in read_folder(tmp_path) if grid.name == "x"]
    assert [cell.value for cell in grid.cells.values()][2:] == ["=1+1", "-0.5", "'=1", "'abc"]


def test_an_office_saves_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = "indicator;year;value;status\ni1;2024;1.234,5;bersumber\n"
    (tmp_path / "series.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "indicators.csv").write_text("id;name_id\ni1;Jangkauan\n", encoding="utf-8")
    found = gathered(read_folder(tmp_path))
    assert found.document["indicators"][0]["series"] == [
        {"year": 2024, "value": 1234.5, "status": "sourced"}
    ]
    assert {fault.code for fault in found.faults} == {"missing-sheet"}


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"a,\x81", "no UTF-8, UTF-16 or cp1252"), (b'a,"b"c\n', "no CSV"), (b'a,"b\n', "no CSV")],
)
def test_what_is_no_csv(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "goals.csv").write_bytes(data)
    with pytest.raises(SourceError, match=said):
        read_folder(tmp_path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_letters_of_offices_are_read_and_told(encoding: str, tmp_path: Path) -> None:
    text = "id;pillar;text_id\ng1;Smart Living;Layanan – sejauh 2 × 30 km²\n"
    (tmp_path / "goals.csv").write_bytes(text.encode(encoding))
    found = gathered(read_folder(tmp_path))
    (goal,) = found.document["goals"]
    assert goal["pillar"] == "living"
    assert "Layanan – sejauh 2 × 30 km²" in str(goal["text"])
    (note,) = (one for one in found.notes if one.code == "text-encoding")
    assert encoding in note.message.en


def test_a_folder_without_any(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="0 files of CSV"):
        read_folder(tmp_path)
