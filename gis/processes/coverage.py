"""The process `coverage`: people and area within distances of facilities, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage import (
    CoverageTotals,
    ServiceCoverage,
    coverage_totals,
    rank_gaps,
    service_coverage,
)
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
from gis.processes.limits import Limits
from gis.processes.process import Input, Process
from gis.processes.standards import Question, coverage_by_standard
from gis.processes.timed import facility_features, timed_coverage
from gis.processes.travel import (
    STRAIGHT,
    mode_input,
    surface_inputs,
    travel_choices,
    travel_inputs,
)
from gis.processes.travel.remarks import nobody, remarks
from gis.processes.units import units_of
from gis.reach import distance_rings
from gis.zonal import weighted_centres
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

# How far unless said, in a straight line.
WITHIN = "1km,3km,5km"
METHOD = Text(
    "Jarak lurus (bukan jarak tempuh): lingkaran di EPSG:32750 dengan faktor skala setempat "
    "dihilangkan (64 sisi, paling banyak 0,12 % lebih pendek dari jari-jari), digabung, lalu "
    "dipotong menurut wilayah. Luas: luas-sama di elipsoid WGS 84. Penduduk: pecahan tepat setiap "
    "sel raster. Fasilitas terdekat dihitung geodesik dari pusat penduduk wilayah (rata-rata pusat "
    "sel, dibobot jumlah penduduk).",
    "Straight-line distance (not the way by road): discs in EPSG:32750 with the local scale taken "
    "out (64 edges, at most 0.12 % of the radius short), united, then clipped to the units. Areas: "
    "equal-area on the WGS 84 ellipsoid. People: exact fractions of raster cells. The nearest "
    "facility is geodesic from the people-weighted centre of the unit (mean of the cell centres, "
    "weighted by people).",
)


def coverage_process() -> Process:
    """Declare the process."""
    return Process(
        id="coverage",
        version="1.2.0",
        title=Text("Jangkauan layanan", "Service coverage"),
        description=Text(
            "Berapa orang dan berapa luas wilayah dalam jarak tertentu dari fasilitas, per "
            "wilayah, dan di mana yang belum terjangkau.",
            "How many people and how much area lie within given distances of facilities, unit by "
            "unit, and where the gaps are.",
        ),
        inputs=(
            facilities_input(required=True),
            *_where(),
            layer_input(),
        ),
        function=_run,
        references=(
            "exactextract: exact fractions of cells in polygons (ISciences)",
            "EPSG:6933, EASE-Grid 2.0 (Brodzik et al. 2012)",
        ),
        command="cover",
        outputs={
            "bands": Text(
                "Cincin jarak, atau jalan yang tercapai dalam waktu itu",
                "Distance rings, or roads reached in time",
            ),
            "units": Text("Wilayah dengan bagian terjangkau", "Units with the share covered"),
            "facilities": Text("Fasilitas yang dihitung", "Facilities counted"),
            "gaps": Text("Kesenjangan, yang terbesar lebih dulu", "Gaps, the largest first"),
        },
    )


def _where() -> tuple[Input, ...]:
    """Declare how far, by which units, in which region, and who counts."""
    return (
        Input(
            "within",
            Text("Jarak atau waktu", "Distances or times"),
            "limits",
            Text(
                "Jarak lurus, mis. 1km,3km,5km; waktu tempuh, mis. 15min,30min; atau standar",
                "Straight distances, e.g. 1km,3km,5km; times, e.g. 15min,30min; or standard",
            ),
            default=WITHIN,
        ),
        mode_input(),
        Input(
            "by",
            Text("Per wilayah", "By"),
            "layer",
            Text(
                "Lapisan wilayah, mis. districts atau villages",
                "Layer of units, e.g. districts or villages",
            ),
            default="districts",
            theme="boundaries",
            holds="polygons",
        ),
        Input(
            "region",
            Text("Di wilayah", "Region"),
            "text",
            Text(
                "Hanya wilayah dengan awalan kode atau nama ini, mis. 64.71 atau Balikpapan",
                "Only units whose code starts with this, or of this name, e.g. 64.71 or Balikpapan",
            ),
        ),
        Input(
            "population",
            Text("Penduduk", "Population"),
            "layer",
            Text("Raster jumlah penduduk per sel", "Raster of people per cell"),
            default="population",
            theme="population",
            quiet=True,
            holds="raster",
        ),
        *_travelling(),
    )


def _travelling() -> tuple[Input, ...]:
    """Declare what only the question by time needs."""
    return (
        *travel_inputs(),
        *surface_inputs(),
        Input(
            "speed_error",
            Text("Ketidakpastian kecepatan", "Doubt about speeds"),
            "number",
            Text(
                "Sebesar apa kecepatan rencana dapat meleset, dalam persen (anggapan)",
                "How far planning speeds may be off, in percent (an assumption)",
            ),
            unit="%",
            minimum=0,
            maximum=90,
            default=20,
            quiet=True,
        ),
        Input(
            "people_error",
            Text("Ketidakpastian penduduk", "Doubt about people"),
            "number",
            Text(
                "Sebesar apa jumlah penduduk dapat meleset, dalam persen (anggapan)",
                "How far counts of people may be off, in percent (an assumption)",
            ),
            unit="%",
            minimum=0,
            maximum=90,
            default=10,
            quiet=True,
        ),
    )


def require_people(layer: Layer) -> None:
    """Refuse a raster whose cells are not people: degrees of slope must not be counted as such.

    Raises
    ------
    InputError
        If the layer is a raster of another theme.
    """
    if layer.kind == "raster" and layer.theme != "population":
        raise InputError(
            Text(
                f"population: lapisan {layer.id!r} bertema {layer.theme!r}, bukan jumlah orang "
                "per sel; berikan raster bertema 'population'",
                f"population: layer {layer.id!r} is of theme {layer.theme!r}, not people per "
                "cell; give a raster of theme 'population'",
            )
        )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    require_fitting(given["within"], given["mode"])
    site_layer, unit_layer = catalogue[given["layer"]], catalogue[given["by"]]
    people_layer = catalogue[given["population"]]
    require_people(people_layer.layer)
    sites, notes = operating(read_facilities(site_layer, given["facilities"]))
    frame = unit_layer.read()
    units = units_of(frame, given["region"], given["by"])
    if given["within"].standard:
        chosen = frame.index.isin(units.index)
        asked = Question(catalogue, given, sites, units, chosen)
        return coverage_by_standard(asked).noted(*notes)
    if given["mode"] != STRAIGHT:
        chosen = frame.index.isin(units.index)
        found = timed_coverage(catalogue, given, sites, units, chosen)
        return found.stands(nobody(found)).noted(*notes, *remarks(found, given))
    west, south, east, north = (float(v) for v in units.total_bounds)
    people = people_layer.raster((west, south, east, north))
    result = service_coverage(sites, units, distances_m=given["within"].metres, population=people)
    if not result.table["total"].sum() > 0:
        raise NoAnswerError(
            Text(
                f"raster {given['population']!r} tidak mencatat seorang pun di wilayah yang "
                "diminta; pilih raster penduduk yang mencakupnya",
                f"raster {given['population']!r} counts nobody in the units asked for; choose a "
                "population raster that covers them",
            ),
            code="no-people",
        )
    totals = coverage_totals(result, units, population=people)
    centres = _centres(units, people)
    gaps = rank_gaps(result.table, centres, sites)
    numbers = _numbers((result, totals), gaps, units, sites)
    found = Outcome(
        numbers=numbers | _asked(given),
        features={
            "bands": distance_rings(result.reach),
            "units": _unit_features(result, units),
            "facilities": facility_features(sites),
            "gaps": gpd.GeoDataFrame(
                pd.DataFrame(numbers["gaps"]),
                geometry=centres.reindex(gaps.index).to_numpy(),
                crs=STORAGE_CRS,
            ),
        },
        method=METHOD,
        layers=(site_layer.layer, unit_layer.layer, people_layer.layer),
    )
    return found.stands(nobody(found)).noted(*notes, *remarks(found, given))


def require_fitting(within: Limits, mode_id: str) -> None:
    """Refuse times in a straight line, and distances by a mode of travel.

    Raises
    ------
    InputError
        Naming the input at fault.
    """
    if within.standard and mode_id != STRAIGHT:
        what = Text(
            f"standar menyebut sendiri cara batasnya diukur; hilangkan mode {mode_id}",
            f"the standards say how their limits are measured; leave mode {mode_id} out",
        )
        raise InputError.of([("mode", what)])
    if within.seconds and mode_id == STRAIGHT:
        modes = ", ".join(code for code, _ in travel_choices() if code != STRAIGHT)
        what = Text(
            f"{within} memerlukan cara bepergian; yang diminta salah satu dari {modes}",
            f"{within} needs a way to travel; wanted one of {modes}",
        )
        raise InputError.of([("mode", what)])
    if within.metres and mode_id != STRAIGHT:
        told = f"{within}"
        what = Text(
            f"dengan mode {mode_id} yang diminta waktu, mis. 15min,30min",
            f"with mode {mode_id} wanted times, e.g. 15min,30min",
        )
        if told != WITHIN:
            what = Text(f"{told} adalah jarak lurus; ", f"{told} is a straight distance; ") + what
        raise InputError.of([("within", what)])


def _centres(units: gpd.GeoDataFrame, people: Raster) -> gpd.GeoSeries:
    return weighted_centres(units, people).to_crs(STORAGE_CRS)


def _asked(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "facility_types": type_labels(given["facilities"]),
        "by": given["by"],
        "region": given["region"],
    }


def _numbers(
    counted: tuple[ServiceCoverage, CoverageTotals],
    gaps: pd.DataFrame,
    units: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
) -> dict[str, Any]:
    result, totals = counted
    rows = units[["code", "name"]].join(result.table)
    ranked = units[["code", "name"]].reindex(gaps.index).join(gaps)
    names = pd.Series(column(sites, "name"), index=sites.index, dtype=object)
    ranked["nearest"] = names.reindex(ranked["facility"]).to_numpy()
    ranked["rank"] = np.arange(1, len(ranked) + 1)
    return {
        "measure": result.measure,
        "rows": rows.sort_values(["within_m", "code"]).to_dict("records"),
        "totals": totals.table.reset_index().to_dict("records"),
        "gaps": ranked.to_dict("records"),
        "overlap_area_ha": totals.overlap_area_ha,
        "n_facilities": result.n_facilities,
        "n_facilities_left_out": result.n_facilities_left_out,
        "n_facilities_without_shape": result.n_facilities_without_shape,
        "n_units_without_shape": result.n_units_without_shape,
        "n_negative_cells": result.n_negative_cells,
    }


def _unit_features(result: ServiceCoverage, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the units with their totals, and `covered_…` and `share_…` for every distance."""
    out = units[["code", "name", "geometry"]].copy()
    for distance, part in result.table.groupby("within_m"):
        if "total" not in out:
            out["total"], out["area_ha"] = part["total"], part["area_ha"]
        out[f"covered_{distance:g}"] = part["covered"]
        out[f"share_{distance:g}"] = part["share"]
    return out
