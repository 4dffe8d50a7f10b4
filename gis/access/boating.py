"""Boating: roads and waters as ways people travel by, each place with every way onto them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.access.onto import Onto, onto_of
from gis.access.sums import soonest
from gis.access.ways import Barring, typical_kmh
from gis.boxes import maybe_in
from gis.checks import has_shape
from gis.network.chains import Chain, ChainIndex, Lines, Part, chain_index, snap_chain
from gis.network.chains.landings import Landings
from gis.network.graph import Network
from gis.network.nearest import Nearest, nearest
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.network.snapping import SegmentIndex, segment_index, snap
from layers.crs import STORAGE_CRS
from layers.schema import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Arrays = Mapping[str, NDArray[Any]]
# Places on the chain, seconds off it for who arrives, and the position of the point of each.
_Rows = tuple[Snapped, Floats, NDArray[np.intp]]

# Who lives farther than that from a bank or a landing is not asked to go by boat.
BANK_LIMIT_M = 5_000.0
# Less than a degree of latitude or of the equator is anywhere, in metres.
_DEGREE_M = 110_500.0
_POLE = 89.9
_CELL_DEG = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class ChainWays:
    """A chain of roads and waters with the indexes of its segments.

    Attributes
    ----------
    chain
        Of `gis.network.chains.join_chain`.
    land, main
        Segments that can be joined by road: all, and those of component 0.
    water
        Those along which boats stop, all together.
    banks
        The same one by one; without any, places are joined by road alone.
    access_kmh
        Speed between a place and the chain.
    on_foot
        Whether people may walk to a bank or landing from where they are; a car may not.
    """

    chain: Chain
    land: SegmentIndex
    main: SegmentIndex
    water: SegmentIndex
    banks: ChainIndex
    access_kmh: float
    on_foot: bool

    @property
    def network(self) -> Network:
        """The network of the chain."""
        return self.chain.network

    def typical_kmh(self) -> float:
        """Give the speed that half the length of the network is faster than, in km/h."""
        return typical_kmh(self.network, self.access_kmh)

    def place(
        self,
        points: gpd.GeoSeries | gpd.GeoDataFrame | Floats,
        *,
        limit_m: float,
        barriers: Barring = None,
    ) -> Onto:
        """Put points on the chain by every way there is: road, bank, landing.

        Parameters
        ----------
        points
            Points in any known CRS, or lon/lat (n × 2).
        limit_m
            How far a road may be, in metres; a bank or landing `BANK_LIMIT_M` at most.
        barriers
            What the way to a road must not cross.
        """
        # Each way is found on one thread for good parts of its time.
        with ThreadPoolExecutor(1) as pool:
            afloat = pool.submit(self._by_water, points) if self.on_foot else None
            ways = self._by_road(points, limit_m, barriers)
            ways += [] if afloat is None else afloat.result()
        rows, arriving, owner = zip(*ways, strict=True)
        return onto_of(list(rows), np.concatenate(arriving), np.concatenate(owner), len(points))

    def _by_road(
        self, points: gpd.GeoSeries | gpd.GeoDataFrame | Floats, limit_m: float, barriers: Barring
    ) -> list[_Rows]:
        """Give the ways by the nearest road, and by that of component 0 where it hangs loose."""
        land = self._snapped(points, self.land, limit_m, barriers)
        parts = [(land, np.arange(len(land)))]
        astray = np.flatnonzero(land.component > 0)
        if len(astray):
            main = self._snapped(_some(points, astray), self.main, limit_m, barriers)
            parts.append((main, astray))
        return [
            (placed.chosen(on), placed.access_seconds[on], number[on])
            for placed, number in parts
            for on in (np.flatnonzero(placed.edge >= 0),)
        ]

    def _snapped(
        self,
        points: gpd.GeoSeries | gpd.GeoDataFrame | Floats,
        index: SegmentIndex,
        limit_m: float,
        barriers: Barring = None,
    ) -> Snapped:
        return snap(
            self.network,
            points,
            limit_m=limit_m,
            access_kmh=self.access_kmh,
            index=index,
            barriers=barriers,
        )

    def _by_water(self, points: gpd.GeoSeries | gpd.GeoDataFrame | Floats) -> list[_Rows]:
        """Give the ways by bank and landing of points near water."""
        wet = np.flatnonzero(self._may_board(points))
        if not len(wet):
            return []
        found = snap_chain(
            self.chain,
            _some(points, wet),
            limit_m=BANK_LIMIT_M,
            access_kmh=self.access_kmh,
            index=self.banks,
        )
        on = np.flatnonzero(found.leaving.edge >= 0)
        seconds = found.arriving.access_seconds[on]
        return [(found.leaving.chosen(on), seconds, wet[on // found.n_ways])]

    def _may_board(self, points: gpd.GeoSeries | gpd.GeoDataFrame | Floats) -> NDArray[np.bool_]:
        """Tell which points may have a bank or landing within `BANK_LIMIT_M`, by boxes."""
        network, landings = self.network, self.chain.landings
        lonlat = np.column_stack([network.vertex_lon, network.vertex_lat])
        one, other = lonlat[self.water.vertex], lonlat[self.water.vertex + 1]
        joined = self.chain.landing_edge >= 0
        spots = np.column_stack([landings.lon, landings.lat])[joined]
        low = np.concatenate([np.minimum(one, other), spots])
        high = np.concatenate([np.maximum(one, other), spots])
        if not len(low):
            return np.zeros(len(points), dtype=np.bool_)
        reach = BANK_LIMIT_M + float(self.chain.lines.half_width_m.max(initial=0.0))
        north = min(float(np.abs([low[:, 1], high[:, 1]]).max()) + reach / _DEGREE_M, _POLE)
        around = reach / _DEGREE_M * np.array([1.0 / np.cos(np.radians(north)), 1.0])
        boxes = np.column_stack([low - around, high + around])
        return maybe_in(_lonlat(points), boxes, cell=_CELL_DEG)

    def chosen(self, places: Onto, rows: NDArray[Any]) -> Onto:
        """Give some of the points, by position (ascending) or one yes or no each."""
        number = np.full(len(places), -1, dtype=np.int32)
        kept = np.arange(len(places))[rows]
        number[kept] = np.arange(len(kept), dtype=np.int32)
        mine = number[places.point] >= 0
        return Onto(
            rows=places.rows.chosen(mine),
            arriving_s=places.arriving_s[mine],
            point=number[places.point[mine]],
            edge=places.edge[kept],
            component=places.component[kept],
            distance_m=places.distance_m[kept],
            access_seconds=places.access_seconds[kept],
            road_m=places.road_m[kept],
        )

    def index(self) -> ChainIndex:
        """Give the index of land and banks together, for `gis.network.chains.snap_chain`."""
        return ChainIndex(
            (0, *self.banks.part),
            (self.land, *self.banks.segments),
            (self.main, *self.banks.main),
        )

    def sources(self, places: Onto, direction: Direction) -> Snapped:
        """Give the ways of facilities as a search in a direction starts from them."""
        return places.rows if direction == "from_sources" else _arriving(places)

    def nearest(self, sources: Onto, places: Onto, direction: Direction) -> Nearest:
        """Find the source nearest in time of every point, by road or by boat.

        Parameters
        ----------
        sources, places
            Of `place`.
        direction
            ``"to_sources"``: people go there; ``"from_sources"``: it comes to them.
        """
        here = self.sources(sources, direction)
        there = places.rows if direction == "to_sources" else _arriving(places)
        found = nearest(self.network, here, there, direction=direction)
        best = soonest(places.point, found.seconds, len(places))
        points = np.flatnonzero(best >= 0)
        seconds = np.full(len(places), np.nan)
        owner = np.full(len(places), -1, dtype=np.int32)
        seconds[points] = found.seconds[best[points]]
        owner[points] = sources.point[found.owner[best[points]]]
        return replace(
            found,
            seconds=seconds,
            owner=owner,
            n_unreached=int((owner < 0).sum()),
            n_targets_off=int((places.edge < 0).sum()),
            n_sources_off=int((sources.edge < 0).sum()),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give the chain and its indexes as flat arrays by name, to be kept; see `chain_from`."""
        chain = self.chain
        held: dict[str, NDArray[Any]] = {}
        groups: dict[str, Mapping[str, NDArray[Any]]] = {
            "network": chain.network.arrays(),
            "lines": _fields(chain.lines),
            "landings": _fields(chain.landings),
            "land": self.land.arrays(),
            "main": self.main.arrays(),
            "water": self.water.arrays(),
        }
        for k, (near, main) in enumerate(zip(self.banks.segments, self.banks.main, strict=True)):
            groups |= {f"bank{k}": near.arrays(), f"bankmain{k}": main.arrays()}
        for prefix, arrays in groups.items():
            held |= {f"{prefix}_{name}": array for name, array in arrays.items()}
        parts = [
            {"id": p.id, "kind": p.kind, "title": p.title.to_dict(), "alighting_s": p.alighting_s}
            for p in chain.parts
        ]
        return held | {
            "edge_part": chain.edge_part,
            "landing_edge": chain.landing_edge,
            "missing_rows": chain.missing_rows,
            "on_foot": np.array([self.on_foot]),
            "bank_parts": np.array(self.banks.part, dtype=np.int64),
            "parts": np.frombuffer(orjson.dumps(parts), dtype=np.uint8),
        }

    def places_from(self, arrays: Arrays) -> Onto:
        """Give places back from their kept arrays."""
        rows = {n.removeprefix("row_"): a for n, a in arrays.items() if n.startswith("row_")}
        rest = {n: a for n, a in arrays.items() if not n.startswith("row_")}
        return Onto(rows=Snapped(**rows), **rest)


def chain_ways_of(chain: Chain, *, access_kmh: float, boards_anywhere: bool) -> ChainWays:
    """Index a chain, so that places can be put on it.

    Parameters
    ----------
    chain
        Of `gis.network.chains.join_chain`.
    access_kmh
        Speed between a place and the chain, above 0.
    boards_anywhere
        Whether people may walk to a bank or landing from where they are; a car may not.
    """
    land = chain.edges_of("land")
    main = chain.network.component[chain.network.tail] == 0
    wet = chain.edges_of("water", "approach") & boards_anywhere
    banks = chain_index(chain)
    kept = [i for i, k in enumerate(banks.part) if k > 0] if boards_anywhere else []
    return ChainWays(
        chain=chain,
        land=segment_index(chain.network, only=land),
        main=segment_index(chain.network, only=land & main),
        water=segment_index(chain.network, only=wet),
        banks=ChainIndex(
            tuple(banks.part[i] for i in kept),
            tuple(banks.segments[i] for i in kept),
            tuple(banks.main[i] for i in kept),
        ),
        access_kmh=access_kmh,
        on_foot=boards_anywhere,
    )


def chain_from(arrays: Arrays, *, access_kmh: float) -> ChainWays:
    """Give chain ways back from their kept arrays.

    Parameters
    ----------
    arrays
        As `ChainWays.arrays` gave them; others are passed over. What was left out of the
        waterways is not kept in them: take the report of the chain when it is made.
    access_kmh
        Speed between a place and the chain.
    """

    def part(prefix: str) -> dict[str, NDArray[Any]]:
        start = f"{prefix}_"
        return {n.removeprefix(start): a for n, a in arrays.items() if n.startswith(start)}

    told = orjson.loads(arrays["parts"].tobytes())
    chain = Chain(
        network=Network(**part("network")),
        parts=tuple(
            Part(p["id"], p["kind"], Text(p["title"]["id"], p["title"]["en"]), p["alighting_s"])
            for p in told
        ),
        edge_part=arrays["edge_part"],
        lines=Lines(**part("lines")),
        landings=Landings(**part("landings")),
        landing_edge=arrays["landing_edge"],
        missing_rows=arrays["missing_rows"],
        water_reports=(),
    )
    numbers = tuple(int(k) for k in arrays["bank_parts"])
    return ChainWays(
        chain=chain,
        land=SegmentIndex(**part("land")),
        main=SegmentIndex(**part("main")),
        water=SegmentIndex(**part("water")),
        banks=ChainIndex(
            numbers,
            tuple(SegmentIndex(**part(f"bank{k}")) for k in range(len(numbers))),
            tuple(SegmentIndex(**part(f"bankmain{k}")) for k in range(len(numbers))),
        ),
        access_kmh=access_kmh,
        on_foot=bool(arrays["on_foot"][0]),
    )


def _fields(record: Any) -> dict[str, NDArray[Any]]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _arriving(places: Onto) -> Snapped:
    return replace(places.rows, access_seconds=places.arriving_s)


def _some(points: gpd.GeoSeries | gpd.GeoDataFrame | Floats, rows: NDArray[np.intp]) -> Any:
    return points[rows] if isinstance(points, np.ndarray) else points.iloc[rows]


def _lonlat(points: gpd.GeoSeries | gpd.GeoDataFrame | Floats) -> Floats:
    """Give lon/lat of points, NaN where one is missing."""
    if isinstance(points, np.ndarray):
        return points
    lonlat = np.full((len(points), 2), np.nan)
    there = has_shape(points.geometry)
    shapes = points.geometry.to_crs(STORAGE_CRS).to_numpy()
    lonlat[there] = shapely.get_coordinates(shapes[there])
    return lonlat
