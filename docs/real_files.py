"""Try every file of the folder of real open data, and write what came of it as a table.

Usage: python docs/real_files.py FOLDER. Nothing of the data enters the project: the
table names each file, what `penyangga add` did with it, and which defects it told.
Options that a file needs stand in `real_files.csv`, one line for each try after the plain one.
"""

from __future__ import annotations

import csv
import json
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from server.cli import main

HERE = Path(__file__).parent
OPTIONS = HERE / "real_files.csv"
TABLE = HERE / "guide" / "real-files.md"
HEAD = """# Real files and what became of them

*Berkas data terbuka yang dicoba, dan hasilnya.* Written by `docs/real_files.py`: every file of a
folder of real open data of Kalimantan (and of files with known defects from elsewhere), added with
`penyangga add FILE --as ID --dry-run`, then with the options shown. Codes of findings are explained
in [the guide to defects](defects.md).

| file | options | outcome | findings |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try gave: the exit code, what was read or why not, and codes of findings."""

    exit_code: int
    told: str
    codes: tuple[str, ...]


def tries(folder: Path) -> Iterator[tuple[str, str]]:
    """Give every file of the manifest with each set of options it is tried with."""
    with OPTIONS.open(encoding="utf-8", newline="") as handle:
        more: dict[str, list[str]] = {}
        for row in csv.DictReader(handle):
            more.setdefault(row["file"], []).append(row["options"])
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for options in ("", *more.get(row["file"], ())):
                yield row["file"], options


def attempt(workspace: Path, path: Path, options: str) -> Outcome:
    """Add one file by the command, writing nothing."""
    words = shlex.split(options)
    if "--as" not in words:
        words = ["--as", "tried", *words]
    command = ["--workspace", str(workspace), "add", str(path), "--dry-run", "--json", *words]
    run = CliRunner().invoke(main, command)
    return Outcome(run.exit_code, *_told(run.stdout, run.stderr))


def _told(out: str, error: str) -> tuple[str, tuple[str, ...]]:
    try:
        report: dict[str, Any] = json.loads(out)
    except ValueError:
        lines = [line for line in error.splitlines() if line.strip()]
        return (lines[-1] if lines else "nothing was said"), ()
    if "error" in report:
        fault = report["error"]
        return f"`{fault['code']}`: {fault['message']}", ()
    codes = dict.fromkeys(f["code"] for f in report["findings"])
    n = report.get("n_read")
    size = f"{n} rows" if n is not None else "a grid"
    return f"{size} read ({report.get('driver', '')}, {report.get('crs_in', '')})", tuple(codes)


def row_of(file: str, options: str, outcome: Outcome) -> str:
    """Give one line of the table."""
    taken = {0: "taken", 3: "refused"}.get(outcome.exit_code, f"exit {outcome.exit_code}")
    told = outcome.told.replace("|", "\\|").replace("\n", " ")
    codes = ", ".join(f"`{code}`" for code in outcome.codes) or "–"
    return f"| `{file}` | {f'`{options}`' if options else '–'} | {taken}: {told[:260]} | {codes} |"


def write_table(folder: Path) -> None:
    """Try them all and write the table."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Path(home) / "region"
        made = CliRunner().invoke(main, ["init", str(workspace)])
        if made.exit_code:
            raise SystemExit(made.output)
        lines = [
            row_of(file, options, attempt(workspace, folder / file, options))
            for file, options in tries(folder)
        ]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TABLE.name}: {len(lines)} tries\n")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]))
