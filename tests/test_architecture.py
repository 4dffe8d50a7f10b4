"""The shape of the code: floors, sizes, names, docstrings, and tests that mirror the modules."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
parsed = cache(ast.parse)
PACKAGES = ("layers", "gis", "server")
CODE = {".py", ".ts", ".js", ".mjs", ".css", ".html"}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 6
MAX_FOLDER_FILES = 16
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "core",
    "manager",
    "managers",
}

# A click command has a parameter for each of its options.
MANY_PARAMETERS_ALLOWED = ("server/cli/",)

# Modules without a test file of their own name, and what tests them instead.
with (ROOT / "tests" / "tested_elsewhere.csv").open(encoding="utf-8") as table:
    TESTED_ELSEWHERE = {row["module"]: row["tested_by"] for row in csv.DictReader(table)}

IO_CALLS = {
    "open",
    "read_file",
    "read_feather",
    "read_parquet",
    "read_csv",
    "read_json",
    "to_file",
    "to_csv",
    "to_feather",
    "to_parquet",
    "urlopen",
    "now",
    "today",
    "utcnow",
    "getenv",
    "perf_counter",
    "memmap",
    "fromfile",
    "tofile",
    "savez",
}


def modules() -> list[Path]:
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "node_modules" not in path.parts
    )


def tracked() -> list[Path]:
    """Every file that is, or would be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(filter(None, listing.stdout.split("\0"))))
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def n_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    spec = function.args
    given = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    return len([arg for arg in given if arg.arg not in ("self", "cls")])


def size_faults(source: str, where: str) -> list[str]:
    faults = []
    if (n_lines := source.count("\n")) > MAX_FILE_LINES:
        faults.append(f"{where}: {n_lines} lines, {MAX_FILE_LINES} at most")
    for function in functions(parsed(source)):
        at = f"{where}:{function.lineno} {function.name}"
        if body_lines(function) > MAX_FUNCTION_LINES:
            faults.append(f"{at}: {body_lines(function)} lines, {MAX_FUNCTION_LINES} at most")
        if n_parameters(function) > MAX_PARAMETERS and not where.startswith(
            MANY_PARAMETERS_ALLOWED
        ):
            faults.append(f"{at}: {n_parameters(function)} parameters, {MAX_PARAMETERS} at most")
    return faults


def docstring_faults(source: str, where: str) -> list[str]:
    text = ast.get_docstring(parsed(source))
    if not text:
        return [f"{where}: no docstring"]
    first = text.split("\n\n")[0].strip()
    return [] if first.endswith((".", ":")) else [f"{where}: docstring opens with no sentence"]


def called(node: ast.Call) -> str:
    target = node.func
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def call_faults(source: str, where: str, forbidden: set[str]) -> list[str]:
    return [
        f"{where}:{node.lineno}: calls {called(node)}()"
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and called(node) in forbidden
    ]


def test_imports_go_down_only_and_without_cycles():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_files_and_functions_stay_small():
    faults = [fault for path in modules() for fault in size_faults(path.read_text(), name(path))]
    assert not faults, "\n".join(faults)


def test_test_files_stay_small():
    faults = [
        f"{name(path)}: {n} lines"
        for path in (ROOT / "tests").rglob("*.py")
        if (n := path.read_text().count("\n")) > MAX_FILE_LINES
    ]
    assert not faults, "\n".join(faults)


def test_folders_stay_small():
    code = [path for path in tracked() if path.suffix in CODE and path.parent != ROOT]
    count = Counter(path.parent for path in code)
    crowded = {name(folder): n for folder, n in count.items() if n > MAX_FOLDER_FILES}
    assert not crowded


def test_names_say_what_is_inside():
    vague = [
        name(path)
        for path in tracked()
        if path.suffix in CODE and VAGUE_NAMES & set(path.stem.lower().split("_"))
    ]
    assert not vague


def test_every_module_says_what_it_is():
    faults = [f for path in modules() for f in docstring_faults(path.read_text(), name(path))]
    assert not faults, "\n".join(faults)


def test_only_the_command_line_prints():
    faults = [
        fault
        for path in modules()
        if not name(path).startswith("server/cli/")
        for fault in call_faults(path.read_text(), name(path), {"print"})
    ]
    assert not faults, "\n".join(faults)


def test_analysis_reads_no_file_clock_or_environment():
    faults = [
        fault
        for path in (ROOT / "gis").rglob("*.py")
        for fault in call_faults(path.read_text(), name(path), IO_CALLS)
    ]
    assert not faults, "\n".join(faults)


def is_tested(path: Path) -> bool:
    """Whether a test file carries the module's name, alone or with a suffix."""
    relative = path.relative_to(ROOT)
    stem = relative.parent.name if path.name == "__init__.py" else relative.stem
    folder = ROOT / "tests" / relative.parent
    above = folder.parent if path.name == "__init__.py" else folder
    wanted = re.compile(rf"test_{re.escape(stem.strip('_'))}(_\w+)?\.py")
    return any(
        wanted.fullmatch(test.name) for at in (folder, above) for test in at.glob("test_*.py")
    )


def has_functions(path: Path) -> bool:
    return bool(functions(parsed(path.read_text())))


def test_every_module_has_its_test_file():
    missing = [
        name(path)
        for path in modules()
        if has_functions(path) and name(path) not in TESTED_ELSEWHERE and not is_tested(path)
    ]
    assert not missing, "\n".join(missing)


def test_the_list_of_modules_tested_elsewhere_is_current():
    gone = [module for module in TESTED_ELSEWHERE if not (ROOT / module).is_file()]
    needless = [m for m in TESTED_ELSEWHERE if m not in gone and is_tested(ROOT / m)]
    assert not gone
    assert not needless


def test_tests_form_no_package():
    assert not [name(path) for path in (ROOT / "tests").rglob("__init__.py")]


# [t]: or the pattern would find itself.
MACHINE_PATH = r"(?<![\w.~/}])/(work|tmp|root|home|Users)/|/op[t]/"
PACKAGE_HOST = r"(pypi|pythonhosted|npmjs)\.(org|com)"
FOREIGN = re.compile(f"{MACHINE_PATH}|{PACKAGE_HOST}")


def foreign_lines(text: str) -> list[str]:
    return [line.strip()[:100] for line in text.splitlines() if FOREIGN.search(line)]


def test_nothing_names_a_machine_or_a_package_host():
    faults = []
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" in raw[:4096]:
            continue
        faults += [f"{name(path)}: {line}" for line in foreign_lines(raw.decode("utf-8", "ignore"))]
    assert not faults, "\n".join(faults)


class TestTheChecksThemselves:
    """Each check finds the fault that it is for."""

    def test_long_function(self):
        source = "def f():\n" + "    a = 1\n" * 60
        assert size_faults(source, "x.py") == ["x.py:1 f: 61 lines, 60 at most"]

    def test_docstring_does_not_count(self):
        source = 'def f():\n    """A.\n' + "    b\n" * 60 + '    """\n    return 1\n'
        assert size_faults(source, "x.py") == []

    def test_long_file(self):
        assert size_faults("a = 1\n" * 401, "x.py") == ["x.py: 401 lines, 400 at most"]

    def test_many_parameters(self):
        source = "def f(self, a, b, c, *, d, e, g, h): ...\n"
        assert size_faults(source, "x.py") == ["x.py:1 f: 7 parameters, 6 at most"]
        assert size_faults(source, "server/cli/x.py") == []

    @pytest.mark.parametrize("source", ["", "a = 1\n", '"""no stop"""\n'])
    def test_docstring_missing(self, source):
        assert len(docstring_faults(source, "x.py")) == 1

    @pytest.mark.parametrize("call", ["open('a')", "rasterio.open('a')", "datetime.now()"])
    def test_io_call(self, call):
        assert len(call_faults(call, "x.py", IO_CALLS)) == 1

    # Written with | for / and ! for a full stop, so that this file too can be looked through.
    @pytest.mark.parametrize(
        "coded", ["see |work|x", "'|tmp|a'", "file:|||opt|x", "https:||pypi!org|simple"]
    )
    def test_machine_path(self, coded):
        line = coded.replace("|", "/").replace("!", ".")
        assert foreign_lines(line) == [line]

    @pytest.mark.parametrize("line", ["docs/work/x", "{folder}/tmp/a", "https://a.org/work/x"])
    def test_not_a_machine_path(self, line):
        assert foreign_lines(line) == []
