"""Who one is here: every kind of caller, in both languages."""

from __future__ import annotations

from typing import get_args

from server.documents.identity.session import STANDINGS, WORDS, session_document
from server.exchange.ask import Ask
from server.exchange.visit import Visit
from server.identity.caller import LOCAL, NOBODY, Caller
from server.identity.guard import Standing

ASK = Ask("http://a.id/x", "/session", "", "", "", "", "")


def told(caller, standing, language="en"):
    return session_document(caller, standing, Visit(ASK, (), "json", language))


def test_each_kind_of_caller_is_told_who_they_are():
    budi, siti = Caller("token", "editor", "budi"), Caller("session", "reader", "siti")
    assert told(budi, "token")["who"] == "You are known as budi and may write."
    assert told(siti, "token", "id")["who"] == "Anda masuk sebagai siti dan boleh membaca."
    assert (
        told(LOCAL, "local")["who"] == "You use the machine this service runs on, so you may write."
    )
    assert told(NOBODY, "token")["who"] == "You are not known; you may read."
    may = [told(one, "token")["mayWrite"] for one in (budi, siti, LOCAL, NOBODY)]
    assert may == [True, False, True, False]
    assert not told(budi, "nobody")["mayWrite"]


def test_every_standing_has_its_sentence_and_every_phrase_two_languages():
    assert set(STANDINGS) == set(get_args(Standing))
    for text in (*STANDINGS.values(), *WORDS.values()):
        assert text.id
        assert text.en


def test_links():
    links = told(NOBODY, "token")["links"]
    assert links[0]["href"] == "http://a.id/x/session"
    assert {one["rel"] for one in links} == {"self", "alternate", "start"}
    assert told(LOCAL, "local")["links"][-1]["href"] == "http://a.id/x/shares"
