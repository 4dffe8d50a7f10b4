"""Reference systems of a request: what crs, bbox-crs and filter-crs name, and boxes in them."""

from __future__ import annotations

from collections.abc import Mapping

from layers.errors import CRSError
from layers.filters import Predicate
from layers.filters.tree import Every, Spatial, Truth
from layers.layer import Layer
from layers.query import BBox
from layers.reference import CRS84, System, find_system, offered
from layers.reference.boxes import covered
from layers.text import Text
from server.errors import ParameterError
from server.exchange.answer import Header
from server.features.values import on_globe, read_bbox, read_corners


def systems_of(layer: Layer) -> list[System]:
    """Give the reference systems a layer is offered in: those that serve all of its extent."""
    return [system for system in offered().values() if system.serves(layer.bbox)]


def read_system(given: Mapping[str, str], name: str, layer: Layer | None = None) -> System:
    """Read a parameter that names a reference system; CRS84 where it is not given.

    Parameters
    ----------
    given
        The parameters of the request.
    name
        Which of them.
    layer
        What is to be given in the system, where something is.

    Raises
    ------
    ParameterError
        With code ``crs-not-offered``.
    """
    if name not in given:
        return CRS84
    try:
        system = find_system(given[name])
    except CRSError as error:
        raise ParameterError(f"{name}: " + error.text, code=error.code) from error
    if layer is not None and not system.serves(layer.bbox):
        names = ", ".join(one.short for one in systems_of(layer))
        raise ParameterError(
            Text(
                f"{name}: {layer.id} melampaui jangkauan {system.short}; yang tersedia {names}",
                f"{name}: {layer.id} reaches beyond {system.short}; offered are {names}",
            ),
            code="crs-not-offered",
        )
    return system


def read_box(given: Mapping[str, str]) -> tuple[BBox | None, Predicate | None]:
    """Read `bbox` in the system `bbox-crs` names: a box in degrees, and what more must be true.

    Raises
    ------
    ParameterError
        If the system is not offered, or the box cannot be meant.
    """
    system = read_system(given, "bbox-crs")
    if "bbox" not in given:
        return None, None
    if system is CRS84:
        return read_bbox(given["bbox"]), None
    try:
        found = covered(read_corners(given["bbox"]), system)
    except CRSError as error:
        raise ParameterError(error.text, code=error.code) from error
    if found.bbox is None:
        return None, Truth(False)
    return on_globe(found.bbox), found.shape and Spatial("s_intersects", found.shape)


def both(first: Predicate | None, second: Predicate | None) -> Predicate | None:
    """Give what is true where both are; None holds everywhere."""
    if first is None or second is None:
        return first or second
    return Every((first, second))


def content_crs(system: System) -> Header:
    """Give the header that tells the system of the coordinates in an answer."""
    return ("Content-Crs", f"<{system.uri}>")
