from __future__ import annotations

import gzip
import json

import pytest

from layers.errors import RemoteError
from layers.sources.remote.services.choosing import gather
from layers.sources.remote.services.gathering import Request

N = 25


def feature(n: int) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [116.0 + n / 100, -1.0]}
    return {
        "type": "Feature",
        "id": f"p.{n}",
        "properties": {"nama": f"Pos {n}"},
        "geometry": point,
    }


class Api:
    """A small OGC API server: paging, bbox, links."""

    def __init__(self, site, n=N, **more):
        self.site, self.n, self.more = site, n, more
        site.says("/api/collections", json.dumps({"collections": [{"id": "pos"}]}))
        site.tells("/api/collections/pos", lambda _: (200, json.dumps(self.described()), {}))
        site.tells("/api/collections/pos/items", self.items)
        self.url = site.url("/api/collections/pos")

    def described(self):
        return {
            "id": "pos",
            "title": "Pos kesehatan",
            "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
            "links": [
                {"rel": "license", "href": "https://licence.example/", "title": "CC BY 4.0"},
                {
                    "rel": "items",
                    "type": "application/geo+json",
                    "href": self.site.url("/api/collections/pos/items?f=json"),
                },
            ],
            **self.more,
        }

    def items(self, asked):
        start, limit = int(asked.query.get("offset", 0)), int(asked.query["limit"])
        end = min(start + limit, self.n)
        page = {
            "type": "FeatureCollection",
            "numberMatched": self.n,
            "features": [feature(i) for i in range(start, end)],
            "links": [],
        }
        if end < self.n:
            more = "".join(f"&{k}={v}" for k, v in asked.query.items() if k != "offset")
            page["links"] = [
                {"rel": "next", "type": "text/html", "href": "/wrong"},
                {
                    "rel": "next",
                    "type": "application/geo+json",
                    "href": f"/api/collections/pos/items?offset={end}{more}",
                },
            ]
        self.change(page, start)
        body = gzip.compress(json.dumps(page).encode())
        return 200, body, {"Content-Type": "application/geo+json", "Content-Encoding": "gzip"}

    def change(self, page, start):
        """Nothing, unless a test says otherwise."""


@pytest.fixture
def taken(client, cache):
    def take(url, *, collection=None, box=None, size=10):
        seen = []
        request = Request(url, collection, box, size)
        done = gather(cache, client, "ogcapi", request, lambda *at: seen.append(at))
        return done, [json.loads(line) for line in done.path.read_text().splitlines()], seen

    return take


def refused(taken, url, **more):
    with pytest.raises(RemoteError) as told:
        taken(url, **more)
    return told.value


def test_all_pages(site, taken):
    done, features, seen = taken(Api(site).url)
    assert [f["id"] for f in features] == [f"p.{i}" for i in range(N)]
    assert (done.n_features, done.n_pages, done.about.matched) == (N, 3, N)
    assert (done.about.title, done.about.licence) == ("Pos kesehatan", "CC BY 4.0")
    assert done.path.name == "pos.geojsonl"
    assert seen == [(10, 25), (20, 25), (25, 25)]
    assert done.origin()["url"] == Api(site).url
    assert done.origin()["n_pages"] == 3


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/collections", "/api/collections/pos/items?limit=2&f=json"]
)
def test_every_door_leads_to_the_collection(site, taken, path):
    Api(site)
    assert taken(site.url(path))[0].n_features == N


def test_the_box_filters_and_keys_are_asked_for_on_every_page(site, taken):
    taken(Api(site).url + "?jenis=a&token=s3cret", box=(116.0, -2.0, 117.0, 1.5))
    pages = [a.query for a in site.asked if a.path.endswith("/items")]
    assert len(pages) == 3
    assert {p["bbox"] for p in pages} == {"116,-2,117,1.5"}
    assert {p["limit"] for p in pages} == {"10"}


def test_keys_in_the_url_are_not_kept(site, taken):
    done, _, _ = taken(Api(site).url + "?token=s3cret")
    assert "s3cret" not in json.dumps(done.origin())


def test_several_collections_want_a_name(site, taken):
    Api(site)
    listed = {"collections": [{"id": "a"}, {"id": "b"}, {"id": "cov", "itemType": "record"}]}
    site.says("/api/collections", json.dumps(listed))
    fault = refused(taken, site.url("/api"))
    assert fault.code == "no-collection"
    assert "2 collections (a, b); give --collection" in str(fault)
    assert taken(site.url("/api"), collection="pos")[0].n_features == N


class TestPagesThatChange:
    def test_more_features_on_the_way(self, site, taken):
        api = Api(site)
        api.change = lambda page, start: page.update(numberMatched=N + (start > 0))
        assert refused(taken, api.url).code == "changed-while-reading"

    def test_a_feature_twice(self, site, taken):
        api = Api(site)
        api.change = lambda page, start: start and page["features"].append(feature(3))
        fault = refused(taken, api.url)
        assert fault.code == "changed-while-reading"
        assert "'p.3' on two pages" in str(fault)

    def test_fewer_features_than_said(self, site, taken):
        api = Api(site)
        api.change = lambda page, start: start == 20 and page["features"].pop()
        fault = refused(taken, api.url)
        assert fault.code == "incomplete"
        assert "25 features and gave 24" in str(fault)


class TestPagesWithoutEnd:
    def test_a_page_that_leads_to_itself(self, site, taken):
        api = Api(site, n=3)
        self_link = {"rel": "next", "href": "/api/collections/pos/items?limit=10&f=json"}
        api.change = lambda page, start: page["links"].append(self_link)
        assert refused(taken, api.url).code in ("page-loop", "changed-while-reading")
        assert len(site.asked) < 6

    def test_the_same_page_under_ever_new_addresses(self, site, taken):
        api = Api(site, n=3)
        count = iter(range(10**6))

        def again(page, start):
            for each in page["features"]:
                each.pop("id")
            page.pop("numberMatched")
            page["links"] = [
                {"rel": "next", "href": f"/api/collections/pos/items?limit=10&n={next(count)}"}
            ]

        api.change = again
        fault = refused(taken, api.url)
        assert fault.code in ("page-loop", "incomplete")
        assert len(site.asked) < 12

    def test_empty_pages_with_a_next_link_end(self, site, taken):
        api = Api(site, n=3)

        def empty(page, start):
            page["features"].clear()
            page["links"] = [
                {"rel": "next", "href": f"/api/collections/pos/items?limit=1&s={start}"}
            ]

        api.change = empty
        assert refused(taken, api.url).code == "incomplete"

    def test_a_next_link_to_another_machine(self, site, taken):
        api = Api(site)
        api.change = lambda page, start: page.update(
            links=[{"rel": "next", "href": "http://169.254.169.254/latest"}]
        )
        assert refused(taken, api.url).code in ("private-address", "insecure-url")


class TestWrongAnswers:
    @pytest.mark.parametrize(
        ("body", "kind", "code"),
        [
            ("<!doctype html><title>x</title>", "text/html", "web-page"),
            ("<html>", "application/geo+json", "web-page"),
            ("<ows:ExceptionReport/>", "application/xml", "not-json"),
            ("{", "application/geo+json", "not-json"),
            ("[]", "application/geo+json", "not-json"),
            ("[" * 100_000, "application/geo+json", "not-json"),
            ('{"type": "Feature"}', "application/geo+json", "not-features"),
            ('{"type": "FeatureCollection", "features": {}}', "a/b", "not-features"),
            ('{"type": "FeatureCollection", "features": [1]}', "a/b", "not-features"),
            ('{"type": "FeatureCollection", "features": []}', "a/b", "nothing-there"),
            ('{"type": "FeatureCollection", "features": [NaN]}', "a/b", "not-json"),
        ],
    )
    def test_instead_of_a_page(self, site, taken, cache, body, kind, code):
        url = Api(site).url
        site.says("/api/collections/pos/items", body, headers={"Content-Type": kind})
        assert refused(taken, url).code == code
        assert [p.name for p in cache.folder.iterdir()] == ["locks"]

    @pytest.mark.parametrize(
        "links", [None, 1, {}, [1], [{"rel": "next"}], [{"rel": "next", "href": 1}]]
    )
    def test_strange_links_are_no_links(self, site, taken, links):
        api = Api(site, n=3)
        api.change = lambda page, start: page.update(links=links)
        assert taken(api.url)[0].n_features == 3

    def test_an_error_in_the_middle_leaves_nothing(self, site, taken, cache):
        api = Api(site)
        api.change = lambda page, start: start == 10 and page.clear()
        assert refused(taken, api.url).code == "not-features"
        assert [p.name for p in cache.folder.iterdir()] == ["locks"]

    def test_another_reference_system_only(self, site, taken):
        crs = "http://www.opengis.net/def/crs/EPSG/0/32750"
        fault = refused(taken, Api(site, crs=[crs]).url)
        assert fault.code == "wrong-crs"
        assert "32750" in str(fault)

    def test_an_earlier_file_stays_when_a_later_try_fails(self, site, taken):
        url = Api(site).url
        done, _, _ = taken(url)
        site.says("/api/collections/pos/items", "<html>")
        refused(taken, url)
        assert len(done.path.read_text().splitlines()) == N


def test_busy_servers_are_asked_again(site, taken, waits):
    api = Api(site)
    busy = [1, 1]
    items = site.pages["/api/collections/pos/items"]

    def sometimes(asked, handler):
        if busy and asked.query.get("offset") == "10":
            busy.pop()
            handler.reply(503, b"", {"Retry-After": "4"})
        else:
            items(asked, handler)

    site.does("/api/collections/pos/items", sometimes)
    assert taken(api.url)[0].n_features == N
    assert waits == [4.0, 4.0]
