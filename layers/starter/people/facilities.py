"""Facilities: known ones at their anchors, the others placed among people by plain rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.crs import STORAGE_CRS
from layers.schema import Text
from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.describe import (
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    code_list,
    field,
    modelled,
    styling,
)
from layers.starter.people.jetties import place_jetties
from layers.starter.projection import lonlat_to_xy, xy_to_lonlat

ANCHOR_TYPES = {
    "airport": "bandara",
    "port": "pelabuhan",
    "ferry": "dermaga",
    "hospital": "rs",
    "university": "kampus",
    "toll_gate": "gerbang_tol",
    "dam": "embung",
    "power_plant": "pembangkit",
}
STATUS = {
    "operating": Text("Beroperasi", "Operating"),
    "closed": Text("Tutup", "Closed"),
    "planned": Text("Rencana", "Planned"),
}
CITY_PEOPLE = 9_000
URBAN_PEOPLE = 4_000
JITTER_M = (60.0, 800.0)
MODEL_SOURCE = "model"


@dataclass(frozen=True, slots=True)
class Places:
    """Settlements as places to put facilities: people, urban marks, district and regency."""

    frame: pd.DataFrame
    weight: dict[str, Floats]


def place_facilities(
    settlements: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    waterways: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Place facilities of every type where people are; every district gets a puskesmas.

    Returns
    -------
    geopandas.GeoDataFrame
        Points with type, name, district, capacity, status, source and trust.
    """
    known = _known(districts)
    places = _places(settlements)
    taken = known["type"].value_counts().to_dict()
    parts = [known, place_jetties(settlements, waterways, districts)]
    for row in facts.table("facility_rates").to_dict("records"):
        where = _choose(row, places, int(taken.get(row["type"], 0)), rng)
        parts.append(_modelled(row, places.frame.iloc[where], rng))
    frame = pd.concat(parts, ignore_index=True)
    frame = _inside_district(frame, districts, settlements)
    groups = facts.table("facility_types").set_index("id")["group"]
    frame.insert(2, "group", frame["type"].map(groups))
    frame.insert(0, "code", [f"F{k:05d}" for k in range(1, len(frame) + 1)])
    geometry = shapely.points(frame.pop("lon").round(6), frame.pop("lat").round(6))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=STORAGE_CRS)


def _known(districts: gpd.GeoDataFrame) -> pd.DataFrame:
    anchors = facts.table("anchors")
    anchors = anchors[anchors["type"].isin(ANCHOR_TYPES)].reset_index(drop=True)
    closed = anchors["name"].str.contains("closed")
    points = shapely.points(anchors["lon"], anchors["lat"])
    nearest = districts.sindex.nearest(points, return_all=False)[1]
    return pd.DataFrame(
        {
            "name": anchors["name"].str.replace(" (closed)", "", regex=False),
            "type": anchors["type"].map(ANCHOR_TYPES),
            "district_code": districts["code"].to_numpy()[nearest],
            "capacity": np.nan,
            "capacity_unit": None,
            "status": np.where(closed, "closed", "operating"),
            "source": anchors["source"],
            "trust": anchors["trust"],
            "lon": anchors["lon"],
            "lat": anchors["lat"],
        }
    )


def _places(settlements: gpd.GeoDataFrame) -> Places:
    people = settlements["population"].to_numpy(dtype=float)
    frame = pd.DataFrame(
        {
            "place": settlements["name"].str.replace(r" \d+$", "", regex=True),
            "district": settlements["district_code"],
            "regency": settlements["district_code"].str[:5],
            "lon": settlements.geometry.x,
            "lat": settlements.geometry.y,
            "people": people,
        }
    )
    kind = settlements["class"].to_numpy()
    main = np.isin(kind, ["city", "town"])
    seat = main | (kind == "district_seat")
    by_district = frame.groupby("district")["people"].transform("max").to_numpy()
    weight = {
        "any": people,
        "urban": people * np.where(people > URBAN_PEOPLE, 1.0, 0.15) + seat * 2_000,
        "town": people**1.5 * np.where(people > URBAN_PEOPLE, 1.0, 0.02) + main * 1e6,
        "city": np.where(people > CITY_PEOPLE / 3, people, 0.0) + main,
        "rural": np.where(people < URBAN_PEOPLE, people, 0.05 * people),
        "fringe": np.sqrt(people),
        "seat": seat * 1e6 + (people == by_district) * 1e3 + people * 1e-3,
        "capital": main * 1e6 + people * 1e-3,
    }
    return Places(frame, weight)


def _choose(
    row: Mapping[Any, Any], places: Places, taken: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Choose settlements for one type: first the one that each area is owed, then by people."""
    weight = places.weight[row["where"]]
    people = places.frame["people"].to_numpy()
    each = row["one_for_each"]
    first = _best_of_each(places.frame[each], weight) if each else np.empty(0, dtype=np.intp)
    if pd.isna(row["per_people"]):
        return first
    wanted = max(0, round(people.sum() / row["per_people"]) - taken)
    if each != "district":
        wanted = max(0, wanted - len(first))
    edges = np.cumsum(weight) / weight.sum()
    ticks = (np.arange(wanted) + rng.uniform()) / max(wanted, 1)
    more = np.searchsorted(edges, ticks)
    return np.asarray(np.r_[first, np.clip(more, 0, len(weight) - 1)], dtype=np.intp)


def _best_of_each(area: pd.Series, weight: Floats) -> npt.NDArray[np.intp]:
    order: npt.NDArray[np.intp] = np.lexsort((-weight, area.to_numpy().astype(str)))
    ordered = area.to_numpy()[order]
    return np.asarray(order[np.r_[True, ordered[1:] != ordered[:-1]]], dtype=np.intp)


def _modelled(
    row: Mapping[Any, Any], where: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    n = len(where)
    angle, far = rng.uniform(0, 2 * np.pi, n), rng.uniform(*JITTER_M, n)
    xy = lonlat_to_xy(where[["lon", "lat"]].to_numpy())
    lonlat = xy_to_lonlat(xy + np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None])
    district_name = facts.table("districts").set_index("code")["name"]
    by_district = row["one_for_each"] == "district"
    place = where["district"].map(district_name) if by_district else where["place"]
    nth = place.groupby(place.to_numpy()).cumcount().to_numpy() + 1
    has = not pd.isna(row["capacity_low"])
    low, high = (row["capacity_low"], row["capacity_high"]) if has else (0.0, 0.0)
    size = low + (high - low) * rng.beta(1.6, 3.0, n)
    names = [_named(row["name_pattern"], p, int(k)) for p, k in zip(place, nth, strict=True)]
    return pd.DataFrame(
        {
            "name": names,
            "type": row["type"],
            "district_code": where["district"].to_numpy(),
            "capacity": size.round() if has else np.nan,
            "capacity_unit": row["capacity_unit"] if has else None,
            "status": "operating",
            "source": MODEL_SOURCE,
            "trust": "modelled",
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _named(pattern: str, place: str, nth: int) -> str:
    if "{n}" in pattern:
        return pattern.format(place=place, n=nth)
    return pattern.format(place=place) + (f" {nth}" if nth > 1 else "")


def _inside_district(
    frame: pd.DataFrame, districts: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Bring a modelled facility that fell outside its district back to its settlement."""
    shapes = districts.geometry.to_numpy()
    shapely.prepare(shapes)
    number = pd.Series(np.arange(len(districts)), index=districts["code"])
    own = shapes[number[frame["district_code"]].to_numpy()]
    astray = ~shapely.contains_xy(own, frame["lon"], frame["lat"])
    astray &= (frame["source"] == MODEL_SOURCE).to_numpy()
    for k in np.flatnonzero(astray).tolist():
        home = settlements[settlements["district_code"] == frame["district_code"].iat[k]]
        gap = (home.geometry.x - frame["lon"].iat[k]) ** 2
        gap += (home.geometry.y - frame["lat"].iat[k]) ** 2
        best = home.geometry.loc[gap.idxmin()]
        frame.loc[k, ["lon", "lat"]] = [best.x + 2e-5, best.y]
    return frame


def _legend() -> list[dict[str, Any]]:
    colours = {
        "health": ("Kesehatan", "Health", "#a3231f"),
        "education": ("Pendidikan", "Education", "#2b6c8f"),
        "emergency": ("Kedaruratan", "Emergency", "#b4530a"),
        "commerce": ("Perdagangan", "Commerce", "#8a5a00"),
        "government": ("Pemerintahan", "Government", "#4a5a57"),
        "transport": ("Transportasi", "Transport", "#5a4a82"),
        "worship": ("Peribadatan", "Worship", "#0b4f4a"),
        "open_space": ("Ruang terbuka", "Open space", "#4f7d2f"),
        "culture": ("Budaya", "Culture", "#8f4a7a"),
        "utility": ("Utilitas", "Utility", "#5b5f66"),
    }
    return [class_(k, (i, e), c) for k, (i, e, c) in colours.items()]


TYPES = code_list(facts.table("facility_types"), "id", "label_id", "label_en")
LAYER = modelled(
    "facilities",
    ("Fasilitas", "Facilities"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field("type", "text", ("Jenis", "Type"), codes=TYPES, required=True),
        field("group", "text", ("Kelompok", "Group")),
        field("district_code", "text", ("Kode kecamatan", "District code")),
        field("capacity", "number", ("Kapasitas", "Capacity")),
        field("capacity_unit", "text", ("Satuan kapasitas", "Unit of capacity")),
        field("status", "text", ("Status", "Status"), codes=STATUS),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="Point",
    theme="facilities",
    about=(
        (
            "Sebagian di titik yang dikenal (lihat kolom trust), selebihnya ditempatkan model "
            "menurut sebaran penduduk."
        ),
        (
            "Some stand at known points (see the trust column); the others are placed by a model "
            "that follows people."
        ),
    ),
    source=facts.source_text("facility-types"),
    data_date="2026",
    method="known anchors; other facilities by rates per people among settlements (facility_rates)",
    styling=styling(
        "infrastructure",
        30,
        "circle",
        class_field="group",
        classes=_legend(),
        label_field="name",
        minzoom=8,
        label_minzoom=13,
        radius=3.5,
    ),
)
