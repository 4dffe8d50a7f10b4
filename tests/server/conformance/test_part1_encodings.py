"""OGC API Features Part 1 (17-069r4), classes GeoJSON, HTML and OpenAPI 3.0, on both stores."""

from __future__ import annotations

import html.parser
import re

import shapely
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

SPEC = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
GEOJSON = "application/geo+json"
# Depth of the arrays of positions.
DEPTHS = {"Point": 0, "LineString": 1, "MultiPoint": 1, "MultiLineString": 2, "Polygon": 2}
DEPTHS |= {"MultiPolygon": 3}
FEATURES = ("/collections/samples/items", "/collections/samples/items/7")


def positions(value, depth):
    """Give every position of coordinates nested so deep."""
    if depth == 0:
        yield value
        return
    assert isinstance(value, list)
    for part in value:
        yield from positions(part, depth - 1)


def check_geometry(geometry):
    """Hold a geometry to RFC 7946: members, numbers, closed rings wound as they should be."""
    assert set(geometry) == {"type", "coordinates"}
    for position in positions(geometry["coordinates"], DEPTHS[geometry["type"]]):
        assert len(position) in (2, 3)
        assert all(isinstance(number, int | float) for number in position)
    shape = shapely.geometry.shape(geometry)
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type == "Polygon":
            assert polygon.exterior.is_closed
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


def check_feature(feature):
    """Hold a feature to RFC 7946."""
    assert feature["type"] == "Feature"
    assert isinstance(feature["id"], int | str)
    assert isinstance(feature["properties"], dict)
    if feature["geometry"] is not None:
        check_geometry(feature["geometry"])


def test_geojson_definition(service):
    """/ats/geojson/definition: features are application/geo+json where the class is declared."""
    assert f"{SPEC}geojson" in service.conforms
    for path in FEATURES:
        for accept in ("", GEOJSON, f"{GEOJSON};q=0.9,text/html;q=0.1", "*/*"):
            assert service.get(path, accept).mimetype == GEOJSON


def test_geojson_content(service):
    """/ats/geojson/content: every item is GeoJSON by RFC 7946, links in the member links."""
    for one in service.collections:
        page = service.items(one["id"])
        assert page["type"] == "FeatureCollection"
        assert page["links"]
        for feature in page["features"]:
            check_feature(feature)
    alone = service.read(FEATURES[1], GEOJSON)
    check_feature(alone)
    assert alone["links"]


def test_html_definition(service):
    """/ats/html/definition: every resource has a page where the class is declared."""
    assert f"{SPEC}html" in service.conforms
    for path in ("/", "/conformance", "/collections", "/collections/samples", "/api", *FEATURES):
        for answer in (service.get(path, "text/html"), service.get(path, f="html")):
            assert (answer.status_code, answer.mimetype) == (200, "text/html")


class Page(html.parser.HTMLParser):
    """What a page says: its words, its addresses, its tags, each closed."""

    EMPTY = frozenset(("meta", "link", "br", "img", "input", "hr"))

    def __init__(self, text):
        super().__init__()
        self.words, self.addresses, self.open = "", set(), []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.addresses |= {value for name, value in attributes if name == "href"}
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_html_content(service):
    """/ats/html/content: a page is HTML 5 and tells each value and link of its document."""
    body = service.get(FEATURES[0], f="html", limit=5).get_data(as_text=True)
    assert body.startswith("<!doctype html>")
    page, document = Page(body), service.items("samples", limit=5)
    for feature in document["features"]:
        assert feature["properties"]["name"] in page.words
        assert any(f"/items/{feature['id']}?" in address for address in page.addresses)
    (following,) = service.links(document, "next")
    mark = re.search(r"next=[0-9-]+", following["href"])[0]
    assert any(mark in address for address in page.addresses)
    home = Page(service.get("/", f="html").get_data(as_text=True))
    for path in ("/collections", "/conformance", "/api"):
        assert any(address.startswith(path) for address in home.addresses), path
    for one in service.collections:
        there = Page(service.get(f"/collections/{one['id']}", f="html").get_data(as_text=True))
        assert one["title"] in there.words


def operations(service):
    for path, item in service.api["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_oas30_completeness(service):
    """/ats/oas30/completeness: every status and media type that is answered is described."""
    asked = {
        "/": ["/"],
        "/conformance": ["/conformance"],
        "/collections": ["/collections", "/collections?f=html"],
        "/collections/samples": ["/collections/samples"],
        "/collections/samples/items": [
            *(f"{FEATURES[0]}?f={name}" for name in ("json", "html", "csv", "gpkg", "fgb")),
            f"{FEATURES[0]}?f=parquet",
            f"{FEATURES[0]}?f=geojsonseq",
        ],
        "/collections/samples/items/{featureId}": [FEATURES[1], f"{FEATURES[1]}?f=html"],
        "/collections/samples/queryables": ["/collections/samples/queryables"],
        "/collections/samples/schema": ["/collections/samples/schema"],
    }
    for path, addresses in asked.items():
        described = service.api["paths"][path]["get"]["responses"]
        for address in addresses:
            answer = service.get(address)
            content = described[str(answer.status_code)]["content"]
            assert answer.mimetype in {media.partition(";")[0] for media in content}, address


def test_oas30_exception_codes(service):
    """/ats/oas30/exception-codes: every error that is answered is described, with its media."""
    for path, address in (
        ("/collections/samples/items", "/collections/samples/items?limit=0"),
        ("/collections/samples/items/{featureId}", "/collections/samples/items/0"),
        ("/collections/samples", "/collections/samples?nope=1"),
        ("/conformance", "/conformance?nope=1"),
    ):
        answer = service.get(address)
        described = service.api["paths"][path]["get"]["responses"][str(answer.status_code)]
        assert answer.mimetype in described["content"]
        schema = described["content"][answer.mimetype]["schema"]
        assert faults(service, schema, answer.get_json()) == []


def faults(service, schema, body):
    """List how a body differs from a schema of the API definition."""
    whole = schema | {"components": service.api["components"]}
    return [error.message for error in OAS30Validator(whole).iter_errors(body)]


def test_oas30_security(service):
    """/ats/oas30/security: what demands credentials says so and refuses others; reading does not."""
    assert "security" not in service.api
    schemes = set(service.api["components"].get("securitySchemes", {}))
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    for method, path, operation in operations(service):
        demands = operation.get("security", [{}])
        assert {name for one in demands for name in one} <= schemes
        if path.startswith(("/collections", "/conformance", "/api")):
            assert demands == [{}], path
        if {} not in demands:
            filled = re.sub(r"\{\w+\}", "1", path)
            refused = service.client.open(
                filled, method=method.upper(), json={}, environ_base=stranger
            )
            assert refused.status_code in (401, 403), (method, path)
    assert service.client.get("/collections", environ_base=stranger).status_code == 200


def test_oas30_definition_1(service):
    """/ats/oas30/definition-1: the definition is valid OpenAPI 3.0, and complete in itself."""
    OpenAPIV30SpecValidator(service.api).validate()


def test_oas30_definition_2(service):
    """/ats/oas30/definition-2: it is served as OpenAPI JSON, and shown as a page."""
    assert f"{SPEC}oas30" in service.conforms
    (link,) = service.links(service.read("/"), "service-desc")
    assert link["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert service.get(link["href"]).headers["Content-Type"] == link["type"]
    (page,) = service.links(service.read("/"), "service-doc")
    shown = service.get(page["href"]).get_data(as_text=True)
    for _, path, _ in operations(service):
        assert f"<code>{path}</code>" in shown


def test_oas30_oas_impl(service):
    """/ats/oas30/oas-impl: what the definition describes is there, and as its schemas say."""
    given = {"featureId": "1", "processId": "nearest", "tileMatrixSetId": "WebMercatorQuad"}
    checked = 0
    for method, path, operation in operations(service):
        if method != "get" or not path.startswith(("/collections/samples", "/conf", "/api")):
            continue
        if "{tile" in path.replace("{tileMatrixSetId}", ""):
            continue
        answer = service.get(re.sub(r"\{(\w+)\}", lambda name: given[name[1]], path))
        assert answer.status_code == 200, path
        content = operation["responses"]["200"]["content"]
        media = next(name for name in content if name.partition(";")[0] == answer.mimetype)
        if "json" in media:
            schema = content[media]["schema"]
            assert faults(service, schema, answer.get_json()) == [], path
            checked += 1
    assert checked >= 8
