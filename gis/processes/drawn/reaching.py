"""The process `reach`: who reaches a place within times, or lives within distances of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.network.portions import drawn, lengths_m, reached_portions
from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process, require_fitting, require_people
from gis.processes.drawn.shapes import shape_inputs
from gis.processes.process import Input, Process
from gis.processes.timed import DRAWN_STEPS, Reach, counted, method_of, reach_of
from gis.processes.travel import STRAIGHT, travel_for
from gis.processes.travel.journeys import no_network_near
from gis.reach import distance_rings, within_distance
from gis.zonal import zonal_sum
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

WITHIN = "10min,20min,30min"
# What the question shares with coverage, of which this is the one for a single place.
SHARED = (
    "within",
    "mode",
    "by",
    "population",
    "roads",
    "turns",
    "waterways",
    "land",
    "month",
    "surface",
    "slope",
    "speed_error",
    "people_error",
    "layer",
)
_PLACE = Text(
    "Titik yang diminta dihitung seperti fasilitas. ",
    "The place asked about counts as a facility. ",
)
STRAIGHT_METHOD = Text(
    "Jarak lurus (bukan jarak tempuh): lingkaran di EPSG:32750 dengan faktor skala setempat "
    "dihilangkan (64 sisi, paling banyak 0,12 % lebih pendek dari jari-jari). Penduduk: pecahan "
    "tepat setiap sel raster; bagian lingkaran di luar raster tidak dihitung. Luas: luas-sama di "
    "elipsoid WGS 84.",
    "Straight-line distance (not the way by road): discs in EPSG:32750 with the local scale taken "
    "out (64 edges, at most 0.12 % of the radius short). People: exact fractions of raster cells; "
    "what of a disc lies outside the raster counts none. Areas: equal-area on the WGS 84 "
    "ellipsoid.",
)


def reach_process() -> Process:
    """Declare the process."""
    return Process(
        id="reach",
        version="1.0.0",
        title=Text("Jangkauan dari satu titik", "Reach of a place"),
        description=Text(
            "Berapa orang mencapai suatu titik dalam waktu tertentu, dan lewat jalan mana; atau "
            "tinggal dalam jarak tertentu darinya.",
            "How many people reach a place within given times, and along which roads; or live "
            "within given distances of it.",
        ),
        inputs=_inputs(),
        function=_run,
        references=("exactextract: exact fractions of cells in polygons (ISciences)",),
        command="reach",
        outputs={
            "bands": Text(
                "Jalan yang tercapai dalam waktu itu, atau cincin jarak",
                "Roads reached in time, or distance rings",
            ),
            "place": Text("Titik yang diminta", "The place asked about"),
        },
    )


def _inputs() -> tuple[Input, ...]:
    specs = {spec.id: spec for spec in coverage_process().inputs}
    usual = {
        "within": replace(specs["within"], default=WITHIN),
        "mode": replace(specs["mode"], default="car", quiet=False),
        "by": replace(
            specs["by"],
            title=Text("Penduduk di", "People in"),
            description=Text(
                "Lapisan wilayah yang penduduknya dihitung", "Layer of the units whose people count"
            ),
            quiet=True,
        ),
    }
    (point,) = shape_inputs("point")
    point = replace(point, required=True, option="--from")
    return (point, *(usual.get(name, specs[name]) for name in SHARED))


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    require_fitting(given["within"], given["mode"])
    require_people(catalogue[given["population"]].layer)
    if given["mode"] == STRAIGHT:
        return _straight(catalogue, given)
    place = gpd.GeoDataFrame(geometry=[shapely.Point(given["point"])], crs=STORAGE_CRS)
    units = catalogue[given["by"]].read()
    try:
        reach = reach_of(catalogue, given, place, np.ones(len(units), dtype=np.bool_))
    except NoAnswerError as error:
        if error.code != "facility-off-network":
            raise
        told = no_network_near(travel_for(catalogue, given), given["point"])
        raise NoAnswerError(told, code="unreachable") from error
    bands = _bands(reach, given)
    ids = (given["by"], given["population"])
    return Outcome(
        numbers={
            "rows": _rows(counted(reach, given, units)[1], bands),
            "reach": list(given["point"]),
            "mode": {"id": reach.travel.id, "title": reach.travel.title.to_dict()},
            "to_network_m": float(reach.sources.distance_m[0]),
            "speed_error_percent": given["speed_error"],
            "people_error_percent": given["people_error"],
        },
        features={"bands": bands, "place": place},
        method=_PLACE + method_of(reach),
        layers=(*(catalogue[layer_id].layer for layer_id in ids), *reach.layers),
    )


def _rows(totals: pd.DataFrame, bands: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the people within each time, as a range, with the kilometres of road reached."""
    reached = dict(zip(bands["to_s"], bands["reached_km"], strict=True))
    return [
        {
            "within_s": row["within_s"],
            "people": row["covered"],
            "people_low": row["covered_low"],
            "people_high": row["covered_high"],
            "reached_km": reached[row["within_s"]],
        }
        for row in totals.reset_index().to_dict("records")
    ]


def _bands(reach: Reach, given: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Draw the roads reached within each time, the longest first."""
    network = reach.travel.ways.network
    sources = reach.travel.ways.sources(reach.sources, reach.direction)
    shapes: list[shapely.Geometry] = []
    kilometres, detail = [], 0.0
    for limit in reversed(given["within"].seconds):
        portions = reached_portions(network, sources, limit_s=limit, direction=reach.direction)
        lines = drawn(network, portions)
        if not shapes and len(lines):
            west, south, east, north = shapely.total_bounds(lines)
            detail = max(east - west, north - south) / DRAWN_STEPS
        plain = shapely.simplify(lines, detail, preserve_topology=False)
        shapes.append(shapely.MultiLineString(list(plain)))
        kilometres.append(float(lengths_m(network, portions).sum()) / 1000.0)
    columns = {"from_s": 0.0, "to_s": given["within"].seconds[::-1], "reached_km": kilometres}
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=STORAGE_CRS)


def _straight(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    """Count who lives within straight distances."""
    place = gpd.GeoSeries([shapely.Point(given["point"])], crs=STORAGE_CRS)
    reach = {metres: within_distance(place, distance_m=metres) for metres in given["within"].metres}
    discs = gpd.GeoSeries(
        [shapely.union_all(parts.to_numpy()) for parts in reach.values()], crs=STORAGE_CRS
    )
    population = catalogue[given["population"]]
    west, south, east, north = (float(edge) for edge in discs.total_bounds)
    people = zonal_sum(discs, population.raster((west, south, east, north))).table["total"]
    rows = [
        {"within_m": metres, "people": float(n), "area_ha": float(area) / 1e4}
        for metres, n, area in zip(reach, people, area_m2(discs.to_numpy()), strict=True)
    ]
    return Outcome(
        numbers={"rows": rows, "reach": list(given["point"])},
        features={
            "bands": distance_rings(reach),
            "place": gpd.GeoDataFrame(geometry=place, crs=STORAGE_CRS),
        },
        method=_PLACE + STRAIGHT_METHOD,
        layers=(population.layer,),
    )
