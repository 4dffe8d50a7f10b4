"""Shares, as the ledger keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.errors import ForbiddenError, NothingHereError
from server.ledger import FILE, Ledger
from server.shares import shares as module
from server.shares.shares import CHAPTER, Shares


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def shares(tmp_path, now):
    return Shares(Ledger(tmp_path / FILE, [CHAPTER]), clock=lambda: now[0])


def test_a_share_is_kept_until_it_ends(shares, now):
    made, is_new = shares.add("/map?l=roads#map=8/0/117", "Jalan", author="budi", lasting_s=60)
    assert is_new
    assert len(made.id) == 11
    assert shares.find(made.id) == made
    assert (made.created, made.expires, made.author) == (1000.0, 1060.0, "budi")
    now[0] = 1060.0
    with pytest.raises(NothingHereError, match="it may have expired or been removed") as caught:
        shares.find(made.id)
    assert caught.value.code == "no-such-share"
    assert shares.listed(0, 10) == ([], 0)


def test_an_equal_share_is_prolonged_never_shortened(shares, now):
    first, _ = shares.add("/map", "a", author="budi", lasting_s=60)
    now[0] += 10
    again, is_new = shares.add("/map", "a", author="siti", lasting_s=600)
    assert (again.id, is_new, again.expires, again.author) == (first.id, False, 1610.0, "budi")
    assert shares.add("/map", "a", author=None, lasting_s=1)[0].expires == 1610.0
    assert shares.add("/map", "b", author=None, lasting_s=1)[1]


def test_a_share_keeps_the_version_it_was_made_with(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / FILE, [CHAPTER])
    first, _ = Shares(ledger).add("/map", "a", author=None, lasting_s=60)
    monkeypatch.setattr(module, "VERSION", 2)
    later, is_new = Shares(ledger).add("/map", "a", author=None, lasting_s=60)
    assert (is_new, first.version, later.version) == (True, 1, 2)
    assert Shares(ledger).find(first.id) == first


def test_shares_from_before_there_were_versions_are_of_the_first(tmp_path):
    before = replace(CHAPTER, steps=CHAPTER.steps[:1])
    with Ledger(tmp_path / FILE, [before]).writing() as connection:
        connection.execute("INSERT INTO shares VALUES ('abc', '/map', '', NULL, 0, 9e12)")
    assert Shares(Ledger(tmp_path / FILE, [CHAPTER])).find("abc").version == 1


def test_they_are_listed_by_pages_the_newest_first(shares):
    ids = [shares.add(f"/map?n={n}", "", author=None, lasting_s=60)[0].id for n in range(5)]
    assert [[one.id for one in shares.listed(k, 2)[0]] for k in (0, 2, 4, 6)] == [
        [ids[4], ids[3]],
        [ids[2], ids[1]],
        [ids[0]],
        [],
    ]
    assert shares.listed(6, 2)[1] == 5


def test_one_is_removed(shares):
    made, _ = shares.add("/map", "", author=None, lasting_s=60)
    shares.remove(made.id)
    for ask in (shares.remove, shares.find):
        with pytest.raises(NothingHereError, match="no share"):
            ask(made.id)


def test_there_is_an_end_to_them_and_what_ended_makes_room(shares, now, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for n in range(2):
        shares.add(f"/{n}", "", author=None, lasting_s=60)
    with pytest.raises(ForbiddenError, match="there are 2 shares already") as caught:
        shares.add("/2", "", author=None, lasting_s=60)
    assert caught.value.code == "shares-full"
    assert not shares.add("/1", "", author=None, lasting_s=60)[1]
    now[0] = 1060.0
    assert shares.add("/2", "", author=None, lasting_s=60)[1]
