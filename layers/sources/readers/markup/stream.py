"""XML as a stream: the elements wanted, one at a time, without document types or entities.

Expat is driven directly: it is incremental, follows no reference, and tells of
a document type before it acts on it, in every encoding it knows. GDAL's readers
are not used here: the one for GML fetches schemas, the one for KML follows links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # nosec B406 (declarations are refused below)

from layers.errors import LayersError, SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.reading import Progress, silent

CHUNK = 1 << 18


@dataclass(slots=True)
class Node:
    """An element with all that is in it; names are without their prefix."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def find(self, tag: str) -> Node | None:
        """Give the first child of a name."""
        return next((child for child in self.children if child.tag == tag), None)

    def walk(self) -> Iterator[Node]:
        """Give this element and all within it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


@dataclass(slots=True)
class Open:
    """An element that has begun and is not kept itself; `facts` is for the reader's notes."""

    tag: str
    attributes: Mapping[str, str]
    facts: dict[str, str] = field(default_factory=dict)


Keep = Callable[[str, Sequence[Open]], bool]
Found = Callable[[Node, Sequence[Open]], None]


def read(path: Path, limits: Limits, keep: Keep, found: Found, progress: Progress = silent) -> None:
    """Go through an XML file and hand over the elements wanted.

    Parameters
    ----------
    path
        The file; UTF-8, UTF-16 or what its first line declares.
    limits
        Depth, number of elements and length of text accepted.
    keep
        Told the name of an element and those it stands in; says whether it is wanted.
    found
        Called with each wanted element, whole, and those it stands in.
    progress
        Called with bytes read and bytes in all.

    Raises
    ------
    SourceError
        `xml-entities`, `not-xml`, `too-deep`, `too-big`.
    """
    scanner = _Scanner(limits, keep, found)
    size, done = path.stat().st_size, 0
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                scanner.parser.Parse(chunk, False)
                done += len(chunk)
                progress(done, size)
        scanner.parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise SourceError(
            Text(
                f"XML tidak tersusun benar pada baris {fault.lineno}: "
                f"{expat.ErrorString(fault.code)}",
                f"not well-formed XML at line {fault.lineno}: {expat.ErrorString(fault.code)}",
            ),
            code="not-xml",
        ) from fault
    except LayersError:
        raise  # a ValueError too
    except (LookupError, ValueError) as fault:
        raise SourceError(
            Text(f"tidak terbaca sebagai XML: {fault}", f"not readable as XML: {fault}"),
            code="not-xml",
        ) from fault


class _Scanner:
    """The handlers of one pass."""

    def __init__(self, limits: Limits, keep: Keep, found: Found) -> None:
        self.limits, self.keep, self.found = limits, keep, found
        self.open: list[Open] = []
        self.kept: list[Node] = []
        self.n_elements = self.n_letters = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _no_declaration
        self.parser.EntityDeclHandler = _no_declaration
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.letters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        self.n_elements += 1
        if len(self.open) + len(self.kept) >= self.limits.xml_depth:
            raise SourceError(
                Text(
                    f"unsur XML bersarang lebih dalam dari {self.limits.xml_depth}",
                    f"XML elements nest deeper than {self.limits.xml_depth}",
                ),
                code="too-deep",
            )
        if self.n_elements > self.limits.xml_elements:
            raise SourceError(
                Text(
                    f"lebih dari {self.limits.xml_elements:,} unsur",
                    f"more than {self.limits.xml_elements:,} elements",
                ),
                code="too-big",
            )
        given = {local(k): v for k, v in attributes.items() if not k.startswith("xmlns")}
        if self.kept:
            node = Node(tag, given)
            self.kept[-1].children.append(node)
            self.kept.append(node)
        elif self.keep(tag, self.open):
            self.n_letters = 0
            self.kept.append(Node(tag, given))
        else:
            self.open.append(Open(tag, given))

    def end(self, _: str) -> None:
        if not self.kept:
            self.open.pop()
            return
        node = self.kept.pop()
        node.text = "".join(node.pieces).strip()
        node.pieces.clear()
        if not self.kept:
            self.found(node, self.open)

    def letters(self, text: str) -> None:
        if not self.kept:
            return
        self.n_letters += len(text)
        if self.n_letters > self.limits.xml_text:
            raise SourceError(
                Text(
                    f"satu unsur memuat lebih dari {self.limits.xml_text:,} huruf",
                    f"one element holds more than {self.limits.xml_text:,} characters",
                ),
                code="too-big",
            )
        self.kept[-1].pieces.append(text)


def _no_declaration(*_: object) -> None:
    raise SourceError(
        Text(
            "XML ini memuat tipe dokumen atau entitas (<!DOCTYPE …>), yang tidak pernah "
            "dijabarkan; hapus deklarasinya",
            "the XML declares a document type or entities (<!DOCTYPE …>), which are never "
            "expanded; remove the declaration",
        ),
        code="xml-entities",
    )


def local(name: str) -> str:
    """Give a name without its prefix.

    Examples
    --------
    >>> local("gml:Point"), local("Point")
    ('Point', 'Point')
    """
    return name.rpartition(":")[2]
