"""Safe XML: documents of services, without entities, document types or anything fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.services.gathering import text_of

DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
PAGING = frozenset(
    {"numberMatched", "numberReturned", "numberOfFeatures", "timeStamp", "next", "previous"}
)


def parse(body: bytes, host: str) -> Any:
    """Parse a document; give its root element.

    Raises
    ------
    RemoteError
        `xml-entities` for a document type or entities, `not-xml`, `wfs-error` for
        an exception report.
    """
    plain = body.replace(b"\x00", b"") if b"\x00" in body[:200] else body
    if DECLARED.search(plain):
        raise RemoteError(
            Text(
                f"{host} mengirim XML dengan tipe dokumen atau entitas, yang tidak dibaca",
                f"{host} sends XML with a document type or entities, which is not read",
            ),
            code="xml-entities",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        head = plain[:80].decode("utf-8", "replace")
        raise RemoteError(
            Text(
                f"{host} mengirim yang bukan XML ({head!r})",
                f"{host} sends what is no XML ({head!r})",
            ),
            code="not-xml",
        ) from fault
    if local(root) in ("ExceptionReport", "ServiceExceptionReport"):
        raise RemoteError(
            Text(
                f"{host} menjawab dengan galat: "
                f"{text_of(' '.join(root.itertext())) or 'tanpa alasan'}",
                f"{host} answers with an error: "
                f"{text_of(' '.join(root.itertext())) or 'no reason'}",
            ),
            code="wfs-error",
        )
    return root


def local(element: Any) -> str:
    """Give the name of an element without its namespace, nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def opening(root: Any) -> bytes:
    """Give the start tag of a root, with its namespaces, without what belongs to one page."""
    name = f"{root.prefix}:{local(root)}" if root.prefix else local(root)
    said = [
        f"xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}"
        for prefix, uri in root.nsmap.items()
    ]
    prefixes = {uri: prefix for prefix, uri in root.nsmap.items() if prefix}
    for key, value in root.attrib.items():
        uri, _, plain = key.rpartition("}")
        if plain in PAGING or (uri and uri[1:] not in prefixes):
            continue
        said.append(f"{prefixes[uri[1:]] + ':' if uri else ''}{plain}={quoteattr(value)}")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {" ".join(said)}>\n'.encode()


def closing(root: Any) -> bytes:
    """Give the end tag of a root."""
    name = f"{root.prefix}:{local(root)}" if root.prefix else local(root)
    return f"</{name}>\n".encode()


def members(root: Any) -> Iterator[tuple[bytes, list[str]]]:
    """Give each member of a collection as text, with the ids of the features in it."""
    for element in root:
        if local(element) in ("member", "featureMember", "featureMembers"):
            ids = [_id(child) for child in element if local(child)]
            yield etree.tostring(element, with_tail=False) + b"\n", ids


def _id(feature: Any) -> str:
    for key, value in feature.attrib.items():
        if key.rpartition("}")[2] in ("id", "fid"):
            return str(value)
    return ""
