"""Networks of a catalogue by mode of travel, compiled once per revision of the layers."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
from numpy.typing import NDArray

from gis.access.boating import chain_from, chain_ways_of
from gis.access.ways import TravelWays, ways_from, ways_of
from gis.errors import EmptyInputError, NoAnswerError
from gis.network.chains import When, compile_water, join_chain
from gis.network.compile import Compiled, compile_network
from gis.network.graph import Network
from gis.network.ground.barriers import Barriers
from gis.network.report import CompileReport
from gis.processes.facilities import TYPE_FIELD
from gis.processes.travel.barring import barrier_arrays, barriers_from, barriers_in
from gis.processes.travel.modes import BOAT, USUAL, travel_choices
from layers.infrastructure.boats import boats_carrying
from layers.infrastructure.travel import Mode, mode
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

# Raise it when what is compiled changes, so that kept arrays are made anew.
NETWORK_VERSION = 1
# Facility types where boats are boarded.
JETTY_TYPES = ("dermaga", "pelabuhan")


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
    barriers
        Waters that nobody walks across to reach a road; None: none are known.
    """

    ways: TravelWays
    mode: Mode
    id: str
    title: Text
    report: Mapping[str, Any]
    layers: tuple[Layer, ...]
    parameters: Mapping[str, Any]
    barriers: Barriers | None = None


@dataclass(frozen=True, slots=True)
class Water:
    """The layers that tell what nobody walks across: waterways, and land with the sea around."""

    waterways: str | None = None
    land: str | None = None

    @property
    def layers(self) -> list[str]:
        """Ids of those that are there."""
        return [layer_id for layer_id in (self.waterways, self.land) if layer_id]

    def arrays(self, catalogue: Catalogue, network: Network) -> dict[str, NDArray[Any]]:
        """Make the barriers, as arrays to be kept beside the network that opens them."""
        lines, land = (
            None if layer_id is None else catalogue[layer_id].read()
            for layer_id in (self.waterways, self.land)
        )
        return barrier_arrays(barriers_in(lines, land, network))


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
    waters = given["waterways"] if by_boat else there_or_none(catalogue, given, "waterways")
    if waters is None or (land == "walk" and not by_boat):
        return travel_by_road(catalogue, given)
    water = Water(waters, there_or_none(catalogue, given, "land"))
    return _chain_of(catalogue, given, land, (there_or_none(catalogue, given, "turns"), water))


def travel_by_road(catalogue: Catalogue, given: Mapping[str, Any]) -> Travel:
    """Give the network that an asked question travels on by road alone.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``mode`` (no boat), ``roads``, ``turns``, ``waterways``, ``land``.

    Raises
    ------
    LayerNotFoundError
        If a layer that was asked for is not there.
    NoAnswerError
        `no-network`, if the mode can use none of the roads.
    """
    names = ("waterways", "land")
    water = Water(*(there_or_none(catalogue, given, name) for name in names))
    turns = there_or_none(catalogue, given, "turns")
    return travel_of(catalogue, given["roads"], given["mode"], turns, water)


def travel_of(
    catalogue: Catalogue,
    roads_id: str,
    mode_id: str,
    turns_id: str | None = None,
    water: Water | None = None,
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
    water
        What nobody walks across.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer.
    NoAnswerError
        `no-network`, if the mode can use none of its lines.
    """
    found = mode(mode_id)
    water = water or Water()
    used = [roads_id, *([turns_id] if turns_id else []), *water.layers]
    parameters = {"mode": mode_id, "turns": turns_id, "water": water.layers}

    def make() -> dict[str, NDArray[Any]]:
        compiled = _compiled(catalogue, roads_id, found, turns_id)
        report = orjson.dumps(_counts(compiled.report))
        held = ways_of(compiled, access_kmh=found.access_kmh).arrays()
        held |= water.arrays(catalogue, compiled.network)
        return held | {"report": np.frombuffer(report, dtype=np.uint8)}

    arrays = catalogue.derived(
        "network",
        used,
        make,
        version=NETWORK_VERSION,
        parameters=parameters,
        title=_preparing(found.title),
    )
    return Travel(
        ways=ways_from(arrays, access_kmh=found.access_kmh),
        mode=found,
        id=mode_id,
        title=found.title,
        report=orjson.loads(arrays["report"].tobytes()),
        layers=tuple(catalogue[layer_id].layer for layer_id in used),
        parameters=parameters,
        barriers=barriers_from(arrays),
    )


def _chain_of(
    catalogue: Catalogue, given: Mapping[str, Any], land: str, ids: tuple[str | None, Water]
) -> Travel:
    """Join roads and waters, once per revision; roads alone where no boat takes the mode on."""
    turns, water = ids
    waters = str(water.waterways)
    found, month, jetties = mode(land), given["month"], given["layer"]
    used = [given["roads"], *([turns] if turns else []), *water.layers, jetties]
    parameters = {"mode": given["mode"], "month": month, "turns": turns, "water": water.layers}

    def make() -> dict[str, NDArray[Any]]:
        compiled = _compiled(catalogue, given["roads"], found, turns)
        # Barriers are laid beside: both are on one thread for most of their time.
        with ThreadPoolExecutor(1) as pool:
            barring = pool.submit(water.arrays, catalogue, compiled.network)
            joined = _joined(catalogue, given, compiled, found)
            barred = barring.result()
        return {"nothing": np.zeros(1)} if joined is None else joined | barred

    title = dict(travel_choices())[given["mode"]]
    arrays = catalogue.derived(
        "chain",
        used,
        make,
        version=NETWORK_VERSION,
        parameters=parameters,
        title=_preparing(title, afloat=True),
    )
    if "report" not in arrays:
        if given["mode"] == BOAT:
            raise NoAnswerError(_no_boat(waters, month), code="no-network")
        return travel_of(catalogue, given["roads"], land, turns, water)
    return Travel(
        ways=chain_from(arrays, access_kmh=found.access_kmh),
        mode=found,
        id=given["mode"],
        title=title,
        report=orjson.loads(arrays["report"].tobytes()),
        layers=tuple(catalogue[layer_id].layer for layer_id in used),
        parameters=parameters,
        barriers=barriers_from(arrays),
    )


def _joined(
    catalogue: Catalogue, given: Mapping[str, Any], compiled: Compiled, rider: Mode
) -> dict[str, NDArray[Any]] | None:
    """Join a compiled network and the boats that carry a mode; None where none does."""
    lines = catalogue[given["waterways"]].read()
    wet = [
        compile_water(
            lines, boat=boat, rider=rider, when=When(month=given["month"]), bad_times="exclude"
        )
        for boat in boats_carrying(rider.id)
    ]
    wet = [water for water in wet if not water.is_empty]
    if not wet:
        return None
    chain = join_chain(
        compiled.network, wet, mode=rider, jetties=_jetties(catalogue, given["layer"])
    )
    told = orjson.dumps(_counts(compiled.report) | {"chain": chain.to_dict()})
    ways = chain_ways_of(chain, access_kmh=rider.access_kmh, boards_anywhere=given["mode"] == BOAT)
    return ways.arrays() | {"report": np.frombuffer(told, dtype=np.uint8)}


def _preparing(mode_title: Text, *, afloat: bool = False) -> Text:
    """Name the work of compiling a network."""
    what = (
        Text("menyiapkan jalan dan perairan untuk ", "preparing roads and waters for ")
        if afloat
        else Text("menyiapkan jaringan jalan untuk ", "preparing the road network for ")
    )
    return what + Text(mode_title.id.lower(), mode_title.en.lower())


def _no_boat(waters: str, month: int | None) -> Text:
    """Say that no boat can use any water of a layer."""
    told = Text(
        f"tidak ada perahu yang dapat memakai garis lapisan {waters!r}",
        f"no boat can use any line of layer {waters!r}",
    )
    if month is not None:
        told += Text(f" pada bulan {month}", f" in month {month}")
    return told + Text(
        "; periksa kolom navigable dan boats, atau pilih bulan lain",
        "; look at its columns navigable and boats, or choose another month",
    )


def there_or_none(catalogue: Catalogue, given: Mapping[str, Any], name: str) -> str | None:
    """Give a layer that may be missing where nobody named it."""
    layer_id: str = given[name]
    usual = layer_id == USUAL.get(name, name)
    return layer_id if not usual or layer_id in catalogue else None


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
            Text(
                f"lapisan {roads_id!r} tidak menghasilkan jaringan: ",
                f"layer {roads_id!r} gives no network: ",
            )
            + error.text,
            code="no-network",
        ) from error


def _counts(report: CompileReport) -> dict[str, Any]:
    """Give a report of the compilation without its rows."""
    told = report.to_dict()
    told["n_planned"] = len(told.pop("planned_rows"))
    for name in ("exclusions", "turn_exclusions"):
        told[name] = [
            {key: value for key, value in one.items() if key != "rows"}
            for one in told.get(name, [])
        ]
    return told


def network_text(travel: Travel) -> Text:
    """Name what is travelled on, for the method of an answer."""
    if "chain" not in travel.report:
        return Text("jaringan jalan", "the road network")
    if travel.id == BOAT:
        return Text(
            "jalan, sungai, dan penyeberangan yang disambung di dermaga (naik perahu dan menunggu "
            "dihitung)",
            "roads, rivers and ferries joined at jetties (boarding and waiting are counted)",
        )
    return Text(
        "jalan dan penyeberangan feri (menunggu dan naik dihitung)",
        "roads and ferries (waiting and boarding are counted)",
    )
