"""Run the notebooks and write them with their figures as HTML pages, to be read without Jupyter.

    python docs/build_notebooks.py --workspace .workspace --into build/notebooks

What a notebook takes from files of real data is found in the folder that `--data` names; without it
those notebooks are left out, and that is said.
"""

from __future__ import annotations

import argparse
import sys
from html import escape
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parents[1]
NOTEBOOKS = HERE / "notebooks"
# Files of real data that a notebook starts from, by the name of its parameter.
REAL_FILES = {
    "07_open_data": {
        "boundaries": "admin/adm_kemendagri.gpkg",
        "places": "osm/balikpapan_poi_osm.csv",
    }
}
LIMIT_S = 600
STYLE = """
body { font: 16px/1.5 "Noto Sans", system-ui, sans-serif; max-width: 60rem; color: #17211d }
body { margin: 2rem auto; padding: 0 1rem }
pre { background: #f4f2ea; padding: .7rem; overflow-x: auto; font-size: .85rem }
table { border-collapse: collapse; font-size: .9rem }
td, th { padding: .2rem .6rem; border-bottom: 1px solid #ccc; text-align: right }
img { max-width: 100% }
.out { overflow-x: auto; margin: .6rem 0 1.2rem }
"""


def with_parameters(notebook: nbformat.NotebookNode, **values: str) -> nbformat.NotebookNode:
    """Put new values behind the cell of parameters, as papermill does."""
    at = next(i for i, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", []))
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(lines))
    return notebook


def executed(path: Path, **values: str) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom in a kernel of its own."""
    notebook = with_parameters(nbformat.read(path, as_version=4), **values)
    folder = {"metadata": {"path": path.parent}}
    client = NotebookClient(notebook, timeout=LIMIT_S, kernel_name="python3", resources=folder)
    return client.execute()


def page(notebook: nbformat.NotebookNode) -> str:
    """Give an executed notebook as one HTML page that needs nothing else."""
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ").replace("*", "")
    body = "\n".join(_cell(cell) for cell in notebook.cells)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _cell(cell: nbformat.NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(cell.source))
    if cell.cell_type != "code":
        return ""
    told = "".join(_output(output) for output in cell.outputs)
    out = f'<div class="out">{told}</div>' if told else ""
    return f"<pre><code>{escape(cell.source)}</code></pre>{out}"


def _output(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    data = output.get("data", {})
    if "image/png" in data:
        picture = "".join(data["image/png"].split())
        return f'<img alt="Figure" src="data:image/png;base64,{picture}">'
    html = data.get("text/html", "")
    # The served map is gone when the page is read.
    if html and not html.startswith("<iframe"):
        return str(html)
    return f"<pre>{escape(data.get('text/plain', ''))}</pre>"


def main() -> int:
    """Run the notebooks named, or all, and write their pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 03_access; all where none is named")
    parser.add_argument("--workspace", type=Path, default=HERE / ".workspace")
    parser.add_argument("--into", type=Path, default=HERE / "build" / "notebooks")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if given.names and path.stem not in given.names:
            continue
        files = REAL_FILES.get(path.stem, {})
        if files and given.data is None:
            sys.stdout.write(
                f"{path.stem}: left out; its real data are in no folder that --data names\n"
            )
            continue
        values = {name: str(given.data.resolve() / file) for name, file in files.items()}
        done = executed(path, workspace=str(given.workspace.resolve()), **values)
        target = given.into / f"{path.stem}.html"
        target.write_text(page(done), "utf-8")
        sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
