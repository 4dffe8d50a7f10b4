"""GML: features, layers, links and axes; GDAL as the oracle."""

from __future__ import annotations

import geopandas as gpd
import pyogrio
import pytest
import shapely

from layers.errors import CRSError, SourceError
from layers.sources.limits import Limits
from layers.sources.readers.markup import gml

GML = 'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="x" xmlns:a="b"'
URN = "urn:ogc:def:crs:EPSG::4326"


def point(srs: str, numbers: str) -> str:
    return f'<a:geom><gml:Point srsName="{srs}"><gml:pos>{numbers}</gml:pos></gml:Point></a:geom>'


def collection(*features: str, head: str = "", kind: str = "zona") -> str:
    members = "".join(
        f'<gml:featureMember><a:{kind} gml:id="f{i}">{f}</a:{kind}></gml:featureMember>'
        for i, f in enumerate(features)
    )
    return f"<gml:FeatureCollection {GML}>{head}{members}</gml:FeatureCollection>"


@pytest.fixture
def read(tmp_path):
    def run(content: str, wanted: str | None = None):
        path = tmp_path / "a.gml"
        path.write_text(content)
        return gml.read(path, Limits(), wanted)

    return run


@pytest.mark.parametrize("version", ["GML2", "GML3", "GML3.2"])
@pytest.mark.parametrize("crs", [4326, 32750])
def test_what_gdal_wrote_is_read_as_gdal_reads_it(tmp_path, version, crs):
    shapes = gpd.GeoSeries(
        [
            shapely.box(116, -1, 117, 0),
            shapely.MultiPolygon([shapely.box(116, 0, 117, 1), shapely.box(118, 0, 119, 1)]),
            shapely.Polygon(
                [(116, 0), (117, 0), (117, 1)], [[(116.5, 0.1), (116.6, 0.1), (116.6, 0.2)]]
            ),
        ],
        crs=4326,
    )
    frame = gpd.GeoDataFrame(
        {"kode": ["6401", "01", None], "n": [1, 2, 3]}, geometry=shapes.to_crs(crs)
    )
    path = tmp_path / "a.gml"
    frame.to_file(path, driver="GML", engine="pyogrio", FORMAT=version)
    oracle = pyogrio.read_dataframe(path)
    reading = gml.read(path, Limits())
    assert reading.crs == f"EPSG:{crs}"
    assert all(shapely.equals(reading.geometry, shapely.force_2d(oracle.geometry.array)))
    assert reading.attributes["n"].tolist() == [1, 2, 3]
    assert reading.attributes["kode"].tolist() == ["6401", "01", None]
    swapped = [f.code for f in reading.findings if f.code == "axis-order"]
    assert bool(swapped) == (crs == 4326 and version != "GML2")


def test_a_short_name_means_x_first_and_a_urn_what_the_authority_says(read):
    for srs, numbers in (("EPSG:4326", "116 -1"), (URN, "-1 116")):
        reading = read(collection(point(srs, numbers)))
        assert reading.geometry[0].equals(shapely.Point(116, -1))


def test_the_name_is_taken_from_the_envelope_around(read):
    head = (
        f'<gml:boundedBy><gml:Envelope srsName="{URN}" srsDimension="3">'
        "<gml:lowerCorner>0 0 0</gml:lowerCorner></gml:Envelope></gml:boundedBy>"
    )
    inner = "<a:geom><gml:Point><gml:pos>-1 116 5</gml:pos></gml:Point></a:geom>"
    reading = read(collection(inner, head=head))
    assert (reading.crs, reading.geometry[0]) == ("EPSG:4326", shapely.Point(116, -1))
    assert "z-dropped" in [f.code for f in reading.findings]


def test_no_name_at_all_leaves_the_crs_open(read):
    inner = "<a:geom><gml:Point><gml:pos>116 -1</gml:pos></gml:Point></a:geom>"
    assert read(collection(inner)).crs is None


def test_systems_are_not_mixed(read):
    content = collection(point("EPSG:4326", "116 0"), point("EPSG:32750", "500000 0"))
    with pytest.raises(CRSError, match="EPSG:4326, EPSG:32750") as caught:
        read(content)
    assert caught.value.code == "crs-mixed"


def test_feature_types_are_layers(read):
    two = collection(point(URN, "0 116")).replace(
        "</gml:FeatureCollection>",
        "<gml:member><a:jalan/></gml:member></gml:FeatureCollection>",
    )
    with pytest.raises(SourceError, match="zona, jalan") as caught:
        read(two)
    assert caught.value.code == "layer-ambiguous"
    assert read(two, "jalan").geometry.tolist() == [None]
    with pytest.raises(SourceError) as unknown:
        read(two, "sungai")
    assert unknown.value.code == "layer-unknown"


def test_properties_nested_repeated_and_linked(read):
    inner = (
        "<a:nama>x</a:nama><a:nama>y</a:nama><a:luas uom='ha'><a:nilai>5</a:nilai></a:luas>"
        "<a:induk xlink:href='http://127.0.0.1:9/f'/>" + point(URN, "0 116")
    )
    reading = read(collection(inner))
    row = reading.attributes.iloc[0].to_dict()
    assert row == {
        "gml_id": "f0",
        "nama": "x",
        "nama_2": "y",
        "luas_nilai": 5,
        "induk": "http://127.0.0.1:9/f",
    }
    assert "link-not-followed" in [f.code for f in reading.findings]


def test_a_second_geometry_is_named(read):
    (found,) = [
        f.message
        for f in read(collection(point(URN, "0 116") + point(URN, "1 117"))).findings
        if f.code == "geometry-left-out"
    ]
    assert "geom (1)" in found


def test_an_answer_of_a_wfs(read):
    content = (
        f'<wfs:FeatureCollection xmlns:wfs="w" {GML}><wfs:member><wfs:FeatureCollection>'
        f"<wfs:member><a:zona>{point(URN, '0 116')}</a:zona></wfs:member>"
        "</wfs:FeatureCollection></wfs:member></wfs:FeatureCollection>"
    )
    assert read(content).layer == "zona"


def test_damaged_coordinates_name_their_row(read):
    reading = read(collection(point(URN, "0 116"), point(URN, "0 x")))
    assert reading.bad_rows() == [2]


def test_no_feature(read):
    with pytest.raises(SourceError) as caught:
        read(collection())
    assert caught.value.code == "no-layer"
