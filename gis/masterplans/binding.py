"""Binding: whether what a plan says of the map, and of indicators, can be computed."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import shapely

from gis.errors import BadValueError, GisError, InputError
from gis.processes.indicating import indicators
from gis.processes.units import units_of
from gis.scenarios.changes import ScenarioChanges
from gis.scenarios.edits import Edit, Faults, read_edit
from gis.scenarios.planning import TRIED, Trial
from layers.errors import LayersError
from layers.masterplan.draft import Draft
from layers.masterplan.faults import Fault, Place
from layers.masterplan.model import Activity, Indicator
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

UNITS = "districts"
# Degrees by which an edit may lie beside its region: roads and posts serve across the border.
BESIDE = 0.25
CODES = {"kind": "unknown-word", "layer": "unknown-layer"}
_STEP = re.compile(r"[^.\[\]]+")


class Binding:
    """A rule: edits of the map can be applied, and indicators are ones that can be computed.

    Parameters
    ----------
    catalogue
        The layers that edits are tried on; without, only their form is looked at.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue

    def __call__(self, draft: Draft) -> Iterator[Fault]:
        """Give the faults of a draft."""
        yield from _computed(draft)
        yield from self._edited(draft)

    def _edited(self, draft: Draft) -> Iterator[Fault]:
        programmes: dict[str, list[tuple[Place, str, Edit]]] = defaultdict(list)
        for at, part in draft.parts["activities"]:
            one = cast("Activity", part)
            for n, given in enumerate(one.edits):
                place: Place = ("activities", at, "edits", n)
                faults: Faults = []
                edit = read_edit(given, faults, "")
                yield from _told(draft, faults, place, one.id)
                if edit is not None and not faults:
                    programmes[one.programme].append((place, one.id, edit))
        if self._catalogue is None:
            return
        frame = _frame(self._catalogue, draft)
        for edits in programmes.values():
            yield from self._tried(draft, edits, frame)

    def _tried(
        self,
        draft: Draft,
        edits: Sequence[tuple[Place, str, Edit]],
        frame: shapely.Geometry | None,
    ) -> Iterator[Fault]:
        """Try the edits of one programme, one after the other, as its effect applies them."""
        assert self._catalogue is not None
        trial = Trial(self._catalogue, ScenarioChanges(self._catalogue, "", ()), "")
        for n, (place, id_, edit) in enumerate(edits):
            try:
                trial.edit(replace(edit, n=TRIED + n))
            except InputError as error:
                yield from _told(draft, list(error.faults), place, id_)
                continue
            except (GisError, LayersError) as error:
                yield draft.fault("bad-edit", place, error.text, id_)
                continue
            away = _away(edit, frame)
            if away is not None:
                yield draft.fault("outside-region", (*place, away), OUTSIDE, id_)


OUTSIDE = Text(
    "letaknya jauh di luar wilayah rencana; periksa bujur dan lintangnya",
    "it lies far outside the plan's region; look at its longitude and latitude",
)
BY_HAND = Text(
    "parameters hanya berlaku bersama gis; sebutkan indikator pustakanya, atau hapus",
    "parameters go with gis only; name the indicator of the library, or take them out",
)


def _told(draft: Draft, faults: Faults, place: Place, id_: str) -> Iterator[Fault]:
    """Give faults of one edit, each at the field it is of: ``.type`` of ``edits[2]``."""
    for name, why in faults:
        path = _STEP.findall(name)
        code = CODES.get(path[0] if path else "", "bad-edit")
        yield draft.fault(code, (*place, *path), why, id_)


def _frame(catalogue: Catalogue, draft: Draft) -> shapely.Geometry | None:
    """Give the box that edits lie in: around the plan's region; None where that is not known."""
    if draft.head is None or UNITS not in catalogue:
        return None
    try:
        units = units_of(catalogue[UNITS].read(), draft.head.region, UNITS)
    except (GisError, LayersError):
        return None
    west, south, east, north = units.total_bounds
    return shapely.box(west - BESIDE, south - BESIDE, east + BESIDE, north + BESIDE)


def _away(edit: Edit, frame: shapely.Geometry | None) -> str | None:
    """Name the field that puts an edit far outside the region; None where none does."""
    if frame is None:
        return None
    for name in ("at", "line", "parcel", "geometry"):
        value = edit[name]
        if value is None:
            continue
        shape = (
            value if isinstance(value, shapely.Geometry) else shapely.MultiPoint([*_flat(value)])
        )
        if not shapely.intersects(shape, frame):
            return name
    return None


def _flat(value: Any) -> Iterator[tuple[float, float]]:
    """Give the places in a place, or in places."""
    if len(value) == 2 and all(isinstance(one, int | float) for one in value):
        yield float(value[0]), float(value[1])
        return
    for one in value:
        yield from _flat(one)


def _computed(draft: Draft) -> Iterator[Fault]:
    """Say which indicators name one that is not in the library, or parameters it has not."""
    listed = [(at, cast("Indicator", part)) for at, part in draft.parts["indicators"]]
    known: Mapping[str, Any] = indicators() if any(one.gis for _, one in listed) else {}
    for at, one in listed:
        place: Place = ("indicators", at, "parameters")
        if one.gis is None:
            if one.parameters:
                yield draft.fault("unknown-field", place, BY_HAND, one.id)
            continue
        if one.gis not in known:
            close = difflib.get_close_matches(one.gis, list(known), n=3)
            told = Text(
                f"pustaka tidak memiliki indikator {one.gis!r}; ",
                f"the library has no indicator {one.gis!r}; ",
            ) + (
                Text(f"maksudnya {', '.join(close)}?", f"did you mean {', '.join(close)}?")
                if close
                else Text(
                    "'penyangga kpis' dan panduan indikator menyebut yang ada",
                    "'penyangga kpis' and the guide of indicators name those there are",
                )
            )
            yield draft.fault("unknown-indicator", ("indicators", at, "gis"), told, one.id)
            continue
        try:
            known[one.gis].given(one.parameters)
        except BadValueError as error:
            yield draft.fault("unknown-field", place, error.text, one.id)
