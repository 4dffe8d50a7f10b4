"""Every notebook runs from top to bottom on the starter region, and is kept without outputs."""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MAX_CODE_CELLS = 15
SPEC = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "build_notebooks.py")
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)
PNG = b"\x89PNG\r\n"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def figures(notebook: nbformat.NotebookNode) -> list[bytes]:
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    images = [
        output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})
    ]
    return [base64.b64decode(image) for image in images]


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS} >= {"01_start", *pages.REAL_FILES}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_is_kept_without_outputs(self, path):
        cells = code_cells(read(path))
        assert [cell.id for cell in cells if cell.outputs or cell.execution_count] == []

    def test_is_short_and_has_parameters_first(self, path):
        cells = code_cells(read(path))
        assert len(cells) <= MAX_CODE_CELLS
        assert cells[0].metadata.tags == ["parameters"]

    def test_opens_with_question_and_data(self, path):
        title, data = read(path).cells[0].source.splitlines()[:2]
        assert title.startswith("# ")
        assert title.count("?") >= 2
        assert data.startswith("Data: ")

    @pytest.mark.slow
    def test_runs_and_draws(self, path, starter_workspace, request):
        values = {"workspace": str(starter_workspace)}
        if path.stem in pages.REAL_FILES:
            data = request.getfixturevalue("shared_data")
            values |= {name: str(data / file) for name, file in pages.REAL_FILES[path.stem].items()}
        done = pages.executed(path, **values)
        drawn = figures(done)
        assert drawn
        assert all(image.startswith(PNG) for image in drawn)
        page = pages.page(done)
        assert page.count("<img ") == len(drawn)
        assert "<script" not in page
        assert "<iframe" not in page
