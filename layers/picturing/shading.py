"""Shading: light and shadow on the ground, from heights."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from layers.picturing.encoding import Indices, Palette
from layers.text import Text

Floats = npt.NDArray[np.float64]
# The light of maps: from the north-west, half-way up.
AZIMUTH, ALTITUDE = 315.0, 45.0
# From this zoom on heights are as they are; each zoom above it they stand out more.
TRUE_ZOOM, MORE_EACH_ZOOM = 12, 2 ** (1 / 3)
EARTH_M = 6371008.8
SHADES = 101
_SHADOW, _LIGHT = (20, 33, 31), (255, 255, 255)
_DARKEST, _BRIGHTEST = 150, 110


def exaggeration(zoom: int) -> float:
    """Give how many times higher the ground stands out at a zoom, to be seen from far.

    Examples
    --------
    >>> exaggeration(14), round(exaggeration(9), 6)
    (1.0, 2.0)
    """
    return float(max(1.0, MORE_EACH_ZOOM ** (TRUE_ZOOM - zoom)))


def light(zoom: int) -> Text:
    """Say where the light comes from and how much the heights are raised."""
    times = f"{exaggeration(zoom):.1f}"
    return Text(
        f"cahaya dari barat laut ({AZIMUTH:g}°), {ALTITUDE:g}° di atas cakrawala; tinggi "
        f"×{times.replace('.', ',')} pada zum {zoom}",
        f"light from the north-west ({AZIMUTH:g}°), {ALTITUDE:g}° above the horizon; heights "
        f"×{times} at zoom {zoom}",
    )


def hillshade(heights: Floats, lon: Floats, lat: Floats, times: float = 1.0) -> Floats:
    """Give how much light falls on the ground, after Horn 1981.

    Parameters
    ----------
    heights
        (rows + 2) × (columns + 2) in metres, with a rim of one pixel; not finite where unknown.
    lon, lat
        Degrees of its columns and rows.
    times
        How many times higher the heights are taken.

    Returns
    -------
    rows × columns
        The cosine between the light and the upright of the ground, 0 in shadow; on level
        ground that of the light's height, 0.707.
    """
    z = heights * times
    across = np.radians((lon[-1] - lon[0]) / (len(lon) - 1)) * EARTH_M
    east_m = (across * np.cos(np.radians(lat[1:-1])))[:, None]
    south_m = (np.radians((lat[:-2] - lat[2:]) / 2) * EARTH_M)[:, None]
    right, left = z[:, 2:], z[:, :-2]
    to_east = _smooth(right - left, 0) / (8 * east_m)
    to_south = _smooth(z[2:] - z[:-2], 1) / (8 * south_m)
    up, turn = np.radians(ALTITUDE), np.radians(AZIMUTH)
    towards_east, towards_north = np.cos(up) * np.sin(turn), np.cos(up) * np.cos(turn)
    steep = np.sqrt(1 + to_east**2 + to_south**2)
    lit: Floats = (np.sin(up) - to_east * towards_east + to_south * towards_north) / steep
    return np.clip(lit, 0.0, 1.0)


def _smooth(difference: Floats, axis: int) -> Floats:
    if axis == 0:
        return difference[:-2] + 2 * difference[1:-1] + difference[2:]
    return difference[:, :-2] + 2 * difference[:, 1:-1] + difference[:, 2:]


def _shades() -> Palette:
    """Give shadows from nearly opaque to clear, then light: to be laid over any map."""
    level = np.sin(np.radians(ALTITUDE))
    lit = np.linspace(0, 1, SHADES)
    dark = lit < level
    share = np.where(dark, (level - lit) / level, (lit - level) / (1 - level))
    opacity = np.rint(share * np.where(dark, _DARKEST, _BRIGHTEST))
    ink = np.where(dark[:, None], _SHADOW, _LIGHT)
    return Palette.of(np.column_stack((ink, opacity)).astype(np.uint8))


@dataclass(frozen=True)
class ByLight:
    """Shadow and light of the ground."""

    palette: Palette = field(default_factory=_shades)
    smooth: bool = True

    def shaded(self, lit: Floats) -> Indices:
        """Give each pixel the number of its shade; 0 where the light is not known."""
        known = np.isfinite(lit)
        shade = np.rint(np.where(known, lit, 0) * (SHADES - 1)).astype(np.uint8) + np.uint8(1)
        return np.where(known, shade, np.uint8(0))
