"""Zoning in a terminal: what the library says, in both languages."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import pytest
import shapely

import layers
from gis.processes import registry
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.testing import fill_tiny_region
from server.cli.answers.zoning import print_activities, print_allowed, print_zoning
from server.cli.session import Session


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of a workspace with two zones side by side."""
    path = tmp_path_factory.mktemp("zones") / "region"
    catalogue = fill_tiny_region(layers.open(path, create=True))
    fields = (Field("kodszn", "text", Text("Kode", "Code")),)
    layer = Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(fields, "Polygon"))
    shapes = [shapely.box(116.80, -1.26, 116.81, -1.25), shapely.box(116.81, -1.26, 116.82, -1.25)]
    frame = gpd.GeoDataFrame({"kodszn": ["R-3", "HL"]}, geometry=shapes, crs=4326)
    catalogue.write(layer, frame, provenance={"source": "test"})
    catalogue.close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print an answer, and give its text."""

    def tell(process, write, lang="en", **given):
        catalogue = layers.open(home)
        numbers = registry()[process].run(catalogue, given).to_dict()
        catalogue.close()
        write(Session(lang=lang), numbers)
        return capsys.readouterr().out

    return tell


def test_the_verdict_comes_first_then_zones_limits_and_what_is_not_known(told):
    text = told(
        "zoning", print_zoning, at="116.805,-1.255", activity="A01", area=200, footprint=130
    )
    lines = text.splitlines()
    assert lines[0] == "Detached house: allowed (I) in zone R-3."
    assert lines[2].split() == ["zone", "name", "verdict", "share", "line", "m", "limits"]
    assert "KDB ≤ 60% KLB ≤ 1.8 KDH ≥ 25%" in lines[3]
    assert "At most on this plot (200.0 m2): footprint 120 m2 (KDB)" in text
    assert "  - Building coverage 65 %, at most 60 %: not kept" in lines
    assert (
        "  - Stated by no source: KTB, height, storeys, front setback, side setback, back setback"
        in lines
    )
    assert "an illustrative rule for demonstration" in text


def test_doubt_and_reasons_in_indonesian(told):
    near = told("zoning", print_zoning, "id", at="116.80999,-1.255", activity="A01")
    assert "jadi mungkin pula: tidak diperbolehkan (X)" in near
    assert "(X)" in near
    away = told("zoning", print_zoning, "id", at="117.05,-1.255", activity="A01")
    assert "di luar rencana 'Zonasi'" in away.splitlines()[1]


def test_hectares_of_each_verdict(told):
    text = told("allowed", print_allowed, activity="A01")
    lines = text.splitlines()
    assert lines[0] == "Detached house (A01)"
    assert lines[1].split() == ["code", "name", "I", "ha", "X", "ha", "no", "plan", "ha"]
    assert lines[2].split() == ["64.71.01", "Barat", "123.1", "123.1", "12,060.1"]
    assert lines[3].split() == ["all", "123.1", "123.1", "12,060.1"]
    assert lines[4:6] == ["I: allowed", "X: not allowed"]
    assert "tak memenuhi ha" in told("allowed", print_allowed, "id", activity="A01", least=500)


def test_a_missing_rule_says_in_how_many_zones(home, capsys):
    catalogue = layers.open(home)
    numbers = registry()["allowed"].run(catalogue, {"activity": "A01"}).to_dict()
    catalogue.close()
    why = {"id": "tidak ada ketentuan", "en": "no rule"}
    numbers["reasons"] = [{"text": why, "n_zones": 72}, {"text": why, "n_zones": 1}]
    for lang, wanted in (
        ("en", ["? no rule: 72 zones", "? no rule: 1 zone"]),
        ("id", ["? tidak ada ketentuan: 72 zona", "? tidak ada ketentuan: 1 zona"]),
    ):
        print_allowed(Session(lang=lang), numbers)
        said = capsys.readouterr().out.splitlines()
        assert [line for line in said if line.startswith("? ")] == wanted


def test_activities_in_both_languages(told):
    assert "Hospital" in told("activities", print_activities, search="rumah sakit")
    assert "Sarana umum" in told("activities", print_activities, "id", search="hospital")


def test_a_parcel_in_a_file_is_the_parcel_as_written(call, home, tmp_path):
    shape = shapely.box(116.805, -1.255, 116.806, -1.254)
    file = tmp_path / "plot.geojson"
    gpd.GeoSeries([shape], crs=4326).to_file(file, driver="GeoJSON")
    rows = []
    for parcel in (file, shape.wkt):
        answer = call("zone", "--activity", "A01", "--json", "--parcel", parcel, workspace=home)
        assert answer.exit_code == 0, answer.output
        rows.append(json.loads(answer.stdout)["rows"])
    assert rows[0][0]["area_m2"] == pytest.approx(rows[1][0]["area_m2"])
    assert rows[0][0]["verdict"] == "I"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\x00\x01", "is no place"),
        (b"x" * 1_000_001, "plot.bin: larger than"),
        (b"\xef\xbb\xbf \n", "plot.bin: the file is empty"),
        (b'{"type": "FeatureCollection", "features": []}', "plot.bin: holds 0 features"),
        (b'{"type": "FeatureCollection", "features": [{}, {}]}', "plot.bin: holds 2 features"),
        (b"[" * 100_000, "cannot be read|is no place"),
    ],
)
def test_a_file_that_is_no_parcel_is_refused(call, home, tmp_path, content, why):
    file = tmp_path / "plot.bin"
    file.write_bytes(content)
    answer = call("zone", "--activity", "A01", "--parcel", file, workspace=home)
    assert answer.exit_code == 2
    assert re.search(why, answer.output)


def test_what_looks_like_a_file_and_is_none_is_named(call, home, tmp_path):
    for parcel, why in (
        (str(tmp_path), f"{tmp_path}: this is a folder"),
        ("plot.GeoJSON", "plot.GeoJSON: there is no such file"),
        (f"{tmp_path}/none", f"{tmp_path}/none: there is no such file"),
        ("x" * 300 + "/y", "cannot be read"),
    ):
        answer = call("zone", "--activity", "A01", "--parcel", parcel, workspace=home)
        assert answer.exit_code == 2
        assert why in answer.output.replace("\n", "")
    corners = " ".join(f"116.80{k % 10},-1.2{k % 10}" for k in range(24))
    answer = call("zone", "--activity", "A01", "--parcel", corners, workspace=home)
    assert "crosses itself" in answer.output
