"""Tokens: made once, shown once, kept only as what cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import apsw

from layers.text import Text
from server.errors import LedgerError, TokenError
from server.identity.token import COLUMNS, Role, Token, moment
from server.ledger import Chapter, Ledger

# So that a token is known for one wherever it is found, by people and by scanners.
MARK = "pyg_"
SHOWN = len(MARK) + 6
# `secrets.token_urlsafe(32)` after the mark.
TOKEN = re.compile(rf"{MARK}[A-Za-z0-9_-]{{43}}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
# The last use is written at most so often.
USE_S = 60.0
# What an unknown token is compared with, so that it takes as long as a known one.
_DUMMY = hashlib.sha256(b"").digest()
CHAPTER = Chapter(
    "tokens",
    (
        """
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('reader', 'editor')),
            prefix TEXT NOT NULL,
            hash BLOB NOT NULL,
            created REAL NOT NULL,
            expires REAL,
            last_used REAL,
            revoked REAL
        ) STRICT;
        CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked IS NULL;
        CREATE INDEX tokens_by_prefix ON tokens (prefix);
        CREATE TABLE tokens_sessions (
            hash BLOB PRIMARY KEY,
            token_id TEXT NOT NULL REFERENCES tokens (id),
            expires REAL NOT NULL
        ) STRICT;
        """,
    ),
)


def digest(secret: str) -> bytes:
    """Give what is kept of a secret. It has 256 random bits, so that a fast hash will do."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


class Tokens:
    """The tokens of one workspace.

    Parameters
    ----------
    ledger
        Where they are kept, with `CHAPTER`.
    clock
        Seconds since 1970.
    """

    def __init__(self, ledger: Ledger, *, clock: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._clock = clock

    def create(self, name: str, role: Role, *, expires: float | None) -> tuple[str, Token]:
        """Make a token; give it, this one time, and what is known of it.

        Parameters
        ----------
        name
            Letters, digits and ``_ . @ -``, 64 at most; of no other token that is not revoked.
        role
            What it allows.
        expires
            Moment from which on it is refused, in seconds since 1970; None for never.

        Raises
        ------
        TokenError
            If the name cannot be used or is taken, or the moment is over.
        LedgerError
            If it cannot be kept.
        """
        now = self._clock()
        _require_name(name)
        if expires is not None and expires <= now:
            raise TokenError(
                Text(
                    f"token ini sudah kedaluwarsa pada {moment(expires)}; sebutkan waktu nanti",
                    f"the token would have expired at {moment(expires)}; name a later time",
                )
            )
        secret = MARK + secrets.token_urlsafe(32)
        token = Token(
            secrets.token_hex(8), name, role, secret[:SHOWN], now, expires, None, revoked=None
        )
        with self._ledger.writing() as connection:
            self._require_free(connection, name)
            connection.execute(
                "INSERT INTO tokens (id, name, role, prefix, hash, created, expires) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (token.id, name, role, token.prefix, digest(secret), now, expires),
            )
        return secret, token

    def all(self) -> list[Token]:
        """Give all tokens ever made, the oldest first."""
        return self._asked("ORDER BY created, rowid")

    def revoke(self, name: str) -> Token:
        """Revoke the token of a name, and what was begun with it, at once.

        Raises
        ------
        TokenError
            If no token of that name is in use.
        LedgerError
            If it cannot be written.
        """
        with self._ledger.writing() as connection:
            rows = connection.execute(
                "UPDATE tokens SET revoked = ? WHERE name = ? AND revoked IS NULL "  # noqa: S608 - constants
                f"RETURNING {COLUMNS}",
                (self._clock(), name),
            ).fetchall()
            connection.execute(
                "DELETE FROM tokens_sessions WHERE token_id IN (SELECT id FROM tokens "
                "WHERE revoked IS NOT NULL)"
            )
        if not rows:
            names = ", ".join(t.name for t in self.all() if t.revoked is None) or "-"
            raise TokenError(
                Text(
                    f"tidak ada token {name[:64]!r} yang berlaku; yang ada: {names}",
                    f"no token {name[:64]!r} is in use; there are: {names}",
                ),
                code="token-not-found",
            )
        return Token.of(rows[0])

    def find(self, secret: str) -> Token | None:
        """Give the token that a secret is, if it is one and valid, and note its use.

        Parameters
        ----------
        secret
            What a client sent.

        Raises
        ------
        LedgerError
            If the ledger cannot be read.
        """
        given = digest(secret)
        with self._ledger.reading() as connection:
            rows: list[Any] = connection.execute(
                f"SELECT hash, {COLUMNS} FROM tokens WHERE prefix = ?",  # noqa: S608 - constants
                (secret[:SHOWN] if TOKEN.fullmatch(secret) else "",),
            ).fetchall()
        found = None
        for kept, *told in rows or [(_DUMMY,)]:
            if hmac.compare_digest(kept, given) and told:
                found = Token.of(told)
        return self.valid(found)

    def may_anyone_write(self) -> bool:
        """Say whether there is a valid token of an editor."""
        now = self._clock()
        return any(t.role == "editor" for t in self._asked("") if t.state(now) == "valid")

    def valid(self, token: Token | None) -> Token | None:
        """Give a token back if it is valid now, and note its use.

        Parameters
        ----------
        token
            As the ledger has it; None for none.
        """
        now = self._clock()
        if token is None or token.state(now) != "valid":
            return None
        if token.last_used is None or token.last_used + USE_S <= now:
            self._note_use(token, now)
        return token

    def _note_use(self, token: Token, now: float) -> None:
        with suppress(LedgerError), self._ledger.writing() as connection:
            connection.execute(
                "UPDATE tokens SET last_used = ?1 WHERE id = ?2 "
                "AND (last_used IS NULL OR last_used + ?3 <= ?1)",
                (now, token.id, USE_S),
            )

    def _require_free(self, connection: apsw.Connection, name: str) -> None:
        taken = "SELECT count(*) FROM tokens WHERE name = ? AND revoked IS NULL"
        if connection.execute(taken, (name,)).get:
            raise TokenError(
                Text(
                    f"sudah ada token {name!r}; cabut dahulu dengan 'penyangga token revoke "
                    f"{name}' atau pakai nama lain",
                    f"there is a token {name!r} already; revoke it first with 'penyangga token "
                    f"revoke {name}' or take another name",
                ),
                code="token-exists",
            )

    def _asked(self, how: str) -> list[Token]:
        with self._ledger.reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM tokens {how}")  # noqa: S608
            return [Token.of(row) for row in rows]


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise TokenError(
            Text(
                f"nama token {name[:80]!r}: yang diminta 1 sampai 64 huruf, angka, dan _ . @ -",
                f"name of a token {name[:80]!r}: wanted 1 to 64 letters, digits and _ . @ -",
            )
        )
