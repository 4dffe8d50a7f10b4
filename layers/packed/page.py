"""PackedLayer: a page of items is a tree search and a byte slice."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from layers.filters import Predicate, bound_filter
from layers.filters.limits import MAX_SECONDS
from layers.filters.mask import selected
from layers.layer import Layer
from layers.packed.build import Shapes
from layers.packed.columns import Column
from layers.packed.filtering import Answers, Fragments, PackedColumns
from layers.packed.kernels import first_page, first_page_held, runs, walk
from layers.packed.pressed import Pressed, open_pressed
from layers.packed.rewriting import KEPT, Rewriting, rewritten
from layers.packed.sorting import Orders, sorted_positions
from layers.query import BBox, Query
from layers.stores.reading import chosen_fields, time_bound

Positions = npt.NDArray[np.int64]
# So many are looked at in less time than Python gives a thread before it lets another on.
QUICK_VERTICES = 3_000_000
# From where to where, in bytes.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of items.

    ``b"".join(parts)`` gives GeoJSON Features separated by commas. `matched` is the
    exact number of features the query selects; `next_start` is where the next
    page starts, None after the last. `positions` are where its features are kept;
    `as_kept` says that they are given as they stand there.
    """

    parts: list[bytes | memoryview]
    returned: int
    matched: int
    next_start: int | None
    positions: Positions
    as_kept: bool = False


class PackedLayer:
    """One revision of a vector layer as memory-mapped arrays, shared by all processes.

    Immutable: it goes on answering for its revision whatever happens to the store.
    """

    def __init__(self, folder: Path) -> None:
        meta = orjson.loads((folder / "meta.json").read_bytes())
        self.layer = Layer.from_dict(meta["layer"])
        self.n: int = meta["n"]
        self._folder = folder
        self._n_boxed: int = meta["n_boxed"]
        sizes = np.array(meta["sizes"], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes * 4)[:-1]]).astype(np.int64)
        self._tree = (self._map("boxes"), starts, sizes)
        self._shapes = (
            self._map("coordinates"),
            self._map("parts"),
            self._map("kinds"),
            self._map("feature_parts"),
        )
        self._quick = len(self._shapes[0]) <= QUICK_VERTICES
        self._offsets = self._map("offsets")
        self._splits = self._map("splits")
        self._ids = self._map("ids")
        self._by_id = self._map("by_id")
        self._bytes = _map_bytes(folder / "fragments.bin")
        self._answers = Answers()
        self._orders = Orders(lambda keys: sorted_positions(keys, self.column, self._ids))

    def _map(self, name: str) -> npt.NDArray[Any]:
        return np.asarray(np.load(self._folder / f"{name}.npy", mmap_mode="r")).view(np.ndarray)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """Ids of the features, in storage order."""
        return self._ids

    def shapes(self) -> Shapes:
        """Give the vertices of all features that have any, in storage order."""
        coordinates, parts, kinds, feature_parts = self._shapes
        return Shapes(coordinates, parts, kinds, self._map("holes"), feature_parts)

    def column(self, name: str) -> Column:
        """Give one column of values, in storage order."""
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {
            field.name: Column(self._folder, number, field)
            for number, field in enumerate(self.layer.schema.fields)
        }

    def page(self, query: Query, how: Rewriting = KEPT, *, most_bytes: int | None = None) -> Page:
        """Give the page of items a query asks for, in Hilbert order unless it says otherwise.

        Parameters
        ----------
        query
            What is asked.
        how
            What becomes of the geometries.
        most_bytes
            The page ends before its features, as they are kept, take more than this
            (one is always given).

        Raises
        ------
        QueryError
            If the query names a property the layer has not, or a value it cannot hold.
        """
        wanted = chosen_fields(self.layer.schema, query)
        limit = self.n if query.limit is None else query.limit
        found, matched = self._chosen(query, limit + 1)
        chosen = self._fitting(found[:limit], most_bytes)
        next_start = None
        if len(found) > len(chosen):
            place = query.start + query.offset + len(chosen)
            next_start = place if query.sortby else int(found[len(chosen)])
        every = len(wanted) == len(self.layer.schema.fields)
        as_kept = every and not how
        parts: list[bytes | memoryview]
        if as_kept:
            parts = self._slices(self._spans(chosen))
        else:
            told = None if every else wanted
            parts = [b",".join(rewritten(self.fragments(), chosen, how, told))]
        return Page(parts, len(chosen), matched, next_start, chosen, as_kept)

    def in_box(self, box: BBox, limit: int, *, most_bytes: int) -> Page | None:
        """Give the first page of what meets a box, as `page` would.

        None where that takes more: where there are no features, some have no place, or the page
        could be too long.
        """
        if not self.n or self._n_boxed < self.n or limit * self._largest > most_bytes:
            return None
        found = np.empty(limit + 1, dtype=np.int64)
        edges = np.empty(2 * limit, dtype=np.int64)
        west, south, east, north = map(float, box)
        corners = (west, south, east, north)
        search = first_page_held if self._quick else first_page
        got, matched, n = search(self._tree, corners, self._shapes, self._offsets, found, edges)
        returned = min(got, limit)
        next_start = int(found[limit]) if got > limit else None
        parts = self._slices(_spans(edges[:n].tolist()))
        return Page(parts, returned, matched, next_start, found[:returned], True)

    def gzip(self, page: Page, before: bytes, after: bytes) -> bytes | None:
        """Give a page that is `as_kept`, between two texts, as a gzip body.

        Most of it is kept deflated, which the first call makes for the whole layer; None
        where there is no room for that.
        """
        if self._pressed is None:
            return None
        return self._pressed.gzip(before, self._spans(page.positions), after)

    @cached_property
    def _pressed(self) -> Pressed | None:
        if not self.n:
            return None
        try:
            return open_pressed(self._folder, self._bytes, self._offsets)
        except OSError:
            return None

    def positions(self, query: Query) -> Positions:
        """Give where the features that a query selects are kept, by id unless it sorts them.

        Raises
        ------
        QueryError
            If the query names a property the layer has not, or a value it cannot hold.
        """
        chosen_fields(self.layer.schema, query)
        if not query.sortby:
            found = self._positions(query)
            found = found[np.argsort(self._ids[found])]
        else:
            found = self._orders.of(query.sortby, self.mask(query))
        last = None if query.limit is None else query.offset + query.limit
        return found[query.offset : last]

    def fragments(self) -> Fragments:
        """Give the features as they are kept: ready-made GeoJSON."""
        return Fragments(self._bytes, self._offsets, self._splits)

    @property
    def n_boxed(self) -> int:
        """How many features have a place; they come first in storage order."""
        return self._n_boxed

    def _fitting(self, chosen: Positions, most_bytes: int | None) -> Positions:
        if most_bytes is None or len(chosen) * self._largest <= most_bytes:
            return chosen
        sizes = np.cumsum(self._offsets[chosen + 1] - self._offsets[chosen])
        return chosen[: max(1, int(np.searchsorted(sizes, most_bytes, side="right")))]

    @cached_property
    def _largest(self) -> int:
        """Bytes of the longest feature as it is kept."""
        return int(np.diff(self._offsets).max(initial=0))

    def item(
        self, fid: int, how: Rewriting = KEPT, properties: tuple[str, ...] | None = None
    ) -> bytes | None:
        """Give one feature's GeoJSON by its id, or None when there is none.

        Parameters
        ----------
        fid
            The id.
        how
            What becomes of its geometry.
        properties
            Those to give; all unless told.
        """
        at = np.searchsorted(self._ids, fid, sorter=self._by_id)
        if at >= self.n:
            return None
        position = int(self._by_id[at])
        if int(self._ids[position]) != fid:
            return None
        if not how and properties is None:
            return bytes(self._bytes[self._offsets[position] : self._offsets[position + 1] - 1])
        return rewritten(self.fragments(), np.array([position]), how, properties)[0]

    def _chosen(self, query: Query, limit: int) -> tuple[Positions, int]:
        """Give the positions of one page in its order, and how many features match in all."""
        if query.sortby:
            order = self._orders.of(query.sortby, self.mask(query))
            first = query.start + query.offset
            return order[first : first + limit], len(order)
        timed = query.time is not None and self.layer.schema.time_field is not None
        if query.filter is not None or query.equals or timed or len(query.boxes()) > 1:
            return self._filtered(query, limit)
        if query.bbox is not None and query.unplaced and self._n_boxed < self.n:
            return self._filtered(query, limit)
        if query.bbox is not None:
            return self._search(query.bbox, (query.start, query.offset, limit))
        first = min(self.n, query.start + query.offset)
        return np.arange(first, min(self.n, first + limit)), self.n

    def _search(self, box: BBox, paging: tuple[int, int, int]) -> tuple[Positions, int]:
        """Give positions of one page of features that meet a box, and how many meet it."""
        if not self._n_boxed:
            return np.empty(0, dtype=np.int64), 0
        start, offset, limit = paging
        out = np.empty(min(limit, self._n_boxed), dtype=np.int64)
        edges = np.array(box, dtype=np.float64)
        got, total = walk(self._tree, edges, (start, offset), self._shapes, out)
        return out[:got], total

    def mask(self, query: Query) -> npt.NDArray[np.bool_]:
        """Mark the features a query selects, in storage order, whatever its paging.

        Raises
        ------
        QueryError
            If the query names a property the layer has not, or a value it cannot hold.
        """
        chosen_fields(self.layer.schema, query)
        mask = np.zeros(self.n, dtype=bool)
        mask[self._positions(query)] = True
        return mask

    def _positions(self, query: Query) -> Positions:
        """Give all positions a query selects, ascending, whatever its paging."""
        predicate = bound_filter(query.filter, self.layer.schema)
        if predicate is None:
            return self._matching(query)
        question = (
            (predicate, query.bbox, query.unplaced),
            tuple(query.equals.items()),
            query.time,
        )
        return self._answers.positions(question, lambda: self._selected(query, predicate), self.n)

    def _filtered(self, query: Query, limit: int) -> tuple[Positions, int]:
        positions = self._positions(query)
        matched = len(positions)
        if query.start:
            positions = positions[np.searchsorted(positions, query.start) :]
        return positions[query.offset : query.offset + limit], matched

    def _selected(self, query: Query, predicate: Predicate) -> Positions:
        """Give all positions a query with a filter selects, ascending, whatever its paging."""
        within = np.zeros(self.n, dtype=bool)
        within[self._matching(query)] = True
        boxes = self._tree[0][: 4 * self._n_boxed].reshape(4, -1)
        columns = PackedColumns(self.n, boxes, self._columns, self._everywhere, self.fragments())
        return np.flatnonzero(selected(predicate, columns, within, seconds=MAX_SECONDS))

    def _everywhere(self, box: BBox) -> Positions:
        return self._search(box, (0, 0, self.n))[0]

    def _matching(self, query: Query) -> Positions:
        """Give all positions a query selects but for its filter, whatever its paging."""
        boxes = query.boxes()
        if boxes:
            found = [self._everywhere(box) for box in boxes]
            positions = found[0] if len(found) == 1 else np.union1d(*found)
            if query.unplaced:
                positions = np.append(positions, np.arange(self._n_boxed, self.n))
        else:
            positions = np.arange(self.n)
        for name, value in query.equals.items():
            positions = positions[self._columns[name].equals(value)[positions]]
        field = self.layer.schema.time_field
        if query.time is not None and field is not None:
            low = time_bound(query.time[0], field.type, last=False)
            high = time_bound(query.time[1], field.type, last=True)
            positions = positions[self._columns[field.name].between(low, high)[positions]]
        return positions

    def _spans(self, chosen: Positions) -> list[Span]:
        """Give where each run of neighbours begins and ends."""
        edges = np.empty(2 * len(chosen), dtype=np.int64)
        return _spans(edges[: runs(chosen, self._offsets, edges)].tolist())

    def _slices(self, spans: list[Span]) -> list[bytes | memoryview]:
        whole = self._bytes
        return [whole[begin:end] for begin, end in spans]


def _spans(edges: list[int]) -> list[Span]:
    """Give where runs begin and end, of which one number follows the other.

    The last ends before its comma.
    """
    if edges:
        edges[-1] -= 1
    one = iter(edges)
    return list(zip(one, one, strict=True))


def _map_bytes(path: Path) -> memoryview:
    if path.stat().st_size == 0:
        return memoryview(b"")
    with path.open("rb") as handle:
        return memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
