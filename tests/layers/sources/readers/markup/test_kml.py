"""KML: folders, data, geometries, links that are not followed; GDAL as the oracle."""

from __future__ import annotations

import pyogrio
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.markup import kml

SQUARE = "116,0 117,0 117,1 116,1 116,0"
OPEN_RING = "<LinearRing><coordinates>116,0 117,0 117,1 116,1</coordinates></LinearRing>"
HOLE = "116.2,0.2,5 116.4,0.2,5 116.4,0.4,5 116.2,0.2,5"
SAMPLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>Dokumen</name>
<Style id="s"><IconStyle><Icon><href>http://127.0.0.1:9/i.png</href></Icon></IconStyle></Style>
<Schema name="t" id="t"><SimpleField name="n" type="int"/><SimpleField name="kode" type="string"/>
<SimpleField name="luas" type="double"/><SimpleField name="aktif" type="bool"/></Schema>
<Folder><name>Atas</name>
 <Placemark id="p1"><name>titik</name><description><![CDATA[<b>x</b>]]></description>
  <TimeStamp><when>2024-05-01</when></TimeStamp>
  <ExtendedData><SchemaData schemaUrl="#t"><SimpleData name="n">3</SimpleData>
   <SimpleData name="kode">6401</SimpleData><SimpleData name="luas">1.5</SimpleData>
   <SimpleData name="aktif">1</SimpleData></SchemaData></ExtendedData>
  <Point><coordinates> 116.8,-1.2,5 </coordinates></Point></Placemark>
 <Folder><name>Bawah</name>
  <Placemark><name>bidang</name><ExtendedData><Data name="q"><value>7</value></Data>
   <Data name="folder"><value>lain</value></Data></ExtendedData>
   <Polygon><innerBoundaryIs><LinearRing><coordinates>{HOLE}</coordinates></LinearRing>
   </innerBoundaryIs><outerBoundaryIs><LinearRing><coordinates>{SQUARE}</coordinates></LinearRing>
   </outerBoundaryIs></Polygon></Placemark>
 </Folder></Folder>
<Placemark><name>garis</name><MultiGeometry>
 <LineString><coordinates>116,0 117,1</coordinates></LineString>
 <LineString><coordinates>118,0 119,1</coordinates></LineString></MultiGeometry></Placemark>
<Placemark><name>campur</name><MultiGeometry><Point><coordinates>116,0</coordinates></Point>
 <LineString><coordinates>118,0 119,1</coordinates></LineString></MultiGeometry></Placemark>
<Placemark><name>jejak</name><gx:Track><when>2024-01-01T00:00:00Z</when>
 <when>2024-01-01T00:01:00Z</when><gx:coord>116 0 1</gx:coord><gx:coord>117 1 1</gx:coord>
 </gx:Track></Placemark>
<Placemark><name>kosong</name></Placemark>
<NetworkLink><Link><href>http://127.0.0.1:9/lain.kml</href></Link></NetworkLink>
<GroundOverlay><Icon><href>peta.png</href></Icon></GroundOverlay>
</Document></kml>"""


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def placemark(inner: str) -> str:
    return f"<kml><Placemark>{inner}</Placemark></kml>"


def test_geometries_are_those_gdal_reads(sample):
    reading = kml.read(sample, Limits())
    names = reading.attributes["name"].tolist()
    oracle = {}
    for layer, _ in pyogrio.list_layers(sample):
        frame = pyogrio.read_dataframe(sample, layer=layer).dropna(subset="Name")
        oracle |= dict(zip(frame["Name"], shapely.force_2d(frame.geometry.array), strict=True))
    assert set(names) == set(oracle)
    for name, shape in zip(names, reading.geometry, strict=True):
        theirs = oracle[name]
        assert (shape is None and theirs is None) or shapely.equals(shape, theirs), name


def test_attributes_keep_their_types(sample):
    frame = kml.read(sample, Limits()).attributes
    first = frame.iloc[0]
    assert (first["n"], first["kode"], first["luas"], first["aktif"]) == (3, "6401", 1.5, True)
    assert (first["source_id"], first["begin"]) == ("p1", "2024-05-01")
    assert frame["q"].tolist()[1] == 7
    assert frame["folder_data"].tolist()[1] == "lain"
    assert frame["folder"].tolist()[:3] == ["Atas", "Atas / Bawah", None]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [("Atas", ["titik", "bidang"]), ("Bawah", ["bidang"]), ("Atas / Bawah", ["bidang"])],
)
def test_a_folder_is_a_layer(sample, wanted, names):
    reading = kml.read(sample, Limits(), wanted)
    assert reading.attributes["name"].tolist() == names
    assert reading.layer == wanted


def test_unknown_folder_names_those_there_are(sample):
    with pytest.raises(SourceError, match="Atas, Atas / Bawah") as caught:
        kml.read(sample, Limits(), "Tengah")
    assert caught.value.code == "layer-unknown"


def test_links_are_told_and_not_followed(sample):
    (found,) = [f for f in kml.read(sample, Limits()).findings if f.code == "link-not-followed"]
    assert found.severity == "warning"
    assert "1 GroundOverlay, 1 NetworkLink, 1 Style" in found.message
    assert "lain.kml" in found.message


def test_heights_are_counted(sample):
    notes = {f.code: f.message for f in kml.read(sample, Limits()).findings}
    assert notes["z-dropped"].startswith("heights of")


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ("<Point><coordinates>116</coordinates></Point>", "no latitude"),
        ("<Point><coordinates>a,b</coordinates></Point>", "not numbers"),
        ("<LineString><coordinates>116,0</coordinates></LineString>", "needs at least 2"),
        (f"<Polygon><outerBoundaryIs>{OPEN_RING}</outerBoundaryIs></Polygon>", "not closed"),
    ],
)
def test_damaged_geometry_names_its_row(tmp_path, inner, why):
    path = tmp_path / "a.kml"
    path.write_text(placemark(inner))
    (fault,) = kml.read(path, Limits()).findings
    assert (fault.row, fault.code) == (1, "bad-geometry")
    assert why in fault.message


def test_blanks_after_commas_are_understood(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(placemark("<Point><coordinates>116.8, -1.2</coordinates></Point>"))
    assert kml.read(path, Limits()).geometry[0].equals(shapely.Point(116.8, -1.2))


def test_a_model_and_an_empty_geometry_are_none(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(
        "<kml><Placemark><Model/></Placemark><Placemark><Point><coordinates/></Point></Placemark>"
        "<Placemark><gx:Track><gx:coord>116 0 0</gx:coord></gx:Track></Placemark></kml>"
    )
    reading = kml.read(path, Limits())
    assert reading.geometry.tolist() == [None, None, shapely.Point(116, 0)]
    assert "3D model" in reading.findings[0].message


def test_nothing_to_read(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text("<kml><Document/></kml>")
    with pytest.raises(SourceError) as caught:
        kml.read(path, Limits())
    assert caught.value.code == "no-layer"
