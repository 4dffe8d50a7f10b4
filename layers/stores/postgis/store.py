"""The shared store: one schema of a PostGIS database holds layers, descriptions and the audit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
from psycopg import sql

from layers.drafts import Place
from layers.errors import LayerNotFoundError, StoreError
from layers.layer import LAYER_ID, Layer
from layers.query import Query
from layers.schema import Text
from layers.stores import audit
from layers.stores.address import Address, parse_address
from layers.stores.base import Kept, Moment
from layers.stores.features import Count, WriteMode, require_mode
from layers.stores.geopackage import GeoPackageStore
from layers.stores.postgis import tables
from layers.stores.postgis.connection import READ_MS, WHOLE_MS, Connection, Sessions
from layers.stores.postgis.creation import create_workspace
from layers.stores.postgis.errors import MISSING
from layers.stores.postgis.reading import read_rows
from layers.stores.postgis.soundness import check_store
from layers.stores.postgis.writing import (
    describe,
    held_of,
    put_audit,
    remove_layer,
    restore_layer,
    write_features,
)
from layers.stores.reading import Rows, to_frame

HOLD_ATTEMPTS = 5


class PostGISStore:
    """Vector layers and the catalogue of one workspace in one schema of a PostGIS database.

    Connections are one per thread, opened on first use and again after a fork.
    Writers take turns by a lock of the workspace; what was acknowledged is
    committed with `synchronous_commit`.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._sessions = Sessions(address)
        self._schema = address.schema

    @classmethod
    def open(cls, url: str) -> PostGISStore:
        """Open the workspace at a URL.

        Raises
        ------
        StoreError
            If the server cannot be reached or the schema is no workspace.
        """
        store = cls(parse_address(url))
        found = store._sessions.all(
            sql.SQL("SELECT to_regclass({}) IS NOT NULL").format(
                sql.Literal(f'"{store._schema}"."penyangga_workspace"')
            )
        )
        if not found[0][0]:
            raise StoreError(
                Text(
                    f"{store.address.shown}: tidak ada ruang kerja di sini (tanpa skema "
                    f"{store._schema!r} milik kami); jalankan 'penyangga init URL' dahulu",
                    f"{store.address.shown}: no workspace here (no schema {store._schema!r} of "
                    "ours); run 'penyangga init URL' first",
                ),
                code="not-a-workspace",
            )
        (number,) = store._all("SELECT format FROM {}", "penyangga_workspace")[0]
        if number != tables.FORMAT:
            raise StoreError(
                Text(
                    f"{store.address.shown}: ruang kerja ini berformat {number}, versi ini membaca "
                    f"{tables.FORMAT}; perbarui programnya",
                    f"{store.address.shown}: this workspace is of format {number}, "
                    f"this version reads {tables.FORMAT}; update the program",
                ),
                code="not-a-workspace",
            )
        return store

    @classmethod
    def create(cls, url: str) -> PostGISStore:
        """Make an empty workspace at a URL: PostGIS if need be, the schema, its tables.

        Raises
        ------
        StoreError
            If there is a workspace already, the schema holds something else, or
            the role may not make what is missing.
        """
        store = cls(parse_address(url))
        create_workspace(store._sessions)
        return store

    @property
    def identity(self) -> str:
        """What tells this workspace from every other, whatever its address."""
        return str(self._all("SELECT id FROM {}", "penyangga_workspace")[0][0])

    @property
    def shown(self) -> str:
        """Where this workspace is, as anyone may be told: no user, no password."""
        return self.address.shown

    def close(self) -> None:
        """Close this thread's connection, if one is open."""
        self._sessions.close()

    def version(self) -> int:
        """Give a number that grows with every change; costs one short question."""
        return int(self._all("SELECT coalesce(max(id), 0) FROM {}", "penyangga_audit")[0][0])

    def known_version(self) -> int | None:
        """Give None: only the database knows."""
        return None

    def layers(self) -> list[Layer]:
        """Give all layers, in order of their making."""
        rows = self._all("SELECT description::text FROM {} ORDER BY id", "penyangga_layers")
        return [Layer.from_dict(orjson.loads(text)) for (text,) in rows]

    def layer(self, layer_id: str) -> Layer:
        """Give one layer's description.

        Raises
        ------
        LayerNotFoundError
            Naming the layers there are.
        """
        return self._entry(layer_id)[0]

    def file_of(self, layer_id: str) -> str | None:
        """Give the name of the file that holds a raster layer (None for vectors)."""
        try:
            return self._entry(layer_id)[2]
        except LayerNotFoundError:
            return None

    def rows(self, layer_id: str, query: Query | None = None) -> tuple[Layer, Rows]:
        """Read a layer's description and rows as of one moment."""
        if not LAYER_ID.fullmatch(layer_id):
            self.layer(layer_id)
        timeout_ms = WHOLE_MS if query is None else READ_MS
        try:
            with self._sessions.reading(timeout_ms, self._names([layer_id])) as connection:
                layer = self.layer(layer_id)
                return layer, read_rows(connection, self._schema, layer, query)
        except StoreError as error:
            if error.code != MISSING:
                raise
            # The catalogue knows better: no such layer, or one that should have a table.
            layer = self.layer(layer_id)
            raise StoreError(
                Text(
                    f"{self.address.shown}: {layer_id!r} adalah layer {layer.kind} tanpa tabel",
                    f"{self.address.shown}: {layer_id!r} is a {layer.kind} layer without a table",
                ),
                code="store-damaged",
            ) from None

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
        with self._sessions.writing() as connection:
            return write_features(
                (connection, self._schema),
                layer,
                frame,
                mode=mode,
                provenance=provenance or {},
                progress=progress,
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
        with self._sessions.writing() as connection:
            held = held_of(connection, self._schema, layer.id)
            require_mode(layer.id, held, mode, kind="raster")
            stored = layer.with_(revision=held.revision + 1, modified=audit.now())
            describe(connection, self._schema, Kept(stored, content_hash, file=place(stored)))
            row = audit.entry(
                stored,
                action=mode,
                rows=(0, 0),
                hashes=(held.content_hash, content_hash),
                provenance=provenance or {},
            )
            put_audit(connection, self._schema, row)
            return stored, held.file

    def delete(self, layer_id: str, *, provenance: Mapping[str, Any] | None = None) -> str | None:
        """Remove a layer and give the file that held it; the audit keeps that it was there."""
        with self._sessions.writing() as connection:
            layer, content_hash, file = self._entry(layer_id)
            remove_layer(connection, self._schema, layer)
            row = audit.entry(
                layer,
                action="delete",
                rows=(layer.n_features, 0),
                hashes=(content_hash, ""),
                provenance=provenance or {},
            )
            put_audit(connection, self._schema, row)
            return file

    def audit_rows(self) -> list[dict[str, Any]]:
        """Give every change ever made, oldest first."""
        columns = ", ".join(audit.COLUMNS[:-1])
        query = f"SELECT {columns}, provenance::text FROM {{}} ORDER BY id"
        return audit.rows_of(self._all(query, "penyangga_audit"))

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Hold one moment of the store, whatever others write meanwhile."""
        with self._whole():
            yield Moment(self._entries(), tuple(self.audit_rows()), self._whole_rows)

    @contextmanager
    def _whole(self) -> Iterator[Connection]:
        """Hold a reading in which no layer's table is replaced."""
        for _ in range(HOLD_ATTEMPTS):
            names = self._feature_tables()
            with ExitStack() as stack:
                reading = self._sessions.reading(WHOLE_MS, self._names(names))
                try:
                    connection = stack.enter_context(reading)
                except StoreError as error:
                    if error.code != MISSING:
                        raise
                    continue
                # A layer made before the locks were held would be missing from them.
                if self._feature_tables() == names:
                    yield connection
                    return
        raise StoreError(
            Text(
                f"{self.address.shown}: layer datang dan pergi terlalu cepat untuk dibaca semua; "
                "coba lagi",
                f"{self.address.shown}: layers come and go too fast to read them all; try again",
            ),
            code="store-busy",
        )

    def _entries(self) -> tuple[Kept, ...]:
        query = "SELECT description::text, content_hash, file FROM {} ORDER BY id"
        return tuple(
            Kept(Layer.from_dict(orjson.loads(text)), content_hash, file=file)
            for text, content_hash, file in self._all(query, "penyangga_layers")
        )

    def _whole_rows(self, layer_id: str) -> Rows:
        return read_rows(self._sessions.connection, self._schema, self.layer(layer_id))

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
        with self._sessions.writing() as connection:
            for one in kept:
                restore_layer(connection, self._schema, one, replace=replace)
            for row in audit_rows:
                put_audit(connection, self._schema, row)

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy as a GeoPackage for GDAL, download or backup."""
        with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=target.parent) as folder:
            copy = GeoPackageStore.create(Path(folder) / target.name)
            try:
                with self.moment() as moment:
                    copy.restore(map(moment.whole, moment.entries), moment.audit)
                copy.snapshot(target)
            finally:
                copy.close()

    def check(self) -> list[str]:
        """List every unsoundness of the store; an empty list means sound."""
        try:
            with self._whole() as connection:
                return check_store(connection, self._schema, self.layers(), self.audit_rows())
        except StoreError as error:
            return [str(error)]

    def _feature_tables(self) -> list[str]:
        """Give the layers that have a table; one that lost it is the check's business."""
        query = sql.SQL(
            "SELECT l.layer_id FROM {} l JOIN pg_class c ON c.relname = l.layer_id "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s ORDER BY 1"
        ).format(sql.Identifier(self._schema, "penyangga_layers"))
        return [str(name) for (name,) in self._sessions.all(query, (self._schema,))]

    def _names(self, tables_: Sequence[str]) -> list[sql.Identifier]:
        return [sql.Identifier(self._schema, name) for name in tables_]

    def _entry(self, layer_id: str) -> tuple[Layer, str, str | None]:
        query = sql.SQL(
            "SELECT description::text, content_hash, file FROM {} WHERE layer_id = %s"
        ).format(sql.Identifier(self._schema, "penyangga_layers"))
        found = self._sessions.all(query, (layer_id.replace("\x00", "?"),))
        if not found:
            known = ", ".join(layer.id for layer in self.layers()) or "none yet"
            raise LayerNotFoundError(
                Text(
                    f"tidak ada layer {layer_id!r}; ruang kerja memuat {known}",
                    f"no layer {layer_id!r}; the workspace has {known}",
                )
            )
        text, content_hash, file = found[0]
        return Layer.from_dict(orjson.loads(text)), content_hash, file

    def _all(self, query: str, table: str) -> list[tuple[Any, ...]]:
        return self._sessions.all(sql.SQL(query).format(sql.Identifier(self._schema, table)))
