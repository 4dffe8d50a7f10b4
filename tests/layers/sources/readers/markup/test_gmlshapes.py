"""GML geometries of every kind, against GDAL, and the names of reference systems."""

from __future__ import annotations

import pyogrio
import pytest
import shapely

from layers.errors import CRSError
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import shape
from layers.sources.readers.markup import gmlshapes, stream

RING = "<LinearRing><posList>116 0 117 0 117 1 116 0</posList></LinearRing>"
PATCH = f"<PolygonPatch><exterior>{RING}</exterior></PolygonPatch>"
SEGMENT = "<LineStringSegment><posList>116 0 117 0</posList></LineStringSegment>"
NEXT = SEGMENT.replace("116 0 117 0", "117 0 117 1")
LINE = "<LineString><posList>116 0 117 1</posList></LineString>"
KINDS = {
    "pos": "<Point><pos>116 0</pos></Point>",
    "gml2 point": "<Point><coordinates>116,0</coordinates></Point>",
    "coord": "<Point><coord><X>116</X><Y>0</Y></coord></Point>",
    "line": LINE,
    "line of pos": "<LineString><pos>116 0</pos><pos>117 1</pos></LineString>",
    "line 3d": '<LineString srsDimension="3"><posList>116 0 5 117 1 5</posList></LineString>',
    "curve": f"<Curve><segments>{SEGMENT}{NEXT}</segments></Curve>",
    "polygon": f"<Polygon><exterior>{RING}</exterior></Polygon>",
    "gml2 polygon": "<Polygon><outerBoundaryIs><LinearRing><coordinates>116,0 117,0 117,1 116,0"
    "</coordinates></LinearRing></outerBoundaryIs></Polygon>",
    "ring of curves": "<Polygon><exterior><Ring><curveMember><LineString><posList>116 0 117 0 "
    "117 1</posList></LineString></curveMember><curveMember><LineString><posList>117 1 116 0"
    "</posList></LineString></curveMember></Ring></exterior></Polygon>",
    "surface": f"<Surface><patches>{PATCH}</patches></Surface>",
    "points": "<MultiPoint><pointMember><Point><pos>116 0</pos></Point></pointMember></MultiPoint>",
    "curves": f"<MultiCurve><curveMember>{LINE}</curveMember></MultiCurve>",
    "surfaces": f"<MultiSurface><surfaceMembers><Polygon><exterior>{RING}</exterior></Polygon>"
    f"</surfaceMembers></MultiSurface>",
    "any": f"<MultiGeometry><geometryMember>{LINE}</geometryMember></MultiGeometry>",
}


def node(path, text: str) -> stream.Node:
    path.write_text(f"<a>{text}</a>")
    out = []
    stream.read(path, Limits(), lambda t, around: bool(around), lambda n, _: out.append(n))
    return out[0]


@pytest.mark.parametrize("kind", KINDS)
def test_kinds(tmp_path, kind):
    text = KINDS[kind]
    made = gmlshapes.geometry_of(node(tmp_path / "a.xml", text), gmlshapes.Frame())
    path = tmp_path / "a.gml"
    namespaced = text.replace("</", "</\0").replace("<", "<gml:").replace("<gml:/\0", "</gml:")
    path.write_text(
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember>'
        f"<f><g>{namespaced}</g></f></gml:featureMember></gml:FeatureCollection>"
    )
    oracle = shapely.force_2d(pyogrio.read_dataframe(path).geometry.iloc[0])
    assert shapely.equals(shape(made), oracle)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<Curve><segments><Arc><posList>0 0 1 1 2 0</posList></Arc></segments></Curve>", "Arc"),
        ("<LineString><posList>0 0 1</posList></LineString>", "3 numbers"),
        ("<Point><pos>116</pos></Point>", "one number"),
        ("<LineString><coordinates>1,a</coordinates></LineString>", "not numbers"),
        (f"<MultiPoint><pointMember>{LINE}</pointMember></MultiPoint>", "LineString in a"),
        (f"<Polygon><exterior>{RING}</exterior><exterior>{RING}</exterior></Polygon>", "more than"),
    ],
)
def test_what_is_not_read(tmp_path, text, why):
    if "0 0 1<" in text:
        text = text.replace("<posList>", '<posList srsDimension="2">')
    with pytest.raises(ValueError, match=why):
        gmlshapes.geometry_of(node(tmp_path / "a.xml", text), gmlshapes.Frame())


@pytest.mark.parametrize("text", ["<Point/>", "<Polygon/>", "<MultiPoint/>", "<LineString/>"])
def test_empty(tmp_path, text):
    assert gmlshapes.geometry_of(node(tmp_path / "a.xml", text), gmlshapes.Frame()) is None


@pytest.mark.parametrize(
    ("name", "crs", "north_first"),
    [
        ("EPSG:4326", "EPSG:4326", False),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", "EPSG:4326", False),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326", True),
        ("urn:ogc:def:crs:EPSG:9.6:4326", "EPSG:4326", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326", True),
        ("urn:x-ogc:def:crs:EPSG::32750", "EPSG:32750", False),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", False),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "EPSG:4326", False),
    ],
)
def test_names_of_systems(name, crs, north_first):
    assert gmlshapes.reference(name) == (crs, north_first)


@pytest.mark.parametrize("name", ["", "http://127.0.0.1:9/crs.xml", "EPSG:999999", "#local"])
def test_unknown_system(name):
    with pytest.raises(CRSError) as caught:
        gmlshapes.reference(name)
    assert caught.value.code == "crs-unknown"
