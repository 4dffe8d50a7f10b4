from __future__ import annotations

import json

import pytest

from layers.errors import RemoteError
from layers.sources.remote.services.choosing import gather
from layers.sources.remote.services.gathering import Request

N = 7
OWS = {
    "2.0.0": ("http://www.opengis.net/wfs/2.0", "http://www.opengis.net/ows/1.1", "DefaultCRS"),
    "1.1.0": ("http://www.opengis.net/wfs", "http://www.opengis.net/ows", "DefaultSRS"),
}
MODERN = """<?xml version="1.0"?>
<WFS_Capabilities version="{version}" xmlns="{wfs}" xmlns:ows="{ows}"
  xmlns:xlink="http://www.w3.org/1999/xlink">
 <ows:ServiceIdentification><ows:Title>Kota</ows:Title></ows:ServiceIdentification>
 <ows:OperationsMetadata><ows:Operation name="GetFeature">
  <ows:DCP><ows:HTTP><ows:Get xlink:href="http://inside.invalid:8080/wfs?"/></ows:HTTP></ows:DCP>
  <ows:Parameter name="outputFormat">{formats}</ows:Parameter>
 </ows:Operation></ows:OperationsMetadata>
 <FeatureTypeList><FeatureType xmlns:kota="urn:kota"><Name>kota:pos</Name><Title>Pos</Title>
  <{srs}>{crs}</{srs}></FeatureType></FeatureTypeList>
</WFS_Capabilities>"""
OLD = """<WFS_Capabilities version="1.0.0" xmlns="http://www.opengis.net/wfs">
 <Service><Name>WFS</Name><Title>Kota</Title>
  <OnlineResource>http://inside.invalid/</OnlineResource></Service>
 <Capability><Request><GetFeature><ResultFormat><GML2/>{formats}</ResultFormat>
  <DCPType><HTTP><Get onlineResource="http://inside.invalid/wfs?"/></HTTP></DCPType>
 </GetFeature></Request></Capability>
 <FeatureTypeList><FeatureType><Name>kota:pos</Name><Title>Pos</Title><SRS>{crs}</SRS>
  <LatLongBoundingBox minx="116" miny="-2" maxx="117" maxy="0"/></FeatureType></FeatureTypeList>
</WFS_Capabilities>"""
URN = "urn:ogc:def:crs:EPSG::4326"


class Server:
    """A small WFS: versions, formats, paging, counting."""

    def __init__(self, site, version="2.0.0", *, json_too=True, crs=URN, counts=True):
        self.version, self.json_too, self.crs, self.counts = version, json_too, crs, counts
        self.n = N
        site.tells("/wfs", self.answer)
        self.url = site.url("/wfs")

    def capabilities(self):
        if self.version == "1.0.0":
            return OLD.format(crs=self.crs, formats="<JSON/>" if self.json_too else "")
        wfs, ows, srs = OWS[self.version]
        forms = ["application/gml+xml; version=3.2"]
        forms += ["text/javascript; format=jsonp", "application/json"] if self.json_too else []
        values = "".join(f"<ows:Value>{f}</ows:Value>" for f in forms)
        values = (
            f"<ows:AllowedValues>{values}</ows:AllowedValues>" if "2.0" in self.version else values
        )
        return MODERN.format(
            version=self.version, wfs=wfs, ows=ows, srs=srs, crs=self.crs, formats=values
        )

    def answer(self, asked):
        q = {k.lower(): v for k, v in asked.query.items()}
        assert q["service"].upper() == "WFS"
        if q["request"] == "GetCapabilities":
            return 200, self.capabilities(), {"Content-Type": "text/xml"}
        assert q.get("typenames", q.get("typename")) == "kota:pos"
        if q.get("resulttype") == "hits":
            word = "numberMatched" if self.version == "2.0.0" else "numberOfFeatures"
            if not self.counts:
                return 400, "<ExceptionReport/>", {}
            return 200, f'<FeatureCollection {word}="{self.n}"/>', {}
        start = int(q.get("startindex", 0))
        size = int(q.get("count", q.get("maxfeatures", self.n)))
        chosen = range(start, min(start + size, self.n))
        if "json" in q.get("outputformat", "").lower():
            return 200, json.dumps(self.geojson(chosen)), {"Content-Type": "application/json"}
        return 200, self.gml(chosen), {"Content-Type": "text/xml"}

    def geojson(self, chosen):
        rows = [
            {
                "type": "Feature",
                "id": f"pos.{n}",
                "properties": {"nama": str(n)},
                "geometry": {"type": "Point", "coordinates": [116.8, -1.2]},
            }
            for n in chosen
        ]
        return {"type": "FeatureCollection", "features": rows}

    def gml(self, chosen):
        rows = "".join(
            f'<wfs:member><kota:pos gml:id="pos.{n}"><kota:nama>A &amp; {n}</kota:nama>'
            f'<kota:geom><gml:Point srsName="{self.crs}"><gml:pos>-1.2 116.8</gml:pos></gml:Point>'
            "</kota:geom></kota:pos></wfs:member>"
            for n in chosen
        )
        return (
            '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
            'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:kota="urn:kota" '
            f'numberMatched="{self.n}" numberReturned="{len(chosen)}">{rows}</wfs:FeatureCollection>'
        )


@pytest.fixture
def taken(client, cache):
    def take(url, *, collection=None, box=None, size=3):
        request = Request(url, collection, box, size)
        return gather(cache, client, "wfs", request, lambda *_: None)

    return take


def refused(taken, url, **more):
    with pytest.raises(RemoteError) as told:
        taken(url, **more)
    return told.value


def asked_for_features(site):
    return [
        {k.lower(): v for k, v in a.query.items()}
        for a in site.asked
        if a.query.get("request") == "GetFeature" and a.query.get("resultType") != "hits"
    ]


@pytest.mark.parametrize("version", ["2.0.0", "1.1.0", "1.0.0"])
class TestVersions:
    def test_geojson(self, site, taken, version):
        done = taken(Server(site, version).url)
        names = [
            json.loads(line)["properties"]["nama"] for line in done.path.read_text().splitlines()
        ]
        assert names == [str(n) for n in range(N)]
        assert done.n_pages == (1 if version == "1.0.0" else 3)
        assert done.about.title == "Pos"
        assert done.origin()["version"] == version
        assert done.path.name == "kota_pos.geojsonl"

    def test_gml(self, site, taken, version):
        done = taken(Server(site, version, json_too=False).url)
        from lxml import etree

        root = etree.parse(done.path).getroot()
        ids = root.xpath("//@*[local-name()='id']")
        assert ids == [f"pos.{n}" for n in range(N)]
        assert root.xpath("string(//*[local-name()='nama'])") == "A & 0"
        assert "numberReturned" not in root.attrib
        assert done.path.suffix == ".gml"

    def test_the_order_of_axes_in_the_box(self, site, taken, version):
        taken(Server(site, version, json_too=False).url, box=(116.0, -2.0, 117.0, 0.5), size=99)
        (query,) = asked_for_features(site)
        if version == "1.0.0":
            assert query["bbox"] == "116.0,-2.0,117.0,0.5"
        else:
            assert query["bbox"] == f"-2.0,116.0,0.5,117.0,{URN}"

    def test_geojson_is_asked_for_in_longitude_and_latitude(self, site, taken, version):
        taken(Server(site, version).url, box=(116.0, -2.0, 117.0, 0.5), size=99)
        (query,) = asked_for_features(site)
        assert query["srsname"] == "EPSG:4326"
        assert query["bbox"].removesuffix(",EPSG:4326") == "116.0,-2.0,117.0,0.5"


def test_only_the_server_asked_is_asked(site, taken):
    taken(Server(site).url + "?map=kota.map&SERVICE=WFS&typeName=pos&maxFeatures=1")
    assert {a.query["map"] for a in site.asked} == {"kota.map"}
    assert len(asked_for_features(site)) == 3


def test_a_server_that_cannot_count(site, taken):
    assert taken(Server(site, counts=False).url).n_features == N


def test_another_reference_system_is_told(site, taken):
    server = Server(site, crs="urn:ogc:def:crs:EPSG::32750")
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}
    server.geojson = lambda chosen, plain=server.geojson: {**plain(chosen), "crs": named}
    assert taken(server.url).about.crs == "EPSG:32750"


def test_unknown_types_are_named(site, taken):
    fault = refused(taken, Server(site).url, collection="jalan")
    assert fault.code == "no-collection"
    assert "kota:pos" in str(fault)


def test_a_server_that_ignores_startindex(site, taken):
    server = Server(site)
    server.geojson = lambda chosen, plain=server.geojson: plain(range(3))
    assert refused(taken, server.url).code == "page-loop"


def test_features_that_go_missing(site, taken):
    server = Server(site)
    server.geojson = lambda chosen, plain=server.geojson: plain(n for n in chosen if n != 4)
    assert refused(taken, server.url).code in ("changed-while-reading", "incomplete")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "<ows:ExceptionReport xmlns:ows='o'><ows:ExceptionText>Tidak ada</ows:ExceptionText></ows:ExceptionReport>",
            "wfs-error",
        ),
        (
            "<ServiceExceptionReport><ServiceException>x</ServiceException></ServiceExceptionReport>",
            "wfs-error",
        ),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "xml-entities"),
        ("<!DOCTYPE html><html>", "xml-entities"),
        ("<html><body>log in</body></html>", "not-features"),
        ("<WFS_Capabilities version='3.0.0'/>", "not-features"),
        ("<WFS_Capabilities version='2.0.0'/>", "not-xml"),
        ("<a", "not-xml"),
        ("{}", "not-xml"),
        ("", "not-xml"),
        ("<a>" * 100_000, "not-xml"),
    ],
)
def test_instead_of_capabilities(site, taken, body, code):
    fault = refused(taken, site.says("/wfs", body))
    assert fault.code == code
    if "Tidak ada" in body:
        assert "Tidak ada" in str(fault)


@pytest.mark.parametrize("json_too", [True, False])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<ExceptionReport><Exception>penuh</Exception></ExceptionReport>", "wfs-error"),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]><FeatureCollection>&b;</FeatureCollection>",
            "xml-entities",
        ),
        ("<html/>", None),
        ("", None),
    ],
)
def test_instead_of_features(site, taken, cache, json_too, body, code):
    server = Server(site, json_too=json_too)
    server.geojson = server.gml = lambda chosen: None
    answer = server.answer
    site.tells(
        "/wfs",
        lambda a: (
            (200, body, {})
            if a.query.get("request") == "GetFeature" and a.query.get("resultType") != "hits"
            else answer(a)
        ),
    )
    fault = refused(taken, server.url)
    assert fault.code == code or (
        code is None and fault.code in ("not-features", "not-json", "not-xml", "web-page")
    )
    assert [p.name for p in cache.folder.iterdir()] == ["locks"]


def test_a_feature_on_two_pages_of_gml(site, taken):
    server = Server(site, json_too=False)
    server.gml = lambda chosen, plain=server.gml: plain([0, *chosen])
    assert refused(taken, server.url).code == "changed-while-reading"
