"""ItemsRequest: the parameters of a page of items, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.filters.tree import Some, Unplaced
from layers.layer import Layer
from layers.query import Query, SortKey
from layers.text import Text
from server.collection import Collection
from server.config import ServerSettings
from server.errors import ParameterError, StalePageError
from server.exchange.language import Language
from server.exchange.links import Pairs
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.features.filtering import read_filter_parameters
from server.features.negotiation import FeatureFormat, read_feature_format
from server.features.shaping import PLAIN, Shaping, read_shaping
from server.features.systems import both, read_box
from server.features.values import TOKEN, read_interval, read_value, read_whole

MAX_SORT_KEYS = 8


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """What a request for items asks, after every check.

    `clamped` is the limit asked for when it was larger than the largest given; `shaping`
    is what becomes of the geometries.
    """

    query: Query
    pairs: Pairs
    format: FeatureFormat | None
    language: Language | None
    clamped: int | None
    shaping: Shaping = PLAIN


def read_items_request(text: str, collection: Collection, settings: ServerSettings) -> ItemsRequest:
    """Understand the query string of a request for items.

    Raises
    ------
    ParameterError
        If a parameter is unknown, repeated, malformed or at odds with another.
    QueryError
        If the filter cannot be taken.
    StalePageError
        If `next` is from another revision of the layer.
    """
    if not text:
        return ItemsRequest(Query(limit=settings.default_limit), (), None, None, None)
    return items_request(read_parameters(text), collection, settings)


def items_request(
    given: dict[str, str], collection: Collection, settings: ServerSettings
) -> ItemsRequest:
    """Understand the parameters of a request for items, wherever they were written.

    Raises
    ------
    ParameterError, QueryError, StalePageError
        As `read_items_request` does.
    """
    pairs = tuple(given.items())
    if not collection.known.issuperset(given):
        refuse_unknown(given, collection.known)
    limit, clamped = _limit(given.get("limit"), settings)
    offset = read_whole("offset", given["offset"]) if "offset" in given else 0
    start = _start(given, collection.layer)
    query = read_selecting(given, collection, limit=limit, offset=offset, start=start)
    shaping = read_shaping(given, collection.layer)
    wanted, language = read_feature_format(given), read_language(given)
    return ItemsRequest(query, pairs, wanted, language, clamped, shaping)


def read_selecting(
    given: Mapping[str, str],
    collection: Collection,
    *,
    limit: int | None = None,
    offset: int = 0,
    start: int = 0,
) -> Query:
    """Read which features are asked for, which of their properties, and in which order.

    Parameters
    ----------
    given, collection
        The parameters, and what they are about.
    limit, offset, start
        Which page of them.

    Raises
    ------
    ParameterError, QueryError
        If a parameter is malformed, or names what is not there.
    """
    layer = collection.layer
    bbox, within = read_box(given)
    if within is not None:
        within = Some((within, Unplaced()))
    return Query(
        bbox=bbox,
        # What has no geometry is within every box (OGC 17-069r4, 7.15.3).
        unplaced=True,
        equals=_equals(given, collection),
        filter=both(within, read_filter_parameters(given, layer)),
        time=_time(given.get("datetime"), layer),
        properties=read_selection(given.get("properties"), layer),
        sortby=read_sorting(given.get("sortby"), layer),
        limit=limit,
        offset=offset,
        start=start,
    )


def _limit(text: str | None, settings: ServerSettings) -> tuple[int, int | None]:
    if text is None:
        return settings.default_limit, None
    # However large, it is lowered, not refused.
    limit = read_whole("limit", text, digits=18)
    if limit == 0:
        raise ParameterError(
            Text(
                f"limit: 0 terlalu kecil; yang diminta 1 sampai {settings.max_limit}",
                f"limit: 0 is too small; wanted 1 to {settings.max_limit}",
            )
        )
    return (limit, None) if limit <= settings.max_limit else (settings.max_limit, limit)


def _equals(
    given: Mapping[str, str], collection: Collection
) -> dict[str, str | int | float | bool]:
    filters = collection.filters
    return {name: read_value(filters[name], given[name]) for name in given if name in filters}


def _time(text: str | None, layer: Layer) -> tuple[str | None, str | None] | None:
    if text is None:
        return None
    interval = read_interval(text)
    if layer.schema.time_field is None or interval == (None, None):
        return None
    return interval


def read_selection(text: str | None, layer: Layer) -> tuple[str, ...] | None:
    """Read the `properties` parameter: names of fields, comma between; "" selects none.

    Raises
    ------
    ParameterError
        If a name is not a field of the layer.
    """
    if text is None:
        return None
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    strange = [name for name in names if name not in layer.schema.names]
    if strange:
        raise ParameterError(
            Text(
                f"properties: {', '.join(repr(s[:40]) for s in strange[:5])} bukan kolom "
                f"{layer.id}; kolomnya {', '.join(layer.schema.names) or 'tidak ada'}",
                f"properties: {', '.join(repr(s[:40]) for s in strange[:5])} is not a field of "
                f"{layer.id}; it has {', '.join(layer.schema.names) or 'none'}",
            ),
            code="unknown-property",
        )
    return names


def read_sorting(text: str | None, layer: Layer) -> tuple[SortKey, ...]:
    """Read the `sortby` parameter: names of fields, `-` before what begins with the largest.

    A plus sign is taken as the blank that it becomes in a query string, too.

    Raises
    ------
    ParameterError
        If a name is not a field of the layer, or there are more than eight.
    """
    if text is None:
        return ()
    keys: dict[str, bool] = {}
    for part in text.split(","):
        name = part.strip()
        down = name.startswith("-")
        keys.setdefault(name[1:] if name[:1] in ("+", "-") else name, down)
    strange = [name for name in keys if name not in layer.schema.names]
    if strange or len(keys) > MAX_SORT_KEYS:
        names = ", ".join(layer.schema.names) or "-"
        raise ParameterError(
            Text(
                f"sortby: {', '.join(repr(s[:40]) for s in strange[:5]) or len(keys)} tidak dapat "
                f"dipakai; yang diminta paling banyak {MAX_SORT_KEYS} dari {names}, dengan - di "
                "depan untuk yang terbesar lebih dulu",
                f"sortby: {', '.join(repr(s[:40]) for s in strange[:5]) or len(keys)} cannot be "
                f"used; wanted at most {MAX_SORT_KEYS} of {names}, with - in front for the "
                "largest first",
            ),
            code="unknown-property" if strange else "bad-parameter",
        )
    return tuple(keys.items())


def _start(given: Mapping[str, str], layer: Layer) -> int:
    token = given.get("next")
    if token is None:
        return 0
    if "offset" in given:
        raise ParameterError(
            Text(
                "next dan offset tidak dapat bersama; ikuti next, atau hitung dengan offset",
                "next and offset exclude each other; follow next, or count by offset",
            )
        )
    match = TOKEN.fullmatch(token)
    if match is None:
        raise ParameterError(
            Text(
                f"next: {token[:40]!r} bukan penanda halaman; ambil dari tautan next",
                f"next: {token[:40]!r} is no page mark; take it from a next link",
            )
        )
    if int(match[1]) != layer.revision:
        raise StalePageError(
            Text(
                f"lapisan {layer.id} berada di revisi {match[1]} ketika tautan next ini "
                f"diberikan dan kini di {layer.revision}: mulai lagi tanpa next",
                f"layer {layer.id} was at revision {match[1]} when this next link was given and "
                f"is at {layer.revision} now: start again without next",
            )
        )
    return int(match[2])
