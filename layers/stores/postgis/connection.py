"""Sessions with a PostGIS server: one connection per thread and process, one way to use it."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from layers.deadlines import most_ms
from layers.errors import StoreError
from layers.schema import Text
from layers.stores.address import Address
from layers.stores.postgis.errors import store_error

Connection = psycopg.Connection[tuple[Any, ...]]

BUSY_MS = 5_000
SWAP_MS = 30_000
READ_MS = 10_000
WHOLE_MS = 600_000

_DEFAULTS = {
    "connect_timeout": "5",
    "application_name": "penyangga",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
# Names are always qualified; the path holds only PostGIS, wherever it was installed.
_SETTINGS = f"""
SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';
SET extra_float_digits = 1; SET statement_timeout = {READ_MS}; SET lock_timeout = {BUSY_MS};
SELECT set_config('synchronous_commit', 'on', false)
 WHERE current_setting('synchronous_commit') = 'off';
SELECT set_config('search_path', coalesce((SELECT quote_ident(n.nspname) FROM pg_extension e
 JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'), 'pg_catalog'), false)
"""


class Sessions:
    """Connections to one workspace, opened on first use, and reopened after a fork or a loss."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._local = threading.local()
        self._inherited: list[_Held] = []

    @property
    def connection(self) -> Connection:
        """Connection of this thread in this process.

        Raises
        ------
        StoreError
            If the server cannot be reached or refuses.
        """
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None and held.pid != os.getpid():
            # A fork copied the parent's connection: keep it open here, never use or close it.
            self._inherited.append(held)
            held = None
        if held is None or held.connection.closed:
            held = _Held(self._open())
            self._local.held = held
        return held.connection

    def _open(self) -> Connection:
        try:
            given = conninfo_to_dict(self.address.conninfo)
            settings: dict[str, Any] = {k: v for k, v in _DEFAULTS.items() if k not in given}
            # Plans are not kept: a replaced layer may have other columns under the same name.
            connection = psycopg.connect(
                self.address.conninfo, autocommit=True, prepare_threshold=None, **settings
            )
            connection.execute(_SETTINGS)
        except psycopg.ProgrammingError as error:
            if error.sqlstate is not None:
                raise store_error(error, self.address.shown) from error
            raise StoreError(
                Text(
                    f"{self.address.shown}: bukan alamat yang dipahami PostgreSQL",
                    f"{self.address.shown}: not an address that PostgreSQL understands",
                ),
                code="not-a-workspace",
            ) from error
        except psycopg.Error as error:
            raise store_error(error, self.address.shown) from error
        return connection

    def close(self) -> None:
        """Close this thread's connection, if one is open."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None:
            self._local.held = None
            held.close()

    def all(self, query: sql.Composed, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement and give all its rows."""
        try:
            cursor = self._first(query, values)
            return cursor.fetchall()
        except psycopg.Error as error:
            raise store_error(error, self.address.shown) from error

    @contextmanager
    def reading(
        self, timeout_ms: int = READ_MS, lock: Sequence[sql.Identifier] = ()
    ) -> Iterator[Connection]:
        """Hold one transaction that sees one moment of the store and changes nothing.

        Inside another reading of the same thread it joins that one.

        Parameters
        ----------
        timeout_ms
            How long one question may take, in milliseconds.
        lock
            Tables that must not be replaced meanwhile. A table put in the place of
            one that a reader is about to read would look empty in his moment; so
            they are locked before the moment begins.

        Raises
        ------
        StoreError
            If the server cannot be reached, the answer takes too long, or one of
            the tables is not there (`table-missing`).
        """
        if not self._idle():
            yield self.connection
            return
        begin = sql.SQL(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {}"
        ).format(sql.Literal(most_ms(timeout_ms)))
        if lock:
            names = sql.SQL(", ").join(lock)
            begin += sql.SQL("; LOCK TABLE {} IN ACCESS SHARE MODE").format(names)
        with self._transaction(begin) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run one write transaction: all of it is kept, or none; writers take turns.

        Raises
        ------
        StoreError
            If another writer does not finish in time, or the server cannot do it.
        """
        if not self._idle():
            raise StoreError(
                Text(
                    f"{self.address.shown}: utas ini masih membaca; selesaikan dahulu sebelum "
                    "menulis",
                    f"{self.address.shown}: this thread is still reading; finish that before "
                    "writing",
                ),
                code="store-busy",
            )
        begin = sql.SQL("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0")
        with self._transaction(sql.Composed([begin])) as connection:
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('penyangga ' || %s, 0))",
                (self.address.schema,),
            )
            yield connection

    @contextmanager
    def _transaction(self, begin: sql.Composed) -> Iterator[Connection]:
        try:
            try:
                connection = self._first(begin).connection
                yield connection
                self._commit(connection)
            finally:
                self._roll_back()
        except psycopg.Error as error:
            raise store_error(error, self.address.shown) from error

    def _commit(self, connection: Connection) -> None:
        shown = self.address.shown
        try:
            done = connection.execute("COMMIT").statusmessage
        except psycopg.OperationalError as error:
            if not connection.closed:
                raise
            raise StoreError(
                Text(
                    f"{shown}: sambungan terputus selagi perubahan disimpan; periksa apakah "
                    "sudah ada sebelum mencoba lagi",
                    f"{shown}: the connection was lost while the change was being kept; "
                    "look whether it is there before trying again",
                ),
                code="store-unreachable",
            ) from error
        if done != "COMMIT":
            raise StoreError(
                Text(
                    f"{shown}: server membatalkan perubahan",
                    f"{shown}: the server undid the change",
                ),
                code="store-error",
            )

    def _roll_back(self) -> None:
        """Leave no transaction open, whatever happened in it."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.connection.closed:
            return
        if held.connection.info.transaction_status == TransactionStatus.IDLE:
            return
        try:
            held.connection.execute("ROLLBACK")
        except psycopg.Error:
            # The server undoes it when the connection ends.
            self.close()

    def _first(
        self, query: sql.Composed, values: Sequence[Any] = ()
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run a statement that opens something; once more if the old connection was dead."""
        connection = self.connection
        try:
            return connection.execute(query, values or None)
        except psycopg.OperationalError:
            if not connection.closed:
                raise
            return self.connection.execute(query, values or None)

    def _idle(self) -> bool:
        return self.connection.info.transaction_status == TransactionStatus.IDLE


class _Held:
    """A connection and the process that opened it; closed when its thread ends."""

    def __init__(self, connection: Connection) -> None:
        self.pid = os.getpid()
        self.connection = connection
        self.close = weakref.finalize(self, _close, connection, self.pid)


def _close(connection: Connection, pid: int) -> None:
    if pid == os.getpid():
        connection.close()
