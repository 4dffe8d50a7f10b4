"""Opening: a scenario as a catalogue that every analysis runs on."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from gis.scenarios.changes import ScenarioChanges, edits_of
from layers.scenarios import OverlaidCatalogue
from layers.standards import Criterion

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalog import Catalogue
    from layers.scenarios import Scenario


# The standards that the analysis which runs has asked for.
_ASKED: ContextVar[set[str]] = ContextVar("asked")


class ScenarioCatalogue(OverlaidCatalogue):
    """A catalogue of a scenario: layers, standards, and what is told of both, with its edits."""

    changes: ScenarioChanges

    def begin(self) -> None:
        """Forget what was asked of standards: another analysis runs in this thread."""
        _ASKED.set(set())

    def criteria(self, found: Iterable[Criterion]) -> tuple[Criterion, ...]:
        """Give criteria of standards as the scenario has them."""
        asked = tuple(found)
        _asked().update(one.id for one in asked)
        return self.changes.criteria(asked)

    def told(self, layer_ids: Iterable[str]) -> dict[str, Any]:
        """Say which scenario this is, and which of its edits bear on some layers and standards."""
        title, standards = self.scenario.title.to_dict(), sorted(_asked())
        told = {"title": title, "version": self.scenario.version}
        told |= self.changes.told(layer_ids, standards)
        return told | ({"standards": standards} if standards else {})


def _asked() -> set[str]:
    """Give the standards asked for since `begin`."""
    asked = _ASKED.get(None)
    if asked is None:
        _ASKED.set(asked := set())
    return asked


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
