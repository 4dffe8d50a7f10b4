"""The catalogue of a scenario: what an analysis asks of a workspace, answered with the edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from layers.catalog import Catalogue
from layers.derived import Arrays
from layers.packed import PackedLayer
from layers.scenarios.record import Scenario
from layers.scenarios.shelf import FOLDER
from layers.scenarios.store import Changes, OverlaidStore
from layers.text import Text


class OverlaidCatalogue(Catalogue):
    """The baseline with the edits of a scenario on it.

    Layers that no edit touches are the baseline's own, and so is what was computed from them.

    Parameters
    ----------
    base
        The baseline.
    scenario
        The scenario.
    changes
        What its edits make of the layers.
    folder
        Where what is computed for it is kept; None: with the scenario.
    """

    def __init__(
        self, base: Catalogue, scenario: Scenario, changes: Changes, folder: Path | None = None
    ) -> None:
        folder = folder or base.path / FOLDER / scenario.id
        store = OverlaidStore(base.store, base.raster_folder, scenario, changes, folder)
        super().__init__(folder, store, base.observer)
        self._overlaid = store
        self.base = base
        self.scenario = scenario
        self.changes = changes

    @property
    def raster_folder(self) -> Path:
        """Where the raster files of the baseline lie."""
        return self.base.raster_folder

    def __contains__(self, layer_id: str) -> bool:
        """Say whether the baseline has a layer of that id."""
        return layer_id in self.base

    def require_unmoved(self, layer_id: str) -> None:
        """Refuse a layer whose baseline is not the one edits were made on any more.

        Raises
        ------
        LayerNotFoundError, ScenarioError
            As `layers.scenarios.store.OverlaidStore.require_unmoved`.
        """
        self._overlaid.require_unmoved(layer_id)

    def packed(self, layer_id: str, revision: int | None = None) -> PackedLayer:
        """Open the packed form of a vector layer: the baseline's own, where no edit touches it."""
        if layer_id in self.changes.layers():
            return super().packed(layer_id, revision)
        self.store.layer(layer_id)
        return self.base.packed(layer_id, revision)

    def derived(
        self,
        name: str,
        layer_ids: Iterable[str],
        make: Callable[[], Arrays],
        *,
        version: int = 1,
        parameters: Mapping[str, Any] | None = None,
        title: Text | None = None,
    ) -> Arrays:
        """Open arrays computed from layers: the baseline's own, where no edit bears on them."""
        used = list(layer_ids)
        edited = self.changes.layers()
        own = [i for i in used if i in edited and not self.changes.unmoved(name, i)]
        if own:
            opened = super().derived
        else:
            for layer_id in used:
                self.store.layer(layer_id)
            opened = self.base.derived
        return opened(name, used, make, version=version, parameters=parameters, title=title)
