"""Telling: each edit as it was understood, in numbers and in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.whatif import Effect
from gis.access.whatif.serving import Served
from gis.network.whatif.joining import Joined
from gis.processes.changing.planned import Planned, Sites
from gis.processes.facilities import column
from gis.processes.travel import ACCESS_LIMIT_M
from layers.schema import Text
from layers.text import figure

# So far around the units a place may still be meant for the sea beside them: some 50 km.
ABOUT_DEG = 0.5


def told(
    given: Mapping[str, Any],
    plan: Planned,
    effect: Effect,
    sites: Sites,
    land: gpd.GeoDataFrame,
) -> list[dict[str, Any]]:
    """Tell each edit as it was understood, one after the other.

    Parameters
    ----------
    given
        Checked inputs.
    plan, effect
        What was put on the roads, and what came of it.
    sites
        The facilities.
    land
        All units, with ``code`` and ``name``.
    """
    region = given["region"]
    out = [_added(plan, effect, i, land, region) for i in range(len(plan.added))]
    names = column(sites.frame, "name")
    near = _people_by_owner(effect.before)
    out += [
        _removed(str(sites.frame.index[i]), names[i], float(near[i]), region)
        for i in plan.removed.tolist()
    ]
    out += [_road(given, road, plan, effect) for road in effect.change.roads]
    out += [_speed(name, kmh, plan.n_lines[name]) for name, kmh in given["speed"] or ()]
    return out


def _people_by_owner(served: Served) -> NDArray[np.float64]:
    """Give the people each facility is the nearest to, on the order of the sources."""
    known = served.owner >= 0
    n = len(served.situation.sources)
    found = np.bincount(served.owner[known], served.groups.once[known], minlength=n)
    return np.asarray(found, dtype=np.float64)


def _heads(people: float, region: str | None) -> Text:
    """Tell how many people, and where only those of a region were asked about."""
    many = figure(people)
    if not region:
        return Text(f"{many.id} orang", f"{many.en} people")
    return Text(f"{many.id} orang di {region}", f"{many.en} people in {region}")


def _added(
    plan: Planned, effect: Effect, i: int, land: gpd.GeoDataFrame, region: str | None
) -> dict[str, Any]:
    lon, lat = plan.added[i].tolist()
    place, used = plan.placed, bool(plan.used[i])
    unit = int(plan.unit[i])
    where = None if unit < 0 else {key: land[key].iloc[unit] for key in ("code", "name")}
    metres = float(place.distance_m[i])
    component = int(place.component[i])
    people = 0.0
    if used:
        position = effect.change.added[int(plan.used[:i].sum())]
        people = float(_people_by_owner(effect.after)[position])
    status = "used" if used else ("off-network" if place.edge[i] < 0 else "off-land")
    if not used and not _is_about((lon, lat), land):
        status = "elsewhere"
    return {
        "kind": "add",
        "lon": lon,
        "lat": lat,
        "status": status,
        "unit": where,
        "to_network_m": metres,
        "access_s": float(place.access_seconds[i]),
        "component": component,
        "people_nearest": people,
        "text": _add_text(
            f"{lon:g},{lat:g}", status, metres, component, _heads(people, region)
        ).to_dict(),
    }


def _is_about(spot: tuple[float, float], land: gpd.GeoDataFrame) -> bool:
    """Tell whether a place is in the box around all units, or near it."""
    west, south, east, north = land.total_bounds
    return bool(
        west - ABOUT_DEG <= spot[0] <= east + ABOUT_DEG
        and south - ABOUT_DEG <= spot[1] <= north + ABOUT_DEG
    )


def _add_text(spot: str, status: str, metres: float, component: int, many: Text) -> Text:
    """Say where a facility joins the roads, or why it changes nothing."""
    far = figure(metres)
    if status == "elsewhere":
        return Text(
            f"Fasilitas baru di {spot} jauh di luar wilayah data: tidak mengubah apa pun. Berikan "
            "bujur lalu lintang (BT,LU; lintang selatan di bawah 0).",
            f"The new facility at {spot} is far outside the region of the data: it changes "
            "nothing. Give longitude, then latitude (south of the equator below 0).",
        )
    if status == "off-network":
        return Text(
            f"Fasilitas baru di {spot} tidak mencapai jalan mana pun (di air, atau lebih dari "
            f"{ACCESS_LIMIT_M / 1000:g} km): tidak mengubah apa pun.",
            f"The new facility at {spot} is in reach of no road (in the water, or over "
            f"{ACCESS_LIMIT_M / 1000:g} km away): it changes nothing.",
        )
    if status == "off-land":
        return Text(
            f"Fasilitas baru di {spot} tidak di wilayah mana pun (di laut?) dan {far.id} m "
            "dari jalan: tidak mengubah apa pun.",
            f"The new facility at {spot} is in no unit (in the sea?) and {far.en} m from a "
            "road: it changes nothing.",
        )
    if component < 0:
        return Text(
            f"Fasilitas baru di {spot} tidak mencapai jalan mana pun; hanya yang di sekitarnya "
            f"berjalan kaki ke sana: terdekat bagi {many.id}.",
            f"The new facility at {spot} is in reach of no road; only those around it walk there: "
            f"the nearest to {many.en}.",
        )
    main = component == 0
    return Text(
        f"Fasilitas baru di {spot}: {far.id} m ke jalan, di "
        f"{'jaringan utama' if main else f'bagian jaringan yang terpisah ({component})'}; "
        f"terdekat bagi {many.id}.",
        f"New facility at {spot}: {far.en} m to the road, on "
        f"{'the main network' if main else f'a part of the network by itself ({component})'}; "
        f"the nearest to {many.en}.",
    )


def _removed(
    feature_id: str, name: str | None, people: float, region: str | None
) -> dict[str, Any]:
    said = f"{name} ({feature_id})" if name else feature_id
    many = _heads(people, region)
    text = Text(
        f"{said} ditiadakan; semula terdekat bagi {many.id}.",
        f"{said} taken off; it was the nearest to {many.en}.",
    )
    return {
        "kind": "remove",
        "id": feature_id,
        "name": name,
        "people_nearest": people,
        "text": text.to_dict(),
    }


def _road(given: Mapping[str, Any], road: Joined, plan: Planned, effect: Effect) -> dict[str, Any]:
    bridge, kmh = bool(given["bridge"]), float(given["road_kmh"])
    ends = [(road.joins_start, road.moved_start_m), (road.joins_stop, road.moved_stop_m)]
    ties = [Text(*_tie(i, edge >= 0, metres)) for i, (edge, metres) in enumerate(ends)]
    km, n = road.length_m / 1000.0, road.n_crossings
    long, fast, moved = figure(km, ".1f"), figure(kmh, "g"), figure(len(effect.moved))
    text = Text(
        f"{'Jembatan' if bridge else 'Jalan'} baru {long.id} km, {fast.id} km/jam: {ties[0].id}, "
        f"{ties[1].id}, {n} persilangan disambung; {moved.id} sel penduduk dan "
        f"{plan.rerouted} fasilitas kini menempel padanya.",
        f"New {'bridge' if bridge else 'road'} of {long.en} km at {fast.en} km/h: {ties[0].en}, "
        f"{ties[1].en}, {n} crossings joined; {moved.en} cells with people and "
        f"{plan.rerouted} facilities join it now.",
    )
    return {
        "kind": "road",
        "bridge": bridge,
        "kmh": kmh,
        "length_m": road.length_m,
        "joins_start": road.joins_start >= 0,
        "joins_stop": road.joins_stop >= 0,
        "moved_start_m": road.moved_start_m,
        "moved_stop_m": road.moved_stop_m,
        "n_crossings": n,
        "n_places_moved": len(effect.moved),
        "n_facilities_moved": plan.rerouted,
        "text": text.to_dict(),
    }


def _tie(i: int, joined: bool, metres: float) -> tuple[str, str]:
    name, named = (("pangkal", "start"), ("ujung", "end"))[i]
    if not joined:
        return f"{name} lepas", f"{named} loose"
    far = figure(metres)
    return f"{name} tersambung (digeser {far.id} m)", f"{named} joined (moved {far.en} m)"


def _speed(name: str, kmh: float, n_lines: int) -> dict[str, Any]:
    many, fast = figure(n_lines), figure(kmh, "g")
    text = Text(
        f"Jalan kelas {name} ({many.id} ruas) menjadi {fast.id} km/jam.",
        f"Roads of class {name} ({many.en} lines) at {fast.en} km/h.",
    )
    return {"kind": "speed", "class": name, "kmh": kmh, "n_lines": n_lines, "text": text.to_dict()}
