"""TileLayer: one revision of a layer as vector tiles, made when they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.errors import QueryError
from layers.layer import Layer
from layers.text import Text
from layers.tiling.grid import BUFFER, EXTENT, WORLD_BITS, TileGrid
from layers.tiling.kernels.cutting import COLLAPSED, DRAWN, THINNED, cut, search
from layers.tiling.kernels.placing import Bytes, Flags
from layers.tiling.kernels.soundness import unsound
from layers.tiling.kernels.whole import LOST_AT, UNSOUND_AT, several, whole, written
from layers.tiling.repair import Parts, mended
from layers.tiling.seam import columns_beyond, outcome, union, woven
from layers.tiling.values import message, varint

LAYER, NAME, KEY = b"\x1a", 0x0A, 0x1A
VERSION_2 = b"\x78\x02"
TAIL = b"\x28" + varint(EXTENT)


@dataclass(frozen=True, slots=True)
class Tile:
    """The bytes of one tile's layer, and what became of the features that lie there.

    `data` is empty where nothing is drawn. `collapsed` counts those smaller than one tile unit,
    `thinned` the points that gave way to others at this zoom, `parts` the parts smaller than
    one tile unit of features that are drawn.
    """

    data: bytes
    drawn: int
    collapsed: int
    thinned: int
    parts: int = 0


EMPTY = Tile(b"", 0, 0, 0)


class TileLayer:
    """One revision of a vector layer, ready to be cut into tiles of one grid.

    Parameters
    ----------
    layer
        Its description.
    grid
        How the world is cut.
    arrays
        What `tile_arrays` made of that revision.
    name
        Name in the tile; the layer's id when it is left out.
    fields
        Names of the columns of values; the layer's fields when they are left out.
    """

    def __init__(
        self,
        layer: Layer,
        grid: TileGrid,
        arrays: Mapping[str, npt.NDArray[Any]],
        *,
        name: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> None:
        self.layer = layer
        self.grid = grid
        self.name = layer.id if name is None else name
        self.fields = layer.schema.names if fields is None else tuple(fields)
        # The points that name the areas of the layer, where it has named areas.
        self.labels: TileLayer | None = None
        # Where its features stand in the packed layer, if that is not their own order.
        self.positions = arrays.get("positions")
        names = ("x", "y", "level", "parts", "kinds", "holes", "feature_parts")
        self._shapes: Any = tuple(arrays[name] for name in names)
        sizes = arrays["sizes"]
        starts = np.concatenate([[0], np.cumsum(sizes * 4)[:-1]]).astype(np.int64)
        self._tree = (arrays["boxes"], starts, sizes)
        self._ids = arrays["ids"]
        self._codes = arrays["codes"]
        self._bytes = arrays["value_bytes"]
        self._ends = arrays["value_ends"]
        self._own = threading.local()
        self._head = VERSION_2 + message(NAME, self.name.encode())
        self._keys = [message(KEY, field.encode()) for field in self.fields]

    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """Boxes of the features in positions of the world: 4 × n, x0, y0, x1, y1."""
        boxes, _, sizes = self._tree
        n = int(sizes[0]) if len(sizes) else 0
        found: npt.NDArray[np.float64] = boxes[: 4 * n].reshape(4, n)
        return found

    def tile(
        self,
        zoom: int,
        column: int,
        row: int,
        *,
        properties: Sequence[str] | None = None,
        among: Flags | None = None,
    ) -> Tile:
        """Give a tile as a Mapbox Vector Tile (version 2.1) with one layer.

        Parameters
        ----------
        zoom, column, row
            The tile; `TileGrid.holds` says whether there is one.
        properties
            Names of the fields to give; all when it is left out.
        among
            Which features of the packed layer may be drawn (`PackedLayer.mask`); all when it is
            left out.

        Raises
        ------
        QueryError
            If the grid has no such tile, or the layer no such field.
        """
        chosen = self._chosen(properties)
        self._require(zoom, column, row)
        if not len(self._tree[2]):
            return EMPTY
        columns = [column, *columns_beyond(column, self.grid.shape(zoom)[0])]
        if among is None and len(columns) == 1:
            at_once = self._whole(zoom, column, row, chosen)
            if at_once is not None:
                return at_once
        found = union([search(self._tree, self._box(zoom, at, row)) for at in columns])
        if among is not None:
            found = found[among[found if self.positions is None else self.positions[found]]]
        if not len(found):
            return EMPTY
        parts, became, lost = self._cut(found, zoom, columns, row)
        weak = unsound(*parts.tables())
        if len(weak):
            parts = mended(parts, weak)
            became[weak[~np.isin(weak, parts.owners)]] = COLLAPSED
        counts = np.bincount(became, minlength=4).tolist()
        data = self._written(parts, found, chosen)
        return Tile(data, counts[DRAWN], counts[COLLAPSED], counts[THINNED], lost)

    def tiles(self, zoom: int, places: Sequence[tuple[int, int]]) -> list[Tile]:
        """Give several tiles of a zoom with all fields, quicker than one after the other.

        Parameters
        ----------
        zoom
            The zoom.
        places
            Column and row of each.

        Raises
        ------
        QueryError
            If the grid has no such tile.
        """
        chosen = self._chosen(None)
        for column, row in places:
            self._require(zoom, column, row)
        if not len(self._tree[2]) or not places:
            return [EMPTY] * len(places)
        boxes = np.stack([self._box(zoom, *place) for place in places])
        windows = np.array([(zoom + self.grid.deeper, *place) for place in places], dtype=np.int64)
        out, ends, counts = several(self._tree, boxes, self._shapes, windows, self._values(chosen))
        columns, _ = self.grid.shape(zoom)
        each = self._each(out, ends, counts, chosen)
        # Beside the seam of the world, and where polygons need repair, one after the other.
        return [
            self.tile(zoom, *place) if made is None or place[0] in (0, columns - 1) else made
            for place, made in zip(places, each, strict=True)
        ]

    def _each(
        self, out: Bytes, ends: Any, counts: Any, chosen: Sequence[int]
    ) -> Iterator[Tile | None]:
        """Give the tiles that `several` made."""
        spans = np.concatenate([[0], ends]).tolist()
        for i, seen in enumerate(counts.tolist()):
            a, b, c = spans[2 * i : 2 * i + 3]
            yield self._made(out[a:b], out[b:c], seen, chosen)

    def _whole(self, zoom: int, column: int, row: int, chosen: Sequence[int]) -> Tile | None:
        """Give a tile by one call; None where polygons of it need repair."""
        window = np.array([zoom + self.grid.deeper, column, row], dtype=np.int64)
        box = self._box(zoom, column, row)
        told, own, counts = whole(self._tree, box, self._shapes, window, self._values(chosen))
        return self._made(told, own, counts.tolist(), chosen)

    def _made(
        self, told: Bytes, own: Bytes, seen: Sequence[int], chosen: Sequence[int]
    ) -> Tile | None:
        """Give a tile of features and values as bytes, and of what became of all."""
        if seen[UNSOUND_AT]:
            return None
        body = self._framed(told, own, chosen) if len(told) else b""
        return Tile(body, seen[DRAWN], seen[COLLAPSED], seen[THINNED], seen[LOST_AT])

    def _cut(
        self, found: npt.NDArray[np.int64], zoom: int, columns: Sequence[int], row: int
    ) -> tuple[Parts, Bytes, int]:
        """Cut features to the window of a tile, and to what lies beyond the seam of the world."""
        seen = [self._window(found, zoom, at, row) for at in columns]
        if len(seen) == 1:
            return seen[0]
        lost = sum(one[2] for one in seen)
        return woven([one[0] for one in seen]), outcome([one[1] for one in seen]), lost

    def _window(
        self, found: npt.NDArray[np.int64], zoom: int, column: int, row: int
    ) -> tuple[Parts, Bytes, int]:
        window = np.array([zoom + self.grid.deeper, column, row], dtype=np.int64)
        (xy, rows, at), became, _ = cut(found, self._shapes, window, 0.0)
        n_vertices, n_parts, lost = at.tolist()
        return Parts.of(xy[:, :n_vertices], rows[:, :n_parts]), became, lost

    def _chosen(self, properties: Sequence[str] | None) -> list[int]:
        names = self.fields
        if properties is None:
            return list(range(len(names)))
        strange = [name for name in properties if name not in names]
        if strange:
            raise QueryError(
                Text(
                    f"layer {self.layer.id!r} tidak memiliki atribut {strange[0]!r}; yang ada: "
                    f"{', '.join(names)}",
                    f"layer {self.layer.id!r} has no property {strange[0]!r}; it has "
                    f"{', '.join(names)}",
                ),
                code="unknown-property",
            )
        return [names.index(name) for name in properties]

    def _require(self, zoom: int, column: int, row: int) -> None:
        if not self.grid.holds(zoom, column, row):
            raise QueryError(
                Text(
                    f"tidak ada petak {zoom}/{column}/{row} dalam {self.grid.id}",
                    f"there is no tile {zoom}/{column}/{row} in {self.grid.id}",
                ),
                code="no-such-tile",
            )

    def _box(self, zoom: int, column: int, row: int) -> npt.NDArray[np.float64]:
        """Give the box of a tile with its margin in positions of the world."""
        side = 1 << (WORLD_BITS - zoom - self.grid.deeper)
        # Half a unit more, for what is rounded into the margin.
        margin = side * (BUFFER + 1) / EXTENT
        west, north = column * side - margin, row * side - margin
        return np.array([west, north, west + side + 2 * margin, north + side + 2 * margin])

    def _values(self, chosen: Sequence[int]) -> Any:
        """Give what is needed to write the values of features in some columns.

        Each thread has its own map of values to their numbers in a tile; all are -1 between
        tiles.
        """
        numbers: npt.NDArray[np.int32] | None = getattr(self._own, "numbers", None)
        if numbers is None:
            numbers = self._own.numbers = np.full(len(self._ends) - 1, -1, dtype=np.int32)
        keys = np.array(chosen, dtype=np.int64)
        return self._ids, self._codes, keys, numbers, self._bytes, self._ends

    def _written(self, parts: Parts, found: npt.NDArray[np.int64], chosen: Sequence[int]) -> bytes:
        if not len(parts.ends):
            return b""
        told, own = written(*parts.tables(), found, self._values(chosen))
        return self._framed(told, own, chosen)

    def _framed(self, told: Bytes, own: Bytes, chosen: Sequence[int]) -> bytes:
        """Give features and values with all that the format wants around them."""
        keys = (self._keys[key] for key in chosen)
        inside: tuple[Any, ...] = (self._head, told.data, *keys, own.data, TAIL)
        length = varint(sum(map(len, inside)))
        return b"".join((LAYER, length, *inside))
