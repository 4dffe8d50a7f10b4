"""Joining: roads, waters and crossings made one network by edges to get on and off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import EmptyInputError, InputError
from gis.network.chains.chain import Chain, Lines, Part
from gis.network.chains.feet import Feet, bank_metres, feet_on_roads, feet_on_water
from gis.network.chains.landings import (
    Landings,
    beside_ends,
    crossing_ends,
    jetty_places,
    modelled_rows,
)
from gis.network.chains.stretches import (
    Cut,
    Stretches,
    cut_at,
    straight,
    together,
    with_edges,
)
from gis.network.chains.turning import carried, unbound
from gis.network.chains.waters import Water
from gis.network.graph import Network, assembled
from gis.network.turns.copies import restricted
from layers.infrastructure.roads import default_speed_kmh
from layers.infrastructure.travel import Mode
from layers.schema import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROAD_M, WATER_M = 2_500.0, 500.0
APPROACH = Text("menuju dermaga", "to the landing")
BOARDING = Text("naik dan turun perahu", "boarding and landing")


def join_chain(
    roads: Network,
    waters: Sequence[Water],
    *,
    mode: Mode,
    jetties: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
    road_m: float = ROAD_M,
    water_m: float = WATER_M,
) -> Chain:
    """Join roads and waters at jetties and at the ends of ferries, as one network.

    Every landing is a node of its own. Its way to the nearest road of its own bank is
    walked, or driven by who takes a vehicle along, and so is that from a jetty to a ferry
    end near it; getting on a boat takes the boat's boarding time, its wait with it, and
    getting off its alighting time, so that a change of boats costs both. Water is joined at
    jetties, ferry crossings at their ends; a bend of the river near a road joins nothing.

    Parameters
    ----------
    roads
        Network of the mode, restricted turns and all.
    waters
        From `compile_water`, with the mode as the rider, one for each kind of boat.
    mode
        From `layers.infrastructure.travel`.
    jetties
        Points in any known CRS; those without a geometry are told of.
    road_m, water_m
        How far a landing may be from a road, and a jetty from the bank of a water. What
        is farther is not joined and told of; the limits are planning values (modelled).

    Raises
    ------
    CRSError, GeometryError
        If the jetties cannot be placed.
    EmptyInputError
        If no boat can use any water.
    InputError
        If a water was compiled for another mode, or a limit is not above 0.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> from gis.network.chains.waters import compile_water
    >>> from layers.infrastructure.boats import boat
    >>> from layers.infrastructure.travel import mode
    >>> street = Network.from_edges([[117.0, 0.01], [117.0, 0.001]], [[0, 1]], [800.0])
    >>> river = gpd.GeoDataFrame(
    ...     {"class": ["river"], "navigable": [True], "boats": ["klotok"]},
    ...     geometry=[LineString([(116.9, 0), (117.1, 0)])],
    ...     crs=4326,
    ... )
    >>> water = compile_water(river, boat=boat("klotok"), rider=mode("walk"))
    >>> jetty = gpd.GeoSeries([Point(117.0, 0.0005)], crs=4326)
    >>> chain = join_chain(street, [water], mode=mode("walk"), jetties=jetty)
    >>> [chain.parts[k].id for k in chain.edge_part]
    ['walk', 'klotok', 'klotok', 'approach', 'boarding']
    """
    require_positive(road_m, "road_m")
    require_positive(water_m, "water_m")
    _require_waters(waters, mode)
    plain, barred = unbound(roads)
    found = _found(plain, waters, jetties, (road_m, water_m))
    body = _body(plain, waters, found)
    transfers = _transfers(body, found, waters, mode)
    whole = with_edges(body.whole, transfers.stretches)
    network = assembled(whole.nodes, whole.ends.astype(np.int32), whole.seconds, whole.courses)
    if len(barred):
        # Nor is the way to a landing one to turn round by.
        back = 2 * (len(body.whole.ends) + np.arange(len(body.road.node)))
        turns = [carried(barred, body.road.parent), np.column_stack([back, back])]
        network = restricted(network, np.concatenate(turns))
    return Chain(
        network=network,
        parts=_parts(mode, waters),
        edge_part=np.concatenate([body.edge_part, transfers.part]),
        lines=_lines(body.bases, waters, len(found.landings)),
        landings=found.landings,
        landing_edge=transfers.landing_edge + len(body.whole.ends) * (transfers.landing_edge >= 0),
        missing_rows=found.missing,
        water_reports=tuple(water.report for water in waters),
    )


def _require_waters(waters: Sequence[Water], mode: Mode) -> None:
    other = [water.rider.id for water in waters if water.rider.id != mode.id]
    if other:
        raise InputError(
            Text(
                f"perairan: disusun untuk moda {other[0]!r}; yang diminta {mode.id!r}, moda "
                "jalannya",
                f"waters: compiled for mode {other[0]!r}; wanted {mode.id!r}, the mode of the "
                "roads",
            )
        )
    if all(water.is_empty for water in waters):
        told = Text.joined(
            f"{water.boat.id}: "
            + Text.joined((e.title + f": {len(e.rows)}" for e in water.report.exclusions), ", ")
            for water in waters
        )
        raise EmptyInputError(
            Text(
                "tidak ada perahu yang dapat memakai perairan mana pun (",
                "no boat can use any water (",
            )
            + (told or Text("tidak ada perairan diberikan", "no waters given"))
            + Text(
                "); yang diminta paling sedikit satu sungai atau penyeberangan: pilih perahu atau "
                "bulan lain, atau sebutkan perahu mana lewat mana",
                "); wanted at least one river or crossing: choose other boats or another month, or "
                "say which boats go where",
            ),
            code="no-water",
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Landings, where they meet the roads and each water, and the end each node of a ferry is.

    `beside` are the jetties by a ferry end, the landing that this is, and the metres.
    """

    landings: Landings
    road: Feet
    water: list[Feet]
    end_of: list[Ints]
    beside: tuple[Ints, Ints, Floats]
    missing: Ints

    @property
    def kept(self) -> Ints:
        """The landings that boats reach."""
        return np.flatnonzero(self.landings.on_water)

    @property
    def by_road(self) -> Ints:
        """Those of the feet on roads that are of landings that boats reach."""
        return np.flatnonzero(self.landings.on_water[self.road.landing])


def _found(
    roads: Network,
    waters: Sequence[Water],
    jetties: gpd.GeoSeries | gpd.GeoDataFrame | None,
    limits: tuple[float, float],
) -> _Found:
    rows, lonlat, missing = jetty_places(jetties)
    ends, end_rows, end_of = crossing_ends(waters)
    places, n = np.concatenate([lonlat, ends]), len(rows)
    streams = list({id(line): line for water in waters for line in water.streams}.values())
    lines = np.array(streams, dtype=object)
    road, road_m = feet_on_roads(roads, places, limits[0], water=lines)
    feet = [feet_on_water(water, lonlat, limits[1]) for water in waters]
    jetty, end, away = beside_ends(lonlat, ends, limits[1])
    served = np.zeros(len(places), dtype=np.bool_)
    served[np.concatenate([jetty, *[foot.landing for foot in feet]])] = True
    served[n:] = True
    nearest = np.append(np.full(n, np.inf), np.zeros(len(ends)))
    for metres in (bank_metres(water, lonlat) for water in waters):
        nearest[:n] = np.fmin(nearest[:n], metres)
    np.minimum.at(nearest, jetty, away)
    landings = Landings(
        lon=places[:, 0],
        lat=places[:, 1],
        kind=np.repeat(np.array([0, 1], dtype=np.int8), [n, len(ends)]),
        row=np.concatenate([rows, end_rows]).astype(np.int64),
        road_m=road_m,
        water_m=np.where(np.isinf(nearest), np.nan, nearest),
        on_road=np.isin(np.arange(len(places)), road.landing),
        on_water=served,
        modelled=np.append(modelled_rows(jetties, rows), np.zeros(len(ends), dtype=np.bool_)),
    )
    beside = (jetty, n + end, away)
    return _Found(landings, road, feet, [n + of for of in end_of], beside, missing)


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """All edges but those to get on and off, and where each of its parts begins.

    `first_water` and `first_crossing` are the first nodes of each water, `landing_node`
    the node of each landing (-1: no boat reaches it), `bases` where the lines of the
    roads, of each water and of the landings begin.
    """

    whole: Stretches
    edge_part: NDArray[np.int8]
    road: Cut
    water: list[Cut | None]
    first_water: list[int]
    first_crossing: list[int]
    landing_node: Ints
    bases: Ints


def _body(roads: Network, waters: Sequence[Water], found: _Found) -> _Body:
    """Cut roads and waters at the landings, and put all side by side."""
    kept = found.kept
    by_road = found.by_road
    road = cut_at(roads, found.road.edge[by_road], found.road.fraction[by_road])
    bases = [0, int(roads.vertex_line.max(initial=-1)) + 1]
    parts, number, cuts = [road.stretches], [0], list[Cut | None]()
    for k, (water, feet) in enumerate(zip(waters, found.water, strict=True)):
        cut = None
        if water.network is not None:
            cut = cut_at(water.network, feet.edge, feet.fraction)
            parts.append(_shifted(cut.stretches, bases[-1]))
            number.append(1 + 2 * k)
        parts.append(_shifted(water.crossings.stretches, bases[-1]))
        number.append(2 + 2 * k)
        bases.append(bases[-1] + len(water.boarding_s))
        cuts.append(cut)
    hubs = np.column_stack([found.landings.lon, found.landings.lat])[kept]
    whole, nodes, _ = together([*parts, straight(hubs, [], np.empty((0, 2)))])
    landing_node = np.full(len(found.landings), -1, dtype=np.int64)
    landing_node[kept] = nodes[-1] + np.arange(len(kept))
    sizes = [len(part.ends) for part in parts]
    first = dict(zip(number, nodes[:-1].tolist(), strict=True))
    return _Body(
        whole,
        np.repeat(np.array(number, dtype=np.int8), sizes),
        road,
        cuts,
        [first.get(1 + 2 * k, -1) for k in range(len(waters))],
        [first[2 + 2 * k] for k in range(len(waters))],
        landing_node,
        np.array(bases, dtype=np.int64),
    )


def _shifted(stretches: Stretches, base: int) -> Stretches:
    """Give stretches whose lines are numbered from a base on."""
    line = (stretches.courses.line + base).astype(np.int32)
    return replace(stretches, courses=replace(stretches.courses, line=line))


@dataclass(frozen=True, slots=True, eq=False)
class _Transfers:
    """Edges to get on and off, their parts, and for each landing one that it is the tail of."""

    stretches: Stretches
    part: NDArray[np.int8]
    landing_edge: Ints


def _transfers(body: _Body, found: _Found, waters: Sequence[Water], mode: Mode) -> _Transfers:
    """Make the ways from landings to roads, and onto each boat."""
    by_road = found.by_road
    speed = _approach_kmh(mode) / 3.6
    seconds, aside = found.road.metres[by_road] / speed, found.beside[2] / speed
    jetty, end, _ = found.beside
    pairs = [
        (found.road.landing[by_road], body.road.node, seconds, seconds),
        (jetty, body.landing_node[end], aside, aside),
    ]
    for k, water in enumerate(waters):
        pairs.append(_boardings(body, found.water[k], water, (k, mode.access_kmh)))
        pairs.append(_embarkings(body, found.end_of[k], water, k))
    landing = np.concatenate([pair[0] for pair in pairs])
    ends = np.column_stack([body.landing_node[landing], np.concatenate([p[1] for p in pairs])])
    times = np.column_stack([np.concatenate([p[i] for p in pairs]) for i in (2, 3)])
    approach = 1 + 2 * len(waters)
    part = np.full(len(landing), approach + 1, dtype=np.int8)
    part[: len(seconds) + len(jetty)] = approach
    landing_edge = np.full(len(found.landings), -1, dtype=np.int64)
    landing_edge[landing[::-1]] = np.arange(len(landing))[::-1]
    made = straight(body.whole.nodes, ends, times, line=body.bases[-1] + landing)
    return _Transfers(made, part, landing_edge)


def _approach_kmh(mode: Mode) -> float:
    """Give the speed between a landing and its road: on foot, or that of the smallest road."""
    if mode.id == "walk":
        return mode.access_kmh
    return default_speed_kmh("neighbourhood") or mode.access_kmh


_Edges = tuple[Ints, Ints, Floats, Floats]


def _boardings(body: _Body, feet: Feet, water: Water, how: tuple[int, float]) -> _Edges:
    """Give landing, node, and seconds on and off, of the jetties of a water."""
    k, access_kmh = how
    cut = body.water[k]
    if cut is None or not len(feet.landing):
        return _NONE
    walked = feet.metres / (access_kmh / 3.6)
    node = body.first_water[k] + cut.node
    get_on = water.boarding_s[feet.line] + walked
    return feet.landing, node, get_on, walked + water.boat.alighting_min * 60.0


def _embarkings(body: _Body, end_of: Ints, water: Water, k: int) -> _Edges:
    """Give landing, node, and seconds on and off, of the ends of a boat's crossings."""
    n, crossings = len(end_of), water.crossings
    wait = np.full(n, np.inf)
    by_end = crossings.stretches.ends.ravel()
    np.minimum.at(wait, by_end, np.repeat(water.boarding_s[crossings.line], 2))
    off = np.full(n, water.boat.alighting_min * 60.0)
    return end_of, body.first_crossing[k] + np.arange(n), wait, off


_NONE: _Edges = (
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype=np.int64),
    np.zeros(0),
    np.zeros(0),
)


def _parts(mode: Mode, waters: Sequence[Water]) -> tuple[Part, ...]:
    parts = [Part(mode.id, "land", mode.title, 0.0)]
    for water in waters:
        boat = water.boat
        parts.append(Part(boat.id, "water", boat.title, boat.alighting_min * 60.0))
        parts.append(Part(boat.id, "crossing", boat.title, boat.alighting_min * 60.0))
    return (
        *parts,
        Part("approach", "approach", APPROACH, 0.0),
        Part("boarding", "boarding", BOARDING, 0.0),
    )


def _lines(bases: Ints, waters: Sequence[Water], n_landings: int) -> Lines:
    """Tell of the lines of the roads, of each water, and of the landings, in this order."""
    sizes = [int(bases[1]), *[len(water.boarding_s) for water in waters], n_landings]
    none, ends = np.zeros(sizes[0]), np.zeros(n_landings)
    return Lines(
        np.concatenate([np.arange(size) for size in sizes]).astype(np.int64),
        np.concatenate([none, *[water.boarding_s for water in waters], ends]),
        np.concatenate([none, *[water.half_width_m for water in waters], ends]),
    )
