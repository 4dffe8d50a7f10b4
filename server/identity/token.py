"""Token: what is known of one; the token itself is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
# The fields of a token as the ledger has them, in order.
COLUMNS = "id, name, role, prefix, created, expires, last_used, revoked"


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; the token itself is not.

    Parameters
    ----------
    id
        Tells it from others of the same name that were revoked.
    name
        Whose it is, or what for.
    role
        What it allows: to read, or to write too.
    prefix
        How it begins, so that it can be told from others.
    created, expires, last_used, revoked
        Seconds since 1970; None for never. The last use is told to the minute.
    """

    id: str
    name: str
    role: Role
    prefix: str
    created: float
    expires: float | None
    last_used: float | None
    revoked: float | None

    @classmethod
    def of(cls, row: Sequence[Any]) -> Token:
        """Read a row of `COLUMNS`."""
        return cls(*row)

    def state(self, now: float) -> Literal["valid", "expired", "revoked"]:
        """Say whether it can be used at a moment."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= now else "valid"

    def to_dict(self, now: float) -> dict[str, Any]:
        """Give it as JSON has it, with moments in UTC."""
        told = asdict(self)
        for name in ("created", "expires", "last_used", "revoked"):
            told[name] = None if told[name] is None else moment(told[name])
        return {**told, "state": self.state(now)}


def moment(seconds: float) -> str:
    """Give a moment as UTC in ISO 8601, to the second.

    Examples
    --------
    >>> moment(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
