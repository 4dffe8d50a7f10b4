"""Pyramids as answers: files by range, single tiles, and what there is of them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from layers.errors import SourceError
from layers.pyramids import Pyramid
from layers.text import Text
from layers.tiling import WEB_MERCATOR
from server.errors import NothingHereError
from server.exchange.answer import (
    JSON,
    MVT,
    PMTILES,
    PUBLIC,
    Answer,
    Header,
    fingerprint,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.encoding import accepts
from server.exchange.language import say
from server.exchange.links import link
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.spans import span_answer
from server.exchange.visit import Visit
from server.tiles.request import read_place
from server.workspace import Workspace


def the_pyramid(workspace: Workspace, name: str) -> Pyramid:
    """Give a pyramid by its name.

    Raises
    ------
    NothingHereError
        If there is none.
    """
    found = workspace.pyramids.get(name)
    if found is None:
        known = ", ".join(workspace.pyramids.names())
        there = Text(f"yang ada: {known}", f"there are {known}")
        none = Text(
            "belum ada satu pun; 'penyangga tiles build LAPISAN' membuatnya",
            "there are none yet; 'penyangga tiles build LAYERS' makes one",
        )
        raise NothingHereError(
            Text(
                f"tidak ada piramida petak {name[:60]!r}; ", f"no pyramid of tiles {name[:60]!r}; "
            )
            + (there if known else none),
            code="no-pyramid",
        )
    return found


def pyramids_document(workspace: Workspace, visit: Visit) -> dict[str, Any]:
    """Give the list of pyramids; `current` where every layer is still as it was drawn."""
    here = f"{visit.base_url}/pyramids"
    return {
        "pyramids": [_entry(workspace, name, visit, here) for name in workspace.pyramids.names()],
        "links": [link(here, "self", JSON)],
    }


def _entry(workspace: Workspace, name: str, visit: Visit, here: str) -> dict[str, Any]:
    try:
        return _told(workspace, name, the_pyramid(workspace, name), here)
    except SourceError as error:
        return {"id": name, "damaged": say(error.text, visit.language)}


def _told(workspace: Workspace, name: str, pyramid: Pyramid, here: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": pyramid.metadata.get("name", name),
        "layers": [one.get("id") for one in pyramid.metadata.get("vector_layers", [])],
        "minzoom": pyramid.zooms[0],
        "maxzoom": pyramid.zooms[1],
        "bounds": list(pyramid.bounds),
        "tiles": pyramid.n_tiles,
        "bytes": pyramid.content.size,
        "current": is_current(workspace, pyramid),
        "links": [
            link(f"{here}/{name}.pmtiles", "enclosure", PMTILES),
            link(f"{here}/{name}/tilejson.json", "describedby", JSON),
        ],
    }


def is_current(workspace: Workspace, pyramid: Pyramid) -> bool:
    """Say whether every layer of a pyramid is still as it was when it was drawn."""
    known = {layer.id: (layer.revision, layer.modified) for layer in workspace.layers().values()}
    held = pyramid.revisions
    return bool(held) and all(known.get(name) == told for name, told in held.items())


def pyramid_tilejson(name: str, pyramid: Pyramid, visit: Visit) -> dict[str, Any]:
    """Give the tiles of a pyramid as TileJSON 3.0."""
    told: Mapping[str, Any] = pyramid.metadata
    return {
        "tilejson": "3.0.0",
        **{key: told.get(key, "") for key in ("name", "description", "attribution")},
        "scheme": "xyz",
        "tiles": [f"{visit.base_url}/pyramids/{name}/{{z}}/{{x}}/{{y}}.pbf"],
        "minzoom": pyramid.zooms[0],
        "maxzoom": pyramid.zooms[1],
        "bounds": list(pyramid.bounds),
        "vector_layers": told.get("vector_layers", []),
    }


def pyramid_tile(workspace: Workspace, ask: Ask, name: str, place: tuple[str, str, str]) -> Answer:
    """Give one tile of a pyramid, compressed as it lies in the file.

    Raises
    ------
    NothingHereError
        If there is no such pyramid or tile.
    ParameterError
        If the place is not told in numbers, or there are parameters.
    """
    if ask.query:
        refuse_unknown(read_parameters(ask.query), ())
    pyramid = the_pyramid(workspace, name)
    numbers = read_place(WEB_MERCATOR, *place)
    tag = f"{_tag(*pyramid.content.mark)}-{'-'.join(map(str, numbers))}"
    known = not_modified(ask, tag)
    if known is not None:
        return known
    data = pyramid.tile(*numbers)
    if data is None:
        return Answer(204, (("ETag", f'"{tag}"'), *PUBLIC), b"")
    if accepts(ask.accept_encoding, "gzip"):
        coding: tuple[Header, ...] = (("ETag", f'"{tag}-gzip"'), ("Content-Encoding", "gzip"))
    else:
        data, coding = gzip.decompress(data), (("ETag", f'"{tag}"'),)
    length = ("Content-Length", str(len(data)))
    return Answer(200, (("Content-Type", MVT), *coding, length, *PUBLIC), data)


@lru_cache(maxsize=64)
def _tag(*mark: int) -> str:
    return fingerprint(*map(str, mark))


def file_answer(pyramid: Pyramid, ask: Ask, span: str, if_range: str) -> Answer:
    """Give a file, or the span of it that was asked for: 200, 206, 304 or 416.

    Parameters
    ----------
    pyramid, ask
        The file, and the request.
    span, if_range
        Its headers Range and If-Range.
    """
    content, tag = pyramid.content, _tag(*pyramid.content.mark)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    return span_answer(content, (span, if_range), media=PMTILES, tag=tag)
