"""Ranking: the largest conflicts of each kind with their place, and the sums of each rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.processes.landuse.clashes import Clash
from gis.processes.landuse.places import place_text, places_of
from gis.processes.landuse.rows import centre
from layers.crs import STORAGE_CRS
from layers.landcover import COMMON, legend
from layers.landcover.conflicts import KINDS

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

LISTS = ("layers", "zones", "against")


def ranked(
    catalogue: Catalogue, found: list[Clash], n: int
) -> tuple[list[dict[str, Any]], gpd.GeoDataFrame, tuple[Layer, ...]]:
    """Rank the patches of each kind by area, and name their places.

    Parameters
    ----------
    catalogue
        May hold layers of regions.
    found
        The clashes; a patch that several plans show under one rule is told once.
    n
        How many of each kind.

    Returns
    -------
    tuple
        Rows, features, and the layers that gave the places.
    """
    held: dict[tuple[object, ...], tuple[Clash, int, list[str]]] = {}
    for clash in found:
        for position, patch in enumerate(clash.largest.to_dict("records")):
            same = (f"{patch['area_ha']:.5g}", round(patch["x"], 4), round(patch["y"], 4))
            seen = held.setdefault((clash.rule.id, *same), (clash, position, []))
            seen[2].append(clash.plan.layer.id)
    kept: list[dict[str, Any]] = []
    for kind in KINDS:
        own = [one for one in held.values() if one[0].rule.kind == kind]
        own.sort(key=lambda one: -float(one[0].largest["area_ha"].iloc[one[1]]))
        kept += [
            _row(clash, position, layers) | {"rank": rank}
            for rank, (clash, position, layers) in enumerate(own[:n], start=1)
        ]
    shapes = [row.pop("geometry") for row in kept]
    places, used = places_of(catalogue, shapes)
    for row, place in zip(kept, places, strict=True):
        row |= {"place": place_text(place), "places": place}
    told = pd.DataFrame([_flat(row) for row in kept])
    return kept, gpd.GeoDataFrame(told, geometry=shapes, crs=STORAGE_CRS), used


def _row(clash: Clash, position: int, layers: list[str]) -> dict[str, Any]:
    """Draw a patch and tell all of it but its place."""
    drawn = clash.draw(position)
    return {
        "rank": 0,
        "kind": clash.rule.kind,
        "conflict": clash.rule.id,
        "name": clash.rule.name.to_dict(),
        "layers": layers,
        "zones": drawn["codes"],
        "against_layer": clash.other.layer.id if clash.other else None,
        "against": drawn["against"],
        "against_names": None if clash.other else _covers(drawn["against"]),
        "area_ha": float(clash.largest["area_ha"].iloc[position]),
        **centre(drawn["geometry"]),
        "trust": clash.rule.trust,
        "geometry": drawn["geometry"],
    }


def _covers(codes: list[str]) -> list[dict[str, str]]:
    """Name the classes of land cover, of the legend that rules are written in."""
    names = legend(COMMON).labels()
    return [names[code].to_dict() for code in codes]


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row as properties of a feature: no lists, both names apart."""
    flat = {k: v for k, v in row.items() if k not in ("name", "places", "against_names", *LISTS)}
    flat |= {"name_id": row["name"]["id"], "name_en": row["name"]["en"]}
    return flat | {key: " ".join(row[key]) for key in LISTS}


def summed(clash: Clash) -> dict[str, Any]:
    """Give the sums of one rule on one plan, with the reason, the source and the trust."""
    return clash.rule.to_dict() | {
        "layer": clash.plan.layer.id,
        "against_layer": clash.other.layer.id if clash.other else None,
        "area_ha": clash.area_ha,
        "n_patches": clash.n_patches,
        "plan_ha": clash.plan_ha,
        "share": clash.area_ha / clash.plan_ha if clash.plan_ha > 0 else None,
        "no_value_ha": clash.no_value_ha,
        "narrow_ha": clash.narrow_ha,
    }
