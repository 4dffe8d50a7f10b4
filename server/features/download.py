"""Layers, or what of them is asked for, as files: whole ones kept, others made when asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from layers import PackedLayer
from layers.formats import FORMATS, STREAMS, Selection, write_file
from layers.formats.kept import kept_file
from layers.pyramids.content import Content
from layers.text import Text
from server.collection import Collection
from server.errors import ParameterError
from server.exchange.answer import Answer, Header, fingerprint, not_modified, stream_answer
from server.exchange.ask import Ask
from server.exchange.links import link, link_header
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.exchange.spans import span_answer
from server.features.negotiation import JSON, FeatureFormat, feature_format, read_feature_format
from server.features.request import read_selecting
from server.features.shaping import read_shaping
from server.features.systems import content_crs
from server.features.written import disposition
from server.workspace import Workspace

# What is asked for in part is made anew each time, so there is a limit to it.
MAX_FEATURES = 100_000
MAX_BYTES = 256 * 1024 * 1024
PIECE = 256 * 1024
PAGING = ("limit", "offset", "next")
FOLDER = "downloads"


def download_answer(
    workspace: Workspace, ask: Ask, collection: Collection, span: tuple[str, str] = ("", "")
) -> Answer:
    """Give a layer, or what of it is asked for, as one file.

    Parameters
    ----------
    workspace, ask, collection
        The workspace, the request, and what it is for.
    span
        Its headers Range and If-Range: the file of a whole layer may be read in parts.

    Raises
    ------
    ParameterError
        If a parameter is unknown or malformed, or a part is asked for that is too large.
    """
    layer = collection.layer
    given = read_parameters(ask.query)
    refuse_unknown(given, collection.known.difference(PAGING))
    read_language(given)
    kind = _kind(ask, given)
    shaping, query = read_shaping(given, layer), read_selecting(given, collection)
    tag = f"r{layer.revision}-{fingerprint(layer.id, layer.modified, ask.query, kind, 'file')}"
    known = not_modified(ask, tag)
    if known is not None:
        return known
    headers: tuple[Header, ...] = (
        content_crs(shaping.system),
        disposition(layer.id, kind),
        link_header(
            [link(f"{ask.base_url}/collections/{layer.id}", "collection", "application/json")]
        ),
    )
    media, packed = FORMATS[kind].media, workspace.packed(layer)
    is_whole = given.keys() <= {"f", "lang"}
    if is_whole and kind not in STREAMS:
        folder = workspace.catalogue().path / FOLDER
        # Compressed content has no spans: readers of such files fetch what they need of them.
        content = Content(kept_file(folder, packed, FORMATS[kind]))
        return span_answer(content, span, media=media, tag=tag, extra=headers)
    selection = Selection(packed, query, shaping.system, shaping, shaping.skip_geometry)
    if not is_whole:
        require_moderate(selection, packed)
        headers = (*headers, ("OGC-NumberReturned", str(selection.n)))
    chunks = STREAMS[kind](selection) if kind in STREAMS else file_chunks(selection, kind)
    return stream_answer(ask, chunks, media=media, tag=tag, extra=headers)


def _kind(ask: Ask, given: Mapping[str, str]) -> str:
    """Give the name of the format; GeoJSON where people's pages are asked for."""
    wanted: FeatureFormat = feature_format(ask, read_feature_format(given))
    return "geojson" if wanted in (JSON, "html") else wanted


def require_moderate(selection: Selection, packed: PackedLayer) -> None:
    """Refuse to make a file of too many features, or too many bytes, for one request.

    Raises
    ------
    ParameterError
        With code ``too-many-features``, saying how to get them all the same.
    """
    size = packed.fragments().size(selection.positions)
    if selection.n <= MAX_FEATURES and size <= MAX_BYTES:
        return
    home = f"/collections/{selection.layer.id}"
    raise ParameterError(
        Text(
            f"{selection.n} fitur ({size / 1e6:.0f} MB) cocok; satu berkas pilihan memuat paling "
            f"banyak {MAX_FEATURES} ({MAX_BYTES / 1e6:.0f} MB). Persempit, unduh seluruh lapisan "
            f"di {home}/download tanpa syarat, atau ambil halaman demi halaman di {home}/items",
            f"{selection.n} features ({size / 1e6:.0f} MB) match; a file of some has at most "
            f"{MAX_FEATURES} ({MAX_BYTES / 1e6:.0f} MB). Narrow it down, fetch the whole layer "
            f"from {home}/download without conditions, or page through {home}/items",
        ),
        code="too-many-features",
    )


def file_chunks(selection: Selection, kind: str) -> Iterator[bytes]:
    """Give the bytes of a file that is made for this answer and gone after it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="penyangga-"))
        target = Path(folder) / f"{selection.layer.id}{FORMATS[kind].suffix}"
        write_file(selection, target, FORMATS[kind])
        with target.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
