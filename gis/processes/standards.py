"""Coverage by the standards: who is within what each asks, in the units where it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.urban import METHOD as URBAN_METHOD
from gis.access.urban import URBAN_SHARE, cell_km2, urban_share
from gis.coverage import rank_gaps, service_coverage
from gis.errors import NoAnswerError
from gis.processes.answer import Outcome, Told
from gis.processes.facilities import column, type_labels
from gis.processes.limits import Limits
from gis.processes.timed import counted, facility_features, gap_rows, reach_of, reached
from gis.processes.travel import STRAIGHT, people_of
from gis.reach import distance_rings
from gis.zonal import weighted_centres
from layers.crs import STORAGE_CRS
from layers.infrastructure.travel import mode
from layers.raster import Raster
from layers.schema import Text
from layers.standards import Criterion, reach_criteria, types_with_reach

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

AREAS = {True: "urban", False: "rural"}
METHOD = Text(
    "Jangkauan menurut standar: setiap batas diukur seperti yang diminta standarnya (garis lurus, "
    "atau waktu tempuh lewat jaringan jalan; jarak jalan kaki dihitung sebagai waktu pada satu "
    "kecepatan jalan kaki), dan dijumlahkan hanya untuk wilayah tempat standar itu berlaku. "
    "Standar adalah patokan perencanaan; status dan sumbernya tercantum. ",
    "Coverage by the standards: every limit is measured as its standard asks (in a straight line, "
    "or as time of travel along the road network; walking distances are taken as times at the one "
    "walking speed), and added up only over the units where the standard holds. Standards are "
    "planning yardsticks; their status and source are given. ",
)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked: facilities, units, which of the layer's units those are, and the inputs."""

    catalogue: Catalogue
    given: Mapping[str, Any]
    sites: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    chosen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What one criterion gives.

    `table` is by unit, `totals` one row over the units where it applies, `gaps` are ready
    for JSON, `bands` are drawn, `layers` those it needed beside facilities and units.
    """

    table: pd.DataFrame
    gaps: list[dict[str, Any]]
    bands: gpd.GeoDataFrame
    layers: tuple[Layer, ...] = ()


def coverage_by_standard(question: Question) -> Outcome:
    """Answer the coverage question by every standard of reach of the facilities.

    Parameters
    ----------
    question
        What is asked.

    Raises
    ------
    NoAnswerError
        `no-standard`, if no standard speaks of the reach of such facilities.
    """
    given, units = question.given, question.units
    criteria = reach_criteria(given["facilities"])
    if isinstance(question.catalogue, Told):
        criteria = question.catalogue.criteria(criteria)
    if not criteria:
        raise NoAnswerError(
            Text(
                f"tidak ada standar tentang jangkauan {', '.join(given['facilities'])}; yang "
                f"punya: {', '.join(types_with_reach())}: berikan jarak atau waktu",
                f"no standard speaks of the reach of {', '.join(given['facilities'])}; those of "
                f"{', '.join(types_with_reach())} have one: give distances or times instead",
            ),
            code="no-standard",
        )
    people = question.catalogue[given["population"]]
    west, south, east, north = (float(v) for v in units.total_bounds)
    raster = people.raster((west, south, east, north))
    town = _towns(question, raster)
    rows, totals, gaps, bands = [], [], [], []
    shares = units[["code", "name", "geometry"]].assign(area=[AREAS[bool(t)] for t in town])
    used: dict[str, Layer] = {}
    for criterion in criteria:
        applies = np.array([AREAS[bool(t)] in criterion.areas for t in town])
        sites = question.sites[question.sites["type"].isin(criterion.facility_types)]
        if not len(sites):
            continue
        found = _found(question, criterion, sites, raster)
        table = found.table.assign(applies=applies, area=shares["area"])
        rows += _rows(criterion, units, table)
        totals.append(_total(criterion, table))
        where = set(units["code"][applies])
        gaps += [{"standard": criterion.id} | gap for gap in found.gaps if gap["code"] in where]
        bands.append(found.bands.assign(standard=criterion.id))
        shares[f"share_{criterion.id}"] = table["share"].where(applies)
        used |= {layer.id: layer for layer in found.layers}
    ids = (given["layer"], given["by"], given["population"])
    return Outcome(
        numbers={
            "measure": "people",
            "standards": [criterion.to_dict() for criterion in criteria],
            "rows": rows,
            "totals": totals,
            "gaps": gaps,
            "n_facilities": len(question.sites),
            "facility_types": type_labels(given["facilities"]),
            "by": given["by"],
            "region": given["region"],
        },
        features={
            "bands": gpd.GeoDataFrame(pd.concat(bands, ignore_index=True), crs=STORAGE_CRS),
            "units": shares,
            "facilities": facility_features(question.sites),
            "gaps": _gap_features(gaps),
        },
        method=Text(METHOD.id + URBAN_METHOD.id, METHOD.en + URBAN_METHOD.en),
        layers=(*(question.catalogue[i].layer for i in ids), *used.values()),
        trusts=tuple(criterion.trust for criterion in criteria),
    )


def _towns(question: Question, raster: Raster) -> NDArray[np.bool_]:
    """Tell which units are urban; one without people is not."""
    given = question.given
    people = people_of(question.catalogue, given["by"], given["population"])
    if not question.chosen.all():
        people, _ = people.of_units(question.chosen)
    if not people.sums().sum() > 0:
        raise NoAnswerError(
            Text(
                f"raster {given['population']!r} tidak mencatat seorang pun di wilayah yang "
                "diminta; pilih raster penduduk yang mencakupnya",
                f"raster {given['population']!r} counts nobody in the units asked for; choose a "
                "population raster that covers them",
            ),
            code="no-people",
        )
    area = cell_km2(raster, np.column_stack([people.lon, people.lat]))
    return np.asarray(urban_share(people, area) >= URBAN_SHARE)


def _found(
    question: Question, criterion: Criterion, sites: gpd.GeoDataFrame, raster: Raster
) -> Found:
    """Measure one criterion in all units."""
    if criterion.travel == STRAIGHT:
        return _in_a_line(question, criterion, sites, raster)
    given = dict(question.given) | {
        "mode": criterion.travel,
        "within": Limits(seconds=(_seconds(criterion),)),
    }
    reach = reach_of(question.catalogue, given, sites, question.chosen)
    table, _ = counted(reach, given, question.units)
    return Found(
        table=table,
        gaps=gap_rows(reach, question.units, sites, _seconds(criterion)),
        bands=reached(reach, given["within"], question.units),
        layers=reach.layers,
    )


def _seconds(criterion: Criterion) -> float:
    """Give the time a criterion allows; metres on foot at the one walking speed."""
    if criterion.seconds is not None:
        return criterion.seconds
    assert criterion.metres is not None
    return criterion.metres / (mode("walk").access_kmh / 3.6)


def _in_a_line(
    question: Question, criterion: Criterion, sites: gpd.GeoDataFrame, raster: Raster
) -> Found:
    assert criterion.metres is not None
    result = service_coverage(
        sites, question.units, distances_m=[criterion.metres], population=raster
    )
    centres = weighted_centres(question.units, raster).to_crs(STORAGE_CRS)
    ranked = rank_gaps(result.table, centres, sites)
    names = pd.Series(column(sites, "name"), index=sites.index, dtype=object)
    gaps = question.units[["code", "name"]].reindex(ranked.index).join(ranked)
    gaps["nearest"] = names.reindex(ranked["facility"]).to_numpy()
    spots = centres.reindex(gaps.index)
    gaps = gaps.drop(columns="facility").assign(lon=spots.x, lat=spots.y)
    return Found(
        table=result.table,
        gaps=list(gaps.to_dict("records")),
        bands=distance_rings(result.reach),
    )


def _rows(
    criterion: Criterion, units: gpd.GeoDataFrame, table: pd.DataFrame
) -> list[dict[str, Any]]:
    keys = ("total", "covered", "share", "share_low", "share_high", "applies", "area")
    rows = units[["code", "name"]].join(table[[key for key in keys if key in table]])
    limit = {
        "standard": criterion.id,
        "limit_m": criterion.metres,
        "limit_s": criterion.seconds,
        "travel": criterion.travel,
    }
    return [row | limit for row in rows.sort_values("code").to_dict("records")]


def _total(criterion: Criterion, table: pd.DataFrame) -> dict[str, Any]:
    """Add up the units where a criterion applies."""
    held = table[table["applies"]]
    total, covered = float(held["total"].sum()), float(held["covered"].sum())
    return {
        "standard": criterion.id,
        "total": total,
        "covered": covered,
        "share": covered / total if total > 0 else None,
        "n_units": len(held),
        "n_units_left_out": len(table) - len(held),
        "people_left_out": float(table["total"].sum()) - total,
    }


def _gap_features(gaps: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    keys = ("standard", "code", "name", "uncovered", "share", "nearest")
    table = pd.DataFrame([{k: gap.get(k) for k in keys} for gap in gaps], columns=list(keys))
    lon, lat = ([gap[k] for gap in gaps] for k in ("lon", "lat"))
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=STORAGE_CRS)
