"""The process `invest`: where an activity is allowed, served and reached, as ranked sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from gis.errors import NoAnswerError
from gis.processes.answer import Outcome, plain
from gis.processes.facilities import operating, read_facilities
from gis.processes.investing.criteria import Chosen, chosen_for
from gis.processes.process import Input, Process
from gis.processes.suitability import suitability_process
from gis.processes.suitability.times import travel_times
from gis.processes.zoning import allowed_process
from gis.proximity import nearest
from layers.crs import STORAGE_CRS
from layers.standards import facility_type
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

OPEN = ("I", "T", "B", "TB")
SUBZONE = "kodszn"
MINUTE_S = 60.0
SHARED = ("by", "region", "top", "spacing", "cell")


def invest_process() -> Process:
    """Declare the process."""
    scored = {spec.id: spec for spec in suitability_process().inputs}
    zoned = {spec.id: spec for spec in allowed_process().inputs}
    return Process(
        id="invest",
        version="1.0.0",
        title=Text("Lokasi investasi", "Sites for an investment"),
        description=Text(
            "Di mana suatu kegiatan diperbolehkan menurut zonasi, terlayani jalan, listrik, air, "
            "dan telekomunikasi, serta dekat pelabuhan, bandara, dan kota: tapak berperingkat.",
            "Where the zoning allows an activity, roads, power, water and telecom serve it, and "
            "port, airport and town are near: ranked sites.",
        ),
        inputs=(zoned["activity"], *(scored[name] for name in SHARED), _plan(zoned["layer"])),
        function=_run,
        command="invest",
        references=("Malczewski (2006): weighted sums in land suitability",),
        outputs={
            "sites": Text("Tapak berperingkat", "Ranked sites"),
            "patches": Text("Petak terbaik", "Best patches"),
        },
    )


def _plan(spec: Input) -> Input:
    return Input(
        "plan",
        spec.title,
        "layer",
        spec.description,
        default=spec.default,
        theme=spec.theme,
        quiet=True,
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    zoned = _allowed(catalogue, given)
    zones = zoned.features["zones"]
    zones = zones[zones["verdict"].isin(OPEN)]
    subzones = _subzones(catalogue, given["plan"], zones)
    process = suitability_process()
    chosen = chosen_for(catalogue, process.check({"facility": "rs"})["layer"])
    asked = process.check(
        {
            **{name: given[name] for name in SHARED},
            "criteria": ",".join(chosen.criteria),
            "exclude": ",".join(
                [*chosen.exclude, f"only:{given['plan']}.{SUBZONE}={'|'.join(subzones)}"]
            ),
        }
    )
    scored = process.function(catalogue, asked)
    sites = _sites(catalogue, scored, zones, chosen, asked)
    return Outcome(
        numbers={
            "activity": zoned.numbers["activity"],
            "rows": plain(sites.drop(columns="geometry").to_dict("records")),
            "subzones": subzones,
            "ways": _titles(chosen),
            "allowed": zoned.numbers["rows"],
            "criteria": scored.numbers["criteria"],
            "constraints": scored.numbers["constraints"],
            "invest": True,
            "by": given["by"],
            "region": given["region"],
        },
        features={"sites": sites, "patches": scored.features["patches"]},
        method=METHOD + " " + scored.method,
        layers=tuple({layer.id: layer for layer in (*zoned.layers, *scored.layers)}.values()),
        trusts=(*zoned.trusts, *scored.trusts, "illustrative"),
        notes=(
            *(Text("tidak dinilai: ", "not scored: ") + one for one in chosen.left_out),
            *zoned.notes,
            *scored.notes,
        ),
    )


METHOD = Text(
    "Tapak: sel berskor tertinggi di subzona yang membolehkan kegiatan itu (I, T, B), di luar "
    "kawasan lindung dan lereng lebih dari 25°; bobot dan batas kriteria diusulkan penyusunnya. "
    "Menit: jalur tercepat naik mobil dari tapak; meter: garis lurus.",
    "Sites: the cells of the highest score in subzones that allow the activity (I, T, B), outside "
    "protected areas and slopes of more than 25°; weights and limits of the criteria are proposed "
    "by the compilers. Minutes: the quickest way by car from the site; metres: straight lines.",
)


def _allowed(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    process = allowed_process()
    words = {"activity": given["activity"], "layer": given["plan"]}
    return process.function(
        catalogue, process.check({**words, "by": given["by"], "region": given["region"]})
    )


def _subzones(catalogue: Catalogue, plan: str, zones: gpd.GeoDataFrame) -> list[str]:
    """Give the subzones of a plan that hold zones where the activity is allowed.

    Raises
    ------
    NoAnswerError
        `nowhere-allowed`, if there is none, or the plan names no subzones.
    """
    named = SUBZONE in catalogue[plan].layer.schema.names
    found = sorted(set(zones["code"].astype(str))) if named else []
    if not found:
        raise NoAnswerError(
            Text(
                f"zonasi {plan!r} tidak membolehkan kegiatan itu di wilayah yang diminta; "
                "tanyakan alasannya dengan 'penyangga allowed'",
                f"the zoning {plan!r} allows the activity nowhere in the region asked for; ask "
                "'penyangga allowed' for the reasons",
            ),
            code="nowhere-allowed",
        )
    return found


def _titles(chosen: Chosen) -> list[dict[str, Any]]:
    """Name the columns of ways."""
    kinds = (("minutes", chosen.minutes), ("metres", chosen.metres))
    return [
        {"column": f"{kind}_{name}", "unit": kind, "title": facility_type(name).label.to_dict()}
        for kind, names in kinds
        for name in names
    ]


def _sites(
    catalogue: Catalogue,
    scored: Outcome,
    zones: gpd.GeoDataFrame,
    chosen: Chosen,
    asked: Mapping[str, Any],
) -> gpd.GeoDataFrame:
    """Give the best sites with the verdict of their zone, and the way to what serves them."""
    sites = scored.features["candidates"].reset_index(drop=True)
    about = zones[["code", "verdict", "condition", "condition_en", "geometry"]]
    about = about.rename(columns={"code": "subzone"})
    # A cell's centre may lie in two zones that overlap: the stricter is not known, the first told.
    inside = gpd.sjoin(sites[["geometry"]], about, how="left").groupby(level=0).first()
    for column in ("subzone", "verdict", "condition", "condition_en"):
        sites[column] = inside[column].reindex(sites.index)
    spots = np.column_stack([sites["lon"], sites["lat"]]).astype(float)
    layer = catalogue[asked["layer"]]
    for name in chosen.minutes:
        there, _ = operating(read_facilities(layer, [name]))
        times = travel_times(catalogue, asked, there, None).times()(spots)
        sites[f"minutes_{name}"] = np.where(np.isinf(times), np.nan, times / MINUTE_S)
    points = gpd.GeoSeries(sites.geometry.to_numpy(), crs=STORAGE_CRS)
    for name in chosen.metres:
        there, _ = operating(read_facilities(layer, [name]))
        sites[f"metres_{name}"] = nearest(points, there).table["distance_m"].to_numpy()
    return sites
