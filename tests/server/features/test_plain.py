"""Plain pages are those that the long way gives, to the byte."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import layers
from server.exchange.ask import Ask
from server.features.items import items_answer
from server.features.plain import plain_answer
from server.features.request import read_items_request
from server.workspace import Workspace

SEED, N_BOXES = 20_241, 150
ORDERS = (
    "bbox={box}",
    "bbox={box}&limit={limit}",
    "f=json&bbox={box}&limit={limit}",
    "f=geojson&bbox={box}",
    "bbox={box}&limit={limit}&f=json",
)
LONGER = [
    "",
    "limit=3",
    "limit=3&bbox=116,-1,117,0",
    "bbox=116,-1,117,0&limit=3&offset=2",
    "bbox=116,-1,117,0&next=1-4",
    "bbox=116,-1,117,0&class=a",
    "bbox=116,-1,117,0&f=html",
    "f=json&bbox=116,-1,117,0&f=json",
    "bbox=116,-1,117,0&limit=03",
    "bbox=116,-1,117,0&limit=0",
    "bbox=116,-1,117,0&limit=9999",
    "bbox=170,-1,-170,0",
    "bbox=1%31,-1,117,0",
]


@pytest.fixture
def workspace(app):
    return app.extensions["penyangga"]


@pytest.fixture
def ask():
    return Ask("http://peta.example", "/collections/samples/items", "", "", "", "", "")


def both_ways(workspace, ask):
    collection = workspace.collection("samples")
    request = read_items_request(ask.query, collection, workspace.settings)
    return plain(workspace, ask), items_answer(workspace, ask, collection, request)


def plain(workspace, ask):
    collection = workspace.collection("samples")
    return plain_answer(workspace.settings, ask, collection, workspace.packed)


def test_both_ways_give_the_same(workspace, ask):
    rng = random.Random(SEED)
    some = 0
    for n in range(N_BOXES):
        west, south = rng.uniform(115, 118.6), rng.uniform(-2.2, 1.1)
        box = f"{west:.5f},{south:.5f},{west + rng.random():.5f},{south + rng.random():.5f}"
        query = ORDERS[n % len(ORDERS)].format(box=box, limit=rng.randint(1, 30))
        coding = rng.choice(["", "gzip", "br"])
        short, long = both_ways(workspace, replace(ask, query=query, accept_encoding=coding))
        assert short == long
        some += b'"features":[]' not in long.body and not coding
    assert some > N_BOXES // 10


@pytest.mark.parametrize("query", LONGER)
def test_whoever_asks_for_more_than_a_box_goes_the_long_way(workspace, ask, query):
    assert plain(workspace, replace(ask, query=query)) is None


def test_what_the_client_holds_or_likes_better_goes_the_long_way(workspace, ask):
    query = "bbox=116,-1,117,0"
    for more in ({"if_none_match": "*"}, {"accept": "text/html"}):
        assert plain(workspace, replace(ask, query=query, **more)) is None
    for more in ({"accept": "text/html", "query": f"{query}&f=json"}, {"accept": "*/*"}):
        given = replace(ask, **({"query": query} | more))
        assert plain(workspace, given) is not None


def test_a_page_of_too_many_bytes_goes_the_long_way(workspace, ask):
    small = replace(workspace.settings, page_bytes=10)
    asked = replace(ask, query="bbox=116,-1,117,0")
    assert plain(workspace, asked) is not None
    assert plain(Workspace(small, layers.open), asked) is None
