"""Features ready for a store: checked against the layer, converted, and hashed.

Every store takes rows in through this module, so that all keep the same values
and the same content gives the same hash wherever it is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar, get_args

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.crs import STORAGE_CRS
from layers.errors import CRSError, LayerExistsError, LayerNotFoundError, SchemaError
from layers.layer import Layer
from layers.query import BBox
from layers.schema import GeometryType, Text
from layers.stores.blob import encode
from layers.stores.reading import Rows, require_fields
from layers.stores.values import SqlValue, to_sql

WriteMode = Literal["create", "replace", "append"]
LayerKind = Literal["vector", "raster"]
Count = Callable[[int, int], None]
Row = TypeVar("Row")
TELL_EVERY = 5_000
# How many rows enter the hash at a time: with another number every hash would be another.
HASHED_ROWS = 5_000
_TYPE_IDS = {name: int(shapely.GeometryType[name.upper()]) for name in get_args(GeometryType)[:-1]}
_PROMOTED = {
    "MultiPoint": (0, shapely.multipoints),
    "MultiLineString": (1, shapely.multilinestrings),
    "MultiPolygon": (3, shapely.multipolygons),
}
RESERVED_FIELDS = frozenset({"fid", "geom", "geometry", "rowid", "oid", "_rowid_"})


@dataclass(frozen=True, slots=True)
class Features:
    """Rows as a store takes them: geometries with their blobs, and a list of values per field."""

    geometries: npt.NDArray[np.object_]
    blobs: list[bytes | None]
    columns: list[list[SqlValue]]

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.blobs)

    def digest(self) -> bytes:
        """Give the SHA-256 of geometries and values: blobs with their lengths, then each field.

        Values enter as JSON, in which numbers are written so that they come back the same.
        """
        digest = hashlib.sha256()
        lengths = [-1 if blob is None else len(blob) for blob in self.blobs]
        digest.update(np.array(lengths, dtype="<i8").tobytes())
        for part in range(0, len(self.blobs), HASHED_ROWS):
            digest.update(b"".join(filter(None, self.blobs[part : part + HASHED_ROWS])))
            for column in self.columns:
                digest.update(orjson.dumps(column[part : part + HASHED_ROWS]))
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds of a layer before a write."""

    exists: bool = False
    revision: int = 0
    content_hash: str = ""
    rows: int = 0
    bbox: BBox | None = None
    kind: LayerKind = "vector"
    file: str | None = None

    @classmethod
    def of(cls, layer: Layer, content_hash: str, file: str | None = None) -> Held:
        """Give what is held of a layer that is there."""
        return cls(
            True, layer.revision, content_hash, layer.n_features, layer.bbox, layer.kind, file
        )


def require_mode(layer_id: str, held: Held, mode: WriteMode, *, kind: LayerKind = "vector") -> None:
    """Refuse a mode that does not fit what the store holds.

    Raises
    ------
    LayerExistsError, LayerNotFoundError
        If there is a layer to create, or none to append to.
    SchemaError
        If the layer held is of another kind.
    """
    if mode == "append" and not held.exists:
        raise LayerNotFoundError(
            Text(
                f"tidak ada layer {layer_id!r} untuk ditambahi; buat dahulu",
                f"no layer {layer_id!r} to append to; create it first",
            )
        )
    if mode == "create" and held.exists:
        told = Text(
            f"layer {layer_id!r} sudah ada (revisi {held.revision}); gantikan",
            f"layer {layer_id!r} is there already (revision {held.revision}); replace it",
        )
        more = Text(" atau tambahi barisnya", " or append to it")
        raise LayerExistsError(told + more if kind == "vector" else told)
    if held.exists and held.kind != kind:
        raise SchemaError(
            Text(
                f"layer {layer_id!r} berjenis {held.kind}, bukan {kind}; pilih id lain atau hapus "
                "layer itu",
                f"layer {layer_id!r} is a {held.kind}, not a {kind}; choose another id or delete "
                "it",
            ),
            code="wrong-kind",
        )


def prepare(layer: Layer, frame: gpd.GeoDataFrame) -> Features:
    """Check a frame against its layer and convert it.

    Parameters
    ----------
    layer
        Description; its schema must name every column.
    frame
        Features in EPSG:4326.

    Raises
    ------
    CRSError, SchemaError
        If the frame is not in EPSG:4326 or does not fit the schema.
    """
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise CRSError(
            Text(
                f"fitur untuk {layer.id!r} memakai {frame.crs}; yang diminta {STORAGE_CRS}: ubah "
                "dahulu",
                f"features for {layer.id!r} come in {frame.crs}; wanted {STORAGE_CRS}: "
                "transform them first",
            ),
            code="crs-not-storage",
        )
    taken = sorted(n for n in layer.schema.names if n.lower() in RESERVED_FIELDS)
    if taken:
        raise SchemaError(
            Text(
                f"nama kolom {taken} sudah dipakai sistem; ganti namanya",
                f"field names {taken} are reserved; rename them",
            ),
            code="reserved-name",
        )
    geometry_name = frame.geometry.name
    require_fields(layer, [str(c) for c in frame.columns if c != geometry_name])
    missing = [None] * len(frame)
    columns = [
        to_sql(frame[f.name], f) if f.name in frame else list[SqlValue](missing)
        for f in layer.schema.fields
    ]
    geometries = _typed(layer, np.asarray(frame.geometry.to_numpy(), dtype=object), frame)
    return Features(geometries, encode(geometries, frame.index.tolist()), columns)


def from_rows(layer: Layer, rows: Rows) -> Features:
    """Give rows that a store has read as features for another store."""
    columns = [rows.columns[name] for name in layer.schema.names]
    return Features(rows.geometries, encode(rows.geometries, rows.ids.tolist()), columns)


def after_write(
    layer: Layer, held: Held, features: Features, *, mode: WriteMode, moment: str
) -> tuple[Layer, str]:
    """Give the description and the content hash that a write leaves behind.

    The hash of an append is chained to the one before it.
    """
    kept = held.rows if mode == "append" else 0
    before = held.content_hash if kept else ""
    stored = layer.with_(
        revision=held.revision + 1,
        modified=moment,
        n_features=kept + len(features),
        bbox=extent(features.geometries, held.bbox if mode == "append" else None),
    )
    return stored, hashlib.sha256(before.encode() + features.digest()).hexdigest()


def in_parts(rows: Iterable[Row], total: int, progress: Count | None) -> Iterator[Iterator[Row]]:
    """Give rows as they are, part by part, telling how many have gone before each.

    Every part is to be used up before the next is asked for.
    """
    left = iter(rows)
    if progress is not None:
        for done in range(0, total, TELL_EVERY):
            progress(done, total)
            yield islice(left, TELL_EVERY)
        progress(total, total)
    yield left


def extent(geometries: npt.NDArray[np.object_], held: BBox | None = None) -> BBox | None:
    """Give the exact extent of geometries together with one already held."""
    bounds = shapely.bounds(geometries)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if held is not None:
        bounds = np.vstack([bounds, held])
    if not len(bounds):
        return None
    west, south = (float(v) for v in bounds[:, :2].min(axis=0))
    east, north = (float(v) for v in bounds[:, 2:].max(axis=0))
    return (west, south, east, north)


def _typed(
    layer: Layer, geometries: npt.NDArray[np.object_], frame: gpd.GeoDataFrame
) -> npt.NDArray[np.object_]:
    """Promote single parts where the layer holds multi parts; refuse other kinds."""
    wanted = layer.schema.geometry
    if wanted == "Geometry":
        return geometries
    out = geometries.copy()
    kinds = shapely.get_type_id(geometries)
    if wanted.startswith("Multi"):
        single, promote = _PROMOTED[wanted]
        for i in np.flatnonzero(kinds == single):
            out[i] = promote([geometries[i]])
        kinds = shapely.get_type_id(out)
    strange = np.flatnonzero((kinds >= 0) & (kinds != _TYPE_IDS[wanted]))
    if len(strange):
        raise SchemaError(
            Text(
                f"layer {layer.id!r} memuat {wanted}, tetapi {len(strange)} baris berjenis "
                f"{', '.join(sorted({geometries[i].geom_type for i in strange}))} (baris pertama "
                f"{frame.index[strange[0]]}); ubah atau hilangkan",
                f"layer {layer.id!r} holds {wanted}, but {len(strange)} rows are "
                f"{', '.join(sorted({geometries[i].geom_type for i in strange}))} "
                f"(first row {frame.index[strange[0]]}); convert or leave them out",
            ),
            code="wrong-geometry",
        )
    return out
