"""The process `potential`: districts beside their peers, and the land that is left in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.errors import InputError, NoAnswerError
from gis.processes.answer import Outcome, plain
from gis.processes.coverage import coverage_process
from gis.processes.potential.land import FLOOD, METHOD, land_for, layers_of_land
from gis.processes.potential.measures import measures
from gis.processes.potential.ranking import PEERS, peer_groups, standings
from gis.processes.potential.valuing import Valued, valued
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers.errors import LayersError
from layers.layer import Layer, Trust, weakest_trust
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# A house, shops, a home industry, a large one, ecotourism.
USUAL_ACTIVITIES = ("A01", "A05", "A26", "A27", "A35")


def potential_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="potential",
        version="1.0.0",
        title=Text("Potensi wilayah", "Potential of areas"),
        description=Text(
            "Kekuatan dan kesenjangan setiap wilayah dibandingkan dengan wilayah sebanding: "
            "layanan, lahan, keterjangkauan, paparan; dan lahan yang tersedia menurut zonasi.",
            "Strengths and gaps of each unit beside its peers: services, land, access, exposure; "
            "and the land available under the zoning.",
        ),
        inputs=(shared["by"], shared["region"], _peers(), _measures(), _activities()),
        function=_run,
        command="potential",
        references=("Hazen (1914): percentiles as mid-ranks",),
        outputs={"units": Text("Wilayah dan tandanya", "Units and their marks")},
    )


def _peers() -> Input:
    return Input(
        "peers",
        Text("Pembanding", "Peers"),
        "choice",
        Text("Wilayah mana yang menjadi pembanding", "Which units are compared with"),
        choices=tuple(PEERS.items()),
        default="all",
    )


def _measures() -> Input:
    return Input(
        "measures",
        Text("Ukuran", "Measures"),
        "codes",
        Text("Ukuran yang dibandingkan; semua bila tidak disebut", "What is compared; else all"),
        choices=tuple((one.id, one.title) for one in measures()),
    )


def _activities() -> Input:
    return Input(
        "activities",
        Text("Kegiatan", "Activities"),
        "codes",
        Text(
            "Kegiatan yang dicarikan lahan, mis. A01,A27; 'penyangga activities' menyebut semuanya",
            "Activities that land is counted for, e.g. A01,A27; 'penyangga activities' lists them",
        ),
        default=",".join(USUAL_ACTIVITIES),
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    unit_layer = catalogue[given["by"]]
    frame = unit_layer.read()
    every = units_of(frame, None, given["by"])
    units = units_of(frame, given["region"], given["by"]).sort_values("code")
    land, said = _land(catalogue, given, units)
    asked = given["measures"] or [one.id for one in measures()]
    found = [valued(catalogue, one, given["by"]) for one in measures() if one.id in asked]
    groups = peer_groups(every["code"].tolist(), given["peers"])
    rows = [row for one in found for row in _rows(one, groups, units)]
    used: dict[str, Layer] = {layer.id: layer for one in found for layer in one.layers}
    used |= {layer.id: layer for layer in said.layers}
    return Outcome(
        numbers={
            "measures": [_told(one) for one in found],
            "rows": rows,
            "units": _units(units, rows),
            "land": land,
            "activities": said.activities,
            "peers": {"id": given["peers"], "title": PEERS[given["peers"]].to_dict()},
            "by": given["by"],
            "region": given["region"],
        },
        features={"units": _features(units, rows)},
        method=RANKED + " " + METHOD,
        layers=(unit_layer.layer, *(v for k, v in used.items() if k != unit_layer.layer.id)),
        trusts=tuple({trust for one in found for trust in one.trusts} | set(said.trusts)),
        notes=(*_missing(catalogue, found), *said.notes),
    )


RANKED = Text(
    "Persentil: dari 100 wilayah pembanding yang bernilai, berapa yang lebih buruk (yang sama "
    "dihitung setengah). Kekuatan mulai 75, kesenjangan sampai 25; dengan kurang dari empat "
    "pembanding tidak ada tanda.",
    "Percentile: of 100 peers with a value, how many are worse (equals count by half). A strength "
    "from 75 on, a gap up to 25; with fewer than four peers there is no mark.",
)


@dataclass(slots=True)
class _Said:
    """What was said of land: the activities, layers, trusts and notes."""

    activities: list[dict[str, Any]] = field(default_factory=list)
    layers: tuple[Layer, ...] = ()
    trusts: tuple[Trust, ...] = ()
    notes: tuple[Text, ...] = ()


def _land(
    catalogue: Catalogue, given: Mapping[str, Any], units: gpd.GeoDataFrame
) -> tuple[list[dict[str, Any]], _Said]:
    """Give the land for every activity, and what stands behind it."""
    rows: list[dict[str, Any]] = []
    said = _Said()
    for activity in given["activities"]:
        try:
            more, outcome = land_for(catalogue, activity, units, given)
        except InputError as error:
            raise InputError.of([("activities", what) for _, what in error.faults]) from error
        except (NoAnswerError, LayersError) as error:
            said.notes = (*said.notes, f"{activity}: " + error.text)
            continue
        rows += more
        said.activities.append(outcome.numbers["activity"])
        said.layers = (*said.layers, *outcome.layers)
        said.trusts = (*said.trusts, *outcome.trusts)
    if rows:
        said.layers = (*said.layers, *layers_of_land(catalogue))
    return rows, said


def _told(one: Valued) -> dict[str, Any]:
    """Tell of a measure: what it is, how it was measured, on what, and what it is worth."""
    marks = [weakest_trust(*one.layers)] if one.layers else []
    return {
        **one.measure.to_dict(),
        "method": one.method.to_dict(),
        "layers": sorted({layer.id for layer in one.layers}),
        "trust": weakest([*marks, *one.trusts, one.measure.trust]),
        "reason": one.reason.to_dict() if one.reason is not None else None,
    }


def _rows(one: Valued, groups: pd.Series, units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give where each unit asked about stands in a measure."""
    if one.reason is not None:
        return []
    table = standings(one.values, groups, one.measure.direction).reindex(units["code"])
    table.insert(0, "name", units["name"].to_numpy())
    table.insert(1, "measure", one.measure.id)
    rows: list[dict[str, Any]] = plain(table.rename_axis("code").reset_index().to_dict("records"))
    return rows


def _units(units: gpd.GeoDataFrame, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the strengths and gaps of each unit, the farthest from its peers first."""
    out = []
    for code, name in zip(units["code"], units["name"], strict=True):
        own = [row for row in rows if row["code"] == code]
        ordered = sorted(own, key=lambda row: abs((row["percentile"] or 50.0) - 50.0), reverse=True)
        marked = {
            mark: [row["measure"] for row in ordered if row["mark"] == mark]
            for mark in ("strength", "gap")
        }
        told = {"code": code, "name": name}
        out.append({**told, "strengths": marked["strength"], "gaps": marked["gap"]})
    return out


def _features(units: gpd.GeoDataFrame, rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Give the units with how many strengths and gaps they have."""
    marks = pd.DataFrame(rows, columns=["code", "mark"])
    out: gpd.GeoDataFrame = units[["code", "name", "geometry"]].copy()
    for column, mark in (("n_strengths", "strength"), ("n_gaps", "gap")):
        counts = marks[marks["mark"] == mark]["code"].value_counts()
        out[column] = out["code"].map(counts).fillna(0).astype(int)
    return out


def _missing(catalogue: Catalogue, found: Sequence[Valued]) -> list[Text]:
    """Say which measures have no value at all, and what land was not taken off."""
    notes = [one.measure.title + ": " + one.reason for one in found if one.reason is not None]
    if FLOOD not in catalogue:
        notes.append(
            Text(
                f"tidak ada lapisan {FLOOD}: banjir tidak dikurangkan dari lahan tersedia",
                f"there is no layer {FLOOD}: floods are not taken off the land available",
            )
        )
    return notes
