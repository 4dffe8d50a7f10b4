"""Layer: a described, schema-bound set of features, or a raster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from layers.errors import SchemaError
from layers.schema import Schema, Text

Trust = Literal["official", "open_data", "compiled", "modelled", "illustrative"]
TRUST_ORDER: tuple[Trust, ...] = (
    "official",
    "open_data",
    "compiled",
    "modelled",
    "illustrative",
)
# The theme of what analyses gave: it comes and goes, and nothing rests on its being there.
RESULTS = "results"
LAYER_ID = re.compile(r"[a-z][a-z0-9_]{0,47}")
RESERVED_PREFIXES = ("gpkg_", "rtree_", "sqlite_", "penyangga_")


@dataclass(frozen=True, slots=True)
class Layer:
    """What is known about a layer, apart from its features.

    `bbox` is (west, south, east, north) in EPSG:4326, or None when it is empty.
    `revision` grows by one with every change of the layer's features; `modified`
    is the moment of that change (RFC 3339, UTC). `data_date` says for when the
    data holds, as ISO date, month or year. `styling` carries hints for maps
    (class field, colours) that the server turns into styles and legends. `plan` says of
    a layer of a spatial plan which one: `regulation`, `revision`, `region` (Kemendagri
    code) and `scale` (1:n).
    """

    id: str
    title: Text
    theme: str
    schema: Schema
    kind: Literal["vector", "raster"] = "vector"
    description: Text = field(default=Text("", ""))
    licence: str = ""
    attribution: str = ""
    source: str = ""
    data_date: str = ""
    method: str = ""
    trust: Trust = "compiled"
    revision: int = 0
    modified: str = ""
    n_features: int = 0
    bbox: tuple[float, float, float, float] | None = None
    styling: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an id that cannot be a table, a URL part and a folder at once."""
        if not LAYER_ID.fullmatch(self.id) or self.id.startswith(RESERVED_PREFIXES):
            raise SchemaError(
                Text(
                    f"id layer {self.id!r} tidak dapat dipakai; yang diminta huruf kecil, lalu "
                    "huruf, angka, dan _ (paling banyak 48), tidak berawal "
                    f"{', '.join(RESERVED_PREFIXES)}",
                    f"layer id {self.id!r} cannot be used; wanted a lower-case letter, then "
                    "letters, digits and _ (48 at most), not starting with "
                    f"{', '.join(RESERVED_PREFIXES)}",
                ),
                code="bad-layer-id",
            )
        if self.trust not in TRUST_ORDER:
            raise SchemaError(
                Text(
                    f"kepercayaan {self.trust!r} bukan salah satu dari {', '.join(TRUST_ORDER)}",
                    f"trust {self.trust!r} is not one of {', '.join(TRUST_ORDER)}",
                )
            )

    def with_(self, **changes: Any) -> Layer:
        """Give a copy with some fields changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Give the layer as plain data for JSON (and for the store's catalogue)."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "theme": self.theme,
            "kind": self.kind,
            "schema": self.schema.to_dict(),
            "licence": self.licence,
            "attribution": self.attribution,
            "source": self.source,
            "data_date": self.data_date,
            "method": self.method,
            "trust": self.trust,
            "revision": self.revision,
            "modified": self.modified,
            "n_features": self.n_features,
            "bbox": list(self.bbox) if self.bbox else None,
            "styling": dict(self.styling),
            **({"plan": dict(self.plan)} if self.plan else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layer:
        """Read what `to_dict` wrote."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        bbox = data.get("bbox")
        known |= {
            "title": Text.of(data["title"]),
            "description": Text.of(data.get("description", "")),
            "schema": Schema.from_dict(data["schema"]),
            "bbox": tuple(float(v) for v in bbox) if bbox else None,
        }
        return cls(**known)


def weakest_trust(*layers: Layer) -> Trust:
    """Give the weakest trust mark among layers: an answer is no surer than its inputs."""
    return max((layer.trust for layer in layers), key=TRUST_ORDER.index, default="official")
