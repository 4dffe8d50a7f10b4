"""Moving: a baseline that has changed since, and the edits that do not fit it any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.scenarios.changes import apply_kept, edits_of, grow_kept, state_of
from gis.scenarios.edits import Edit
from gis.scenarios.growth import base_year
from gis.scenarios.state import ADDED, LayerState, fingerprints
from layers.errors import LayersError
from layers.scenarios import ScenarioError
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit that does not fit the layers as they are now: its number, and why."""

    n: int
    kind: str
    layer: str
    why: Text

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {"n": self.n, "kind": self.kind, "layer": self.layer, "why": self.why.to_dict()}


@dataclass(frozen=True, slots=True)
class Moved:
    """What has become of a baseline.

    Attributes
    ----------
    layers
        Layer id → the revision pinned and the one there is (None: gone).
    conflicts
        Edits that do not fit.
    marks
        Edit number → what the features it bears on are like now.
    """

    layers: Mapping[str, tuple[int, int | None]]
    conflicts: tuple[Conflict, ...]
    marks: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def told(self) -> Text:
        """Say what does not fit any more."""
        each = (f"{c.n} ({c.kind}, {c.layer}): " + c.why for c in self.conflicts)
        n = len(self.conflicts)
        return (
            Text(f"{n} suntingan tidak cocok lagi: ", f"{n} edits do not fit any more: ")
            + Text.joined(each)
            + Text(
                "; ulangi dengan --drop untuk membuangnya", "; repeat with --drop to leave them out"
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "layers": {
                name: {"pinned": pin, "now": now} for name, (pin, now) in self.layers.items()
            },
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
        }


def moved(base: Catalogue, scenario: Scenario) -> Moved:
    """Find the layers that have moved, and the edits that touch what has changed since.

    Parameters
    ----------
    base
        The baseline.
    scenario
        The scenario.
    """
    now = {layer.id: layer.revision for layer in base.layers()}
    layers = {
        name: (pin, now.get(name)) for name, pin in scenario.pins.items() if now.get(name) != pin
    }
    edits = edits_of(scenario)
    conflicts: list[Conflict] = []
    marks: dict[int, Mapping[str, str]] = {}
    borne = (e.layer for e in edits if e.layer in layers or (e["by"] or "") in layers)
    for layer_id in dict.fromkeys(borne):
        mine = [edit for edit in edits if edit.layer == layer_id]
        if layer_id not in base:
            gone = Text("lapisannya tidak ada lagi", "its layer is not there any more")
            conflicts += [Conflict(e.n, e.kind.id, layer_id, gone) for e in mine]
        elif base[layer_id].layer.kind == "raster":
            conflicts += _on_raster(base, mine, scenario.id)
        else:
            conflicts += _on_rows(state_of(base, layer_id), mine, scenario.id, marks)
    return Moved(layers, tuple(sorted(conflicts, key=lambda c: c.n)), marks)


def _on_raster(base: Catalogue, edits: list[Edit], scenario_id: str) -> list[Conflict]:
    """Growth fits whatever people there are, unless a unit or a year is not there any more."""
    layer_id = edits[0].layer
    raster, since = base[layer_id].raster(), base_year(base[layer_id].layer)
    found = []
    for edit in edits:
        try:
            raster = grow_kept(base, raster, edit, since, scenario_id)
        except ScenarioError as error:
            found.append(Conflict(edit.n, edit.kind.id, layer_id, _cause(error)))
        else:
            since = edit["year"]
    return found


def _on_rows(
    state: LayerState, edits: list[Edit], scenario_id: str, marks: dict[int, Mapping[str, str]]
) -> list[Conflict]:
    found = []
    for edit in edits:
        held = edit.before or {}
        now = fingerprints(state, [int(i) for i in held])
        changed = [i for i, mark in held.items() if now.get(i) != mark]
        why = _why(changed, now) if changed else None
        if why is None:
            why = _unfit(state, edit, scenario_id)
        if why is not None:
            found.append(Conflict(edit.n, edit.kind.id, edit.layer, why))
        elif held:
            marks[edit.n] = now
    return found


def _why(changed: list[str], now: Mapping[str, str]) -> Text:
    gone = [i for i in changed if i not in now]
    if gone:
        told = ", ".join(gone[:5])
        return Text(f"fitur {told} tidak ada lagi", f"feature {told} is not there any more")
    told = ", ".join(changed[:5])
    return Text(f"fitur {told} telah berubah", f"feature {told} has changed since")


def _unfit(state: LayerState, edit: Edit, scenario_id: str) -> Text | None:
    """Apply an edit, and say why it cannot be."""
    if edit["feature"] is not None and edit.feature >= ADDED and edit.feature not in state:
        return Text("fitur yang disuntingnya dibuang", "the feature it edits is left out")
    try:
        apply_kept(state, edit, scenario_id)
    except ScenarioError as error:
        return _cause(error)
    return None


def _cause(error: ScenarioError) -> Text:
    cause = error.__cause__
    return cause.text if isinstance(cause, InputError | LayersError) else error.text
