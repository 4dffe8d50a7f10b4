"""SQL dumps of wilayah_boundaries: read as data, compared with the same regions elsewhere."""

from __future__ import annotations

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import dumps

HEAD = "INSERT INTO wilayah_boundaries(kode,nama,lat,lng,path) VALUES\n"
RING = "[[0,116],[0,117],[1,117],[0,116]]"
ROW = f"('64.01','Kabupaten Paser',0.5,116.5,'[{RING}]')"


@pytest.fixture
def read(tmp_path):
    def run(text: str, limits=None):
        path = tmp_path / "a.sql"
        path.write_text(text, encoding="utf-8")
        return dumps.read(path, limits or Limits())

    return run


def test_rows_become_regions_with_x_first(read):
    reading = read(f"/* a; 'b' */ DELETE FROM x WHERE k LIKE '6;4%';\n{HEAD}{ROW};")
    assert reading.geometry[0].equals(shapely.Polygon([(116, 0), (117, 0), (117, 1)]))
    assert reading.attributes.iloc[0].to_dict() == {
        "kode": "64.01",
        "nama": "Kabupaten Paser",
        "lat": 0.5,
        "lng": 116.5,
    }
    assert (reading.crs, reading.layer, reading.driver) == ("EPSG:4326", dumps.TABLE, "SQL")


def test_both_depths_blanks_and_several_statements(read):
    second = f"( '63' ,\n 'Kalsel', -3.4, 114.8 , '[[{RING}]]' )"
    reading = read(f"{HEAD}{ROW},\n\t{second};\n-- more\n{HEAD}{ROW};")
    assert [g.geom_type for g in reading.geometry] == ["Polygon", "MultiPolygon", "Polygon"]
    (said,) = [f.message for f in reading.findings if f.code == "format-recognised"]
    assert said == "path nests differently: 2 rows 3 deep, 1 rows 4 deep"


def test_null_and_empty_paths_are_regions_without_geometry(read):
    reading = read(f"{HEAD}('1','a',NULL,null,NULL),('2','b',1,2,'');")
    assert reading.geometry.tolist() == [None, None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ba''a", "Ba'a"),
        (r"Ba\'a", "Ba'a"),
        (r"a\\b", r"a\b"),
        (r"a\nb", "a\nb"),
        ("a;(b,", "a;(b,"),
    ],
)
def test_quotes(read, written, meant):
    reading = read(f"{HEAD}('1','{written}',1,2,NULL);")
    assert reading.attributes["nama"].tolist() == [meant]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_name_survives(name):
    quoted = name.replace("\\", "\\\\").replace("'", "''")
    ((table, _, values),) = dumps._inserted(f"{HEAD}('1','{quoted}',1,2,NULL);", lambda *_: None)
    assert (table, values[1]) == (dumps.TABLE, name)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("[[116,0]]", "2 lists deep"),
        ("[[[[[[1,2]]]]]]", "6 lists deep"),
        ("5", "0 lists deep"),
        ("[[[0,116],[0,117],[1,117]]]", "not closed"),
        ('[[["a","b"]]]', "4|positions|number"),
        ("not json", "unexpected|expected|JSON"),
        ("[[[0,116],5]]", "positions must be lists"),
    ],
)
def test_damaged_paths_name_their_row(read, path, why):
    import re

    reading = read(f"{HEAD}{ROW},('2','b',1,2,'{path}');")
    (fault,) = [f for f in reading.findings if f.severity == "error"]
    assert (fault.row, fault.code) == (2, "bad-geometry")
    assert re.search(why, fault.message)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CREATE TABLE a(b);", "driver-not-allowed"),
        ("INSERT INTO users(kode,nama,path) VALUES ('1','2','3');", "driver-not-allowed"),
        ("INSERT INTO wilayah_boundaries(a,b) VALUES (1,2);", "driver-not-allowed"),
        ("", "driver-not-allowed"),
        (f"{HEAD}('1','a',1,2", "not-a-dump"),
        (f"{HEAD}('1','a',1,2);", "not-a-dump"),
        (f"{HEAD}('1','a',1,LOAD_FILE('x'),'');", "not-a-dump"),
        (f"{HEAD}(SELECT 1);", "not-a-dump"),
        ("DELETE FROM a WHERE b = 'open", "not-a-dump"),
    ],
)
def test_refusals(read, text, code):
    with pytest.raises(SourceError) as caught:
        read(text or " ")
    assert caught.value.code == code


def test_rows_of_other_tables_are_named(read):
    reading = read(f"INSERT INTO lain VALUES (1,2,3,4,5);{HEAD}{ROW};")
    assert reading.n_read == 1
    assert "lain" in reading.findings[-1].message


def test_limits_and_encoding(read, tmp_path):
    with pytest.raises(SourceError):
        read(f"{HEAD}{ROW},{ROW};", Limits(rows=1))
    path = tmp_path / "b.sql"
    path.write_bytes(HEAD.encode() + b"\xff")
    with pytest.raises(SourceError) as caught:
        dumps.read(path, Limits())
    assert caught.value.code == "encoding-unknown"


@pytest.mark.parametrize(
    ("name", "layer", "n"),
    [
        ("prov_5", "adm1", 5),
        ("kab_63", "adm2", 13),
        ("kab_64", "adm2", 10),
        ("kel_63.72", "adm4", 20),
        ("kel_64.09", "adm4", 54),
    ],
)
def test_same_codes_and_areas_as_the_geopackage(shared_data, name, layer, n):
    """The same regions were prepared from these dumps by other hands."""
    reading = dumps.read(shared_data / "formats" / f"wilayah_boundaries_{name}.sql", Limits())
    assert reading.n_read == n
    assert not reading.bad_rows()
    other = pyogrio.read_dataframe(shared_data / "admin" / "adm_kemendagri.gpkg", layer=layer)
    other = other.set_index("kode")
    area = dict(zip(reading.attributes["kode"], shapely.area(reading.geometry), strict=True))
    shared = [code for code in area if code in other.index]
    assert len(shared) >= min(n, 2)
    theirs = shapely.area(other.loc[shared].geometry.array)
    np.testing.assert_allclose([area[c] for c in shared], theirs, rtol=1e-12)
    names = dict(zip(reading.attributes["kode"], reading.attributes["nama"], strict=True))
    assert [names[c] for c in shared] == other.loc[shared, "nama"].str.strip().tolist()
