"""Write the checklist of OGC's abstract tests from the tests that carry them out.

Usage: python docs/conformance.py. Each test in `tests/server/conformance` begins its docstring
with the abstract test it carries out; a test there compares the page with them, so that it
cannot say more than is tested.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "server" / "conformance"
PAGE = ROOT / "docs" / "guide" / "conformance.md"
METHOD = re.compile(r"(?P<method>/(?:ats|conf)/[\w./-]+)(?P<rest>[^:]*): (?P<what>.+)")
HEAD = """# OGC's abstract tests

*Daftar uji abstrak OGC, satu per satu, dan ujinya di sini.* What a standard of OGC wants of a
service, it puts into abstract tests. Each is carried out here over HTTP, in every run of
`make test`, on a workspace in a GeoPackage and on the same in PostGIS. The page is written from
these tests (`python docs/conformance.py`), and one of them compares it. It is no certificate:
OGC's own test engine was not run.

"""
# Abstract tests that ask for what is not offered, and what of the classes declared is tested
# elsewhere.
TAIL = """
## Not carried out

| abstract test | why |
|---|---|
| `/conf/returnables-and-receivables/response-2` | features cannot be changed over HTTP yet |
| `/conf/filter/get-functions` | no functions beyond those of CQL2 are offered |
| `/conf/references/…`, `/conf/profile-parameter/…` | classes of Part 5 that are not declared |
| `/ats/gmlsf0/…`, `/ats/gmlsf2/…` | GML is not offered |

## Declared, and tested by other means

| classes | tests |
|---|---|
| `cql2/1.0/conf/…` | the 274 predicates of OGC 21-065's abstract tests, on both stores: \
`tests/server/features/test_filtering_abstract.py`, `tests/layers/filters` |
| `ogcapi-processes-1/1.0/conf/…` | of the analyses, in `tests/server/routes` |
| `ogcapi-styles-1/0.0/conf/…` | `tests/server/routes/test_styles.py`, `tests/server/styles` |
| `tms/2.0/conf/…` | `tests/server/routes/test_tiles.py`, against morecantile |
| `ogcapi-tiles-1/1.0/conf/png` | `tests/server/routes/test_pictures.py` |
"""


class Row(NamedTuple):
    """An abstract test, what it checks here, and the test that does."""

    method: str
    what: str
    test: str


def rows_of(path: Path) -> Iterator[Row]:
    """Give the abstract tests that a file carries out, in its order.

    Raises
    ------
    SystemExit
        If a test names none.
    """
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        found = METHOD.fullmatch(ast.get_docstring(node) or "")
        if found is None:
            raise SystemExit(f"{path.name}: {node.name} names no abstract test")
        yield Row(found["method"] + found["rest"], found["what"], node.name)


def page(folder: Path = TESTS) -> str:
    """Give the text of the page."""
    parts, total = [], 0
    files = {title_of(path): path for path in folder.glob("test_*.py") if path.stem != "test_page"}
    for title, path in sorted(files.items()):
        rows = list(rows_of(path))
        total += len({row.method for row in rows})
        lines = [f"| `{row.method}` | {row.what} | `{row.test}` |" for row in rows]
        head = f"## {title}\n\n`tests/server/conformance/{path.name}`\n\n"
        parts.append(head + "| abstract test | here | test |\n|---|---|---|\n" + "\n".join(lines))
    counted = f"{total} abstract tests, each on both stores.\n\n"
    return HEAD + counted + "\n\n".join(parts) + "\n" + TAIL


def title_of(path: Path) -> str:
    """Give the standard and class that a file is about, from its docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return text.partition(":")[0].removesuffix(", on both stores.")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")
