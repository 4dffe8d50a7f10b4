"""Opening: a scenario as a catalogue that every analysis runs on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gis.scenarios.changes import ScenarioChanges, edits_of
from layers.scenarios import OverlaidCatalogue
from layers.standards import Criterion

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalog import Catalogue
    from layers.scenarios import Scenario


class ScenarioCatalogue(OverlaidCatalogue):
    """A catalogue of a scenario: layers, standards, and what is told of both, with its edits."""

    changes: ScenarioChanges

    def criteria(self, found: Iterable[Criterion]) -> tuple[Criterion, ...]:
        """Give criteria of standards as the scenario has them."""
        return self.changes.criteria(found)

    def told(self, layer_ids: Iterable[str]) -> dict[str, Any]:
        """Say which scenario this is, and which of its edits bear on some layers."""
        title = self.scenario.title.to_dict()
        return {"title": title, "version": self.scenario.version} | self.changes.told(layer_ids)


def open_scenario(
    base: Catalogue, scenario: Scenario, *, folder: Path | None = None
) -> ScenarioCatalogue:
    """Open a scenario of a workspace.

    Parameters
    ----------
    base
        The catalogue of the workspace.
    scenario
        As `layers.scenarios.Shelf` gives it, or once gave it.
    folder
        Where what is computed for it is kept; None: with the scenario.

    Raises
    ------
    ScenarioError
        ``edit-unknown``, if an edit cannot be read.
    """
    changes = ScenarioChanges(base, scenario.id, edits_of(scenario))
    return ScenarioCatalogue(base, scenario, changes, folder)
