"""Building a packed layer: one revision of a layer as flat, memory-mapped arrays."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.layer import Layer
from layers.packed.columns import EncodedColumn, encode_column
from layers.packed.fragments import write_fragments
from layers.packed.hilbert import hilbert_order
from layers.packed.kernels import FANOUT
from layers.stores.reading import Rows

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Shapes:
    """Vertices of all features: flat, with part and feature offsets and the parts' kinds.

    `holes` marks the rings that bound holes; each follows the outer ring it lies in.
    """

    coordinates: npt.NDArray[np.float64]
    parts: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    holes: npt.NDArray[np.bool_]
    feature_parts: npt.NDArray[np.int64]


def build_packed(root: Path, layer: Layer, rows: Rows) -> Path:
    """Write the packed form of a layer's revision under `root` and give its folder.

    It is built beside its place and moved there whole, so that readers see all
    of it or none. The rows' columns are used up.
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
    order, bounds = _order(shapely.bounds(rows.geometries))
    columns = _encoded(layer, rows, order)
    geometries, ids = rows.geometries[order], rows.ids[order]
    boxes, sizes = box_tree(bounds)
    np.save(folder / "boxes.npy", boxes)
    shapes = flatten(geometries[: len(bounds)])
    for name in ("coordinates", "parts", "kinds", "holes", "feature_parts"):
        np.save(folder / f"{name}.npy", getattr(shapes, name))
    np.save(folder / "ids.npy", ids)
    np.save(folder / "by_id.npy", np.argsort(ids, kind="stable"))
    write_fragments(folder, geometries, ids, columns)
    for number, column in enumerate(columns.values()):
        column.write(folder / f"column{number}")
    meta = {
        "format": FORMAT,
        "layer": layer.to_dict(),
        "n": len(ids),
        "n_boxed": len(bounds),
        "sizes": sizes,
    }
    (folder / "meta.json").write_bytes(orjson.dumps(meta))


def _encoded(layer: Layer, rows: Rows, order: npt.NDArray[np.int64]) -> dict[str, EncodedColumn]:
    """Give the columns as arrays in storage order, letting go of the rows' values one by one."""
    encoded = {}
    for field in layer.schema.fields:
        encoded[field.name] = encode_column(field, rows.columns.pop(field.name)).taken(order)
    return encoded


def _order(
    bounds: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Give the storage order, and the boxes in it (features that have one come first)."""
    finite = np.isfinite(bounds).all(axis=1)
    boxed, rest = np.flatnonzero(finite), np.flatnonzero(~finite)
    boxed = boxed[hilbert_order(bounds[boxed])]
    return np.concatenate([boxed, rest]), bounds[boxed]


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
    features, pieces, holes = _pieces(geometries)
    # Shapely's type ids of Point, LineString and LinearRing are the kernels' kinds.
    kinds = shapely.get_type_id(pieces).astype(np.uint8)
    coordinates, owner = shapely.get_coordinates(pieces, return_index=True)
    counts = np.bincount(owner, minlength=len(pieces))
    per_feature = np.bincount(features, minlength=len(geometries))
    return Shapes(
        coordinates=np.ascontiguousarray(coordinates),
        parts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        kinds=kinds,
        holes=holes,
        feature_parts=np.concatenate([[0], np.cumsum(per_feature)]).astype(np.int64),
    )


def _pieces(
    geometries: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """Give (feature index, Point | LineString | LinearRing, is a hole), features ascending."""
    pieces, features = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(pieces) >= 4).any():
        pieces, inner = shapely.get_parts(pieces, return_index=True)
        features = features[inner]
    area = shapely.get_type_id(pieces) == 3
    if not area.any():
        return features, pieces, np.zeros(len(pieces), dtype=bool)
    rings, of = shapely.get_rings(pieces[area], return_index=True)
    owners = np.concatenate([features[~area], features[area][of]])
    shapes = np.concatenate([pieces[~area], rings])
    inner_rings = np.concatenate(
        [np.zeros((~area).sum(), dtype=bool), np.diff(of, prepend=-1) == 0]
    )
    order = np.argsort(owners, kind="stable")
    return owners[order].astype(np.int64), shapes[order], inner_rings[order]
