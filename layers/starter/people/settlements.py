"""Settlements: the seat of every village, and neighbourhoods where a village has many people."""

from __future__ import annotations

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
    CODE_FIELD,
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    field,
    modelled,
    styling,
)
from layers.starter.people.census import apportion
from layers.starter.projection import lonlat_to_xy, xy_to_lonlat

PEOPLE_PER_NEIGHBOURHOOD = 3_000
MOST_NEIGHBOURHOODS = 9
CLASSES = {
    "city": Text("Kota", "City"),
    "town": Text("Ibu kota kabupaten", "Regency capital"),
    "district_seat": Text("Pusat kecamatan", "District seat"),
    "village": Text("Desa/kelurahan", "Village"),
    "neighbourhood": Text("Lingkungan", "Neighbourhood"),
}


def place_settlements(villages: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Put a settlement at each village's centre and split populous villages into neighbourhoods.

    Returns
    -------
    geopandas.GeoDataFrame
        Points with name, class, village and district code and people; the people of a
        village's settlements sum to the village's population.
    """
    parts = np.clip(villages["population"] // PEOPLE_PER_NEIGHBOURHOOD, 0, MOST_NEIGHBOURHOODS)
    owner = np.repeat(np.arange(len(villages)), parts + 1)
    first = np.r_[True, owner[1:] != owner[:-1]]
    xy = _scatter(villages, owner, first, rng)
    rank = np.arange(len(owner)) - np.flatnonzero(first)[owner]
    frame = villages.iloc[owner].reset_index(drop=True)
    capitals = _capitals(frame, first)
    classes = _classes(frame, first)
    classes[capitals.index] = capitals["class"]
    number = pd.Series([f"{n} {k}" if k else n for n, k in zip(frame["name"], rank, strict=True)])
    number[capitals.index] = capitals["name"]
    data = {
        "code": [f"{c}-{k}" if k else c for c, k in zip(frame["code"], rank, strict=True)],
        "name": number,
        "class": classes,
        "village_code": frame["code"],
        "district_code": frame["parent"],
        "population": _people(villages, owner),
        "source": np.where(first, frame["source"], "model"),
        "trust": np.where(first, "compiled", "modelled"),
    }
    return gpd.GeoDataFrame(data, geometry=shapely.points(xy_to_lonlat(xy)), crs=STORAGE_CRS)


def _scatter(
    villages: gpd.GeoDataFrame,
    owner: npt.NDArray[np.intp],
    first: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> Floats:
    """Spread neighbourhoods around the centre, inside the village; the seat stays put."""
    centre = lonlat_to_xy(villages[["lon", "lat"]].to_numpy())
    radius = np.sqrt(villages["area_km2"].to_numpy() * 1e6 / np.pi)
    reach = np.minimum(0.75 * radius, 2_500.0)
    shapes = villages.geometry.to_numpy()[owner]
    shapely.prepare(shapes)
    xy = centre[owner].copy()
    open_ = ~first
    for shrink in (1.0, 0.8, 0.6, 0.4, 0.2, 0.1):
        angle = rng.uniform(0, 2 * np.pi, len(owner))
        far = shrink * reach[owner] * np.sqrt(rng.uniform(0.12, 1.0, len(owner)))
        tried = centre[owner] + np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None]
        lonlat = xy_to_lonlat(tried)
        fits = open_ & shapely.contains_xy(shapes, lonlat[:, 0], lonlat[:, 1])
        xy[fits] = tried[fits]
        open_ &= ~fits
    return xy


def _people(villages: gpd.GeoDataFrame, owner: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    counts = np.bincount(owner, minlength=len(villages))
    totals = zip(villages["population"], counts, strict=True)
    return np.concatenate([apportion(int(p), np.r_[1.4, np.ones(n - 1)]) for p, n in totals])


def _classes(frame: pd.DataFrame, first: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    seats = facts.table("districts")
    out = np.where(first, "village", "neighbourhood").astype(object)
    seat = pd.Series(list(zip(frame["parent"], frame["name"], strict=True)))
    out[first & seat.isin(set(zip(seats["code"], seats["seat"], strict=True))).to_numpy()] = (
        "district_seat"
    )
    return np.asarray(out)


def _capitals(frame: pd.DataFrame, first: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Give name and class of each regency's capital, at the row of the nearest village."""
    regions = facts.table("regions")
    regencies = regions[regions["code"].str.len() == 5]
    xy = lonlat_to_xy(frame[["lon", "lat"]].to_numpy())
    points = lonlat_to_xy(regencies[["capital_lon", "capital_lat"]].to_numpy(dtype=float))
    distance = np.hypot(*(xy[None] - points[:, None]).transpose(2, 0, 1))
    distance[:, ~first] = np.inf
    kinds = np.where(regencies["type"] == "kota", "city", "town")
    # "Sendawar (Barong Tongkok/Melak)": the name, and in brackets what lies in it.
    names = regencies["capital"].str.partition(" (")[0].to_numpy()
    return pd.DataFrame({"name": names, "class": kinds}, index=distance.argmin(axis=1))


LAYER = modelled(
    "settlements",
    ("Permukiman", "Settlements"),
    (
        CODE_FIELD,
        NAME_FIELD,
        field("class", "text", ("Kelas", "Class"), codes=CLASSES),
        field("village_code", "text", ("Kode desa/kelurahan", "Village code")),
        field("district_code", "text", ("Kode kecamatan", "District code")),
        field("population", "integer", ("Penduduk", "Population"), unit="people"),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="Point",
    theme="population",
    about=(
        "Titik pusat desa/kelurahan yang sebenarnya dan lingkungan model.",
        "Real village centres, and modelled neighbourhoods.",
    ),
    source=facts.source_text("kepmendagri-polygons"),
    method="village centroids; one neighbourhood for each 3,000 people placed inside the cell",
    styling=styling(
        "population",
        20,
        "circle",
        visible=True,
        class_field="class",
        classes=[
            class_("city", ("Kota", "City"), "#14211f", minzoom=4, label_size=15),
            class_(
                "town",
                ("Ibu kota kabupaten", "Regency capital"),
                "#2f4540",
                minzoom=6,
                label_size=13,
            ),
            class_("district_seat", ("Pusat kecamatan", "District seat"), "#4a5a57", minzoom=9),
            class_("village", ("Desa/kelurahan", "Village"), "#7d8a86", minzoom=11),
            class_(
                "neighbourhood",
                ("Lingkungan", "Neighbourhood"),
                "#b3b8b0",
                minzoom=13,
                label_size=11,
            ),
        ],
        label_field="name",
        radius=2.5,
    ),
)
