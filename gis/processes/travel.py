"""Travel as a process finds it in a catalogue: networks by mode, people, and where they join.

Compiling roads, counting people by cell and putting cells on roads takes seconds; the
catalogue keeps the arrays by the revisions of the layers, so that it is done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
from numpy.typing import NDArray

from gis.access.demand import Demand, demand_from, demand_of
from gis.access.ways import Ways, ways_from, ways_of
from gis.errors import EmptyInputError, NoAnswerError
from gis.network.compile import compile_network
from gis.network.places import Snapped
from gis.network.report import CompileReport
from gis.processes.process import Input
from layers.infrastructure.travel import Mode, mode, modes
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

STRAIGHT = "straight"
# An ambulance comes; people go.
COMING: tuple[str, ...] = ("ambulance",)
# Raise one when what is computed changes, so that kept arrays are made anew.
NETWORK_VERSION = 1
DEMAND_VERSION = 1
PLACES_VERSION = 1
# People farther than that from any road are told to be off the network.
ACCESS_LIMIT_M = 20_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """A network of the catalogue for one mode, with what became of its lines.

    Attributes
    ----------
    ways
        The network with its index.
    mode
        How people travel on it.
    report
        Counts of the compilation, as plain data.
    layers
        The layers it was made from.
    """

    ways: Ways
    mode: Mode
    report: Mapping[str, Any]
    layers: tuple[Layer, ...]


def mode_choices() -> tuple[tuple[str, Text], ...]:
    """Give the ways to measure reach: straight, and by each mode of travel."""
    straight = (STRAIGHT, Text("Garis lurus", "Straight line"))
    return (straight, *((found.id, found.title) for found in modes().values()))


def mode_input() -> Input:
    """Declare the input that says how reach is measured."""
    codes = ", ".join(code for code, _ in mode_choices())
    return Input(
        "mode",
        Text("Cara bepergian", "Mode of travel"),
        "choice",
        Text(f"Cara menempuhnya: {codes}", f"How people travel: {codes}"),
        choices=mode_choices(),
        default=STRAIGHT,
        quiet=True,
    )


def roads_input() -> Input:
    """Declare the input that names the layer of roads."""
    return Input(
        "roads",
        Text("Jalan", "Roads"),
        "layer",
        Text("Lapisan jalan untuk waktu tempuh", "Layer of roads for times of travel"),
        default="roads",
        theme="roads",
        quiet=True,
    )


def travel_of(catalogue: Catalogue, roads_id: str, mode_id: str) -> Travel:
    """Give the network of a roads layer for a mode, compiled once per revision.

    Parameters
    ----------
    catalogue
        Where the layer is.
    roads_id
        Layer of roads.
    mode_id
        Of `layers.infrastructure.travel.modes`.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer.
    NoAnswerError
        `no-network`, if the mode can use none of its lines.
    """
    found = mode(mode_id)
    layer = catalogue[roads_id].layer

    def make() -> dict[str, NDArray[Any]]:
        lines = catalogue[roads_id].read()
        try:
            compiled = compile_network(lines, mode=found, bad_speeds="exclude")
        except EmptyInputError as error:
            raise NoAnswerError(
                f"layer {roads_id!r} gives no network: {error}", code="no-network"
            ) from error
        report = orjson.dumps(_counts(compiled.report))
        held = ways_of(compiled, access_kmh=found.access_kmh).arrays()
        return held | {"report": np.frombuffer(report, dtype=np.uint8)}

    arrays = catalogue.derived(
        "network", [roads_id], make, version=NETWORK_VERSION, parameters={"mode": mode_id}
    )
    return Travel(
        ways=ways_from(arrays, access_kmh=found.access_kmh),
        mode=found,
        report=orjson.loads(arrays["report"].tobytes()),
        layers=(layer,),
    )


def _counts(report: CompileReport) -> dict[str, Any]:
    """Give a report of the compilation without its rows."""
    told = report.to_dict()
    told["n_planned"] = len(told.pop("planned_rows"))
    told["exclusions"] = [
        {key: value for key, value in one.items() if key != "rows"} for one in told["exclusions"]
    ]
    return told


def people_of(catalogue: Catalogue, units_id: str, people_id: str) -> Demand:
    """Give the people of all units of a layer by cell, counted once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    units_id
        Layer of polygons.
    people_id
        Raster of people per cell.
    """

    def make() -> dict[str, NDArray[Any]]:
        units = catalogue[units_id].read()
        west, south, east, north = (float(v) for v in units.total_bounds)
        return demand_of(units, catalogue[people_id].raster((west, south, east, north))).arrays()

    return demand_from(
        catalogue.derived("demand", [units_id, people_id], make, version=DEMAND_VERSION)
    )


def people_on(
    catalogue: Catalogue, travel: Travel, people: Demand, demand_ids: list[str]
) -> Snapped:
    """Give where the people of `people_of` join a network, found once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    travel
        The network.
    people
        All of the people, not a part.
    demand_ids
        The layers `people` are from.
    """
    used = [layer.id for layer in travel.layers]

    def make() -> dict[str, NDArray[Any]]:
        lonlat = np.column_stack([people.lon, people.lat])
        return travel.ways.place(lonlat, limit_m=ACCESS_LIMIT_M).arrays()

    arrays = catalogue.derived(
        "places",
        [*used, *demand_ids],
        make,
        version=PLACES_VERSION,
        parameters={"mode": travel.mode.id},
    )
    return Snapped(**arrays)


def facilities_on(travel: Travel, sites: gpd.GeoDataFrame) -> Snapped:
    """Put facilities on a network; areas by a point inside them.

    Raises
    ------
    NoAnswerError
        `facility-off-network`, if none is near a road.
    """
    spots = sites.geometry.representative_point()
    placed = travel.ways.place(spots, limit_m=ACCESS_LIMIT_M)
    if not (placed.edge >= 0).any():
        raise NoAnswerError(
            f"none of the {len(sites)} facilities is within {ACCESS_LIMIT_M / 1000:g} km of the "
            f"network for {travel.mode.id}; choose another mode, or add the roads",
            code="facility-off-network",
        )
    return placed
