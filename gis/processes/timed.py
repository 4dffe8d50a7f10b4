"""Coverage by time: people within minutes of facilities by a mode of travel, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.access.beside import Beside, nobody, with_walks
from gis.access.demand import Demand, travel_coverage
from gis.access.gaps import REASON_TEXTS, Served, rank_travel_gaps
from gis.access.intervals import quick_and_slow, with_people_error
from gis.access.onto import Onto
from gis.network.nearest import Nearest
from gis.network.places import Snapped
from gis.network.portions import drawn, reached_portions
from gis.network.search import Direction
from gis.processes.answer import Outcome
from gis.processes.facilities import column, type_labels
from gis.processes.limits import Limits
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    Travel,
    facilities_on,
    lonlat_of,
    network_text,
    overland,
    residents,
    travel_of_people,
    walks_to,
)
from layers.crs import STORAGE_CRS
from layers.schema import Text
from layers.text import figure

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

PERCENT = 100.0
# Lines are drawn to this share of the longer side of what is asked about.
DRAWN_STEPS = 16_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How people and facilities reach each other by a mode of travel.

    Attributes
    ----------
    travel
        The network.
    people
        The people asked about, by cell.
    placed, sources
        Where those cells and the facilities are on the network.
    found
        The facility nearest in time of each cell.
    walks
        Who lives so near a facility that going by the network is no use.
    direction
        Whether people go or the facility comes.
    layers
        The layers it was found on.
    """

    travel: Travel
    people: Demand
    placed: Snapped | Onto
    sources: Snapped | Onto
    found: Nearest
    walks: Beside
    direction: Direction
    layers: tuple[Layer, ...]


def reach_of(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    sites: gpd.GeoDataFrame,
    chosen: NDArray[np.bool_],
) -> Reach:
    """Find the facility nearest in time of everybody in some units.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``roads``, ``mode``, ``by`` and ``population``.
    sites
        The facilities.
    chosen
        Which units of their layer are asked about, bool, on the layer's order.

    Raises
    ------
    NoAnswerError
        If nobody lives in the units, or no facility is on the network.
    """
    travel = travel_of_people(catalogue, given, given["by"], given["population"])
    asked = residents(catalogue, travel, given, chosen)
    sources = facilities_on(travel, sites)
    direction: Direction = "from_sources" if travel.id in COMING else "to_sources"
    used, walks = travel.layers, nobody()
    points = sites.geometry.representative_point()
    if given.get("surface") is None:
        ends = (asked.people.lonlat, asked.placed), (lonlat_of(points), sources)
        walks = walks_to(travel, *ends, asked.grid)
        found = with_walks(travel.ways.nearest(sources, asked.placed, direction), walks)
    else:
        found, more = overland(catalogue, given, travel, asked.people, (points, direction))
        used = (*used, *more)
    return Reach(travel, asked.people, asked.placed, sources, found, walks, direction, used)


def timed_coverage(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    sites: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    chosen: NDArray[np.bool_],
) -> Outcome:
    """Answer the coverage question by time.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs of the process; ``within`` holds times.
    sites
        The facilities.
    units
        The units asked for, with ``code`` and ``name``.
    chosen
        Which units of their layer those are, bool, on the layer's order.

    Raises
    ------
    NoAnswerError
        If nobody lives in the units, or no facility is on the network.
    """
    reach = reach_of(catalogue, given, sites, chosen)
    table, totals = counted(reach, given, units)
    gaps = gap_rows(reach, units, sites, given["within"].seconds[-1])
    ids = (given["layer"], given["by"], given["population"])
    return Outcome(
        numbers={
            "measure": "people",
            "rows": _rows(table, units),
            "totals": totals.reset_index().to_dict("records"),
            "gaps": gaps,
            "facility_types": type_labels(given["facilities"]),
            "by": given["by"],
            "region": given["region"],
            "speed_error_percent": given["speed_error"],
            "people_error_percent": given["people_error"],
        }
        | _counts(reach),
        features={
            "bands": reached(reach, given["within"], units),
            "units": _unit_features(table, units),
            "facilities": facility_features(sites, reach.sources.distance_m),
            "gaps": _gap_features(gaps),
        },
        method=method_of(reach),
        layers=(*(catalogue[layer_id].layer for layer_id in ids), *reach.layers),
    )


def counted(
    reach: Reach, given: Mapping[str, Any], units: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count people within the times, unit by unit and for all together, as ranges.

    Parameters
    ----------
    reach
        Of `reach_of`.
    given
        Checked inputs: ``within``, ``speed_error`` and ``people_error``.
    units
        The units, on the order of the people's.
    """
    seconds = reach.found.seconds
    found = travel_coverage(
        reach.people,
        seconds,
        limits_s=given["within"].seconds,
        index=units.index,
        between=quick_and_slow(seconds, given["speed_error"] / PERCENT),
    )
    error = given["people_error"] / PERCENT
    return with_people_error(found.table, error), with_people_error(found.totals, error)


def _counts(reach: Reach) -> dict[str, Any]:
    """Tell of the mode, the network, and of all that is not on it or not connected."""
    placed, lost = reach.placed, np.isnan(reach.found.seconds)
    travel = reach.travel
    return {
        "mode": {"id": travel.id, "title": travel.title.to_dict()},
        "n_facilities": int((reach.sources.edge >= 0).sum()),
        "n_facilities_off_network": int((reach.sources.edge < 0).sum()),
        "farthest_facility_m": float(np.nanmax(reach.sources.distance_m)),
        "n_places": len(reach.people),
        "n_places_unreached": int(lost.sum()),
        "n_negative_cells": reach.people.n_negative_cells,
        "people_off_network": reach.people.together((placed.edge < 0) & lost),
        "people_without_way": reach.people.together((placed.edge >= 0) & lost),
        "network": dict(travel.report),
    }


def method_of(reach: Reach) -> Text:
    """Say how the times were found."""
    title, comes = reach.travel.title, reach.direction == "from_sources"
    access_kmh = reach.travel.mode.access_kmh
    off = Text(
        f"jalan kaki {figure(access_kmh, 'g').id} km/jam garis lurus ke ruas terdekat (paling jauh "
        f"{ACCESS_LIMIT_M / 1000:g} km), atau langsung ke fasilitas yang tidak lebih jauh daripada "
        "jalan kaki ke dan dari jalan",
        f"a straight walk at {access_kmh:g} km/h to the nearest road (at most "
        f"{ACCESS_LIMIT_M / 1000:g} km), or right to a facility that is no farther than the walks "
        "to and from the road",
    )
    if len(reach.layers) > len(reach.travel.layers):
        off = Text(
            "jalan kaki di luar jalan menurut tutupan lahan dan lereng, sel demi sel",
            "walks off the roads by land cover and slope, cell by cell",
        )
    return Text(
        f"Waktu tempuh: {title.id.lower()}, lewat {network_text(reach.travel).id}, "
        f"{'dari fasilitas ke penduduk' if comes else 'dari penduduk ke fasilitas'}; jalur "
        "tercepat yang tepat dari pusat setiap sel penduduk, dengan kecepatan rencana per ruas "
        f"(tanpa kemacetan), ditambah {off.id}. Penduduk: pecahan tepat setiap sel "
        "raster dalam wilayah. Rentang: semua kecepatan dan semua jumlah penduduk meleset "
        "sebesar yang dinyatakan (anggapan, bukan pengukuran).",
        f"Travel time: {title.en.lower()}, along {network_text(reach.travel).en}, "
        f"{'from the facility to people' if comes else 'from people to the facility'}; the exact "
        "quickest way from the centre of each cell with people, at the planning speed of each road "
        f"(no congestion), with {off.en}. People: exact fractions of raster cells in the "
        "units. The range: all speeds and all counts of people are off by the stated shares (an "
        "assumption, not a measurement).",
    )


def _rows(table: pd.DataFrame, units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = units[["code", "name"]].join(table)
    return list(rows.sort_values(["within_s", "code"]).to_dict("records"))


def gap_rows(
    reach: Reach, units: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, limit_s: float
) -> list[dict[str, Any]]:
    """Give the gaps with the names of units and facilities, and their reason in words."""
    lonlat = lonlat_of(sites.geometry.representative_point())
    served = Served(reach.placed, reach.found, lonlat, reach.travel.ways.typical_kmh())
    gaps = rank_travel_gaps(reach.people, served, limit_s=limit_s, index=units.index)
    names = np.array([*column(sites, "name"), None], dtype=object)
    out = gaps.assign(
        within_s=limit_s,
        nearest=names[gaps["facility"]],
        straight_nearest=names[gaps["straight_facility"]],
        reason_text=pd.Series(
            [REASON_TEXTS[code].to_dict() for code in gaps["reason"]], gaps.index, dtype=object
        ),
    ).rename(columns={"people": "uncovered"})
    out = out.drop(columns=["facility", "straight_facility"])
    named = units[["code", "name"]].reindex(out.index).join(out)
    return list(named.to_dict("records"))


def reached(reach: Reach, within: Limits, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the roads reached within each time, in and around the units: the longest time first."""
    west, south, east, north = units.total_bounds
    around = shapely.box(west, south, east, north)
    detail = max(east - west, north - south) / DRAWN_STEPS
    ways, shapes = reach.travel.ways, []
    network = ways.network
    sources = ways.sources(reach.sources, reach.direction)
    for limit in reversed(within.seconds):
        portions = reached_portions(network, sources, limit_s=limit, direction=reach.direction)
        lines = drawn(network, portions)
        near = lines[shapely.intersects(lines, around)]
        plain = shapely.simplify(near, detail, preserve_topology=False)
        shapes.append(shapely.MultiLineString(list(plain)))
    seconds = np.array(within.seconds[::-1])
    return gpd.GeoDataFrame({"from_s": 0.0, "to_s": seconds}, geometry=shapes, crs=STORAGE_CRS)


def _gap_features(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    keys = ("code", "name", "rank", "uncovered", "share", "seconds", "reason", "nearest")
    points = shapely.points([[row["lon"], row["lat"]] for row in rows]) if rows else []
    table = pd.DataFrame([{key: row[key] for key in keys} for row in rows], columns=list(keys))
    return gpd.GeoDataFrame(table, geometry=points, crs=STORAGE_CRS)


def _unit_features(table: pd.DataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the units with their totals, and `covered_…s` and `share_…s` for every time."""
    out = units[["code", "name", "geometry"]].copy()
    for limit, part in table.groupby("within_s"):
        out["total"] = part["total"]
        out[f"covered_{limit:g}s"] = part["covered"]
        out[f"share_{limit:g}s"] = part["share"]
    return out


def facility_features(
    sites: gpd.GeoDataFrame, distance_m: NDArray[np.float64] | None = None
) -> gpd.GeoDataFrame:
    """Give facilities for a map, with metres to the network where those are known."""
    return gpd.GeoDataFrame(
        {
            "name": column(sites, "name"),
            "type": column(sites, "type"),
        }
        | ({} if distance_m is None else {"to_network_m": distance_m}),
        index=sites.index,
        geometry=sites.geometry,
        crs=STORAGE_CRS,
    )
