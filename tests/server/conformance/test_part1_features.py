"""OGC API Features Part 1 (17-069r4), class Core: its abstract tests, on both stores."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import shapely

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
BOXES = (
    "116,-1,117,0",
    "116,-1,-50,117,0,9000",
    "-180,-90,180,90",
    "170,-10,-170,10",
    "117.5,-90,-117.5,90",
    "116.5,0,116.5,0",
)
# What is asked, and the first and last day that fit.
TIMES = (
    ("2020-03-01", "2020-03-01", "2020-03-01"),
    ("2020-03-01T12:00:00Z", "2020-03-01", "2020-03-01"),
    ("2020-03-01/2020-04-01", "2020-03-01", "2020-04-01"),
    ("../2020-04-01", "0001", "2020-04-01"),
    ("2020-04-01/..", "2020-04-01", "9999"),
    ("2020-04-01T00:00:00Z/", "2020-04-01", "9999"),
    ("../..", "0001", "9999"),
)
INVALID = (
    *("limit=0", "limit=-1", "limit=two", "limit=1.5", "limit=", "limit=1&limit=2", "offset=-1"),
    *("bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=1,2,3,nan", "bbox=0,2,1,1"),
    *("bbox=0,-91,1,1", "bbox=", "datetime=", "datetime=yesterday", "datetime=2020-13-01"),
    *("datetime=2021-01-01/2020-01-01", "datetime=2020-01-01/2021-01-01/2022-01-01"),
    *("floors=many", "public=perhaps", "properties=nope", "sortby=nope", "f=shapefile", "lang=xx"),
)


def media(link):
    """Give the media type of a link without its parameters."""
    return link["type"].partition(";")[0]


def test_http(service):
    """/ats/core/http: HEAD tells what GET does, methods that are not there are 405 with Allow."""
    for path in ("/", "/conformance", "/collections", "/collections/samples/items"):
        got, head = service.get(path), service.client.head(path)
        assert head.status_code == got.status_code == 200
        assert head.data == b""
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        refused = service.client.delete(path)
        assert refused.status_code == 405
        assert "GET" in refused.headers["Allow"]
        known = service.client.get(path, headers={"If-None-Match": got.headers["ETag"]})
        assert (known.status_code, known.data) == (304, b"")


def test_root_op(service):
    """/ats/core/root-op: GET of the landing page answers 200."""
    assert service.get("/").status_code == 200


def test_root_success(service):
    """/ats/core/root-success: it links to API definition, conformance and collections."""
    document = service.read("/")
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        found = service.links(document, rel)
        assert found, rel
        for link in found:
            assert service.get(link["href"], link["type"]).mimetype == media(link)


def test_api_definition_op(service):
    """/ats/core/api-definition-op: what service-desc and service-doc link to answers 200."""
    document = service.read("/")
    for link in (*service.links(document, "service-desc"), *service.links(document, "service-doc")):
        assert service.get(link["href"]).status_code == 200


def test_api_definition_success(service):
    """/ats/core/api-definition-success: the definition is of the media type its link tells."""
    assert service.api["openapi"].startswith("3.0.")
    (page,) = service.links(service.read("/"), "service-doc")
    assert service.get(page["href"]).mimetype == "text/html"


def test_conformance_op(service):
    """/ats/core/conformance-op: GET of the conformance declaration answers 200."""
    assert service.get("/conformance").status_code == 200


def test_conformance_success(service):
    """/ats/core/conformance-success: it lists the classes that hold, Core among them."""
    listed = service.read("/conformance")["conformsTo"]
    assert CORE in listed
    assert len(set(listed)) == len(listed)
    assert all(re.fullmatch(r"http://www\.opengis\.net/spec/[\w./-]+", name) for name in listed)


def test_fc_md_op(service):
    """/ats/core/fc-md-op: GET of the collections answers 200."""
    assert service.get("/collections").status_code == 200


def test_fc_md_success(service):
    """/ats/core/fc-md-success: they are a list with links, each with an id and links."""
    document = service.read("/collections")
    assert document["links"]
    for one in document["collections"]:
        assert isinstance(one["id"], str)
        assert one["links"]
        assert one.get("itemType", "feature") == "feature"


def test_fc_md_links(service):
    """/ats/core/fc-md-links: self and each other form are linked, with rel and type."""
    document = service.read("/collections")
    (here,), others = service.links(document, "self"), service.links(document, "alternate")
    assert {here["type"]} | {link["type"] for link in others} == {"application/json", "text/html"}
    for link in (here, *others):
        assert service.get(link["href"]).mimetype == media(link)


def test_fc_md_items(service):
    """/ats/core/fc-md-items: every layer of the store is a collection, and nothing else is."""
    stored = {layer.id for layer in service.catalogue.layers() if layer.kind == "vector"}
    assert {one["id"] for one in service.collections} == stored


def test_fc_md_items_links(service):
    """/ats/core/fc-md-items-links: a collection links to its items in every encoding."""
    shared = service.api["paths"]["/collections/samples/items"]["get"]["responses"]["200"]
    for one in service.collections:
        found = service.links(one, "items")
        assert {link["type"] for link in found} == set(shared["content"])
        for link in found:
            assert service.get(link["href"]).mimetype == media(link), link


def test_fc_md_extent(service):
    """/ats/core/fc-md-extent: the extent holds every feature, in space and in time."""
    for one in service.collections:
        features = service.items(one["id"])["features"]
        shapes = [shapely.geometry.shape(f["geometry"]) for f in features if f["geometry"]]
        assert bool(shapes) == ("spatial" in one["extent"])
        if shapes:
            box = one["extent"]["spatial"]["bbox"][0]
            found = shapely.total_bounds(shapes)
            assert found == pytest.approx(box, abs=1e-9)
            assert one["extent"]["spatial"].get("crs", CRS84) == CRS84
        (interval,) = one["extent"]["temporal"]["interval"]
        assert len(interval) == 2


def test_fc_md_extent_multi(service):
    """/ats/core/fc-md-extent-multi: the first box and interval cover all others (one of each)."""
    for one in service.collections:
        assert len(one["extent"].get("spatial", {"bbox": [0]})["bbox"]) == 1
        assert len(one["extent"]["temporal"]["interval"]) == 1


def test_sfc_md_op(service):
    """/ats/core/sfc-md-op: GET of each collection answers 200; of an unknown one 404."""
    for one in service.collections:
        assert service.get(f"/collections/{one['id']}").status_code == 200
    assert service.get("/collections/there-is-none").status_code == 404


def test_sfc_md_success(service):
    """/ats/core/sfc-md-success: a collection tells of itself what the list of them tells."""
    for one in service.collections:
        assert service.read(f"/collections/{one['id']}") == one


def test_fc_op(service):
    """/ats/core/fc-op: GET of the items of each collection answers 200."""
    for one in service.collections:
        assert service.get(f"/collections/{one['id']}/items").status_code == 200


def items_of(service):
    return [f"/collections/{one['id']}/items" for one in service.collections]


def test_fc_bbox_definition(service):
    """/ats/core/fc-bbox-definition: bbox is a parameter: 4 or 6 numbers, form, not exploded."""
    for path in items_of(service):
        bbox = service.parameters(path)["bbox"]
        assert (bbox["in"], bbox.get("required", False)) == ("query", False)
        assert (bbox["style"], bbox["explode"]) == ("form", False)
        assert bbox["schema"]["type"] == "array"
        assert bbox["schema"]["items"] == {"type": "number"}
        assert [one["minItems"] for one in bbox["schema"]["oneOf"]] == [4, 6]


def area(box):
    """Give what a box covers: two parts where it crosses 180 degrees."""
    numbers = [float(part) for part in box.split(",")]
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    if west <= east:
        return shapely.box(west, south, east, north)
    parts = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    return shapely.MultiPolygon(parts)


def test_fc_bbox_response(service):
    """/ats/core/fc-bbox-response: what intersects the box is given, nothing else."""
    for name in ("samples", "districts"):
        frame = service.catalogue[name].read()
        for box in BOXES:
            right = sorted(frame.index[frame.intersects(area(box))])
            assert service.ids(name, bbox=box) == right, (name, box)


def test_fc_limit_definition(service):
    """/ats/core/fc-limit-definition: limit is a parameter: a whole number with its bounds."""
    for path in items_of(service):
        limit = service.parameters(path)["limit"]
        assert (limit["in"], limit.get("required", False)) == ("query", False)
        schema = limit["schema"]
        assert schema["type"] == "integer"
        assert 1 == schema["minimum"] <= schema["default"] <= schema["maximum"] == 1000


def test_fc_limit_response(service):
    """/ats/core/fc-limit-response: no page has more features than asked for, or than the most."""
    maximum = service.parameters("/collections/samples/items")["limit"]["schema"]["maximum"]
    for limit in (1, 3, 257, maximum, maximum + 1, 10**9):
        page = service.items("samples", limit=limit)
        assert len(page["features"]) == min(limit, maximum, 257)
    assert len(service.read("/collections/samples/items", "application/geo+json")["features"]) == 10


def test_fc_time_definition(service):
    """/ats/core/fc-time-definition: datetime is a parameter: a text, form, not exploded."""
    for path in items_of(service):
        time = service.parameters(path)["datetime"]
        assert (time["in"], time.get("required", False)) == ("query", False)
        assert (time["style"], time["explode"]) == ("form", False)
        assert time["schema"]["type"] == "string"


def test_fc_time_response(service):
    """/ats/core/fc-time-response: what has a time within is given, and what has no time."""
    frame = service.catalogue["samples"].read()
    day = frame["surveyed"].astype("string")
    for asked, first, last in TIMES:
        within = day.between(first, last).fillna(False) | day.isna()
        assert service.ids("samples", datetime=asked) == sorted(frame.index[within]), asked
        # A collection without times gives all it has.
        assert service.ids("districts", datetime=asked) == service.ids("districts")


def test_fc_response(service):
    """/ats/core/fc-response: a FeatureCollection of what all the parameters together select."""
    page = service.items("samples", bbox="116,-1,117,0", datetime="2020-02-01/..", floors=3)
    assert page["type"] == "FeatureCollection"
    frame = service.catalogue["samples"].read()
    here = frame.intersects(shapely.box(116, -1, 117, 0))
    right = here & (frame["surveyed"] >= "2020-02-01") & (frame["floors"] == 3)
    assert sorted(f["id"] for f in page["features"]) == sorted(frame.index[right])
    assert right.sum() > 0


def test_fc_links(service):
    """/ats/core/fc-links: self, every other form and the next page are linked, with their types."""
    for name in ("samples", "nothing"):
        page = service.items(name, limit=10, bbox="115,-2,119,1")
        (here,), others = service.links(page, "self"), service.links(page, "alternate")
        content = service.api["paths"][f"/collections/{name}/items"]["get"]["responses"]["200"]
        assert {here["type"]} | {link["type"] for link in others} == set(content["content"])
        for link in (here, *others):
            assert service.get(link["href"]).mimetype == media(link)
        again = service.read(here["href"], here["type"])
        assert again["features"] == page["features"]


def test_fc_next_links_reach_every_feature_once(service):
    """/ats/core/fc-links: following next gives every feature once, whatever is asked."""
    for asked in ({}, {"bbox": "116,-1,117,0"}, {"sortby": "-floors"}, {"floors": "3"}):
        page, seen = service.items("samples", limit=40, **asked), []
        while True:
            seen += [feature["id"] for feature in page["features"]]
            following = service.links(page, "next")
            if not following:
                break
            page = service.read(following[0]["href"], following[0]["type"])
        assert len(seen) == len(set(seen)) == page["numberMatched"]
        assert sorted(seen) == service.ids("samples", **asked)


def test_fc_timestamp(service):
    """/ats/core/fc-timeStamp: where a page tells when it was made, it was then (ours leave it)."""
    page = service.items("samples")
    told = page.get("timeStamp")
    assert told is None or abs(datetime.fromisoformat(told) - datetime.now(UTC)).seconds < 60
    assert service.get("/collections/samples/items").headers["ETag"]


def test_fc_number_matched(service):
    """/ats/core/fc-numberMatched: it is the count of what is selected, on all pages together."""
    for asked in ({}, {"bbox": "116,-1,117,0"}, {"floors": "3"}, {"datetime": "2020-05-01/.."}):
        every = service.ids("samples", **asked)
        for limit in (1, 7):
            assert service.items("samples", limit=limit, **asked)["numberMatched"] == len(every)


def test_fc_number_returned(service):
    """/ats/core/fc-numberReturned: it is the count of features on the page."""
    for limit in (1, 7, 1000):
        page = service.items("samples", limit=limit)
        assert page["numberReturned"] == len(page["features"])


def test_query_param_unknown(service):
    """/ats/core/query-param-unknown: a parameter that is not in the definition is 400."""
    for path in ("/", "/conformance", "/collections", "/api", *items_of(service)):
        refused = service.get(path, unknown_parameter="1")
        assert refused.status_code == 400
        assert refused.mimetype == "application/problem+json"


def test_query_param_invalid(service):
    """/ats/core/query-param-invalid: a value that does not fit its parameter is 400."""
    for query in INVALID:
        refused = service.client.get(f"/collections/samples/items?{query}")
        assert refused.status_code == 400, (query, refused.get_data(as_text=True))
        assert refused.get_json()["status"] == 400


def test_f_op(service):
    """/ats/core/f-op: GET of a feature answers 200 for each that items list; else 404."""
    for one in service.collections:
        for fid in service.ids(one["id"], limit=5):
            assert service.get(f"/collections/{one['id']}/items/{fid}").status_code == 200
        for fid in ("0", "999999999", "none", "-1", "1.5"):
            assert service.get(f"/collections/{one['id']}/items/{fid}").status_code == 404


def test_f_success(service):
    """/ats/core/f-success: a feature alone is what it is among the items."""
    for feature in service.items("samples", limit=20)["features"]:
        alone = service.read(f"/collections/samples/items/{feature['id']}", "application/geo+json")
        assert {name: alone[name] for name in feature} == feature


def test_f_links(service):
    """/ats/core/f-links: a feature links to itself, its other forms and its collection."""
    one = service.read("/collections/samples/items/7", "application/geo+json")
    (here,), others = service.links(one, "self"), service.links(one, "alternate")
    (home,) = service.links(one, "collection")
    content = service.api["paths"]["/collections/samples/items/{featureId}"]["get"]["responses"]
    types = {here["type"]} | {link["type"] for link in others}
    assert types == set(content["200"]["content"])
    assert service.read(home["href"])["id"] == "samples"
    for link in (here, *others, home):
        assert service.get(link["href"]).mimetype == media(link)


def test_crs84(service):
    """/ats/core/crs84: without crs, coordinates are longitude and latitude, in this order."""
    frame = service.catalogue["samples"].read()
    for feature in service.items("samples")["features"]:
        assert shapely.geometry.shape(feature["geometry"]).equals(frame.geometry[feature["id"]])
    assert service.get("/collections/samples/items").headers["Content-Crs"] == f"<{CRS84}>"
