"""Columns that hold positions: found by name, CRS in the name, never guessed in silence."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import tables
from layers.sources.readers.positions import find_if_any, find_position, place_rows

HERE = shapely.Point(116.83, -1.26)


def placed(header: list[str], *rows: list[str]):
    where = find_position(header)
    return place_rows(where, [[row[i] for row in rows] for i in where.columns], len(rows))


def test_longitude_wins_over_x():
    where = find_position(["x", "y", "lat", "lon"])
    assert (where.columns, where.crs) == ((3, 2), "EPSG:4326")


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("wkt", None),
        ("geometry", None),
        ("wkt_epsg_4326", "EPSG:4326"),
        ("WKT EPSG:32750", "EPSG:32750"),
        ("geom_srid_4326", "EPSG:4326"),
    ],
)
def test_a_column_of_wkt_may_name_its_system(name, crs):
    where = find_position(["a", name])
    assert (where.kind, where.columns, where.crs) == ("wkt", (1,), crs)


@pytest.mark.parametrize("names", [("utm_x", "utm_y"), ("Easting", "Northing"), ("x", "y")])
def test_metres_need_a_name(names):
    assert placed(list(names), ["485000", "9860000"]).crs is None


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("latlon", "-1.26, 116.83"),
        ("lonlat", "116.83 -1.26"),
        ("lat/long", "-1,26; 116,83"),
        ("koordinat", "-1.26,116.83"),
        ("koordinat", "116.83,-1.26"),
        ("koordinat", "1°15'36\" LS 116°49'48\" BT"),
        ("coordinates", "116°49'48\" E, 1°15'36\" S"),
    ],
)
def test_both_numbers_in_a_column(name, cell):
    result = placed([name], [cell], [""])
    assert result.geometry[0].equals_exact(HERE, 1e-9)
    assert (result.crs, result.geometry[1], result.faults) == ("EPSG:4326", None, [])


def test_an_order_told_by_values_is_said_and_one_not_told_is_left_open():
    told = placed(["koordinat"], ["-1.26,116.83"])
    assert "latitude first" in told.findings[0].message
    assert placed(["koordinat"], ["50.1,40.2"]).crs is None
    assert placed(["koordinat"], ["-1.26,116.83"], ["116.83,-1.26"]).crs is None


def test_tables_without_positions():
    with pytest.raises(SourceError, match="--join") as caught:
        find_position(["kode", "nama"])
    assert caught.value.code == "no-coordinates"
    where = find_if_any(["kode", "nama"])
    assert place_rows(where, [], 2).geometry.tolist() == [None, None]


def test_one_bad_wkt_names_its_row_and_spares_the_others():
    result = placed(["wkt"], ["POINT (116.83 -1.26)"], ["POINT (x)"], [""])
    assert result.geometry[0].equals(HERE)
    assert [(row, code) for row, code, _ in result.faults] == [(2, "bad-geometry")]


def test_srid_before_the_wkt():
    assert placed(["wkt"], [""], ["SRID=32750;POINT (1 2)"]).crs == "EPSG:32750"


BUILDINGS = (
    "latitude,longitude,area_in_meters,confidence,geometry,full_plus_code\n"
    '-1.2,116.8,42.5,0.71,"POLYGON((116.8 -1.2, 116.801 -1.2, 116.801 -1.199, 116.8 -1.2))",'
    "6PGR+2X\n"
)


def test_open_buildings_are_recognised(tmp_path):
    path = tmp_path / "397.csv"
    path.write_text(BUILDINGS)
    reading = tables.read(path, Limits())
    assert (reading.crs, reading.layer) == ("EPSG:4326", "buildings")
    assert reading.geometry[0].geom_type == "Polygon"
    row = reading.attributes.iloc[0]
    assert (row["area_in_meters"], row["confidence"]) == (42.5, 0.71)
    assert row["full_plus_code"] == "6PGR+2X"
    assert "format-recognised" in [f.code for f in reading.findings]


def test_islands_lie_where_their_degrees_say(shared_data):
    path = shared_data / "tables" / "pulau_dms_idn_area_data.csv"
    reading = tables.read(path, Limits())
    assert reading.n_read == 297
    assert not reading.bad_rows()
    x0, y0, x1, y1 = shapely.total_bounds(reading.geometry)
    assert 113 < x0 < x1 < 120
    assert -6 < y0 < y1 < 3
