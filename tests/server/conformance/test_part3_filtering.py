"""OGC API Features Part 3 (19-079r2), filtering: its abstract tests, on both stores."""

from __future__ import annotations

import json

import numpy as np
import pyproj

SPEC = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
UNKNOWN = "http://www.opengis.net/def/crs/OGC/0/does_not_exist"
INVALID = "THIS IS NOT A FILTER"
# A value of each type that a queryable may have, and one it may not have.
VALUES = {"string": ("a", None), "integer": (3, "three"), "number": (20.5, "low")}
VALUES |= {"boolean": ("true", "perhaps"), "date": ("2020-05-04", "yesterday")}


def queryables(service, collection):
    """Give the queryables of a collection, by the link it has to them."""
    (link,) = service.links(collection, QUERYABLES)
    return service.read(link["href"], "application/schema+json")


def attributes(service, collection):
    """Give the queryables that are no geometries."""
    listed = queryables(service, collection)["properties"]
    return {name: part for name, part in listed.items() if "type" in part}


def spatial(service, collection):
    """Give the name of the queryable that is a geometry."""
    listed = queryables(service, collection)["properties"]
    (name,) = (n for n, part in listed.items() if part.get("format", "").startswith("geometry-"))
    return name


def declared(service, name):
    answer = service.get("/conformance", "application/json")
    assert answer.status_code == 200
    assert SPEC + name in answer.get_json()["conformsTo"]


def test_queryables_get_conformance(service):
    """/conf/queryables/get-conformance: the class is declared."""
    declared(service, "queryables")


def test_queryables_get_queryables_uris(service):
    """/conf/queryables/get-queryables-uris: every collection links to its queryables."""
    for one in service.collections:
        (link,) = service.links(service.read(f"/collections/{one['id']}"), QUERYABLES)
        assert link["href"].endswith(f"/collections/{one['id']}/queryables")


def test_queryables_get_queryables(service):
    """/conf/queryables/get-queryables: they are a JSON Schema of an object, at their own address."""
    for one in service.collections:
        document = queryables(service, one)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"].endswith(f"/collections/{one['id']}/queryables")
        assert document["type"] == "object"
        assert document["properties"]
        assert spatial(service, one) == "geometry"


def test_query_parameters_get_conformance(service):
    """/conf/queryables-query-parameters/get-conformance: the class is declared."""
    declared(service, "queryables-query-parameters")


def test_query_parameters_query_param(service):
    """/conf/queryables-query-parameters/query-param: each queryable is a parameter that filters."""
    for one in service.collections:
        home = f"/collections/{one['id']}/items"
        for name, part in attributes(service, one).items():
            right, wrong = VALUES[part.get("format", part["type"])]
            assert service.parameters(home)[name]["schema"]["type"] == part["type"]
            page = service.items(one["id"], **{name: right})
            wanted = {"true": True}.get(right, right)
            assert all(f["properties"][name] == wanted for f in page["features"]), name
            # None is left out: the same features are found by their values alone.
            every = service.items(one["id"])["features"]
            assert page["numberMatched"] == sum(f["properties"][name] == wanted for f in every)
            if wrong is not None:
                assert service.get(home, **{name: wrong}).status_code == 400


def test_filter_get_conformance(service):
    """/conf/filter/get-conformance: the class is declared."""
    declared(service, "filter")


def is_null(name, language):
    """Give the filter that a queryable has no value, in a language."""
    if language == "cql2-json":
        return json.dumps({"op": "isNull", "args": [{"property": name}]})
    return f"{name} IS NULL"


def test_filter_filter_param(service):
    """/conf/filter/filter-param: filter selects in each language offered; what is no filter is 400."""
    for one in service.collections:
        home, every = f"/collections/{one['id']}/items", service.items(one["id"])
        for name in attributes(service, one):
            missing = sorted(f["id"] for f in every["features"] if f["properties"][name] is None)
            for language in ("cql2-text", "cql2-json", "cql-text"):
                given = {"filter": is_null(name, language), "filter_lang": language}
                assert service.ids(one["id"], **given) == missing, (name, language)
        for language in ("cql2-text", "cql2-json", "cql3"):
            refused = service.get(home, filter=INVALID, filter_lang=language)
            assert refused.status_code == 400


def test_filter_filter_lang_default(service):
    """/conf/filter/filter-lang-default: without filter-lang, a filter is CQL2 text."""
    parameter = service.parameters("/collections/samples/items")["filter-lang"]
    assert parameter["schema"]["default"] == "cql2-text"
    for text in ("surveyed IS NULL", "floors > 3 AND NOT class = 'a'"):
        named = service.ids("samples", filter=text, filter_lang="cql2-text")
        assert service.ids("samples", filter=text) == named != []
    assert service.get("/collections/samples/items", filter=INVALID).status_code == 400


def test_filter_expression_construction(service):
    """/conf/filter/expression-construction: a queryable that there is not is 400."""
    for one in service.collections:
        assert queryables(service, one)["additionalProperties"] is False
        for language in ("cql2-text", "cql2-json"):
            text = is_null("this_is_not_a_queryable", language)
            path = f"/collections/{one['id']}/items"
            assert service.get(path, filter=text, filter_lang=language).status_code == 400


def in_box(name, box, language="cql2-text"):
    """Give the filter that a queryable meets a box."""
    if language == "cql2-json":
        return json.dumps(
            {"op": "s_intersects", "args": [{"property": name}, {"bbox": [float(b) for b in box]}]}
        )
    return f"S_INTERSECTS({name},BBOX({','.join(repr(float(b)) for b in box)}))"


def test_filter_filter_crs_wgs84(service):
    """/conf/filter/filter-crs-wgs84: shapes are in CRS84; what no such place can be is 400."""
    for one in service.spatial:
        name, box = spatial(service, one), one["extent"]["spatial"]["bbox"][0]
        for language in ("cql2-text", "cql2-json"):
            given = {"filter": in_box(name, box, language), "filter_lang": language}
            assert service.ids(one["id"], **given) == service.ids(one["id"])
            far = in_box(name, (1000000, 1000000, 2000000, 2000000), language)
            path = f"/collections/{one['id']}/items"
            assert service.get(path, filter=far, filter_lang=language).status_code == 400


def turned(uri, box):
    """Give a box in degrees in the axes of a system, a little wider."""
    code = uri.rsplit("/", 1)[1]
    there = pyproj.CRS.from_user_input("OGC:CRS84" if code == "CRS84" else f"EPSG:{code}")
    change = pyproj.Transformer.from_crs("OGC:CRS84", there, always_xy=False)
    west, south, east, north = np.add(box, (-0.01, -0.01, 0.01, 0.01))
    edge = np.linspace(0, 1, 33)
    x = np.concatenate([west + (east - west) * edge] * 2 + [west + 0 * edge, east + 0 * edge])
    y = np.concatenate([south + 0 * edge, north + 0 * edge] + [south + (north - south) * edge] * 2)
    a, b = change.transform(x, y)
    return min(a), min(b), max(a), max(b)


def test_filter_filter_crs_param(service):
    """/conf/filter/filter-crs-param: shapes are read in the system named; an unknown one is 400."""
    for one in service.spatial:
        name, box = spatial(service, one), one["extent"]["spatial"]["bbox"][0]
        for code in ("OGC/1.3/CRS84", "EPSG/0/4326", "EPSG/0/3857", "EPSG/0/32750"):
            uri = f"http://www.opengis.net/def/crs/{code}"
            assert uri in one["crs"]
            given = {"filter": in_box(name, turned(uri, box)), "filter_crs": uri}
            assert service.ids(one["id"], **given) == service.ids(one["id"]), (one["id"], uri)
        given = {"filter": in_box(name, box), "filter_crs": UNKNOWN}
        assert service.get(f"/collections/{one['id']}/items", **given).status_code == 400


def test_filter_mixing_expression(service):
    """/conf/filter/mixing-expression: filter, bbox, datetime and attributes hold all together."""
    for one in service.spatial:
        name, box = spatial(service, one), one["extent"]["spatial"]["bbox"][0]
        text, whole = in_box(name, box), ",".join(map(str, box))
        assert service.ids(one["id"], filter=text, bbox=whole) == service.ids(one["id"])
        assert service.ids(one["id"], filter=text, bbox="-60,-30,-50,-20") == []
    both = service.ids("samples", filter="floors > 3", bbox="116,-1,117,0", **{"class": "a"})
    single = [
        service.ids("samples", filter="floors > 3"),
        service.ids("samples", bbox="116,-1,117,0"),
        service.ids("samples", **{"class": "a"}),
    ]
    assert both == sorted(set.intersection(*map(set, single))) != []


def test_features_filter_get_conformance(service):
    """/conf/features-filter/get-conformance: the class is declared."""
    declared(service, "features-filter")


def test_features_filter_filter_on_items(service):
    """/conf/features-filter/filter-on-items: items take filter, filter-lang, filter-crs as defined."""
    for one in service.collections:
        parameters = service.parameters(f"/collections/{one['id']}/items")
        for name in ("filter", "filter-lang", "filter-crs"):
            assert parameters[name]["in"] == "query"
            assert not parameters[name].get("required", False)
        assert parameters["filter-crs"]["schema"]["default"] == CRS84
        languages = parameters["filter-lang"]["schema"]["enum"]
        assert languages == ["cql2-text", "cql2-json", "cql-text"]
        for name in attributes(service, one):
            there, gone = (
                service.items(one["id"], limit=1, filter=f"{name} IS {how}")["numberMatched"]
                for how in ("NOT NULL", "NULL")
            )
            assert there + gone == service.items(one["id"], limit=1)["numberMatched"]
