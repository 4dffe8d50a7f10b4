"""Callers: who asks, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.identity.token import Role

Way = Literal["token", "session", "local", "nobody"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Parameters
    ----------
    by
        How that is known: by a token, by a cookie, or because the request comes from the
        machine that the service runs on.
    role
        What they may do; None for what everybody may.
    name
        Of the token.
    """

    by: Way
    role: Role | None = None
    name: str | None = None

    @property
    def may_write(self) -> bool:
        """Whether they may change what is kept."""
        return self.role == "editor"


NOBODY = Caller("nobody")
LOCAL = Caller("local", "editor")
