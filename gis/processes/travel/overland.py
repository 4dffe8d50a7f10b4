"""Overland: people walk off the roads over land cover and slope, and use the roads between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.access.offroad import Roads, offroad_times
from gis.costdistance import Hiking, barred_by, walking_friction
from gis.errors import EmptyInputError, InputError, NoAnswerError
from gis.network.nearest import Nearest
from gis.network.search import Direction
from gis.processes.process import Input
from gis.processes.travel.modes import BOAT
from gis.processes.travel.networks import Travel, there_or_none
from layers.landcover.walking import hiking_numbers, walking_speeds
from layers.raster import Raster
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

LEGEND = "common"


def surface_inputs() -> tuple[Input, ...]:
    """Declare what people walk on off the roads: land cover, and the slope of the ground."""
    return (
        Input(
            "surface",
            Text("Permukaan", "Surface"),
            "layer",
            Text(
                "Raster tutupan lahan: jalan kaki di luar jalan menurut kelas dan lereng",
                "Raster of land cover: walks off the roads by its classes and by slope",
            ),
            theme="land",
            holds="raster",
        ),
        Input(
            "slope",
            Text("Lereng", "Slope"),
            "layer",
            Text("Raster lereng dalam derajat, bila ada", "Raster of slope in degrees, if any"),
            default="slope",
            theme="land",
            quiet=True,
            holds="raster",
        ),
    )


def overland(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    travel: Travel,
    people: Demand,
    sites: tuple[gpd.GeoSeries, Direction],
) -> tuple[Nearest, tuple[Layer, ...]]:
    """Find the facility nearest in time of people who walk over land and use the roads.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``surface`` and ``slope``.
    travel
        The roads; rivers bar the way where they are known.
    people
        By cell.
    sites
        Points of the facilities, and whether people go or they come.

    Returns
    -------
    tuple
        Times and owners of the people's cells, and the layers that were used.

    Raises
    ------
    InputError
        If the raster is no land cover of the common legend, or people go by boat.
    NoAnswerError
        If every facility stands in water.
    """
    if travel.id == BOAT:
        what = Text(
            "perahu dan permukaan tidak diterima bersama; pilih walk, motorcycle atau car",
            "boats and a surface are not taken together; choose walk, motorcycle or car",
        )
        raise InputError.of([("surface", what)])
    cover = catalogue[given["surface"]]
    slope_id = there_or_none(catalogue, given, "slope")
    raster = cover.raster()
    slope = None if slope_id is None else _on_grid(catalogue[slope_id].raster(), raster)
    friction = _friction(raster, slope, given["surface"], _land_covers(catalogue, given["surface"]))
    if travel.barriers is not None and len(travel.barriers.areas):
        friction = barred_by(friction, gpd.GeoSeries(list(travel.barriers.areas), crs=4326))
    points, direction = sites
    try:
        found = offroad_times(Roads(travel.ways.network), friction, points, direction=direction)
    except EmptyInputError as error:
        raise NoAnswerError(
            Text(
                f"tidak ada fasilitas di tanah lapisan {given['surface']!r} yang dapat dilalui "
                "berjalan kaki: ",
                f"no facility stands on ground of layer {given['surface']!r} that can be walked "
                "on: ",
            )
            + error.text,
            code="facility-off-network",
        ) from error
    seconds, owner, _ = found.at(people.lon, people.lat, aside=True)
    layers = [cover.layer, *([catalogue[slope_id].layer] if slope_id else [])]
    none = np.zeros(0)
    return (
        Nearest(
            node_seconds=none,
            node_owner=none.astype(np.int32),
            seconds=seconds,
            owner=owner,
            n_unreached=int((owner < 0).sum()),
            n_targets_off=0,
            n_sources_off=0,
        ),
        tuple(layers),
    )


def _land_covers(catalogue: Catalogue, but: str) -> Text:
    """Name the rasters of land cover there are, for who gave another layer."""
    known: set[str | None] = {str(code) for code in walking_speeds(LEGEND)}
    names = [
        layer.id
        for layer in catalogue.layers()
        if layer.kind == "raster" and layer.id != but and _codes(layer) <= known
    ]
    return Text("; yang ada: ", "; there is ") + ", ".join(names) if names else Text("", "")


def _codes(layer: Layer) -> set[str | None]:
    """Give the codes of the classes a raster holds; None stands for one that has no classes."""
    if not layer.styling.get("class_field"):
        return {None}
    return {str(one.get("value")) for one in layer.styling.get("classes", ())} or {None}


def _friction(cover: Raster, slope: Raster | None, layer_id: str, others: Text) -> Raster:
    """Give seconds per metre on foot; refuse classes whose walking speed is not known."""
    speeds = {int(code): walk.speed_kmh for code, walk in walking_speeds(LEGEND).items()}
    held = np.unique(cover.values[np.isfinite(cover.values.astype(np.float64))])
    strange = [v for v in held.tolist() if v != cover.nodata and int(v) not in speeds]
    if strange:
        known = ", ".join(map(str, sorted(speeds)))
        what = (
            Text(
                f"lapisan {layer_id!r} memuat {strange[0]:g}, yang bukan kelas legenda bersama "
                f"({known}); berikan tutupan lahan yang sudah disesuaikan",
                f"layer {layer_id!r} holds {strange[0]:g}, which is no class of the common legend "
                f"({known}); give land cover brought to it",
            )
            + others
        )
        raise InputError.of([("surface", what)])
    if slope is None:
        return walking_friction(cover, speeds).raster
    numbers = hiking_numbers()
    hiking = Hiking(numbers.rate, numbers.best)
    return walking_friction(cover, speeds, slope_deg=slope, hiking=hiking).raster


def _on_grid(slope: Raster, cover: Raster) -> Raster | None:
    """Give the slope at the centres of the cells of another grid; None in another CRS."""
    if not slope.crs.equals(cover.crs, ignore_axis_order=True):
        return None
    height, width = cover.values.shape
    x = cover.transform.c + cover.transform.a * (np.arange(width) + 0.5)
    y = cover.transform.f + cover.transform.e * (np.arange(height) + 0.5)
    column = np.floor((x - slope.transform.c) / slope.transform.a).astype(np.int64)
    row = np.floor((y - slope.transform.f) / slope.transform.e).astype(np.int64)
    inside = _within(row, slope.values.shape[0])[:, None] & _within(column, slope.values.shape[1])
    degrees = slope.values[
        np.clip(row, 0, slope.values.shape[0] - 1)[:, None],
        np.clip(column, 0, slope.values.shape[1] - 1),
    ].astype(np.float64)
    if slope.nodata is not None:
        inside &= degrees != slope.nodata
    flat = np.where(inside & np.isfinite(degrees), degrees, 0.0)
    return Raster(flat, cover.transform, cover.crs, None)


def _within(positions: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    return np.asarray((positions >= 0) & (positions < count))
