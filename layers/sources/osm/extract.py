"""Extract: one thematic layer read from an OpenStreetMap PBF or XML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import osmium
from osmium.osm import ALL, NODE, RELATION, WAY

from layers.errors import SourceError
from layers.query import BBox
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.limits import Limits
from layers.sources.osm import assembly, markup, restrictions
from layers.sources.osm.columns import columns
from layers.sources.osm.harvest import Harvest
from layers.sources.osm.header import Header, header_of
from layers.sources.osm.theme import OsmTheme
from layers.sources.reading import Progress, Reading, silent

INDEX = "sparse_mmap_array"  # 16 bytes a node; grows without copying
DRIVER = "OpenStreetMap"
DIFFERENT = 10_000  # tag values counted one by one


def read(
    path: Path,
    folder: Path,
    theme: OsmTheme,
    limits: Limits,
    *,
    box: BBox | None = None,
    progress: Progress = silent,
) -> Reading:
    """Read one theme of an extract.

    Parameters
    ----------
    path
        PBF or XML, the latter also packed with gzip or bzip2.
    folder
        Where a packed file is unpacked.
    theme
        What to take.
    limits
        Rows and sizes accepted.
    box
        Keep only what meets it (lon/lat); objects that cross its edge stay whole.

    Raises
    ------
    SourceError
        `source-unreadable`, `too-big`, `osm-history`, `osm-change`,
        `osm-negative-ids`, `xml-entities`, `osm-nothing`.
    """
    plain, form = markup.prepared(path, folder, limits)
    file = osmium.io.File(str(plain.resolve()), form)
    try:
        header = header_of(file, plain, form)
        harvest = Harvest(theme, limits, box)
        _gather(file, harvest, progress)
    except SourceError:
        raise
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as fault:
        raise _fault(fault) from fault
    return _reading(harvest, header)


def _fault(fault: Exception) -> SourceError:
    said = str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
    if "annot allocate memory" in said or "bad_alloc" in said:
        return SourceError(
            Text(
                "ekstrak ini memerlukan memori melebihi yang boleh dipakai impor; ambil yang "
                "lebih kecil",
                "the extract needs more memory than an import may use; take a smaller one",
            ),
            code="too-big",
        )
    return SourceError(
        Text(
            f"berkas OpenStreetMap ini tidak terbaca: {said}",
            f"the OpenStreetMap file cannot be read: {said}",
        ),
        code="source-unreadable",
    )


def _gather(file: osmium.io.File, harvest: Harvest, progress: Progress) -> None:
    """Go through the file once, and once more through ways for relations."""
    progress(0, 3)
    nodes = osmium.index.create_map(INDEX)
    # These stay bound to names: osmium does not keep what it is handed alive.
    locate = osmium.NodeLocationsForWays(nodes)
    locate.ignore_errors()
    # Ways are sorted out before their nodes are looked up, nodes only once they are known.
    ways = osmium.filter.KeyFilter(*harvest.theme.keys)
    ways.enable_for(WAY | RELATION)
    tagged = osmium.filter.KeyFilter(*harvest.theme.keys)
    tagged.enable_for(NODE)
    sorter = _Sorter(harvest)
    with osmium.io.Reader(file, ALL) as reader:
        objects = osmium.OsmFileIterator(reader, ways, locate, tagged)
        for thing in objects:
            sorter.take(thing)
    progress(2, 3)
    assembly.assemble(file, nodes, sorter.relations, harvest)
    restrictions.place(nodes, sorter.signs, harvest)
    progress(3, 3)


class _Sorter:
    """Tells for each object that bears a key of the theme whether it is taken, and how."""

    def __init__(self, harvest: Harvest) -> None:
        self.harvest = harvest
        self.theme = harvest.theme
        self.relations: dict[int, assembly.Wanted] = {}
        self.signs: dict[int, restrictions.Sign] = {}
        self._make = osmium.geom.WKBFactory()
        self._own = harvest.theme.own_keys
        self._simple = harvest.theme.rules[0] if len(harvest.theme.rules) == 1 else None

    def take(self, thing: Any) -> None:
        """Sort one object."""
        tags = thing.tags
        if not self._taken(tags):
            return
        kind = "way" if thing.is_way() else "node" if thing.is_node() else "relation"
        if thing.deleted:
            self.harvest.left["osm-deleted"] += 1
        elif kind not in self.theme.objects:
            self.harvest.kinds[f"{kind} {self._said(tags)}"] += 1
        elif kind == "relation":
            self._relation(thing)
        else:
            self._simple_object(kind, thing)

    def _taken(self, tags: Any) -> bool:
        if self._simple is not None:
            value = tags.get(self._simple.key)
            taken = value is not None and self._simple.takes(value, tags)
        else:
            taken = self.theme.takes(tags)
        if not taken and len(self.harvest.values) < DIFFERENT:
            key = next(k for k in self.theme.keys if tags.get(k) is not None)
            if key in self._own:
                self.harvest.values[self._said(tags)] += 1
        return taken

    def _said(self, tags: Any) -> str:
        key = next(k for k in self.theme.keys if tags.get(k) is not None)
        level = tags.get("admin_level") if key == "boundary" else None
        return f"{key}={tags.get(key)[:60]}" + (f" level {level[:20]}" if level else "")

    def _simple_object(self, kind: str, thing: Any) -> None:
        try:
            if kind == "way":
                blob = self._make.create_linestring(thing)
            else:
                blob = self._make.create_point(thing)
        except (osmium.InvalidLocationError, RuntimeError):  # nowhere, or all in one place
            self._incomplete(kind, thing)
        else:
            self.harvest.add(kind, thing.id, thing.tags, blob)

    def _incomplete(self, kind: str, thing: Any) -> None:
        if kind == "node":
            why = Text("posisinya tidak ada di bumi", "its position is not on earth")
            self.harvest.refuse("osm-incomplete", f"node {thing.id}", why)
            return
        if any(node.ref < 0 for node in thing.nodes):
            raise SourceError(
                Text(
                    f"way {thing.id} memakai node ber-id negatif: suntingan yang belum pernah "
                    "diunggah; unggah dahulu atau beri objek-objek itu id sendiri (osmium "
                    "renumber)",
                    f"way {thing.id} uses nodes with negative ids: these are edits that were never "
                    "uploaded; upload them or give the objects ids of their own (osmium renumber)",
                ),
                code="osm-negative-ids",
            )
        n, missing = len(thing.nodes), [n.ref for n in thing.nodes if not n.location.valid()]
        if missing:
            why = Text(
                f"{len(missing)} dari {n} node tidak ada dalam berkas atau tidak di bumi "
                f"({assembly.some(missing)})",
                f"{len(missing)} of {n} nodes are not in the file or not on earth "
                f"({assembly.some(missing)})",
            )
            self.harvest.refuse("osm-incomplete", f"way {thing.id}", why)
        else:
            why = Text(
                "kurang dari dua posisi yang berbeda", "it has fewer than two different positions"
            )
            self.harvest.refuse("osm-degenerate", f"way {thing.id}", why)

    def _relation(self, thing: Any) -> None:
        keys = ("name", *(key for key, _ in self.theme.columns))
        if self.theme.id == restrictions.THEME:
            self.signs[thing.id] = restrictions.sign_of(thing, keys)
            return
        kind = thing.tags.get("type")
        if not assembly.fits(self.theme, kind):
            self.harvest.kinds[f"relation of type {kind}, {self._said(thing.tags)}"] += 1
            return
        members = list(thing.members)
        ways = tuple(m.ref for m in members if m.type == "w")
        tags = {k: v for k in keys if (v := thing.tags.get(k)) is not None}
        self.relations[thing.id] = assembly.Wanted(tags, ways, len(members) - len(ways))


def _reading(harvest: Harvest, header: Header) -> Reading:
    values, shapes, rows = harvest.rows()
    if not len(rows):
        raise SourceError(
            Text(
                f"berkas ini tidak memuat {harvest.theme.title.id.lower()} yang dapat dipakai "
                f"(tag {', '.join(harvest.theme.keys)}); {harvest.n:,} rusak atau di luar kotak",
                f"the file holds no {harvest.theme.title.en.lower()} "
                f"that can be used (tags {', '.join(harvest.theme.keys)}); {harvest.n:,} were "
                "broken or outside the box",
            ),
            code="osm-nothing",
        )
    frame, fields, found = columns(harvest.theme, values)
    found = [*harvest.remarks(), *found]
    if header.date:
        found.append(say.note("osm-date", header.told))
    about = {
        "source": "OpenStreetMap",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors",
        "trust": "open_data",
        **({"data_date": header.date} if header.date else {}),
    }
    return Reading(
        attributes=frame,
        geometry=shapes,
        fields=fields,
        rows=rows,
        driver=DRIVER,
        crs="EPSG:4326",
        layer=harvest.theme.id,
        n_read=len(rows) + sum(harvest.left.values()) - harvest.left["osm-deleted"],
        findings=tuple(found),
        about=about,
    )
