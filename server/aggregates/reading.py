"""What an aggregate is made from: features, values, groups and zones of packed layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gis.aggregation.aggregating import combined
from gis.aggregation.hexagons import HexGrid
from gis.aggregation.pieces import Floats, Ints, Shapes, Simple, sound
from gis.aggregation.shares import Shares, Tick, hexagon_shares, zone_shares
from gis.errors import InputError
from layers import PackedLayer
from layers.layer import Layer
from layers.packed.pieces import simple_pieces
from layers.query import Query
from server.aggregates.limits import MAX_GROUPS, require_groups
from server.errors import ParameterError


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """The features that a query selects.

    Attributes
    ----------
    simple
        The features as points, lines and polygons.
    values
        Columns of numbers, NaN where missing.
    group
        The group of each feature.
    keys
        What the features of each group have in common: a tuple of values.
    units
        The units of a column of numbers, where another column (``<name>_unit``) tells them.
    """

    simple: Simple
    values: dict[str, Floats]
    group: Ints
    keys: list[tuple[Any, ...]]
    units: dict[str, list[str]]


def select(
    packed: PackedLayer, query: Query, *, fields: Sequence[str], by: Sequence[str]
) -> Selected:
    """Read what a query selects from a packed layer.

    Parameters
    ----------
    packed
        The layer.
    query
        Which features.
    fields
        Columns of numbers to read.
    by
        Columns to group by; a missing value is a value of its own, the last.

    Raises
    ------
    ParameterError
        If there are too many groups.
    """
    positions = np.flatnonzero(packed.mask(query))
    simple = Simple.of_pieces(*simple_pieces(packed.shapes(), positions), len(positions))
    values = {name: packed.column(name).numbers()[positions] for name in dict.fromkeys(fields)}
    codes, words = [], []
    for name in by:
        code, word = _ranked(packed, name)
        codes.append(code[positions])
        words.append([*word, None])
    group, found = combined(codes, len(positions))
    require_groups(len(found))
    keys = [tuple(words[i][c] for i, c in enumerate(row)) for row in found.tolist()]
    units = {name: _units(packed, name, positions[~np.isnan(v)]) for name, v in values.items()}
    return Selected(simple, values, group, keys, units)


def _units(packed: PackedLayer, name: str, positions: npt.NDArray[np.int64]) -> list[str]:
    """Give the units that the values of a column are in, where a column tells them."""
    field = f"{name}_unit"
    if field not in packed.layer.schema.names:
        return []
    codes, words = packed.column(field).distinct()
    known = [*words, None]
    return [str(known[code]) for code in np.unique(codes[positions]).tolist() if code >= 0]


def _ranked(packed: PackedLayer, name: str) -> tuple[Ints, list[Any]]:
    """Give each feature's code into the distinct values in order; missing ones come last."""
    codes, values = packed.column(name).distinct()
    known: list[Any] = list(values)
    order = sorted(range(len(known)), key=known.__getitem__)
    rank = np.full(len(known) + 1, len(known), dtype=np.intp)
    rank[order] = np.arange(len(values))
    return rank[codes], [known[i] for i in order]


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """What features are grouped by: their shares in each zone, and what tells zones apart.

    `keys` has a dictionary for each zone; `shapes` are in EPSG:4326; `n_mended` of them
    crossed or overlapped themselves.
    """

    shares: Shares
    keys: list[dict[str, Any]]
    shapes: Shapes
    n_mended: int = 0


def by_layer(simple: Simple, packed: PackedLayer, tick: Tick) -> Zones:
    """Group by the areas of a layer, told apart by id, code and name, and in their order."""
    keys: list[dict[str, Any]] = [{"zone_id": fid} for fid in packed.ids.tolist()]
    for key, name in zone_fields(packed.layer).items():
        codes, words = packed.column(name).distinct()
        known = [*words, None]
        for row, code in zip(keys, codes.tolist(), strict=True):
            row[key] = known[code]
    order = sorted(range(len(keys)), key=lambda i: _place_of(keys[i]))
    shapes, wrong = sound(areas_of(packed)[order])
    shares = zone_shares(simple, shapes, tick=tick)
    return Zones(shares, [keys[i] for i in order], shapes, int(wrong.sum()))


def _place_of(key: dict[str, Any]) -> tuple[str, str, int]:
    code, name = (str(key.get(k) or "") for k in ("zone_code", "zone_name"))
    return code, name, key["zone_id"]


def zone_fields(layer: Layer) -> dict[str, str]:
    """Give the fields that name the areas of a layer, by how an aggregate calls them."""
    label = layer.styling.get("label_field") or "name"
    named = {"zone_code": "code", "zone_name": str(label)}
    return {key: name for key, name in named.items() if name in layer.schema.names}


def by_hexagons(simple: Simple, grid: HexGrid, tick: Tick) -> Zones:
    """Group by hexagons, told apart by column and row, with their middle.

    Raises
    ------
    ParameterError
        If there are too many.
    """
    try:
        shares, cells, shapes = hexagon_shares(simple, grid, most=MAX_GROUPS, tick=tick)
    except InputError as error:
        raise ParameterError("hexagons: " + error.text, code=error.code) from error
    middle = shapely.get_coordinates(shapely.centroid(shapes)).round(6).tolist()
    keys = [
        {"zone_id": f"{column}_{row}", "lon": lon, "lat": lat}
        for (column, row), (lon, lat) in zip(cells.tolist(), middle, strict=True)
    ]
    return Zones(shares, keys, shapes)


def ungrouped(simple: Simple) -> Zones:
    """Put all features into one zone without a name or shape; for that they need no place."""
    nothing, one = np.zeros(simple.n, dtype=np.intp), np.ones(simple.n)
    shares = Shares(np.arange(simple.n), nothing, one, simple.area_m2, simple.length_m)
    return Zones(shares, [{}], np.array([None], dtype=object))


def areas_of(packed: PackedLayer) -> Shapes:
    """Give the areas of a layer in storage order; None for features without any."""
    pieces, owner = simple_pieces(packed.shapes(), np.arange(packed.n))
    is_area: npt.NDArray[np.bool_] = shapely.get_type_id(pieces) == _POLYGON
    out = np.full(packed.n, None, dtype=object)
    if is_area.any():
        owners, number = np.unique(owner[is_area], return_inverse=True)
        out[owners] = shapely.multipolygons(pieces[is_area], indices=number)
    return out


_POLYGON = 3
