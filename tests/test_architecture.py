"""The shape of the code: floors, sizes, names, docstrings, and tests that mirror the modules."""

from __future__ import annotations

import ast
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
TESTED_ELSEWHERE = {
    "gis/processes/zoning/asking.py": "test_verdict.py there, by its refusals",
    "gis/processes/zoning/comparing.py": "test_verdict.py there, by the two plans",
    "gis/processes/zoning/drawing.py": "test_verdict.py there, by its features",
    "gis/processes/zoning/reading.py": "test_verdict.py there, layer by layer",
    "gis/processes/zoning/telling.py": "test_verdict.py there, by words and sources",
    "gis/processes/zoning/under.py": "test_verdict.py there, by certainty at lines",
    "gis/network/noding/comparing.py": "tests/gis/network/noding/test_meetings.py, against shapely",
    "gis/network/whatif/edits.py": "test_situation.py there, by its refusals",
    "gis/network/whatif/feet.py": "test_joining.py there, by the roads joined",
    "gis/landcover/kernels.py": "tests/gis/landcover/test_shares.py, against shapely",
    "gis/landcover/labelling.py": "tests/gis/landcover/test_patches.py, against scipy",
    "gis/processes/suitability/asked.py": "test_asking.py there, through the process",
    "gis/processes/suitability/reading.py": "test_asking.py there, kind by kind",
    "gis/processes/suitability/rows.py": "test_asking.py there, against the library",
    "gis/processes/suitability/scoring.py": "test_asking.py there, shapes against numbers",
    "gis/processes/suitability/times.py": "test_asking.py there, by the street",
    "gis/suitability/kernels.py": "test_distances.py and test_assessing.py there, against scipy",
    "gis/processes/landuse/clashes.py": "test_conflicts.py there, by hand and against geopandas",
    "gis/processes/landuse/plans.py": "test_conflicts.py there, codes, names and regions",
    "gis/processes/landuse/ranking.py": "test_conflicts.py there, ranks, places and doubles",
    "gis/processes/landuse/comparing.py": "test_change.py there, epochs on other grids and legends",
    "gis/processes/landuse/places.py": "test_change.py there, by the places of patches",
    "gis/processes/landuse/rows.py": "test_change.py there, by hand and against geopandas",
    "gis/processes/landuse/sampling.py": "test_change.py there, a sample worked out by hand",
    "gis/processes/exposure/hazard.py": "test_asking.py there, polygons and cells",
    "gis/processes/exposure/rows.py": "test_asking.py there, by hand",
    "gis/processes/exposure/tallying.py": "test_asking.py there, by hand",
    "gis/processes/changing/telling.py": "tests/gis/processes/test_change.py, by its sentences",
    "gis/processes/siting/choosing.py": "test_declared.py there, every model",
    "gis/processes/siting/effects.py": "test_declared.py there, against what-if and coverage",
    "gis/processes/siting/rows.py": "test_declared.py there, against what-if and coverage",
    "gis/processes/siting/tabling.py": "test_declared.py there, every model",
    "gis/processes/siting/telling.py": "test_declared.py there, by its sentences",
    "gis/access/offroad/answer.py": "test_times.py and test_coupling.py there",
    "gis/costdistance/kernels.py": "test_spreading.py there, against scipy and scikit-image",
    "gis/costdistance/labelling.py": "test_spreading.py there, both neighbourhoods and tiles",
    "gis/costdistance/surface.py": "test_spreading.py there, whole and again",
    "gis/costdistance/survey.py": "test_spreading.py there, refusals and counts",
    "gis/costdistance/windows.py": "test_tiling.py there, against the grid as a whole",
    "layers/errors.py": "every test of a refusal, by kind, code and sentence",
    "gis/processes/investing/asking.py": "test_investing.py there, site by site",
    "gis/processes/investing/criteria.py": "test_investing.py there, with and without layers",
    "gis/processes/investing/visiting.py": "test_investing.py there, place by place",
    "gis/processes/potential/asking.py": "test_potential.py there, through the process",
    "gis/processes/potential/land.py": "test_potential.py there, by rasterio",
    "gis/processes/potential/measures.py": "test_potential.py there, measure by measure",
    "layers/ingest/options.py": "tests/layers/ingest/test_adding.py, where each option is used",
    "layers/packed/__init__.py": "tests/layers/packed/test_page.py and tests/layers/test_catalog.py",
    "layers/packed/build.py": "tests/layers/packed/test_page.py, against shapely and the store",
    "layers/themes/fitted.py": "tests/layers/themes, through the themes that use its steps",
    "layers/themes/theme.py": "tests/layers/themes/test_registry.py and test_describing.py",
    "layers/sources/cutting/apart.py": "tests/layers/sources/cutting/test_joining.py",
    "layers/sources/cutting/kernels.py": "tests/layers/sources/cutting/test_reducing.py, against numpy",
    "layers/sources/remote/services/gathering.py": "tests of the services that gather: test_ogcapi, test_arcgis",
    "layers/sources/remote/services/safe_xml.py": "tests/layers/sources/remote/services/test_wfs.py",
    "layers/sources/remote/services/choosing.py": "tests of the services that gather, and test_remote.py",
    "layers/sources/remote/wire.py": "tests/layers/sources/remote/test_client.py, by a real server",
    "layers/sources/readers/regular/coordinates.py": "test_columns.py there, against orjson",
    "layers/sources/readers/regular/kernels.py": "test_columns.py there, against orjson",
    "layers/sources/readers/regular/skeleton.py": "test_jsonscan.py, both ways",
    "layers/sources/raster/geotiff.py": "tests/layers/sources/raster/test_reading.py, against GDAL",
    "layers/sources/raster/head.py": "tests/layers/sources/raster/test_reading.py, by its refusals",
    "layers/sources/raster/placing.py": "tests/layers/sources/raster/test_reading.py",
    "layers/sources/raster/report.py": "tests/layers/ingest/test_rasters.py",
    "layers/picturing/__init__.py": "tests/server/routes/test_pictures.py, through the workspace",
    "layers/picturing/colouring.py": "test_picture.py there, colour by colour",
    "layers/picturing/kernels.py": "test_picture.py there, class by class",
    "layers/picturing/levels.py": "test_picture.py there, by its levels and torn files",
    "layers/picturing/placing.py": "test_picture.py there, against GDAL's warper",
    "layers/picturing/sampling.py": "test_picture.py there, against GDAL's warper",
    "layers/tiling/__init__.py": "tests/server/routes/test_tiles.py, through the workspace",
    "layers/tiling/build.py": "tests/layers/tiling/test_tile.py, against the layer's own shapes",
    "layers/pyramids/content.py": "tests/server/routes/test_tiles_pyramids.py, byte by byte",
    "layers/pyramids/shelf.py": "tests/server/routes/test_tiles_pyramids.py, by files that change",
    "server/tiles/pyramids.py": "tests/server/routes/test_tiles_pyramids.py, by range and by tile",
    "layers/pyramids/contents.py": "test_building.py there, by header and description",
    "layers/pyramids/pmtiles.py": "test_building.py there, by the library of the format",
    "layers/pyramids/mbtiles.py": "test_building.py there, by GDAL and against the other kind",
    "layers/tiling/kernels/cutting.py": "tests/layers/tiling/test_tile.py, against shapely",
    "layers/tiling/kernels/whole.py": "tests/layers/tiling/test_tile.py, every tile without a mask",
    "server/aggregates/answer.py": "tests/server/routes/test_aggregates.py, form by form",
    "server/aggregates/document.py": "tests/server/routes/test_aggregates.py, against the library",
    "server/aggregates/limits.py": "tests/server/routes/test_aggregates.py, by its refusals",
    "server/aggregates/notes.py": "tests/server/routes/test_aggregates.py, by its sentences",
    "server/aggregates/page.py": "tests/server/routes/test_aggregates.py, in both languages",
    "server/aggregates/reading.py": "tests/server/routes/test_aggregates.py, on both stores",
    "server/aggregates/request.py": "tests/server/routes/test_aggregates.py, refusal by refusal",
    "server/aggregates/site_answer.py": "test_site.py there, by every way to ask",
    "server/aggregates/site_cells.py": "test_site.py there, against exactextract",
    "server/aggregates/site_page.py": "test_site.py there, in both languages",
    "server/aggregates/site_report.py": "test_site.py there, layer by layer",
    "server/aggregates/tables.py": "tests/server/routes/test_aggregates.py, read back",
    "server/documents/openapi_aggregates.py": "test_openapi.py there, path by path",
    "server/tiles/answer.py": "tests/server/routes/test_tiles.py, header by header",
    "server/tiles/documents.py": "tests/server/routes/test_tiles.py, against the standard's annex",
    "server/styles/documents.py": "tests/server/routes/test_styles.py, link by link",
    "server/styles/ground.py": "tests/server/styles/test_maplibre.py, by MapLibre's validator",
    "server/tiles/picturesets.py": "tests/server/routes/test_pictures.py, link by link",
    "server/tiles/raster.py": "tests/server/routes/test_pictures.py, refusal by refusal",
    "server/tiles/request.py": "tests/server/routes/test_tiles.py, refusal by refusal",
    "server/reports/chapters/blueprint.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/effects.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/opening.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/places.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/potential.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/sources.py": "tests/server/reports/test_report.py, word by word",
    "server/reports/chapters/targets.py": "tests/server/reports/test_report.py, word by word",
    "layers/masterplan/sheets/columns.py": "test_gathering.py there, there and back",
    "layers/masterplan/sheets/fields.py": "test_gathering.py there, there and back",
    "layers/masterplan/sheets/headings.py": "test_gathering.py there, fault by fault",
    "layers/masterplan/sheets/heads.py": "test_gathering.py there, fault by fault",
    "layers/masterplan/sheets/rows.py": "test_gathering.py there, fault by fault",
    "layers/masterplan/sheets/unfit.py": "test_cells.py there, by its refusals",
    "server/cli/masterplans/checking.py": "test_commands.py and test_sheets.py there",
    "layers/testing.py": "the fixtures of all tests stand on it",
}

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
