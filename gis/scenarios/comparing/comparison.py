"""Comparison: every indicator of two scenarios, unit by unit: who gains, who loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.processes.units import units_of
from gis.scenarios.comparing.column import Column
from gis.scenarios.comparing.differences import LayerDifference, differences
from gis.scenarios.comparing.indicators import columns_of, unit_codes
from gis.scenarios.comparing.words import Asked, usual_indicators
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
    "adalah yang kedua dikurangi yang pertama. Bertambah dan berkurang (dari yang dihitung, pada "
    "bagian: pembilangnya) dijumlahkan terpisah, wilayah demi wilayah.",
    "Every indicator is worked out for both by the same analysis, unit by unit; a change is the "
    "second less the first. Gains and losses (of what is counted; of a share: of its part) are "
    "added up apart, unit by unit.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One indicator of both.

    Attributes
    ----------
    before, after
        Of each unit asked about.
    """

    before: Column
    after: Column

    @property
    def change(self) -> Floats:
        """What is counted that the second has more."""
        return _rounded(self.after.part - self.before.part)

    def to_dict(self, codes: Sequence[str], names: Sequence[Any]) -> dict[str, Any]:
        """Give it as plain data for JSON, units that gain most first."""
        change, one = self.change, self.after
        sides = {"before": self.before, "after": self.after}
        values = {name: side.values() for name, side in sides.items()}
        moved = _rounded(np.nan_to_num(values["after"]) - np.nan_to_num(values["before"]))
        order = [i for i in np.argsort(-moved, kind="stable").tolist() if moved[i]]
        total = {name: side.total() for name, side in sides.items()}
        return {
            "id": one.id,
            "title": one.title.to_dict(),
            "unit": one.unit.en,
            "unit_title": one.unit.to_dict(),
            "share": one.whole is not None,
            **total,
            "change": _less(total["after"], total["before"]),
            "gained": float(change[change > 0].sum()),
            "lost": abs(float(change[change < 0].sum())),
            "n_gain": int((moved > 0).sum()),
            "n_lose": int((moved < 0).sum()),
            "rows": [
                {
                    "code": codes[i],
                    "name": names[i],
                    **{name: _number(side[i]) for name, side in values.items()},
                    "change": float(moved[i]),
                }
                for i in order
            ],
        }


def _rounded(change: Floats) -> Floats:
    change[np.abs(change) < LEAST] = 0.0
    return change


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _less(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return None
    return one - other if abs(one - other) >= LEAST else 0.0


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
        found += _compared(sides[0], sides[1], chosen)
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
    before: dict[str, Column], after: dict[str, Column], chosen: NDArray[np.bool_]
) -> list[Compared]:
    """Pair columns; of a class that one side has not, there is none there."""
    found = []
    for name in dict.fromkeys([*before, *after]):
        known = after.get(name) or before[name]
        sides = (side.get(name) or known.none() for side in (before, after))
        found.append(Compared(*(side.chosen(chosen) for side in sides)))
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
