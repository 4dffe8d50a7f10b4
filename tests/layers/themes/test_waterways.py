"""Waterways: rivers, boat routes and ferries told from the columns of real files."""

from __future__ import annotations

import pytest
import shapely

from layers import ingest
from layers.errors import SchemaError
from layers.themes import map_hints

LINE = shapely.LineString([(116.8, -1.25), (116.9, -1.25)])


def test_osm_lines_of_two_tags(fitted):
    columns = {
        "waterway": ["river", "ditch", None, None],
        "route": [None, None, "ferry", "bus"],
        "boat": ["yes", None, None, None],
        "duration": [None, None, "00:45", None],
        "interval": [None, None, "2 jam", None],
    }
    frame = fitted(columns, "waterways", "waterways", LINE).frame
    assert frame["class"].tolist() == ["river", "drain", "ferry", None]
    assert frame["navigable"].tolist()[0] is True
    assert frame["navigable"].tolist()[2] is True
    assert frame["crossing_min"].iloc[2] == 45.0
    assert frame["headway_min"].iloc[2] == 120.0
    assert frame["speed_kmh"].fillna(0).tolist() == [18.0, 0.0, 12.0, 0.0]
    assert frame["speed_source"].tolist() == ["default", None, "default", None]
    assert frame["length_km"].iloc[0] == pytest.approx(11.129, abs=0.001)


def test_an_indonesian_ferry_table(fitted):
    columns = {
        "lintasan": ["Kariangau - Penajam"],
        "jenis_kapal": ["Feri, speed boat"],
        "sarat": ["2,5 m"],
        "kecepatan": ["20 km/jam"],
        "pengelola": ["ASDP"],
    }
    result = fitted(columns, "waterways", "ferries", LINE)
    row = result.frame.iloc[0]
    assert row["name"] == "Kariangau - Penajam"
    assert row["class"] == "ferry"
    assert row["boats"] == "ferry, speedboat"
    assert (row["draught_m"], row["speed_kmh"], row["operator"]) == (2.5, 20.0, "ASDP")
    assert row["jenis_kapal"] == "Feri, speed boat"
    (told,) = [f for f in result.findings if f.code == "default-taken"]
    assert told.message == "class ferry for 1 rows"


def test_strange_boats_are_reported_and_kept(fitted):
    columns = {"class": ["river", "river"], "boats": ["rakit", "klotok"]}
    result = fitted(columns, "waterways", "waterways", LINE)
    assert result.frame["boats"].tolist() == [None, "klotok"]
    assert result.frame["boats_source"].tolist() == ["rakit", "klotok"]
    (unknown,) = [f for f in result.findings if f.code == "value-unknown"]
    assert "'boats' → boats: rakit (1); row 1" in unknown.message


def test_departures_months_and_flow(fitted):
    columns = {
        "class": ["ferry", "river"],
        "jadwal": ["14.30; 06.00", None],
        "bulan_tutup": [None, "Juli-September"],
        "arah_aliran": [None, "-1"],
    }
    frame = fitted(columns, "waterways", "waterways", LINE).frame
    assert frame["departures"].tolist() == ["06:00, 14:30", None]
    assert frame["closed_months"].tolist() == [None, "7, 8, 9"]
    assert frame["flow"].tolist() == [None, "backward"]


def test_without_a_class(fitted):
    result = fitted({"nama": ["Mahakam"]}, "waterways", "waterways", LINE)
    assert "class-missing" in {f.code for f in result.findings}
    assert "class" not in result.frame


def test_areas_are_refused(fitted):
    with pytest.raises(SchemaError, match="wants lines; the file has Polygon"):
        fitted({"nama": ["Mahakam"]}, "waterways", "waterways")


def test_the_map_draws_them_by_class(fitted):
    result = fitted({"waterway": ["river"]}, "waterways", "waterways", LINE)
    hints = map_hints("waterways", "waterways", result.fields, "LineString")
    assert hints["class_field"] == "class"
    assert {"river", "canal", "ferry", "boat_route"} <= {c["value"] for c in hints["classes"]}


def test_real_rivers_of_borneo(workspace, shared_data):
    report = ingest.add(
        workspace,
        shared_data / "natural_earth/ne_kalimantan.gpkg",
        layer_id="waterways",
        source_layer="ne_10m_rivers_lake_centerlines",
    )
    rivers = workspace["waterways"].read().set_index("name")
    assert len(rivers) == 8
    assert set(rivers["class"]) == {"river"}
    assert rivers.loc["Mahakam", "code"] == "544"
    assert rivers.loc["Mahakam", "length_km"] > 300
    assert "value-unknown" not in {f.code for f in report.findings}
