"""GML 2, 3 and 3.2: features of a collection, axes as their CRS has them; no schema is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.errors import CRSError, SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import said_of
from layers.sources.readers.markup import stream
from layers.sources.readers.markup.collected import Collected
from layers.sources.readers.markup.gmlshapes import GEOMETRIES, Frame, geometry_of, own_frame
from layers.sources.readers.markup.stream import Node, Open
from layers.sources.reading import Progress, Reading, silent

MEMBERS = frozenset({"featureMember", "featureMembers", "member"})
COLLECTIONS = frozenset({"FeatureCollection", "SimpleFeatureCollection"})
IDS = ("id", "fid")
SHOWN = 5
LAYERS = Text("layer", "layers")


@dataclass
class _Marks:
    """What is noted on the way: rows, reference systems, links and left-out geometries."""

    rows: Collected
    outer: Frame = field(default_factory=Frame)
    systems: dict[str, None] = field(default_factory=dict)
    swapped: dict[str, None] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    second: Counter[str] = field(default_factory=Counter)

    def take(self, node: Node, around: Sequence[Open]) -> None:
        """Take a feature, or the frame that the collection gives to all."""
        del around
        if node.tag == "boundedBy":
            self.outer = _bounded(node, self.outer)
            return
        frame = next((_bounded(c, self.outer) for c in node.children if c.tag == "boundedBy"), None)
        properties: dict[str, Any] = {
            "gml_id": next((node.attributes[k] for k in IDS if k in node.attributes), None)
        }
        shapes: list[tuple[str, Node]] = []
        for child in node.children:
            if child.tag != "boundedBy":
                self._property(child, child.tag, properties, shapes)
        if properties["gml_id"] is None:
            del properties["gml_id"]
        geometry = self._geometry(shapes, frame or self.outer)
        self.rows.add(properties, geometry, node.tag)

    def _property(
        self, node: Node, name: str, out: dict[str, Any], shapes: list[tuple[str, Node]]
    ) -> None:
        geometry = next((c for c in node.children if c.tag in GEOMETRIES), None)
        if geometry is not None or node.tag in GEOMETRIES:
            shapes.append((name, geometry or node))
            return
        if node.children:
            for child in node.children:
                self._property(child, f"{name}_{child.tag}", out, shapes)
            return
        text: str | None = node.text or None
        if text is None and "href" in node.attributes:
            text = node.attributes["href"]
            self.links.append(text)
        while name in out and out[name] is not None:
            name = f"{name}_"
        out[name] = text

    def _geometry(self, shapes: list[tuple[str, Node]], frame: Frame) -> Any:
        if not shapes:
            return None
        for name, _ in shapes[1:]:
            self.second[name] += 1
        node = shapes[0][1]
        own = own_frame(node, frame)
        if own.crs is not None:
            self.systems.setdefault(own.crs)
        if own.north_first:
            self.swapped.setdefault(own.name)
        self.rows.n_high += own.dimension > 2
        try:
            return geometry_of(node, frame)
        except CRSError:
            raise  # a ValueError too
        except ValueError as fault:
            self.rows.fault("bad-geometry", said_of(fault))
            return None

    def crs(self) -> str | None:
        """Give the one reference system of all geometries.

        Raises
        ------
        CRSError
            `crs-mixed` where there are several.
        """
        if len(self.systems) > 1:
            raise CRSError(
                Text(
                    f"geometrinya memakai beberapa sistem acuan: {', '.join(self.systems)}; "
                    "tuliskan dalam satu sistem, atau dalam berkas terpisah",
                    f"the geometries are in several reference systems: {', '.join(self.systems)}; "
                    "write them in one, or in files of their own",
                ),
                code="crs-mixed",
            )
        return next(iter(self.systems), None)

    def remarks(self) -> None:
        """Note what was done about axes, links and further geometries."""
        found = self.rows.findings
        if self.swapped:
            names = ", ".join(self.swapped)
            found.append(say.note("axis-order", _north_first(names)))
        if self.links:
            some = ", ".join(link[:80] for link in self.links[:SHOWN])
            n = len(self.links)
            message = Text(f"{n} rujukan: {some}", f"{n} references: {some}")
            found.append(say.note("link-not-followed", message, "kept as text"))
        if self.second:
            what = ", ".join(f"{name} ({n})" for name, n in self.second.items())
            told = Text(f"geometri lain: {what}", f"further geometries: {what}")
            found.append(say.warning("geometry-left-out", told))


def read(
    path: Path, limits: Limits, wanted: str | None = None, progress: Progress = silent
) -> Reading:
    """Read the features of a GML file.

    Parameters
    ----------
    path
        A feature collection of GML 2, 3 or 3.2, also as a WFS answers it.
    limits
        Rows, columns, depth and text accepted.
    wanted
        Feature type to take, where there are several.

    Raises
    ------
    SourceError
        `no-layer`, `layer-ambiguous`, `layer-unknown`, and those of `stream.read`.
    CRSError
        `crs-unknown`, `crs-mixed`.
    """
    marks = _Marks(Collected(limits))
    stream.read(path, limits, _is_wanted, marks.take, progress)
    kinds = list(dict.fromkeys(marks.rows.layers))
    if not kinds:
        raise SourceError(
            Text(
                "GML ini tidak memuat fitur (tidak ada isi dalam gml:featureMember, "
                "featureMembers, atau member)",
                "the GML holds no feature (nothing in gml:featureMember, featureMembers or member)",
            ),
            code="no-layer",
        )
    chosen = choose(kinds, wanted, Text("jenis fitur", "feature types"))
    marks.remarks()
    return marks.rows.reading("GML", marks.crs(), chosen, only={chosen})


def _north_first(names: str) -> Text:
    return Text(
        f"{names}: lintang atau utara lebih dahulu", f"{names}: latitude or northing comes first"
    )


def _is_wanted(tag: str, around: Sequence[Open]) -> bool:
    if not around:
        return False
    if around[-1].tag in MEMBERS:
        return tag not in COLLECTIONS
    return tag == "boundedBy"


def _bounded(node: Node, outer: Frame) -> Frame:
    inner = next((c for c in node.children if c.tag in ("Envelope", "Box")), None)
    return outer if inner is None else own_frame(inner, outer)


def choose(layers: Sequence[str], wanted: str | None, what: Text = LAYERS) -> str:
    """Give the layer named, or the only one.

    Raises
    ------
    SourceError
        `layer-unknown`, `layer-ambiguous`.
    """
    if wanted is not None and wanted not in layers:
        raise SourceError(
            Text(
                f"tidak ada layer {wanted!r}; berkas ini memuat {', '.join(layers)}",
                f"no layer {wanted!r}; the file has {', '.join(layers)}",
            ),
            code="layer-unknown",
        )
    if wanted is None and len(layers) > 1:
        raise SourceError(
            Text(
                f"berkas ini memuat {len(layers)} {what.id}: {', '.join(layers[:20])}; "
                "sebutkan salah satu dengan --layer",
                f"the file has {len(layers)} {what.en}: {', '.join(layers[:20])}; "
                "name one with --layer",
            ),
            code="layer-ambiguous",
        )
    return wanted if wanted is not None else layers[0]
