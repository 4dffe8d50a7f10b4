"""Refusals in Indonesian: what a person meets most is told without a word of English."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import layers
from layers.testing import fill_tiny_region

ENGLISH = re.compile(
    r"\b(the|file|wanted|rows?|columns?|is|are|was|not|no|give|with|there|cannot|found|empty|"
    r"holds|has|have|its|of|and|or|to|correct|changed|nothing|name one|than|named)\b"
)
# Names of options, codes, files and formats are the same in both languages.
SAME = re.compile(r"--[\w-]+( [\w-]+)?|\b[a-z]+(-[a-z0-9]+)+\b|'[^']*'|https?://\S+|\w+\.\w+")


def feature(row: int, x: float, y: float, **more: object) -> dict[str, object]:
    place = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "properties": {"nama": f"t{row}"}, "geometry": place, **more}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


BOW_TIE = {
    "type": "Feature",
    "properties": {"nama": "silang"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[117, 0], [117.1, 0.1], [117.1, 0], [117, 0.1], [117, 0]]],
    },
}
POINTS = [feature(i, 116.8 + i / 100, -1.2) for i in range(4)]
GOOD = collection(*POINTS)
TABLE = "nama,lon,lat\na,116.8,-1.2\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of one workspace for all: refusals change nothing, and other layers are new."""
    path = tmp_path_factory.mktemp("region") / "workspace"
    fill_tiny_region(layers.open(path, create=True)).close()
    return path


REFUSED = {
    "empty-file": ("a.csv", "", ()),
    "axes-swapped": ("a.geojson", collection(*(feature(i, -1.2, 116.8) for i in range(4))), ()),
    "sign-lost": ("a.csv", "nama,lon,lat\na,116.8,4.9\nb,116.8,4.8\n", ()),
    "crs-missing": ("a.csv", "nama,x,y\na,500000,9900000\n", ()),
    "crs-unknown": ("a.csv", TABLE, ("--crs", "EPSG:1")),
    "invalid-geometry": ("a.geojson", collection(BOW_TIE), ()),
    "duplicate-id": ("a.geojson", collection(*(feature(i, 116.8, -1.2, id=7) for i in (1, 2))), ()),
    "off-earth": ("a.csv", TABLE + "b,116.8,-1.3\nc,116.8,95\nd,700,-91\n", ()),
    "no-coordinates": ("a.csv", "nama,jumlah\na,1\n", ()),
    "column-missing": ("a.geojson", GOOD, ("--theme", "zoning", "--column", "x=y")),
    "join-none": ("a.csv", "kode,jiwa\n99.01,5\n", ("--join", "districts", "--on", "kode=code")),
    "not-json": ("a.geojson", '{"type": "FeatureCollection", "features": [', ()),
    "suffix-mismatch": ("a.geojson", "PK\x03\x04", ()),
    "driver-not-allowed": ("a.csv", "<!DOCTYPE html><html>", ()),
    "encoding-unknown": ("a.csv", TABLE, ("--encoding", "klingon")),
    "theme-unknown": ("a.geojson", GOOD, ("--theme", "nope")),
    "bad-coordinate": ("a.csv", TABLE + "b,x,-1\n", ()),
    "bad-row": ("a.csv", TABLE + "b,116,-1,3\n", ()),
    "osm-nothing": ("a.osm", "<osm version='0.6'></osm>", ("--osm-theme", "roads")),
    "layer-unknown": ("a.gpx", "<gpx><wpt lon='116' lat='-1'/></gpx>", ("--layer", "tracks")),
    "not-repairable": ("a.geojson", GOOD, ("--fix", "no-such-code")),
}


def told(call, folder: Path, tmp_path: Path, case: str, *flags: str):
    name, content, options = REFUSED[case]
    path = tmp_path / name
    path.write_text(content, encoding="latin-1")
    return call("--workspace", folder, *flags, "add", path, "--as", "baru", *options)


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_told_in_indonesian(call, folder, tmp_path, case):
    shown = told(call, folder, tmp_path, case, "--lang", "id", "-q")
    assert shown.exit_code in (2, 3), shown.stderr
    line = shown.stderr.strip().splitlines()[-1]
    assert line.startswith("Kesalahan: ")
    left = ENGLISH.findall(SAME.sub("", line))
    assert left == [], line


def test_json_and_report_speak_both_languages(call, folder, tmp_path):
    report = tmp_path / "laporan.html"
    path = tmp_path / "a.csv"
    path.write_text("")
    words = ("--workspace", folder, "--lang", "id", "add", path, "--as", "baru", "--json")
    shown = call(*words, "--report", report)
    error = json.loads(shown.stdout)["error"]
    assert error["code"] == "empty-file"
    assert error["message"] == error["text"]["id"] == "a.csv: berkas ini kosong"
    assert error["text"]["en"] == "a.csv: the file is empty"
    page = report.read_text()
    assert "<h2>berkas kosong</h2>" in page
    assert "berkas ini kosong (ditolak)" in page
    assert "white-space:nowrap" in page


def test_english_stays_the_language_without_a_word(call, folder, tmp_path):
    shown = told(call, folder, tmp_path, "empty-file", "-q")
    assert shown.stderr == "Error: a.csv: the file is empty\n"


def test_debug_keeps_the_exit_code_and_shows_where(call, folder, tmp_path):
    shown = told(call, folder, tmp_path, "empty-file", "--debug")
    assert shown.exit_code == 3


def test_a_name_with_a_line_break_is_told_on_one_line(call, folder, tmp_path):
    path = tmp_path / "a\nb\x1b[2J.geojson"
    path.write_text(GOOD)
    shown = call("--workspace", folder, "-q", "add", path, "--as", "baris", "--dry-run")
    assert shown.exit_code == 0, shown.stderr
    assert "a\\nb\\x1b[2J.geojson" in shown.stdout
    assert "\x1b" not in shown.output
    path.write_text("")
    shown = call("--workspace", folder, "-q", "add", path, "--as", "baru2")
    assert shown.stderr == "Error: a\\nb\\x1b[2J.geojson: the file is empty\n"


def test_a_repair_that_reaches_the_row_is_named(call, folder, tmp_path):
    swapped = [*(feature(i, 116.8 + i / 100, -1.2) for i in range(9)), feature(9, -1.2, 116.8)]
    path = tmp_path / "a.geojson"
    path.write_text(collection(*swapped))
    shown = call("--workspace", folder, "-q", "add", path, "--as", "baru")
    assert shown.exit_code == 3, shown.stdout
    assert "give --fix axes-swapped-row" in shown.stderr
    assert "--repair" not in shown.stderr
    shown = call(
        *("--workspace", folder, "-q", "add", path, "--as", "baru", "--fix", "axes-swapped-row"),
        "--dry-run",
    )
    assert shown.exit_code == 0, shown.stderr


def test_dissolving_what_holds_no_regions_says_so(call, folder):
    shown = call("--workspace", folder, "--lang", "id", "-q", "dissolve", "facilities", "districts")
    assert shown.exit_code != 0
    assert "normalise_code" not in shown.stderr
