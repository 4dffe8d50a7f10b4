"""Travel time as a criterion: seconds from every cell to the nearest of some facilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.beside import with_walks
from gis.network.search import Direction
from gis.processes.suitability.written import WrittenError
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    STRAIGHT,
    Travel,
    facilities_on,
    lonlat_of,
    travel_choices,
    travel_for,
    walks_to,
)
from gis.suitability.fields import Bands
from gis.suitability.grid import Grid
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

USUAL_MODE = "car"


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Seconds from the centre of a cell by a mode of travel; inf where no way leads."""

    travel: Travel
    sites: gpd.GeoDataFrame

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        title, far = self.travel.title, f"{ACCESS_LIMIT_M / 1000:g} km"
        return Text(
            f"waktu tempuh dari pusat sel: {title.id.lower()}, jalur tercepat ditambah jalan kaki "
            f"lurus ke jalan (paling jauh {far}); yang tak terjangkau dihitung terjauh",
            f"travel time from the centre of the cell: {title.en.lower()}, the quickest way and a "
            f"straight walk to the road (at most {far}); what is out of reach counts as farthest",
        )

    def on(self, grid: Grid) -> Bands:
        """Put the facilities on the network once."""
        times = self.times()

        def band(rows: slice) -> NDArray[np.float64]:
            lon, lat = grid.lonlat(rows)
            return times(np.column_stack([lon.ravel(), lat.ravel()])).reshape(lon.shape)

        return band

    def times(self) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        """Give what takes places (lon/lat, n × 2) to their seconds, the facilities put once."""
        travel, points = self.travel, self.sites.geometry.representative_point()
        sources = facilities_on(travel, self.sites)
        direction: Direction = "from_sources" if travel.id in COMING else "to_sources"

        def seconds(spots: NDArray[np.float64]) -> NDArray[np.float64]:
            placed = travel.ways.place(spots, limit_m=ACCESS_LIMIT_M, barriers=travel.barriers)
            walks = walks_to(travel, (spots, placed), (lonlat_of(points), sources))
            found = with_walks(travel.ways.nearest(sources, placed, direction), walks)
            return np.asarray(np.where(np.isnan(found.seconds), np.inf, found.seconds))

        return seconds


def travel_times(
    catalogue: Catalogue, given: Mapping[str, Any], sites: gpd.GeoDataFrame, mode: str | None
) -> TravelTimes:
    """Give the field of times to some facilities.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: those of `travel_inputs` and ``layer``.
    sites
        The facilities.
    mode
        By what people travel; a car without it.

    Raises
    ------
    WrittenError
        If there is no such mode.
    """
    modes = [code for code, _ in travel_choices() if code != STRAIGHT]
    wanted = mode or USUAL_MODE
    if wanted not in modes:
        known = ", ".join(modes)
        raise WrittenError(
            f"cara bepergian {wanted!r} tidak ada; yang ada {known}",
            f"there is no mode {wanted!r}; there are {known}",
        )
    return TravelTimes(travel_for(catalogue, {**given, "mode": wanted}), sites)
