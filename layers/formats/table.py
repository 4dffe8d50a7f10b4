"""Features as blocks of an Arrow table: what every file format is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from layers.layer import Layer
from layers.packed import PackedLayer
from layers.query import Query
from layers.reference import CRS84, System
from layers.reference.axes import Order
from layers.reference.shapes import placed
from layers.schema import Field

Positions = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
Reshape = Callable[[Shapes, Order], Shapes]
# Features in hand at a time: bounds the memory a layer of any size needs.
BLOCK = 10_000
# No field is called that (the stores keep the name).
GEOMETRY = "geometry"
TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", "UTC"),
}


@dataclass(frozen=True)
class Selection:
    """The features of a layer that are to be written, and how.

    Attributes
    ----------
    packed
        The layer.
    query
        Which of them, and which of their properties.
    system
        What their coordinates are given in.
    reshape
        How they get there, if it is more than that: gives geometries in `system` from those
        in longitude and latitude, axes in the order told.
    skip_geometry
        Whether they are written without any geometry.
    chosen
        Where they are kept, if that is known already; else the query says it.
    """

    packed: PackedLayer
    query: Query = field(default_factory=Query)
    system: System = CRS84
    reshape: Reshape | None = None
    skip_geometry: bool = False
    chosen: Positions | None = None

    @property
    def layer(self) -> Layer:
        """The layer they are of."""
        return self.packed.layer

    @cached_property
    def positions(self) -> Positions:
        """Where they are kept, in the order they are written."""
        return self.packed.positions(self.query) if self.chosen is None else self.chosen

    @property
    def n(self) -> int:
        """How many they are."""
        return len(self.positions)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are written."""
        chosen, every = self.query.properties, self.layer.schema.fields
        return every if chosen is None else tuple(f for f in every if f.name in chosen)

    @cached_property
    def is_placed(self) -> bool:
        """Whether every one of them has a place."""
        return bool((self.positions < self.packed.n_boxed).all())

    def blocks(self, size: int = BLOCK) -> Iterator[Positions]:
        """Give where they are kept, some at a time; once, with none, where there are none."""
        for first in range(0, max(self.n, 1), size):
            yield self.positions[first : first + size]

    def shapes(self, positions: Positions) -> Shapes:
        """Give the geometries of some of them as files have them: east before north."""
        return self.place(self.packed.fragments().geometries(positions), "east-north")

    def place(self, shapes: Shapes, order: Order) -> Shapes:
        """Give geometries as they are written, from those in longitude and latitude."""
        if self.reshape is not None:
            return self.reshape(shapes, order)
        return placed(shapes, self.system, order)

    def columns(self, positions: Positions, *, typed: bool = True) -> list[pa.Array]:
        """Give the values of some of them, one array a field; times as texts unless typed."""
        taken = [self.packed.column(one.name).taken(positions) for one in self.fields]
        if not typed:
            return taken
        return [
            values.cast(pa.string()).cast(TYPES[one.type])
            if one.type in ("date", "datetime")
            else values.cast(TYPES[one.type])
            for one, values in zip(self.fields, taken, strict=True)
        ]


def free_name(wanted: str, taken: tuple[str, ...]) -> str:
    """Give a name no field has: the wanted one, or with underscores behind it."""
    lower = {name.lower() for name in taken}
    while wanted.lower() in lower:
        wanted += "_"
    return wanted


def table(selection: Selection, id_name: str = "id") -> pa.RecordBatchReader:
    """Give features as an Arrow table: id, fields, geometry as WKB.

    Parameters
    ----------
    selection
        The features.
    id_name
        How the column of their ids is called, if no field has that name.
    """
    names = tuple(one.name for one in selection.fields)
    id_name = free_name(id_name, names)
    types = [pa.field(id_name, pa.int64(), nullable=False)]
    types += [pa.field(one.name, TYPES[one.type]) for one in selection.fields]
    if not selection.skip_geometry:
        types.append(pa.field(GEOMETRY, pa.binary()))
    schema = pa.schema(types)
    return pa.RecordBatchReader.from_batches(schema, _batches(selection, schema))


def _batches(selection: Selection, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for positions in selection.blocks():
        arrays = [pa.array(selection.packed.ids[positions]), *selection.columns(positions)]
        if not selection.skip_geometry:
            bodies = shapely.to_wkb(selection.shapes(positions), flavor="iso")
            arrays.append(pa.array(bodies, pa.binary()))
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
