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

from gis.access.boating import Onto, chain_from, chain_ways_of
from gis.access.demand import Demand, demand_from, demand_of
from gis.access.ways import TravelWays, ways_from, ways_of
from gis.errors import EmptyInputError, NoAnswerError
from gis.network.chains import When, compile_water, join_chain
from gis.network.compile import Compiled, compile_network
from gis.network.places import Snapped
from gis.network.report import CompileReport
from gis.processes.facilities import TYPE_FIELD
from gis.processes.process import Input
from layers.infrastructure.boats import boats_carrying
from layers.infrastructure.travel import Mode, mode, modes
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

STRAIGHT = "straight"
# On foot, and by whatever boat takes people on.
BOAT = "boat"
# An ambulance comes; people go.
COMING: tuple[str, ...] = ("ambulance",)
# Raise one when what is computed changes, so that kept arrays are made anew.
NETWORK_VERSION = 1
DEMAND_VERSION = 1
PLACES_VERSION = 1
# Facility types where boats are boarded.
JETTY_TYPES = ("dermaga", "pelabuhan")
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
        How people travel on land.
    id, title
        What was chosen: the mode, or by boat as well.
    report
        Counts of the compilation, as plain data.
    layers
        The layers it was made from.
    parameters
        What else it depends on, as plain data.
    """

    ways: TravelWays
    mode: Mode
    id: str
    title: Text
    report: Mapping[str, Any]
    layers: tuple[Layer, ...]
    parameters: Mapping[str, Any]


def mode_choices() -> tuple[tuple[str, Text], ...]:
    """Give the ways to measure reach: straight, and by each mode of travel."""
    straight = (STRAIGHT, Text("Garis lurus", "Straight line"))
    return (straight, *((found.id, found.title) for found in modes().values()))


def mode_input() -> Input:
    """Declare the input that says how reach is measured."""
    codes = ", ".join(code for code, _ in travel_choices())
    return Input(
        "mode",
        Text("Cara bepergian", "Mode of travel"),
        "choice",
        Text(f"Cara menempuhnya: {codes}", f"How people travel: {codes}"),
        choices=travel_choices(),
        default=STRAIGHT,
        quiet=True,
    )


def travel_choices() -> tuple[tuple[str, Text], ...]:
    """Give the ways to measure reach: straight, by each mode of travel, and by boat."""
    return (*mode_choices(), (BOAT, Text("Jalan kaki dan perahu", "On foot and by boat")))


def travel_inputs() -> tuple[Input, ...]:
    """Declare what a time of travel is found on: roads, forbidden turns, waters, the month."""
    return (
        _layer_input(
            "roads",
            Text("Jalan", "Roads"),
            Text("Lapisan jalan untuk waktu tempuh", "Layer of roads for times of travel"),
        ),
        _layer_input(
            "turns",
            Text("Larangan belok", "Turn restrictions"),
            Text("Lapisan larangan belok, bila ada", "Layer of turn restrictions, if there is one"),
        ),
        _layer_input(
            "waterways",
            Text("Perairan", "Waterways"),
            Text(
                "Lapisan sungai dan penyeberangan, bila ada; dermaga dari lapisan fasilitas",
                "Layer of rivers and ferries, if there is one; jetties from the facility layer",
            ),
        ),
        Input(
            "month",
            Text("Bulan", "Month"),
            "integer",
            Text(
                "Bulan 1-12: sungai yang tertutup karena air surut tidak dilalui",
                "Month 1-12: rivers closed by low water are not used",
            ),
            minimum=1,
            maximum=12,
        ),
    )


def _layer_input(name: str, title: Text, description: Text) -> Input:
    return Input(name, title, "layer", description, default=name, theme=name, quiet=True)


def travel_for(catalogue: Catalogue, given: Mapping[str, Any]) -> Travel:
    """Give the network that an asked question travels on, boats and ferries with it.

    A car, a motorcycle and an ambulance take the ferries that carry them; who asks for
    `BOAT` walks and takes every boat. Without a layer of waterways, only `BOAT` fails.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``mode``, ``roads``, ``turns``, ``waterways``, ``month``, ``layer``.

    Raises
    ------
    LayerNotFoundError
        If a layer that was asked for is not there.
    NoAnswerError
        `no-network`, if the mode can use none of the roads, or no boat any water.
    """
    by_boat = given["mode"] == BOAT
    land = "walk" if by_boat else given["mode"]
    turns = _there(catalogue, given, "turns")
    waters = given["waterways"] if by_boat else _there(catalogue, given, "waterways")
    if waters is None or (land == "walk" and not by_boat):
        return travel_of(catalogue, given["roads"], land, turns)
    return _chain_of(catalogue, given, land, (turns, waters))


def _there(catalogue: Catalogue, given: Mapping[str, Any], name: str) -> str | None:
    """Give a layer that may be missing where nobody named it."""
    layer_id: str = given[name]
    return layer_id if layer_id != name or layer_id in catalogue else None


def _chain_of(
    catalogue: Catalogue, given: Mapping[str, Any], land: str, ids: tuple[str | None, str]
) -> Travel:
    """Join roads and waters, once per revision; roads alone where no boat takes the mode on."""
    turns, waters = ids
    found, month, jetties = mode(land), given["month"], given["layer"]
    used = [given["roads"], waters, jetties, *([turns] if turns else [])]
    parameters = {"mode": given["mode"], "month": month}

    def make() -> dict[str, NDArray[Any]]:
        compiled = _compiled(catalogue, given["roads"], found, turns)
        lines = catalogue[waters].read()
        wet = [
            compile_water(
                lines, boat=boat, rider=found, when=When(month=month), bad_times="exclude"
            )
            for boat in boats_carrying(land)
        ]
        wet = [water for water in wet if not water.is_empty]
        if not wet:
            return {"nothing": np.zeros(1)}
        chain = join_chain(compiled.network, wet, mode=found, jetties=_jetties(catalogue, jetties))
        told = _counts(compiled.report) | {"chain": chain.to_dict()}
        ways = chain_ways_of(
            chain, access_kmh=found.access_kmh, boards_anywhere=given["mode"] == BOAT
        )
        return ways.arrays() | {"report": np.frombuffer(orjson.dumps(told), dtype=np.uint8)}

    arrays = catalogue.derived("chain", used, make, version=NETWORK_VERSION, parameters=parameters)
    if "report" not in arrays:
        if given["mode"] == BOAT:
            raise NoAnswerError(
                f"no boat can use any line of layer {waters!r}"
                f"{'' if month is None else f' in month {month}'}; look at its columns navigable "
                "and boats, or choose another month",
                code="no-network",
            )
        return travel_of(catalogue, given["roads"], land, turns)
    return Travel(
        ways=chain_from(arrays, access_kmh=found.access_kmh),
        mode=found,
        id=given["mode"],
        title=dict(travel_choices())[given["mode"]],
        report=orjson.loads(arrays["report"].tobytes()),
        layers=tuple(catalogue[layer_id].layer for layer_id in used),
        parameters=parameters,
    )


def _jetties(catalogue: Catalogue, layer_id: str) -> gpd.GeoSeries | None:
    """Give the jetties and ports of a layer of facilities; None where it has none."""
    layer = catalogue[layer_id].layer
    if TYPE_FIELD not in layer.schema.names:
        return None
    frame = catalogue[layer_id].read()
    chosen = frame[frame[TYPE_FIELD].isin(JETTY_TYPES)]
    return chosen.geometry.representative_point() if len(chosen) else None


def _compiled(catalogue: Catalogue, roads_id: str, found: Mode, turns_id: str | None) -> Compiled:
    turns = None if turns_id is None else catalogue[turns_id].read()
    try:
        return compile_network(
            catalogue[roads_id].read(), mode=found, bad_speeds="exclude", turns=turns
        )
    except EmptyInputError as error:
        raise NoAnswerError(
            f"layer {roads_id!r} gives no network: {error}", code="no-network"
        ) from error


def travel_of(
    catalogue: Catalogue, roads_id: str, mode_id: str, turns_id: str | None = None
) -> Travel:
    """Give the network of a roads layer for a mode, compiled once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    roads_id
        Layer of roads.
    mode_id
        Of `layers.infrastructure.travel.modes`.
    turns_id
        Layer of turn restrictions.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer.
    NoAnswerError
        `no-network`, if the mode can use none of its lines.
    """
    found = mode(mode_id)
    used = [roads_id, *([turns_id] if turns_id else [])]
    parameters = {"mode": mode_id}

    def make() -> dict[str, NDArray[Any]]:
        compiled = _compiled(catalogue, roads_id, found, turns_id)
        report = orjson.dumps(_counts(compiled.report))
        held = ways_of(compiled, access_kmh=found.access_kmh).arrays()
        return held | {"report": np.frombuffer(report, dtype=np.uint8)}

    arrays = catalogue.derived(
        "network", used, make, version=NETWORK_VERSION, parameters=parameters
    )
    return Travel(
        ways=ways_from(arrays, access_kmh=found.access_kmh),
        mode=found,
        id=mode_id,
        title=found.title,
        report=orjson.loads(arrays["report"].tobytes()),
        layers=tuple(catalogue[layer_id].layer for layer_id in used),
        parameters=parameters,
    )


def _counts(report: CompileReport) -> dict[str, Any]:
    """Give a report of the compilation without its rows."""
    told = report.to_dict()
    told["n_planned"] = len(told.pop("planned_rows"))
    told.pop("turn_exclusions", None)
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
) -> Snapped | Onto:
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
        placed: Snapped | Onto = travel.ways.place(lonlat, limit_m=ACCESS_LIMIT_M)
        return placed.arrays()

    arrays = catalogue.derived(
        "places",
        [*used, *demand_ids],
        make,
        version=PLACES_VERSION,
        parameters=travel.parameters,
    )
    found: Snapped | Onto = travel.ways.places_from(arrays)
    return found


def facilities_on(travel: Travel, sites: gpd.GeoDataFrame) -> Snapped | Onto:
    """Put facilities on a network; areas by a point inside them.

    Raises
    ------
    NoAnswerError
        `facility-off-network`, if none is near a road.
    """
    spots = sites.geometry.representative_point()
    placed: Snapped | Onto = travel.ways.place(spots, limit_m=ACCESS_LIMIT_M)
    if not (placed.edge >= 0).any():
        raise NoAnswerError(
            f"none of the {len(sites)} facilities is within {ACCESS_LIMIT_M / 1000:g} km of the "
            f"network for {travel.id}; choose another mode, or add the roads",
            code="facility-off-network",
        )
    return placed
