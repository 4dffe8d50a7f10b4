"""The process `nearest`: the facilities nearest to a place, by geodesic distance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.errors import InputError, NoAnswerError
from gis.processes.answer import Outcome
from gis.processes.facilities import (
    column,
    facilities_input,
    layer_input,
    read_facilities,
    type_labels,
)
from gis.processes.journeys import timed_nearest
from gis.processes.limits import LONGEST_S, time_text
from gis.processes.process import Input, Process
from gis.processes.travel import STRAIGHT, mode_input, travel_choices, travel_inputs
from gis.proximity import k_nearest
from layers.crs import STORAGE_CRS
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

METHOD = Text(
    "Jarak lurus geodesik pada elipsoid WGS 84 (bukan jarak tempuh lewat jalan).",
    "Straight geodesic distance on the WGS 84 ellipsoid (not the way by road).",
)


def nearest_process() -> Process:
    """Declare the process."""
    return Process(
        id="nearest",
        version="1.1.0",
        title=Text("Fasilitas terdekat", "Nearest facilities"),
        description=Text(
            "Fasilitas mana yang paling dekat dari suatu titik, dan berapa jauhnya.",
            "Which facilities are nearest to a place, and how far they are.",
        ),
        inputs=_inputs(),
        function=_run,
        references=(
            "C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013) 43-55",
        ),
        command="near",
        outputs={
            "facilities": Text("Fasilitas terdekat", "Nearest facilities"),
            "lines": Text(
                "Garis lurus atau jalur ke fasilitas", "Straight lines or ways to the facilities"
            ),
        },
    )


def _inputs() -> tuple[Input, ...]:
    """Declare the inputs: from where, to what, how many, how far and how."""
    return (
        Input(
            "point",
            Text("Titik asal", "Place"),
            "point",
            Text(
                "Bujur,lintang dalam derajat, mis. 116.83,-1.26",
                "Longitude,latitude in degrees, e.g. 116.83,-1.26",
            ),
            required=True,
            option="--from",
        ),
        facilities_input(required=False),
        Input(
            "k",
            Text("Banyaknya", "How many"),
            "integer",
            Text("Berapa fasilitas terdekat", "How many nearest facilities"),
            minimum=1,
            maximum=1000,
            default=1,
            option="-k",
        ),
        Input(
            "max_distance",
            Text("Jarak terjauh", "Farthest distance"),
            "distance",
            Text(
                "Fasilitas yang lebih jauh diabaikan, mis. 10km",
                "Farther facilities do not count, e.g. 10km",
            ),
            unit="m",
            maximum=2_000_000,
        ),
        mode_input(),
        Input(
            "max_time",
            Text("Waktu terlama", "Longest time"),
            "time",
            Text(
                "Fasilitas yang lebih lama ditempuh diabaikan, mis. 60min; dengan mode",
                "Facilities that take longer do not count, e.g. 60min; with a mode",
            ),
            unit="s",
            maximum=LONGEST_S,
        ),
        *travel_inputs(),
        layer_input(),
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    handle = catalogue[given["layer"]]
    _require_fitting(given)
    targets = read_facilities(handle, given["facilities"])
    if given["mode"] != STRAIGHT:
        return timed_nearest(catalogue, given, targets)
    place = shapely.Point(given["point"])
    origin = gpd.GeoSeries([place], crs=STORAGE_CRS)
    found = k_nearest(origin, targets, k=given["k"], max_distance_m=given["max_distance"]).table
    if not len(found):
        raise NoAnswerError(
            f"no facility within {given['max_distance']:g} m of {place.x:g},{place.y:g}; "
            "raise max_distance or leave it out",
            code="none-in-reach",
        )
    chosen = targets.loc[found["target"]]
    spots = chosen.geometry.representative_point()
    table = pd.DataFrame(
        {
            "rank": found["rank"].to_numpy(),
            "id": chosen.index,
            "name": column(chosen, "name"),
            "type": column(chosen, "type"),
            "distance_m": found["distance_m"].to_numpy(),
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )
    ends = shapely.shortest_line(place, chosen.geometry.to_numpy())
    short = table[["rank", "distance_m"]]
    return Outcome(
        numbers={
            "rows": table.to_dict("records"),
            "point": list(given["point"]),
            "facility_types": type_labels(given["facilities"]),
        },
        features={
            "facilities": gpd.GeoDataFrame(
                table.drop(columns=["lon", "lat"]).set_index("id"),
                geometry=chosen.geometry.to_numpy(),
                crs=STORAGE_CRS,
            ),
            "lines": gpd.GeoDataFrame(short, geometry=ends, crs=STORAGE_CRS),
        },
        method=METHOD,
        layers=(handle.layer,),
    )


def _require_fitting(given: Mapping[str, Any]) -> None:
    """Refuse a time in a straight line, and a distance by a mode of travel."""
    straight = given["mode"] == STRAIGHT
    if straight and given["max_time"] is not None:
        modes = ", ".join(code for code, _ in travel_choices() if code != STRAIGHT)
        what = f"{time_text(given['max_time'])} needs a way to travel; wanted one of {modes}"
        raise InputError.of([("mode", what)])
    if not straight and given["max_distance"] is not None:
        what = f"is a straight distance; with mode {given['mode']} wanted max_time, e.g. 60min"
        raise InputError.of([("max_distance", what)])
