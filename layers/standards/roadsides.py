"""Roadsides: the strip along roads that is watched over, by class of road (PP 34/2006)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from layers.layer import Trust
from layers.schema import Text
from layers.standards.value import TRUST_OF, Status, rows_of

Rank = Literal["primary", "secondary"]


@dataclass(frozen=True, slots=True)
class Roadside:
    """Least width of the strip beside one class of road, where the road's land is narrow."""

    id: str
    road_class: str
    rank: Rank
    label: Text
    distance_m: float
    measured_from: Text
    source: str
    article: str
    status: Status

    @property
    def trust(self) -> Trust:
        """How far the width can be trusted."""
        return TRUST_OF[self.status]

    def to_dict(self) -> dict[str, Any]:
        """Give the strip as plain data for JSON."""
        return {
            "id": self.id,
            "class": self.road_class,
            "rank": self.rank,
            "label": self.label.to_dict(),
            "distance_m": self.distance_m,
            "measured_from": self.measured_from.to_dict(),
            "source": self.source,
            "article": self.article,
            "status": self.status,
            "trust": self.trust,
        }


@cache
def roadsides() -> tuple[Roadside, ...]:
    """Give every strip, in the order of the shipped list."""
    return tuple(_roadside(row) for row in rows_of("road_setbacks"))


def roadsides_of(road_class: str) -> tuple[Roadside, ...]:
    """Give the strips of one class of road, of primary and of secondary roads.

    Parameters
    ----------
    road_class
        ``arterial``, ``collector``, ``local`` or ``neighbourhood``; others have none.

    Examples
    --------
    >>> [one.distance_m for one in roadsides_of("collector")]
    [10.0, 5.0]
    """
    return tuple(one for one in roadsides() if one.road_class == road_class)


def _roadside(row: Mapping[str, str]) -> Roadside:
    return Roadside(
        id=row["id"],
        road_class=row["class"],
        rank=cast("Rank", row["rank"]),
        label=Text(row["label_id"], row["label_en"]),
        distance_m=float(row["distance_m"]),
        measured_from=Text(row["measured_id"], row["measured_en"]),
        source=row["source"],
        article=row["article"],
        status=cast("Status", row["status"]),
    )
