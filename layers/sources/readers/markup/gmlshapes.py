"""GML geometries as GeoJSON geometries, x first whatever order their CRS has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pyproj

from layers.crs import parse_crs
from layers.errors import CRSError
from layers.schema import Text
from layers.sources.readers.jsonshapes import ShapeError
from layers.sources.readers.markup.stream import Node

LINES = frozenset({"LineString", "LinearRing", "LineStringSegment", "Curve", "OrientableCurve"})
AREAS = frozenset({"Polygon", "PolygonPatch", "Surface", "OrientableSurface", "Rectangle"})
SETS = {
    "MultiPoint": "MultiPoint",
    "MultiLineString": "MultiLineString",
    "MultiCurve": "MultiLineString",
    "MultiPolygon": "MultiPolygon",
    "MultiSurface": "MultiPolygon",
    "CompositeSurface": "MultiPolygon",
    "MultiGeometry": "GeometryCollection",
}
GEOMETRIES = frozenset({"Point", "CompositeCurve", *LINES, *AREAS, *SETS})
ARCS = frozenset({"Arc", "ArcString", "Circle", "ArcByCenterPoint", "CubicSpline", "Bezier"})
SINGLE = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
# Names that bind readers to the axis order of the authority, and names that do not.
AUTHORITY = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/)(\d+)",
    re.IGNORECASE,
)
XY_FIRST = re.compile(
    r"(?:EPSG:|https?://www\.opengis\.net/gml/srs/epsg\.xml#)(\d+)", re.IGNORECASE
)
CRS84 = re.compile(
    r"(?:urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/|OGC:)?CRS84",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """How the numbers of a geometry are to be read: CRS, order of axes, numbers a position."""

    name: str = ""
    crs: str | None = None
    north_first: bool = False
    dimension: int = 0


def own_frame(node: Node, outer: Frame) -> Frame:
    """Give the frame of an element: what it says itself, else what is around it."""
    name = node.attributes.get("srsName")
    frame = outer
    if name is not None:
        crs, north_first = reference(name)
        frame = replace(outer, name=name, crs=crs, north_first=north_first)
    given = node.attributes.get("srsDimension") or node.attributes.get("dimension") or ""
    return replace(frame, dimension=int(given)) if given in ("2", "3", "4") else frame


@lru_cache(maxsize=32)
def reference(name: str) -> tuple[str, bool]:
    """Give the CRS an `srsName` means, and whether its positions begin with the north.

    Raises
    ------
    CRSError
        `crs-unknown`.

    Examples
    --------
    >>> reference("urn:ogc:def:crs:EPSG::4326"), reference("EPSG:4326")
    (('EPSG:4326', True), ('EPSG:4326', False))
    """
    text = name.strip()
    if CRS84.fullmatch(text):
        return "EPSG:4326", False
    bound, free = AUTHORITY.fullmatch(text), XY_FIRST.fullmatch(text)
    code = bound or free
    if code is None:
        raise CRSError(
            Text(
                f"srsName {text[:120]!r} tidak dikenal; yang diminta seperti "
                "urn:ogc:def:crs:EPSG::32750",
                f"srsName {text[:120]!r} is not known; wanted such as urn:ogc:def:crs:EPSG::32750",
            ),
            code="crs-unknown",
        )
    crs = parse_crs(f"EPSG:{int(code[1])}")
    return f"EPSG:{int(code[1])}", bound is not None and _begins_north(crs)


def _begins_north(crs: pyproj.CRS) -> bool:
    return bool(crs.axis_info) and crs.axis_info[0].direction.lower() in ("north", "south")


def geometry_of(node: Node, outer: Frame) -> Any:
    """Give a GML geometry as a GeoJSON geometry, x first; None for an empty one.

    Raises
    ------
    ValueError
        If it holds what is not read (arcs, solids) or is malformed.
    """
    frame = own_frame(node, outer)
    if node.tag == "Point":
        held = _positions(node, frame)
        return {"type": "Point", "coordinates": held[0]} if held else None
    if node.tag == "CompositeCurve" or node.tag in LINES:
        line = _line(node, frame)
        return {"type": "LineString", "coordinates": line} if line else None
    if node.tag in AREAS:
        areas = _areas(node, frame)
        if len(areas) == 1:
            return {"type": "Polygon", "coordinates": areas[0]}
        return {"type": "MultiPolygon", "coordinates": areas} if areas else None
    return _set(node, frame)


def _set(node: Node, frame: Frame) -> Any:
    parts = [geometry_of(c, frame) for c in _within(node)]
    parts = [part for part in parts if part is not None]
    kind = SETS[node.tag]
    if not parts:
        return None
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": parts}
    flat: list[Any] = []
    for part in parts:
        if part["type"] == SINGLE[kind]:
            flat.append(part["coordinates"])
        elif part["type"] == kind:
            flat += part["coordinates"]
        else:
            raise ShapeError(
                Text(f"ada {part['type']} di dalam {node.tag}", f"a {part['type']} in a {node.tag}")
            )
    return {"type": kind, "coordinates": flat}


def _within(node: Node) -> list[Node]:
    """Give the geometries in the member properties of a set, wrapped once or twice."""
    out: list[Node] = []
    for child in node.children:
        if child.tag in ARCS:
            raise ShapeError(_curve(child.tag))
        out += [child] if child.tag in GEOMETRIES else _within(child)
    return out


def _curve(tag: str) -> Text:
    return Text(
        f"{tag} adalah kurva yang tidak terbaca; luruskan dahulu",
        f"{tag} is a curve that is not read; straighten it before",
    )


def _line(node: Node, frame: Frame) -> list[list[float]]:
    """Give the positions of a line, of all its segments one after another."""
    pieces = _within(node)
    if not pieces:
        return _positions(node, frame)
    line: list[list[float]] = []
    for piece in pieces:
        held = _line(piece, own_frame(piece, frame))
        if piece.attributes.get("orientation") == "-":
            held.reverse()
        line += held[1:] if line and held and line[-1] == held[0] else held
    return line[::-1] if node.attributes.get("orientation") == "-" else line


def _areas(node: Node, frame: Frame) -> list[list[list[list[float]]]]:
    if node.tag in ("Surface", "OrientableSurface"):
        return [area for c in _within(node) for area in _areas(c, own_frame(c, frame))]
    shells: list[list[list[float]]] = []
    holes: list[list[list[float]]] = []
    for side in node.children:
        rings = _rings(side, frame)
        if side.tag in ("exterior", "outerBoundaryIs"):
            shells += rings
        elif side.tag in ("interior", "innerBoundaryIs"):
            holes += rings
    if len(shells) > 1:
        raise ShapeError(
            Text(
                "poligon dengan lebih dari satu batas luar", "a Polygon with more than one exterior"
            )
        )
    return [[*shells, *holes]] if shells else []


def _rings(side: Node, frame: Frame) -> list[list[list[float]]]:
    out = []
    for child in side.children:
        if child.tag in ("LinearRing", "Ring"):
            own = own_frame(child, frame)
            out.append(_line(child, own))
    return out


def _positions(node: Node, frame: Frame) -> list[list[float]]:
    held: list[list[float]] = []
    for child in node.children:
        if child.tag in ("pos", "posList"):
            own = own_frame(child, frame)
            one = child.tag == "pos"
            held += _from_list(child.text, own, one=one)
        elif child.tag == "coordinates":
            held += _from_tuples(child, frame)
        elif child.tag == "coord":
            texts = [n.text for tag in ("X", "Y") if (n := child.find(tag)) is not None]
            held.append(_turned(_floats(texts), frame))
        elif child.tag in ("pointProperty", "pointRep"):
            held += [p for point in _within(child) for p in _positions(point, frame)]
        elif child.tag in ARCS:
            raise ShapeError(_curve(child.tag))
    return held


def _from_list(text: str, frame: Frame, *, one: bool) -> list[list[float]]:
    numbers = _floats(text.split())
    size = len(numbers) if one and not frame.dimension else frame.dimension or 2
    if len(numbers) % 2 and len(numbers) % 3 == 0 and not frame.dimension:
        size = 3
    if size < 2 or len(numbers) % size:
        raise ShapeError(
            Text(
                f"{len(numbers)} bilangan tidak membentuk posisi beranggota {size}",
                f"{len(numbers)} numbers do not make positions of {size}",
            )
        )
    return [_turned(numbers[i : i + 2], frame) for i in range(0, len(numbers), size)]


def _from_tuples(node: Node, frame: Frame) -> list[list[float]]:
    """Read `coordinates` of GML 2 with the marks it says it uses."""
    between, apart = node.attributes.get("cs", ","), node.attributes.get("ts", " ")
    decimal = node.attributes.get("decimal", ".")
    text = re.sub(rf"\s*{re.escape(between)}\s*", between, node.text)
    tuples = text.split() if apart.isspace() else text.split(apart)
    out = []
    for each in tuples:
        if each.strip():
            parts = each.replace(decimal, ".") if decimal != between else each
            out.append(_turned(_floats(parts.split(between)[:2]), frame))
    return out


def _floats(texts: list[str]) -> list[float]:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        raise ShapeError(
            Text(
                f"koordinat {' '.join(texts)[:40]!r} bukan bilangan",
                f"coordinates {' '.join(texts)[:40]!r} are not numbers",
            )
        ) from None
    if len(numbers) == 1:
        raise ShapeError(
            Text(
                f"posisi {texts[0]!r} hanya memiliki satu bilangan",
                f"position {texts[0]!r} has one number",
            )
        )
    return numbers


def _turned(position: list[float], frame: Frame) -> list[float]:
    return [position[1], position[0]] if frame.north_first else position[:2]
