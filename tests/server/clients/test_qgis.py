"""What QGIS asks of a service, in its order and its words (as QGIS 3.44 sends it), is answered.

QGIS itself is not run here: its requests are sent as its OAPIF provider writes them.
"""

from __future__ import annotations

import json
import urllib.parse
import urllib.request

import pytest

CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
PART3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
# Expressions as they leave its compiler: everything in parentheses, names with _ in quotes.
EXPRESSIONS = (
    ("(class = 'a')", lambda f: f["class"] == "a"),
    ("((floors > 5) AND (class <> 'a'))", lambda f: (f["floors"] > 5) & (f["class"] != "a")),
    ('("height_m" <= 20.5)', lambda f: f["height_m"] <= 20.5),
    ("(NOT ((floors = 3)))", lambda f: f["floors"] != 3),
    ("(public = TRUE)", lambda f: f["public"]),
    ("(surveyed IS NULL)", lambda f: f["surveyed"].isna()),
    ("(surveyed IS NOT NULL)", lambda f: f["surveyed"].notna()),
    ("(surveyed >= DATE('2020-05-01'))", lambda f: f["surveyed"] >= "2020-05-01"),
    ("(name LIKE 'Tempat 1%')", lambda f: f["name"].str.startswith("Tempat 1")),
    ("(name NOT LIKE 'Tempat%')", lambda f: ~f["name"].str.startswith("Tempat")),
    ("(CASEI(name) LIKE CASEI('TEMPAT 1%'))", lambda f: f["name"].str.startswith("Tempat 1")),
    ("(floors > ( - (1)))", lambda f: f["floors"] > -1),
    ("((floors % 2) = 0)", lambda f: f["floors"] % 2 == 0),
    ("class IN ('a','b')", lambda f: f["class"] != "c"),
    ("floors BETWEEN 2 AND 4", lambda f: f["floors"].between(2, 4)),
    ("(name = '<script>alert(\"x\")</script>')", lambda f: f["name"].str.startswith("<script")),
)


def read(url, accept):
    """Give a document and its headers."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers.get_content_type() in accept
        return json.load(answer)


def found(served, query):
    """Give what a layer shows: page by page, by the links to the next."""
    url, features = f"{served.url}/collections/samples/items?limit=100&{query}", []
    while url:
        page = read(url, "application/geo+json, application/json")
        features += page["features"]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    return sorted(feature["id"] for feature in features)


def test_a_connection_finds_layers_and_what_they_can(served, samples):
    home = read(f"{served.url}/", "application/json")
    links = {link["rel"]: link for link in reversed(home["links"])}
    api = read(links["service-desc"]["href"], links["service-desc"]["type"].partition(";")[0])
    assert api["paths"]["/collections/samples/items"]["get"]
    classes = set(read(links["conformance"]["href"], "application/json")["conformsTo"])
    # Without these it fetches all, and filters by itself.
    needed = {f"{CQL2}{name}" for name in ("cql2-text", "basic-cql2")}
    needed |= {
        f"{CQL2}{n}" for n in ("advanced-comparison-operators", "case-insensitive-comparison")
    }
    assert needed | {f"{PART3}filter", f"{PART3}features-filter"} <= classes
    listed = read(links["data"]["href"], "application/json")["collections"]
    assert {"samples", "districts"} <= {one["id"] for one in listed}
    one = read(f"{served.url}/collections/samples", "application/json")
    assert one["extent"]["spatial"]["bbox"][0] == pytest.approx(samples.total_bounds)
    fields = read(f"{served.url}/collections/samples/queryables", "application/schema+json")
    types = {name: part.get("type") for name, part in fields["properties"].items()}
    assert types["floors"] == "integer"
    assert fields["properties"]["surveyed"]["format"] == "date"


def test_it_is_told_that_nothing_can_be_edited(served):
    for path in ("/collections/samples/items", "/collections/samples/items/1"):
        request = urllib.request.Request(f"{served.url}{path}", method="OPTIONS")
        with urllib.request.urlopen(request) as answer:
            assert not {"POST", "PUT", "PATCH", "DELETE"} & set(answer.headers["Allow"].split(", "))


def test_filters_of_layers_are_answered(served, samples):
    for text, expected in EXPRESSIONS:
        query = f"filter={urllib.parse.quote(text)}&filter-lang=cql2-text"
        right = sorted(samples.index[expected(samples)])
        assert found(served, query) == right != [], text


def test_a_map_window_in_metres_with_two_filters_is_answered(served, samples):
    there = samples.to_crs(32750)
    window = (400_000, 9_850_000, 600_000, 10_050_000)
    uri = "http://www.opengis.net/def/crs/EPSG/0/32750"
    # What the layer filters by and what is asked for are joined by it, unencoded in the middle.
    first, second = (urllib.parse.quote(t) for t in ("(floors > 2)", "(class = 'a')"))
    query = f"filter=({first})%20AND%20({second})&filter-lang=cql2-text"
    query += f"&bbox={','.join(map(str, window))}&bbox-crs={uri}&crs={uri}"
    west, south, east, north = window
    inside = samples.index.isin(there.cx[west:east, south:north].index)
    right = samples.index[inside & (samples["floors"] > 2) & (samples["class"] == "a")]
    assert found(served, query) == sorted(right) != []
