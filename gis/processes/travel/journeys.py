"""The nearest facilities by time: how long each takes, and the way there, by a mode of travel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.access.boating import ChainWays
from gis.errors import NoAnswerError
from gis.network.chains import ChainPlaces, k_nearest_by_chain, path_by_chain, snap_chain
from gis.network.ground.barriers import Barriers
from gis.network.nearest import Nearest, k_nearest
from gis.network.paths import Path, path
from gis.network.search import Direction
from gis.processes.answer import Outcome
from gis.processes.facilities import column, type_labels
from gis.processes.limits import time_text
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    Travel,
    lonlat_of,
    network_text,
    require_on,
    sites_on,
    travel_for,
    walks_to,
)
from gis.processes.travel.whereabouts import nearest_facility, nearest_network, off_the_data
from layers.crs import STORAGE_CRS
from layers.infrastructure.travel import mode
from layers.schema import Text
from layers.text import figure

if TYPE_CHECKING:
    from gis.network.places import Snapped
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
    travel = travel_for(catalogue, given)
    comes = travel.id in COMING
    limit = given["max_time"]
    asked = Asked(given["point"], targets, given["k"], np.inf if limit is None else limit, comes)
    journeys, n_off = _journeys(travel, asked)
    if not journeys:
        raise NoAnswerError(_none_reached(travel, asked), code="none-in-reach")
    owner = [journey.owner for journey in journeys]
    table = _table(targets.iloc[owner], journeys)
    return Outcome(
        numbers={
            "mode": {"id": travel.id, "title": travel.title.to_dict()},
            "rows": table.to_dict("records"),
            "point": list(given["point"]),
            "n_facilities_off_network": n_off,
            "facility_types": type_labels(given["facilities"]),
            "network": dict(travel.report),
        },
        features={
            "facilities": gpd.GeoDataFrame(
                table.drop(columns=["lon", "lat", "legs"]).set_index("id"),
                geometry=targets.geometry.iloc[owner].to_numpy(),
                crs=STORAGE_CRS,
            ),
            "lines": gpd.GeoDataFrame(
                table[["rank", "seconds", "distance_m"]],
                geometry=[journey.line for journey in journeys],
                crs=STORAGE_CRS,
            ),
        },
        method=_method(travel, comes),
        layers=(catalogue[given["layer"]].layer, *travel.layers),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """From where to what: the place, the facilities, how many, in what time, who moves."""

    point: tuple[float, float]
    targets: gpd.GeoDataFrame
    k: int
    limit_s: float
    comes: bool

    @property
    def direction(self) -> Direction:
        """Seen from the facilities."""
        return "from_sources" if self.comes else "to_sources"


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """The way to one facility: how long it takes, its legs, and its course."""

    owner: int
    seconds: float
    legs: list[dict[str, Any]]
    line: shapely.LineString


def _journeys(travel: Travel, asked: Asked) -> tuple[list[Journey], int]:
    """Give the soonest ways, by the network or straight, and how many facilities are off it."""
    point = np.array([asked.point])
    here = travel.ways.place(point, limit_m=ACCESS_LIMIT_M, barriers=travel.barriers)
    there = sites_on(travel, asked.targets)
    spots = lonlat_of(asked.targets.geometry.representative_point())
    walks = walks_to(travel, (point, here), (spots, there))
    found: list[Journey] = []
    if not len(walks):
        require_on(travel, there)
        _require_near(bool(here.edge[0] >= 0), travel, asked.point)
    if here.edge[0] >= 0 and (there.edge >= 0).any():
        found = (
            _by_boat(travel.ways, travel.barriers, asked)
            if isinstance(travel.ways, ChainWays)
            else _by_road(travel, asked, (cast("Snapped", here), cast("Snapped", there)))
        )
    soonest = {journey.owner: journey for journey in found}
    for k in np.flatnonzero(walks.seconds <= asked.limit_s).tolist():
        owner, seconds = int(walks.facility[k]), float(walks.seconds[k])
        if owner not in soonest or seconds < soonest[owner].seconds:
            line = _course(asked, spots[owner])
            soonest[owner] = Journey(owner, seconds, [_walk(seconds, walks.metres[k])], line)
    ordered = sorted(soonest.values(), key=lambda journey: (journey.seconds, journey.owner))
    return ordered[: asked.k], int((there.edge < 0).sum())


def _walk(seconds: float, metres: float) -> dict[str, Any]:
    walk = mode("walk")
    told = {"mode": walk.id, "title": walk.title.to_dict()}
    return told | {"seconds": seconds, "metres": float(metres)}


def _course(asked: Asked, spot: NDArray[np.float64]) -> shapely.LineString:
    """Draw a straight way between the place and a spot, as it is gone."""
    ends = [spot, np.array(asked.point)] if asked.comes else [np.array(asked.point), spot]
    return shapely.LineString(ends)


def _by_road(travel: Travel, asked: Asked, places: tuple[Snapped, Snapped]) -> list[Journey]:
    here, there = places
    found = k_nearest(
        travel.ways.network,
        there,
        here,
        k=min(asked.k, len(asked.targets)),
        direction=asked.direction,
        limit_s=asked.limit_s,
    )
    journeys = []
    for owner, seconds in _reached(found):
        facility = there.chosen(slice(owner, owner + 1))
        ends = (facility, here) if asked.comes else (here, facility)
        way = path(travel.ways.network, *ends)
        legs = _legs_by_road(travel, way)
        journeys.append(Journey(owner, seconds, legs, _drawn(way, asked)))
    return journeys


def _reached(found: Nearest) -> Iterator[tuple[int, float]]:
    """Give facility and seconds of the one place asked about, soonest first."""
    for owner, seconds in zip(found.owner[0], found.seconds[0], strict=True):
        if owner >= 0:
            yield int(owner), float(seconds)


def _legs_by_road(travel: Travel, way: Path) -> list[dict[str, Any]]:
    """Tell the walk to the road, the road, and the walk from it; those that take time."""
    walk = mode("walk")
    before, after = (float(seconds) for seconds in way.access_seconds)
    kmh = travel.ways.access_kmh
    told = [
        (walk, before, before * kmh / 3.6),
        (travel.mode, float(way.step_seconds.sum()), float(way.step_m.sum())),
        (walk, after, after * kmh / 3.6),
    ]
    return [
        {"mode": m.id, "title": m.title.to_dict(), "seconds": seconds, "metres": metres}
        for m, seconds, metres in told
        if seconds > 0.0
    ]


def _by_boat(ways: ChainWays, barriers: Barriers | None, asked: Asked) -> list[Journey]:
    """Find them on a chain of roads and waters, every way onto it tried."""
    chain, index = ways.chain, ways.index()

    def on(points: gpd.GeoSeries) -> ChainPlaces:
        return snap_chain(
            chain,
            points,
            limit_m=ACCESS_LIMIT_M,
            access_kmh=ways.access_kmh,
            index=index,
            barriers=barriers,
        )

    here = on(gpd.GeoSeries([shapely.Point(asked.point)], crs=STORAGE_CRS))
    there = on(asked.targets.geometry.representative_point())
    found = k_nearest_by_chain(
        chain,
        there,
        here,
        k=min(asked.k, len(asked.targets)),
        direction=asked.direction,
        limit_s=asked.limit_s,
    )
    journeys = []
    for owner, seconds in _reached(found):
        ends = (there.one(owner), here) if asked.comes else (here, there.one(owner))
        way = path_by_chain(chain, *ends)
        legs = [
            {k: leg[k] for k in ("mode", "title", "seconds", "metres")}
            for leg in way.to_dict()["legs"]
        ]
        journeys.append(Journey(owner, seconds, legs, _drawn(way.path, asked)))
    return journeys


def _require_near(near: bool, travel: Travel, point: tuple[float, float]) -> None:
    if not near:
        raise NoAnswerError(no_network_near(travel, point), code="unreachable")


def no_network_near(travel: Travel, point: tuple[float, float]) -> Text:
    """Say how far the network is from a place it cannot be joined from, and where the data are."""
    title, most = travel.title, f"{ACCESS_LIMIT_M / 1000:g} km"
    told = Text(
        f"{title.id.lower()}: tidak ada jaringan dalam {most} dari {point[0]:g},{point[1]:g} "
        "tanpa menyeberangi air",
        f"{title.en.lower()}: no network within {most} of {point[0]:g},{point[1]:g} without "
        "crossing water",
    )
    parts = [
        told,
        nearest_network(point, travel.ways.network),
        off_the_data(point, travel.layers[0]),
    ]
    advice = Text("pilih tempat atau moda lain", "choose another place or mode")
    return Text.joined([*(part for part in parts if part), advice])


def _none_reached(travel: Travel, asked: Asked) -> Text:
    """Say that no way leads to a facility in time, and which one is near in a straight line."""
    point, title = asked.point, travel.title
    told = Text(
        f"{title.id.lower()}: tidak ada fasilitas yang tercapai dari {point[0]:g},{point[1]:g}",
        f"{title.en.lower()}: no facility is reached from {point[0]:g},{point[1]:g}",
    )
    advice = Text("pilih moda lain", "choose another mode")
    if np.isfinite(asked.limit_s):
        limit = time_text(asked.limit_s)
        told += Text(f" dalam {limit}", f" within {limit}")
        advice += Text(", atau perpanjang max_time", ", or raise max_time")
    else:
        told += Text(": tidak ada jalur ke sana", ": no way leads to any")
    return Text.joined([told, nearest_facility(point, asked.targets), advice])


def _table(chosen: gpd.GeoDataFrame, journeys: list[Journey]) -> pd.DataFrame:
    spots = chosen.geometry.representative_point()
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "id": chosen.index,
            "name": column(chosen, "name"),
            "type": column(chosen, "type"),
            "seconds": [journey.seconds for journey in journeys],
            "distance_m": [
                float(sum(leg["metres"] for leg in journey.legs)) for journey in journeys
            ],
            "legs": [journey.legs for journey in journeys],
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )


def _drawn(way: Path, asked: Asked) -> shapely.LineString:
    """Draw a way on the network; where both ends are one place on it, from the point to it."""
    line = way.line()
    if line is not None:
        return line
    spot = np.array([way.lon[0], way.lat[0]]) if len(way.lon) else np.array(asked.point)
    return _course(asked, spot)


def _method(travel: Travel, comes: bool) -> Text:
    title, kmh = travel.title, travel.ways.access_kmh
    return Text(
        f"Waktu tempuh: {title.id.lower()}, jalur tercepat lewat "
        f"{network_text(travel).id} "
        f"{'dari fasilitas' if comes else 'ke fasilitas'}, dengan kecepatan rencana per ruas "
        f"(tanpa kemacetan), ditambah jalan kaki {figure(kmh, 'g').id} km/jam garis lurus di kedua "
        "ujungnya; jalan kaki lurus sampai ke fasilitas bila tidak lebih jauh daripada kedua "
        "jalan kaki itu. Jarak: seluruh jalur, jalan kaki termasuk.",
        f"Travel time: {title.en.lower()}, the quickest way along "
        f"{network_text(travel).en} "
        f"{'from the facility' if comes else 'to the facility'}, at the planning speed of each "
        f"road (no congestion), with a straight walk at {kmh:g} km/h at both ends; a "
        "straight walk all the way where it is no longer than these two. Distance: the whole way, "
        "walks included.",
    )
