"""Sheets read back: the plan that was written, or every fault of it with its cell."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from layers.masterplan import Masterplan, Shelf, faults_of
from layers.masterplan.differences import differences
from layers.masterplan.documents import document_of
from layers.masterplan.sheets import gathered, spread
from layers.masterplan.sheets.books import write_book
from layers.masterplan.sheets.csvs import read_folder, write_folder
from layers.masterplan.sheets.gathering import Gathered
from layers.sources.workbooks.child import grids
from layers.sources.workbooks.reading import LIMITS

EXAMPLES = {name: Shelf(Path()).read(name) for name in ("kukar", "banjarbaru")}
# What XML and spreadsheets may hold; words are stripped by the model.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n=+-@'")
WORDS = st.text(LETTERS, min_size=1, max_size=40).filter(lambda text: text.strip() == text)
BOTH = WORDS | st.fixed_dictionaries({"id": WORDS, "en": WORDS})
# A spreadsheet keeps fifteen digits.
FLOATS = st.floats(-1e9, 1e9).map(lambda number: float(f"{number:.15g}"))
NUMBERS = FLOATS | st.integers(-1000, 1000)


@st.composite
def plans(draw: st.DrawFn) -> Masterplan:
    """Give an example with some of its fields otherwise; dates and references stay."""
    name = draw(st.sampled_from(sorted(EXAMPLES)))
    document = document_of(EXAMPLES[name])
    head = document["masterplan"]
    head["title"] = draw(BOTH)
    head["note_of_ours"] = {"text": draw(BOTH)}
    head["documents"] = draw(st.lists(WORDS, max_size=2))
    document["indicators"][0] |= {
        "parameters": draw(st.dictionaries(WORDS, WORDS | NUMBERS | st.booleans(), max_size=3)),
        "series": [
            {"value": draw(NUMBERS), "year": year, "source": draw(WORDS), "status": "sourced"}
            for year in range(2020, 2020 + draw(st.integers(0, 3)))
        ],
    }
    for part in draw(st.lists(st.sampled_from(document["goals"] + document["strategies"]))):
        part["text"] = draw(BOTH)
    programme = draw(st.sampled_from(document["programmes"]))
    programme["budget"] = {"amount": abs(draw(NUMBERS)), "year": 2026}
    programme["spbe"] = draw(st.dictionaries(WORDS, WORDS, max_size=2)) or None
    activity = draw(st.sampled_from(document["activities"]))
    activity["outputs"] = draw(st.lists(BOTH, max_size=3))
    activity["edits"] = draw(st.lists(edits(), max_size=3))
    activity["location"] = draw(places(head["region"]))
    document["steps"][0]["deliverable"] = draw(BOTH)
    return Masterplan.model_validate(document)


def places(region: str) -> st.SearchStrategy[dict[str, Any]]:
    """Give places of activities of every kind."""
    ring = [[116.0, -1.0], [117.0, -1.0], [117.0, 0.0], [116.0, -1.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    coordinate = st.floats(-90, 90) | st.integers(-90, 90)
    return st.sampled_from(
        [
            {"kind": "region", "ref": region},
            {"kind": "kecamatan", "ref": [f"{region}.02"]},
            {"kind": "kecamatan", "ref": [f"{region}.02", f"{region}.03"]},
            {"kind": "geojson", "ref": shape},
            {"kind": "geojson", "ref": {"note": "x" * 70_000, **shape}},
            {"kind": "layer", "ref": "facilities"},
        ]
    ) | st.builds(lambda x, y: {"kind": "point", "ref": [x, y]}, coordinate, coordinate)


def edits() -> st.SearchStrategy[dict[str, Any]]:
    """Give edits with and without columns of their own."""
    return st.fixed_dictionaries(
        {"kind": st.sampled_from(["facility", "road", "growth"])},
        optional={
            "type": WORDS,
            "name": WORDS | st.integers(),
            "at": st.lists(NUMBERS, min_size=2, max_size=2) | WORDS,
            "rate": NUMBERS,
            "targets": st.dictionaries(WORDS, NUMBERS, max_size=2),
        },
    )


def plan_in(found: Gathered) -> Masterplan:
    assert [fault.text.en for fault in found.all_faults(faults_of(found.draft()))] == []
    return Masterplan.model_validate(found.document)


@given(plans(), st.sampled_from(["id", "en"]))
@settings(deadline=None, max_examples=20, phases=[Phase.generate])
def test_files_of_csv_give_the_plan_again(plan: Masterplan, lang: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_folder(spread(plan, lang), Path(folder))
        assert differences(plan, plan_in(gathered(read_folder(Path(folder))))) == []


@given(plans(), st.sampled_from(["id", "en"]))
@settings(deadline=None, max_examples=6, phases=[Phase.generate])
def test_a_workbook_gives_the_plan_again(plan: Masterplan, lang: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write_book(spread(plan, lang), path, lang)
        found = gathered(grids(path, LIMITS))
        assert differences(plan, plan_in(found)) == []
        assert found.notes == []


Book = openpyxl.Workbook
Spoiling = Callable[[Book], object]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "kukar.xlsx"
    write_book(spread(EXAMPLES["kukar"], "id"), path, "id")
    return path


@pytest.fixture
def spoilt(book: Path, tmp_path: Path) -> Callable[..., Gathered]:
    """Change the workbook as a planner would, and read it."""

    def change(*spoilings: Spoiling) -> Gathered:
        opened = openpyxl.load_workbook(book)
        for one in spoilings:
            one(opened)
        opened.save(tmp_path / "spoilt.xlsx")
        return gathered(grids(tmp_path / "spoilt.xlsx", LIMITS))

    return change


def put(sheet: str, cell: str, value: Any) -> Spoiling:
    return lambda book: book[sheet].__setitem__(cell, value)


FAULTS: tuple[tuple[str, Spoiling, str, str], ...] = (
    ("code-is-number", put("Rencana induk", "C4", 64.1), "Rencana induk, row 4", "maybe 64.10"),
    ("unknown-region", put("Kegiatan", "F4", "64.99"), "Kegiatan, row 4, column F", "64.99"),
    ("not-a-date", put("Program", "M4", "31/02/2027"), "Program, row 4, column M", "31/03/2026"),
    ("not-a-number", put("Target", "D3", "tinggi"), "Target, row 3, column D", "tinggi"),
    ("out-of-range", put("Target", "E4", 25), "Target, row 4, column E", "1900"),
    ("unknown-word", put("Tujuan", "B3", "cerdas"), "Tujuan, row 3, column B", "governance"),
    ("missing-field", put("Tujuan", "C4", None), "Tujuan, row 4, column C", "serves both"),
    ("dangling-reference", put("Target", "B5", "g9"), "Target, row 5, column B", "g1, g2, g3"),
    (
        "dangling-reference",
        put("Keluaran", "A3", "a0"),
        "Keluaran, row 3, column A",
        "among activities",
    ),
    ("cycle", put("Langkah", "I3", "st2"), "Langkah, row 4, column I", "depends_on"),
    ("unknown-column", put("Langkah", "Z3", "x"), "Langkah, row 1, column Z", "begins with #"),
    ("duplicate-column", put("Strategi", "C2", "goals"), "Strategi, row 2", "goals twice"),
    ("formula-error", put("Target", "D6", "=1+1"), "Target, row 6, column D", "without a value"),
    ("merged-cells", lambda b: b["Langkah"].merge_cells("B3:B4"), "row 3, column B", "(B3:B4)"),
    ("unknown-sheet", lambda b: setattr(b["Program"], "title", "Prgram"), "sheet Prgram", "prog"),
    ("hidden-sheet", lambda b: setattr(b["Langkah"], "sheet_state", "hidden"), "Langkah", "show"),
    ("missing-sheet", lambda b: b.remove(b["Tujuan"]), "goals", "no sheet 'Goals'"),
    ("no-headings", lambda b: b["Tujuan"].delete_rows(1, 2), "sheet Tujuan", "pillar"),
    ("unknown-field", put("Rencana induk", "A5", "Judul-nya!"), "Rencana induk, row 5", "title"),
    ("duplicate-field", put("Rencana induk", "A5", "region"), "Rencana induk, row 5", "twice"),
)


def test_every_fault_of_a_workbook_is_told_with_its_cell(
    spoilt: Callable[..., Gathered], book: Path
) -> None:
    for code, spoiling, place, said in FAULTS:
        found = spoilt(spoiling)
        told = {f.code: f.text.en for f in found.all_faults(faults_of(found.draft()))}
        assert code in told, (code, told)
        assert place in told[code], told[code]
        assert said in told[code], told[code]


def test_all_faults_are_told_at_once_and_each_once(spoilt: Callable[..., Gathered]) -> None:
    chosen = [FAULTS[at] for at in (0, 2, 3, 5, 7, 12, 13)]
    found = spoilt(*(spoiling for _, spoiling, _, _ in chosen))
    told = [fault.code for fault in found.all_faults(faults_of(found.draft()))]
    assert sorted(told) == sorted(code for code, *_ in chosen)


def test_what_planners_do_without_harm(spoilt: Callable[..., Gathered]) -> None:
    def harmless(book: Book) -> None:
        goals = book["Tujuan"]
        goals["J1"], goals["J3"] = "# catatan", "rapat Senin"
        goals.insert_rows(4, 3)
        book["Langkah"].title = "STEPS"
        book["Program"]["M3"] = date(2025, 7, 1)
        book["Program"]["N3"] = "31 Desember 2027"
        book["Program"]["I4"] = "Rp 1.500.000.000,00"
        book["Target"]["B2"], book["Target"]["C2"] = None, None
        book["Rencana induk"].insert_rows(1)
        book["Rencana induk"]["A1"] = "Pemerintah Kabupaten"
        book.create_sheet("Grafik")["A1"] = 1

    found = spoilt(harmless)
    assert plan_in(found) == EXAMPLES["kukar"]
    assert [note.text.en for note in found.notes] == ["sheet Grafik: this sheet is not read"]


def test_a_template_says_what_is_missing(tmp_path: Path) -> None:
    write_book(spread(None, "en"), tmp_path / "empty.xlsx", "en")
    found = gathered(grids(tmp_path / "empty.xlsx", LIMITS))
    told = [fault.text.en for fault in found.all_faults(faults_of(found.draft()))]
    head = "sheet Masterplan, row {}, column C (Content (Indonesian)): is required"
    assert told[:4] == [head.format(row) for row in (3, 4, 5, 6)]
    assert any("Goals" in one for one in told)
