"""Connections to a workspace's GeoPackage: one SQLite library, one way to open.

GDAL never opens the live file: POSIX locks belong to a process, so a second
SQLite copy in it would drop ours when it closes the file. Everything goes
through apsw here, and others get a snapshot.
"""

from __future__ import annotations

import mmap
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from layers.deadlines import is_over
from layers.errors import StoreError
from layers.filters.sql import sqlite_functions
from layers.schema import Text
from layers.stores.blob import body_of, bounds_of

BUSY_MS = 5000
# Steps of SQLite's machine between two looks at the deadline: some milliseconds.
STEPS = 50_000
APPLICATION_ID = 0x47504B47
USER_VERSION = 10400
# Both copies of the header of the WAL index, 48 bytes each; every commit changes them.
# https://www.sqlite.org/walformat.html#the_wal_index_header
HEADER_BYTES = 96
_SUFFIX = "-shm"
# Never closed: with any of its descriptors of a file a process loses all its locks on it,
# those of SQLite as well.
_KEPT: list[tuple[int, mmap.mmap | None]] = []

_NONE: tuple[int, object, apsw.Connection | None, object] = (0, None, None, None)


def connect(path: Path, *, create: bool = False) -> apsw.Connection:
    """Open the GeoPackage at `path` with the functions its triggers need.

    Raises
    ------
    StoreError
        If there is no file, or it is not a SQLite database.
    """
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    try:
        connection = apsw.Connection(str(path), flags=flags)
        connection.set_busy_timeout(BUSY_MS)
        for name, (function, count) in _FUNCTIONS.items():
            connection.create_scalar_function(
                name, function, count, deterministic=True, flags=apsw.SQLITE_INNOCUOUS
            )
        if not create:
            _require_geopackage(connection, path)
        make_durable(connection)
        connection.set_progress_handler(is_over, STEPS)
    except apsw.Error as error:
        raise store_error(error, path) from error
    return connection


def make_durable(connection: apsw.Connection) -> None:
    """Set a connection so that what is committed survives a kill, and the schema is kept to."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


class Connections:
    """One connection for each thread and process, opened when it is first asked for.

    After a fork the child opens its own. The one it came with stays untouched, for
    closing it there could take the parent's locks along. Connections of threads that have
    ended are closed when the next one is opened.

    Parameters
    ----------
    opener
        Opens one connection.
    good_for
        What a connection belongs to; when it gives something else, a new one is opened.
    """

    def __init__(
        self, opener: Callable[[], apsw.Connection], good_for: Callable[[], object] = lambda: None
    ) -> None:
        self._opener = opener
        self._good_for = good_for
        self._local = threading.local()
        # A thread that Python did not begin must not let its connection go as it ends: SQLite
        # calls back into Python then, where the thread's state is gone already.
        self._opened: dict[int, tuple[weakref.ref[_Thread], int, apsw.Connection]] = {}

    def held(self) -> apsw.Connection:
        """Give this thread's connection."""
        owner = self._good_for()
        pid, known, connection, _ = getattr(self._local, "held", _NONE)
        if connection is not None and pid == os.getpid() and known == owner:
            return connection
        self.close()
        connection, thread = self._opener(), _Thread()
        self._opened[id(connection)] = (weakref.ref(thread), os.getpid(), connection)
        self._local.held = (os.getpid(), owner, connection, thread)
        return connection

    def close(self) -> None:
        """Close this thread's connection, if it has one of its own, and those of ended threads."""
        pid, _, connection, _ = getattr(self._local, "held", _NONE)
        if connection is not None and pid == os.getpid():
            connection.close()
            self._local.held = _NONE
            self._opened.pop(id(connection), None)
        for key, (thread, begun_by, left) in list(self._opened.items()):
            ended = thread() is None and begun_by == os.getpid()
            # Each is taken by one thread only.
            if ended and self._opened.pop(key, None) is not None:
                left.close()


class _Thread:
    """Is there as long as a thread that holds a connection."""

    __slots__ = ("__weakref__",)


def _require_geopackage(connection: apsw.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA application_id").get
    if found != APPLICATION_ID:
        raise StoreError(
            Text(
                f"{path.name}: bukan GeoPackage (application id {found}); yang diminta ruang "
                "kerja buatan 'penyangga init'",
                f"{path.name}: not a GeoPackage (application id {found}); "
                "wanted a workspace made by 'penyangga init'",
            ),
            code="not-a-workspace",
        )


# First match wins.
_KINDS: tuple[tuple[tuple[type[apsw.Error], ...], str, Text], ...] = (
    (
        (apsw.BusyError, apsw.LockedError),
        "store-busy",
        Text("proses lain sedang menulis; coba lagi", "another process is writing; try again"),
    ),
    (
        (apsw.InterruptError,),
        "store-timeout",
        Text(
            "jawabannya terlalu lama dan dihentikan; minta lebih sedikit",
            "the answer took too long and was stopped; ask for less",
        ),
    ),
    (
        (apsw.FullError,),
        "disk-full",
        Text(
            "cakram penuh; tidak ada yang berubah: kosongkan sebagian lalu coba lagi",
            "the disk is full; nothing was changed: free some space and try again",
        ),
    ),
    (
        (apsw.CantOpenError,),
        "not-a-workspace",
        Text(
            "tidak ada berkas ruang kerja di sini; jalankan 'penyangga init DIR' dahulu",
            "no workspace file to open here; run 'penyangga init DIR' first",
        ),
    ),
    (
        (apsw.CorruptError, apsw.NotADBError),
        "store-damaged",
        Text(
            "berkas rusak atau bukan GeoPackage; pulihkan dari cadangan",
            "the file is damaged or not a GeoPackage; restore a backup",
        ),
    ),
    (
        (apsw.ReadOnlyError,),
        "read-only",
        Text(
            "berkas tidak boleh ditulis; periksa izinnya",
            "the file may not be written; check its permissions",
        ),
    ),
)


def store_error(error: apsw.Error, path: Path) -> StoreError:
    """Turn an SQLite error into ours, with the word that says what to do."""
    for kinds, code, said in _KINDS:
        if isinstance(error, kinds):
            return StoreError(f"{path.name}: " + said, code=code)
    kind = type(error).__name__
    said = Text(f"penyimpanan menjawab {kind}", f"the store answered {kind}")
    return StoreError(f"{path.name}: " + said, code="store-error")


@contextmanager
def writing(connection: apsw.Connection, path: Path) -> Iterator[apsw.Connection]:
    """Run one write transaction: all of it is kept, or none.

    Raises
    ------
    StoreError
        If the store is busy, full or damaged.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # A full disk rolls back by itself; a second rollback would raise.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except apsw.Error as error:
        raise store_error(error, path) from error


def quote(name: str) -> str:
    """Give a looked-up table or column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def functions() -> frozenset[str]:
    """Give the names of our own functions that every connection has."""
    return frozenset(_FUNCTIONS)


def _is_empty(blob: bytes | None) -> int | None:
    box = bounds_of(blob)
    return None if box is None else int(not box)


def _bound(position: int) -> Callable[[bytes | None], float | None]:
    def bound(blob: bytes | None) -> float | None:
        box = bounds_of(blob)
        return box[position] if box else None

    return bound


_FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "ST_IsEmpty": (_is_empty, 1),
    "ST_MinX": (_bound(0), 1),
    "ST_MaxX": (_bound(1), 1),
    "ST_MinY": (_bound(2), 1),
    "ST_MaxY": (_bound(3), 1),
    **sqlite_functions(body_of),
}


class Commits:
    """The state of a GeoPackage's log, as memory that all its readers and writers share.

    To read it costs a fraction of a question to SQLite, which lets go of the interpreter at
    each step and has to wait for it again. It takes a descriptor and a connection for as long
    as the process lives: for a service, not for a passing reader.

    Parameters
    ----------
    path
        The GeoPackage.

    Raises
    ------
    StoreError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._pid = os.getpid()
        # While a connection is open nobody puts another file in the place of the shared one.
        self._holder = connect(path)
        try:
            self._holder.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except apsw.Error as error:
            raise store_error(error, path) from error
        self._memory = _shared(path.with_name(path.name + _SUFFIX))

    def state(self) -> bytes | None:
        """Give what differs after every commit; None where only SQLite can tell.

        Take it before the question whose answer it is to stand for.
        """
        if self._memory is None or os.getpid() != self._pid:
            return None
        return self._memory[:HEADER_BYTES]


def _shared(path: Path) -> mmap.mmap | None:
    """Give the shared memory; None where the file keeps no log or no memory is shared."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        memory = mmap.mmap(file, HEADER_BYTES, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        memory = None
    _KEPT.append((file, memory))
    return memory
