"""Gaps: where people are not served in time, who is nearest to them, and why it is too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.access.onto import Onto
from gis.access.sums import fullest
from gis.checks import require_positive
from gis.geodesic import nearest_points
from gis.network.nearest import Nearest
from gis.network.places import Snapped
from layers.schema import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

REASONS = {
    "off-network": Text(
        "tidak ada jalan dalam jarak yang dapat ditempuh", "no way within reach on foot"
    ),
    "no-way": Text(
        "jaringan di sana tidak tersambung ke fasilitas mana pun",
        "the network there is connected to no facility",
    ),
    "far-from-network": Text(
        "berjalan kaki sampai ke jalan saja sudah terlalu lama",
        "the walk to the network alone takes too long",
    ),
    "too-far": Text("fasilitas terdekat terlalu jauh", "the nearest facility is too far"),
}
DETOUR = Text(
    "fasilitas dekat bila ditarik garis lurus, tetapi jalannya memutar (sungai, jembatan, ruas "
    "yang hilang)",
    "a facility is near in a straight line, but the way goes round (river, bridge, missing road)",
)
REASON_TEXTS = REASONS | {"detour": DETOUR}
_ORDER = tuple(REASONS)
# A way that takes more than this many times what a straight road would is called a detour.
_ROUNDABOUT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """How places are served: their way, and what it takes.

    Attributes
    ----------
    snapped
        Where the places lie on the network, p of them.
    found
        The facility nearest in time of each.
    facilities
        Lon/lat of the facilities, EPSG:4326, f × 2; a row without a place is NaN.
    typical_kmh
        Speed of an ordinary road of the network, to judge detours by.
    """

    snapped: Snapped | Onto
    found: Nearest
    facilities: Floats
    typical_kmh: float


def rank_travel_gaps(
    demand: Demand, served: Served, *, limit_s: float, index: Sequence[object] | pd.Index
) -> pd.DataFrame:
    """Rank units by their people who are not served in time, with a place and a reason.

    The reason of a gap is the one that holds for most of its people, its place the cell
    with the most people of those; at ``too-far``, it is ``detour`` where
    from that place a straight road of the network's typical speed would be in time, and
    quicker than half the way there is.

    Parameters
    ----------
    demand
        The places and their units.
    served
        How they are served.
    limit_s
        The time, in seconds above 0.
    index
        The units' index, one entry per unit.

    Returns
    -------
    pandas.DataFrame
        Units with a gap on their index, the largest first: ``rank``, ``people`` not
        served and their ``share`` of the unit's, ``lon`` and ``lat`` of the place, the
        position of its nearest ``facility`` (-1: none), ``seconds`` to it (NaN: no way),
        ``straight_m`` to the facility nearest in a straight line and that one's position
        (``straight_facility``), ``reason``, and the people by reason (``people_…``).

    Raises
    ------
    InputError
        If the limit is not above 0.
    """
    limit = require_positive(limit_s, "limit_s")
    late = ~(served.found.seconds <= limit)
    reason = _reasons(served, limit)
    # Sums by class: rounding must not leave a gap where everybody is served.
    classes = np.where(late, reason, len(_ORDER)).astype(np.int32)
    sums = demand.sums_of(classes, len(_ORDER) + 1)
    by_reason = sums[:, : len(_ORDER)].T
    people, total = by_reason.sum(axis=0), sums.sum(axis=1)
    main = by_reason.argmax(axis=0).astype(np.int32)
    place = fullest(demand.pairs, demand.amount, classes, main)
    units = np.flatnonzero((people > 0.0) & (place >= 0))
    units = units[np.argsort(-people[units], kind="stable")]
    cells = place[units]
    straight = _straight(np.column_stack([demand.lon[cells], demand.lat[cells]]), served.facilities)
    seconds = served.found.seconds[cells]
    table = pd.DataFrame(
        {
            "rank": np.arange(1, len(units) + 1),
            "people": people[units],
            "share": people[units] / total[units],
            "lon": demand.lon[cells],
            "lat": demand.lat[cells],
            "facility": served.found.owner[cells],
            "seconds": seconds,
            "straight_m": straight[1],
            "straight_facility": straight[0],
            "reason": _named(main[units], _is_detour(straight[1], seconds, served, limit)),
        },
        index=pd.Index(index)[units],
    )
    for name, amounts in zip(_ORDER, by_reason, strict=True):
        table[f"people_{name.replace('-', '_')}"] = amounts[units]
    return table


def _reasons(served: Served, limit_s: float) -> NDArray[np.int8]:
    """Tell why each place would be late, as a position in the order of `REASONS`."""
    reason = np.full(len(served.snapped), _ORDER.index("too-far"), dtype=np.int8)
    reason[served.snapped.access_seconds > limit_s] = _ORDER.index("far-from-network")
    reason[np.isnan(served.found.seconds)] = _ORDER.index("no-way")
    off = (served.snapped.edge < 0) & np.isnan(served.found.seconds)
    reason[off] = _ORDER.index("off-network")
    return reason


def _straight(here: Floats, facilities: Floats) -> tuple[Ints, Floats]:
    """Give the facility nearest to each place in a straight line, and geodesic metres to it."""
    number = np.full(len(here), -1, dtype=np.int32)
    metres = np.full(len(here), np.nan)
    sound = np.flatnonzero(np.isfinite(facilities).all(axis=1))
    if not len(sound) or not len(here):
        return number, metres
    rows, nearest, away = nearest_points(here, facilities[sound], 1)
    number[rows], metres[rows] = sound[nearest], away
    return number, metres


def _is_detour(
    straight_m: Floats, seconds: Floats, served: Served, limit_s: float
) -> NDArray[np.bool_]:
    """Tell where a straight road would be in time, and far quicker than the way there is."""
    direct = straight_m / (served.typical_kmh / 3.6)
    return np.asarray((direct <= limit_s) & (seconds > _ROUNDABOUT * direct))


def _named(main: Ints, detour: NDArray[np.bool_]) -> list[str]:
    """Name the main reason of each gap; a detour where the place shows one."""
    names = [_ORDER[k] for k in main]
    return [
        "detour" if name == "too-far" and roundabout else name
        for name, roundabout in zip(names, detour, strict=True)
    ]
