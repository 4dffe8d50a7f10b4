"""Value: one number of a standard with its unit, source, and how sure it is."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from layers.errors import SchemaError
from layers.layer import TRUST_ORDER, Trust

Area = Literal["urban", "rural"]
Status = Literal["sourced", "unverified"]
AREAS: tuple[Area, ...] = ("urban", "rural")
TRUST_OF: Mapping[Status, Trust] = {"sourced": "compiled", "unverified": "illustrative"}


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a standard.

    `status` is `sourced` where the number was seen in a source, `unverified` where it
    was not; an unverified number carries the weakest trust.
    """

    number: float
    unit: str
    status: Status
    source: str

    @property
    def trust(self) -> Trust:
        """How far the number can be trusted."""
        return TRUST_OF[self.status]

    def to_dict(self) -> dict[str, Any]:
        """Give the value as plain data for JSON."""
        return {
            "value": self.number,
            "unit": self.unit,
            "status": self.status,
            "trust": self.trust,
            "source": self.source,
        }


def weakest(marks: Iterable[Trust]) -> Trust:
    """Give the weakest of trust marks; ``compiled`` when there are none."""
    return max(marks, key=TRUST_ORDER.index, default="compiled")


@cache
def rows_of(table: str) -> tuple[Mapping[str, str], ...]:
    """Read one table of this package's facts."""
    path = Path(__file__).parent / "facts" / f"{table}.csv"
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def areas_of(text: str) -> tuple[Area, ...]:
    """Read where a row holds: ``urban``, ``rural`` or both."""
    return tuple(cast("Area", part) for part in text.split("|"))


def require_area(area: str) -> Area:
    """Give the kind of area, or refuse it.

    Raises
    ------
    SchemaError
        `area-unknown`.
    """
    if area not in AREAS:
        raise SchemaError(
            f"area {area!r} is not known; wanted one of {', '.join(AREAS)}", code="area-unknown"
        )
    return area
