"""The embedded store: one GeoPackage that holds layers, their descriptions and an audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import apsw
import geopandas as gpd
import orjson

from layers.deadlines import one_statement
from layers.drafts import Place
from layers.errors import LayerNotFoundError, StoreError
from layers.layer import Layer
from layers.query import Query
from layers.schema import Text
from layers.stores import audit, tables
from layers.stores.base import Kept, Moment
from layers.stores.connection import (
    Commits,
    Connections,
    connect,
    functions,
    store_error,
    writing,
)
from layers.stores.features import Count, require_mode
from layers.stores.guards import guarded, only_reading
from layers.stores.reading import Rows, read_rows, to_frame
from layers.stores.soundness import check_store
from layers.stores.tables import bare_rtree_name
from layers.stores.writing import (
    WriteMode,
    describe,
    held_of,
    remove_layer,
    restore_layer,
    write_features,
)


class GeoPackageStore:
    """Vector layers and the catalogue of one workspace in one GeoPackage file.

    Connections are one per thread, opened on first use (so after a fork), with
    WAL and synchronous=FULL: what was acknowledged survives a kill. What queries read
    goes over another one that can do nothing else (`layers.stores.guards`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(lambda: connect(self.path))
        self._readers = Connections(lambda: guarded(connect(self.path), functions()))
        self._commits: Commits | None = None
        self._version: tuple[bytes | None, int] = (None, 0)

    @classmethod
    def create(cls, path: Path) -> GeoPackageStore:
        """Make an empty store at `path`.

        Raises
        ------
        StoreError
            If there is a file already, or none can be made there.
        """
        if path.exists():
            raise StoreError(
                Text(f"{path.name}: sudah ada berkas", f"{path.name}: there is a file already"),
                code="store-exists",
            )
        connection = connect(path, create=True)
        try:
            with writing(connection, path):
                tables.create_core(connection)
        finally:
            connection.close()
        return cls(path)

    @property
    def connection(self) -> apsw.Connection:
        """Connection of this thread; reopened in a child process after a fork."""
        return self._connections.held()

    @property
    def identity(self) -> str:
        """What tells this workspace from every other: its place."""
        return str(self.path.resolve())

    @property
    def shown(self) -> str:
        """Where this workspace is: the folder of its file."""
        return str(self.path.parent)

    def close(self) -> None:
        """Close this thread's connections, if any are open."""
        self._readers.close()
        self._connections.close()

    def version(self) -> int:
        """Give a number that grows with every change of the store; costs microseconds."""
        known = self.known_version()
        if known is not None:
            return known
        state = None if self._commits is None else self._commits.state()
        version = int(self._one("SELECT coalesce(max(id), 0) FROM penyangga_audit"))
        self._version = (state, version)
        return version

    def known_version(self) -> int | None:
        """Give the version where it is known without asking SQLite; None where it is not."""
        state = None if self._commits is None else self._commits.state()
        known = self._version
        return known[1] if state is not None and known[0] == state else None

    def follow(self) -> None:
        """Let `version` ask SQLite only after a commit, for as long as this process lives.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        self._commits = Commits(self.path)

    def layers(self) -> list[Layer]:
        """Give all layers, in order of their making."""
        try:
            return _layers(self.connection)
        except apsw.Error as error:
            raise store_error(error, self.path) from error

    def layer(self, layer_id: str) -> Layer:
        """Give one layer's description.

        Raises
        ------
        LayerNotFoundError
            Naming the layers there are.
        """
        try:
            return _layer(self.connection, layer_id)
        except apsw.Error as error:
            raise store_error(error, self.path) from error

    def file_of(self, layer_id: str) -> str | None:
        """Give the name of the file that holds a raster layer (None for vectors)."""
        rows = self._all("SELECT file FROM penyangga_layers WHERE layer_id = ?", (layer_id,))
        return rows[0][0] if rows else None

    def rows(self, layer_id: str, query: Query | None = None) -> tuple[Layer, Rows]:
        """Read a layer's description and rows in one snapshot of the store."""
        try:
            connection = self._readers.held()
            # A savepoint holds one snapshot for both reads.
            connection.execute("SAVEPOINT reading")
            try:
                layer = _layer(connection, layer_id)
                table, rtree = layer_id, bare_rtree_name(layer_id)
                with only_reading(connection, table, rtree), one_statement():
                    return layer, read_rows(connection, layer, query)
            finally:
                connection.execute("RELEASE reading")
        except apsw.Error as error:
            raise store_error(error, self.path) from error

    def read(self, layer_id: str, query: Query | None = None) -> gpd.GeoDataFrame:
        """Read features as a GeoDataFrame in EPSG:4326, index = feature id."""
        layer, rows = self.rows(layer_id, query)
        return to_frame(rows, layer)

    def write(
        self,
        layer: Layer,
        frame: gpd.GeoDataFrame,
        *,
        mode: WriteMode = "create",
        provenance: Mapping[str, Any] | None = None,
        progress: Count | None = None,
    ) -> Layer:
        """Write features in one transaction with index, extent and audit row.

        Parameters
        ----------
        layer
            Description; its schema must name every column of the frame.
        frame
            Features in EPSG:4326.
        mode
            `create` wants no layer of that id, `replace` and `append` want one.
        provenance
            What the audit keeps about where the rows came from.
        progress
            Told how many rows of how many are written.

        Returns
        -------
        Layer
            The description as stored: with revision, count, bbox and moment.
        """
        with writing(self.connection, self.path) as connection:
            return write_features(
                connection, layer, frame, mode=mode, provenance=provenance or {}, progress=progress
            )

    def record_raster(
        self,
        layer: Layer,
        place: Place,
        content_hash: str,
        *,
        mode: WriteMode = "create",
        provenance: Mapping[str, Any] | None = None,
    ) -> tuple[Layer, str | None]:
        """Enter a raster layer in one transaction with its audit row.

        Parameters
        ----------
        layer
            Description; its revision is given here.
        place
            Puts the file in place and gives its name; called inside the transaction.
        content_hash
            Of the cells.
        mode
            `create` wants no layer of that id, `replace` takes the place of a raster.
        provenance
            What the audit keeps about where the cells came from.

        Returns
        -------
        tuple
            The description as stored, and the file that held the layer before.
        """
        with writing(self.connection, self.path) as connection:
            held = held_of(connection, layer.id)
            require_mode(layer.id, held, mode, kind="raster")
            stored = layer.with_(revision=held.revision + 1, modified=audit.now())
            describe(connection, stored, content_hash, place(stored))
            audit.record(
                connection,
                stored,
                action=mode,
                rows=(0, 0),
                hashes=(held.content_hash, content_hash),
                provenance=provenance or {},
            )
            return stored, held.file

    def delete(self, layer_id: str, *, provenance: Mapping[str, Any] | None = None) -> str | None:
        """Remove a layer and give the file that held it; the audit keeps that it was there."""
        with writing(self.connection, self.path) as connection:
            layer, held = self.layer(layer_id), held_of(connection, layer_id)
            remove_layer(connection, layer_id, held)
            audit.record(
                connection,
                layer,
                action="delete",
                rows=(layer.n_features, 0),
                hashes=(held.content_hash, ""),
                provenance=provenance or {},
            )
            return held.file

    def audit_rows(self) -> list[dict[str, Any]]:
        """Give every change ever made, oldest first."""
        columns = ", ".join(audit.COLUMNS)
        return audit.rows_of(self._all(f"SELECT {columns} FROM penyangga_audit ORDER BY id"))

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Hold one moment of the store, whatever others write meanwhile."""
        connection = self.connection
        try:
            # A savepoint holds one snapshot from its first read on.
            connection.execute("SAVEPOINT moment")
            try:
                yield Moment(self._entries(), tuple(self.audit_rows()), self._whole)
            finally:
                connection.execute("RELEASE moment")
        except apsw.Error as error:
            raise store_error(error, self.path) from error

    def _entries(self) -> tuple[Kept, ...]:
        found = self._all(
            "SELECT description, content_hash, file FROM penyangga_layers ORDER BY id"
        )
        return tuple(
            Kept(Layer.from_dict(orjson.loads(text)), content_hash, file=file)
            for text, content_hash, file in found
        )

    def _whole(self, layer_id: str) -> Rows:
        return read_rows(self.connection, self.layer(layer_id))

    def restore(
        self,
        kept: Iterable[Kept],
        audit_rows: Sequence[Mapping[str, Any]],
        *,
        replace: bool = False,
    ) -> None:
        """Put layers in as another store kept them, with these audit rows, in one transaction.

        Raises
        ------
        LayerExistsError
            If there is a layer of one of these ids, and `replace` is not given.
        """
        with writing(self.connection, self.path) as connection:
            for one in kept:
                restore_layer(connection, one, replace=replace)
            for row in audit_rows:
                audit.put(connection, row)

    def snapshot(self, target: Path) -> None:
        """Write a consistent one-file copy for GDAL, download or backup, beside any writer."""
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        try:
            self.connection.execute("VACUUM INTO ?", (str(part),))
            part.replace(target)
        except apsw.Error as error:
            raise store_error(error, self.path) from error
        finally:
            part.unlink(missing_ok=True)

    def check(self) -> list[str]:
        """List every unsoundness of the store; an empty list means sound."""
        try:
            return check_store(self.connection, self.layers())
        except apsw.Error as error:
            return [str(store_error(error, self.path))]

    def _all(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except apsw.Error as error:
            raise store_error(error, self.path) from error

    def _one(self, sql: str) -> Any:
        return self._all(sql)[0][0]


def _layers(connection: apsw.Connection) -> list[Layer]:
    found = connection.execute("SELECT description FROM penyangga_layers ORDER BY id")
    return [_described(text) for (text,) in found]


# Descriptions are asked for dozens of times by one question, and seldom change.
@lru_cache(maxsize=512)
def _described(text: str) -> Layer:
    return Layer.from_dict(orjson.loads(text))


def _layer(connection: apsw.Connection, layer_id: str) -> Layer:
    asked = "SELECT description FROM penyangga_layers WHERE layer_id = ?"
    found = connection.execute(asked, (layer_id,)).get
    if found is None:
        known = ", ".join(layer.id for layer in _layers(connection)) or "none yet"
        raise LayerNotFoundError(
            Text(
                f"tidak ada layer {layer_id!r}; ruang kerja memuat {known}",
                f"no layer {layer_id!r}; the workspace has {known}",
            )
        )
    return _described(found)
