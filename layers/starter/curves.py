"""Curves that look grown: smooth noise along lines and around shapes, always the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

Floats = npt.NDArray[np.float64]


def smooth_noise(t: Floats, owner: npt.NDArray[Any], rng: np.random.Generator) -> Floats:
    """Give noise in -1..1 along each line: four sines of falling strength, random phases.

    Parameters
    ----------
    t
        Position along the line, 0..1, one per vertex.
    owner
        Number of the line each vertex belongs to (0..n-1).
    rng
        Source of the phases; the same generator state gives the same noise.
    """
    n_lines = int(owner.max(initial=-1)) + 1
    waves = np.array([1.0, 2.0, 3.0, 5.0])
    strength = np.array([1.0, 0.7, 0.45, 0.3]) / 2.45
    phases = rng.uniform(0, 2 * np.pi, (n_lines, len(waves)))
    angle = 2 * np.pi * waves * t[:, None] + phases[owner]
    return np.asarray((np.sin(angle) * strength).sum(axis=1))


def subdivide(
    start: Floats, end: Floats, step: float, most: int
) -> tuple[npt.NDArray[Any], Floats, Floats]:
    """Cut segments into pieces of about `step`, at most `most` pieces each.

    Parameters
    ----------
    start, end
        Ends of the segments, arrays of shape (n, 2).

    Returns
    -------
    tuple
        For every vertex: number of its segment, position t in 0..1, and coordinates.
    """
    length = np.hypot(*(end - start).T)
    pieces = np.clip(np.ceil(length / step), 1, most).astype(int)
    owner = np.repeat(np.arange(len(start)), pieces + 1)
    first = np.cumsum(pieces + 1) - (pieces + 1)
    t = (np.arange(len(owner)) - first[owner]) / pieces[owner]
    xy = start[owner] + (end - start)[owner] * t[:, None]
    return owner, t, xy


def bend(
    start: Floats,
    end: Floats,
    rng: np.random.Generator,
    *,
    step: float,
    swing: float,
    limit: Floats | None = None,
) -> npt.NDArray[Any]:
    """Draw each segment as a gently bending line between the same ends.

    Parameters
    ----------
    start, end
        Ends of the segments in a planar CRS, arrays of shape (n, 2).
    step
        Wanted distance between vertices, in the unit of the CRS.
    swing
        Largest offset as a share of the segment's length.
    limit
        Optional factor per segment (0: straight, 1: full swing).

    Returns
    -------
    numpy.ndarray
        One LineString per segment.
    """
    owner, t, xy = subdivide(start, end, step, 24)
    along = (end - start)[owner]
    taper = np.sqrt(np.clip(4 * t * (1 - t), 0, 1))
    offset = swing * taper * smooth_noise(t, owner, rng)
    if limit is not None:
        offset *= limit[owner]
    xy = xy + np.column_stack([-along[:, 1], along[:, 0]]) * offset[:, None]
    ends = (t == 0) | (t == 1)
    xy[ends] = np.where((t == 0)[:, None], start[owner], end[owner])[ends]
    return np.asarray(shapely.linestrings(xy, indices=owner))


def blob(x: float, y: float, radius: float, rng: np.random.Generator, *, swing: float) -> Polygon:
    """Draw a roundish shape whose rim swings by a share of its radius, like an island."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    rim = np.zeros_like(angle)
    for wave, strength in ((2, 0.5), (3, 0.3), (5, 0.2)):
        rim += strength * np.sin(wave * angle + rng.uniform(0, 2 * np.pi))
    r = radius * (1 + swing * rim)
    return Polygon(np.column_stack([x + r * np.cos(angle), y + r * np.sin(angle)]))
