"""Readings added to a workspace: known assets only, nothing twice, all or nothing."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import ingest
from layers.errors import ImportRefusedError, LayerNotFoundError, SchemaError
from layers.infrastructure.columns import fields_of
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.testing import tiny_roads

HEAD = "asset_id,time,quantity,value,unit\n"
FIRST = HEAD + "A1,2024-01-31 10:00,level,1.25,m\nA1,2024-01-31 11:00,level,1.5,m\n"


@pytest.fixture
def assets(workspace):
    """A workspace with two assets."""
    frame = gpd.GeoDataFrame(
        {"code": ["A1", "A2"]}, geometry=[shapely.Point(117.1, -0.5)] * 2, crs=4326
    )
    schema = Schema((fields_of("assets")["code"],), "Point")
    workspace.write(Layer("assets", Text("Aset", "Assets"), "assets", schema), frame)
    return workspace


@pytest.fixture
def read(assets, tmp_path):
    """Add readings given as text."""

    def add(text: str, **options):
        file = tmp_path / "readings.csv"
        file.write_text(text)
        options = {"observations": "assets", **options}
        return ingest.add(assets, file, layer_id="readings", **options)

    return add


def test_readings_are_kept_without_geometry_and_served(assets, read):
    report = read(FIRST)
    assert (report.n_read, report.n_written) == (2, 2)
    layer = assets["readings"].layer
    assert layer.theme == "observations"
    assert layer.styling["observes"] == "assets"
    assert layer.styling["visible"] is False
    assert layer.schema.geometry == "Point"
    assert layer.bbox is None
    assert layer.schema.time_field.name == "time"
    frame = assets["readings"].read()
    assert frame.geometry.isna().all()
    assert frame["time"].tolist()[0] == pd.Timestamp("2024-01-31T02:00:00Z")
    assert b'"time":"2024-01-31T02:00:00.000Z"' in assets.packed("readings").item(1)
    codes = {f.code for f in report.findings}
    assert "zone-assumed" in codes
    assert not {"null-geometry", "mixed-geometry"} & codes


def test_more_readings_are_appended_and_those_there_left_out(assets, read):
    read(FIRST)
    report = read(FIRST + "A2,2024-01-31 12:00,power,0,W\n", mode="append")
    assert (report.n_read, report.n_written) == (3, 1)
    (found,) = [f for f in report.findings if f.code == "reading-repeated"]
    assert found.message == "rows 1, 2"
    assert len(assets["readings"].read()) == 3


def test_a_reading_twice_in_the_file_is_taken_once(read):
    report = read(FIRST + "A1,2024-01-31T10:00:00+08:00,level,1.25,m\n")
    assert report.n_written == 2


BAD = HEAD + (
    "A9,2024-02-01,level,1,m\nA1,someday,level,1,m\nA1,2024-02-01,level,high,m\n"
    "A1,2024-02-02,level,1,m\nA1,2024-02-02,level,2,m\n"
)


def test_bad_rows_refuse_the_file(assets, read):
    with pytest.raises(ImportRefusedError, match="5 of 5 rows cannot be taken") as caught:
        read(BAD)
    assert sorted((row, code) for row, code, _ in caught.value.rows) == [
        ("1", "asset-unknown"),
        ("2", "time-unreadable"),
        ("3", "value-unreadable"),
        ("4", "reading-conflict"),
        ("5", "reading-conflict"),
    ]
    assert "readings" not in assets


def test_bad_rows_are_left_out_when_asked(assets, read):
    report = read(BAD + "A2,2024-02-01,level,7,m\n", skip_invalid=True)
    assert report.n_written == 1
    (left,) = [f.message for f in report.findings if f.code == "row-skipped"]
    assert left == "rows 1, 2, 3, 4, 5"
    assert assets["readings"].read()["value"].tolist() == [7.0]


def test_two_values_for_one_moment_are_both_in_conflict(assets, read):
    report = read(FIRST + "A1,2024-01-31T10:00:00+08:00,level,7,m\n", skip_invalid=True)
    assert assets["readings"].read()["value"].tolist() == [1.5]
    told = [f for f in report.findings if f.code == "reading-conflict"]
    assert [f.row for f in told] == [1, 3]
    assert {f.said("en") for f in told} == {"asset 'A1' · 2024-01-31T02:00:00+00:00: 1.25 / 7"}
    assert told[0].said("id").startswith("aset 'A1'")


def test_rows_that_occur_twice_are_said_to_be_left_out(read):
    report = read(FIRST + "A1,2024-01-31 10:00,level,1.25,m\n" * 2)
    assert report.n_written == 2
    (found,) = [f for f in report.findings if f.code == "duplicate-row"]
    assert (found.done("en"), found.done("id")) == ("left out", "ditinggalkan")


def test_a_reading_that_contradicts_one_kept_is_refused(read):
    read(FIRST)
    with pytest.raises(ImportRefusedError, match=r"1\.25 / 9 \(1\.25 is stored\)") as caught:
        read(HEAD + "A1,2024-01-31 10:00,level,9,m\n", mode="append")
    assert caught.value.code == "reading-conflict"
    assert [row for row, _, _ in caught.value.rows] == ["1"]


def test_the_layer_of_assets_must_be_there_and_have_codes(assets, read):
    with pytest.raises(LayerNotFoundError):
        read(FIRST, observations="lamps")
    assets.write(*tiny_roads())
    with pytest.raises(SchemaError, match="no column 'code'"):
        read(FIRST, observations="roads")


def test_a_dry_run_writes_nothing(assets, read):
    report = read(FIRST, dry_run=True)
    assert report.n_written == 0
    assert "readings" not in assets
