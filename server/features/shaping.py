"""Geometries as a request wants them: none, simpler, in another reference system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Layer
from layers.packed.rewriting import KEPT, Rewriting
from layers.reference import CRS84, System
from layers.reference.axes import Order
from layers.reference.shapes import placed
from layers.text import Text
from server.errors import ParameterError
from server.features.systems import read_system
from server.features.values import read_number

Shapes = npt.NDArray[np.object_]
# As other services spell them.
SKIP_GEOMETRY = ("skip-geometry", "skipGeometry")
MAX_OFFSET = ("max-allowable-offset", "maxAllowableOffset")
SHAPING = frozenset({"crs", "zoom-level", *SKIP_GEOMETRY, *MAX_OFFSET})
MAX_ZOOM = 30.0
# Degrees a pixel of the whole world spans at zoom 0 (WebMercatorQuad, tiles of 256 pixels).
PIXEL = 360 / 256


@dataclass(frozen=True, slots=True)
class Shaping:
    """How kept geometries become those of an answer.

    Attributes
    ----------
    system
        What they are given in.
    degrees
        How far a line may move before it is projected.
    units
        How far it may move afterwards, in the units of the system.
    skip_geometry
        Whether there are none.
    """

    system: System = CRS84
    degrees: float = 0.0
    units: float = 0.0
    skip_geometry: bool = False

    def __call__(self, shapes: Shapes, order: Order = "authority") -> Shapes:
        """Give the geometries of an answer, axes in the order told."""
        simple = shapely.simplify(shapes, self.degrees) if self.degrees else shapes
        there = placed(simple, self.system, order)
        return np.asarray(shapely.simplify(there, self.units) if self.units else there)

    @property
    def how(self) -> Rewriting:
        """What this is to features that are ready-made."""
        if self.skip_geometry:
            return Rewriting(skip_geometry=True)
        plain = self.system is CRS84 and not self.degrees and not self.units
        return KEPT if plain else Rewriting(self)


PLAIN = Shaping()


def read_shaping(given: Mapping[str, str], layer: Layer) -> Shaping:
    """Read `crs`, `skip-geometry`, `zoom-level` and `max-allowable-offset`.

    Raises
    ------
    ParameterError
        If a value cannot be read, the system is not offered, or two ask for the same.
    """
    if SHAPING.isdisjoint(given):
        return PLAIN
    system = read_system(given, "crs", layer)
    offset = _either(given, MAX_OFFSET)
    if "zoom-level" in given and offset is not None:
        raise _exclusive("zoom-level", MAX_OFFSET[0])
    skips = _skips(_either(given, SKIP_GEOMETRY))
    return Shaping(system, _degrees(given), _units(offset), skips)


def _either(given: Mapping[str, str], names: tuple[str, str]) -> str | None:
    """Give the value of a parameter that is spelt in two ways."""
    values = [given[name] for name in names if name in given]
    if len(values) > 1:
        raise _exclusive(*names)
    return values[0] if values else None


def _exclusive(one: str, other: str) -> ParameterError:
    return ParameterError(
        Text(
            f"{one} dan {other} tidak dapat bersama; sebut salah satu",
            f"{one} and {other} exclude each other; give one of them",
        )
    )


def _skips(value: str | None) -> bool:
    if value not in (None, "true", "false"):
        raise ParameterError(
            Text(
                f"skip-geometry: {str(value)[:40]!r} bukan true atau false",
                f"skip-geometry: {str(value)[:40]!r} is neither true nor false",
            )
        )
    return value == "true"


def _degrees(given: Mapping[str, str]) -> float:
    """Give half a pixel of a zoom level: what moves less cannot be seen."""
    if "zoom-level" not in given:
        return 0.0
    zoom = read_number("zoom-level", given["zoom-level"])
    if not 0 <= zoom <= MAX_ZOOM:
        raise ParameterError(
            Text(
                f"zoom-level: {zoom:g} di luar 0 sampai {MAX_ZOOM:g}",
                f"zoom-level: {zoom:g} is outside 0 to {MAX_ZOOM:g}",
            )
        )
    return float(PIXEL / 2**zoom / 2)


def _units(value: str | None) -> float:
    if value is None:
        return 0.0
    offset = read_number("max-allowable-offset", value)
    if offset < 0:
        raise ParameterError(
            Text(
                f"max-allowable-offset: {offset:g} negatif; yang diminta jarak dalam satuan crs",
                f"max-allowable-offset: {offset:g} is negative; wanted a distance in units of crs",
            )
        )
    return offset
