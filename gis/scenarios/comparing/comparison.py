"""Comparison: every indicator of two scenarios, unit by unit: who gains, who loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.processes.units import units_of
from gis.scenarios.comparing.differences import LayerDifference, differences
from gis.scenarios.comparing.indicators import (
    Asked,
    Column,
    columns_of,
    unit_codes,
    usual_indicators,
)
from gis.scenarios.opening import ScenarioCatalogue
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
BASELINE = "baseline"
# Changes smaller than that are rounding: people, or hectares.
LEAST = 1e-6
METHOD = Text(
    "Setiap indikator dihitung untuk kedua pihak oleh analisis yang sama, per wilayah; perubahan "
    "adalah yang kedua dikurangi yang pertama. Bertambah dan berkurang dijumlahkan terpisah, "
    "wilayah demi wilayah.",
    "Every indicator is worked out for both by the same analysis, unit by unit; a change is the "
    "second less the first. Gains and losses are added up apart, unit by unit.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One indicator of both.

    Attributes
    ----------
    id, title, unit
        What it is.
    before, after
        Of each unit asked about.
    """

    id: str
    title: Text
    unit: str
    before: Floats
    after: Floats

    @property
    def change(self) -> Floats:
        """What the second has more."""
        change = self.after - self.before
        change[np.abs(change) < LEAST] = 0.0
        return change

    def to_dict(self, codes: Sequence[str], names: Sequence[Any]) -> dict[str, Any]:
        """Give it as plain data for JSON, units that gain most first."""
        change = self.change
        order = [i for i in np.argsort(-change, kind="stable").tolist() if change[i]]
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "unit": self.unit,
            "before": float(self.before.sum()),
            "after": float(self.after.sum()),
            "change": float(change.sum()),
            "gained": float(change[change > 0].sum()),
            "lost": abs(float(change[change < 0].sum())),
            "n_gain": int((change > 0).sum()),
            "n_lose": int((change < 0).sum()),
            "rows": [
                {
                    "code": codes[i],
                    "name": names[i],
                    "before": float(self.before[i]),
                    "after": float(self.after[i]),
                    "change": float(change[i]),
                }
                for i in order
            ],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What the second of two has differently.

    Attributes
    ----------
    sides
        What each is: id, title, number of edits.
    by, region
        The layer of units, and which of them.
    codes, names
        Of the units asked about.
    indicators
        In the order asked for.
    layers
        Layers with features that differ.
    """

    sides: tuple[dict[str, Any], dict[str, Any]]
    by: str
    region: str | None
    codes: tuple[str, ...]
    names: tuple[Any, ...]
    indicators: tuple[Compared, ...]
    layers: tuple[LayerDifference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON; units that do not change are left out."""
        return {
            "first": self.sides[0],
            "second": self.sides[1],
            "by": self.by,
            "region": self.region,
            "n_units": len(self.codes),
            "indicators": [one.to_dict(self.codes, self.names) for one in self.indicators],
            "layers": [one.to_dict() for one in self.layers],
            "method": METHOD.to_dict(),
            "trust": "illustrative",
        }


def compare(
    first: Catalogue,
    second: Catalogue,
    asked: Sequence[Asked] | None = None,
    *,
    by: str = "districts",
    region: str | None = None,
) -> Comparison:
    """Compare two scenarios of one workspace, or one with the workspace itself.

    Parameters
    ----------
    first, second
        As `gis.scenarios.open_scenario` gives them, or the workspace.
    asked
        Of `read_indicators`; None: those the workspace has layers for.
    by
        Layer of units.
    region
        Only units whose code starts with this, or of this name.

    Raises
    ------
    NoAnswerError
        ``no-unit``, or what an analysis cannot answer.
    ScenarioError
        ``baseline-moved``.
    """
    frame = first[by].read()
    chosen = frame.index.isin(units_of(frame, region, by).index)
    codes = np.array(unit_codes(frame), dtype=object)[chosen]
    names = frame["name"].to_numpy()[chosen] if "name" in frame else codes
    found: list[Compared] = []
    for one in asked or usual_indicators(first):
        sides = [{c.id: c for c in columns_of(side, one, by)} for side in (first, second)]
        found += _compared(sides[0], sides[1], frame.index.to_numpy(), chosen)
    return Comparison(
        sides=(_told(first), _told(second)),
        by=by,
        region=region,
        codes=tuple(codes.tolist()),
        names=tuple(names.tolist()),
        indicators=tuple(found),
        layers=differences(first, second),
    )


def _compared(
    before: dict[str, Column],
    after: dict[str, Column],
    units: NDArray[Any],
    chosen: NDArray[np.bool_],
) -> list[Compared]:
    """Pair columns; a class that one of them has not is 0 there."""
    found = []
    nothing = np.zeros(len(units))
    for name in dict.fromkeys([*before, *after]):
        one = before.get(name) or after[name]
        values = [side[name].values if name in side else nothing for side in (before, after)]
        old, new = (np.asarray(v, dtype=np.float64)[chosen] for v in values)
        found.append(Compared(name, one.title, one.unit, old, new))
    return found


def _told(side: Catalogue) -> dict[str, Any]:
    if not isinstance(side, ScenarioCatalogue):
        title = Text("Keadaan sekarang", "As things stand")
        return {"id": BASELINE, "title": title.to_dict(), "n_edits": 0}
    held = side.scenario
    return {
        "id": held.id,
        "title": held.title.to_dict(),
        "version": held.version,
        "n_edits": len(held.edits),
    }
