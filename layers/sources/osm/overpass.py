"""Overpass: the JSON answer of an Overpass server, rewritten as an extract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
from osmium.osm import mutable

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.osm.answer import number, parsed, tags, whole

FIRST_MADE = 1 << 50  # ids for positions that come without one; real ones are far below
LETTERS = {"node": "n", "way": "w", "relation": "r"}
Position = tuple[float, float]
BUFFER = 4 << 20
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@dataclass
class _Elements:
    """Nodes, ways and relations of an answer, each once, tied together by ids."""

    nodes: dict[int, Position] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, list[int]] = field(default_factory=dict)
    way_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = field(
        default_factory=dict
    )
    made: dict[Position | None, int] = field(default_factory=dict)
    centred: int = 0

    def take(self, element: Any) -> None:
        """Take one element of the answer."""
        if not isinstance(element, dict):
            raise _bad(element)
        kind, osm_id = element.get("type"), whole(element.get("id"))
        if kind not in LETTERS:
            return  # counts and derived areas are no objects
        if osm_id is None:
            raise _bad(element)
        if kind == "node":
            self._node(osm_id, element)
        elif kind == "way":
            self._way(osm_id, element)
        else:
            self._relation(osm_id, element)

    def _node(self, osm_id: int, element: Mapping[str, Any]) -> None:
        position = _position(element)
        if position is None:
            raise _bad(element)
        self.nodes[osm_id] = position
        self.node_tags[osm_id] = tags(element.get("tags")) or self.node_tags.get(osm_id, {})

    def _way(self, osm_id: int, element: Mapping[str, Any]) -> None:
        refs = self._refs(element)
        if refs or osm_id not in self.ways:
            self.ways[osm_id] = refs
        self.centred += not refs and "center" in element
        self.way_tags[osm_id] = tags(element.get("tags")) or self.way_tags.get(osm_id, {})

    def _refs(self, element: Mapping[str, Any]) -> list[int]:
        """Give the nodes of a way; positions without ids get one each."""
        given = [whole(ref) for ref in _list(element, "nodes")]
        if None in given:
            raise _bad(element)
        places = [_position(p) for p in _list(element, "geometry")]
        if not places:
            return [ref for ref in given if ref is not None]
        if len(given) != len(places):
            given = [self.made.setdefault(p, FIRST_MADE + len(self.made)) for p in places]
        for ref, place in zip(given, places, strict=True):
            if ref is not None and place is not None:
                self.nodes.setdefault(ref, place)
        return [ref for ref in given if ref is not None]

    def _relation(self, osm_id: int, element: Mapping[str, Any]) -> None:
        members = []
        for member in _list(element, "members"):
            ref = whole(member.get("ref")) if isinstance(member, dict) else None
            if ref is None or member.get("type") not in LETTERS:
                raise _bad(element)
            members.append((LETTERS[member["type"]], ref, str(member.get("role", ""))[:250]))
            if member["type"] == "way" and "geometry" in member and ref not in self.ways:
                self.ways[ref] = self._refs(member)
            place = _position(member) if member["type"] == "node" else None
            if place is not None:
                self.nodes.setdefault(ref, place)
        self.centred += not members and "center" in element
        self.relations[osm_id] = (members, tags(element.get("tags")))


def _list(element: Mapping[str, Any], key: str) -> Sequence[Any]:
    held = element.get(key) or []
    if not isinstance(held, list):
        raise _bad(element)
    return held


def _position(held: Any) -> Position | None:
    if not isinstance(held, dict):
        return None
    lon, lat = number(held.get("lon")), number(held.get("lat"))
    return None if lon is None or lat is None or max(abs(lon), abs(lat)) > 200 else (lon, lat)


def _bad(element: Any) -> SourceError:
    return SourceError(
        Text(
            f"ada unsur jawaban yang tidak seperti tulisan Overpass: {str(element)[:80]}",
            f"an element of the answer is not as Overpass writes them: {str(element)[:80]}",
        ),
        code="bad-row",
    )


def as_extract(path: Path, folder: Path, limits: Limits) -> Path:
    """Write an Overpass answer as a PBF extract, which is then read like any other.

    Parameters
    ----------
    path
        The answer to a query with ``[out:json]``, with ``out geom`` or with nodes.
    folder
        Where the extract is written.

    Raises
    ------
    SourceError
        `not-overpass` without elements, `osm-answer-cut` where the server says that
        it stopped, `osm-no-geometry` for an answer of centres or tags only, `bad-row`.
    """
    told = parsed(path, limits)
    elements = told.get("elements") if isinstance(told, dict) else None
    if not isinstance(elements, list):
        raise SourceError(
            Text(
                "JSON ini tidak memuat daftar unsur (elements)", "the JSON has no list of elements"
            ),
            code="not-overpass",
        )
    if isinstance(told.get("remark"), str) and "error" in told["remark"].lower():
        raise SourceError(
            Text(
                f"server berhenti sebelum selesai: {told['remark'][:200]}; minta lagi, untuk "
                "kotak yang lebih kecil atau dengan batas waktu lebih panjang",
                f"the server stopped before it was done: {told['remark'][:200]}; ask again, "
                "for a smaller box or with a longer timeout",
            ),
            code="osm-answer-cut",
        )
    gathered = _Elements()
    for element in elements:
        gathered.take(element)
    _guard_geometry(gathered)
    target = folder / "0001.osm.pbf"
    try:
        _write(gathered, target, _moment(told))
    except (RuntimeError, ValueError, TypeError) as fault:
        raise SourceError(
            Text(
                f"jawaban ini tidak dapat diambil: {str(fault)[:200]}",
                f"the answer cannot be taken: {str(fault)[:200]}",
            )
        ) from fault
    return target


def _guard_geometry(gathered: _Elements) -> None:
    if gathered.nodes or not (gathered.ways or gathered.relations):
        return
    what = Text("tidak memuat posisi sama sekali", "no positions at all")
    if gathered.centred:
        what = Text("hanya memuat titik pusat (out center)", "only centres (out center)")
    told = Text(
        f"jawaban ini {what.id}; minta dengan 'out geom;' atau 'out body; >; out skel qt;'",
        f"the answer holds {what.en}; ask with 'out geom;' or 'out body; >; out skel qt;'",
    )
    raise SourceError(told, code="osm-no-geometry")


def _moment(told: Mapping[str, Any]) -> str:
    about = told.get("osm3s")
    moment = about.get("timestamp_osm_base") if isinstance(about, dict) else None
    return moment if isinstance(moment, str) and MOMENT.fullmatch(moment) else ""


def _write(gathered: _Elements, target: Path, moment: str) -> None:
    header = osmium.io.Header()
    header.set("generator", "penyangga")
    if moment:
        header.set("osmosis_replication_timestamp", moment)
    with osmium.SimpleWriter(str(target), BUFFER, header) as out:
        for node, place in sorted(gathered.nodes.items()):
            held = gathered.node_tags.get(node, {})
            out.add_node(mutable.Node(id=node, location=place, tags=held, version=1))
        for way, refs in sorted(gathered.ways.items()):
            held = gathered.way_tags.get(way, {})
            out.add_way(mutable.Way(id=way, nodes=refs, tags=held, version=1))
        for relation, (members, held) in sorted(gathered.relations.items()):
            out.add_relation(mutable.Relation(id=relation, members=members, tags=held, version=1))
