"""A packed layer's features as columns that a filter's mask is computed over."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.filters.mask import Coded, Mask
from layers.filters.shapes import is_rectangle
from layers.filters.tree import SpatialRelation
from layers.packed.columns import Column
from layers.query import BBox

Positions = npt.NDArray[np.int64]
# Parts of a shape looked for one by one in the tree; of more, their common box.
MOST_BOXES = 32
# Features read back from their text at a time: bounds the memory that needs.
BLOCK = 20_000
KEPT_ANSWERS = 64
_BEFORE, _AFTER = b'"geometry":', b',"properties":'
# What holds of a feature all of which lies in the inner of a shape; nothing else does.
_TRUE_INSIDE = ("s_intersects", "s_within")
# The shape comes first, prepared: what a feature does to it, seen from its side.
_SEEN = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
    "s_within": shapely.contains,
    "s_contains": shapely.within,
}


@dataclass(frozen=True, slots=True)
class Fragments:
    """Features as text, and where each begins (n + 1) and where its properties do (n)."""

    content: memoryview
    offsets: npt.NDArray[np.int64]
    splits: npt.NDArray[np.int64]

    def geometries(self, positions: Positions) -> npt.NDArray[np.object_]:
        """Read the geometries at some positions; None where there is none."""
        texts = [self._geometry(i) for i in positions.tolist()]
        return np.asarray(shapely.from_geojson(np.array(texts, dtype=object)), dtype=object)

    def size(self, positions: Positions) -> int:
        """Give how many bytes some features take."""
        return int((self.offsets[positions + 1] - self.offsets[positions]).sum())

    def parts(self, position: int) -> tuple[int, int, int]:
        """Give where a feature begins, where its properties do, and where it ends."""
        start, end = int(self.offsets[position]), int(self.offsets[position + 1]) - 1
        return start, int(self.splits[position]), end

    def is_placed(self, position: int) -> bool:
        """Say whether a feature has a geometry, be it an empty one."""
        return self._geometry(position) is not None

    def _geometry(self, position: int) -> bytes | None:
        start, split = int(self.offsets[position]), int(self.splits[position])
        head = bytes(self.content[start:split])
        text = head[head.index(_BEFORE) + len(_BEFORE) : -len(_AFTER)]
        return None if text == b"null" else text


@dataclass(frozen=True, slots=True)
class PackedColumns:
    """The columns of a packed layer, in storage order.

    `boxes` (4 × n_boxed: west, south, east, north) are those of the first features;
    the others have none. `search` gives the positions of the features that meet a box.
    """

    n: int
    boxes: npt.NDArray[np.float64]
    columns: Mapping[str, Column]
    search: Callable[[BBox], Positions]
    fragments: Fragments

    def texts(self, name: str) -> Coded:
        """Give a field of texts, days or moments."""
        return Coded(*self.columns[name].coded())

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Give a field of numbers or truth values (0, 1); NaN where missing."""
        return self.columns[name].numbers()

    def placed(self) -> Mask:
        """Mark the features that have a geometry."""
        mask = np.ones(self.n, dtype=bool)
        boxed = self.boxes.shape[1]
        mask[boxed:] = [self.fragments.is_placed(i) for i in range(boxed, self.n)]
        return mask

    def related(self, relation: SpatialRelation, shape: shapely.Geometry, asked: Mask) -> Mask:
        """Mark, of the features asked for, those whose geometry so stands to the shape."""
        mask = np.zeros(self.n, dtype=bool)
        found = self._near(shape)
        if relation == "s_intersects" and is_rectangle(shape):
            mask[found] = True
            return mask & asked
        found = found[asked[found]]
        shapely.prepare(shape)
        inside, undecided = self._by_box(shape, found)
        mask[found[inside]] = relation in _TRUE_INSIDE
        found = found[undecided]
        for first in range(0, len(found), BLOCK):
            block = found[first : first + BLOCK]
            mask[block] = _SEEN[relation](shape, self.fragments.geometries(block))
        return mask

    def _by_box(self, shape: shapely.Geometry, found: Positions) -> tuple[Mask, Mask]:
        """Mark features whose box says that they lie inside the shape, and those still open."""
        west, south, east, north = self.boxes[:, found]
        # A box of no width or height is no sound polygon: such features are left open.
        flat = (west == east) | (south == north)
        boxes = shapely.box(west, south, east, north)
        inside = shapely.contains_properly(shape, boxes) & ~flat
        return inside, flat | (~inside & shapely.intersects(shape, boxes))

    def _near(self, shape: shapely.Geometry) -> Positions:
        parts = shapely.get_parts(shape)
        boxes = shapely.bounds(parts if len(parts) <= MOST_BOXES else np.array([shape]))
        found = [self.search((west, south, east, north)) for west, south, east, north in boxes]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


class Answers:
    """The positions that recent questions selected, so that a walk over pages asks once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[npt.NDArray[np.uint8], int]] = OrderedDict()
        self._lock = threading.Lock()

    def positions(self, question: Hashable, answer: Callable[[], Positions], n: int) -> Positions:
        """Give the positions (ascending, of n) a question selects, asking only what is new."""
        with self._lock:
            held = self._kept.get(question)
            if held is not None:
                self._kept.move_to_end(question)
        if held is not None:
            return np.flatnonzero(np.unpackbits(held[0], count=held[1]))
        found = answer()
        mask = np.zeros(n, dtype=bool)
        mask[found] = True
        with self._lock:
            self._kept[question] = (np.packbits(mask), n)
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return found
