"""Sessions: begun with a token, ended with it."""

from __future__ import annotations

import pytest

from server.identity.sessions import LASTING_S, Sessions
from server.identity.tokens import CHAPTER, Tokens
from server.ledger import FILE, Ledger


@pytest.fixture
def made(tmp_path):
    now = [1000.0]
    ledger = Ledger(tmp_path / FILE, [CHAPTER])
    tokens = Tokens(ledger, clock=lambda: now[0])
    return now, tokens, Sessions(ledger, tokens, clock=lambda: now[0])


def test_it_lasts_half_a_day_or_as_long_as_its_token(made):
    now, tokens, sessions = made
    _, endless = tokens.create("a", "editor", expires=None)
    _, short = tokens.create("b", "reader", expires=1600.0)
    one, ends = sessions.begin(endless)
    other, earlier = sessions.begin(short)
    assert (ends, earlier) == (1000.0 + LASTING_S, 1600.0)
    assert (sessions.find(one).name, sessions.find(other).name) == ("a", "b")
    now[0] = 1600.0
    assert sessions.find(one) is not None
    assert sessions.find(other) is None
    now[0] = ends
    assert sessions.find(one) is None


def test_it_ends_when_asked_or_when_its_token_is_revoked(made):
    _, tokens, sessions = made
    _, token = tokens.create("a", "editor", expires=None)
    one, other = sessions.begin(token)[0], sessions.begin(token)[0]
    sessions.end(one)
    sessions.end("unknown")
    assert sessions.find(one) is None
    assert sessions.find(other) is not None
    tokens.revoke("a")
    assert sessions.find(other) is None


def test_no_secret_is_in_the_file_and_none_is_a_token(made, tmp_path):
    _, tokens, sessions = made
    secret, token = tokens.create("a", "editor", expires=None)
    session, _ = sessions.begin(token)
    stolen = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert session.encode() not in stolen
    assert sessions.find(secret) is None
    assert tokens.find(session) is None
