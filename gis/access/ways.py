"""Ways: a network people travel by with its index, and how places are put on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.network.compile import Compiled
from gis.network.graph import Network
from gis.network.ground.barriers import Barriers
from gis.network.nearest import Nearest, nearest
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.network.snapping import SegmentIndex, segment_index, snap

Floats = NDArray[np.float64]
Arrays = Mapping[str, NDArray[Any]]
Barring: TypeAlias = Barriers | gpd.GeoSeries | gpd.GeoDataFrame | None

_NETWORK, _INDEX = "network_", "index_"


class TravelWays(Protocol):
    """What people travel by: roads alone (`Ways`) or roads and waters (`ChainWays`).

    Places are what its own `place` gives.
    """

    @property
    def network(self) -> Network:
        """What is searched."""

    @property
    def access_kmh(self) -> float:
        """Speed between a place and the network."""

    def place(self, points: Any, *, limit_m: float, barriers: Barring = None) -> Any:
        """Put points on the network."""

    def chosen(self, places: Any, rows: NDArray[Any]) -> Any:
        """Give some of the places."""

    def sources(self, places: Any, direction: Direction) -> Snapped:
        """Give places as a search in a direction starts from them."""

    def nearest(self, sources: Any, places: Any, direction: Direction) -> Nearest:
        """Find the source nearest in time of every place."""

    def places_from(self, arrays: Arrays) -> Any:
        """Give places back from their kept arrays."""

    def typical_kmh(self) -> float:
        """Give the speed that half the length of the network is faster than, in km/h."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """A network with the index of its segments and the speed off it.

    Attributes
    ----------
    network
        The network, compiled for one mode of travel.
    index
        Its segments by cells, of `gis.network.snapping.segment_index`.
    access_kmh
        Speed between a place and the network.
    """

    network: Network
    index: SegmentIndex
    access_kmh: float

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give network and index as flat arrays by name, to be kept; see `ways_from`."""
        held = {f"{_NETWORK}{name}": array for name, array in self.network.arrays().items()}
        held |= {f"{_INDEX}{name}": array for name, array in self.index.arrays().items()}
        return held

    def place(
        self,
        points: gpd.GeoSeries | gpd.GeoDataFrame | Floats,
        *,
        limit_m: float,
        barriers: Barring = None,
    ) -> Snapped:
        """Put points on the network; see `gis.network.snapping.snap`.

        Parameters
        ----------
        points
            Points in any known CRS, or lon/lat (n × 2).
        limit_m
            How far a point may be from the network, in metres.
        barriers
            What the way to the network must not cross.
        """
        return snap(
            self.network,
            points,
            limit_m=limit_m,
            access_kmh=self.access_kmh,
            index=self.index,
            barriers=barriers,
        )

    def nearest(self, sources: Snapped, places: Snapped, direction: Direction) -> Nearest:
        """Find the source nearest in time of every place; see `gis.network.nearest.nearest`.

        Parameters
        ----------
        sources, places
            Of `place`.
        direction
            ``"to_sources"``: people go there; ``"from_sources"``: it comes to them.
        """
        return nearest(self.network, sources, places, direction=direction)

    def chosen(self, places: Snapped, rows: NDArray[Any]) -> Snapped:
        """Give some of the places: by position or by one yes or no each."""
        return places.chosen(rows)

    def sources(self, places: Snapped, direction: Direction) -> Snapped:
        """Give facilities as a search in a direction starts from them: as they are."""
        del direction
        return places

    def places_from(self, arrays: Arrays) -> Snapped:
        """Give places back from their kept arrays."""
        return Snapped(**arrays)

    def typical_kmh(self) -> float:
        """Give the speed that half the length of the network is faster than, in km/h."""
        return typical_kmh(self.network, self.access_kmh)


def typical_kmh(network: Network, otherwise: float) -> float:
    """Give the speed that half the length of a network is faster than, in km/h.

    Parameters
    ----------
    network
        The network.
    otherwise
        What is given where nothing of it can be used.
    """
    quickest = np.fmin(network.seconds_forward, network.seconds_backward)
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.vertex_offsets))
    # From each vertex to the next; the last one of an edge has none.
    metres = np.diff(network.vertex_m, append=0.0)
    seconds = np.diff(network.vertex_share, append=0.0) * quickest[edge]
    metres[network.vertex_offsets[1:] - 1] = 0.0
    used = np.isfinite(seconds) & (seconds > 0.0) & (metres > 0.0)
    if not used.any():
        return otherwise
    speed = metres[used] / seconds[used] * 3.6
    order = np.argsort(speed)
    passed = np.cumsum(metres[used][order])
    return float(speed[order][np.searchsorted(passed, passed[-1] / 2.0)])


def ways_of(compiled: Compiled, *, access_kmh: float) -> Ways:
    """Index a compiled network, so that places can be put on it.

    Parameters
    ----------
    compiled
        Of `gis.network.compile.compile_network`.
    access_kmh
        Speed between a place and the network, above 0; a mode of travel has one.
    """
    return Ways(compiled.network, segment_index(compiled.network), access_kmh)


def ways_from(arrays: Arrays, *, access_kmh: float) -> Ways:
    """Give ways back from their kept arrays.

    Parameters
    ----------
    arrays
        As `Ways.arrays` gave them; others are passed over.
    access_kmh
        Speed between a place and the network.

    Raises
    ------
    TypeError
        If an array is missing.
    """
    return Ways(
        Network(**_part(arrays, _NETWORK)), SegmentIndex(**_part(arrays, _INDEX)), access_kmh
    )


def _part(arrays: Arrays, prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}
