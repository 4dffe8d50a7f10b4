"""Query: which features of a layer are asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.errors import QueryError
from layers.schema import Text

if TYPE_CHECKING:
    from layers.filters import Filter

BBox = tuple[float, float, float, float]
# Name of a field, and whether the largest comes first.
SortKey = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A question to one layer.

    `bbox` is (west, south, east, north) in EPSG:4326; west > east means that it
    crosses 180 degrees; `unplaced` takes features without a geometry for within it, as
    OGC API - Features does. `equals` maps property names to the value wanted; `filter`
    is CQL2 (text, JSON, or read already) that must be true.
    `time` is a closed interval of ISO texts, either end None when open.
    `properties` are the columns to return (None: all). `sortby` orders by fields, each
    with whether it is descending; the missing come last, equals by id. `start` and
    `limit` page through that order, or the layer's own; `offset` skips that many matches.
    """

    bbox: BBox | None = None
    equals: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    filter: Filter | None = None
    time: tuple[str | None, str | None] | None = None
    properties: tuple[str, ...] | None = None
    sortby: tuple[SortKey, ...] = ()
    limit: int | None = None
    offset: int = 0
    start: int = 0
    unplaced: bool = False

    def __post_init__(self) -> None:
        """Refuse boxes and limits that cannot be meant."""
        if self.bbox is not None:
            if not all(map(math.isfinite, self.bbox)):
                raise QueryError(
                    Text(
                        f"bbox {self.bbox} memuat bilangan tak hingga",
                        f"bbox {self.bbox} holds a number that is not finite",
                    )
                )
            if self.bbox[1] > self.bbox[3]:
                raise QueryError(
                    Text(
                        f"bbox {self.bbox}: selatan di atas utara; yang diminta "
                        "barat,selatan,timur,utara",
                        f"bbox {self.bbox}: south is above north; wanted west,south,east,north",
                    )
                )
        if self.limit is not None and self.limit < 0:
            raise QueryError(Text(f"limit {self.limit} negatif", f"limit {self.limit} is negative"))
        if self.offset < 0 or self.start < 0:
            raise QueryError(
                Text(
                    "offset dan start tidak boleh negatif", "offset and start must not be negative"
                )
            )

    def boxes(self) -> tuple[BBox, ...]:
        """Give the boxes to search: two when the bbox crosses 180 degrees, none without one."""
        if self.bbox is None:
            return ()
        west, south, east, north = self.bbox
        if west <= east:
            return (self.bbox,)
        return ((west, south, 180.0, north), (-180.0, south, east, north))
