"""Changes: what the edits of a scenario make of layers, worked out when first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.processes.travel.networks import JETTY_TYPES
from gis.scenarios.applying import Applied, apply
from gis.scenarios.edits import Edit, read_edit
from gis.scenarios.growth import base_year, grown
from gis.scenarios.state import LayerState
from layers.errors import LayerNotFoundError
from layers.scenarios.errors import ScenarioError
from layers.scenarios.rows import Delta
from layers.standards import Criterion
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.raster import Raster
    from layers.scenarios.record import Scenario

SECONDS = 60.0
# Arrays that take of a layer of facilities its jetties only.
BY_JETTIES = ("chain", "places")


def edits_of(scenario: Scenario) -> tuple[Edit, ...]:
    """Give the edits of a kept scenario.

    Raises
    ------
    ScenarioError
        ``edit-unknown``, if another program has written one.
    """
    faults: list[tuple[str, Text]] = []
    read = [read_edit(one, faults, f"edit {one.get('n')}") for one in scenario.edits]
    if faults:
        told = Text.joined(f"{name}: " + what for name, what in faults)
        raise ScenarioError(f"{scenario.id}: " + told, code="edit-unknown")
    return tuple(edit for edit in read if edit is not None)


class ScenarioChanges:
    """What edits make of the layers of a baseline.

    Parameters
    ----------
    base
        The baseline.
    scenario
        Id of the scenario, for what is told.
    edits
        In order.
    """

    def __init__(self, base: Catalogue, scenario: str, edits: Sequence[Edit]) -> None:
        self._base = base
        self._scenario = scenario
        self.edits = tuple(edits)
        self._layers = {edit.layer: None for edit in self.edits if edit.layer}
        self._deltas: dict[str, Delta] = {}
        self._rasters: dict[str, Raster] = {}

    def layers(self) -> Collection[str]:
        """Give the ids of the layers that are not as the baseline has them."""
        return self._layers.keys()

    def on(self, layer_id: str) -> tuple[Edit, ...]:
        """Give the edits of a layer."""
        return tuple(edit for edit in self.edits if edit.layer == layer_id)

    def leans_on(self, layer_id: str) -> Collection[str]:
        """Give the ids of other layers that the edits of a layer read."""
        return {str(edit["by"]) for edit in self.on(layer_id) if edit["by"]}

    def delta(self, layer_id: str) -> Delta:
        """Give what becomes of a vector layer.

        Raises
        ------
        ScenarioError
            ``edit-conflict``, if an edit does not fit the layer as it is now.
        """
        if layer_id not in self._deltas:
            state = state_of(self._base, layer_id)
            for edit in self.on(layer_id):
                apply_kept(state, edit, self._scenario)
            self._deltas[layer_id] = state.delta()
        return self._deltas[layer_id]

    def raster(self, layer_id: str) -> Raster:
        """Give what becomes of a raster."""
        if layer_id not in self._rasters:
            raster = self._base[layer_id].raster()
            since = base_year(self._base[layer_id].layer)
            for edit in self.on(layer_id):
                raster = grow_kept(self._base, raster, edit, since, self._scenario)
                since = edit["year"]
            self._rasters[layer_id] = raster
        return self._rasters[layer_id]

    def worked_out(self, layer_id: str) -> None:
        """Work out what becomes of a layer.

        Raises
        ------
        ScenarioError
            ``edit-conflict``, if an edit does not fit.
        """
        if self._base[layer_id].layer.kind == "raster":
            self.raster(layer_id)
        else:
            self.delta(layer_id)

    def unmoved(self, name: str, layer_id: str) -> bool:
        """Say whether derived arrays of a name are the same as if a layer was not edited."""
        if name not in BY_JETTIES or self._base[layer_id].layer.theme != "facilities":
            return False
        touched = self.types_touched(layer_id)
        return touched is not None and not touched.intersection(JETTY_TYPES)

    def types_touched(self, layer_id: str) -> set[Any] | None:
        """Give the types of features that edits add, change or take off; None without types."""
        if "type" not in self._base[layer_id].layer.schema.names:
            return None
        delta = self.delta(layer_id)
        before = self._base[layer_id].read(properties=("type",))["type"]
        return {*before.reindex(delta.covered), *delta.frame["type"]}

    def criteria(self, found: Iterable[Criterion]) -> tuple[Criterion, ...]:
        """Give criteria of standards with the limits that edits give them."""
        limits = {edit["standard"]: edit for edit in self.edits if edit.kind.id == "standard"}
        return tuple(_amended(one, limits) for one in found)

    def told(self, layer_ids: Iterable[str], standards: Collection[str] = ()) -> dict[str, Any]:
        """Say which scenario this is, and which of its edits bear on some layers and standards."""
        used = set(layer_ids)
        bearing = [
            e
            for e in self.edits
            if e.layer in used or (e.kind.id == "standard" and e["standard"] in standards)
        ]
        return {
            "id": self._scenario,
            "n_edits": len(self.edits),
            "edits": [{"n": e.n, "kind": e.kind.id, "layer": e.layer or None} for e in bearing],
        }


def apply_kept(state: LayerState, edit: Edit, scenario: str) -> Applied:
    """Apply an edit that is kept, or say which it is that does not fit any more.

    Raises
    ------
    ScenarioError
        ``edit-conflict``.
    """
    try:
        if edit["feature"] is not None and edit.feature not in state:
            raise InputError.of([("feature", _gone(edit))])
        return apply(state, edit)
    except InputError as error:
        raise _conflict(scenario, edit, error) from error


def grow_kept(
    base: Catalogue, raster: Raster, edit: Edit, since: int | None, scenario: str
) -> Raster:
    """Apply an edit of growth that is kept, or say that it does not fit any more.

    Raises
    ------
    ScenarioError
        ``edit-conflict``.
    """
    try:
        return grown(raster, base[edit["by"]].read(), edit, since)
    except (InputError, LayerNotFoundError) as error:
        raise _conflict(scenario, edit, error) from error


def state_of(base: Catalogue, layer_id: str) -> LayerState:
    """Give the rows of a layer of the baseline, ready for edits."""
    handle = base[layer_id]
    return LayerState(handle.layer, handle.read())


def _amended(criterion: Criterion, limits: Mapping[str, Edit]) -> Criterion:
    edit = limits.get(criterion.id)
    if edit is None:
        return criterion
    source = f"scenario, edit {edit.n} (before: {criterion.source})"
    if criterion.seconds is None:
        return replace(criterion, metres=edit["metres"], source=source, status="unverified")
    return replace(criterion, seconds=edit["minutes"] * SECONDS, source=source, status="unverified")


def _gone(edit: Edit) -> Text:
    return Text(
        f"fitur {edit['feature']} tidak ada di lapisan {edit.layer!r}",
        f"feature {edit['feature']} is not in layer {edit.layer!r}",
    )


def _conflict(scenario: str, edit: Edit, error: InputError | LayerNotFoundError) -> ScenarioError:
    told = Text(
        f"skenario {scenario!r}, suntingan {edit.n} ({edit.kind.id}): ",
        f"scenario {scenario!r}, edit {edit.n} ({edit.kind.id}): ",
    )
    return ScenarioError(told + error.text, code="edit-conflict")
