"""Every notebook runs from top to bottom on the starter region, and is kept without outputs."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MAX_CODE_CELLS = 15
# Files of the folder of real data that a notebook starts from.
REAL_FILES = {
    "07_open_data": {
        "boundaries": "admin/adm_kemendagri.gpkg",
        "places": "osm/balikpapan_poi_osm.csv",
    }
}
PNG = b"\x89PNG\r\n"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def with_parameters(notebook: nbformat.NotebookNode, **values: str) -> nbformat.NotebookNode:
    """Put new values behind the cell of parameters, as papermill does."""
    at = next(i for i, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", []))
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(lines))
    return notebook


def figures(notebook: nbformat.NotebookNode) -> list[bytes]:
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    images = [
        output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})
    ]
    return [base64.b64decode(image) for image in images]


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS} >= {"01_start", *REAL_FILES}


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
        if path.stem in REAL_FILES:
            data = request.getfixturevalue("shared_data")
            values |= {name: str(data / file) for name, file in REAL_FILES[path.stem].items()}
        notebook = with_parameters(read(path), **values)
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
        )
        done = client.execute()
        drawn = figures(done)
        assert drawn
        assert all(image.startswith(PNG) for image in drawn)
