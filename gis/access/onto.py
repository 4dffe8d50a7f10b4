"""Onto: where places join a chain, a row for each way onto it, and what is nearest by place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.network.places import Snapped

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Onto:
    """Where points join a chain: one row for each way onto it, and what is nearest by point.

    Attributes
    ----------
    rows
        The ways, as places of the chain's network, for those who set out; r.
    arriving_s
        Seconds off the network of each row for those who get there, float64, r.
    point
        The point each row is of, int32, r, ascending.
    edge, component
        Edge and component of the first way of each point, int32, n; -1: none.
    distance_m, access_seconds
        The least of each point's ways, float64, n; NaN: none.
    road_m
        How far the road of each point is, float64, n; NaN: none.
    """

    rows: Snapped
    arriving_s: Floats
    point: Ints
    edge: Ints
    component: Ints
    distance_m: Floats
    access_seconds: Floats
    road_m: Floats

    def __len__(self) -> int:
        """How many points there are, on the chain or not."""
        return len(self.edge)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all of it by name, to be kept; see `ChainWays.places_from`."""
        held = {f"row_{name}": array for name, array in self.rows.arrays().items()}
        names = [field.name for field in fields(self) if field.name != "rows"]
        return held | {name: getattr(self, name) for name in names}


def onto_of(rows: list[Snapped], arriving: Floats, owner: NDArray[np.intp], n: int) -> Onto:
    """Sort the rows of all ways by point, and say what is nearest by point.

    Parameters
    ----------
    rows
        Places on the network, way by way, those by road first; none off it.
    arriving
        Seconds off the network of each row for those who get there.
    owner
        The point each row is of.
    n
        How many points there are.
    """
    together = Snapped(
        **{
            name: np.concatenate([getattr(part, name) for part in rows])
            for name in rows[0].arrays()
        }
    )
    order = np.argsort(owner, kind="stable")
    together, point = together.chosen(order), owner[order].astype(np.int32)
    points, first = np.unique(point, return_index=True)
    edge, component = (np.full(n, -1, dtype=np.int32) for _ in range(2))
    edge[points], component[points] = together.edge[first], together.component[first]
    distance, access = (np.full(n, np.inf) for _ in range(2))
    np.minimum.at(distance, point, together.distance_m)
    np.minimum.at(access, point, together.access_seconds)
    road = np.full(n, np.nan)
    road[owner[: len(rows[0])]] = rows[0].distance_m
    return Onto(
        rows=together,
        arriving_s=arriving[order],
        point=point,
        edge=edge,
        component=component,
        distance_m=np.where(np.isinf(distance), np.nan, distance),
        access_seconds=np.where(np.isinf(access), np.nan, access),
        road_m=road,
    )
