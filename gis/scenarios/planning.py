"""Planning: new edits put to the test of the layers there are, before they are kept."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.processes.process import no_layer
from gis.scenarios.applying import apply
from gis.scenarios.changes import ScenarioChanges, apply_kept, edits_of, state_of
from gis.scenarios.edits import Edit, Faults
from gis.scenarios.growth import base_year, grown
from gis.scenarios.state import LayerState, fingerprints
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.raster import Raster
    from layers.scenarios import Scenario

# The number an edit has while it is tried: no kept one has it.
TRIED = 900_000_000


def planned(base: Catalogue, scenario: Scenario, edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Give edits as they are kept, features named by id, each with what it bears on.

    Parameters
    ----------
    base
        The baseline.
    scenario
        The scenario they follow on.
    edits
        The new edits, in order.

    Raises
    ------
    InputError
        Naming every edit that does not fit the layers.
    ScenarioError
        If one that is kept already does not fit any more.
    """
    before = ScenarioChanges(base, scenario.id, edits_of(scenario))
    tried = Trial(base, before, scenario.id)
    faults: Faults = []
    kept = []
    for i, edit in enumerate(edits):
        try:
            kept.append(tried.edit(replace(edit, n=TRIED + i)))
        except InputError as error:
            faults += [(f"edits[{i}].{name}", what) for name, what in error.faults]
    if faults:
        raise InputError.of(faults)
    return kept


class Trial:
    """The layers as earlier edits leave them, on which new ones are tried."""

    def __init__(self, base: Catalogue, before: ScenarioChanges, name: str) -> None:
        self._base = base
        self._name = name
        self._before = before
        self._states: dict[str, LayerState] = {}
        self._rasters: dict[str, tuple[Raster, int | None]] = {}

    def edit(self, edit: Edit) -> dict[str, Any]:
        """Try an edit and give it as it is kept."""
        if not edit.layer:
            return replace(edit, n=0).to_dict()
        if edit.layer not in self._base:
            raise InputError.of([("layer", no_layer(edit.layer, self._base.ids()))])
        if edit.kind.id == "growth":
            return self._growth(edit)
        if self._base[edit.layer].layer.kind != "vector":
            told = Text(
                f"lapisan {edit.layer!r} adalah raster, tanpa fitur",
                f"layer {edit.layer!r} is a raster and has no features",
            )
            raise InputError.of([("layer", told)])
        state = self._state(edit.layer)
        edit = _by_id(edit, state)
        bearing = apply(state, edit).features
        # Of many roads of a class, none is meant in particular.
        named = () if edit.kind.id == "speed" and edit["feature"] is None else bearing
        marks = fingerprints(state, named)
        return replace(edit, n=0, before=marks or None).to_dict()

    def _state(self, layer_id: str) -> LayerState:
        if layer_id not in self._states:
            state = state_of(self._base, layer_id)
            for edit in self._before.on(layer_id):
                apply_kept(state, edit, self._name)
            self._states[layer_id] = state
        return self._states[layer_id]

    def _growth(self, edit: Edit) -> dict[str, Any]:
        layer = self._base[edit.layer].layer
        if layer.kind != "raster" or layer.theme != "population":
            told = Text(
                f"lapisan {edit.layer!r} bukan raster penduduk",
                f"layer {edit.layer!r} is no raster of people",
            )
            raise InputError.of([("layer", told)])
        if edit["by"] not in self._base:
            raise InputError.of([("by", no_layer(edit["by"], self._base.ids()))])
        if edit.layer not in self._rasters:
            kept = self._before.on(edit.layer)
            year = kept[-1]["year"] if kept else base_year(layer)
            raster = self._before.raster(edit.layer) if kept else self._base[edit.layer].raster()
            self._rasters[edit.layer] = raster, year
        raster, year = self._rasters[edit.layer]
        after = grown(raster, self._base[edit["by"]].read(), edit, year)
        self._rasters[edit.layer] = after, edit["year"]
        return replace(edit, n=0).to_dict()


def _by_id(edit: Edit, state: LayerState) -> Edit:
    """Give an edit with its feature named by id."""
    name = edit["feature"]
    if name is None:
        return edit
    found = state.find(str(name))
    if found is None:
        names = state.names()
        near = difflib.get_close_matches(str(name), names, n=3) or names[:3]
        told = Text(
            f"fitur {str(name)[:40]!r} tidak ada di lapisan {edit.layer!r}; yang ada mis. "
            f"{', '.join(near)}",
            f"feature {str(name)[:40]!r} is not in layer {edit.layer!r}; there are e.g. "
            f"{', '.join(near)}",
        )
        raise InputError.of([("feature", told)])
    return replace(edit, values={**edit.values, "feature": str(found)})
