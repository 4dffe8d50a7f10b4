"""Modes: what each line of a layer is to a mode of travel: its speed, directions and plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.infrastructure.roads import default_speed_kmh
from layers.infrastructure.travel import Mode
from layers.infrastructure.vocabulary import code_list
from layers.schema import Text

# Why a line is left out, in the order in which the reasons are looked for.
REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "no-line": Text("tanpa garis", "no line"),
        "not-open": Text("tidak dibuka", "not open"),
        "class-unknown": Text("kelas tidak dikenal", "class not known"),
        "class-barred": Text("kelas tertutup untuk moda ini", "class barred to the mode"),
        "toll-barred": Text("jalan berbayar", "toll road"),
        "access-barred": Text("tertutup menurut tanda akses", "barred by its access tags"),
        "speed-bad": Text("kecepatan bukan angka di atas 0", "speed is no number above 0"),
        "not-navigable": Text("tidak dapat dilayari", "not navigable"),
        "navigable-unknown": Text(
            "tidak diketahui apakah dapat dilayari", "navigability not known"
        ),
        "boat-unknown": Text("jenis perahu tidak diketahui", "kinds of boat not known"),
        "boat-other": Text("bukan untuk perahu ini", "not for this kind of boat"),
        "closed-season": Text("tutup pada bulan itu", "closed in that month"),
        "time-bad": Text(
            "waktu seberang, selang atau jadwal tidak masuk akal",
            "crossing time, headway or timetable is implausible",
        ),
        "no-length": Text("tanpa panjang", "no length"),
    }
)
OPEN = ("existing",)
# Structures apart from the ground; each level of them is a plane of its own.
BRIDGE_PLANES, TUNNEL_PLANES = 1000, -1000
MOST_LAYERS = 99

Shares = NDArray[np.bool_] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LineTimes:
    """What each line is to a mode; one entry per line.

    Attributes
    ----------
    kmh
        Speed, float64; NaN where the line is left out.
    forward, backward
        Whether it may be used along its drawing and against it, bool; or, where that
        is not equally quick, which share of `kmh` it goes at, float64, 0 for not at all.
    frontage
        Whether it is joined anywhere along it, bool.
    plane
        0 on the ground, 1000 + layer for bridges, layer - 1000 for tunnels, int32:
        lines cross at a junction only within a plane.
    reason
        Key of `REASONS` for a line that is left out, "" for one that is not; text.
    planned
        Whether the speed is the planning speed of the class for want of one, here or
        already on import (``speed_source`` is ``default``), bool.
    """

    kmh: NDArray[np.float64]
    forward: Shares
    backward: Shares
    frontage: NDArray[np.bool_]
    plane: NDArray[np.int32]
    reason: NDArray[np.str_]
    planned: NDArray[np.bool_]


def line_times(
    lines: pd.DataFrame | gpd.GeoDataFrame, mode: Mode, *, states: tuple[str, ...] = OPEN
) -> LineTimes:
    """Tell for each line of a roads layer how a mode uses it, or why it does not.

    Columns that are missing count as silent: without a word on it, a road is open,
    two-way, on the ground and free of toll, and goes at the planning speed of its class.

    Parameters
    ----------
    lines
        With the columns of the roads theme: ``class``, and where they are known
        ``highway``, ``speed_kmh``, ``surface``, ``direction`` or ``one_way``, ``toll``,
        ``bridge``, ``tunnel``, ``layer``, ``status``, ``access`` and its kin.
    mode
        From `layers.infrastructure.travel`.
    states
        Codes of `road_state` that count as open; a silent one does.
    """
    kinds = _texts(lines, "class")
    words = _texts(lines, "highway")
    factor, fixed, frontage = _speeds_of(kinds, words, mode)
    own, planned = _own_speeds(lines, kinds, words)
    kmh = np.where(np.isnan(fixed), factor * own, fixed)
    forward, backward = _directions(lines, mode)
    known = np.isin(kinds, list(code_list("road_class").codes))
    told = _texts(lines, "status")
    reason = np.full(len(lines), "", dtype=f"<U{max(map(len, REASONS))}")
    barred = np.isnan(factor) & np.isnan(fixed)
    tolled = np.zeros(len(lines), bool) if mode.takes_toll_roads else _truths(lines, "toll")
    for code, holds in (
        ("speed-bad", ~(np.isfinite(kmh) & (kmh > 0.0))),
        ("access-barred", _access_barred(lines, mode)),
        ("toll-barred", tolled),
        ("class-barred", barred),
        ("class-unknown", ~known & barred),
        ("not-open", (told != "") & ~np.isin(told, states)),
    ):
        reason[holds] = code
    out = reason != ""
    return LineTimes(
        kmh=np.where(out, np.nan, kmh),
        forward=forward,
        backward=backward,
        frontage=frontage,
        plane=_planes(lines),
        reason=reason,
        planned=planned & ~out & np.isnan(fixed),
    )


def _texts(lines: pd.DataFrame, name: str) -> NDArray[np.str_]:
    """Give a column as text, "" where it is silent or missing."""
    if name not in lines:
        return np.full(len(lines), "", dtype=np.str_)
    return lines[name].astype(object).where(lines[name].notna(), "").to_numpy().astype(np.str_)


def _truths(lines: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Give a column of yes and no, silence being no; words of `truth` are read."""
    known = code_list("truth")
    told = _texts(lines, name)
    values, where = np.unique(told, return_inverse=True)
    yes = np.array([known.code(value) == "yes" if value else False for value in values], bool)
    return yes[where] if len(values) else np.zeros(0, bool)


def _numbers(lines: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in lines:
        return np.full(len(lines), np.nan)
    return pd.to_numeric(lines[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _speeds_of(kinds: Any, words: Any, mode: Mode) -> tuple[Any, Any, Any]:
    """Give factor, fixed speed and frontage of each line, worked out once per kind."""
    group, first = _groups(kinds, words)
    found = [mode.speed(str(kinds[i]) or None, str(words[i])) for i in first]
    factor = np.array([s.factor if s else None for s in found], dtype=np.float64)
    fixed = np.array([s.kmh if s else None for s in found], dtype=np.float64)
    along = np.array([s.joined_along if s else True for s in found], dtype=np.bool_)
    return factor[group], fixed[group], along[group]


def _groups(*columns: NDArray[np.str_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give each row the number of its kind, and for each kind its first row."""
    table = pd.DataFrame({str(i): column for i, column in enumerate(columns)})
    number = np.asarray(table.groupby(list(table), sort=False).ngroup(), dtype=np.intp)
    return number, np.flatnonzero(~pd.Series(number).duplicated().to_numpy())


def _own_speeds(lines: pd.DataFrame, kinds: Any, words: Any) -> tuple[Any, NDArray[np.bool_]]:
    """Give the speed of each road: the layer's, or the planning speed where it is silent."""
    surfaces = _texts(lines, "surface")
    group, first = _groups(kinds, words, surfaces)
    planning = [
        default_speed_kmh(str(kinds[i]) or None, word=str(words[i]), surface=str(surfaces[i]))
        for i in first
    ]
    held = _numbers(lines, "speed_kmh")
    silent = lines["speed_kmh"].isna().to_numpy() if "speed_kmh" in lines else np.isnan(held)
    proposed = np.array(planning, dtype=np.float64)[group]
    limit = _numbers(lines, "maxspeed_kmh")
    planned = silent | (_texts(lines, "speed_source") == "default")
    return np.where(silent, np.fmin(proposed, limit), held), planned


def _directions(lines: pd.DataFrame, mode: Mode) -> tuple[Any, Any]:
    both = np.ones(len(lines), bool)
    if not mode.obeys_one_way:
        return both, both.copy()
    told = _texts(lines, "direction")
    along = (told == "forward") | ((told == "") & _truths(lines, "one_way"))
    return told != "backward", ~along


def _access_barred(lines: pd.DataFrame, mode: Mode) -> NDArray[np.bool_]:
    """Tell where the last access tag that says anything says no."""
    barred = np.zeros(len(lines), bool)
    for name in mode.access_tags:
        told = _texts(lines, name)
        barred = np.where(told == "", barred, told == "no")
    return barred


def _planes(lines: pd.DataFrame) -> NDArray[np.int32]:
    bridge, tunnel = _truths(lines, "bridge"), _truths(lines, "tunnel")
    layer = np.clip(np.nan_to_num(_numbers(lines, "layer")), -MOST_LAYERS, MOST_LAYERS)
    up = BRIDGE_PLANES + np.where(layer == 0, 1, layer)
    down = TUNNEL_PLANES + np.where(layer == 0, -1, layer)
    plane = np.where(bridge, up, np.where(tunnel, down, 0))
    return plane.astype(np.int32)
