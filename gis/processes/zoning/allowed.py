"""The process `allowed`: where an activity is allowed, and how much land that is by district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import has_shape
from gis.errors import NoAnswerError
from gis.processes.answer import NAMED, Outcome, Standing
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
from layers.text import Text, figure
from layers.zoning.activities import activities

if TYPE_CHECKING:
    from layers.catalog import Catalogue

WISHES = {"coverage": "kdb_max_pct", "floor_ratio": "klb_max", "storeys": "storeys_max"}
# Less is where zones and units only touch.
LEAST_HA = 1e-3
METHOD = Text(
    "Putusan ITBX tiap zona seluas zonanya sebagaimana digambar; luas sama-luasan pada elipsoid "
    "WGS 84, dipotong pada batas wilayah. Zona yang batasnya kurang dari yang diminta tidak "
    "dihitung (left_out_ha); yang batasnya tidak disebut sumber mana pun dihitung tidak diketahui. "
    "outside_plan_ha ialah luas wilayah yang tidak dicakup zona mana pun. Sempadan, "
    "banjir, dan ketelitian garis tidak dikurangkan: tanyakan per bidang dengan 'zone'.",
    "The ITBX verdict of each zone over the zone as drawn; equal areas on the WGS 84 ellipsoid, "
    "cut at the borders of the units. Zones whose limits leave less than wished are left out "
    "(left_out_ha); those with a limit that no source states count as unknown. outside_plan_ha is "
    "what no zone covers of a unit. Setbacks, floods and the accuracy "
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
    shares = _shares(hectares.iloc[:-1], zones, land, units)
    return Outcome(
        numbers=_numbers(activity.to_dict(), shares, outside, land, given),
        features={"zones": _features(land)},
        method=METHOD,
        layers=(layer, by.layer),
        trusts=tuple({v.citation.trust for v in land.verdicts if v.citation is not None}),
    ).stands(_standing(shares))


def _shares(
    inside: pd.DataFrame, zones: Zones, land: Land, units: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Give each unit's hectares by verdict, those left out, and those without a plan.

    They add up to the unit's area; where zones overlap, what is without a plan is less by that.
    """
    rest = np.setdiff1d(np.arange(len(zones)), land.rows)
    out = tally(zones.shapes[rest], ["X"] * len(rest), units).iloc[:-1].sum(axis=1)
    area = area_m2(units.geometry.to_numpy()) / HA
    bare = np.maximum(area - inside.sum(axis=1).to_numpy(float) - out.to_numpy(float), 0.0)
    about = units[["code", "name"]].reset_index(drop=True)
    told = inside.reset_index(drop=True).add_suffix("_ha")
    left = {"left_out_ha": out.to_numpy(float), "outside_plan_ha": bare, "area_ha": area}
    shares: pd.DataFrame = pd.concat([about, told, pd.DataFrame(left)], axis=1)
    return shares


def _reached(shares: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell the units that a zone of the plan reaches into."""
    zoned = [f"{value}_ha" for value in STRICTNESS]
    reached: NDArray[np.bool_] = (shares[[*zoned, "left_out_ha"]].sum(axis=1) > LEAST_HA).to_numpy()
    return reached


def _standing(shares: pd.DataFrame) -> Standing | None:
    """Name the units that no zone of the plan reaches."""
    bare = shares[~_reached(shares)]
    if not len(bare):
        return None
    area, n = figure(float(bare["area_ha"].sum())), len(bare)
    more = Text(f" dan {n - NAMED} lagi", f" and {n - NAMED} more") if n > NAMED else Text("", "")
    units = "unit" if n == 1 else "units"
    missing = [str(name or code) for name, code in zip(bare["name"], bare["code"], strict=True)]
    some = ", ".join(missing[:NAMED])
    told = Text(
        f"Rencana mencakup {len(shares) - n} dari {len(shares)} wilayah; {n} wilayah "
        f"({area.id} ha) tanpa zona dalam rencana: {some}{more.id}",
        f"The plan covers {len(shares) - n} of {len(shares)} areas; {n} {units} "
        f"({area.en} ha) without any zone of the plan: {some}{more.en}",
    )
    return Standing("partial", told, tuple(missing), len(shares))


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
    shares: pd.DataFrame,
    outside: pd.Series[float] | None,
    land: Land,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    told = shares[_reached(shares)]
    counts = {value: land.values.count(value) for value in STRICTNESS}
    sources = {v.citation.id: v.citation for v in land.verdicts if v.citation is not None}
    return {
        "activity": activity,
        "rows": told.drop(columns="area_ha").to_dict("records"),
        "verdicts": [
            {
                "verdict": value,
                "meaning": MEANINGS[value],
                "area_ha": float(shares[f"{value}_ha"].sum()),
                "n_zones": counts[value],
            }
            for value in STRICTNESS
        ],
        "left_out_ha": float(told["left_out_ha"].sum()),
        "outside_plan_ha": float(told["outside_plan_ha"].sum()),
        "n_units": len(told),
        "n_units_without_plan": len(shares) - len(told),
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
