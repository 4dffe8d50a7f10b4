"""Tables: delimiters, decimal marks, encodings and coordinate columns as people write them."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.tables import find_delimiter, read


@pytest.fixture
def taken(tmp_path):
    def take(content, limits=None):
        path = tmp_path / "in.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, limits or Limits())

    return take


@pytest.fixture
def refused(taken):
    def refuse(content, limits=None):
        with pytest.raises(SourceError) as caught:
            taken(content, limits)
        return caught.value

    return refuse


def errors(reading) -> list[tuple[int, str]]:
    return [(f.row, f.code) for f in reading.findings if f.severity == "error"]


HERE = shapely.Point(116.83, -1.26)


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("lon,lat\n116.83,-1.26\n", "EPSG:4326"),
        ("LATITUDE;Longitude\n-1,26;116,83\n", "EPSG:4326"),
        ("lintang\tbujur\n-1.26\t116.83\n", "EPSG:4326"),
        ("lat|lng\n-1.26|116.83\n", "EPSG:4326"),
        ('"lat","lng"\n"-1,26","116,83"\n', "EPSG:4326"),
        ("nama,x,y\na,116.83,-1.26\n", None),
        ("easting,northing\n116.83,-1.26\n", None),
        ("wkt\nPOINT (116.83 -1.26)\n", None),
        ("geom,a\nSRID=4326;POINT (116.83 -1.26),1\n", "EPSG:4326"),
        ("nama,koordinat\na,1°15'36\" LS 116°49'48\" BT\n", "EPSG:4326"),
        ("lat,lon\n1°15'36.0\"S,116°49'48\"E\n", "EPSG:4326"),
        ("\ufefflon,lat\r\n116.83,-1.26\r\n", "EPSG:4326"),
    ],
)
def test_positions_as_people_write_them(taken, text, crs):
    reading = taken(text)
    assert reading.geometry[0].equals_exact(HERE, 1e-9)
    assert reading.crs == crs
    assert errors(reading) == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_and_reported(taken, codec):
    reading = taken("nama,lon,lat\nTé,116.83,-1.26\n".encode(codec))
    assert reading.attributes["nama"].tolist() == ["Té"]
    (found,) = [f for f in reading.findings if f.code == "encoding-detected"]
    assert reading.encoding in found.message


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x;y;z",2\n', ","),
        ("a\n1\n", ","),
        ("", ","),
    ],
)
def test_delimiters(text, delimiter):
    assert find_delimiter(text) == delimiter


def test_no_position_names_the_columns(refused):
    fault = refused("kode,nama\n1,a\n")
    assert fault.code == "no-coordinates"
    assert "kode, nama" in str(fault)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("abc,-1", "bad-coordinate"),
        ("116.8,", "bad-coordinate"),
        ("nan,-1", "not-finite"),
        ("inf,-1", "not-finite"),
        ("1e999,-1", "not-finite"),
        ("١١٦,-1", "bad-coordinate"),
        ("116.8,-1,extra", "bad-row"),
        ("116.8", "bad-row"),
        ("116 50 12,-1", "bad-coordinate"),
    ],
)
def test_bad_rows_are_named(taken, cells, code):
    reading = taken(f"lon,lat\n116.8,-1\n{cells}\n")
    assert (2, code) in errors(reading)


def test_empty_positions_are_rows_without_geometry(taken):
    reading = taken("nama,lon,lat\na,,\nb,NULL,null\n")
    assert reading.geometry.tolist() == [None, None]
    assert errors(reading) == []


def test_blank_lines_are_no_rows(taken):
    assert taken("lon,lat\n\n116,0\n , \n").n_read == 1


def test_codes_stay_text_and_numbers_become_numbers(taken):
    frame = taken("kode,n,lon,lat\n63.10,1,116,0\n64.71,2,116,0\n").attributes
    assert frame["kode"].tolist() == ["63.10", "64.71"]
    assert frame["n"].tolist() == [1, 2]


def test_names_missing_or_repeated_get_names(taken):
    frame = taken("lon,lat,,a,a\n116,0,x,1,2\n").attributes
    assert frame.columns.tolist() == ["lon", "lat", "column_3", "a", "a_2"]


def test_wkt_is_not_trusted(taken):
    deep = "GEOMETRYCOLLECTION(" * 9 + "POINT (1 1)" + ")" * 9
    rows = ["POINT (116 0)", "", "POINT (1 x)", deep, "POLYGON ((0 0, 1 1, 0 0))", "NULL"]
    reading = taken("wkt\n" + "\n".join(f'"{r}"' for r in rows) + "\n")
    assert reading.geometry[0].equals(shapely.Point(116, 0))
    got = errors(reading)
    assert (2, "bad-geometry") in got or (3, "bad-geometry") in got
    assert "too-deep" in [code for _, code in got]


def test_very_deep_wkt_does_not_kill(taken):
    deep = "GEOMETRYCOLLECTION(" * 50_000 + "POINT (1 1)" + ")" * 50_000
    assert errors(taken(f'wkt\n"{deep}"\n')) == [(1, "too-deep")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"lon,lat\n116,\x00\n", "not-a-table"),
        ("", "empty-file"),
        ('lon,lat\n"' + "x" * 17_000_000 + '",1\n', "not-a-table"),
    ],
)
def test_refusals(refused, content, code):
    assert refused(content).code == code


def test_too_many_rows_and_columns(refused):
    assert refused("lon,lat\n" + "1,1\n" * 3, Limits(rows=2)).code == "too-big"
    assert refused(",".join("abcdefghi") + "\n", Limits(columns=8)).code == "too-many-columns"


def test_a_name_of_two_columns_is_told(taken):
    reading = taken("lon,lat,nama,nama,NAMA\n116,0,x,y,z\n")
    told = [f for f in reading.findings if f.code == "duplicate-name"]
    assert [f.message for f in told] == ["column 4 is named 'nama' too; it becomes 'nama_2'"]
    assert told[0].said("id") == "kolom ke-4 juga bernama 'nama'; namanya menjadi 'nama_2'"
    assert reading.attributes[["nama", "nama_2", "nama_3"]].iloc[0].tolist() == ["x", "y", "z"]


def test_thousands_of_a_file_with_decimal_commas(taken):
    text = "nama;lng;lat;penduduk;luas\nA;116,8123;-1,2345;101.234;1.234,5\n"
    frame = taken(text).attributes
    assert (frame["penduduk"][0], frame["luas"][0]) == (101234, 1234.5)


def test_coordinates_with_points_do_not_make_one_group_thousands(taken):
    reading = taken("lon,lat,v\n116.812,-1.234,101.234\n")
    assert reading.attributes.iloc[0].tolist() == [116.812, -1.234, 101.234]
    assert [f.column or f.code for f in reading.findings if f.severity == "warning"] == [
        "thousands-or-decimals"
    ]


def test_a_table_without_coordinates_keeps_the_unclear_as_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("kode;penduduk;nilai\n6401;300.123;12.345\n")
    reading = read(path, Limits(), bare=True)
    assert reading.attributes.iloc[0].tolist() == ["6401", 300123, "12.345"]


def test_a_table_in_gbk(tmp_path):
    path = tmp_path / "a.csv"
    rows = "".join(f"第{i}小学,116.{i:02d},-1.2\n" for i in range(40))
    path.write_bytes(f"名称,lon,lat\n{rows}".encode("gbk"))
    reading = read(path, Limits())
    assert reading.fields[0]["title"] == "名称"
    assert reading.attributes.iloc[3, 0] == "第3小学"


def test_cells_parted_by_commas_speak_for_decimal_points(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("kode,nilai\n6401,12.345\n6402,8.100\n")
    reading = read(path, Limits(), bare=True)
    assert reading.attributes["nilai"].tolist() == [12.345, 8.1]
    assert "thousands-or-decimals" in [f.code for f in reading.findings]
