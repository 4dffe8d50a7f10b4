"""The process `whatif`: what changes for whom when facilities, roads or speeds are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gis.access.whatif import Effect, what_if
from gis.errors import InputError
from gis.processes.answer import Outcome
from gis.processes.changing.planned import Planned, planned
from gis.processes.changing.rows import (
    gap_rows,
    place_features,
    records,
    road_features,
    site_features,
    total_rows,
    unit_features,
    unit_rows,
)
from gis.processes.changing.standing import standing_of
from gis.processes.changing.telling import told
from gis.processes.changing.today import Today
from gis.processes.coverage import coverage_process, require_people
from gis.processes.facilities import type_labels
from gis.processes.limits import Limits
from gis.processes.process import Input, Process
from gis.processes.travel import ACCESS_LIMIT_M, COMING, STRAIGHT, mode_choices, travel_inputs
from gis.processes.travel.remarks import remarks
from layers.schema import Text
from layers.text import figure

if TYPE_CHECKING:
    from layers.catalog import Catalogue

EDITS = ("add", "remove", "road", "speed")


def change_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="whatif",
        version="1.1.0",
        title=Text("Bagaimana jika", "What if"),
        description=Text(
            "Apa yang berubah bagi siapa bila fasilitas ditambah, ditiadakan atau dipindah, jalan "
            "atau jembatan dibangun, atau kecepatan berubah.",
            "What changes for whom when a facility is added, removed or moved, a road or bridge is "
            "added, or a speed is changed.",
        ),
        inputs=(
            shared["facilities"],
            *_reach(shared["within"], shared["mode"]),
            *_facility_edits(),
            *_road_edits(),
            *(shared[name] for name in ("by", "region", "population")),
            # Rivers close in some months to boats, and none is taken here.
            *(spec for spec in travel_inputs() if spec.id != "month"),
            shared["layer"],
        ),
        function=_run,
        references=(
            "Dijkstra (1959); Ramalingam and Reps (1996): shortest paths kept up to date",
            "exactextract: exact fractions of cells in polygons (ISciences)",
        ),
        command="whatif",
        outputs={
            "units": Text("Wilayah sebelum dan sesudah", "Units before and after"),
            "facilities": Text(
                "Fasilitas: tetap, ditiadakan, ditambah", "Facilities: kept, removed, added"
            ),
            "roads": Text("Jalan baru", "New road"),
            "places": Text(
                "Tempat yang kini terjangkau atau tidak lagi, per wilayah",
                "Places gained and lost, by unit",
            ),
        },
    )


def _reach(within: Input, mode: Input) -> tuple[Input, ...]:
    """Declare how far people go, and by what."""
    travelled = tuple((code, label) for code, label in mode_choices() if code != STRAIGHT)
    codes = ", ".join(code for code, _ in travelled)
    return (
        replace(
            within,
            title=Text("Waktu tempuh", "Times of travel"),
            description=Text(
                "Satu atau beberapa batas waktu, mis. 15min,30min",
                "One or several limits of time, e.g. 15min,30min",
            ),
            default="30min",
        ),
        replace(
            mode,
            description=Text(
                f"Cara bepergian di darat: {codes}", f"How people travel on land: {codes}"
            ),
            choices=travelled,
            default="car",
            quiet=False,
        ),
    )


def _facility_edits() -> tuple[Input, ...]:
    """Declare facilities put on the map and taken off; one moved is both."""
    return (
        Input(
            "add",
            Text("Fasilitas baru", "New facilities"),
            "places",
            Text(
                "Letak fasilitas baru: LON,LAT, beberapa dipisah ;",
                "Where new facilities are: LON,LAT, several with ; between them",
            ),
        ),
        Input(
            "remove",
            Text("Fasilitas ditiadakan", "Facilities taken off"),
            "codes",
            Text(
                "Id fasilitas pada lapisannya; memindahkan = meniadakan lalu menambah",
                "Ids of facilities in their layer; to move one, remove it and add it elsewhere",
            ),
        ),
    )


def _road_edits() -> tuple[Input, ...]:
    """Declare a new road or bridge, and other speeds."""
    return (
        Input(
            "road",
            Text("Jalan baru", "New road"),
            "line",
            Text(
                "Jalur jalan baru: LON,LAT LON,LAT …, dipisah spasi",
                "Course of a new road: LON,LAT LON,LAT …, with blanks between them",
            ),
        ),
        Input(
            "road_kmh",
            Text("Kecepatan jalan baru", "Speed of the new road"),
            "number",
            Text("Kecepatan di jalan baru (anggapan)", "Speed on the new road (an assumption)"),
            unit="km/h",
            minimum=1,
            maximum=200,
            default=40,
            quiet=True,
        ),
        Input(
            "bridge",
            Text("Jembatan", "Bridge"),
            "boolean",
            Text(
                "Disambung ke jalan hanya di kedua ujungnya; orang naik di bagiannya yang di darat",
                "Tied to roads at its ends only; people join it where it is on land",
            ),
            default=False,
            quiet=True,
        ),
        Input(
            "join",
            Text("Sambung dalam jarak", "Join within"),
            "distance",
            Text(
                "Paling jauh ujung jalan baru digeser ke jalan yang ada",
                "How far an end of the new road is moved onto a road at most",
            ),
            unit="m",
            maximum=5000,
            default="100m",
            quiet=True,
        ),
        Input(
            "speed",
            Text("Kecepatan lain", "Other speeds"),
            "speeds",
            Text(
                "Kecepatan per kelas jalan, mis. arterial=30,local=20",
                "Speeds by class of road, e.g. arterial=30,local=20",
            ),
        ),
    )


def _require_times(within: Limits) -> None:
    if not within.seconds:
        what = Text(
            f"{within} bukan waktu tempuh; yang diminta mis. 15min,30min",
            f"{within} is no time of travel; wanted e.g. 15min,30min",
        )
        raise InputError.of([("within", what)])


def _require_edit(given: Mapping[str, Any]) -> None:
    if not any(given[name] for name in EDITS):
        named = ", ".join(EDITS)
        what = Text(
            f"tidak ada yang diubah; yang diminta paling sedikit satu dari {named} (pindah: "
            "remove dan add)",
            f"nothing is changed; wanted at least one of {named} (to move: remove and add)",
        )
        raise InputError(what, faults=[(name, what) for name in EDITS])


def _twice(added: Sequence[tuple[float, float]] | None) -> Iterator[Text]:
    """Say that places to add are one and the same, to about a metre."""
    places = [(round(lon, 5), round(lat, 5)) for lon, lat in added or ()]
    extra = len(places) - len(set(places))
    if extra:
        yield Text(
            f"{extra} dari {len(places)} fasilitas baru berada di tempat fasilitas baru lain.",
            f"{extra} of {len(places)} new facilities are in the place of another new one.",
        )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    _require_times(given["within"])
    _require_edit(given)
    ids = (given["layer"], given["by"], given["population"])
    require_people(catalogue[given["population"]].layer)
    standing = standing_of(catalogue, given)
    sites, units, land, today = standing.sites, standing.units, standing.land, standing.today
    plan = planned(catalogue, given, today, sites, land)
    effect = what_if(
        today.served,
        plan.edits,
        off=today.off,
        walks=plan.walks,
    )
    rows = unit_rows(effect, units)
    found = Outcome(
        numbers={
            "measure": "people",
            "rows": records(rows),
            "totals": total_rows(effect),
            "edits": told(given, plan, effect, sites, land),
            "gaps": gap_rows(effect, units),
            "facility_types": type_labels(given["facilities"]),
            "by": given["by"],
            "region": given["region"],
        }
        | _counts(today, plan, effect),
        features={
            "units": unit_features(rows, units),
            "facilities": site_features(plan, sites),
            "roads": road_features(given, effect),
            "places": place_features(effect, units),
        },
        method=_method(today),
        layers=(*(catalogue[layer_id].layer for layer_id in ids), *today.travel.layers),
        # New places and speeds that were given are as good as a guess.
        trusts=("illustrative",) if given["add"] or given["road"] or given["speed"] else (),
    )
    return found.noted(*standing.notes, *_twice(given["add"]), *remarks(found, given))


def _counts(today: Today, plan: Planned, effect: Effect) -> dict[str, Any]:
    """Tell of the mode, the network, and how much was worked out anew."""
    travel, sources = today.travel, today.served.situation.sources
    return {
        "mode": {"id": travel.id, "title": travel.title.to_dict()},
        "n_facilities": int((sources.edge >= 0).sum()),
        "n_facilities_off_network": int((sources.edge < 0).sum()),
        "n_added": int(plan.used.sum()),
        "n_added_unused": int((~plan.used).sum()),
        "n_removed": len(plan.removed),
        "n_places": len(today.served.demand),
        "n_places_changed": len(effect.place),
        "n_nodes_changed": len(effect.change.node),
        "n_negative_cells": today.served.demand.n_negative_cells,
        "network": dict(travel.report),
    }


def _method(today: Today) -> Text:
    """Say how before and after were found."""
    travel = today.travel
    title, comes, kmh = travel.title, travel.id in COMING, travel.mode.access_kmh
    far = f"{ACCESS_LIMIT_M / 1000:g} km"
    return Text(
        f"Waktu tempuh sebelum dan sesudah: {title.id.lower()}, lewat jaringan jalan (tanpa "
        f"penyeberangan), {'dari fasilitas ke penduduk' if comes else 'dari penduduk ke fasilitas'}"
        "; jalur tercepat yang tepat dari pusat setiap sel penduduk dengan kecepatan rencana per "
        f"ruas (tanpa kemacetan), ditambah jalan kaki {figure(kmh, 'g').id} km/jam garis lurus "
        f"ke ruas terdekat (paling jauh {far}). Hanya yang tersentuh perubahan dihitung ulang; "
        "hasilnya sama dengan hitungan penuh. Bertambah dan berkurang dihitung terpisah. "
        "Kecepatan yang diberikan dan letak yang baru adalah anggapan penanya.",
        f"Travel time before and after: {title.en.lower()}, along the road network (without "
        f"ferries), {'from the facility to people' if comes else 'from people to the facility'}; "
        "the exact quickest way from the centre of each cell with people, at the planning speed of "
        f"each road (no congestion), with a straight walk at {kmh:g} km/h to the nearest road (at "
        f"most {far}). Only what the edits bear on is worked out anew; the result is that of a "
        "full count. Who gains and who loses is counted apart. Speeds that were given and new "
        "places are the asker's assumptions.",
    )
