"""Keeping: scenarios made, changed, branched and brought up to date, and opened to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.scenarios.edits import read_edits
from gis.scenarios.merging import Merged, Side, merged
from gis.scenarios.moving import Moved, moved
from gis.scenarios.opening import ScenarioCatalogue, open_scenario
from gis.scenarios.planning import planned
from layers.layer import RESULTS
from layers.scenarios import Scenario, ScenarioError, Shelf
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue


class Scenarios:
    """The scenarios of a workspace.

    Parameters
    ----------
    base
        The catalogue of the workspace: what scenarios are made on.

    Examples
    --------
    ``Scenarios(layers.open(".")).open("bridge")`` gives a catalogue for any analysis.
    """

    def __init__(self, base: Catalogue) -> None:
        self.base = base
        self.shelf = Shelf(base.path)

    def open(self, reference: str) -> ScenarioCatalogue:
        """Open a scenario as a catalogue.

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
        held = self.shelf.at(reference)
        self.shelf.use(held.id)
        return open_scenario(self.base, held)

    def create(
        self,
        scenario_id: str,
        *,
        title: Text | None = None,
        parent: str | None = None,
        edits: Any = None,
    ) -> Scenario:
        """Make a scenario on the layers as they are now, or on those of its parent.

        Parameters
        ----------
        scenario_id
            Its id.
        title
            What people call it; else its id.
        parent
            A scenario whose edits it begins with.
        edits
            Its first edits, as JSON.

        Raises
        ------
        InputError
            If an edit cannot be.
        ScenarioError
            If there is one of that id, or its parent cannot be.
        """
        if parent == scenario_id:
            self.shelf.create(Scenario(scenario_id, Text.of(scenario_id), {}, parent))
        elder = None if parent is None else self.shelf.get(parent)
        begun = Scenario(
            id=scenario_id,
            title=title or Text.of(scenario_id),
            pins=self._pins() if elder is None else elder.pins,
            parent=parent,
            edits=() if elder is None else elder.edits,
            touched={} if elder is None else dict.fromkeys(elder.touched, 1),
        )
        kept = [] if edits is None else planned(self.base, begun, read_edits(edits))
        return self.shelf.create(_touching(begun, kept, 1), kept)

    def edit(self, scenario_id: str, edits: Any, *, version: int | None = None) -> Scenario:
        """Add edits to a scenario.

        Parameters
        ----------
        scenario_id
            Which.
        edits
            As JSON: objects with a ``kind``.
        version
            The version they were thought out for; None: the one there is.

        Raises
        ------
        InputError
            Naming every fault of every edit.
        ScenarioError
            ``baseline-moved``, if a layer of the edits is not any more what it was;
            ``scenario-changed``, if another was quicker.
        """
        read = read_edits(edits)
        before = self.shelf.get(scenario_id)
        if version is None:
            version = before.version
        for edit in read:
            self._require_pinned(before, edit.layer)
        kept = planned(self.base, before, read)
        return self.shelf.change(
            scenario_id,
            lambda held: _touching(self._pinning(held, kept), kept, held.version + 1),
            kept,
            version=version,
        )

    def undo(self, scenario_id: str, numbers: list[int], *, version: int | None = None) -> Scenario:
        """Take edits out of a scenario again.

        Raises
        ------
        InputError
            If it has no edit of such a number, or others need it.
        """
        before = self.shelf.get(scenario_id)
        there = {edit["n"]: edit for edit in before.edits}
        strange = [n for n in numbers if n not in there]
        if strange or not numbers:
            told = ", ".join(map(str, there)) or "-"
            raise InputError.of(
                [
                    (
                        "undo",
                        Text(
                            f"tidak ada suntingan {', '.join(map(str, strange))}; yang ada {told}",
                            f"no edit {', '.join(map(str, strange))}; there are {told}",
                        ),
                    )
                ]
            )
        left = tuple(edit for edit in before.edits if edit["n"] not in numbers)
        after = _touching(before.with_(edits=left), [there[n] for n in numbers], before.version + 1)
        opened = open_scenario(self.base, after)
        for layer_id in after.touched:
            if layer_id in self.base and layer_id in opened.changes.layers():
                _tried(opened, layer_id)
        return self.shelf.change(scenario_id, lambda _: after, version=version or before.version)

    def moved(self, scenario_id: str) -> Moved:
        """Tell which layers have moved since a scenario was made on them, and what that hurts."""
        return moved(self.base, self.shelf.get(scenario_id))

    def rebase(self, scenario_id: str, *, drop: bool = False) -> tuple[Scenario, Moved]:
        """Bring a scenario to the layers as they are now.

        Parameters
        ----------
        scenario_id
            Which.
        drop
            Take out the edits that do not fit any more; else they are refused.

        Raises
        ------
        ScenarioError
            ``edit-conflict``, naming them.
        """
        before = self.shelf.get(scenario_id)
        found = moved(self.base, before)
        if found.conflicts and not drop:
            raise ScenarioError(found.told(), code="edit-conflict")
        lost = {conflict.n for conflict in found.conflicts}
        edits = tuple(
            {**edit, **({"before": found.marks[edit["n"]]} if edit["n"] in found.marks else {})}
            for edit in before.edits
            if edit["n"] not in lost
        )
        version = before.version + 1
        after = before.with_(
            pins=self._pins(), edits=edits, touched=dict.fromkeys(before.touched, version)
        )
        return self.shelf.change(scenario_id, lambda _: after, version=before.version), found

    def merge(
        self,
        scenario_id: str,
        first: str,
        second: str,
        *,
        title: Text | None = None,
        prefer: Side | None = None,
    ) -> tuple[Scenario, Merged]:
        """Make a scenario of the edits of two.

        Parameters
        ----------
        scenario_id, title
            Of the new one.
        first, second
            The two.
        prefer
            Whose edits stay where two clash; None: refuse.

        Raises
        ------
        ScenarioError
            ``merge-conflict``, naming every clash; ``edit-conflict``, if an edit does not fit
            the layers together with the others.
        """
        one, other = self.shelf.get(first), self.shelf.get(second)
        found = merged(one, other, prefer)
        layers = {str(edit["layer"]) for edit in found.edits if edit.get("layer")}
        made = Scenario(
            id=scenario_id,
            title=title or one.title + " + " + other.title,
            pins=found.pins,
            parent=first,
            edits=found.edits,
            touched=dict.fromkeys(sorted(layers), 1),
        )
        opened = open_scenario(self.base, made)
        for layer_id in opened.changes.layers():
            opened.store.layer(layer_id)
            opened.changes.worked_out(layer_id)
        return self.shelf.create(made), found

    def rename(self, scenario_id: str, title: Text) -> Scenario:
        """Give a scenario another title."""
        return self.shelf.change(scenario_id, lambda held: held.with_(title=title))

    def delete(self, scenario_id: str) -> None:
        """Remove a scenario; those that branched off it keep their edits."""
        self.shelf.delete(scenario_id)

    def _pins(self) -> dict[str, int]:
        lasting = (layer for layer in self.base.layers() if layer.theme != RESULTS)
        return {layer.id: layer.revision for layer in lasting}

    def _pinning(self, scenario: Scenario, edits: list[dict[str, Any]]) -> Scenario:
        """Pin layers that came after the scenario and are now edited."""
        pins = dict(scenario.pins)
        for edit in edits:
            layer_id = edit.get("layer")
            if layer_id and layer_id not in pins:
                pins[layer_id] = self.base[layer_id].layer.revision
        return scenario.with_(pins=pins)

    def _require_pinned(self, scenario: Scenario, layer_id: str) -> None:
        if layer_id and layer_id in self.base:
            open_scenario(self.base, scenario).store.layer(layer_id)


def _tried(opened: ScenarioCatalogue, layer_id: str) -> None:
    """Work out a layer once, so that an edit which does not fit is told of now."""
    try:
        opened.changes.worked_out(layer_id)
    except ScenarioError as error:
        raise InputError.of([("undo", error.text)]) from error


def _touching(scenario: Scenario, edits: Sequence[Mapping[str, Any]], version: int) -> Scenario:
    touched: Mapping[str, int] = {str(e["layer"]): version for e in edits if e.get("layer")}
    return scenario.with_(touched={**scenario.touched, **touched})
