"""Edits: what may be put on the map, taken off it or changed, one kind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gis.errors import InputError
from gis.network.graph import Floats, Ints
from gis.network.ground.barriers import Barriers
from gis.network.places import Snapped
from layers.text import Text

TOLERANCE_M = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class AddSources:
    """More facilities; they follow those there are.

    Attributes
    ----------
    places
        Where they lie; those off the network serve nobody and are told of.
    """

    places: Snapped


@dataclass(frozen=True, slots=True, eq=False)
class RemoveSources:
    """Facilities taken off; the others keep their positions.

    Attributes
    ----------
    sources
        Positions.
    """

    sources: Sequence[int] | Ints


@dataclass(frozen=True, slots=True, eq=False)
class MoveSources:
    """Facilities put elsewhere; they keep their positions.

    Attributes
    ----------
    sources
        Positions.
    places
        Where each lies now.
    """

    sources: Sequence[int] | Ints
    places: Snapped


@dataclass(frozen=True, slots=True, eq=False)
class AddRoad:
    """A new road or bridge.

    Attributes
    ----------
    lonlat
        Its course in EPSG:4326, at least two vertices, k × 2.
    forward_kmh, backward_kmh
        Speed along its drawing and against it; None: not allowed.
    tolerance_m
        How far an end may be from the road it joins, in metres; it is moved onto it.
    crossings
        Whether it joins the roads that it crosses as well; a bridge does not.
    frontage
        Whether places along it are served by it.
    water
        Where they are not: what it leads over.
    """

    lonlat: Floats
    forward_kmh: float | None
    backward_kmh: float | None
    tolerance_m: float = TOLERANCE_M
    crossings: bool = False
    frontage: bool = True
    water: Barriers | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChangeSpeed:
    """Another speed on some edges, or on the parts of edges that are of some lines.

    Attributes
    ----------
    edges, lines
        Positions of edges (new roads follow the network's edges), or of input lines
        (see `Network.vertex_line`): one of the two.
    factor
        Speeds are multiplied by it: one number, or one for each edge or line.
    """

    factor: float | Floats
    edges: Sequence[int] | Ints | None = None
    lines: Sequence[int] | Ints | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SetSpeed:
    """A speed in km/h on some edges or lines, in those directions in which they are open.

    Attributes
    ----------
    kmh
        One number, or one for each edge or line.
    edges, lines
        As for `ChangeSpeed`.
    """

    kmh: float | Floats
    edges: Sequence[int] | Ints | None = None
    lines: Sequence[int] | Ints | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Close:
    """Some edges or lines closed in both directions; places there stay, and may be cut off.

    Attributes
    ----------
    edges, lines
        As for `ChangeSpeed`.
    """

    edges: Sequence[int] | Ints | None = None
    lines: Sequence[int] | Ints | None = None


SpeedEdit = ChangeSpeed | SetSpeed | Close
SourceEdit = AddSources | RemoveSources | MoveSources
Edit = SourceEdit | AddRoad | SpeedEdit


def positions(given: ArrayLike, count: int, what: str) -> Ints:
    """Give positions as int32, or refuse those that are not there or come twice.

    Parameters
    ----------
    given
        Positions.
    count
        How many things there are.
    what
        What they are, for the refusal.

    Raises
    ------
    InputError
        If one is no whole number from 0 to `count` - 1, or is given twice.
    """
    values = np.atleast_1d(np.asarray(given))
    if not len(values):
        return np.zeros(0, dtype=np.int32)
    if values.ndim != 1 or values.dtype.kind not in "iu":
        raise InputError(
            Text(
                f"{what} berjenis {values.dtype} dan berbentuk {values.shape}; yang diminta "
                "nomor urut",
                f"{what} are {values.dtype} of shape {values.shape}; wanted positions",
            )
        )
    strange = values[(values < 0) | (values >= count)]
    if len(strange):
        wanted = f"0 to {count - 1}" if count else "none: there is none"
        raise InputError(
            Text(
                f"{what}: {strange[0]} tidak ada; nomor urut yang diminta: {wanted}",
                f"{what}: {strange[0]} is not there; wanted positions {wanted}",
            ),
            faults=[
                (
                    what,
                    Text(
                        f"{strange[0]} tidak ada",
                        f"{strange[0]} is not there",
                    ),
                )
            ],
        )
    known, times = np.unique(values, return_counts=True)
    if (times > 1).any():
        raise InputError(
            Text(
                f"{what}: {known[times > 1][0]} diberikan lebih dari sekali; berikan sekali saja",
                f"{what}: {known[times > 1][0]} is given more than once",
            )
        )
    return values.astype(np.int32)


def above_zero(given: float | Floats, count: int, what: str) -> Floats:
    """Give one number for each thing, or refuse what is not finite and above zero.

    Raises
    ------
    InputError
        If a number is zero, negative, infinite or none, or there are too many or too few.
    """
    values = np.asarray(given, dtype=np.float64)
    if values.ndim and values.shape != (count,):
        raise InputError(
            Text(
                f"{what} berbentuk {values.shape}; yang diminta satu bilangan, atau {count}",
                f"{what} has shape {values.shape}; wanted one number, or {count}",
            )
        )
    every = np.broadcast_to(values, (count,)) if values.ndim else np.atleast_1d(values)
    bad = every[~(np.isfinite(every) & (every > 0.0))]
    if len(bad):
        raise InputError(
            Text(
                f"{what} adalah {bad[0]}; yang diminta bilangan hingga di atas 0 (untuk menutup "
                "jalan pakai Close)",
                f"{what} is {bad[0]}; wanted a finite number above 0 (to close a road use Close)",
            ),
            faults=[
                (
                    what,
                    Text(
                        f"{bad[0]} bukan bilangan hingga di atas 0",
                        f"{bad[0]} is not a finite number above 0",
                    ),
                )
            ],
        )
    return np.broadcast_to(values, (count,)).astype(np.float64)


def chosen(edit: SpeedEdit) -> tuple[str, Sequence[int] | Ints]:
    """Tell whether an edit names edges or lines, and which.

    Raises
    ------
    InputError
        If it names neither, or both.
    """
    if edit.edges is not None and edit.lines is None:
        return "edges", edit.edges
    if edit.lines is not None and edit.edges is None:
        return "lines", edit.lines
    both = "neither edges nor lines are" if edit.edges is None else "edges and lines are both"
    raise InputError(
        Text(
            f"{type(edit).__name__}: {both} diberikan; yang diminta salah satunya",
            f"{type(edit).__name__}: {both} given; wanted one of the two",
        )
    )
