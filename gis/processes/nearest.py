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
    operating,
    read_facilities,
    type_labels,
)
from gis.processes.limits import LONGEST_S, time_text
from gis.processes.process import Input, Process
from gis.processes.travel import STRAIGHT, mode_input, travel_choices, travel_inputs
from gis.processes.travel.journeys import timed_nearest
from gis.processes.travel.remarks import remarks
from gis.processes.travel.whereabouts import nearest_facility, off_the_data
from gis.processes.values import distance_text
from gis.proximity import k_nearest
from layers.crs import STORAGE_CRS
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

METHOD = Text(
    "Jarak lurus geodesik pada elipsoid WGS 84 (bukan jarak tempuh lewat jalan).",
    "Straight geodesic distance on the WGS 84 ellipsoid (not the way by road).",
)


def nearest_process() -> Process:
    """Declare the process."""
    return Process(
        id="nearest",
        version="1.2.0",
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
    targets, notes = operating(read_facilities(handle, given["facilities"]))
    if given["mode"] != STRAIGHT:
        timed = timed_nearest(catalogue, given, targets)
        return timed.noted(*notes, *remarks(timed, given))
    place = shapely.Point(given["point"])
    origin = gpd.GeoSeries([place], crs=STORAGE_CRS)
    found = k_nearest(origin, targets, k=given["k"], max_distance_m=given["max_distance"]).table
    if not len(found):
        raise NoAnswerError(_none_near(given, targets, handle.layer), code="none-in-reach")
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
    straight = Outcome(
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
    return straight.noted(
        *notes, *_outside(given["point"], handle.layer), *remarks(straight, given)
    )


def _outside(point: tuple[float, float], layer: Layer) -> tuple[Text, ...]:
    """Note that a place is outside the region, where every distance is a long one."""
    far = off_the_data(point, layer)
    return (
        ()
        if far is None
        else (Text(far.id[:1].upper() + far.id[1:], far.en[:1].upper() + far.en[1:]) + ".",)
    )


def _none_near(given: Mapping[str, Any], targets: gpd.GeoDataFrame, layer: Layer) -> Text:
    """Say that no facility is within the farthest distance, and what is nearest."""
    point, far = given["point"], distance_text(given["max_distance"])
    told = Text(
        f"tidak ada fasilitas dalam {far} dari {point[0]:g},{point[1]:g}",
        f"no facility within {far} of {point[0]:g},{point[1]:g}",
    )
    parts = [told, nearest_facility(point, targets), off_the_data(point, layer)]
    advice = Text("perbesar max_distance", "raise max_distance")
    return Text.joined([*(part for part in parts if part), advice])


def _require_fitting(given: Mapping[str, Any]) -> None:
    """Refuse a time in a straight line, and a distance by a mode of travel."""
    straight = given["mode"] == STRAIGHT
    if straight and given["max_time"] is not None:
        modes = ", ".join(code for code, _ in travel_choices() if code != STRAIGHT)
        limit = time_text(given["max_time"])
        what = Text(
            f"{limit} memerlukan cara bepergian; yang diminta salah satu dari {modes}",
            f"{limit} needs a way to travel; wanted one of {modes}",
        )
        raise InputError.of([("mode", what)])
    if not straight and given["max_distance"] is not None:
        far = distance_text(given["max_distance"])
        what = Text(
            f"{far} adalah jarak lurus; dengan mode {given['mode']} yang diminta max_time, "
            "mis. 60min",
            f"{far} is a straight distance; with mode {given['mode']} wanted max_time, e.g. 60min",
        )
        raise InputError.of([("max_distance", what)])
