"""What is installed: imports against requirements, and the lock against both."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import layers

ROOT = Path(__file__).parents[1]
KNOWN = {"layers", "gis", "server", *sys.stdlib_module_names}

PACKAGES = {"layers", "gis", "server"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")
# Sources of the map and the mark of its build stay behind.
NOT_INSTALLED = ("server/webmap/", "server/static/.built")

# Imported where it is used, and installed by an extra of that name.
CAPABILITIES = ("postgis", "notebooks")

# In the test extra although no test imports them, and why.
NEEDED_BY_TESTS = {
    "import-linter": "started as a command",
    "ipykernel": "the notebooks run in it",
    "pytest-cov": "measures coverage when asked",
    "pytest-xdist": "runs tests in parallel",
}


def config() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg")
    return parser


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required(section: str, option: str) -> set[str]:
    lines = config()[section][option].split("\n")
    return {normal(Requirement(line).name) for line in lines if line.strip()}


def with_extras(option: str) -> set[str]:
    """Requirements of an extra, with those of the extras that it includes."""
    names: set[str] = set()
    for line in config()["options.extras_require"][option].split("\n"):
        if not line.strip():
            continue
        requirement = Requirement(line)
        names.add(normal(requirement.name))
        for extra in requirement.extras if requirement.name == "penyangga" else ():
            names |= with_extras(extra)
    return names - {"penyangga"}


def imported(source: str) -> set[str]:
    """Top-level names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return {name for name in names if name not in KNOWN and not name.startswith("_")}


@cache
def imports_in(folder: str) -> dict[str, set[str]]:
    """Names that each file of a folder imports."""
    return {
        path.relative_to(ROOT).as_posix(): imported(path.read_text())
        for path in (ROOT / folder).rglob("*.py")
        if not {"node_modules", "benchmarks"} & set(path.parts)
    }


def distributions(*folders: str) -> dict[str, set[str]]:
    """Each third-party distribution that the folders import, with the files that do."""
    known = packages_distributions()
    found: dict[str, set[str]] = {}
    for folder in folders:
        for file, modules in imports_in(folder).items():
            for module in modules:
                found.setdefault(normal(known.get(module, [module])[0]), set()).add(file)
    return found


def test_what_the_packages_import_is_required():
    declared = required("options", "install_requires").union(*map(with_extras, CAPABILITIES))
    missing = {
        dist: sorted(files)[:3]
        for dist, files in distributions("layers", "gis", "server").items()
        if dist not in declared
    }
    assert not missing


def test_what_is_required_is_imported():
    used = set(distributions("layers", "gis", "server"))
    declared = required("options", "install_requires")
    assert declared - used == set()


def test_what_the_tests_import_is_in_their_extra():
    declared = required("options", "install_requires") | with_extras("test")
    missing = {
        dist: sorted(files)[:3]
        for dist, files in distributions("tests").items()
        if dist not in declared
    }
    assert not missing


def test_what_is_in_the_test_extra_is_used():
    used = set(distributions("tests", "notebooks", "docs")) | set(NEEDED_BY_TESTS)
    assert with_extras("test") - used == set()


def pins(lock: str) -> dict[str, list[str]]:
    """Distribution -> its lines in a lock, one entry for each version pinned."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", lock.strip()):
        match = re.match(r"([\w.-]+)==", block)
        if match:
            found.setdefault(normal(match[1]), []).append(block)
    return found


@pytest.mark.parametrize("lock", ["constraints.txt", "constraints-node.txt"])
def test_every_pin_has_a_hash_and_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--index" not in text
    blocks = [block for found in pins(text).values() for block in found]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_holds_every_requirement():
    locked = set(pins((ROOT / "constraints.txt").read_text()))
    wanted = required("options", "install_requires") | with_extras("dev")
    assert wanted - locked == set()


def test_the_packages_carry_their_marker_for_types():
    assert all((ROOT / package / "py.typed").is_file() for package in ("layers", "gis", "server"))


@pytest.mark.slow
def test_the_wheel_holds_code_facts_templates_and_the_built_map(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    for package in (*PACKAGES, "notebooks"):
        shutil.copytree(ROOT / package, source / package, ignore=LEFT_OUT)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", out, source], check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    strays = {name for name in wanted - held if not name.startswith(NOT_INSTALLED)}
    assert strays == set()
    assert not [name for name in held if name.startswith(("tests/", "docs/", "notebooks/"))]
    copied = {name.rpartition("/share/penyangga/notebooks/")[2] for name in held}
    assert {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} <= copied


def test_one_version_everywhere():
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {layers.__version__}\n" in citation
    assert f"[{layers.__version__}]" in (ROOT / "CHANGELOG.md").read_text()


def test_imports_are_found_inside_functions_too():
    source = "import os\nfrom layers import crs\ndef f():\n    import numpy.linalg\n"
    assert imported(source) == {"numpy"}
