"""Plain pages: the first of what meets a box, the commonest question, by the shortest way."""

from __future__ import annotations

import re
from collections.abc import Callable

from layers import PackedLayer
from layers.layer import Layer
from layers.query import BBox
from layers.reference import CRS84
from server.collection import Collection
from server.config import ServerSettings
from server.exchange.answer import GEOJSON, Answer, full_answer
from server.exchange.ask import Ask
from server.features import items
from server.features.items import feature_collection, filled_links, items_tag
from server.features.negotiation import JSON, feature_format
from server.features.systems import content_crs
from server.features.values import read_bbox

# A box, and perhaps a limit, with the format before or behind; other orders go the long way.
_PLAIN = re.compile(
    r"(f=(?:geo)?json&)?(bbox=([-0-9.,]+)(?:&limit=([1-9][0-9]{0,3}))?)"
    r"(?(1)|(&f=(?:geo)?json)?)"
)
_CONTENT_CRS = content_crs(CRS84)


def plain_answer(
    settings: ServerSettings,
    ask: Ask,
    collection: Collection,
    packed: Callable[[Layer], PackedLayer],
) -> Answer | None:
    """Give a page of features as `items_answer` would; None where more is asked than a box.

    Parameters
    ----------
    settings
        Those of the service.
    ask, collection
        As `items_answer` takes them.
    packed
        Gives the features of the layer; called only for such a page.

    Raises
    ------
    ParameterError
        If the box cannot be meant.
    """
    asked = None if ask.if_none_match else _asked(ask, settings)
    if asked is None:
        return None
    box, limit, rest = asked
    layer = collection.layer
    page = packed(layer).in_box(box, limit, most_bytes=settings.page_bytes)
    if page is None:
        return None
    here = f"?{ask.query}"
    after = None if page.next_start is None else f"{here}&next={layer.revision}-{page.next_start}"
    home = f"{ask.base_url}/collections/{layer.id}"
    members, header = filled_links(home, JSON, (here, after, rest))
    return full_answer(
        ask,
        feature_collection(page, members),
        media=GEOJSON,
        tag=items_tag(ask, collection, JSON, settings),
        extra=(("Link", header), _CONTENT_CRS),
    )


def _asked(ask: Ask, settings: ServerSettings) -> tuple[BBox, int, str] | None:
    """Give the box, the limit, and all parameters but the format as they begin a link."""
    plain = _PLAIN.fullmatch(ask.query)
    if plain is None:
        return None
    before, rest, edges, limit, behind = plain.groups()
    if before is None and behind is None and feature_format(ask, None) != JSON:
        return None
    box = read_bbox(edges)
    number = settings.default_limit if limit is None else int(limit)
    if box[0] > box[2] or number > settings.max_limit or number >= items.PRESSED_FROM:
        return None
    return box, number, f"{rest}&"
