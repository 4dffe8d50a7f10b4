"""Building a packed layer: one revision of a layer as flat, memory-mapped arrays."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.layer import Layer
from layers.packed.columns import write_column
from layers.packed.hilbert import hilbert_order
from layers.packed.kernels import FANOUT
from layers.stores.reading import Rows
from layers.stores.values import SqlValue

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Shapes:
    """Vertices of all features: flat, with part and feature offsets and the parts' kinds."""

    coordinates: npt.NDArray[np.float64]
    parts: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    feature_parts: npt.NDArray[np.int64]


def build_packed(root: Path, layer: Layer, rows: Rows) -> Path:
    """Write the packed form of a layer's revision under `root` and give its folder.

    It is built beside its place and moved there whole, so that readers see all
    of it or none.
    """
    home = root / layer.id
    home.mkdir(parents=True, exist_ok=True)
    target = home / str(layer.revision)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=home))
    try:
        _write(part, layer, rows)
        if target.exists():
            shutil.rmtree(target)
        part.chmod(0o755)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _write(folder: Path, layer: Layer, rows: Rows) -> None:
    order, n_boxed = _order(rows.geometries)
    geometries, ids = rows.geometries[order], rows.ids[order]
    columns = {name: [values[i] for i in order.tolist()] for name, values in rows.columns.items()}
    boxes, sizes = box_tree(shapely.bounds(geometries[:n_boxed]))
    np.save(folder / "boxes.npy", boxes)
    shapes = flatten(geometries[:n_boxed])
    for name in ("coordinates", "parts", "kinds", "feature_parts"):
        np.save(folder / f"{name}.npy", getattr(shapes, name))
    np.save(folder / "ids.npy", ids)
    by_id = np.argsort(ids, kind="stable")
    np.save(folder / "by_id.npy", by_id)
    _write_fragments(folder, layer, geometries, ids, columns)
    for number, field in enumerate(layer.schema.fields):
        write_column(folder, number, field, columns[field.name])
    meta = {
        "format": FORMAT,
        "layer": layer.to_dict(),
        "n": len(ids),
        "n_boxed": n_boxed,
        "sizes": sizes,
    }
    (folder / "meta.json").write_bytes(orjson.dumps(meta))


def _order(geometries: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], int]:
    """Give the storage order, and how many features have a box (they come first)."""
    bounds = shapely.bounds(geometries)
    boxed = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    rest = np.flatnonzero(~np.isfinite(bounds).all(axis=1))
    return np.concatenate([boxed[hilbert_order(bounds[boxed])], rest]), len(boxed)


def box_tree(bounds: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], list[int]]:
    """Give the flat boxes of all levels and the length of each level, leaves first."""
    if not len(bounds):
        return np.empty(0), []
    levels = [np.ascontiguousarray(bounds.T)]
    while levels[-1].shape[1] > FANOUT:
        below = levels[-1]
        cut = np.arange(0, below.shape[1], FANOUT)
        low = [np.minimum.reduceat(below[i], cut) for i in (0, 1)]
        high = [np.maximum.reduceat(below[i], cut) for i in (2, 3)]
        levels.append(np.stack(low + high))
    return np.concatenate([level.ravel() for level in levels]), [x.shape[1] for x in levels]


def flatten(geometries: npt.NDArray[np.object_]) -> Shapes:
    """Give the vertices of geometries as flat arrays: points, lines and rings as parts."""
    features, pieces = _pieces(geometries)
    # Shapely's type ids of Point, LineString and LinearRing are the kernels' kinds.
    kinds = shapely.get_type_id(pieces).astype(np.uint8)
    coordinates, owner = shapely.get_coordinates(pieces, return_index=True)
    counts = np.bincount(owner, minlength=len(pieces))
    per_feature = np.bincount(features, minlength=len(geometries))
    return Shapes(
        coordinates=np.ascontiguousarray(coordinates),
        parts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        kinds=kinds,
        feature_parts=np.concatenate([[0], np.cumsum(per_feature)]).astype(np.int64),
    )


def _pieces(
    geometries: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Give (feature index, Point | LineString | LinearRing) pairs, features ascending."""
    pieces, features = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(pieces) >= 4).any():
        pieces, inner = shapely.get_parts(pieces, return_index=True)
        features = features[inner]
    area = shapely.get_type_id(pieces) == 3
    rings, of = shapely.get_rings(pieces[area], return_index=True)
    owners = np.concatenate([features[~area], features[area][of]])
    shapes = np.concatenate([pieces[~area], rings])
    order = np.argsort(owners, kind="stable")
    return owners[order].astype(np.int64), shapes[order]


def _write_fragments(
    folder: Path,
    layer: Layer,
    geometries: npt.NDArray[np.object_],
    ids: npt.NDArray[np.int64],
    columns: dict[str, list[SqlValue]],
) -> None:
    """Write every feature's GeoJSON, comma-terminated, and where each and its properties start."""
    names = list(columns)
    flags = [n for n in names if layer.schema[n].type == "boolean"]
    offsets = np.zeros(len(ids) + 1, dtype=np.int64)
    splits = np.zeros(len(ids), dtype=np.int64)
    shapes = shapely.to_geojson(geometries)
    position = 0
    with (folder / "fragments.bin").open("wb") as out:
        values = zip(*columns.values(), strict=True) if names else iter([()] * len(ids))
        for i, (fid, shape, row) in enumerate(zip(ids.tolist(), shapes, values, strict=True)):
            properties: dict[str, Any] = dict(zip(names, row, strict=True))
            for name in flags:
                properties[name] = None if properties[name] is None else bool(properties[name])
            head = b'{"type":"Feature","id":%d,"geometry":%b,"properties":' % (
                fid,
                b"null" if shape is None else shape.encode(),
            )
            fragment = head + orjson.dumps(properties) + b"},"
            out.write(fragment)
            splits[i] = position + len(head)
            position += len(fragment)
            offsets[i + 1] = position
    np.save(folder / "offsets.npy", offsets)
    np.save(folder / "splits.npy", splits)
