"""Shares, as the ledger keeps them: a short id, where it leads, until when."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from layers.text import Text
from server.errors import ForbiddenError, NothingHereError
from server.ledger import Chapter, Ledger

# As many as a workspace keeps at once, and the longest address.
MOST = 10_000
LONGEST = 16_000
# Of the addresses that pages write; raised when what they mean changes.
VERSION = 1
CHAPTER = Chapter(
    "shares",
    (
        """
        CREATE TABLE shares (
            id TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            title TEXT NOT NULL,
            author TEXT,
            created REAL NOT NULL,
            expires REAL NOT NULL
        ) STRICT;
        CREATE INDEX shares_by_expiry ON shares (expires);
        CREATE INDEX shares_by_address ON shares (address, title);
        """,
        "ALTER TABLE shares ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    ),
)
_COLUMNS = "id, address, title, author, created, expires, version"


@dataclass(frozen=True, slots=True)
class Share:
    """One share.

    Parameters
    ----------
    id
        Short, and not to be guessed.
    address
        Path of this service, with its query and fragment.
    title
        What is seen there; may be empty.
    author
        Name of the token it was made with; None for this machine's user.
    created, expires
        Seconds since 1970.
    version
        Of what the address means.
    """

    id: str
    address: str
    title: str
    author: str | None
    created: float
    expires: float
    version: int


class Shares:
    """The shares of one workspace.

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

    def add(
        self, address: str, title: str, *, author: str | None, lasting_s: float
    ) -> tuple[Share, bool]:
        """Make a share; give it, and whether it is new. An equal one is only made to last longer.

        Parameters
        ----------
        address
            Path of this service.
        title
            What is seen there.
        author
            Name of the token of who asks.
        lasting_s
            For how long.

        Raises
        ------
        ForbiddenError
            `shares-full` if there are as many as are kept.
        LedgerError
            If it cannot be kept.
        """
        now = self._clock()
        with self._ledger.writing() as connection:
            connection.execute("DELETE FROM shares WHERE expires <= ?", (now,))
            rows = connection.execute(
                "UPDATE shares SET expires = max(expires, ?) WHERE address = ? AND title = ? "  # noqa: S608
                f"AND version = ? RETURNING {_COLUMNS}",
                (now + lasting_s, address, title, VERSION),
            ).fetchall()
            if rows:
                return _read(rows[0]), False
            if connection.execute("SELECT count(*) FROM shares").get >= MOST:
                raise _full()
            ends = now + lasting_s
            share = Share(secrets.token_urlsafe(8), address, title, author, now, ends, VERSION)
            connection.execute(
                f"INSERT INTO shares ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (share.id, address, title, author, now, ends, VERSION),
            )
        return share, True

    def find(self, share_id: str) -> Share:
        """Give a share.

        Raises
        ------
        NothingHereError
            `no-such-share` if there is none of that id, or it has expired.
        """
        with self._ledger.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM shares WHERE id = ? AND expires > ?",  # noqa: S608
                (share_id, self._clock()),
            ).fetchall()
        if not rows:
            raise _unknown(share_id)
        return _read(rows[0])

    def listed(self, offset: int, limit: int) -> tuple[list[Share], int]:
        """Give a page of shares, the newest first, and how many there are."""
        now = self._clock()
        with self._ledger.reading() as connection:
            n = connection.execute("SELECT count(*) FROM shares WHERE expires > ?", (now,)).get
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM shares WHERE expires > ? "  # noqa: S608
                "ORDER BY created DESC, rowid DESC LIMIT ? OFFSET ?",
                (now, limit, offset),
            ).fetchall()
        return [_read(row) for row in rows], int(n)

    def remove(self, share_id: str) -> None:
        """Take a share away.

        Raises
        ------
        NothingHereError
            `no-such-share` if there is none of that id.
        """
        with self._ledger.writing() as connection:
            connection.execute("DELETE FROM shares WHERE id = ?", (share_id,))
            gone = connection.changes()
        if not gone:
            raise _unknown(share_id)


def _read(row: tuple[object, ...]) -> Share:
    return Share(*row)  # type: ignore[arg-type]


def _unknown(share_id: str) -> NothingHereError:
    return NothingHereError(
        Text(
            f"tidak ada tautan {share_id[:40]!r}; mungkin sudah kedaluwarsa atau dihapus",
            f"no share {share_id[:40]!r}; it may have expired or been removed",
        ),
        code="no-such-share",
    )


def _full() -> ForbiddenError:
    return ForbiddenError(
        Text(
            f"sudah ada {MOST} tautan; hapus yang tidak dipakai (DELETE /shares/ID)",
            f"there are {MOST} shares already; remove what is not used (DELETE /shares/ID)",
        ),
        code="shares-full",
    )
