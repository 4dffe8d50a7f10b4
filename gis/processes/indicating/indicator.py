"""Indicator: one number of a plan or a standard, and how it is computed from layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gis.errors import BadValueError
from gis.processes.indicating.counted import Counted
from gis.processes.landuse.epochs import COVER, epochs_in
from layers.layer import Trust
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Direction = Literal["up", "down"]
# How near a number computed from layers comes to what is meant.
Computability = Literal["direct", "proxy"]
# Parameters that name a layer.
NAMING = ("cover", "plan", "layer", "hazard")
NO_DOUBT = Text("tidak diketahui", "not known")
Counting = Callable[["Catalogue", Mapping[str, Any], Mapping[str, Any]], Counted]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that layers can give.

    Attributes
    ----------
    id
        Stable word for it, as plans name it in ``gis``.
    title, unit
        What it is, and the unit of its value.
    formula
        How the value comes from what is counted.
    direction
        Which way is better.
    counting
        Counts part and whole by unit.
    parameters
        What counting takes, with the usual values; a plan may name others.
    factor
        The value is part by whole times this.
    computability
        Whether it is the number meant, or a proxy of it.
    standard
        Row of a standard or of the IKN indicators it answers to; "" for none.
    source, trust
        Where limit and wording are from, and how far they can be trusted.
    doubt
        Where the range of its values comes from, or why it has none.
    reads
        What it counts on: layers by their id, or by the parameter that names them.
    absolute
        Whether the value is the part times the factor, whatever the whole.
    """

    id: str
    title: Text
    unit: Text
    formula: Text
    direction: Direction
    counting: Counting
    parameters: Mapping[str, Any]
    source: str
    factor: float = 100.0
    computability: Computability = "direct"
    standard: str = ""
    trust: Trust = "compiled"
    doubt: Text = NO_DOUBT
    reads: tuple[str, ...] = ()
    absolute: bool = False

    def given(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Give the parameters with some of them changed.

        Raises
        ------
        BadValueError
            If it has no parameter of that name.
        """
        strange = [name for name in changed if name not in self.parameters]
        if strange:
            known = ", ".join(self.parameters) or "-"
            raise BadValueError(
                Text(
                    f"{self.id} tidak memiliki parameter {', '.join(strange)}; yang ada {known}",
                    f"{self.id} has no parameter {', '.join(strange)}; there are {known}",
                )
            )
        return {**self.parameters, **changed}

    def layer_ids(self, catalogue: Catalogue) -> list[str]:
        """Give the layers of a catalogue that it counts on, with its usual parameters."""
        found: list[str] = []
        for word in self.reads:
            named = self.parameters.get(word)
            if word == COVER.id and named is None:
                found += [epoch.layer.id for epoch in epochs_in(catalogue)]
            else:
                # Facilities are a parameter as well: of types, in the layer of that name.
                found.append(str(named) if named and word in NAMING else word)
        return [layer_id for layer_id in found if layer_id in catalogue]

    def to_dict(self) -> dict[str, Any]:
        """Give the declaration as plain data for JSON."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "unit": self.unit.to_dict(),
            "formula": self.formula.to_dict(),
            "direction": self.direction,
            "parameters": dict(self.parameters),
            "computability": self.computability,
            "standard": self.standard or None,
            "source": self.source,
            "trust": self.trust,
            "uncertainty": self.doubt.to_dict(),
        }
