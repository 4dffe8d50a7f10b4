"""Hits: what a search has found, with where it is and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.query import BBox
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    Attributes
    ----------
    kind
        Id of its kind; see `KINDS`.
    title
        Its name, in both languages.
    context
        The units it lies in, from the smallest on.
    score
        How well it fits, from 0 to 1.
    layer
        Id of its layer; "" for what is in none.
    feature
        Id of its feature; None where it stands for several, or for none.
    n_features
        How many features it stands for.
    code
        Its code; "" for none.
    code_family
        The family of codes that the one asked for is of: ``kemendagri``, ``bps``, ``own``;
        "" where it was found by name.
    value
        Of a class: the field and the value that its features have.
    place, bbox
        Longitude and latitude of a point of it, and its box, in EPSG:4326.
    trust
        Trust mark of its layer; "" for none.
    """

    kind: str
    title: Text
    context: Text
    score: float
    layer: str = ""
    feature: int | None = None
    n_features: int = 0
    code: str = ""
    code_family: str = ""
    value: tuple[str, str] | None = None
    place: tuple[float, float] | None = None
    bbox: BBox | None = None
    trust: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the hit as plain data for JSON."""
        return {
            "kind": self.kind,
            "title": self.title.to_dict(),
            "context": self.context.to_dict(),
            "score": round(self.score, 3),
            "layer": self.layer or None,
            "feature": self.feature,
            "n_features": self.n_features,
            "code": self.code or None,
            "code_family": self.code_family or None,
            "value": list(self.value) if self.value else None,
            "point": list(self.place) if self.place else None,
            "bbox": list(self.bbox) if self.bbox else None,
            "trust": self.trust or None,
        }
