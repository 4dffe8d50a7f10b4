"""TopoJSON: shared arcs, quantised or not, joined to shapes; its positions are lon/lat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import ShapeError, said_of
from layers.sources.readers.markup.collected import Collected
from layers.sources.reading import Reading

Arc = npt.NDArray[np.float64]
FAULTS = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError)
BY_CONVENTION = Text(
    "TopoJSON tidak menyebut CRS; posisinya derajat bujur/lintang",
    "TopoJSON names no CRS; its positions are lon/lat degrees",
)
# For each type, how many lists stand around a run of arcs.
NESTING = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}


@dataclass(frozen=True)
class _Topology:
    """The arcs of a file in degrees, and how points are quantised."""

    arcs: list[Arc]
    scale: Arc
    shift: Arc
    vertices: int

    def position(self, given: Any) -> list[float]:
        """Give a point's position in degrees."""
        numbers = np.array(given[:2], dtype=float)
        if numbers.shape != (2,):
            raise ShapeError(
                Text("posisi harus memiliki dua bilangan", "a position must have two numbers")
            )
        placed: list[float] = (numbers * self.scale + self.shift).tolist()
        return placed

    def run(self, indices: Sequence[int]) -> list[list[float]]:
        """Join arcs, turned where their index is negative, each meeting at one position."""
        pieces: list[Arc] = []
        if not isinstance(indices, list) or not all(type(i) is int for i in indices):
            raise ShapeError(
                Text("arcs harus berupa daftar nomor busur", "arcs must be a list of indices")
            )
        strange = next((i for i in indices if not -len(self.arcs) <= i < len(self.arcs)), None)
        if strange is not None:
            raise ShapeError(
                Text(
                    f"busur {strange} tidak ada; topologi ini memuat {len(self.arcs)} busur",
                    f"there is no arc {strange}; the topology has {len(self.arcs)} arcs",
                )
            )
        length = sum(len(self.arcs[i if i >= 0 else ~i]) for i in indices)
        if length > self.vertices:
            raise ShapeError(
                Text(
                    f"lebih dari {self.vertices:,} titik sudut dalam satu bagian",
                    f"more than {self.vertices:,} vertices in one part",
                )
            )
        for i in indices:
            arc = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            pieces.append(arc[1:] if pieces else arc)
        joined: list[list[float]] = np.concatenate(pieces).tolist() if pieces else []
        return joined

    def nested(self, arcs: Any, depth: int) -> Any:
        """Join the arcs within lists of a depth."""
        return self.run(arcs) if depth == 0 else [self.nested(inner, depth - 1) for inner in arcs]


def decode(document: Mapping[str, Any], limits: Limits, wanted: str | None) -> Reading:
    """Read one object of a topology.

    Parameters
    ----------
    document
        The whole file, parsed.
    limits
        Rows, columns and vertices accepted.
    wanted
        Name of the object; may be None where there is one.

    Raises
    ------
    SourceError
        `not-geojson`, `layer-ambiguous`, `layer-unknown`.
    """
    objects = document.get("objects")
    if not isinstance(objects, dict) or not objects:
        raise SourceError(
            Text("topologi ini tidak memuat objek", "the topology holds no objects"),
            code="no-layer",
        )
    name = _chosen(list(objects), wanted)
    topology = _topology(document, limits)
    rows = Collected(limits)
    rows.findings.append(say.note("crs-by-convention", BY_CONVENTION))
    for member in _members(objects[name]):
        _add(member, topology, rows, limits.collection_depth)
    return rows.reading("TopoJSON", "EPSG:4326", name, untyped=())


def _chosen(names: list[str], wanted: str | None) -> str:
    if wanted is not None and wanted not in names:
        raise SourceError(
            Text(
                f"tidak ada objek {wanted!r}; topologi ini memuat {', '.join(names[:20])}",
                f"no object {wanted!r}; the topology has {', '.join(names[:20])}",
            ),
            code="layer-unknown",
        )
    if wanted is None and len(names) > 1:
        raise SourceError(
            Text(
                f"topologi ini memuat {len(names)} objek: {', '.join(names[:20])}; sebutkan salah "
                "satu dengan --layer",
                f"the topology has {len(names)} objects: {', '.join(names[:20])}; name one with "
                "--layer",
            ),
            code="layer-ambiguous",
        )
    return wanted if wanted is not None else names[0]


def _topology(document: Mapping[str, Any], limits: Limits) -> _Topology:
    scale, shift, quantised = np.ones(2), np.zeros(2), False
    transform = document.get("transform")
    try:
        if transform is not None:
            scale, shift = (np.array(transform[k], dtype=float) for k in ("scale", "translate"))
            quantised = True
        arcs = [_arc(a, quantised=quantised) * scale + shift for a in document.get("arcs", [])]
        if scale.shape != (2,) or shift.shape != (2,):
            raise ShapeError(
                Text(
                    "scale dan translate harus memiliki dua bilangan",
                    "scale and translate must have two numbers",
                )
            )
    except FAULTS as fault:
        told = Text("busur-busur topologi rusak: ", "the arcs of the topology are damaged: ")
        raise SourceError(told + said_of(fault), code="not-geojson") from fault
    return _Topology(arcs, scale, shift, limits.vertices)


def _arc(positions: Any, *, quantised: bool) -> Arc:
    """Give the positions of an arc; quantised ones are steps from the one before."""
    array = np.array([p[:2] for p in positions], dtype=float).reshape(-1, 2)
    return np.cumsum(array, axis=0) if quantised else array


def _members(item: Any) -> list[Any]:
    if isinstance(item, dict) and item.get("type") == "GeometryCollection":
        geometries = item.get("geometries")
        if isinstance(geometries, list):
            return geometries
        raise SourceError(
            Text(
                "geometri sebuah objek harus berupa daftar",
                "geometries of an object must be a list",
            ),
            code="not-geojson",
        )
    return [item]


def _add(member: Any, topology: _Topology, rows: Collected, depth: int) -> None:
    properties: dict[str, Any] = {}
    geometry = None
    try:
        if "id" in member:
            properties["source_id"] = member["id"]
        properties |= member.get("properties") or {}
        geometry = _geometry(member, topology, depth)
    except FAULTS as fault:
        told = Text("busur atau posisi rusak: ", "arcs or positions are damaged: ")
        rows.fault("bad-geometry", told + said_of(fault))
    rows.add(properties, geometry)


def _geometry(member: Mapping[str, Any], topology: _Topology, depth: int) -> Any:
    kind = member.get("type")
    if kind is None:
        return None
    if kind == "Point":
        return {"type": kind, "coordinates": topology.position(member["coordinates"])}
    if kind == "MultiPoint":
        held = [topology.position(p) for p in member["coordinates"]]
        return {"type": kind, "coordinates": held}
    if kind in NESTING:
        return {"type": kind, "coordinates": topology.nested(member["arcs"], NESTING[str(kind)])}
    if kind == "GeometryCollection" and depth:
        parts = [_geometry(part, topology, depth - 1) for part in member["geometries"]]
        return {"type": kind, "geometries": [part for part in parts if part is not None]}
    raise ShapeError(Text(f"jenis {str(kind)[:40]!r}", f"type {str(kind)[:40]!r}"))
