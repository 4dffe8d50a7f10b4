"""Measures: what is counted or added up of features, and of which column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from gis.errors import InputError
from layers.text import Text

Kind = Literal[
    "count",
    "area",
    "length",
    "sum",
    "mean",
    "mean_by_area",
    "mean_by_length",
    "min",
    "max",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLAIN: tuple[Kind, ...] = ("count", "area", "length")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of each group: its kind and, for all but count, area and length, its column.

    `mean` weighs every feature by its share, `mean_by_area` and `mean_by_length` by the area
    or length that lies in the group.
    """

    kind: Kind
    field: str | None = None

    @property
    def name(self) -> str:
        """Name of its column in a table of groups.

        Examples
        --------
        >>> Measure("sum", "beds").name, Measure("area").name
        ('sum_beds', 'area_ha')
        """
        if self.field is not None:
            return f"{self.kind}_{self.field}"
        return {"area": "area_ha", "length": "length_km"}.get(self.kind, self.kind)

    def __str__(self) -> str:
        """Give it as it is written."""
        return self.kind if self.field is None else f"{self.kind}:{self.field}"


def read_measures(text: str) -> tuple[Measure, ...]:
    """Read measures with commas between them, each once: ``count,sum:beds``.

    Raises
    ------
    InputError
        If there is none, a kind is not known, or a column is missing or one too many.

    Examples
    --------
    >>> [str(measure) for measure in read_measures("count, sum:beds,count")]
    ['count', 'sum:beds']
    """
    found = tuple(dict.fromkeys(_one(part.strip()) for part in text.split(",") if part.strip()))
    if not found:
        raise _unread(text)
    return found


def _one(text: str) -> Measure:
    kind, _, field = text.partition(":")
    for known in KINDS:
        if kind == known and bool(field) == (known not in PLAIN):
            return Measure(known, field or None)
    raise _unread(text)


def _unread(text: str) -> InputError:
    n = len(KINDS) - len(PLAIN)
    wanted = ", ".join(kind if kind in PLAIN else f"{kind}:{{}}" for kind in KINDS)
    columns, fields = (wanted.format(*[word] * n) for word in ("kolom", "field"))
    return InputError(
        Text(
            f"ukuran {text[:40]!r} tidak dikenal; yang diminta {columns}",
            f"measure {text[:40]!r} is not known; wanted {fields}",
        ),
        code="bad-measure",
    )
