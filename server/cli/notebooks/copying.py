"""Copying the notebooks out, so that they look at a workspace of one's own."""

from __future__ import annotations

import json
import os
import sysconfig
from pathlib import Path

import click

from server.cli.output import print_json, whole_file
from server.cli.session import Session, WrongUsageError, is_address, note

# Where the wheel puts them, and where they are in the sources.
PLACES = (
    Path(__file__).parents[3] / "notebooks",
    Path(sysconfig.get_path("data")) / "share" / "penyangga" / "notebooks",
)
WORKSPACE_LINE = 'workspace = "../.workspace"'


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--overwrite", is_flag=True, help="Write over notebooks of the same names.")
@click.option("--json", "as_json", is_flag=True, help="Give the files as JSON.")
@click.pass_obj
def notebooks(session: Session, folder: Path, *, overwrite: bool, as_json: bool) -> None:
    """Copy the notebooks to DIR: one question each, on your workspace.

    They use the library (import layers, gis), and end in numbers that must hold.
    """
    found = shipped()
    there = [name for name in found if (folder / name).exists()]
    if there and not overwrite:
        raise WrongUsageError(
            f"{folder}: sudah ada {', '.join(there)}; pakai --overwrite untuk menimpanya",
            f"{folder}: {', '.join(there)} exist; --overwrite writes over them",
        )
    folder.mkdir(parents=True, exist_ok=True)
    place = _seen_from(folder, session.place())
    for name, source in found.items():
        with whole_file(folder / name, overwrite=overwrite) as draft:
            draft.write_text(pointed(source.read_text(), place), encoding="utf-8")
    if as_json:
        print_json({"folder": str(folder), "workspace": place, "notebooks": list(found)})
        return
    for name, source in found.items():
        click.echo(f"{name}  {title_of(source.read_text())}")
    note(
        session.words(
            f"Buka: pip install 'penyangga[notebooks]' jupyterlab, lalu jupyter lab {folder}",
            f"Open them: pip install 'penyangga[notebooks]' jupyterlab, then jupyter lab {folder}",
        )
    )


def _seen_from(folder: Path, place: str | Path) -> str:
    return str(place) if is_address(place) else os.path.relpath(place, folder)


def shipped() -> dict[str, Path]:
    """Give the notebooks that came with the program, by name."""
    for place in PLACES:
        found = sorted(place.glob("[0-9]*.ipynb"))
        if found:
            return {path.name: path for path in found}
    raise WrongUsageError(
        "notebook tidak terpasang; pasang lagi penyangga",
        "the notebooks are not installed; install penyangga again",
    )


def pointed(text: str, workspace: str) -> str:
    """Give a notebook that looks at another workspace.

    Parameters
    ----------
    text
        A notebook, as JSON; its cell of parameters names ``../.workspace``.
    workspace
        Path of the workspace, from the notebook's folder.
    """
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = [
                line.replace(WORKSPACE_LINE, f"workspace = {json.dumps(workspace)}")
                for line in cell["source"]
            ]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def title_of(text: str) -> str:
    """Give the question of a notebook, as its first line has it."""
    first = json.loads(text)["cells"][0]["source"][0]
    return str(first).strip("# \n").replace("*", "")
