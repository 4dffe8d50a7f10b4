"""Guards: what statements of a reading connection may do, judged by SQLite as it compiles them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

# Always readable: descriptions of layers, and what SQLite itself looks up for a plan.
CATALOGUE = frozenset({"penyangga_layers", "sqlite_stat1"})
BUILT_IN = frozenset({"count", "max", "min", "coalesce", "sum", "abs", "length"})
_HARMLESS = frozenset({apsw.SQLITE_SELECT, apsw.SQLITE_SAVEPOINT, apsw.SQLITE_RECURSIVE})
# The R-tree compiles all its statements, those that write, when it is first read.
_OF_INDEX = frozenset({apsw.SQLITE_INSERT, apsw.SQLITE_UPDATE, apsw.SQLITE_DELETE})
_SHADOWS = ("node", "rowid", "parent")


class Guard:
    """Lets a connection read named tables by known functions, and denies all else.

    It stands behind the compiler of filters, which binds values and quotes looked-up
    names: were there ever a gap in it, nothing could be written, attached, or read from
    another table all the same.

    Parameters
    ----------
    functions
        Names of the functions that statements may call beside `BUILT_IN`.
    """

    def __init__(self, functions: frozenset[str] = frozenset()) -> None:
        self._functions = BUILT_IN | {name.lower() for name in functions}
        self._tables = CATALOGUE
        self._shadows: frozenset[str] = frozenset()

    @contextmanager
    def opened(self, table: str, rtree: str) -> Iterator[None]:
        """Let one layer's table and its index be read meanwhile.

        Parameters
        ----------
        table, rtree
            Names of the table and of its R-tree, unquoted.
        """
        self._shadows = frozenset(f"{rtree}_{part}" for part in _SHADOWS)
        self._tables = CATALOGUE | {table, rtree} | self._shadows
        try:
            yield
        finally:
            self._tables, self._shadows = CATALOGUE, frozenset()

    def __call__(
        self, action: int, one: str | None, two: str | None, _base: str | None, _by: str | None
    ) -> int:
        """Judge one step of a statement, as SQLite asks it."""
        allowed = (
            action in _HARMLESS
            or (action == apsw.SQLITE_READ and one in self._tables)
            or (action == apsw.SQLITE_FUNCTION and str(two).lower() in self._functions)
            or (action in _OF_INDEX and one in self._shadows)
        )
        return apsw.SQLITE_OK if allowed else apsw.SQLITE_DENY


def guarded(connection: apsw.Connection, functions: frozenset[str]) -> apsw.Connection:
    """Guard a connection from now on; it can write no more either way.

    Parameters
    ----------
    functions
        Names of the functions that statements may call beside `BUILT_IN`.
    """
    connection.execute("PRAGMA query_only=ON")
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
    connection.authorizer = Guard(functions)
    return connection


@contextmanager
def only_reading(connection: apsw.Connection, table: str, rtree: str) -> Iterator[None]:
    """Let a guarded connection read one table and its R-tree meanwhile."""
    guard = connection.authorizer
    if not isinstance(guard, Guard):
        raise TypeError(f"{type(guard).__name__} as authorizer: wanted a connection of guarded()")
    with guard.opened(table, rtree):
        yield
