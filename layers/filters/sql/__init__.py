"""Filters as SQL of each store."""

from __future__ import annotations

from layers.filters.sql.compiling import Bound, Piece, compiled
from layers.filters.sql.postgis import PostgisDialect
from layers.filters.sql.sqlite import SqliteDialect, sqlite_functions

__all__ = ["Bound", "Piece", "PostgisDialect", "SqliteDialect", "compiled", "sqlite_functions"]
