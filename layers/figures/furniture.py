"""Furniture of a map: its frame, scale bar and north arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from layers import crs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROUND_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def bar_km(width_m: float) -> float:
    """Give the length of a scale bar: the largest round one within a quarter of the width.

    Parameters
    ----------
    width_m
        Width of the map in metres.

    Examples
    --------
    >>> bar_km(90_000)
    20
    """
    fitting = [km for km in ROUND_KM if km * 4000 <= width_m]
    return max(fitting, default=ROUND_KM[0])


def frame_to(ax: Axes, bounds: Sequence[float]) -> None:
    """Show what lies within bounds in degrees, as wide as it is on the ground there."""
    west, south, east, north = bounds
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    ax.tick_params(labelsize=7)
    ax.set_ylabel("")


def scale_bar(ax: Axes, bounds: Sequence[float]) -> None:
    """Draw a bar of round kilometres, measured on the ellipsoid along the lower edge."""
    west, south, east, north = bounds
    width_m = crs.GEOD.inv(west, south, east, south)[2]
    km = bar_km(width_m)
    left, low = west + (east - west) / 25, south + (north - south) / 25
    right = left + km * 1000 / width_m * (east - west)
    ax.plot([left, right], [low, low], color="black", linewidth=3, solid_capstyle="butt", zorder=6)
    ax.text(left, low + (north - south) / 80, f"{km:g} km", fontsize=8, zorder=6)


def north_arrow(ax: Axes) -> None:
    """Draw an arrow to the north with the letters of both languages."""
    ax.annotate(
        "U/N",
        (0.95, 0.97),
        (0.95, 0.88),
        xycoords="axes fraction",
        ha="center",
        fontsize=8,
        arrowprops={"arrowstyle": "-|>", "color": "black"},
        zorder=6,
    )
