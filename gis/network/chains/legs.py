"""Legs: the quickest chain of modes between two points, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.network.chains.chain import Chain, Part
from gis.network.chains.reaching import WAYS, ChainPlaces
from gis.network.nearest import nearest
from gis.network.paths import Path, path
from layers.infrastructure.travel import mode
from layers.schema import Text

Floats = NDArray[np.float64]

ALIGHTING = Text("turun", "landing")
BOARDING = Text("naik perahu", "boarding")


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """One leg of a way: a stretch by one mode, or the getting on and off.

    Attributes
    ----------
    mode
        Id of the mode or boat, ``boarding`` or ``alighting``.
    title
        What it is called.
    seconds, metres
        Its time, waits with it, and its length.
    landing
        Position in ``chain.landings`` of a leg that gets on or off at one, else -1.
    lon, lat
        Its course in EPSG:4326, float64; none for a leg off the network.
    """

    mode: str
    title: Text
    seconds: float
    metres: float
    landing: int
    lon: Floats
    lat: Floats

    def line(self) -> shapely.LineString | None:
        """Draw its course in EPSG:4326; none where it has no extent."""
        if len(self.lon) < 2:
            return None
        return shapely.LineString(np.column_stack([self.lon, self.lat]))


@dataclass(frozen=True, slots=True, eq=False)
class ChainPath:
    """The quickest way between two points by any chain of modes.

    Attributes
    ----------
    legs
        In the order of travel; the ways off the network with them.
    seconds
        Time of the whole: the sum of the legs.
    path
        The steps on the network.
    """

    legs: tuple[Leg, ...]
    seconds: float
    path: Path

    def to_dict(self) -> dict[str, Any]:
        """Give the legs as plain data for JSON."""
        return {
            "seconds": self.seconds,
            "legs": [
                {
                    "mode": leg.mode,
                    "title": leg.title.to_dict(),
                    "seconds": leg.seconds,
                    "metres": leg.metres,
                    "landing": leg.landing,
                    "coordinates": np.column_stack([leg.lon, leg.lat]).round(7).tolist(),
                }
                for leg in self.legs
            ],
        }


def path_by_chain(chain: Chain, origin: ChainPlaces, destination: ChainPlaces) -> ChainPath:
    """Find the quickest way from one point to another, and the chain of modes it is.

    Parameters
    ----------
    chain
        The chain.
    origin, destination
        One point each, from `snap_chain`.

    Raises
    ------
    InputError
        If there is not one point each.
    NoAnswerError
        If a point is not on the chain, or there is no way between them.
    """
    for places, what in ((origin, "origin"), (destination, "destination")):
        _require_one(places, what)
    found = nearest(chain.network, origin.leaving, destination.arriving)
    if not (found.owner >= 0).any():
        raise NoAnswerError(
            Text(
                "tidak ada jalur dari asal ke tujuan lewat rangkaian ini; periksa pendaratan "
                "yang tidak tersambung dan perairan yang tertutup, atau pilih tempat lain",
                "there is no way from origin to destination by this chain; look at the landings "
                "that are not connected and at closed waters, or choose another place",
            ),
            code="unreachable",
        )
    there = int(np.nanargmin(found.seconds))
    here = int(found.owner[there])
    way = path(
        chain.network,
        origin.leaving.chosen(slice(here, here + 1)),
        destination.arriving.chosen(slice(there, there + 1)),
    )
    first = _off_network(chain, origin, here, leaving=True)
    last = _off_network(chain, destination, there, leaving=False)
    return ChainPath((*first, *_legs(chain, way), *last), way.seconds, way)


def _require_one(places: ChainPlaces, what: str) -> None:
    if len(places) != 1:
        raise InputError(
            Text(
                f"{what} memuat {len(places)} titik; yang diminta satu",
                f"{what} holds {len(places)} points; wanted one",
            )
        )
    if not places.reached()[0]:
        raise NoAnswerError(
            Text(
                f"{what} tidak berada di jalan, tepi sungai, atau pendaratan mana pun dari "
                "rangkaian; tempatkan dengan batas lebih besar, atau pilih tempat lain",
                f"{what} is on no road, bank or landing of the chain; snap it with a larger "
                "limit, or choose another place",
            ),
            code="unreachable",
        )


def _off_network(chain: Chain, places: ChainPlaces, row: int, *, leaving: bool) -> list[Leg]:
    """Give the walk between a point and the chain, and the boarding or landing at a bank."""
    rows = places.leaving if leaving else places.arriving
    by_bank = WAYS[places.way[row]] == "bank"
    whole = float(rows.access_seconds[row])
    # The two sides differ by the time to get on or off alone.
    off = chain.parts[places.part[row]].alighting_s if by_bank else 0.0
    walked = float(places.arriving.access_seconds[row]) - off
    walk = mode("walk")
    none = np.zeros(0)
    legs = []
    if places.walk_m[row] > 0.0:
        legs.append(Leg("walk", walk.title, walked, float(places.walk_m[row]), -1, none, none))
    if by_bank and whole > walked:
        kind, title = ("boarding", BOARDING) if leaving else ("alighting", ALIGHTING)
        legs.append(Leg(kind, title, whole - walked, 0.0, -1, none, none))
    return legs if leaving else legs[::-1]


def _legs(chain: Chain, way: Path) -> list[Leg]:
    """Put steps of one part together, the ways to landings with those on land.

    Getting on and off are legs each.
    """
    kinds = [p.kind for p in chain.parts]
    part = np.where(
        chain.edge_part[way.edge] == kinds.index("approach"), 0, chain.edge_part[way.edge]
    )
    alone = np.array([kinds[k] == "boarding" for k in part], dtype=np.bool_)
    new = np.ones(len(part), dtype=np.bool_)
    new[1:] = (part[1:] != part[:-1]) | alone[1:]
    starts = np.flatnonzero(new)
    stops = np.append(starts, len(part))[1:]
    return [
        leg
        for a, b in zip(starts.tolist(), stops.tolist(), strict=True)
        if (leg := _leg(chain, way, chain.parts[part[a]], (a, b))) is not None
    ]


def _leg(chain: Chain, way: Path, part: Part, steps: tuple[int, int]) -> Leg | None:
    """Make a leg of steps a to b - 1; none of one that takes neither time nor way."""
    a, b = steps
    seconds, metres = float(way.step_seconds[a:b].sum()), float(way.step_m[a:b].sum())
    if seconds == 0.0 and metres == 0.0:
        return None
    kind, title, landing = part.id, part.title, -1
    if part.kind == "boarding":
        kind, title = ("boarding", BOARDING) if way.forward[a] else ("alighting", ALIGHTING)
        first = chain.network.vertex_offsets[way.edge[a]]
        landing = int(chain.lines.row[chain.network.vertex_line[first]])
    course = slice(int(way.first_vertex[a]), int(way.first_vertex[b]) + 1)
    return Leg(kind, title, seconds, metres, landing, way.lon[course], way.lat[course])
