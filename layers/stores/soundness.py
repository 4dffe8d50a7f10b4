"""Soundness: does everything in the store still agree with everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np
import shapely

from layers.errors import StoreError
from layers.layer import Layer
from layers.stores.blob import decode
from layers.stores.connection import quote
from layers.stores.tables import rtree_name


def check_store(connection: apsw.Connection, layers: Sequence[Layer]) -> list[str]:
    """List every unsoundness: file, foreign keys, and per layer index, counts and blobs.

    Returns
    -------
    list of str
        One sentence each; empty when the store is sound.
    """
    found = [
        f"integrity: {line}"
        for (line,) in connection.execute("PRAGMA integrity_check")
        if line != "ok"
    ]
    found += [
        f"foreign key: row {rowid} of {table} points nowhere"
        for table, rowid, *_ in connection.execute("PRAGMA foreign_key_check")
    ]
    found += _catalogue(connection, layers)
    for layer in layers:
        if layer.kind == "vector":
            found += [f"{layer.id}: {problem}" for problem in _layer(connection, layer)]
    return found


def _catalogue(connection: apsw.Connection, layers: Sequence[Layer]) -> list[str]:
    listed = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
        )
    }
    described = {layer.id for layer in layers if layer.kind == "vector"}
    problems = [f"{name}: a table without a description" for name in sorted(listed - described)]
    return problems + [f"{name}: described, but no table" for name in sorted(described - listed)]


def _layer(connection: apsw.Connection, layer: Layer) -> list[str]:
    table, tree = quote(layer.id), rtree_name(layer.id)
    problems = []
    answer = connection.execute("SELECT rtreecheck(?)", (f"rtree_{layer.id}_geom",)).get
    if answer != "ok":
        problems.append(f"R-tree: {answer}")
    rows = int(connection.execute(f"SELECT count(*) FROM {table}").get)
    counted = connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (layer.id,)
    ).get
    if counted != rows:
        problems.append(f"feature_count says {counted}, the table has {rows} rows")
    if layer.n_features != rows:
        problems.append(f"description says {layer.n_features} features, the table has {rows}")
    orphans = connection.execute(
        f"SELECT count(*) FROM {tree} WHERE id NOT IN (SELECT fid FROM {table})"
    ).get
    if orphans:
        problems.append(f"R-tree: {orphans} entries without a feature")
    return problems + _geometries(connection, layer)


def _geometries(connection: apsw.Connection, layer: Layer) -> list[str]:
    table, tree = quote(layer.id), rtree_name(layer.id)
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT fid, geom, minx, maxx, miny, maxy FROM {table} LEFT JOIN {tree} ON id = fid"
    ).fetchall()
    if not rows:
        return []
    try:
        geometries = decode(row[1] for row in rows)
    except StoreError as error:
        return [str(error)]
    boxes = np.array([[np.nan if v is None else v for v in row[2:]] for row in rows], dtype=float)
    bounds = shapely.bounds(geometries)
    full = np.isfinite(bounds).all(axis=1)
    indexed = np.isfinite(boxes).all(axis=1)
    inside = (boxes[:, [0, 2]] <= bounds[:, :2]).all(axis=1) & (
        boxes[:, [1, 3]] >= bounds[:, 2:]
    ).all(axis=1)
    coordinates = shapely.get_coordinates(geometries)
    problems = []
    if (n := int((full & ~indexed).sum())) > 0:
        problems.append(f"R-tree: {n} features are missing")
    if (n := int((indexed & ~full).sum())) > 0:
        problems.append(f"R-tree: {n} features without geometry are indexed")
    if (n := int((full & indexed & ~inside).sum())) > 0:
        problems.append(f"R-tree: {n} boxes do not hold their geometry")
    if not np.isfinite(coordinates).all():
        problems.append("coordinates that are not finite")
    return problems + extent_problems(layer, bounds[full])


def extent_problems(layer: Layer, bounds: np.typing.NDArray[np.float64]) -> list[str]:
    """Compare a layer's extent with the bounds (n × 4) of its geometries."""
    if not len(bounds):
        return ["extent given, but every geometry is empty"] if layer.bbox else []
    true = (*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0))
    if layer.bbox is None or not np.allclose(layer.bbox, true, rtol=0, atol=1e-12):
        return [f"extent says {layer.bbox}, the features reach {tuple(map(float, true))}"]
    return []
