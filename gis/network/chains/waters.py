"""Waters: the waterways a kind of boat goes on, compiled, with its crossings and a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import require_not_empty, to_lonlat
from gis.errors import InputError
from gis.network.chains.crossings import Crossings, crossings_of
from gis.network.chains.watertimes import ANY_TIME, WaterTimes, When, faults_of, water_times
from gis.network.compile import FAULTS_TOLD, TOLERANCE_M, compile_times
from gis.network.graph import Network
from gis.network.noding.pieces import are_lines
from gis.network.report import Exclusion, exclusions_of
from layers.infrastructure.boats import Boat
from layers.infrastructure.travel import Mode
from layers.text import Text

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
BAD = ("speed-bad", "time-bad")


@dataclass(frozen=True, slots=True, eq=False)
class WaterReport:
    """What became of the waterways for one boat.

    Attributes
    ----------
    boat, rider, month
        Ids of the boat and of the mode that gets on, and the month, if any.
    n_lines, n_used, n_crossings
        Lines given, lines that are at least in part used, and ferry crossings of them.
    exclusions
        The other lines by reason.
    planned_rows
        Positions of the lines that go at the boat's planning speed, int64.
    """

    boat: str
    rider: str
    month: int | None
    n_lines: int
    n_used: int
    n_crossings: int
    exclusions: tuple[Exclusion, ...]
    planned_rows: NDArray[np.int64]

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data for JSON."""
        left_out = [
            {
                "code": exclusion.code,
                "title": exclusion.title.to_dict(),
                "count": len(exclusion.rows),
                "rows": exclusion.rows.tolist(),
            }
            for exclusion in self.exclusions
        ]
        names = ("boat", "rider", "month", "n_lines", "n_used", "n_crossings")
        counts = {name: getattr(self, name) for name in names}
        return {**counts, "exclusions": left_out, "planned_rows": self.planned_rows.tolist()}


@dataclass(frozen=True, slots=True, eq=False)
class Water:
    """The waterways that one kind of boat goes on.

    Attributes
    ----------
    boat, rider
        The boat, and the mode that gets on.
    network
        Rivers, canals and boat routes, noded; None where the boat can use none of them.
        Its edges have frontage where the boat lands anywhere along the bank.
    crossings
        Ferry crossings, joined at their ends only.
    boarding_s, half_width_m
        By line of the waterways, float64: see `gis.network.chains.watertimes.WaterTimes`.
    streams
        Rivers and canals that are not told to be unnavigable, open or not, as lines in
        EPSG:4326: nobody walks across them.
    report
        What was left out, and why.
    """

    boat: Boat
    rider: Mode
    network: Network | None
    crossings: Crossings
    boarding_s: Floats
    half_width_m: Floats
    streams: NDArray[np.object_]
    report: WaterReport

    @property
    def is_empty(self) -> bool:
        """Whether the boat can use no water at all."""
        return self.network is None and not len(self.crossings.line)


def compile_water(
    waterways: gpd.GeoDataFrame,
    *,
    boat: Boat,
    rider: Mode,
    when: When = ANY_TIME,
    tolerance_m: float = TOLERANCE_M,
    bad_times: Literal["refuse", "exclude"] = "refuse",
) -> Water:
    """Compile the waterways that a kind of boat goes on.

    Parameters
    ----------
    waterways
        Lines with the columns of the waterways theme (see
        `gis.network.chains.watertimes.water_times`), in any known CRS.
    boat
        From `layers.infrastructure.boats`.
    rider
        The mode that gets on; a boat that does not take it on can use no water.
    when
        The month and the hours, and what is made of the unknown.
    tolerance_m
        Ends of rivers within that distance of each other or of a line join.
    bad_times
        Whether speeds, crossing times, headways and timetables that cannot be are an
        error, or their lines are left out and reported.

    Returns
    -------
    Water
        Perhaps an empty one, whose report tells why.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    EmptyInputError
        If there is no geometry.
    GeometryError
        If a coordinate is not finite.
    InputError
        If a speed or a time is bad, or the tolerance is.

    Examples
    --------
    >>> from shapely import LineString
    >>> from layers.infrastructure.boats import boat
    >>> from layers.infrastructure.travel import mode
    >>> rivers = gpd.GeoDataFrame(
    ...     {"class": ["river", "drain"], "navigable": [True, False], "boats": ["klotok", None]},
    ...     geometry=[LineString([(117, 0), (117.1, 0)]), LineString([(117, 1), (117.1, 1)])],
    ...     crs=4326,
    ... )
    >>> water = compile_water(rivers, boat=boat("klotok"), rider=mode("walk"))
    >>> water.network.n_edges, [(e.code, len(e.rows)) for e in water.report.exclusions]
    (1, [('class-barred', 1)])
    """
    require_not_empty(waterways, "waterways")
    lines = waterways.set_geometry(to_lonlat(waterways, "waterways"))
    shapes = lines.geometry.to_numpy()
    found = water_times(lines, boat, rider=rider, when=when)
    reason = np.where(are_lines(shapes), found.times.reason, "no-line")
    if bad_times == "refuse":
        _refuse(lines, reason)
    ferries = np.flatnonzero(found.crossing & (reason == ""))
    crossings = crossings_of(shapes, ferries, found.times.kmh, _names(lines))
    reason[np.setdiff1d(ferries, crossings.line)] = "no-length"
    network, short = _noded(lines, found, reason, (boat, tolerance_m))
    reason[short] = "no-length"
    report = WaterReport(
        boat=boat.id,
        rider=rider.id,
        month=when.month,
        n_lines=len(lines),
        n_used=int((reason == "").sum()),
        n_crossings=len(np.unique(crossings.line)),
        exclusions=exclusions_of(reason),
        planned_rows=np.flatnonzero(found.times.planned & (reason == "")).astype(np.int64),
    )
    streams = shapes[are_lines(shapes) & found.stream]
    return Water(
        boat, rider, network, crossings, found.boarding_s, found.half_width_m, streams, report
    )


def _refuse(lines: gpd.GeoDataFrame, reason: Words) -> None:
    bad = int(np.isin(reason, BAD).sum())
    if not bad:
        return
    faults = faults_of(lines, reason, FAULTS_TOLD)
    raise InputError(
        Text.joined(f"{row}: " + what for row, what in faults)
        + Text(
            f" (seluruhnya {bad} alur air); betulkan, atau buang dengan bad_times='exclude'",
            f" ({bad} waterways in all); correct them, or leave them out with bad_times='exclude'",
        ),
        faults=faults,
    )


def _names(lines: gpd.GeoDataFrame) -> Words:
    if "name" not in lines:
        return np.full(len(lines), "", dtype=np.str_)
    held = lines["name"].astype(object)
    names: Words = held.where(held.notna(), "").to_numpy().astype(np.str_)
    return names


def _noded(
    lines: gpd.GeoDataFrame, found: WaterTimes, reason: Words, how: tuple[Boat, float]
) -> tuple[Network | None, NDArray[np.int64]]:
    """Compile what is no crossing; give the rows that turn out to have no length as well."""
    boat, tolerance_m = how
    apart = np.where((reason == "") & found.crossing, "class-barred", reason)
    empty = np.flatnonzero((apart == "") & ~(shapely.length(lines.geometry.to_numpy()) > 0.0))
    apart[empty] = "no-length"
    if not (apart == "").any():
        return None, empty
    times = replace(found.times, reason=apart)
    made = compile_times(
        lines, times, mode_id=boat.id, tolerance_m=tolerance_m, bad_speeds="exclude"
    )
    network = made.network
    if not boat.lands_along:
        network = replace(network, frontage=np.zeros(network.n_edges, dtype=np.bool_))
    short = [e.rows for e in made.report.exclusions if e.code == "no-length"]
    return network, np.concatenate([empty, *short])
