"""The process `allowed`: where an activity is allowed, and how much land that is by district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.areas import area_m2
from gis.checks import has_shape
from gis.errors import NoAnswerError
from gis.processes.answer import Outcome
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from gis.processes.zoning.asking import activity_input, day_input, plan_input, the_activity
from gis.processes.zoning.reading import kind_of, rules_of
from gis.zoning.accuracy import accuracy_of
from gis.zoning.citations import Citation
from gis.zoning.limits import limits_of
from gis.zoning.tally import HA, tally, under_wishes
from gis.zoning.verdicts import MEANINGS, STRICTNESS, Rules, Verdict, zone_verdicts
from gis.zoning.zones import Zones
from layers.crs import STORAGE_CRS
from layers.text import Text
from layers.zoning.activities import activities

if TYPE_CHECKING:
    from layers.catalog import Catalogue

WISHES = {"coverage": "kdb_max_pct", "floor_ratio": "klb_max", "storeys": "storeys_max"}
# Less is where zones and units only touch.
LEAST_HA = 1e-3
METHOD = Text(
    "Putusan ITBX tiap zona seluas zonanya sebagaimana digambar; luas sama-luasan pada elipsoid "
    "WGS 84, dipotong pada batas wilayah. Zona yang batasnya kurang dari yang diminta tidak "
    "dihitung; yang batasnya tidak disebut sumber mana pun dihitung tidak diketahui. Sempadan, "
    "banjir, dan ketelitian garis tidak dikurangkan: tanyakan per bidang dengan 'zone'.",
    "The ITBX verdict of each zone over the zone as drawn; equal areas on the WGS 84 ellipsoid, "
    "cut at the borders of the units. Zones whose limits leave less than wished are left out; "
    "those with a limit that no source states count as unknown. Setbacks, floods and the accuracy "
    "of lines are not taken off: ask by parcel with 'zone'.",
)


def allowed_process() -> Process:
    """Declare the process."""
    return Process(
        id="allowed",
        version="1.0.0",
        title=Text("Di mana boleh", "Where is it allowed"),
        description=Text(
            "Di mana suatu kegiatan diperbolehkan menurut zonasi, dan berapa hektare per wilayah.",
            "Where the zoning allows an activity, and how many hectares by district.",
        ),
        inputs=_inputs(),
        function=_run,
        references=("Permen ATR/BPN 11/2021 (I/T/B/X)",),
        command="allowed",
        outputs={"zones": Text("Zona dengan putusannya", "Zones with their verdict")},
    )


def _inputs() -> tuple[Input, ...]:
    wished = (
        ("coverage", ("KDB sedikitnya", "Building coverage of at least"), "%", 100),
        ("floor_ratio", ("KLB sedikitnya", "Floor area ratio of at least"), None, 50),
        ("storeys", ("Lantai sedikitnya", "Storeys of at least"), None, 200),
        ("least", ("Luas zona sedikitnya", "Zones of at least"), "ha", 1_000_000),
    )
    return (
        activity_input(),
        Input(
            "by",
            Text("Menurut", "By"),
            "layer",
            Text("Lapisan wilayah untuk merinci", "Layer of units to break down by"),
            default="districts",
            theme="boundaries",
        ),
        Input(
            "region",
            Text("Wilayah", "Region"),
            "text",
            Text("Kode wilayah atau awalannya, mis. 64.71", "Code of a region, e.g. 64.71"),
        ),
        *(
            Input(name, Text(*title), "number", Text(*title), unit=unit, minimum=0, maximum=most)
            for name, title, unit, most in wished
        ),
        day_input(),
        plan_input(),
    )


@dataclass(frozen=True)
class Land:
    """Zones that leave what is wished, each with its verdict."""

    zones: Zones
    rows: tuple[int, ...]
    values: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    n_left_out: int


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    rules = rules_of(catalogue, given["day"])
    activity = the_activity(given["activity"], activities(rules.tables))
    layer, by = catalogue[given["layer"]].layer, catalogue[given["by"]]
    units = units_of(by.read(), given["region"], given["by"])
    west, south, east, north = (float(v) for v in units.total_bounds)
    frame = catalogue[given["layer"]].read(bbox=(west, south, east, north))
    frame = frame[has_shape(frame)]
    region = str(layer.plan.get("region", ""))
    scale = accuracy_of(layer.plan.get("scale"), kind_of(layer), region=region)
    zones = Zones.of(frame, scale, region=region)
    if not len(zones):
        raise NoAnswerError(
            Text(
                f"rencana {layer.id} tidak memuat zona di wilayah itu",
                f"the plan {layer.id} has no zone in that region",
            ),
            code="none-in-reach",
        )
    wishes = {name: given[key] for key, name in WISHES.items() if given[key] is not None}
    verdicts = zone_verdicts(zones, activity, rules)
    land = _land(zones, verdicts, rules, Citation.of_layer(layer), wishes, given["least"])
    hectares = tally(zones.shapes[list(land.rows)], land.values, units)
    outside = hectares.iloc[-1] if given["region"] is None else None
    return Outcome(
        numbers=_numbers(activity.to_dict(), hectares, outside, units, land, given),
        features={"zones": _features(land)},
        method=METHOD,
        layers=(layer, by.layer),
        trusts=tuple({v.citation.trust for v in land.verdicts if v.citation is not None}),
    )


def _land(
    zones: Zones,
    verdicts: list[Verdict],
    rules: Rules,
    plan: Citation,
    wishes: Mapping[str, float],
    least_ha: float | None,
) -> Land:
    """Keep the zones whose limits and size leave what is wished."""
    area = area_m2(zones.shapes) / HA
    kept: list[tuple[int, str]] = []
    for row, verdict in enumerate(verdicts):
        if least_ha is not None and area[row] < least_ha:
            continue
        value: str | None = verdict.value
        if wishes:
            attributes, code = zones.attributes(row), zones.codes[row]
            limits = limits_of(attributes, code, zones.regions[row], rules, plan)
            value = under_wishes(verdict.value, limits, wishes)
        if value is not None:
            kept.append((row, value))
    rows, values = tuple(row for row, _ in kept), tuple(value for _, value in kept)
    return Land(zones, rows, values, tuple(verdicts[r] for r in rows), len(zones) - len(rows))


def _numbers(
    activity: dict[str, Any],
    hectares: pd.DataFrame,
    outside: pd.Series[float] | None,
    units: gpd.GeoDataFrame,
    land: Land,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    inside = hectares.iloc[:-1]
    rows = [
        {"code": units["code"].loc[label], "name": units["name"].loc[label]}
        | {f"{value}_ha": ha for value, ha in row.items()}
        for label, row in inside.iterrows()
        if row.sum() > LEAST_HA
    ]
    counts = {value: land.values.count(value) for value in STRICTNESS}
    sources = {v.citation.id: v.citation for v in land.verdicts if v.citation is not None}
    return {
        "activity": activity,
        "rows": rows,
        "verdicts": [
            {
                "verdict": value,
                "meaning": MEANINGS[value],
                "area_ha": float(inside[value].sum()),
                "n_zones": counts[value],
            }
            for value in STRICTNESS
        ],
        "outside_units_ha": float(outside.sum()) if outside is not None else None,
        "by": given["by"],
        "region": given["region"],
        "wishes": {key: given[key] for key in (*WISHES, "least") if given[key] is not None},
        "n_zones": len(land.rows),
        "n_left_out": land.n_left_out,
        "reasons": _reasons(land),
        "sources": [c.to_dict() for c in sources.values()],
    }


def _reasons(land: Land) -> list[dict[str, Any]]:
    """Say why verdicts are unknown, with how many zones each."""
    told: dict[str, list[Any]] = {}
    for verdict in land.verdicts:
        if verdict.reason:
            told.setdefault(verdict.reason.en, [verdict.reason, 0])[1] += 1
    return [{"text": text, "n_zones": n} for text, n in told.values()]


def _features(land: Land) -> gpd.GeoDataFrame:
    rows = list(land.rows)
    shapes = land.zones.shapes[rows]
    return gpd.GeoDataFrame(
        {
            "code": land.zones.codes[rows],
            "verdict": np.array(land.values, dtype=object),
            "condition": [v.condition.id or None for v in land.verdicts],
            "condition_en": [v.condition.en or None for v in land.verdicts],
            "area_ha": area_m2(shapes) / HA,
        },
        geometry=gpd.GeoSeries(shapes, crs=STORAGE_CRS).array,
        index=land.zones.frame.index[rows],
    )
