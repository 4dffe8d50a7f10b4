"""The service's own database: what must not travel with the data, beside them in one file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from layers.stores.connection import BUSY_MS, Connections, make_durable
from layers.text import Text
from server.errors import LedgerError
from server.ledger.failure import ledger_error, not_made

FILE = "service.db"
# "PNYL", so that no other SQLite file passes for a ledger.
APPLICATION_ID = 0x504E594C
_HEAD = "CREATE TABLE chapters (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class Chapter:
    """The tables of one owner, as the steps that made them what they are.

    Parameters
    ----------
    name
        Of the owner; begin the names of the tables with it.
    steps
        SQL scripts. Step n brings version n - 1 to version n: add steps, never change one
        that was released.

    Examples
    --------
    >>> Chapter("notes", ("CREATE TABLE notes (id TEXT PRIMARY KEY) STRICT",)).version
    1
    """

    name: str
    steps: tuple[str, ...]

    @property
    def version(self) -> int:
        """The version that the last step leads to."""
        return len(self.steps)


class Ledger:
    """One SQLite file for tokens, jobs and shares, safe for many threads and processes.

    Each thread of each process has its own connection, opened at its first question (so after
    a fork). What `writing` has left is on the disk (WAL, synchronous=FULL). The file is made at
    the first write, readable by its owner only; until then every table is empty, so that a
    service over a folder that may not be written still reads. Chapters are made, and
    brought forward, when the file is opened.

    Parameters
    ----------
    path
        Where the file is: `service.db` in the workspace's folder.
    chapters
        The tables of each owner that uses this object; others in the file stay untouched.

    Examples
    --------
    ::

        ledger = Ledger(folder / FILE, [Chapter("notes", ("CREATE TABLE notes (id) STRICT",))])
        with ledger.writing() as connection:  # BEGIN IMMEDIATE … COMMIT, all or nothing
            connection.execute("INSERT INTO notes VALUES (?)", ("a",))
        with ledger.reading() as connection:  # one snapshot
            rows = connection.execute("SELECT id FROM notes").fetchall()
    """

    def __init__(self, path: Path, chapters: Sequence[Chapter]) -> None:
        self.path = path
        self._chapters = tuple(chapters)
        self._connections = Connections(self._open, self._inode)

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Give a connection that sees one state of the ledger until the end of the block.

        Nothing that is written with it is kept.

        Raises
        ------
        LedgerError
            If the ledger is damaged, or made by a later version.
        """
        try:
            connection = self._connections.held() if self._inode() else self._blank()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
                if connection.readonly("main"):
                    # It sees the file as it was when opened.
                    self._connections.close()
        except apsw.Error as error:
            raise ledger_error(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Give a connection whose changes are all kept at the end of the block, or none.

        Other writers wait meanwhile, so keep the block short: compute before, write within.

        Raises
        ------
        LedgerError
            If another process writes for longer than five seconds, the disk is full, or the
            ledger is damaged or may not be written.
        """
        try:
            if not self._inode():
                _make(self.path)
            with _transaction(self._connections.held()) as connection:
                yield connection
        except apsw.Error as error:
            raise ledger_error(error, self.path) from error

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        self._connections.close()

    def _inode(self) -> int:
        """Tell one file from another that took its place; 0 for none."""
        try:
            return self.path.stat().st_ino
        except FileNotFoundError:
            return 0

    def _open(self) -> apsw.Connection:
        with suppress(OSError):
            if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
                self.path.chmod(0o600)
        connection = _connect(self.path)
        try:
            self._bring_forward(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _blank(self) -> apsw.Connection:
        connection = apsw.Connection(":memory:")
        connection.execute(_HEAD)
        self._bring_forward(connection)
        return connection

    def _bring_forward(self, connection: apsw.Connection) -> None:
        if not self._behind(connection):
            return
        with _transaction(connection):
            # Another process may have done it while we waited.
            for chapter, version in self._behind(connection):
                for step in chapter.steps[version:]:
                    connection.execute(step)
                connection.execute(
                    "INSERT INTO chapters VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET version = excluded.version",
                    (chapter.name, chapter.version),
                )

    def _behind(self, connection: apsw.Connection) -> list[tuple[Chapter, int]]:
        """Give the chapters that are not up to date, with the version they have."""
        held: dict[str, int] = dict(connection.execute("SELECT name, version FROM chapters"))
        for chapter in self._chapters:
            if held.get(chapter.name, 0) > chapter.version:
                raise _too_new(self.path, chapter, held[chapter.name])
        versions = [(chapter, held.get(chapter.name, 0)) for chapter in self._chapters]
        return [(chapter, version) for chapter, version in versions if version < chapter.version]


@contextmanager
def _transaction(connection: apsw.Connection) -> Iterator[apsw.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # A full disk rolls back by itself; a second rollback would raise.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make(path: Path) -> None:
    """Make an empty ledger, whole at once: of several who make it, one does."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = apsw.Connection(str(part))
        try:
            make_durable(connection)
            with _transaction(connection):
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(_HEAD)
        finally:
            connection.close()
        with suppress(FileExistsError):
            os.link(part, path)
    except OSError as error:
        raise not_made(path, error) from error
    finally:
        for rest in path.parent.glob(f"{part.name}*"):
            rest.unlink(missing_ok=True)


def _connect(path: Path) -> apsw.Connection:
    try:
        return _checked(path, str(path), apsw.SQLITE_OPEN_READWRITE)
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        # A folder that may not be written has no place for SQLite's shared memory.
        if Path(f"{path}-wal").exists():
            raise
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        return _checked(path, f"{path.resolve().as_uri()}?immutable=1", flags)


def _checked(path: Path, name: str, flags: int) -> apsw.Connection:
    connection = apsw.Connection(name, flags=flags)
    try:
        connection.set_busy_timeout(BUSY_MS)
        _require_ledger(connection, path)
        if not flags & apsw.SQLITE_OPEN_READONLY:
            make_durable(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_ledger(connection: apsw.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").get == APPLICATION_ID:
        return
    raise LedgerError(
        Text(
            f"{path.name}: bukan buku layanan ini; pindahkan berkas itu, layanan membuat yang baru",
            f"{path.name}: not a ledger of this service; move the file away, and the service "
            "makes a new one",
        ),
        code="ledger-damaged",
    )


def _too_new(path: Path, chapter: Chapter, version: int) -> LedgerError:
    return LedgerError(
        Text(
            f"{path.name}: bagian {chapter.name} berversi {version}, program ini mengenal "
            f"{chapter.version}; pasang versi program yang lebih baru",
            f"{path.name}: its chapter {chapter.name} has version {version}, this program knows "
            f"{chapter.version}; install the later program",
        ),
        code="ledger-newer",
    )
