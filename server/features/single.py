"""One feature, with links to its layer and its other forms."""

from __future__ import annotations

import re

from layers.packed.rewriting import KEPT, Rewriting
from layers.text import Text
from server.collection import Collection
from server.errors import NothingHereError
from server.exchange.answer import GEOJSON, JSON, dump_json
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit
from server.features.shaping import SHAPING
from server.workspace import Workspace

# Beside `f` and `lang`.
ITEM_PARAMETERS = (*sorted(SHAPING), "properties")
_FEATURE_ID = re.compile(r"[0-9]{1,18}")


def read_feature(
    workspace: Workspace,
    collection: Collection,
    feature_id: str,
    how: Rewriting = KEPT,
    properties: tuple[str, ...] | None = None,
) -> bytes:
    """Give one feature as GeoJSON bytes.

    Parameters
    ----------
    workspace, collection, feature_id
        Which.
    how, properties
        What becomes of its geometry, and which properties it has; as it is kept unless told.

    Raises
    ------
    NothingHereError
        If the layer has no feature of that id.
    """
    layer = collection.layer
    if _FEATURE_ID.fullmatch(feature_id):
        feature = workspace.packed(layer).item(int(feature_id), how, properties)
        if feature is not None:
            return bytes(feature)
    raise NothingHereError(
        Text(
            f"lapisan {layer.id} tidak memuat fitur {feature_id[:40]!r}; id berupa bilangan "
            "bulat, terdaftar pada fiturnya",
            f"layer {layer.id} has no feature {feature_id[:40]!r}; ids are whole numbers, listed "
            "by its items",
        ),
        code="feature-not-found",
    )


def with_links(feature: bytes, links: list[Link]) -> bytes:
    """Give a feature with a `links` member as its last one."""
    return b"".join((feature.rstrip()[:-1], b',"links":', dump_json(links), b"}"))


def item_links(visit: Visit, layer_id: str, feature_id: str) -> list[Link]:
    """Give the links of a feature: itself, its other form, its collection."""
    home = f"{visit.base_url}/collections/{layer_id}"
    here = f"{home}/items/{int(feature_id)}"
    return [
        *representations(here, visit.pairs, GEOJSON, shown=visit.shown),
        link(home, "collection", JSON),
    ]
