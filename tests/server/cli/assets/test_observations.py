"""`penyangga observations`: readings shown, written to files and kept as layers."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest

import layers

ASSETS = "kode,jenis,nama,lat,lon\nA1,AWLR,Karang Mumus,-0.5,117.1\nA2,PJU,Merdeka,-0.6,117.2\n"
READINGS = (
    "asset_id,time,quantity,value,unit\n"
    "A1,2024-01-31T02:00:00Z,level,1.25,m\nA1,2024-01-31T03:00:00Z,level,1.5,m\n"
    "A2,2024-01-31T02:00:00Z,power,40,W\n"
)


@pytest.fixture
def observed(call, tmp_path):
    """A workspace with two assets and three readings, added by command."""
    folder = tmp_path / "observed"
    layers.open(folder, create=True).close()
    (tmp_path / "assets.csv").write_text(ASSETS)
    (tmp_path / "readings.csv").write_text(READINGS)
    for file, *more in (
        ("assets.csv", "--as", "assets"),
        ("readings.csv", "--as", "assets_observations", "--observations", "assets"),
    ):
        done = call("add", tmp_path / file, *more, workspace=folder)
        assert done.exit_code == 0, done.stderr
    return folder


def test_readings_as_table_json_csv_file_and_layer(call, observed, tmp_path):
    table = call("observations", "assets", workspace=observed)
    assert table.exit_code == 0, table.stderr
    assert [line.split()[0] for line in table.stdout.splitlines()[1:]] == ["A1", "A2"]
    series = call("observations", "assets", "--asset", "A1", "--json", workspace=observed)
    readings = json.loads(series.stdout)["observations"]
    assert [one["value"] for one in readings] == [1.25, 1.5]
    assert readings[0]["time"] == "2024-01-31T02:00:00+00:00"
    last = call("observations", "assets", "--asset", "A1", "--latest", "--csv", workspace=observed)
    assert last.stdout.splitlines()[1].startswith("A1,2024-01-31T03:00:00+00:00,level,1.5,m")

    out = tmp_path / "latest.geojson"
    assert call("observations", "assets", "-o", out, workspace=observed).exit_code == 0
    found = gpd.read_file(out)
    assert found["value"].tolist() == [1.5, 40.0]
    assert found.geometry.x.tolist() == [117.1, 117.2]
    flat = tmp_path / "latest.csv"
    assert call("observations", "assets", "-o", flat, workspace=observed).exit_code == 0
    assert pd.read_csv(flat)["lon"].tolist() == [117.1, 117.2]

    kept = call("observations", "assets", "--as", "assets_latest", workspace=observed)
    assert kept.exit_code == 0, kept.stderr
    again = call("observations", "assets", "--as", "assets_latest", workspace=observed)
    assert again.exit_code != 0
    more = ("--as", "assets_latest", "--replace")
    assert call("observations", "assets", *more, workspace=observed).exit_code == 0
    assert call("check", workspace=observed).exit_code == 0


def test_what_cannot_be_answered_is_refused(call, observed, tmp_path):
    wrong = call("observations", "assets", "--asset", "A9", workspace=observed)
    assert wrong.exit_code != 0
    assert "asset 'A9' is not in layer 'assets'" in wrong.stderr
    odd = call("observations", "assets", "-o", tmp_path / "x.docx", workspace=observed)
    assert odd.exit_code == 2
    none = call("observations", "readings", workspace=observed)
    assert none.exit_code != 0


def test_an_asset_nobody_knows_has_no_answer(call, observed):
    shown = call("observations", "assets", "--asset", "A9", workspace=observed)
    assert shown.exit_code == 4
    assert "asset 'A9' is not in layer 'assets'" in shown.stderr
