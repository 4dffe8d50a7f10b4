"""Rows of a layer as a scenario changes them: what is gone, what is there instead.

The changed rows lie in a store of their own in memory, so that a question means for them
exactly what it means for the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import apsw
import geopandas as gpd
import numpy as np
import numpy.typing as npt

from layers.layer import Layer
from layers.query import Query
from layers.stores.base import Kept
from layers.stores.connection import connect, writing
from layers.stores.features import prepare
from layers.stores.reading import Rows, read_rows
from layers.stores.tables import create_core
from layers.stores.values import SqlValue
from layers.stores.writing import restore_layer

Ids = npt.NDArray[np.int64]
_MEMORY = Path(":memory:")


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """What a scenario makes of a layer.

    Attributes
    ----------
    frame
        Rows added and changed, in EPSG:4326, whose index is the feature id.
    added
        Ids of those that the baseline has not.
    gone
        Ids of rows of the baseline that are taken off.
    """

    frame: gpd.GeoDataFrame
    added: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    @property
    def covered(self) -> Ids:
        """Ids of the baseline's rows that are not to be seen any more."""
        changed = set(self.frame.index.tolist()) - self.added
        return np.array(sorted(changed | self.gone), dtype=np.int64)


class OverlaidRows:
    """The rows of one layer with a delta on them.

    Parameters
    ----------
    layer
        The layer.
    delta
        What becomes of it.
    """

    def __init__(self, layer: Layer, delta: Delta) -> None:
        self._covered = delta.covered
        self._lock = threading.Lock()
        self._connection = _kept(layer, delta.frame)

    def over(self, below: Rows, layer: Layer, query: Query) -> Rows:
        """Give the rows a question asks for.

        Parameters
        ----------
        below
            The baseline's answer to `plainly(query)`.
        layer
            The layer.
        query
            What is asked.
        """
        kept = ~np.isin(below.ids, self._covered)
        # One connection cannot be used by two threads at once.
        with self._lock:
            own = read_rows(self._connection, layer, plainly(query))
        rows = _joined(below, kept, own)
        rows = _chosen(rows, _order(rows, query))
        first, last = query.offset, None if query.limit is None else query.offset + query.limit
        rows = _chosen(rows, np.arange(len(rows.ids))[first:last])
        if query.properties is None:
            return rows
        wanted = {name: rows.columns[name] for name in rows.columns if name in query.properties}
        return Rows(rows.ids, rows.geometries, wanted)


def plainly(query: Query) -> Query:
    """Give a question without order and pages, and with the fields its order needs."""
    names = query.properties
    if names is not None:
        names = tuple(dict.fromkeys((*names, *(name for name, _ in query.sortby))))
    return replace(query, properties=names, sortby=(), limit=None, offset=0, start=0)


def _kept(layer: Layer, frame: gpd.GeoDataFrame) -> apsw.Connection:
    features = prepare(layer, frame)
    columns = dict(zip(layer.schema.names, features.columns, strict=True))
    rows = Rows(frame.index.to_numpy(dtype=np.int64), features.geometries, columns)
    connection = connect(_MEMORY, create=True)
    with writing(connection, _MEMORY):
        create_core(connection)
        restore_layer(connection, Kept(layer, "", rows))
    return connection


def _joined(below: Rows, kept: npt.NDArray[np.bool_], own: Rows) -> Rows:
    chosen = _chosen(below, np.flatnonzero(kept))
    return Rows(
        np.concatenate([chosen.ids, own.ids]),
        np.concatenate([chosen.geometries, own.geometries]),
        {name: [*chosen.columns[name], *own.columns[name]] for name in own.columns},
    )


def _chosen(rows: Rows, positions: npt.NDArray[np.integer[Any]]) -> Rows:
    where = positions.tolist()
    return Rows(
        rows.ids[positions],
        rows.geometries[positions],
        {name: _picked(column, where) for name, column in rows.columns.items()},
    )


def _picked(column: list[SqlValue], where: Iterable[int]) -> list[SqlValue]:
    return [column[i] for i in where]


def _order(rows: Rows, query: Query) -> npt.NDArray[np.intp]:
    """Give the order asked for: by id, unless fields come first; the missing last."""
    order = np.argsort(rows.ids, kind="stable")
    for name, down in reversed(query.sortby):
        column = rows.columns[name]
        there = [i for i in order.tolist() if column[i] is not None]
        missing = [i for i in order.tolist() if column[i] is None]
        # Text and numbers never meet in one column.
        there.sort(key=lambda i: column[i], reverse=down)
        order = np.array([*there, *missing], dtype=np.intp)
    return order
