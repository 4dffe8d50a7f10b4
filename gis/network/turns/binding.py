"""Binding: which restrictions of a layer hold for a mode of travel, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import has_shape, require_crs, to_lonlat
from gis.errors import InputError
from gis.geodesic import earth_centred
from gis.network.turns.reasons import TURN_REASONS
from layers.infrastructure.travel import Mode
from layers.infrastructure.turns import Turn, line_id, turn_of
from layers.text import Text

Floats = NDArray[np.float64]
NEEDED = ("from_line", "to_line", "kind")
IDS = ("code", "osm_id")
_WIDEST = max(map(len, TURN_REASONS))


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The restrictions that hold for a mode.

    Attributes
    ----------
    turns
        As they were read, k.
    row
        Position of each in the layer, int64, k.
    lonlat
        Where their lines meet, EPSG:4326, float64, k × 2.
    reason
        Key of `TURN_REASONS` for every row of the layer that does not hold, "" else.
    lines
        Positions of the lines of each id that is named, as far as there are any.
    """

    turns: tuple[Turn, ...]
    row: NDArray[np.int64]
    lonlat: Floats
    reason: NDArray[np.str_]
    lines: Mapping[str, NDArray[np.int64]]

    def __len__(self) -> int:
        """How many restrictions hold."""
        return len(self.turns)


def bound_turns(turns: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, mode: Mode) -> Bound:
    """Read the restrictions of a layer that hold for a mode.

    Parameters
    ----------
    turns
        Points at the via nodes in any known CRS, with the columns of the turns theme:
        ``from_line``, ``to_line`` and ``kind``, and perhaps ``except`` and ``modes``.
    lines
        The lines they name by ``code``, or by ``osm_id`` without such a column.
    mode
        From `layers.infrastructure.travel`.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    InputError
        If a column is missing.
    """
    require_crs(turns, "turns")
    missing = [name for name in NEEDED if name not in turns]
    if missing:
        raise InputError(
            Text(
                f"larangan belok tanpa kolom {', '.join(missing)}; yang diminta "
                f"{', '.join(NEEDED)}, seperti tema turns",
                f"turns lack the columns {', '.join(missing)}; wanted {', '.join(NEEDED)}, as "
                "the turns theme has them",
            )
        )
    columns = [name for name in (*NEEDED, "except", "modes") if name in turns]
    read = [turn_of(row) for row in turns[columns].to_dict("records")]
    there = _has_via(turns)
    found = [_reason(turn, bool(on), mode) for turn, on in zip(read, there, strict=True)]
    reason = np.array(found, dtype=f"<U{_WIDEST}")
    row = np.flatnonzero(reason == "")
    kept = tuple(turn for turn in (read[i] for i in row) if turn is not None)
    via = to_lonlat(turns.iloc[np.flatnonzero(there)], "turns")
    lonlat = shapely.get_coordinates(via.to_numpy())[(np.cumsum(there) - 1)[row]]
    return Bound(kept, row.astype(np.int64), lonlat, reason, _lines_of(lines, kept))


def _reason(turn: Turn | None, has_via: bool, mode: Mode) -> str:
    if not has_via:
        return "turn-no-via"
    if turn is None:
        return "turn-kind-unknown"
    if not (turn.from_lines and turn.to_lines):
        return "turn-no-lines"
    if not turn.binds(mode):
        return "turn-not-bound"
    return "turn-exempt" if turn.exempts(mode) else ""


def _has_via(turns: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    shapes = turns.geometry.to_numpy()
    points = has_shape(turns) & (shapely.get_type_id(shapes) == 0)
    xy = np.full((len(shapes), 2), np.nan)
    xy[points] = shapely.get_coordinates(shapes[points])
    there: NDArray[np.bool_] = np.isfinite(xy).all(axis=1)
    return there


def _lines_of(lines: gpd.GeoDataFrame, turns: tuple[Turn, ...]) -> Mapping[str, NDArray[np.int64]]:
    """Find the lines that are named."""
    if not turns:
        return {}
    column = next((name for name in IDS if name in lines), None)
    if column is None:
        raise InputError(
            Text(
                "larangan belok menyebut garis menurut id-nya, tetapi garisnya tidak punya "
                f"kolom {' atau '.join(IDS)}; yang diminta id yang dirujuk from_line dan to_line",
                f"turns name lines by their id, but lines have no column {' or '.join(IDS)}; "
                "wanted the ids that from_line and to_line refer to",
            )
        )
    named = {one for turn in turns for one in (*turn.from_lines, *turn.to_lines)}
    found: dict[str, list[int]] = {}
    for position, value in enumerate(lines[column].to_numpy(dtype=object)):
        one = line_id(value)
        if one in named:
            found.setdefault(one, []).append(position)
    return {one: np.array(rows, dtype=np.int64) for one, rows in found.items()}


def near_vias(bound: Bound, lonlat: Floats, tolerance_m: float) -> NDArray[np.bool_]:
    """Tell which places lie at the via of a restriction.

    Parameters
    ----------
    bound
        The restrictions.
    lonlat
        Places in EPSG:4326, n × 2.
    tolerance_m
        How far a place may be, in metres.
    """
    if not len(bound):
        return np.zeros(len(lonlat), dtype=np.bool_)
    vias = cKDTree(earth_centred(bound.lonlat))
    apart, _ = vias.query(earth_centred(lonlat), distance_upper_bound=tolerance_m)
    near: NDArray[np.bool_] = np.isfinite(apart)
    return near
