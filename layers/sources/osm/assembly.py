"""Assembly: areas and routes put together from the members of relations."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import osmium
import shapely
from osmium.osm import RELATION, WAY

from layers.schema import Text
from layers.sources.osm.harvest import Harvest
from layers.sources.osm.theme import OsmTheme

AREA_TYPES = frozenset({"multipolygon", "boundary"})
ROUTE_TYPES = frozenset({"route"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A relation of the theme: its tags, as far as they are kept, and its member ways."""

    tags: Mapping[str, str]
    ways: tuple[int, ...]
    others: int

    def label(self, osm_id: int) -> str:
        """Name the relation in a sentence."""
        name = self.tags.get("name")
        return f"relation {osm_id}" + (f" ({name[:60]})" if name else "")


@dataclass
class Members:
    """The member ways found in the file: their lines, and those with positions missing."""

    lines: dict[int, str] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)


def fits(theme: OsmTheme, kind: str | None) -> bool:
    """Say whether a relation of this `type` can become a geometry of the theme."""
    return kind in (ROUTE_TYPES if theme.shape == "line" else AREA_TYPES)


def assemble(
    file: osmium.io.File,
    nodes: osmium.index.LocationTable,
    wanted: Mapping[int, Wanted],
    harvest: Harvest,
) -> None:
    """Add every relation that can be put together to the harvest, and name the others.

    Parameters
    ----------
    file
        The extract; its relations and ways are read once more.
    nodes
        Positions of all nodes.
    wanted
        The relations, by id.
    harvest
        Takes the rows.
    """
    if not wanted:
        return
    made, members = _areas(file, nodes, wanted)
    for osm_id, relation in wanted.items():
        blob = made.get(osm_id)
        if harvest.theme.shape == "line":
            blob = _route(relation, members)
        if blob is not None:
            harvest.add("relation", osm_id, relation.tags, blob)
        else:
            harvest.refuse(*_why(osm_id, relation, members))


def _areas(
    file: osmium.io.File, nodes: osmium.index.LocationTable, wanted: Mapping[int, Wanted]
) -> tuple[dict[int, str], Members]:
    """Read member ways and let osmium build the areas, in two passes."""
    manager = osmium.area.AreaManager()
    ours = osmium.filter.IdFilter(wanted)
    first = manager.first_pass_handler()
    with osmium.io.Reader(file, RELATION) as reader:
        osmium.apply(reader, ours, first)
    buffer = osmium.BufferIterator()
    needed = osmium.filter.IdFilter({way for relation in wanted.values() for way in relation.ways})
    locate = osmium.NodeLocationsForWays(nodes)
    locate.ignore_errors()
    second = manager.second_pass_to_buffer(buffer)
    made: dict[int, str] = {}
    members = Members()
    with osmium.io.Reader(file, WAY) as reader:
        ways = osmium.OsmFileIterator(reader, needed, locate, second)
        for way in ways:
            _member(way, members)
            _take(buffer, made)
    _take(buffer, made)
    return made, members


def _member(way: Any, members: Members) -> None:
    try:
        members.lines[way.id] = WKB.create_linestring(way)
    except (osmium.InvalidLocationError, RuntimeError):
        members.broken.add(way.id)


def _take(buffer: osmium.BufferIterator, made: dict[int, str]) -> None:
    if not buffer:
        return
    area: Any  # osmium's hints do not know that only areas come out of it
    for area in buffer:
        if not area.is_area() or area.from_way():
            continue
        with contextlib.suppress(RuntimeError):  # no rings: it could not be put together
            made[area.orig_id()] = WKB.create_multipolygon(area)


def _route(relation: Wanted, members: Members) -> str | None:
    """Put the member lines of a route side by side; None unless all of them are there."""
    lines = [members.lines[way] for way in relation.ways if way in members.lines]
    if not lines or len(lines) < len(relation.ways):
        return None
    return str(shapely.to_wkb(shapely.multilinestrings(shapely.from_wkb(lines)), hex=True))


def _why(osm_id: int, relation: Wanted, members: Members) -> tuple[str, str, Text]:
    label, n = relation.label(osm_id), len(relation.ways)
    missing = [w for w in relation.ways if w not in members.lines and w not in members.broken]
    broken = [w for w in relation.ways if w in members.broken]
    if not n:
        why = Text("tidak mempunyai way anggota", "it has no member ways")
    elif missing:
        why = Text(
            f"{len(missing)} dari {n} way anggota tidak ada dalam berkas ({some(missing)})",
            f"{len(missing)} of {n} member ways are not in the file ({some(missing)})",
        )
    elif broken:
        why = Text(
            f"{len(broken)} dari {n} way anggota kehilangan node ({some(broken)})",
            f"{len(broken)} of {n} member ways lack nodes ({some(broken)})",
        )
    else:
        why = Text(
            "way anggotanya tidak membentuk cincin tertutup tanpa berpotongan",
            "its member ways do not close to rings without crossing",
        )
        return "osm-relation-broken", label, why
    return "osm-incomplete", label, why


def some(ids: Sequence[int]) -> str:
    """Name the first ten of many ids.

    Examples
    --------
    >>> some([7, 8])
    '7, 8'
    """
    return ", ".join(str(i) for i in ids[:10]) + (", …" if len(ids) > 10 else "")


WKB = osmium.geom.WKBFactory()
