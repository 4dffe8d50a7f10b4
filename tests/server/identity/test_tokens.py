"""Tokens: what is kept is no use to a thief, and what ended is refused at once."""

from __future__ import annotations

import hmac
import re

import pytest

from server.errors import TokenError
from server.identity import tokens as module
from server.identity.tokens import CHAPTER, Tokens
from server.ledger import FILE, Ledger

DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tokens(tmp_path, clock):
    return Tokens(Ledger(tmp_path / FILE, [CHAPTER]), clock=clock)


def test_a_token_is_found_by_its_secret_only(tokens):
    secret, token = tokens.create("budi", "editor", expires=None)
    other, _ = tokens.create("siti", "reader", expires=None)
    assert re.fullmatch(r"pyg_[\w-]{43}", secret)
    assert tokens.find(secret) == token
    assert tokens.find(other).role == "reader"
    wrong = [secret[:-1], secret + "A", secret[: module.SHOWN], "", "pyg_", "\udc80", other[::-1]]
    assert [tokens.find(one) for one in wrong] == [None] * len(wrong)


def test_it_ends_when_it_expires(tokens, clock):
    secret, token = tokens.create("budi", "editor", expires=clock.now + DAY)
    assert token.state(clock.now) == "valid"
    assert tokens.may_anyone_write()
    clock.now += DAY - 1
    assert tokens.find(secret) is not None
    clock.now += 1
    assert tokens.find(secret) is None
    assert not tokens.may_anyone_write()
    assert tokens.all()[0].state(clock.now) == "expired"


def test_it_ends_when_it_is_revoked_and_its_name_is_free_again(tokens, clock):
    secret, first = tokens.create("budi", "reader", expires=None)
    assert not tokens.may_anyone_write()
    assert tokens.revoke("budi").revoked == clock.now
    assert tokens.find(secret) is None
    again, second = tokens.create("budi", "editor", expires=None)
    assert tokens.find(again).id == second.id != first.id
    assert [t.state(clock.now) for t in tokens.all()] == ["revoked", "valid"]
    with pytest.raises(TokenError, match=r"no token 'siti' is in use; there are: budi"):
        tokens.revoke("siti")


def test_a_name_is_of_one_token_at_a_time(tokens):
    tokens.create("budi", "reader", expires=None)
    with pytest.raises(TokenError, match="revoke it first") as caught:
        tokens.create("budi", "editor", expires=None)
    assert caught.value.code == "token-exists"
    assert len(tokens.all()) == 1


@pytest.mark.parametrize("name", ["", "-x", "a b", "a\n", "x" * 65, "é", "a/b", "<script>"])
def test_a_name_that_cannot_be(tokens, name):
    with pytest.raises(TokenError, match="wanted 1 to 64 letters"):
        tokens.create(name, "reader", expires=None)


def test_a_moment_that_is_over(tokens, clock):
    with pytest.raises(TokenError, match="would have expired at 1970-01-12T13:46:40Z"):
        tokens.create("budi", "reader", expires=clock.now)


def test_its_use_is_written_once_a_minute(tokens, clock):
    secret, _ = tokens.create("budi", "reader", expires=None)
    assert tokens.all()[0].last_used is None
    seen = []
    for _ in range(5):
        tokens.find(secret)
        seen.append(tokens.all()[0].last_used - 1_000_000)
        clock.now += 25
    assert seen == [0, 0, 0, 75, 75]


def test_no_secret_is_in_the_file(tokens, tmp_path):
    secret, _ = tokens.create("budi", "editor", expires=None)
    tokens.find(secret)
    stolen = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"budi" in stolen
    hidden = secret[module.SHOWN :].encode()
    # Not even a piece of it, beyond the prefix that is shown in lists.
    assert not any(hidden[i : i + 6] in stolen for i in range(len(hidden) - 6))
    kept = module.digest(secret)
    assert kept in stolen
    assert tokens.find(kept.hex()) is None
    assert tokens.find(kept.decode("latin-1")) is None


def test_secrets_are_compared_in_constant_time(tokens, monkeypatch):
    compared, real = [], hmac.compare_digest

    def compare(kept, given):
        compared.append((len(kept), len(given)))
        return real(kept, given)

    secret, _ = tokens.create("budi", "editor", expires=None)
    monkeypatch.setattr(module.hmac, "compare_digest", compare)
    for one in (secret, secret[:-2] + "__", "unknown"):
        tokens.find(one)
    # An unknown one is compared too, with a dummy.
    assert compared == [(32, 32)] * 3
