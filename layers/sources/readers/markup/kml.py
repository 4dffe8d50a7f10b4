"""KML: placemarks of all folders, their data and descriptions; nothing it links to is opened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import ShapeError, said_of
from layers.sources.readers.markup import stream
from layers.sources.readers.markup.collected import Collected
from layers.sources.readers.markup.stream import Node, Open
from layers.sources.reading import Progress, Reading, silent

LINKING = frozenset({"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay"})
CONTAINERS = frozenset({"Folder", "Document"})
SHAPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}
MULTI = frozenset({"Point", "LineString", "Polygon"})
ALL_GEOMETRIES = frozenset({*SHAPES, "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"})
NUMBERS: dict[str, type] = {
    **dict.fromkeys(("int", "uint", "short", "ushort"), int),
    **dict.fromkeys(("float", "double"), float),
}
OWN = ("source_id", "name", "description", "folder", "begin", "end", "address", "phone")
COMMA = re.compile(r"\s*,\s*")
REMOTE = re.compile(r"(?:https?|ftp|file):", re.IGNORECASE)
SHOWN = 5


@dataclass
class _Marks:
    """What is noted on the way: rows, field types, links seen, all folders."""

    rows: Collected
    types: dict[str, str] = field(default_factory=dict)
    untyped: set[str] = field(default_factory=set)
    links: Counter[str] = field(default_factory=Counter)
    addresses: list[str] = field(default_factory=list)
    folders: dict[str, None] = field(default_factory=dict)
    n_models: int = 0

    def take(self, node: Node, around: Sequence[Open]) -> None:
        """Sort an element of the file to where it belongs."""
        if node.tag == "name":
            around[-1].facts["name"] = node.text
        elif node.tag == "Placemark":
            self._placemark(node, _folder(around))
        elif node.tag == "SimpleField":
            self.types[node.attributes.get("name", "")] = node.attributes.get("type", "string")
        else:
            self._link(node)

    def _link(self, node: Node) -> None:
        hrefs = [n.text for n in node.walk() if n.tag == "href" and n.text]
        if node.tag in LINKING or any(map(REMOTE.match, hrefs)):
            self.links[node.tag] += 1
            self.addresses += hrefs[: SHOWN - len(self.addresses)]

    def _placemark(self, node: Node, folder: str) -> None:
        if folder:
            self.folders.setdefault(folder)
        properties = {
            "source_id": node.attributes.get("id"),
            "name": _text(node, "name"),
            "description": _text(node, "description"),
            "folder": folder or None,
            **_times(node),
            "address": _text(node, "address"),
            "phone": _text(node, "phoneNumber"),
        }
        properties = {k: v for k, v in properties.items() if v is not None} | self._data(node)
        found = [child for child in node.children if child.tag in ALL_GEOMETRIES]
        try:
            geometry = _geometry(found[0]) if found else None
        except ValueError as fault:
            geometry = None
            self.rows.fault("bad-geometry", said_of(fault))
        self.n_models += any(n.tag == "Model" for n in found)
        self.rows.n_high += bool(found) and _is_high(found[0])
        self.rows.add(properties, geometry, folder)

    def _data(self, node: Node) -> dict[str, Any]:
        out: dict[str, Any] = {}
        held = node.find("ExtendedData")
        for item in held.walk() if held else ():
            title = item.attributes.get("name", "")
            if item.tag not in ("Data", "SimpleData") or not title:
                continue
            key = f"{title}_data" if title in OWN else title
            text = (_text(item, "value") or "") if item.tag == "Data" else item.text
            kind = self.types.get(title) if item.tag == "SimpleData" else None
            if kind is None:
                self.untyped.add(key)
            out[key] = _typed(text, kind)
        return out

    def findings(self) -> list[Finding]:
        """Say what was linked to and left alone, and what has no place in a layer."""
        found = []
        if self.links:
            what = ", ".join(f"{n} {tag}" for tag, n in sorted(self.links.items()))
            some = ", ".join(a[:80] for a in self.addresses)
            message = f"{what}{': ' if some else ''}{some}"
            tell = say.warning if LINKING & set(self.links) else say.note
            found.append(tell("link-not-followed", message, "not opened"))
        if self.n_models:
            n = self.n_models
            told = Text(f"{n} penanda berupa model 3D", f"{n} placemarks show a 3D model")
            found.append(say.warning("geometry-left-out", told, "kept without geometry"))
        return found


def read(
    path: Path, limits: Limits, wanted: str | None = None, progress: Progress = silent
) -> Reading:
    """Read the placemarks of a KML file, those of all folders or of one.

    Parameters
    ----------
    path
        The file.
    limits
        Rows, columns, depth and text accepted.
    wanted
        Name or path (``A / B``) of the folder to take; all of them when None.

    Raises
    ------
    SourceError
        `layer-unknown` naming the folders, `no-layer`, and those of `stream.read`.
    """
    marks = _Marks(Collected(limits))
    stream.read(path, limits, _is_wanted, marks.take, progress)
    if not marks.rows.n and not marks.links:
        raise SourceError(
            Text("berkas KML ini tidak memuat Placemark", "the KML file holds no Placemark"),
            code="no-layer",
        )
    only = None if wanted is None else _chosen(wanted, list(marks.folders))
    marks.rows.findings += marks.findings()
    return marks.rows.reading("KML", "EPSG:4326", wanted or "", untyped=marks.untyped, only=only)


def _is_wanted(tag: str, around: Sequence[Open]) -> bool:
    if tag in ("Placemark", "SimpleField", "Style") or tag in LINKING:
        return True
    return tag == "name" and bool(around) and around[-1].tag in CONTAINERS


def _folder(around: Sequence[Open]) -> str:
    """Give the path of folders; that of the document itself says nothing."""
    names = [o.facts.get("name", "") for o in around if o.tag == "Folder"]
    return " / ".join(name for name in names if name)


def _chosen(wanted: str, folders: list[str]) -> set[str]:
    found = {f for f in folders if wanted in (f, f.rpartition(" / ")[2]) or _below(f, wanted)}
    if not found:
        raise SourceError(
            Text(
                f"tidak ada folder {wanted!r}; berkas ini memuat "
                f"{', '.join(folders[:20]) or 'tidak satu pun'}",
                f"no folder {wanted!r}; the file has {', '.join(folders[:20]) or 'none'}",
            ),
            code="layer-unknown",
        )
    return found


def _below(folder: str, wanted: str) -> bool:
    return f" / {folder} / ".find(f" / {wanted} / ") >= 0


def _text(node: Node, tag: str) -> str | None:
    child = node.find(tag)
    return child.text or None if child else None


def _times(node: Node) -> dict[str, str | None]:
    stamp, span = node.find("TimeStamp"), node.find("TimeSpan")
    if stamp is not None:
        return {"begin": _text(stamp, "when")}
    return {} if span is None else {"begin": _text(span, "begin"), "end": _text(span, "end")}


def _typed(text: str, kind: str | None) -> Any:
    if not text:
        return None
    try:
        if kind == "bool":
            return text.casefold() in ("1", "true")
        return NUMBERS[kind](text) if kind in NUMBERS else text
    except ValueError:
        return text


def _geometry(node: Node) -> Any:
    """Give an element as a GeoJSON geometry; None for what is none (a 3D model, an empty one)."""
    if node.tag in SHAPES:
        return _simple(node)
    if node.tag == "Polygon":
        rings = [r for r in node.walk() if r.tag == "LinearRing"]
        rings.sort(key=lambda ring: not _is_outer(node, ring))
        held = [_positions(ring) for ring in rings]
        return {"type": "Polygon", "coordinates": held} if any(held) else None
    if node.tag == "Track":
        return _track(node)
    parts = [_geometry(child) for child in node.children if child.tag in ALL_GEOMETRIES]
    return collected([part for part in parts if part is not None])


def _is_outer(polygon: Node, ring: Node) -> bool:
    sides = [s for s in polygon.children if s.tag == "outerBoundaryIs"]
    return any(ring is child for side in sides for child in side.children)


def _simple(node: Node) -> Any:
    held = _positions(node)
    if not held:
        return None
    if node.tag == "Point":
        return {"type": "Point", "coordinates": held[0]}
    return {"type": "LineString", "coordinates": held}


def collected(parts: list[Any]) -> Any:
    """Give parts as one geometry: Multi* where they are of one kind.

    Examples
    --------
    >>> collected([{"type": "Point", "coordinates": [1, 2]}])["type"]
    'Point'
    """
    kinds = {part["type"] for part in parts}
    if len(parts) <= 1:
        return parts[0] if parts else None
    if len(kinds) == 1 and kinds <= MULTI:
        kind = f"Multi{kinds.pop()}"
        return {"type": kind, "coordinates": [part["coordinates"] for part in parts]}
    return {"type": "GeometryCollection", "geometries": parts}


def _track(node: Node) -> Any:
    held = [_numbers(c.text.split()[:2]) for c in node.children if c.tag == "coord" and c.text]
    if not held:
        return None
    if len(held) == 1:
        return {"type": "Point", "coordinates": held[0]}
    return {"type": "LineString", "coordinates": held}


def _positions(node: Node) -> list[list[float]]:
    child = node.find("coordinates")
    text = COMMA.sub(",", child.text) if child else ""
    return [_numbers(token.split(",")[:2]) for token in text.split()]


def _numbers(texts: list[str]) -> list[float]:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        raise ShapeError(
            Text(
                f"koordinat {','.join(texts)[:40]!r} bukan bilangan",
                f"coordinates {','.join(texts)[:40]!r} are not numbers",
            )
        ) from None
    if len(numbers) < 2:
        raise ShapeError(
            Text(
                f"posisi {','.join(texts)[:40]!r} tanpa lintang",
                f"position {','.join(texts)[:40]!r} has no latitude",
            )
        )
    return numbers


def _is_high(node: Node) -> bool:
    first = next((n.text for n in node.walk() if n.tag in ("coordinates", "coord")), "")
    return first.split(maxsplit=1)[0].count(",") > 1 if first else False
