"""The scenarios of the published workspace; those asked lately stay open."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from server.workspace import Workspace

if TYPE_CHECKING:
    from gis.scenarios.keeping import Scenarios
    from layers.layer import Layer
    from layers.scenarios import Scenario

NAME = "penyangga.scenarios"
# Each holds the rows it changed, and mapped arrays.
MOST_OPEN = 8
# Of tiles and pages, for each that is open.
KEPT_BYTES = 4_000_000
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A scenario at one moment, and its layers by their ids."""

    scenario: Scenario
    layers: Mapping[str, Layer]

    @property
    def standards(self) -> list[list[Any]]:
        """Its edits of standards, which no layer shows: number and standard of each."""
        edits = (edit for edit in self.scenario.edits if edit["kind"] == "standard")
        return [[edit["n"], edit["standard"]] for edit in edits]

    def to_dict(self) -> dict[str, Any]:
        """Give what a job or a result remembers of it."""
        told = self.scenario.to_dict()
        kept = {name: told[name] for name in ("id", "title", "version", "created")}
        return kept | {"standards": self.standards}


class OpenScenarios:
    """Scenarios of a workspace, each as a workspace of its own.

    Parameters
    ----------
    workspace
        The published workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._open: OrderedDict[Key, Workspace] = OrderedDict()
        self._pid = 0

    def scenarios(self) -> Scenarios:
        """Give the scenarios as they are kept."""
        from gis.scenarios.keeping import Scenarios

        return Scenarios(self._workspace.catalogue())

    def standing(self, reference: str) -> Standing:
        """Give a scenario as it is now, with its layers.

        Raises
        ------
        ScenarioNotFoundError, ScenarioError
            As `workspace`.
        """
        held = self.scenarios().shelf.at(reference)
        return Standing(held, self.workspace(f"{held.id}@{held.version}").layers())

    def workspace(self, reference: str) -> Workspace:
        """Give a scenario as a workspace, so that it is asked for items and tiles like one.

        Parameters
        ----------
        reference
            Its id, or ``id@version``.

        Raises
        ------
        ScenarioNotFoundError
            If there is none of that id.
        ScenarioError
            ``scenario-changed``, if it is of another version.
        """
        held = self.scenarios().shelf.at(reference)
        key = (held.id, held.created, held.version)
        with self._lock:
            if self._pid != os.getpid():
                self._open.clear()
                self._pid = os.getpid()
            found = self._open.pop(key, None) or self._opened(held)
            for old in [k for k in self._open if k[0] == held.id]:
                del self._open[old]
            self._open[key] = found
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
            return found

    def _opened(self, scenario: Scenario) -> Workspace:
        def opener(*_: Any, **__: Any) -> Any:
            return self.scenarios().open(scenario.id)

        settings = self._workspace.settings
        few = min(settings.kept_bytes, KEPT_BYTES)
        return Workspace(replace(settings, kept_bytes=few), opener)
