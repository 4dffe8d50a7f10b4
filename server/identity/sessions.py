"""Sessions: a browser of somebody who showed a token, known again by a cookie."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from server.identity.token import COLUMNS, Token
from server.identity.tokens import Tokens, digest
from server.ledger import Ledger

LASTING_S = 12 * 3600.0


class Sessions:
    """The sessions of one workspace; none outlives the token it was begun with.

    Parameters
    ----------
    ledger
        Where they are kept, with the chapter of tokens.
    tokens
        The tokens they are begun with.
    clock
        Seconds since 1970.
    """

    def __init__(
        self, ledger: Ledger, tokens: Tokens, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._ledger = ledger
        self._tokens = tokens
        self._clock = clock

    def begin(self, token: Token) -> tuple[str, float]:
        """Begin a session for the holder of a token: give its secret and when it ends.

        Parameters
        ----------
        token
            As `Tokens.find` gave it.

        Raises
        ------
        LedgerError
            If it cannot be kept.
        """
        now = self._clock()
        ends = now + LASTING_S if token.expires is None else min(now + LASTING_S, token.expires)
        secret = secrets.token_urlsafe(32)
        with self._ledger.writing() as connection:
            connection.execute("DELETE FROM tokens_sessions WHERE expires <= ?", (now,))
            connection.execute(
                "INSERT INTO tokens_sessions VALUES (?, ?, ?)", (digest(secret), token.id, ends)
            )
        return secret, ends

    def find(self, secret: str) -> Token | None:
        """Give the token that a session was begun with, if both are valid still.

        Parameters
        ----------
        secret
            What a client sent as its cookie.

        Raises
        ------
        LedgerError
            If the ledger cannot be read.
        """
        columns = ", ".join(f"t.{name}" for name in COLUMNS.split(", "))
        with self._ledger.reading() as connection:
            # By its hash: how long that takes tells nothing of the secret.
            rows = connection.execute(
                f"SELECT {columns} FROM tokens_sessions AS s "  # noqa: S608 - constants
                "JOIN tokens AS t ON t.id = s.token_id WHERE s.hash = ? AND s.expires > ?",
                (digest(secret), self._clock()),
            ).fetchall()
        return self._tokens.valid(Token.of(rows[0])) if rows else None

    def end(self, secret: str) -> None:
        """End a session; one that is unknown has ended already.

        Raises
        ------
        LedgerError
            If the ledger cannot be written.
        """
        with self._ledger.writing() as connection:
            connection.execute("DELETE FROM tokens_sessions WHERE hash = ?", (digest(secret),))
