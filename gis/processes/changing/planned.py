"""Planned: edits as people ask for them, put on the roads there are, ready to be worked out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.access.beside import Beside, together
from gis.access.whatif.serving import Served
from gis.errors import InputError
from gis.network.ground.barriers import Barriers
from gis.network.places import Snapped
from gis.network.whatif.edits import (
    AddRoad,
    AddSources,
    Edit,
    RemoveSources,
    SetSpeed,
)
from gis.network.whatif.overlay import Overlay
from gis.network.whatif.resnapping import resnapped
from gis.network.whatif.situation import edited
from gis.processes.changing.today import Today
from gis.processes.facilities import column
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# A place in no unit and farther than that from any road is taken to be in the water, or
# abroad: people put a mark wrong far more often than they mean such a place.
OFFSHORE_M = 500.0
CLASS_FIELD = "class"
# How many facilities are named to who asked for one that is not there.
HINTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Facilities there are: their frame, whose index is the id, and a point of each."""

    frame: gpd.GeoDataFrame
    spots: gpd.GeoSeries

    @property
    def lonlat(self) -> Floats:
        """Longitude and latitude of each."""
        return np.column_stack([self.spots.x, self.spots.y])


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """Edits on the network, and what is told of them.

    Attributes
    ----------
    edits
        What is worked out.
    removed
        Positions of facilities taken off, int32.
    added, placed
        Lon/lat of facilities asked for (a × 2), and where each joins a road.
    unit
        Position of the unit of the layer each is in, -1: in none, int32, a.
    used
        Whether it serves anybody, bool, a; the others are off the roads or off the land.
    rerouted
        How many facilities there are join the new road as well.
    n_lines
        Lines of each class of road with another speed.
    walks
        Who walks straight to a facility there is after the edits.
    """

    edits: tuple[Edit, ...]
    removed: Ints
    added: Floats
    placed: Snapped
    unit: Ints
    used: NDArray[np.bool_]
    rerouted: int
    n_lines: Mapping[str, int]
    walks: Beside


def planned(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    today: Today,
    sites: Sites,
    land: gpd.GeoDataFrame,
) -> Planned:
    """Put edits on the roads there are.

    Parameters
    ----------
    catalogue
        Where the layer of roads is.
    given
        Checked inputs: ``add``, ``remove``, ``road``, ``road_kmh``, ``bridge``, ``join``,
        ``speed`` and ``roads``.
    today
        How things stand.
    sites
        The facilities.
    land
        All units of their layer: who is in none of them, and off the roads, is at sea.

    Raises
    ------
    InputError
        Naming the input that cannot be: an id that is not there, a class without a road,
        a road that joins nothing.
    """
    removed = _positions(given["remove"], sites)
    paced, n_lines = _paces(catalogue, given, today)
    ways = [*paced, *_road(given, today.off.barriers)]
    added = np.array(given["add"] or (), dtype=np.float64).reshape(-1, 2)
    placed = today.place(added)
    unit = _unit_of(added, land)
    off_land = (unit < 0) & ~(placed.distance_m <= OFFSHORE_M)
    moved: Ints = np.zeros(0, dtype=np.int32)
    sources = today.served.situation.sources
    if given["road"]:
        overlay = _laid(today, ways)
        placed, _ = _on_new_road(today, overlay, placed, added)
        sources, moved = _on_new_road(today, overlay, sources, sites.lonlat)
        moved = np.setdiff1d(moved, removed)
    walks = today.walks_to(added, placed)
    beside = np.isin(np.arange(len(added)), walks.facility)
    used = ((placed.edge >= 0) | beside) & ~off_land
    edits: list[Edit] = [*ways]
    if used.any():
        edits.append(AddSources(placed.chosen(used)))
    if len(moved):
        # A second door: whoever comes by the old road still does.
        edits.append(AddSources(sources.chosen(moved)))
    if len(removed):
        edits.append(RemoveSources(removed))
    walks = _walks_after(today.served, removed, walks.chosen(used[walks.facility]), used)
    return Planned(tuple(edits), removed, added, placed, unit, used, len(moved), n_lines, walks)


def _walks_after(served: Served, removed: Ints, new: Beside, used: NDArray[np.bool_]) -> Beside:
    """Give the straight walks to the facilities left, and to new ones, which follow them."""
    left = served.walks.chosen(~np.isin(served.walks.facility, removed))
    position = len(served.situation.sources) + np.cumsum(used) - 1
    return together(left, replace(new, facility=position[new.facility].astype(np.int32)))


def _positions(ids: tuple[str, ...] | None, sites: Sites) -> Ints:
    """Give the positions of facilities by their ids."""
    known = {str(name): i for i, name in enumerate(sites.frame.index)}
    strange = [name for name in ids or () if name not in known]
    if strange:
        raise InputError.of([("remove", _strange(strange, sites))])
    return np.array(sorted(known[name] for name in ids or ()), dtype=np.int32)


def _strange(strange: list[str], sites: Sites) -> Text:
    """Say which ids are none of the facilities', and which ids or names are like them."""
    ids = [str(name) for name in sites.frame.index]
    named = {str(name): i for i, name in zip(ids, column(sites.frame, "name"), strict=True)}
    names = dict(zip(named.values(), named, strict=True))
    like = difflib.get_close_matches(strange[0], [*ids, *named], n=HINTS, cutoff=0.5)
    found = list(dict.fromkeys(named.get(word, word) for word in like)) or ids[:HINTS]
    some = ", ".join(f"{i} ({names[i]})" if i in names else i for i in found)
    return Text(
        f"{', '.join(strange)} bukan id dari {len(ids)} fasilitas ini",
        f"{', '.join(strange)} is no id of these {len(ids)} facilities",
    ) + (
        Text(f"; maksudnya {some}?", f"; did you mean {some}?")
        if like
        else Text(f"; idnya seperti {some or '-'}", f"; ids look like {some or '-'}")
    )


def _paces(
    catalogue: Catalogue, given: Mapping[str, Any], today: Today
) -> tuple[list[Edit], dict[str, int]]:
    """Give other speeds to the lines of some classes that the mode travels on."""
    if not given["speed"]:
        return [], {}
    roads = catalogue[given["roads"]].read()
    lines: Ints = np.unique(today.travel.ways.network.vertex_line).astype(np.int32)
    lines = lines[lines >= 0]
    classes = roads[CLASS_FIELD].astype(object).to_numpy()[lines]
    edits: list[Edit] = []
    counts = {}
    for name, kmh in given["speed"]:
        chosen = lines[classes == name]
        if not len(chosen):
            there = ", ".join(sorted({str(c) for c in classes}))
            what = Text(
                f"tidak ada jalan kelas {name} yang dipakai {today.travel.id}; yang ada {there}",
                f"no road of class {name} that {today.travel.id} uses; there are {there}",
            )
            raise InputError.of([("speed", what)])
        counts[name] = len(chosen)
        edits.append(SetSpeed(kmh, lines=chosen))
    return edits, counts


def _road(given: Mapping[str, Any], barriers: Barriers | None) -> list[Edit]:
    """Give the new road, which people join along it; a bridge only where it is on land."""
    if not given["road"]:
        return []
    course = np.array(given["road"], dtype=np.float64)
    kmh, along = given["road_kmh"], not given["bridge"]
    water = barriers if given["bridge"] else None
    return [AddRoad(course, kmh, kmh, tolerance_m=given["join"], crossings=along, water=water)]


def _laid(today: Today, ways: list[Edit]) -> Overlay:
    """Lay a new road over the roads there are, or refuse one that joins nothing."""
    try:
        return edited(today.served.situation, ways).after.overlay
    except InputError as error:
        raise InputError.of([("road", error.text)]) from error


def _on_new_road(
    today: Today, overlay: Overlay, places: Snapped, lonlat: Floats
) -> tuple[Snapped, Ints]:
    """Put places on the new road where that is nearer than the road each is on."""
    if not len(places):
        return places, np.zeros(0, dtype=np.int32)
    found, moved = resnapped(
        today.served.situation.ground,
        overlay,
        places,
        (lonlat[:, 0], lonlat[:, 1]),
        today.off,
    )
    return places.replaced(moved, found), moved


def _unit_of(points: Floats, land: gpd.GeoDataFrame) -> Ints:
    """Give the first unit each point is in, -1 where it is in none."""
    unit = np.full(len(points), -1, dtype=np.int32)
    if len(points):
        spots = gpd.GeoSeries(shapely.points(points), crs=STORAGE_CRS).to_crs(land.crs)
        which, where = land.sindex.query(spots, predicate="intersects")
        order = np.argsort(-where, kind="stable")
        unit[which[order]] = where[order]
    return unit
