"""CQL2 JSON → the typed tree: every operator known, every name a field, every kind fitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import shapely

from layers.filters.comparing import RELATIONS, alike, compared
from layers.filters.folding import like_pattern
from layers.filters.limits import require_pattern
from layers.filters.periods import TEMPORAL, read_temporal
from layers.filters.refusal import TYPES, refusal, shown
from layers.filters.shapes import is_shape, read_shape
from layers.filters.tree import (
    Among,
    Column,
    Constant,
    Every,
    Flag,
    Like,
    Missing,
    Not,
    Predicate,
    Some,
    Spatial,
    SpatialRelation,
    Truth,
    Unplaced,
)
from layers.filters.values import arguments, is_geometry, read_value
from layers.schema import Schema

_TURNED = {"s_within": "s_contains", "s_contains": "s_within"}
SPATIAL: dict[str, Callable[..., Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_overlaps": shapely.overlaps,
}
LOGICAL = ("and", "or", "not", "between", "in", "like", "isNull")


def read_predicate(node: Any, schema: Schema) -> Predicate:
    """Read a predicate.

    Parameters
    ----------
    node
        CQL2 JSON of it.
    schema
        The fields it may name, beside the geometry.

    Raises
    ------
    QueryError
        If it is no predicate, or names or compares what it cannot.
    """
    if isinstance(node, bool):
        return Truth(node)
    if not isinstance(node, Mapping):
        raise _no_predicate(node)
    if "property" in node:
        return _flag(node, schema)
    operator = node.get("op")
    if not isinstance(operator, str):
        raise _no_predicate(next(iter(node), ""))
    read = _READERS.get(operator)
    if read is not None:
        return read(node, schema)
    if operator in RELATIONS:
        left, right = (read_value(a, schema) for a in arguments(node, 2))
        return compared(operator, left, right)
    if operator.lower() in SPATIAL:
        return _spatial(operator.lower(), arguments(node, 2), schema)
    if operator.lower() in TEMPORAL:
        return read_temporal(operator.lower(), arguments(node, 2), schema)
    known = ", ".join((*RELATIONS, *LOGICAL, *SPATIAL, *TEMPORAL))
    raise refusal(
        f"fungsi {shown(operator)} tidak dikenal; yang ada: {known}",
        f"unknown function {shown(operator)}; those there are: {known}",
        code="unknown-function",
    )


def _no_predicate(node: object) -> Exception:
    return refusal(
        f"{shown(node)} tidak benar atau salah; yang diminta perbandingan, misalnya luas > 10",
        f"{shown(node)} is neither true nor false; wanted a comparison, such as area > 10",
        code=TYPES,
    )


def _flag(node: Mapping[str, Any], schema: Schema) -> Predicate:
    value = read_value(node, schema)
    if isinstance(value, Column) and value.kind == "boolean":
        return Flag(value)
    raise _no_predicate(node["property"])


def _parts(node: Mapping[str, Any], schema: Schema) -> tuple[Predicate, ...]:
    given = node.get("args")
    if not isinstance(given, list) or len(given) < 2:
        arguments(node, 2)
    return tuple(read_predicate(one, schema) for one in cast("list[Any]", given))


def _every(node: Mapping[str, Any], schema: Schema) -> Predicate:
    return Every(_parts(node, schema))


def _some(node: Mapping[str, Any], schema: Schema) -> Predicate:
    return Some(_parts(node, schema))


def _not(node: Mapping[str, Any], schema: Schema) -> Predicate:
    return Not(read_predicate(arguments(node, 1)[0], schema))


def _between(node: Mapping[str, Any], schema: Schema) -> Predicate:
    value, low, high = (read_value(one, schema) for one in arguments(node, 3))
    return Every((compared(">=", value, low), compared("<=", value, high)))


def _among(node: Mapping[str, Any], schema: Schema) -> Predicate:
    sought, listed = arguments(node, 2)
    if not isinstance(listed, list) or not listed:
        raise refusal("IN meminta daftar berisi", "IN wants a list that is not empty")
    value = read_value(sought, schema)
    items = [read_value(one, schema) for one in listed]
    if isinstance(value, Constant) or any(_is_null(item) for item in items):
        return Some(tuple(compared("=", value, item) for item in items))
    pairs = [alike(value, item) for item in items]
    if any(left != value for left, _ in pairs):
        return Some(tuple(compared("=", value, item) for item in items))
    return Among(value, tuple(item for _, item in pairs))


def _is_null(item: object) -> bool:
    return isinstance(item, Constant) and item.value is None


def _like(node: Mapping[str, Any], schema: Schema) -> Predicate:
    value, pattern = (read_value(one, schema) for one in arguments(node, 2))
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        raise refusal(
            "pola LIKE harus tertulis sebagai teks, misalnya 'Desa%'",
            "the pattern of LIKE must be a written text, such as 'Desa%'",
            code=TYPES,
        )
    if value.kind != "text":
        raise refusal(
            f"LIKE meminta teks, didapat {value.kind}",
            f"LIKE wants text, got {value.kind}",
            code=TYPES,
        )
    require_pattern(pattern.value)
    if isinstance(value, Constant):
        text = value.value
        known = isinstance(text, str)
        return Truth(bool(like_pattern(pattern.value).fullmatch(str(text))) if known else None)
    return Like(value, pattern.value)


def _missing(node: Mapping[str, Any], schema: Schema) -> Predicate:
    sought = arguments(node, 1)[0]
    if is_geometry(sought, schema):
        return Unplaced()
    value = read_value(sought, schema)
    return Truth(value.value is None) if isinstance(value, Constant) else Missing(value)


def _spatial(operator: str, given: list[Any], schema: Schema) -> Predicate:
    left, right = given
    if is_shape(left) and is_shape(right):
        return Truth(bool(SPATIAL[operator](read_shape(left), read_shape(right))))
    if is_shape(left) and is_geometry(right, schema):
        left, right, operator = right, left, _TURNED.get(operator, operator)
    if not is_geometry(left, schema) or not is_shape(right):
        raise refusal(
            f"{operator} meminta geometri (geometry) dan satu bentuk, misalnya BBOX(116,-2,117,-1)",
            f"{operator} wants the geometry and one shape, such as BBOX(116,-2,117,-1)",
            code=TYPES,
        )
    shape = read_shape(right)
    if operator == "s_disjoint":
        return Not(Spatial("s_intersects", shape))
    if shape.geom_type == "GeometryCollection" and operator != "s_intersects":
        raise refusal(
            f"{operator} tidak menerima GEOMETRYCOLLECTION; hanya s_intersects dan s_disjoint",
            f"{operator} takes no GEOMETRYCOLLECTION; only s_intersects and s_disjoint do",
            code=TYPES,
        )
    return Spatial(cast("SpatialRelation", operator), shape)


_READERS: dict[str, Callable[[Mapping[str, Any], Schema], Predicate]] = {
    "and": _every,
    "or": _some,
    "not": _not,
    "between": _between,
    "in": _among,
    "like": _like,
    "isNull": _missing,
}
