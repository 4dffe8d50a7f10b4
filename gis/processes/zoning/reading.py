"""What a workspace holds about a place: plans, tables of rules, and layers that lie over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from gis.errors import InputError
from gis.zoning.accuracy import Accuracy, PlanKind, accuracy_of
from gis.zoning.citations import Citation
from gis.zoning.ground import Ground
from gis.zoning.overlays import (
    ROAD_REACH_M,
    WIDEST_RIVER_M,
    Overlay,
    of_areas,
    of_rivers,
    of_roads,
)
from gis.zoning.verdicts import Rules
from gis.zoning.zones import Zones
from layers.layer import Layer
from layers.text import Text
from layers.zoning.rules import rule_tables

if TYPE_CHECKING:
    from layers.catalog import Catalogue

COARSEST_M = 125.0
RIVER_REACH_M = WIDEST_RIVER_M / 2.0 + 100.0
SUBZONE = "kodszn"


@dataclass(frozen=True)
class Plan:
    """The part of a plan about a place, and what it is cited by."""

    layer: Layer
    citation: Citation
    zones: Zones


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that may lie over a place: the layers and columns that would tell of it."""

    id: str
    title: Text
    words: tuple[str, ...]
    column: str = ""


SUBJECTS = (
    Subject("protected", Text("kawasan lindung", "protected areas"), ("protected", "lindung")),
    Subject(
        "flood",
        Text("kawasan rawan banjir dan bencana", "flood and hazard areas"),
        ("flood", "banjir", "hazard", "rawan", "krb"),
        "krb_03",
    ),
    Subject("airport", Text("tinggi di sekitar bandara (KKOP)", "heights at airports (KKOP)"),
            ("kkop",), "kkop_1"),
    Subject("food_land", Text("lahan pangan dilindungi (LP2B)", "protected food land (LP2B)"),
            ("lp2b",), "lp2b_2"),
)  # fmt: skip
RIVERS = Subject("river", Text("sungai dan sempadannya", "rivers and their setbacks"), ())
ROADS = Subject("road", Text("jalan dan ruang pengawasannya", "roads and their strips"), ())


def kind_of(layer: Layer) -> PlanKind:
    """Tell a detailed plan from a general one: it has sub-zones."""
    return "rdtr" if SUBZONE in layer.schema.names else "rtrw"


def plan_about(
    catalogue: Catalogue, layer_id: str, place: shapely.Geometry, scale: float | None = None
) -> Plan:
    """Read the zones of a plan at a place and beside it.

    Raises
    ------
    LayerNotFoundError
        If the layer is not there or is a raster.
    """
    handle = catalogue[layer_id]
    layer = handle.layer
    region, stated = str(layer.plan.get("region", "")), scale or layer.plan.get("scale")
    coarse = accuracy_of(stated, kind_of(layer), source=layer.source)
    # Wide enough for the coarsest scale there is, until the region says which.
    frame = handle.read(bbox=_box(place, 4.0 * max(coarse.metres, COARSEST_M) + 1.0))
    zones = Zones.of(frame, coarse, region=region)
    if stated is None and len(zones):
        known = accuracy_of(None, kind_of(layer), region=region or str(zones.regions[0]))
        zones = Zones(zones.frame, zones.codes, zones.regions, known)
    return Plan(layer, Citation.of_layer(layer), zones)


def _box(place: shapely.Geometry, margin_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = Ground.about(place).window(place, margin_m)
    return west, south, east, north


def rules_of(catalogue: Catalogue, day: str | None = None) -> Rules:
    """Read the tables of rules of a workspace, to be asked as they held on a day.

    Raises
    ------
    InputError
        If `day` is no date such as 2025-01-31.
    """
    if day is not None:
        try:
            dt.date.fromisoformat(day)
        except ValueError as error:
            what = Text(
                f"{day!r} bukan tanggal; yang diminta seperti 2025-01-31",
                f"{day!r} is no date; wanted one such as 2025-01-31",
            )
            raise InputError.of([("day", what)]) from error
    return Rules(tuple(rule_tables(catalogue)), day)


@dataclass(frozen=True)
class Over:
    """What lies over a place: overlays, the layers asked, and subjects nothing tells of.

    `areas` are the layers of areas with the accuracy of their lines, found there or not.
    """

    overlays: tuple[Overlay, ...]
    layers: tuple[Layer, ...]
    missing: tuple[Subject, ...]
    areas: tuple[tuple[Layer, Accuracy], ...] = ()


def over(catalogue: Catalogue, place: shapely.Geometry, plan: Plan) -> Over:
    """Ask every layer that may add conditions at a place."""
    found: list[Overlay] = []
    asked: list[Layer] = []
    missing: list[Subject] = []
    vectors = [layer for layer in catalogue.layers() if layer.kind == "vector"]
    for subject in SUBJECTS:
        own = [layer for layer in vectors if any(w in layer.id for w in subject.words)]
        for layer in own:
            found += _areas(catalogue, layer, place)
        asked += own
        if not own and subject.column not in plan.layer.schema.names:
            missing.append(subject)
    areal = {layer.id: (layer, area_accuracy(layer)) for layer in asked}
    for subject, layer_id, reach_m, ask in (
        (RIVERS, "waterways", RIVER_REACH_M, of_rivers),
        (ROADS, "roads", ROAD_REACH_M, of_roads),
    ):
        own = [layer for layer in vectors if layer.id == layer_id]
        for layer in own:
            found += ask(place, _read(catalogue, layer, place, reach_m), Citation.of_layer(layer))
        asked += own
        missing += [] if own else [subject]
    return Over(tuple(found), tuple(asked), tuple(missing), tuple(areal.values()))


def _areas(catalogue: Catalogue, layer: Layer, place: shapely.Geometry) -> Iterator[Overlay]:
    accuracy = area_accuracy(layer)
    frame = _read(catalogue, layer, place, 4.0 * accuracy.metres + 1.0)
    return of_areas(place, frame, Citation.of_layer(layer), accuracy)


def area_accuracy(layer: Layer) -> Accuracy:
    """Give the accuracy of the lines of areas; that of a regency's general plan if not said."""
    return accuracy_of(layer.plan.get("scale"), "rtrw", source=layer.source)


def _read(
    catalogue: Catalogue, layer: Layer, place: shapely.Geometry, margin_m: float
) -> gpd.GeoDataFrame:
    return catalogue[layer.id].read(bbox=_box(place, margin_m))
