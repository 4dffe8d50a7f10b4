"""The guard: what every request that is not just read has to pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

from flask import current_app, request

from layers.text import Text
from server.errors import ForbiddenError, NotSignedInError, TooManyRequestsError
from server.identity.caller import LOCAL, NOBODY, Caller
from server.identity.crossing import refuse_crossing
from server.identity.locality import is_from_here
from server.identity.sessions import Sessions
from server.identity.tokens import TOKEN, Tokens
from server.operations.limiting import Buckets, client_of

if TYPE_CHECKING:
    from server.config import ServerSettings
    from server.identity.token import Token
    from server.ledger import Ledger

NAME = "penyangga.guard"
COOKIE = "penyangga_session"
SAFE = ("GET", "HEAD", "OPTIONS")
# Wrong tokens of one address a minute.
GUESSES = 10
# Routes that take a body and change nothing that is kept, open to everybody; whatever else is
# not just read needs an editor.
OPEN: Mapping[str, str] = {
    "features.search": "a query too long for an address",
    "aggregates.overlay_sent": "a site too large for an address",
    "sheets.sheet": "a page of PDF of what the map shows",
    "processes.execution": "an answer while one waits; a job asks `require_editor` itself",
    "scenarios.execution": "an answer while one waits, of a scenario",
    "session.sign_in": "a session, for whoever shows a token",
    "session.sign_out": "the end of one's own session",
}
Standing = Literal["local", "token", "not-set-up", "nobody"]


def guessing() -> Buckets:
    """Make the count of wrong tokens, before worker processes are forked that share it."""
    return Buckets(GUESSES / 60, GUESSES)


def the_guard() -> Guard:
    """Give the guard of the running application."""
    return cast("Guard", current_app.extensions[NAME])


def require_editor() -> Caller:
    """Give who asks, if they may write; for routes that only sometimes do.

    Raises
    ------
    NotSignedInError
        If nobody is known who asks.
    ForbiddenError
        If they may only read, or nobody may write here.
    TooManyRequestsError
        If too many wrong tokens came from their address.
    """
    return the_guard().editor()


class Guard:
    """Knows who asks, and who may write.

    Parameters
    ----------
    settings
        Who may write (`writers`), proxies, public address.
    ledger
        With the chapter of tokens.
    guesses
        Count of wrong tokens that worker processes share.
    """

    def __init__(
        self, settings: ServerSettings, ledger: Ledger, guesses: Buckets | None = None
    ) -> None:
        self._settings = settings
        self.tokens = Tokens(ledger)
        self.sessions = Sessions(ledger, self.tokens)
        self._guesses = guesses or guessing()

    def check(self) -> None:
        """Let the present request pass, or refuse it; run before every one.

        Raises
        ------
        ForbiddenError, NotSignedInError, TooManyRequestsError
            If it comes from another site's page, or writes and is no editor's.
        """
        if request.method in SAFE:
            return
        refuse_crossing(request.environ, self._settings.base_url)
        # Without a route it is answered by 404 or 405.
        if request.url_rule is not None and request.endpoint not in OPEN:
            self.editor()

    def standing(self) -> Standing:
        """Say who may write: this machine, holders of tokens, nobody yet, or nobody."""
        writers = self._settings.writers
        if writers == "token" and not self.tokens.may_anyone_write():
            return "not-set-up"
        return writers

    def editor(self) -> Caller:
        """Give who sends the present request, if they may write; see `require_editor`."""
        if self._settings.writers == "nobody":
            raise ForbiddenError(
                Text(
                    "layanan ini hanya untuk dibaca (--writers nobody)",
                    "this service is for reading only (--writers nobody)",
                ),
                code="writing-off",
            )
        caller = self.caller()
        if caller.may_write:
            return caller
        if caller.role is not None:
            raise ForbiddenError(
                Text(
                    f"token {caller.name} hanya untuk membaca; ini memerlukan peran editor",
                    f"the token {caller.name} is for reading only; this needs the role editor",
                ),
                code="editor-needed",
            )
        raise self._unknown()

    def caller(self) -> Caller:
        """Give who sends the present request.

        Raises
        ------
        NotSignedInError
            `token-wrong` if it shows a token that is not valid.
        TooManyRequestsError
            If too many of those came from its address.
        """
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            shown = self.find(secret.strip())
            return Caller("token", shown.role, shown.name)
        cookie = request.cookies.get(COOKIE)
        token = self.sessions.find(cookie) if cookie else None
        if token is not None:
            return Caller("session", token.role, token.name)
        local = self._settings.writers == "local" and is_from_here(request.environ)
        return LOCAL if local else NOBODY

    def find(self, secret: str) -> Token:
        """Give the token that a secret is; wrong ones are counted for the address of the request.

        Parameters
        ----------
        secret
            What was sent as a token.

        Raises
        ------
        NotSignedInError, TooManyRequestsError
            See `caller`.
        """
        client = client_of(request.environ, self._settings.limits.proxies)
        wait = self._guesses.wait(client)
        if wait > 0:
            raise _guessed(wait)
        token = self.tokens.find(secret)
        if token is None:
            self._guesses.take(client)
            raise NotSignedInError(_wrong(secret), code="token-wrong")
        return token

    def _unknown(self) -> Exception:
        if self.standing() == "not-set-up":
            return ForbiddenError(
                Text(
                    "layanan ini belum menerima penulisan: belum ada token editor; pengelola "
                    "membuatnya dengan 'penyangga token create NAMA --role editor'",
                    "this service takes no writing yet: there is no token of an editor; the "
                    "operator makes one with 'penyangga token create NAME --role editor'",
                ),
                code="writing-not-set-up",
            )
        return NotSignedInError(
            Text(
                "ini memerlukan token editor: kirim 'Authorization: Bearer TOKEN', atau masuk di "
                "/session; token dibuat pengelola dengan 'penyangga token create'",
                "this needs the token of an editor: send 'Authorization: Bearer TOKEN', or sign "
                "in at /session; the operator makes tokens with 'penyangga token create'",
            )
        )


def _wrong(secret: str) -> Text:
    """Say what may be wrong with a token, and never the token."""
    if not TOKEN.fullmatch(secret):
        return Text(
            "ini bukan token layanan ini; token dimulai dengan pyg_ dan terdiri dari 47 huruf",
            "this is no token of this service; they begin with pyg_ and have 47 characters",
        )
    return Text(
        "token ini tidak dikenal, kedaluwarsa, atau sudah dicabut; minta yang baru kepada "
        "pengelola",
        "this token is unknown, expired or revoked; ask the operator for a new one",
    )


def _guessed(wait: float) -> TooManyRequestsError:
    seconds = math.ceil(wait)
    return TooManyRequestsError(
        Text(
            f"terlalu banyak token salah dari alamat Anda; coba lagi {seconds} detik lagi",
            f"too many wrong tokens from your address; try again after {seconds} s",
        ),
        wait_s=wait,
    )
