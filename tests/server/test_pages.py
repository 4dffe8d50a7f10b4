"""Pages for people: both languages, no script, nothing unescaped, sound structure."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.exchange.ask import Ask
from server.exchange.visit import read_visit
from server.pages import document_or_page, number, render_page

PAGES = [
    "/",
    "/conformance",
    "/api",
    "/collections",
    "/collections/samples",
    "/collections/samples/queryables",
    "/collections/samples/items?limit=300",
    "/collections/samples/items?properties=name",
    "/collections/nothing/items",
    "/collections/samples/items/1",
    "/collections/nothing",
    "/processes",
    "/processes/coverage",
]


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.open = [], [], [], []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def outline(client, path, lang="id"):
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}f=html&lang={lang}")
    assert answer.status_code == 200, answer.data
    assert answer.mimetype == "text/html"
    return Outline(answer.get_data(as_text=True)), answer


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_structure(client, path, lang):
    page, _ = outline(client, path, lang)
    tags = [tag for tag, _ in page.tags]
    assert page.open == []
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert ("html", {"lang": lang}) in page.tags
    assert len(set(page.ids)) == len(page.ids)
    for tag, attributes in page.tags:
        if tag == "th":
            assert attributes["scope"] in ("row", "col")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline(client, path):
    page, answer = outline(client, path)
    assert "script" not in [tag for tag, _ in page.tags]
    assert "style" not in [tag for tag, _ in page.tags]
    for _, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client, path):
    page, _ = outline(client, path)
    for href in page.links:
        if href.startswith("#"):
            assert href[1:] in page.ids
        elif "/map" not in href:
            with client.get(href.removeprefix("http://localhost")) as answer:
                assert answer.status_code == 200, href


def test_values_are_escaped(client):
    page, answer = outline(client, "/collections/samples/items?limit=300")
    assert b"<script>alert" not in answer.data
    assert '<script>alert("x")</script>' in page.words


def test_the_other_language_is_one_link_away(client):
    page, _ = outline(client, "/collections/samples/items?limit=2&class=a")
    english = next(a["href"] for t, a in page.tags if t == "a" and a.get("hreflang") == "en")
    answer = client.get(english)
    assert "Features of Samples (en)" in Outline(answer.get_data(as_text=True)).words
    assert "limit=2" in english


def test_a_language_once_chosen_stays(client):
    for path in PAGES:
        page, _ = outline(client, path, "en")
        inner = [h for t, a in page.tags if t == "a" for h in [a["href"]] if h.startswith("/")]
        assert all("lang=" in href for href in inner if "/geojson/" not in href and href != "/")
    answer = client.get("/collections?f=html", headers={"Accept-Language": "en"})
    assert '/collections/samples?f=html"' in answer.get_data(as_text=True)


def test_browsers_get_pages_and_know_them_again(client):
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}
    for path in PAGES:
        first = client.get(path, headers=browser)
        assert first.mimetype == "text/html"
        again = client.get(path, headers={**browser, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_modelled_layers_say_so(client):
    page, _ = outline(client, "/collections/facilities")
    assert "hasil pemodelan" in page.words
    page, _ = outline(client, "/collections/facilities/items", "en")
    assert "modelled" in page.words


def test_numbers_are_written_as_the_language_writes_them():
    assert number(1234567, "id") == "1.234.567"
    assert number(1234567, "en") == "1,234,567"
    assert number(1234.5678, "id", 2) == "1.234,57"
    assert number(217.0, "id") == "217"
    assert number(0.5, "id") == "0,5"
    assert number(None, "id") == "–"


def test_the_style_sheet_is_served(client):
    page, _ = outline(client, "/")
    sheet = next(h for h in page.links if "pages.css" in h)
    with client.get(sheet) as answer:
        assert answer.mimetype == "text/css"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_colours_have_contrast():
    """Every text colour on the ground it stands on reaches 4.5:1, light and dark."""
    sheet = (Path(__file__).parents[2] / "server/assets/pages.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for text in ("ink", "ink-soft", "brand", "accent", "good", "warn", "unknown"):
            assert contrast(tokens[text], tokens["paper"]) >= 4.5, text
        assert contrast(tokens["ink"], tokens["paper-2"]) >= 4.5
        assert contrast(tokens["brand-ink"], tokens["brand"]) >= 4.5


def contrast(one, other):
    light = sorted(luminance(c) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_links_below_a_prefix_stay_below_it():
    visit = read_visit(Ask("http://x/peta", "/conformance", "f=html", "", "", "", ""), "id")
    body = render_page(visit, "conformance.html", document={"conformsTo": []}).decode()
    assert 'href="/peta/assets/pages.css' in body
    assert 'href="/peta/conformance?f=json"' in body


def test_a_document_is_told_in_either_form():
    ask = Ask("http://x", "/conformance", "", "", "", "", "")
    document = {"conformsTo": ["a"], "links": [{"href": "h", "rel": "self", "type": "t"}]}
    for query, kind in (("f=json", "application/json"), ("f=html", "text/html; charset=utf-8")):
        visit = read_visit(
            Ask(**{n: getattr(ask, n) for n in ask.__slots__} | {"query": query}), "id"
        )
        answer = document_or_page(visit, document, ("conformance.html", {}))
        assert dict(answer.headers)["Content-Type"] == kind
        assert dict(answer.headers)["Link"] == '<h>; rel="self"; type="t"'
