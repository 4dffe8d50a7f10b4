"""Water times: what each line of a waterways layer is to a kind of boat, or why it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from gis.network.modes import OPEN, REASONS, LineTimes
from layers.errors import SourceError
from layers.infrastructure.boats import Boat
from layers.infrastructure.measures import line_lengths_m
from layers.infrastructure.timetables import departure_minutes, mean_wait_min, month_numbers
from layers.infrastructure.travel import Mode
from layers.infrastructure.vocabulary import code_list
from layers.infrastructure.waterways import boats_of
from layers.text import Text

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Unknown = Literal["exclude", "allow"]

CROSSING = "ferry"
ROUTES = ("ferry", "boat_route")
STREAMS = ("river", "canal")
DAYTIME: tuple[float, float] = (6.0, 18.0)


@dataclass(frozen=True, slots=True)
class When:
    """When a boat is taken, and what is made of water of which little is known.

    Attributes
    ----------
    month
        1 to 12; without it, nothing is closed by season.
    hours
        First and last hour in which people come to a boat that has a timetable.
    unknown
        Whether water of which it is not known that boats, or this kind of boat, go
        there is left out and reported, or taken.
    """

    month: int | None = None
    hours: tuple[float, float] = DAYTIME
    unknown: Unknown = "exclude"

    def __post_init__(self) -> None:
        """Refuse a month or hours that are none."""
        if self.month is not None and self.month not in range(1, 13):
            raise InputError(
                Text(
                    f"month adalah {self.month}; yang diminta 1 sampai 12, atau None tanpa musim",
                    f"month is {self.month}; wanted 1 to 12, or None for no season",
                ),
                faults=[
                    (
                        "month",
                        Text(
                            f"{self.month} bukan bulan",
                            f"{self.month} is no month",
                        ),
                    )
                ],
            )
        if not 0.0 <= self.hours[0] < self.hours[1] <= 24.0:
            raise InputError(
                Text(
                    f"hours adalah {self.hours}; yang diminta rentang jam sehari seperti (6, 18)",
                    f"hours is {self.hours}; wanted a window of the day such as (6, 18)",
                )
            )
        if self.unknown not in ("exclude", "allow"):
            raise InputError(
                Text(
                    f"unknown adalah {self.unknown!r}; yang diminta 'exclude' atau 'allow'",
                    f"unknown is {self.unknown!r}; wanted 'exclude' or 'allow'",
                )
            )


ANY_TIME = When()


@dataclass(frozen=True, slots=True, eq=False)
class WaterTimes:
    """What each line is to a boat; one entry per line.

    Attributes
    ----------
    times
        Speeds, directions and reasons as `gis.network.modes.LineTimes` has them;
        `forward` and `backward` are shares of the speed in still water.
    boarding_s
        Seconds to get on, waiting for the departure and loading with it, float64.
    half_width_m
        Half the width of the water, 0 where it is not known, float64.
    crossing
        Whether the line is a ferry crossing, joined at its ends only, bool.
    stream
        Whether it is a river or canal that is not told to be unnavigable, bool.
    """

    times: LineTimes
    boarding_s: Floats
    half_width_m: Floats
    crossing: Flags
    stream: Flags


def water_times(
    lines: gpd.GeoDataFrame, boat: Boat, *, rider: Mode, when: When = ANY_TIME
) -> WaterTimes:
    """Tell for each line of a waterways layer how a boat uses it, or why it does not.

    A line's own ``crossing_min`` comes before length and speed; its ``speed_kmh`` counts
    where it names one kind of boat only, as that boat's. Rivers flow the way they are
    drawn, which is the custom of OpenStreetMap, unless ``flow`` tells otherwise. Ferries and
    boat routes are navigable unless told otherwise; a ferry crossing that names no boat
    but lets the rider on by its access tags is one for the boat ``ferry``.

    Parameters
    ----------
    lines
        With the columns of the waterways theme, in lon/lat: ``class``, and where they
        are known ``navigable``, ``boats``, ``speed_kmh``, ``speed_source``,
        ``crossing_min``, ``headway_min``, ``departures``, ``closed_months``, ``flow``,
        ``width_m``, ``status`` and access tags.
    boat
        From `layers.infrastructure.boats`.
    rider
        The mode that gets on, from `layers.infrastructure.travel`.
    when
        The month and the hours, and what is made of the unknown.
    """
    kinds = _words(lines, "class")
    named, told = _boats(lines)
    listed = _in_sets(named, told, boat.id)
    crossing, silent = kinds == CROSSING, told == ""
    tagged = _tagged(lines, rider)
    by_tag = crossing & silent & (tagged == "yes") & (boat.id == "ferry")
    kmh, own, timed = _speeds(lines, boat, kinds, _counts(named, told))
    waiting, bad_wait = _waits(lines, boat, when)
    along, against = _shares(lines, boat, kinds, timed)
    taken = silent & (when.unknown == "allow") & (~crossing | (boat.id == "ferry"))
    reason = np.full(len(lines), "", dtype=f"<U{max(map(len, REASONS))}")
    sailed, mute = _sailed(lines, kinds)
    for code, holds in (
        ("speed-bad", ~(np.isfinite(kmh) & (kmh > 0.0))),
        ("time-bad", bad_wait | _bad_minutes(lines, "crossing_min", above=0.0)),
        ("closed-season", _closed(lines, boat, kinds, when.month)),
        ("boat-other", ~silent & ~listed),
        ("boat-unknown", silent & ~by_tag & ~taken),
        ("navigable-unknown", mute & (when.unknown == "exclude")),
        ("not-navigable", ~sailed & ~mute),
        ("access-barred", tagged == "no"),
        ("class-barred", ~np.isin(kinds, list(boat.waters)) | (rider.id not in boat.carries)),
        ("class-unknown", ~np.isin(kinds, list(code_list("waterway_class").codes))),
        ("not-open", ~np.isin(_words(lines, "status"), ["", *OPEN])),
    ):
        reason[holds] = code
    out = reason != ""
    times = LineTimes(
        kmh=np.where(out, np.nan, kmh),
        forward=along,
        backward=against,
        frontage=np.ones(len(lines), dtype=np.bool_),
        plane=np.zeros(len(lines), dtype=np.int32),
        reason=reason,
        planned=~out & ~own,
    )
    width = np.nan_to_num(_numbers(lines, "width_m"), nan=0.0, posinf=0.0, neginf=0.0)
    stream = np.isin(kinds, STREAMS) & (sailed | mute)
    return WaterTimes(times, waiting * 60.0, np.maximum(width, 0.0) / 2.0, crossing, stream)


def _words(lines: pd.DataFrame, name: str) -> NDArray[np.str_]:
    """Give a column as text, "" where it is silent or missing."""
    if name not in lines:
        return np.full(len(lines), "", dtype=np.str_)
    held = lines[name].astype(object)
    return held.where(held.notna(), "").to_numpy().astype(np.str_)


def _numbers(lines: pd.DataFrame, name: str) -> Floats:
    """Give a column as numbers, NaN where it is silent or holds none."""
    if name not in lines:
        return np.full(len(lines), np.nan)
    return pd.to_numeric(lines[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _said(lines: pd.DataFrame, name: str) -> Flags:
    """Tell where a column says anything."""
    if name not in lines:
        return np.zeros(len(lines), dtype=np.bool_)
    return np.asarray(_words(lines, name) != "", dtype=np.bool_)


def _boats(lines: pd.DataFrame) -> tuple[Mapping[str, frozenset[str]], NDArray[np.str_]]:
    """Give the kinds of boat of each text, and the text of each line, "" if it is not known."""
    told = _words(lines, "boats")
    named: dict[str, frozenset[str]] = {"": frozenset()}
    for text in np.unique(told):
        read = boats_of(text)
        named[str(text)] = frozenset(read.split(", ")) if read else frozenset()
    known = np.isin(told, [text for text, kinds in named.items() if kinds])
    return MappingProxyType(named), np.where(known, told, "")


def _in_sets(named: Mapping[str, frozenset[str]], told: NDArray[np.str_], boat: str) -> Flags:
    return np.isin(told, [text for text, kinds in named.items() if boat in kinds])


def _counts(named: Mapping[str, frozenset[str]], told: NDArray[np.str_]) -> Flags:
    """Tell where one kind of boat is named, and no other."""
    return np.isin(told, [text for text, kinds in named.items() if len(kinds) == 1])


def _tagged(lines: pd.DataFrame, rider: Mode) -> NDArray[np.str_]:
    """Give what the last access tag of the rider that says anything says: yes, no, or ""."""
    known = code_list("truth")
    found = np.full(len(lines), "", dtype="<U3")
    for name in rider.access_tags:
        told = _words(lines, name)
        texts, where = np.unique(told, return_inverse=True)
        read = np.array([known.code(text) or "" if text else "" for text in texts], dtype="<U3")
        found = np.where(read[where] == "", found, read[where]) if len(texts) else found
    return found


def _sailed(lines: pd.DataFrame, kinds: NDArray[np.str_]) -> tuple[Flags, Flags]:
    """Tell where boats go, and where nothing is said about it."""
    known = code_list("truth")
    told = _words(lines, "navigable")
    texts, where = np.unique(told, return_inverse=True)
    read = np.array([known.code(text) or "" if text else "" for text in texts], dtype="<U3")
    said = read[where] if len(texts) else told
    routes = np.isin(kinds, ROUTES)
    return (said == "yes") | (routes & (said == "")), (said == "") & ~routes


def _speeds(
    lines: gpd.GeoDataFrame, boat: Boat, kinds: NDArray[np.str_], single: Flags
) -> tuple[Floats, Flags, Flags]:
    """Give km/h, where it is the line's own, and where it is so by its crossing time."""
    by_class = {kind: water.kmh for kind, water in boat.waters.items()}
    planning = np.array([by_class.get(str(kind), np.nan) for kind in kinds], dtype=np.float64)
    told = _said(lines, "speed_kmh") & (_words(lines, "speed_source") != "default")
    # A speed that cannot be is told of, whoever's it is.
    held = _numbers(lines, "speed_kmh")
    bad = told & ~(np.isfinite(held) & (held > 0.0))
    own = (told & single) | bad
    minutes = _numbers(lines, "crossing_min")
    metres = line_lengths_m(lines.geometry.to_numpy())
    timed = np.isfinite(minutes) & (minutes > 0.0) & (metres > 0.0)
    crossed = np.divide(metres * 0.06, minutes, out=np.ones(len(lines)), where=timed)
    kmh = np.where(timed, crossed, np.where(own, held, planning))
    return np.where(bad, np.nan, kmh), own | timed, timed


def _shares(
    lines: pd.DataFrame, boat: Boat, kinds: NDArray[np.str_], timed: Flags
) -> tuple[Floats, Floats]:
    """Give the shares of the speed along the drawing of each line and against it."""
    down, up = np.ones(len(lines)), np.ones(len(lines))
    known = code_list("direction")
    told = _words(lines, "flow")
    flow = {str(text): known.code(text) or "" if text else "" for text in np.unique(told)}
    said = np.array([flow[str(text)] for text in told], dtype=np.str_)
    for kind, water in boat.waters.items():
        here = (kinds == kind) & ~timed & ~np.isin(said, ["both", "reversible"])
        down[here], up[here] = water.downstream, water.upstream
    turned = said == "backward"
    return np.where(turned, up, down), np.where(turned, down, up)


def _bad_minutes(lines: pd.DataFrame, name: str, *, above: float | None = None) -> Flags:
    """Tell where minutes are told that are no number, negative, or not above a bound."""
    minutes = _numbers(lines, name)
    sound = np.isfinite(minutes) & (minutes >= 0.0 if above is None else minutes > above)
    return _said(lines, name) & ~sound


def _waits(lines: pd.DataFrame, boat: Boat, when: When) -> tuple[Floats, Flags]:
    """Give the minutes to get on, and where what is told of departures cannot be."""
    headway = _numbers(lines, "headway_min")
    bad = _bad_minutes(lines, "headway_min")
    wait = np.where(np.isfinite(headway), headway, boat.headway_min) / 2.0
    told = _words(lines, "departures")
    for text in np.unique(told[told != ""]):
        here = told == text
        try:
            wait[here] = mean_wait_min(departure_minutes(str(text)), hours=when.hours)
        except SourceError:
            bad |= here
    return boat.boarding_min + np.where(bad, 0.0, wait), bad


def _closed(lines: pd.DataFrame, boat: Boat, kinds: NDArray[np.str_], month: int | None) -> Flags:
    """Tell what is closed in a month: by the line's own months, else by the boat's seasons."""
    closed = np.zeros(len(lines), dtype=np.bool_)
    if month is None:
        return closed
    told, width = _words(lines, "closed_months"), _numbers(lines, "width_m")
    for season in boat.seasons:
        if month in season.months:
            # Width that is not known is not narrow.
            closed |= (kinds == season.water_class) & (width < season.narrower_m) & (width > 0.0)
    for text in np.unique(told[told != ""]):
        closed[told == text] = month in month_numbers(str(text))
    return closed


def faults_of(lines: pd.DataFrame, reason: NDArray[np.str_], most: int) -> list[tuple[str, Text]]:
    """Say what is wrong with the lines whose speed or times cannot be, the first ones.

    Parameters
    ----------
    lines
        The waterways.
    reason
        Of each line.
    most
        How many are told of.
    """
    columns = {
        "speed-bad": (
            ("speed_kmh",),
            Text("yang diminta bilangan hingga di atas 0", "wanted a finite number above 0"),
        ),
        "time-bad": (
            ("crossing_min", "headway_min", "departures"),
            Text(
                "yang diminta menit penyeberangan di atas 0, selang 0 atau lebih, dan jam seperti "
                "'06:00'",
                "wanted crossing minutes above 0, headway of 0 or more, and hours such as '06:00'",
            ),
        ),
    }
    found: list[tuple[str, Text]] = []
    for i in np.flatnonzero(np.isin(reason, list(columns)))[:most]:
        names, wanted = columns[str(reason[i])]
        held = Text.joined(
            (n + Text(" adalah ", " is ") + str(lines[n].iloc[i]) for n in names if n in lines),
            ", ",
        )
        found.append((f"row {lines.index[i]}", held + "; " + wanted))
    return found
