"""Differences of layers: which features two scenarios of one baseline have differently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.scenarios.opening import ScenarioCatalogue
from gis.scenarios.state import is_alike, rows_of
from layers.scenarios.rows import Delta

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# How many features are named; the counts are of all.
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class LayerDifference:
    """What the second has differently in one layer.

    Attributes
    ----------
    layer
        Its id.
    added, removed, changed
        Ids of features that only the second has, only the first, or both but not alike.
    names
        What those features are called, by id, where they are called anything.
    raster
        Whether it is a raster, which differs in cells.
    """

    layer: str
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    raster: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        kinds = {"added": self.added, "removed": self.removed, "changed": self.changed}
        named = [
            {"id": i, "name": self.names.get(i), "what": what}
            for what, ids in kinds.items()
            for i in ids
        ]
        return {
            "layer": self.layer,
            "kind": "raster" if self.raster else "vector",
            **{f"n_{what}": len(ids) for what, ids in kinds.items()},
            "features": named[:MOST_NAMED],
        }


def differences(first: Catalogue, second: Catalogue) -> tuple[LayerDifference, ...]:
    """Find what two scenarios of one workspace have differently; one may be the workspace itself.

    Parameters
    ----------
    first, second
        As `gis.scenarios.open_scenario` gives them, or the workspace.
    """
    base = first.base if isinstance(first, ScenarioCatalogue) else first
    edited = {layer_id: None for c in (first, second) for layer_id in _edited(c)}
    found = []
    for layer_id in edited:
        if base[layer_id].layer.kind == "raster":
            if _growth(first, layer_id) != _growth(second, layer_id):
                found.append(LayerDifference(layer_id, raster=True))
            continue
        different = _of_rows(base, layer_id, (_delta(first, layer_id), _delta(second, layer_id)))
        if different.added or different.removed or different.changed:
            found.append(different)
    return tuple(found)


def _edited(catalogue: Catalogue) -> list[str]:
    return list(catalogue.changes.layers()) if isinstance(catalogue, ScenarioCatalogue) else []


def _growth(catalogue: Catalogue, layer_id: str) -> list[Any]:
    if not isinstance(catalogue, ScenarioCatalogue):
        return []
    edits = (edit.to_dict() for edit in catalogue.changes.on(layer_id))
    return [{k: v for k, v in edit.items() if k != "n"} for edit in edits]


def _delta(catalogue: Catalogue, layer_id: str) -> Delta | None:
    if not isinstance(catalogue, ScenarioCatalogue) or layer_id not in _edited(catalogue):
        return None
    return catalogue.changes.delta(layer_id)


def _of_rows(
    base: Catalogue, layer_id: str, deltas: tuple[Delta | None, Delta | None]
) -> LayerDifference:
    rows = base[layer_id].read()
    touched: dict[int, None] = {}
    for delta in deltas:
        if delta is not None:
            touched |= dict.fromkeys([*map(int, delta.frame.index), *sorted(delta.gone)])
    kinds: dict[str, list[int]] = {"added": [], "removed": [], "changed": []}
    names = {}
    sides = [_rows(rows, delta, list(touched)) for delta in deltas]
    for feature in touched:
        before, after = (side.get(feature) for side in sides)
        what = _what(before, after)
        if what is None:
            continue
        kinds[what].append(feature)
        called = (after or before or {}).get("name")
        if isinstance(called, str):
            names[feature] = called
    added, removed, changed = (tuple(kinds[what]) for what in ("added", "removed", "changed"))
    return LayerDifference(layer_id, added, removed, changed, names)


def _rows(
    rows: gpd.GeoDataFrame, delta: Delta | None, features: list[int]
) -> dict[int, dict[str, Any]]:
    """Give the features that one side has, by id."""
    own = {} if delta is None else rows_of(delta.frame, [int(i) for i in delta.frame.index])
    gone = frozenset() if delta is None else delta.gone
    there = set(rows.index)
    left = [i for i in features if i in there and i not in own and i not in gone]
    return rows_of(rows, left) | own


def _what(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str | None:
    if before is None:
        return None if after is None else "added"
    if after is None:
        return "removed"
    return None if is_alike(before, after) else "changed"
