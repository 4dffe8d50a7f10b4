"""Live: a scenario's facilities, roads and speeds worked out on the baseline as it is searched.

What a full count takes seconds for is brought up to date where the edits bear on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.processes import registry
from gis.processes.replay import reference_of, replay
from gis.scenarios.edits import Edit
from gis.scenarios.opening import ScenarioCatalogue
from gis.scenarios.state import ADDED
from layers.text import Text

if TYPE_CHECKING:
    from gis.processes import Answer, Process
    from layers.catalog import Catalogue

# Kinds that change nothing of who reaches a facility in time.
ASIDE = ("zone", "standard")
# What of `whatif` the scenario says.
OWN = ("add", "remove", "road", "bridge", "speed")
NOT_FULL = Text(
    "Dihitung langsung di atas keadaan sekarang, tanpa penyeberangan; hitungan penuh: 'cover' "
    "atas skenario ini.",
    "Worked out on how things stand, without ferries; the full count is 'cover' of this scenario.",
)


def run(process: Process, catalogue: Catalogue, given: Mapping[str, Any]) -> Answer:
    """Run an analysis on a workspace or a scenario.

    `whatif` of a scenario that is given nothing to change is `live`.

    Raises
    ------
    InputError, NoAnswerError, LayersError
        As the analysis, or `live`.
    """
    asked = any(given.get(name) not in (None, "") for name in OWN)
    if process.id == "whatif" and isinstance(catalogue, ScenarioCatalogue) and not asked:
        return live(catalogue, given)
    return process.run(catalogue, given)


def live(scenario: ScenarioCatalogue, given: Mapping[str, Any]) -> Answer:
    """Tell what changes for whom by the edits of a scenario, through the analysis `whatif`.

    Parameters
    ----------
    scenario
        A scenario whose edits are of facilities, one road or bridge, and speeds of classes.
    given
        Inputs of `whatif` that say who is asked about: ``facilities``, ``within``, ``mode``,
        ``by``, ``region``, ``roads``, ``layer``.

    Returns
    -------
    Answer
        Of `whatif` on the baseline, naming the scenario.

    Raises
    ------
    InputError
        If an edit is of another kind, or none bears on those facilities.
    """
    process = registry()["whatif"]
    asked = {name: value for name, value in given.items() if value not in (None, "")}
    own = [name for name in OWN if name in asked]
    if own:
        told = Text("ditentukan oleh skenario", "is what the scenario says")
        raise InputError.of([(name, told) for name in own])
    facilities = asked.get("layer", "facilities")
    roads = asked.get("roads", "roads")
    typed = next(s for s in process.inputs if s.id == "facilities").read(asked.get("facilities"))
    found = _Gathered(scenario, facilities, roads, typed)
    for edit in scenario.changes.edits:
        found.take(edit)
    for layer_id in (facilities, roads):
        if layer_id in scenario.base:
            scenario.require_unmoved(layer_id)
    answer = process.run(scenario.base, asked | found.inputs())
    scenario.begin()
    about = scenario.told((facilities, roads))
    again = replay(process, process.check(asked), reference_of(about))
    return replace(answer, scenario=about, replay=again, notes=(NOT_FULL, *answer.notes))


class _Gathered:
    """The edits of a scenario as inputs of `whatif`."""

    def __init__(
        self,
        scenario: ScenarioCatalogue,
        facilities: str,
        roads: str,
        typed: tuple[str, ...],
    ) -> None:
        self._layers = facilities, roads
        self._typed = typed
        self._base = scenario.base
        self._held: set[int] | None = None
        self._added: dict[int, tuple[float, float]] = {}
        self._removed: dict[int, None] = {}
        self._road: Edit | None = None
        self._speeds: dict[str, float] = {}

    def take(self, edit: Edit) -> None:
        """Take an edit, leave it aside, or refuse it."""
        kind = edit.kind.id
        if kind in ASIDE or (edit.layer and edit.layer not in self._layers and kind != "growth"):
            return
        if kind == "facility":
            self._place(edit)
        elif kind in ("move", "close", "remove") and edit.layer == self._layers[0]:
            self._shift(edit)
        elif kind in ("road", "bridge") and self._road is None:
            self._road = edit
        elif kind == "speed" and edit["class"] is not None:
            self._speeds[edit["class"]] = edit["kmh"]
        else:
            raise InputError.of([("scenario", _not_live(edit))])

    @property
    def _asked(self) -> set[int]:
        """The facilities of the baseline that are asked about; most scenarios need not know."""
        if self._held is None:
            handle = self._base[self._layers[0]]
            frames = (handle.read(equals={"type": t}, properties=()) for t in self._typed)
            self._held = {int(i) for frame in frames for i in frame.index}
        return self._held

    def _place(self, edit: Edit) -> None:
        if edit["type"][0] in self._typed:
            self._added[ADDED + edit.n] = edit["at"]

    def _shift(self, edit: Edit) -> None:
        feature = edit.feature
        was_added = self._added.pop(feature, None) is not None
        if not was_added and feature not in self._asked:
            return
        if feature in self._asked:
            self._removed[feature] = None
        if edit.kind.id == "move":
            self._added[feature] = edit["at"]

    def inputs(self) -> dict[str, Any]:
        """Give them as `whatif` takes them."""
        given: dict[str, Any] = {}
        if self._added:
            given["add"] = [list(at) for at in self._added.values()]
        if self._removed:
            given["remove"] = [str(feature) for feature in self._removed]
        if self._speeds:
            given["speed"] = self._speeds
        if self._road is not None:
            road = self._road
            given |= {"road": [list(at) for at in road["line"]], "road_kmh": road["kmh"]}
            given |= {"bridge": road.kind.id == "bridge", "join": road["join"]}
        return given


def _not_live(edit: Edit) -> Text:
    return Text(
        f"suntingan {edit.n} ({edit.kind.id}) tidak dapat dihitung langsung; pakai 'penyangga "
        "--scenario … cover'",
        f"edit {edit.n} ({edit.kind.id}) cannot be worked out live; use 'penyangga --scenario … "
        "cover'",
    )
