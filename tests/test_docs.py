"""The documents say what the code does: reference pages, links, examples, doctests."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import layers

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DOCTEST_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", DOCS / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILDER = load_builder()


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


def written(*folders: str) -> str:
    """All that people wrote (the reference pages are written by the code)."""
    texts = [path.read_text() for folder in folders for path in (DOCS / folder).rglob("*.md")]
    return "\n".join([*texts, (ROOT / "README.md").read_text()])


@pytest.mark.parametrize("name", sorted(BUILDER.PAGES))
def test_reference_is_what_the_code_says(name):
    assert (REFERENCE / name).read_text() == BUILDER.PAGES[name](), "run 'make docs'"


def test_reference_holds_no_other_page():
    assert {path.name for path in REFERENCE.iterdir()} == set(BUILDER.PAGES)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    targets = [link for link in LINK.findall(path.read_text()) if "://" not in link]
    local = [link.split("#")[0] for link in targets if not link.startswith("#")]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_every_page_is_linked_from_the_index():
    index = (DOCS / "README.md").read_text()
    linked = {(DOCS / link.split("#")[0]).resolve() for link in LINK.findall(index)}
    linked |= {p for p in DOCS.rglob("*.md") if p.parent.name == "decisions"}
    assert {p for p in DOCS.rglob("*.md") if p.name != "README.md"} - linked == set()


def test_guide_shows_every_command():
    main = importlib.import_module("server.cli").main
    names = [path for path, _ in BUILDER.commands(main, "penyangga")]
    guide = (DOCS / "guide" / "cli.md").read_text()
    verbs = [path.split()[1] for path in names]
    missing = [v for v in verbs if not re.search(rf"penyangga( --?[\w-]+ \S+)* {v}\b", guide)]
    assert names
    assert missing == []


def misplaced(line: str) -> list[str]:
    """Name the options in a line of a guide that its command does not have."""
    main = importlib.import_module("server.cli").main
    command, known, wrong = main, {"--help"}, []
    for word in line.split()[1:]:
        known |= {name for one in command.params for name in one.opts}
        if word.startswith("--") and word.partition("=")[0] not in known:
            wrong.append(word)
        below = getattr(command, "commands", {}).get(word)
        if command is main:
            below = main.get_command(None, word)
        command = below or command
    return wrong


def test_guides_give_options_that_their_commands_have():
    lines = re.findall(r"(?m)^(?:    |\$ )?(penyangga .+?)(?: +#.*)?$", written("guide"))
    lines += re.findall(r"`(penyangga [^`]+)`", written("guide"))
    assert len(lines) > 200
    assert {line: wrong for line in lines if (wrong := misplaced(line))} == {}
    assert misplaced("penyangga --lang id near --point 1,2 --json") == ["--point"]


def test_guide_shows_every_analysis():
    registry = importlib.import_module("gis.processes").registry()
    guide = written("guide")
    assert registry
    assert [name for name in registry if f"`{name}`" not in guide] == []


def test_guide_shows_every_route():
    guide = (DOCS / "guide" / "api.md").read_text()
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", "{}", rule.rule) for rule, _ in BUILDER.routes()}
    shown = {re.sub(r"\{\w+\}", "{}", path) for path in re.findall(r"`(?:\w+ )?(/[^`\s?]*)", guide)}
    assert paths
    assert paths - shown == set()


def test_guide_names_every_layer():
    guide = (DOCS / "guide" / "layers.md").read_text()
    ids = [layer.id for layer in BUILDER.starter_layers()]
    assert ids
    assert [name for name in ids if f"`{name}`" not in guide] == []


def modules() -> list[str]:
    found = ["docs/build_reference.py"]
    for package in ("layers", "gis", "server"):
        home = importlib.import_module(package)
        found += [package, *(m.name for m in pkgutil.walk_packages(home.__path__, f"{package}."))]
    return [name for name in found if not name.endswith("__main__")]


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings(name, tmp_path, monkeypatch):
    module = BUILDER if name.endswith(".py") else importlib.import_module(name)
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(module, optionflags=DOCTEST_FLAGS).failed == 0


def test_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text()
    for target in ("run", "test"):
        assert re.search(rf"^ *make {target}\b", readme, re.MULTILINE)
        dry = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
        assert dry.returncode == 0, dry.stderr


def test_version_is_the_one_installed():
    shown = subprocess.run(
        [Path(sys.executable).with_name("penyangga"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert layers.__version__ in shown.stdout


def test_a_dead_link_is_found():
    assert LINK.findall("see [a](b.md#c) and [d](e)") == ["b.md#c", "e"]
