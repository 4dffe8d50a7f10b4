"""A page of items in a format of files: the same features, with links in the header."""

from __future__ import annotations

import tempfile
from pathlib import Path

from layers.formats import FORMATS, STREAMS, Selection, write_file
from layers.formats.text import geojsonseq
from server.collection import Collection
from server.exchange.answer import Answer, Header, full_answer, not_modified
from server.exchange.ask import Ask
from server.features.items import bounded_page, items_links, items_tag, page_headers
from server.features.negotiation import FeatureFormat
from server.features.request import ItemsRequest
from server.workspace import Workspace


def written_answer(
    workspace: Workspace,
    ask: Ask,
    collection: Collection,
    request: ItemsRequest,
    kind: FeatureFormat,
) -> Answer:
    """Give a page of features in a format other than GeoJSON and HTML.

    The header says what the body of a GeoJSON page would: links, and how many features
    there are (`OGC-NumberMatched`) and on the page (`OGC-NumberReturned`).

    Parameters
    ----------
    workspace, ask, collection, request
        As for a page of GeoJSON.
    kind
        The format.
    """
    settings = workspace.settings
    tag = items_tag(ask, collection, kind, settings)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    packed = workspace.packed(collection.layer)
    page = bounded_page(packed, request, settings.page_bytes)
    shaping = request.shaping
    selection = Selection(
        packed, request.query, shaping.system, shaping, shaping.skip_geometry, page.positions
    )
    links = items_links(ask.base_url, collection, request, page, shown=kind)
    extra = (
        *page_headers(links.header, request, settings),
        ("OGC-NumberMatched", str(page.matched)),
        ("OGC-NumberReturned", str(page.returned)),
        disposition(collection.layer.id, kind),
    )
    return full_answer(
        ask, written(selection, kind), media=FORMATS[kind].media, tag=tag, extra=extra
    )


def disposition(name: str, kind: FeatureFormat) -> Header:
    """Give the header by which a browser keeps an answer as a file."""
    shown = "inline" if kind in STREAMS else "attachment"
    return ("Content-Disposition", f'{shown}; filename="{name}{FORMATS[kind].suffix}"')


def written(selection: Selection, kind: FeatureFormat) -> bytes:
    """Give features in a format, whole; coordinates of GeoJSON as the API has them."""
    if kind == "geojsonseq":
        return b"".join(geojsonseq(selection, "authority"))
    if kind in STREAMS:
        return b"".join(STREAMS[kind](selection))
    with tempfile.TemporaryDirectory(prefix="penyangga-") as folder:
        target = Path(folder) / f"{selection.layer.id}{FORMATS[kind].suffix}"
        write_file(selection, target, FORMATS[kind])
        return target.read_bytes()
