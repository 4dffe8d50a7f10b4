"""Store: what a catalogue asks of whatever keeps its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd

from layers.drafts import Place
from layers.layer import Layer
from layers.query import Query
from layers.stores.features import Count, WriteMode
from layers.stores.reading import Rows


@dataclass(frozen=True, slots=True)
class Kept:
    """One layer as a store keeps it; `rows` is None for a raster, `file` for a vector layer."""

    layer: Layer
    content_hash: str
    rows: Rows | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What a store holds as of one moment: entries without rows, audit, and a reader of rows."""

    entries: tuple[Kept, ...]
    audit: tuple[Mapping[str, Any], ...]
    rows: Callable[[str], Rows]

    def whole(self, entry: Kept) -> Kept:
        """Give an entry together with its rows, if it is a vector layer."""
        if entry.layer.kind != "vector":
            return entry
        return replace(entry, rows=self.rows(entry.layer.id))


class Store(Protocol):
    """Keeps the layers of one workspace: features, descriptions and the audit.

    Every write is one transaction: all of it is kept, or none. Writers take
    turns; readers see one moment and never wait for a writer.
    """

    @property
    def identity(self) -> str:
        """What tells this workspace from every other."""
        ...

    @property
    def shown(self) -> str:
        """Where this workspace is, as anyone may be told: no user, no password."""
        ...

    def version(self) -> int:
        """Give a number that grows with every change."""
        ...

    def known_version(self) -> int | None:
        """Give the version where it is known without asking the store; None where it is not."""
        ...

    def layers(self) -> list[Layer]:
        """Give all layers, in order of their making."""
        ...

    def layer(self, layer_id: str) -> Layer:
        """Give one layer's description; LayerNotFoundError names those there are."""
        ...

    def file_of(self, layer_id: str) -> str | None:
        """Give the name of the file that holds a raster layer (None for vectors)."""
        ...

    def rows(self, layer_id: str, query: Query | None = None) -> tuple[Layer, Rows]:
        """Read a vector layer's description and rows as of one moment."""
        ...

    def read(self, layer_id: str, query: Query | None = None) -> gpd.GeoDataFrame:
        """Read features as a GeoDataFrame in EPSG:4326, index = feature id."""
        ...

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

        `progress` is told how many rows of how many are written.
        """
        ...

    def record_raster(
        self,
        layer: Layer,
        place: Place,
        content_hash: str,
        *,
        mode: WriteMode = "create",
        provenance: Mapping[str, Any] | None = None,
    ) -> tuple[Layer, str | None]:
        """Enter a raster layer; `place` puts its file in place, inside the transaction.

        Gives the description as stored and the file that held the layer before.
        """
        ...

    def delete(self, layer_id: str, *, provenance: Mapping[str, Any] | None = None) -> str | None:
        """Remove a layer and give the file that held it; the audit keeps that it was there."""
        ...

    def audit_rows(self) -> list[dict[str, Any]]:
        """Give every change ever made, oldest first."""
        ...

    def moment(self) -> AbstractContextManager[Moment]:
        """Hold one moment of the store, whatever others write meanwhile."""
        ...

    def restore(
        self,
        kept: Iterable[Kept],
        audit_rows: Sequence[Mapping[str, Any]],
        *,
        replace: bool = False,
    ) -> None:
        """Put layers in as another store kept them, with these audit rows, in one transaction.

        With `replace`, layers of the same ids give way to them; else they are refused.
        """
        ...

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy as a GeoPackage."""
        ...

    def check(self) -> list[str]:
        """List every unsoundness; an empty list means sound."""
        ...

    def close(self) -> None:
        """Close this thread's connection, if one is open."""
        ...
