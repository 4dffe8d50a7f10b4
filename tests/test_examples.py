"""The examples of README and guides give what they show, on the starter region."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from layers.testing import copy_workspace
from server.app import create_app
from server.cli import main
from server.config import ServerSettings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
SERVICE = "http://127.0.0.1:8000"
PROMPT = "$ "
LEFT_OUT = "…"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"`([\w-]+\.csv)`[^`]*\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


def blocks(kind: str) -> list[tuple[str, str]]:
    found = [(page, match) for page in PAGES for match in BLOCK.finditer(page.read_text())]
    return [(page.name, match[2]) for page, match in found if match[1] == kind]


def steps(block: str) -> list[tuple[str, str]]:
    """Commands of a console block, each with the output shown under it."""
    lines = block.replace("\\\n", " ").splitlines()
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(PROMPT):
            found.append((line.removeprefix(PROMPT), []))
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(shown)) for command, shown in found]


def comments(page: str) -> str:
    """What the Python of a page says that it prints."""
    lines = [line for name, block in blocks("python") if name == page for line in block.split("\n")]
    return "\n".join(line.removeprefix("# ") for line in lines if line.startswith("# "))


CONSOLE = [(page, *step) for page, block in blocks("console") for step in steps(block)]


def words(text: str) -> str:
    return " ".join(text.split())


def missing(shown: str, given: str) -> list[str]:
    """Pieces of what is shown (… leaves out) that do not follow each other in what came."""
    rest, lost = words(given), []
    for piece in filter(None, (words(piece) for piece in shown.split(LEFT_OUT))):
        _, found, after = rest.partition(piece)
        if found:
            rest = after
        else:
            lost.append(piece)
    return lost


@pytest.fixture(scope="module")
def client(starter_workspace: Path) -> FlaskClient:
    return create_app(ServerSettings(workspace=starter_workspace)).test_client()


def ask(client: FlaskClient, arguments: list[str]) -> str:
    """Answer a curl command line by the service itself."""
    (url,) = [argument for argument in arguments if argument.startswith(SERVICE)]
    path = url.removeprefix(SERVICE) or "/"
    if "-d" not in arguments:
        return client.get(path).text
    body = json.loads(arguments[arguments.index("-d") + 1])
    return client.post(path, json=body).text


@pytest.fixture(scope="module")
def folder(starter_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the starter region, where the examples leave their files."""
    home = tmp_path_factory.mktemp("examples")
    copy_workspace(starter_workspace, home / ".workspace")
    tables = [match for page in PAGES for match in TABLE.finditer(page.read_text())]
    assert len(tables) == len(blocks("csv"))
    for name, table in (match.groups() for match in tables):
        (home / name).write_text(table)
    return home


def run(command: str, *, apart: bool) -> str:
    """What a command says, here or, as whoever reads of it first, in a process of its own."""
    arguments = shlex.split(command)[1:]
    place = [] if "--workspace" in arguments else ["--workspace", ".workspace"]
    words = ["--lang", "en", *place, *arguments]
    if not apart:
        told = CliRunner().invoke(main, words, prog_name="penyangga")
        return told.stdout + told.stderr
    program = Path(sys.executable).with_name("penyangga")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("page", "command", "shown"),
    [pytest.param(page, *step, id=f"{page}:{step[0][:60]}") for page, *step in CONSOLE],
)
def test_console(page, command, shown, folder, client, monkeypatch):
    monkeypatch.chdir(folder)
    if command.startswith("curl "):
        given = ask(client, shlex.split(command))
    else:
        given = run(command, apart=page == "README.md")
    assert missing(shown, given) == [], given


@pytest.mark.parametrize("page", sorted({page for page, _ in blocks("python")}))
def test_python(page, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    for name, block in blocks("python"):
        if name == page:
            exec(block, names)
    assert names
    if page == "README.md":
        assert missing(comments(page), capsys.readouterr().out) == []


def test_there_are_examples():
    assert len(CONSOLE) > 5
    assert {page for page, _ in blocks("python")} >= {"README.md", "library.md"}


def test_a_wrong_example_is_found():
    assert missing("a … c", "a b c") == []
    assert missing("a … d", "a b c") == ["d"]
    assert missing("b … a", "a b c") == ["a"]
