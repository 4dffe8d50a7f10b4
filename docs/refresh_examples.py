"""Puts what the commands now give under the examples of README and guides.

Usage: ``python docs/refresh_examples.py`` (or ``make examples``), after the starter
region or a command's wording changed. Each line shown is replaced by the line that
comes nearest to it in what the command gives; read the difference before committing.
"""

from __future__ import annotations

import difflib
import re
import shlex
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *(ROOT / "docs" / "guide" / f"{name}.md" for name in ("access", "cli")),
]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ penyangga "


def program(folder: Path, *arguments: str) -> list[str]:
    """Run penyangga in a folder and give the lines it wrote."""
    command = [Path(sys.executable).with_name("penyangga"), "--lang", "en", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def nearest(line: str, given: list[str]) -> str:
    """Give the line most like the one shown, or the one shown when there is none."""
    if not line.strip() or "…" in line:
        return line
    return next(iter(difflib.get_close_matches(line, given, n=1, cutoff=0.5)), line)


def console(text: str, folder: Path) -> str:
    """Refresh the output under each command of a console block."""
    out, given = [], []
    for line in text.splitlines():
        if line.startswith("$ "):
            ours = line.startswith(PROMPT)
            words = shlex.split(line.removeprefix(PROMPT)) if ours else []
            given = program(folder, "--workspace", ".workspace", *words) if ours else []
            out.append(line)
        else:
            out.append(nearest(line, given))
    return "\n".join(out) + "\n"


def python(text: str, folder: Path) -> str:
    """Refresh the comments that say what a Python block prints."""
    if not re.search(r"^# ", text, re.MULTILINE):
        return text
    command = [sys.executable, "-c", text]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    code = re.sub(r"^# .*\n", "", text, flags=re.MULTILINE)
    return code + "".join(f"# {line}\n" for line in done.stdout.splitlines())


def block(match: re.Match[str], folder: Path) -> str:
    """Refresh one block of a page."""
    refresh = console if match[1] == "console" else python
    return f"```{match[1]}\n{refresh(match[2], folder)}```"


def main() -> None:
    """Build a starter region, run every example on it, and rewrite the pages."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        program(folder, "init", ".workspace")
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            for table in re.findall(r"^```csv\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
                (folder / "clinics.csv").write_text(table, encoding="utf-8")
            text = BLOCK.sub(partial(block, folder=folder), text)
            page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
