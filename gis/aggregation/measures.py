"""Measures: what is counted or added up of features, and of which column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from gis.errors import InputError
from layers.text import Text

Kind = Literal["count", "sum", "mean", "min", "max", "area", "length"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_FIELD: tuple[Kind, ...] = ("sum", "mean", "min", "max")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of each group: its kind and, for sum, mean, min and max, its column."""

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
        if kind == known and bool(field) == (known in OF_FIELD):
            return Measure(known, field or None)
    raise _unread(text)


def _unread(text: str) -> InputError:
    wanted = ", ".join(f"{kind}:{{}}" if kind in OF_FIELD else kind for kind in KINDS)
    return InputError(
        Text(
            f"ukuran {text[:40]!r} tidak dikenal; yang diminta {wanted.format(*['kolom'] * 4)}",
            f"measure {text[:40]!r} is not known; wanted {wanted.format(*['field'] * 4)}",
        ),
        code="bad-measure",
    )
