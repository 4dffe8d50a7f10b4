"""Shapes of a filter brought from another reference system to longitude and latitude."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely

from layers.errors import CRSError
from layers.filters.refusal import refusal
from layers.filters.shapes import is_shape
from layers.reference import System, to_lonlat
from layers.reference.boxes import covered

Place = Callable[[list[float]], list[float]]


def in_lonlat(tree: Any, system: System) -> Any:
    """Give parsed CQL2 with all its shapes in longitude and latitude.

    Parameters
    ----------
    tree
        CQL2 JSON, small enough (`require_small`).
    system
        What its shapes are written in, axes in the order of the system's authority.

    Raises
    ------
    QueryError
        If a shape is not made of numbers.
    """
    if isinstance(tree, list):
        return [in_lonlat(one, system) for one in tree]
    if not isinstance(tree, Mapping):
        return tree
    if is_shape(tree):
        return _shape(tree, system)
    return {key: in_lonlat(value, system) for key, value in tree.items()}


def _shape(node: Mapping[str, Any], system: System) -> dict[str, Any]:
    if "bbox" in node:
        return _box(node["bbox"], system)
    if "geometries" in node:
        parts = node["geometries"] if isinstance(node["geometries"], list) else []
        return {**node, "geometries": [_shape(one, system) for one in parts if is_shape(one)]}
    return {**node, "coordinates": _moved(node.get("coordinates"), system)}


def _moved(given: Any, system: System) -> Any:
    """Move nested lists of positions, whatever their depth; heights are left out."""
    if isinstance(given, list) and given and all(isinstance(one, list) for one in given):
        if all(_is_position(one) for one in given):
            points = np.array([one[:2] for one in given], dtype=np.float64)
            return to_lonlat(points, system).tolist()
        return [_moved(one, system) for one in given]
    if _is_position(given):
        return to_lonlat(np.array([given[:2]], dtype=np.float64), system)[0].tolist()
    return given


def _is_position(given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in given)
    )


def _box(given: Any, system: System) -> dict[str, Any]:
    if not _is_position(given) or len(given) not in (4, 6):
        return {"bbox": given}
    corners = given if len(given) == 4 else [given[i] for i in (0, 1, 3, 4)]
    try:
        found = covered((corners[0], corners[1], corners[2], corners[3]), system)
    except CRSError as error:
        raise refusal(error.text.id, error.text.en) from error
    if found.bbox is None:
        raise refusal(
            f"BBOX di luar jangkauan {system.short}", f"BBOX beyond the reach of {system.short}"
        )
    if found.shape is not None:
        shape: dict[str, Any] = shapely.geometry.mapping(found.shape)
        return shape
    return {"bbox": list(found.bbox)}
