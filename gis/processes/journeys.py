"""The nearest facilities by time: how long each takes, and the way there, by a mode of travel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.access.ways import chosen_places
from gis.errors import NoAnswerError
from gis.network.nearest import k_nearest
from gis.network.paths import Path, path
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.processes.answer import Outcome
from gis.processes.facilities import column, type_labels
from gis.processes.limits import time_text
from gis.processes.travel import ACCESS_LIMIT_M, COMING, Travel, facilities_on, travel_of
from layers.crs import STORAGE_CRS
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def timed_nearest(
    catalogue: Catalogue, given: Mapping[str, Any], targets: gpd.GeoDataFrame
) -> Outcome:
    """Answer the nearest question by time.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs of the process, with a mode of travel.
    targets
        The facilities.

    Raises
    ------
    NoAnswerError
        If the place or every facility is off the network, or none is reached in time.
    """
    travel = travel_of(catalogue, given["roads"], given["mode"])
    here = travel.ways.place(np.array([given["point"]]), limit_m=ACCESS_LIMIT_M)
    if here.edge[0] < 0:
        raise NoAnswerError(
            f"no road for {travel.mode.id} within {ACCESS_LIMIT_M / 1000:g} km of "
            f"{given['point'][0]:g},{given['point'][1]:g}; choose another place or mode",
            code="unreachable",
        )
    there = facilities_on(travel, targets)
    comes = travel.mode.id in COMING
    direction: Direction = "from_sources" if comes else "to_sources"
    limit = given["max_time"]
    found = k_nearest(
        travel.ways.network,
        there,
        here,
        k=min(given["k"], len(targets)),
        direction=direction,
        limit_s=np.inf if limit is None else limit,
    )
    owner = found.owner[0][found.owner[0] >= 0]
    if not len(owner):
        within = "at all" if limit is None else f"within {time_text(limit)}"
        raise NoAnswerError(
            f"no facility is reached {within} by {travel.mode.id} from "
            f"{given['point'][0]:g},{given['point'][1]:g}; choose another mode, or raise max_time",
            code="none-in-reach",
        )
    ways = [
        _way(travel, here, chosen_places(there, owner[k : k + 1]), comes) for k in range(len(owner))
    ]
    table = _table(targets.iloc[owner], found.seconds[0][: len(owner)], ways)
    return Outcome(
        numbers={
            "mode": {"id": travel.mode.id, "title": travel.mode.title.to_dict()},
            "rows": table.to_dict("records"),
            "point": list(given["point"]),
            "to_network_m": float(here.distance_m[0]),
            "n_facilities_off_network": found.n_sources_off,
            "facility_types": type_labels(given["facilities"]),
        },
        features={
            "facilities": gpd.GeoDataFrame(
                table.drop(columns=["lon", "lat"]).set_index("id"),
                geometry=targets.geometry.iloc[owner].to_numpy(),
                crs=STORAGE_CRS,
            ),
            "lines": gpd.GeoDataFrame(
                table[["rank", "seconds", "distance_m"]],
                geometry=[_drawn(way, given["point"], comes) for way in ways],
                crs=STORAGE_CRS,
            ),
        },
        method=_method(travel, comes),
        layers=(catalogue[given["layer"]].layer, *travel.layers),
    )


def _way(travel: Travel, here: Snapped, there: Snapped, comes: bool) -> Path:
    origin, destination = (there, here) if comes else (here, there)
    return path(travel.ways.network, origin, destination)


def _table(chosen: gpd.GeoDataFrame, seconds: Any, ways: list[Path]) -> pd.DataFrame:
    spots = chosen.geometry.representative_point()
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "id": chosen.index,
            "name": column(chosen, "name"),
            "type": column(chosen, "type"),
            "seconds": seconds,
            "walk_seconds": [float(way.access_seconds.sum()) for way in ways],
            "distance_m": [float(way.step_m.sum()) for way in ways],
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )


def _drawn(way: Path, point: tuple[float, float], comes: bool) -> shapely.LineString:
    """Draw a way on the network; where both ends are one place on it, from the point to it."""
    line = way.line()
    if line is not None:
        return line
    spot = (float(way.lon[0]), float(way.lat[0])) if len(way.lon) else point
    return shapely.LineString([spot, point] if comes else [point, spot])


def _method(travel: Travel, comes: bool) -> Text:
    title, kmh = travel.mode.title, travel.mode.access_kmh
    return Text(
        f"Waktu tempuh: {title.id.lower()}, jalur tercepat lewat jaringan jalan "
        f"{'dari fasilitas' if comes else 'ke fasilitas'}, dengan kecepatan rencana per ruas "
        f"(tanpa kemacetan), ditambah jalan kaki {kmh:g} km/jam garis lurus di kedua "
        "ujungnya. Jarak: panjang jalur di jaringan.",
        f"Travel time: {title.en.lower()}, the quickest way along the road network "
        f"{'from the facility' if comes else 'to the facility'}, at the planning speed of each "
        f"road (no congestion), with a straight walk at {kmh:g} km/h at both ends. "
        "Distance: length of the way on the network.",
    )
