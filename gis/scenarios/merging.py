"""Merging: the edits of two scenarios as one, and those that cannot both be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import shapely

from gis.scenarios.changes import edits_of
from gis.scenarios.edits import Edit
from gis.scenarios.state import ADDED
from gis.scenarios.telling import sentence
from layers.scenarios import ScenarioError
from layers.text import Text

if TYPE_CHECKING:
    from layers.scenarios import Scenario

Side = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two edits of the same thing, one of each scenario."""

    first: Edit
    second: Edit
    what: Text

    def told(self) -> Text:
        """Say what they are."""
        return self.what + Text.joined(
            (f"{edit.n}: " + sentence(edit) for edit in (self.first, self.second)), " ≠ "
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "text": self.told().to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of two scenarios: the edits as they are kept, and the clashes between them."""

    edits: tuple[Mapping[str, Any], ...]
    clashes: tuple[Clash, ...]
    pins: Mapping[str, int]


def merged(first: Scenario, second: Scenario, prefer: Side | None = None) -> Merged:
    """Put the edits of two scenarios together.

    Edits that both have, from where one branched off the other, are taken once; so are two
    that say the same.

    Parameters
    ----------
    first, second
        Two scenarios of one workspace.
    prefer
        Whose edits stay where two clash; None: refuse.

    Raises
    ------
    ScenarioError
        ``merge-conflict``, naming every clash; ``baseline-moved``, if the two were made on
        different revisions of a layer.
    """
    _require_one_baseline(first, second)
    mine, theirs = edits_of(first), edits_of(second)
    common = {edit.n for edit in mine} & {edit.n for edit in theirs}
    alone = [edit for edit in mine if edit.n not in common]
    others = [edit for edit in theirs if edit.n not in common]
    others = [edit for edit in others if not any(_same(edit, one) for one in alone)]
    clashes = tuple(c for a in alone for b in others if (c := _clash(a, b)) is not None)
    if clashes and prefer is None:
        told = Text.joined(clash.told() for clash in clashes)
        n = len(clashes)
        raise ScenarioError(
            Text(f"{n} pasang suntingan bertentangan: ", f"{n} pairs of edits clash: ") + told,
            code="merge-conflict",
        )
    losers = {(c.second if prefer == "first" else c.first).n for c in clashes}
    # What is edited further must not lose what it stands on.
    losers |= {e.n for e in (*alone, *others) if _stands_on(e, losers)}
    kept = {edit["n"]: edit for edit in (*second.edits, *first.edits)}
    order = sorted({e.n for e in (*mine, *others)} - losers)
    return Merged(tuple(kept[n] for n in order), clashes, {**second.pins, **first.pins})


def _require_one_baseline(first: Scenario, second: Scenario) -> None:
    different = [name for name, pin in first.pins.items() if second.pins.get(name, pin) != pin]
    if different:
        names = ", ".join(different)
        raise ScenarioError(
            Text(
                f"kedua skenario dibuat atas revisi yang berbeda dari {names}; jalankan 'penyangga "
                "scenario rebase' untuk keduanya dahulu",
                f"the two were made on different revisions of {names}; run 'penyangga scenario "
                "rebase' on both first",
            ),
            code="baseline-moved",
        )


def _said(edit: Edit) -> dict[str, Any]:
    return {k: v for k, v in edit.to_dict().items() if k not in ("n", "before")}


def _same(one: Edit, other: Edit) -> bool:
    """Tell whether two edits say the same; a second facility in a place is one all the same."""
    return _said(one) == _said(other)


def _clash(one: Edit, other: Edit) -> Clash | None:
    if one.kind.id == other.kind.id == "standard":
        if one["standard"] == other["standard"]:
            return Clash(one, other, Text("standar yang sama, ", "the same standard, "))
        return None
    if not one.layer or one.layer != other.layer:
        return None
    if one.kind.id == other.kind.id == "growth":
        return Clash(one, other, Text("penduduk yang sama, ", "the same people, "))
    return _parcels(one, other) or _features(one, other)


def _features(one: Edit, other: Edit) -> Clash | None:
    both = sorted(_bearing(one) & _bearing(other))
    classes = (
        one.kind.id == other.kind.id == "speed" and one["class"] and one["class"] == other["class"]
    )
    if classes:
        return Clash(one, other, Text("kelas jalan yang sama, ", "the same class of road, "))
    if not both or (one["parcel"] is not None and other["parcel"] is not None):
        return None
    named = ", ".join(both[:5])
    return Clash(one, other, Text(f"fitur {named}, ", f"feature {named}, "))


def _bearing(edit: Edit) -> set[str]:
    """Give the features an edit bears on, by id."""
    named = set(edit.before or ())
    return named | ({str(edit["feature"])} if edit["feature"] is not None else set())


def _parcels(one: Edit, other: Edit) -> Clash | None:
    if one["parcel"] is None or other["parcel"] is None:
        return None
    if shapely.area(shapely.intersection(one["parcel"], other["parcel"])) <= 0.0:
        return None
    return Clash(one, other, Text("bidang yang tumpang tindih, ", "parcels that overlap, "))


def _stands_on(edit: Edit, gone: Sequence[int] | set[int]) -> bool:
    return edit["feature"] is not None and edit.feature - ADDED in gone
