"""GPX: waypoints, tracks and routes, each a layer to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import ShapeError, said_of
from layers.sources.readers.markup import stream
from layers.sources.readers.markup.collected import Collected
from layers.sources.readers.markup.gml import choose
from layers.sources.readers.markup.stream import Node, Open
from layers.sources.reading import Progress, Reading, silent

LAYERS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
PARTS = frozenset({"rtept", "trkseg"})


@dataclass
class _Marks:
    rows: Collected

    def take(self, node: Node, around: Sequence[Open]) -> None:
        """Take a waypoint, route or track."""
        del around
        out: dict[str, Any] = {}
        for child in node.children:
            if child.tag not in PARTS:
                _property(child, child.tag, out)
        try:
            geometry = _geometry(node)
        except ValueError as fault:
            geometry = None
            self.rows.fault("bad-geometry", said_of(fault))
        self.rows.add(out, geometry, LAYERS[node.tag])


def read(
    path: Path, limits: Limits, wanted: str | None = None, progress: Progress = silent
) -> Reading:
    """Read the waypoints, the tracks or the routes of a GPX file.

    Parameters
    ----------
    path
        The file.
    limits
        Rows, columns, depth and text accepted.
    wanted
        `waypoints`, `tracks` or `routes`; may be None where the file has one of them.

    Raises
    ------
    SourceError
        `no-layer`, `layer-ambiguous`, `layer-unknown`, and those of `stream.read`.
    """
    marks = _Marks(Collected(limits))
    stream.read(path, limits, _is_wanted, marks.take, progress)
    there = list(dict.fromkeys(marks.rows.layers))
    if not there:
        raise SourceError(
            Text(
                "berkas GPX ini tidak memuat titik jalan (waypoint), jejak (track), atau rute",
                "the GPX file holds no waypoint, track or route",
            ),
            code="no-layer",
        )
    chosen = choose(there, wanted)
    if len(there) > 1:
        others = ", ".join(f"{marks.rows.layers.count(k)} {k}" for k in there if k != chosen)
        told = Text(f"{chosen}; ditinggalkan: {others}", f"{chosen}; left aside: {others}")
        marks.rows.findings.append(say.note("layers-left-out", told))
    return marks.rows.reading("GPX", "EPSG:4326", chosen, only={chosen})


def _is_wanted(tag: str, around: Sequence[Open]) -> bool:
    return tag in LAYERS and len(around) == 1


def _property(node: Node, name: str, out: dict[str, Any]) -> None:
    if node.tag == "link":
        out.setdefault("link", node.attributes.get("href"))
        return
    if node.children:
        for child in node.children:
            inner = child.tag if node.tag == "extensions" else f"{name}_{child.tag}"
            _property(child, inner, out)
        return
    while name in out:
        name = f"{name}_"
    out[name] = node.text or None


def _geometry(node: Node) -> Any:
    if node.tag == "wpt":
        return {"type": "Point", "coordinates": _position(node)}
    if node.tag == "rte":
        lines = [[_position(c) for c in node.children if c.tag == "rtept"]]
    else:
        segments = [c for c in node.children if c.tag == "trkseg"]
        lines = [[_position(p) for p in s.children if p.tag == "trkpt"] for s in segments]
    lines = [line for line in lines if len(line) > 1]
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines} if lines else None


def _position(node: Node) -> list[float]:
    texts = [node.attributes.get(name, "") for name in ("lon", "lat")]
    try:
        return [float(text) for text in texts]
    except ValueError:
        raise ShapeError(
            Text(
                f"lon {texts[0][:20]!r}, lat {texts[1][:20]!r} bukan bilangan",
                f"lon {texts[0][:20]!r}, lat {texts[1][:20]!r} are not numbers",
            )
        ) from None
