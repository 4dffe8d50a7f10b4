"""The query API against those who ask in bad faith: the rows of its threat table, one by one.

Each test names its row: threat, behaviour wanted.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd
import pytest
import shapely

import layers
from layers import Field, Layer, Schema, Text
from layers.errors import StoreError
from layers.testing import fill_tiny_region, tiny_facilities
from server.app import create_app
from server.config import ServerSettings

ITEMS = "/collections/samples/items"
# SQL in names and values, as people and programs write it.
INJECTED = [
    "' OR 1=1 --",
    "x'; DROP TABLE samples; --",
    '" OR "1"="1',
    "name) UNION SELECT sql FROM sqlite_master --",
    "(SELECT 1)",
    "name\x00",
    "name; ATTACH 'x' AS y",
    "%' ESCAPE '%",
    "$1",
    "?",
    ":name",
    "{0}",
]


def asked(client, **parameters):
    """Status, code and count of matches of a request for items."""
    query = "&".join(f"{quote(k.replace('_', '-'))}={quote(str(v))}" for k, v in parameters.items())
    answer = client.get(f"{ITEMS}?{query}")
    told = answer.get_json()
    return answer.status_code, told.get("code", told.get("numberMatched"))


def nested(n, tree):
    for _ in range(n):
        tree = {"op": "not", "args": [tree]}
    return json.dumps(tree)


def test_bombs_of_depth_and_size(client):
    """CQL2 depth/size bombs: 400 filter-too-complex, counted before anything is parsed."""
    one = {"op": "=", "args": [{"property": "floors"}, 1]}
    for filter_ in (
        "(" * 33 + "floors=1" + ")" * 33,
        "NOT " * 500 + "floors=1",
        "-" * 3000 + "1=floors",
        " AND ".join(["floors=1"] * 201),
        "floors IN (" + ",".join(["1"] * 1001) + ")",
        "[" * 2000,
        "S_INTERSECTS(geometry," + "GEOMETRYCOLLECTION(" * 40 + "POINT(1 1)" + ")" * 41,
    ):
        assert asked(client, filter=filter_) == (400, "filter-too-complex"), filter_[:40]
    for tree in (nested(40, one), nested(120, True), '{"op":"not","args":[' * 150):
        got = asked(client, filter=tree, filter_lang="cql2-json")
        assert got == (400, "filter-too-complex"), tree[:40]
    within = asked(client, filter=nested(8, one), filter_lang="cql2-json")
    assert within == asked(client, filter="floors=1")


def test_a_body_may_be_no_bomb_either(client):
    """CQL2 depth/size bombs, by POST: nested 900 deep, and beyond Python's own depth."""
    for n in (900, 20_000):
        body = '{"filter":' + '{"op":"not","args":[' * n + "true" + "]}" * n + "}"
        answer = client.post(
            "/collections/samples/search", data=body, content_type="application/json"
        )
        told = (answer.status_code, answer.get_json()["code"])
        assert told in {(400, "filter-too-complex"), (400, "bad-body")}, told


def test_what_other_parsers_refuse(client, samples):
    """Gaps of pygeofilter: property `a`, doubled quotes, NOT NOT."""
    assert asked(client, filter="NOT NOT (floors = 1)") == (200, int((samples.floors == 1).sum()))
    assert asked(client, filter="name = 'it''s'") == (200, 0)
    assert asked(client, filter="\"class\" = 'a'") == (200, int((samples["class"] == "a").sum()))
    assert asked(client, filter="a = 1") == (400, "unknown-property")


def test_sql_in_names_and_values(client, published):
    """Injection through property names, sortby, LIKE, JSON values: 400, or a plain value."""
    for text in INJECTED:
        for parameter in ("sortby", "properties"):
            status, code = asked(client, **{parameter: text})
            assert (status, code in {"unknown-property", "bad-parameter"}) == (400, True), text
        json_name = json.dumps({"op": "=", "args": [{"property": text}, 1]})
        assert asked(client, filter=json_name, filter_lang="cql2-json")[0] == 400, text
        for tree in (
            {"op": "=", "args": [{"property": "name"}, text]},
            {"op": "in", "args": [{"property": "name"}, [text, text]]},
        ):
            found = asked(client, filter=json.dumps(tree), filter_lang="cql2-json")
            assert found == ((200, 0) if text.isprintable() else (400, "bad-filter")), text
        assert asked(client, filter=f"{text} = 1")[0] == 400, text
        status, code = asked(client, **{text: 1})
        assert (status, code in {"unknown-parameter", "bad-parameter"}) == (400, True), text
        plain = (200, 0) if text.isprintable() else (400, "bad-parameter")
        assert asked(client, name=text) == plain, text
    assert len(published["samples"].read()) == 257


def test_names_of_fields_that_are_sql_themselves(tmp_path):
    """Injection through property names: a layer whose own fields are named so."""
    names = ['x" OR 1=1 --', "it's", "select", "a b", "%s", "{}", "$$"]
    catalogue = layers.open(tmp_path / "w", create=True)
    fields = tuple(Field(name, "text", Text(name, name)) for name in names)
    shapes = [shapely.Point(116, -1), shapely.Point(117, -1)]
    frame = gpd.GeoDataFrame(
        {name: [name, "other"] for name in names}, geometry=shapes, crs="EPSG:4326"
    )
    odd = Layer("odd", Text("Aneh", "Odd"), "assets", Schema(fields, "Point"))
    catalogue.write(odd, frame, provenance={"source": "made up"})
    client = create_app(ServerSettings(catalogue.path)).test_client()
    for name in names:
        tree = json.dumps({"op": "=", "args": [{"property": name}, name]})
        path = f"/collections/odd/items?filter-lang=cql2-json&filter={quote(tree)}"
        found = client.get(f"{path}&sortby={quote('-' + name)}").get_json()
        assert [f["properties"][name] for f in found["features"]] == [name]
        assert len(catalogue["odd"].read(equals={name: name}, sortby=((name, True),))) == 1
    catalogue.close()


def test_no_library_evaluates_what_is_asked():
    """Expressions evaluated by a library: no eval, exec, query, numexpr over our own sources."""
    word = re.compile(
        r"(?<![\w.])(?:eval|exec|compile|__import__)\(|(?:frame|table|rows|df)\.(?:query|eval)\(|numexpr|pickle\.loads|yaml\.load"
    )
    root = Path(layers.__file__).parents[1]
    for package in ("layers", "gis", "server"):
        for path in (root / package).rglob("*.py"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                assert not word.search(line), f"{path.relative_to(root)}:{number}: {line.strip()}"


def test_patterns_have_an_end(client):
    """LIKE/regex abuse: at most 100 characters and 5 wildcards; signs of regexes are letters."""
    for pattern in ("a" * 101, "%a%b%c%d%e%", "%a" * 50):
        got = asked(client, filter=f"name LIKE '{pattern}'")
        assert got == (400, "filter-too-complex"), pattern
    assert asked(client, filter="name LIKE '(a+)+$'") == (200, 0)
    assert asked(client, filter="name LIKE '.*'") == (200, 0)
    assert asked(client, filter="name LIKE 'Tempat _'")[1] == 6


def test_numbers_are_plain_digits(client):
    """limit and offset: 400 for 0, signs, other digits, thousands of them; too much is clamped."""
    wrong = ["0", "-1", "²", "١٢", "9" * 5000, str(2**63), "1.0", "+1", " 1", "1e2", "1_0", ""]
    for text in wrong:
        assert asked(client, limit=text) == (400, "bad-parameter"), text[:20]
        if text != "0":
            assert asked(client, offset=text) == (400, "bad-parameter"), text[:20]
    clamped = client.get(f"{ITEMS}?limit=999999999")
    assert (clamped.status_code, clamped.headers["X-Limit-Applied"]) == (200, "1000")
    assert client.get(f"{ITEMS}?offset=99999").get_json()["features"] == []


def test_boxes_are_finite_and_the_right_way_round(client):
    """bbox with nan/inf/1e999, of 3, 5 or 7 numbers, south above north: 400."""
    for text in (
        *("nan,0,1,1", "0,0,inf,1", "1e999,0,1,1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7"),
        *("2,2,3,1", "0x1,1,2,3", "1_0,1,20,3", "١,2,3,4", ",,,", "", "181,0,182,1", "0,-91,1,0"),
    ):
        assert asked(client, bbox=text) == (400, "bad-parameter"), text


def test_boxes_are_exact_beyond_single_precision(tmp_path):
    """R-tree is float32: the exact test comes after the index, in store and packed layer."""
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    layer, frame = tiny_facilities()
    x, y = 116.123456789, -1.123456789
    catalogue.write(layer, frame.iloc[:1].set_geometry([shapely.Point(x, y)]), mode="replace")
    client, tiny = create_app(ServerSettings(catalogue.path)).test_client(), 1e-9
    for west, found in ((x - tiny, 1), (x, 1), (x + tiny, 0)):
        box = (west, y - tiny, x + 2 * tiny, y + tiny)
        path = f"/collections/facilities/items?bbox={','.join(f'{v:.12f}' for v in box)}"
        assert client.get(path).get_json()["numberMatched"] == found
        assert len(catalogue["facilities"].read(bbox=box)) == found
    catalogue.close()


def test_unknown_systems_and_tiles_that_are_none(client):
    """Unknown crs: 400. Tile out of range: 404, before any work."""
    unknown = "http://www.opengis.net/def/crs/EPSG/0/99999"
    for name in ("crs", "bbox-crs", "filter-crs"):
        more = "&bbox=0,0,1,1&filter=floors=1"
        told = client.get(f"{ITEMS}?{name}={quote(unknown)}{more}")
        assert (told.status_code, told.get_json()["code"]) == (400, "crs-not-offered"), name
    for place in ("23/0/0", "2/4/0", "2/0/4", "0/0/1", "22/4194304/0"):
        told = client.get(f"/tiles/samples/{place}.pbf")
        assert (told.status_code, told.get_json()["code"]) == (404, "no-such-tile"), place
    for place in ("2/-1/0", "9" * 30 + "/0/0", "2/²/0", "2/0/1e0"):
        assert client.get(f"/tiles/samples/{place}.pbf").status_code in (400, 404), place


def test_what_is_kept_is_of_one_answer_only(client, published):
    """Cache: unknown parameters are refused; another answer has another tag; errors stay none's."""
    assert asked(client, nonsense=1) == (400, "unknown-parameter")
    assert client.get(f"{ITEMS}?name=a&name=b").get_json()["code"] == "repeated-parameter"
    tags = {}
    for path in (
        ITEMS,
        f"{ITEMS}?limit=5",
        f"{ITEMS}?lang=en",
        f"{ITEMS}?f=csv",
        f"{ITEMS}?f=html",
    ):
        answer = client.get(path)
        assert not answer.headers["ETag"].startswith("W/")
        assert {"Accept", "Accept-Encoding", "Accept-Language"} <= set(
            answer.headers["Vary"].split(", ")
        )
        assert answer.headers["Cache-Control"] == "no-cache"
        assert tags.setdefault(answer.headers["ETag"], path) == path
    assert client.get(f"{ITEMS}?nonsense=1").headers["Cache-Control"] == "no-store"


def test_tags_are_of_the_revision_and_nothing_is_lost(tmp_path):
    """ETag lost update: the tag changes with the revision; nobody writes features over HTTP."""
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    client = create_app(ServerSettings(catalogue.path)).test_client()
    path = "/collections/facilities/items/1"
    before = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": before}).status_code == 304
    catalogue.write(*tiny_facilities(), mode="replace")
    after = client.get(path, headers={"If-None-Match": before})
    assert (after.status_code, after.headers["ETag"] == before) == (200, False)
    for method in ("put", "patch", "delete", "post"):
        told = getattr(client, method)(path, json={"type": "Feature"})
        assert told.status_code in (401, 403, 405), method
    catalogue.close()


def test_a_clause_that_the_compiler_should_never_give(tiny, monkeypatch):
    """Injection, were the compiler to let it through: the connection itself refuses."""
    handle = tiny["facilities"]
    for clause in (
        "fid IN (SELECT id FROM penyangga_audit)",
        "1 = randomblob(9)",
        "1; DELETE FROM x",
    ):
        with monkeypatch.context() as broken:
            broken.setattr("layers.stores.reading._filter_clauses", lambda *_, c=clause: [(c, ())])
            with pytest.raises(StoreError, match=r"AuthError|SQLError"):
                handle.read(bbox=(100, -10, 130, 10))
    assert len(handle.read()) == 6


def test_a_shared_store_reads_in_transactions_that_only_read(tiny_postgis):
    """Injection, in the shared store: what queries ask for runs READ ONLY, no longer than told."""
    sessions = tiny_postgis.store._sessions
    for statement in ("DELETE FROM {}.facilities", "CREATE TABLE {}.t (a int)"):
        with pytest.raises(StoreError), sessions.reading() as connection:
            connection.execute(statement.format(f'"{sessions.address.schema}"'))
    assert len(tiny_postgis["facilities"].read()) == 6
