"""The process `visit`: what a visitor finds from a place, and how long the way takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from gis.errors import NoAnswerError
from gis.processes.answer import Outcome
from gis.processes.nearest import nearest_process
from gis.processes.process import Process
from gis.processes.suitability.times import travel_times
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

USUAL_TYPES = "museum,bioskop,taman,hutan_kota,mal"
NATURE = "protected_areas"
TAKEN = ("point", "facilities", "k", "mode", "max_time")


def visit_process() -> Process:
    """Declare the process."""
    specs = {spec.id: spec for spec in nearest_process().inputs}
    usual = {
        "facilities": replace(specs["facilities"], default=USUAL_TYPES, required=False),
        "k": replace(specs["k"], default=20),
        "mode": replace(
            specs["mode"],
            default="car",
            choices=tuple(one for one in specs["mode"].choices or () if one[0] != "straight"),
        ),
        "max_time": replace(specs["max_time"], default="120min"),
    }
    return Process(
        id="visit",
        version="1.0.0",
        title=Text("Kunjungan", "Visits"),
        description=Text(
            "Tempat yang dikunjungi orang dan kawasan alam dari suatu titik, menurut waktu tempuh.",
            "Places that people visit and areas of nature from a place, by travel time.",
        ),
        inputs=tuple(usual.get(name, specs[name]) for name in TAKEN),
        function=_run,
        command="visit",
        outputs={"places": Text("Tempat dan waktunya", "Places and their times")},
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    process = nearest_process()
    asked = process.check({"point": list(given["point"])}) | {name: given[name] for name in TAKEN}
    found, notes = None, []
    try:
        found = process.function(catalogue, asked)
    except NoAnswerError as error:
        notes.append(error.text)
    nature = _nature(catalogue, asked)
    rows = [] if found is None else [dict(row) for row in found.numbers["rows"]]
    rows += nature
    if not rows:
        raise NoAnswerError(
            Text.joined(notes, "; ")
            + Text(
                "; perpanjang max_time, atau pilih jenis lain",
                "; allow a longer max_time, or choose other types",
            ),
            code="nothing-to-visit",
        )
    rows.sort(key=lambda row: row["seconds"])
    rows = [row | {"rank": n} for n, row in enumerate(rows[: given["k"]], 1)]
    layers = () if found is None else found.layers
    if NATURE in catalogue:
        layers = (*layers, catalogue[NATURE].layer)
    places = gpd.GeoDataFrame(
        [{key: row[key] for key in ("rank", "name", "type", "seconds")} for row in rows],
        geometry=gpd.points_from_xy([r["lon"] for r in rows], [r["lat"] for r in rows]),
        crs=4326,
    )
    return Outcome(
        numbers={"rows": rows, "point": list(given["point"]), "visit": True},
        features={"places": places},
        method=METHOD if found is None else found.method + " " + METHOD,
        layers=layers,
        notes=() if found is None else found.notes,
    )


METHOD = Text(
    "Kawasan alam: waktu ke titik di dalamnya; yang lebih jauh dari batas, atau lebih dari 10 km "
    "dari jalan, tidak disebut. Jam buka dan tiket tidak diketahui.",
    "Areas of nature: the time to a point inside them; those beyond the limit, or more than 10 km "
    "from a road, are not listed. Opening hours and tickets are not known.",
)


def _nature(catalogue: Catalogue, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the areas of nature within the time, each with the time to a point inside it."""
    if NATURE not in catalogue:
        return []
    areas = catalogue[NATURE].read()
    spot = np.array([asked["point"]], dtype=float)
    out = []
    for at in range(len(areas)):
        one = areas.iloc[[at]]
        try:
            times = travel_times(catalogue, asked, one, asked["mode"]).times()
        except NoAnswerError:
            continue
        seconds = float(times(spot)[0])
        if seconds <= asked["max_time"]:
            inside = one.geometry.representative_point().iloc[0]
            about = {"id": int(one.index[0]), "name": str(one["name"].iloc[0]), "type": NATURE}
            out.append({**about, "seconds": seconds, "lon": inside.x, "lat": inside.y})
    return out
