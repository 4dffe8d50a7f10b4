"""What is asked: an activity found by its words, a place, and a building in mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.areas import area_m2
from gis.errors import InputError
from gis.processes.process import Input
from gis.zoning.proposals import Proposal
from layers.text import Text, figure
from layers.zoning.activities import Activity, Found, search
from layers.zoning.activities.searching import EXACT, WORDS

SUGGESTED = 5
MOST_M2 = 1e9
# A parcel is a plot; whole regions take minutes, and have analyses of their own.
MOST_HA = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A point, or a parcel with its polygon; both in lon/lat."""

    shape: shapely.Geometry
    area_m2: float | None = None

    @property
    def is_parcel(self) -> bool:
        """Whether its outline is known."""
        return str(self.shape.geom_type) != "Point"


def the_activity(text: str, among: tuple[Activity, ...]) -> Activity:
    """Give the one activity that a text means.

    Raises
    ------
    InputError
        If it means none (naming near ones), or several.
    """
    found = search(text, among)
    best = [one for one in found if one.score >= WORDS]
    if len(best) == 1 or (best and best[0].score > best[1].score):
        return best[0].activity
    shown = (best or list(found))[:SUGGESTED]
    if best and best[0].score == EXACT:
        shown = [one for one in best if one.score == EXACT]
    why = _several(text, shown) if best else _none(text, shown)
    raise InputError.of([("activity", why)])


def _several(text: str, found: list[Found]) -> Text:
    some = _listed(found)
    return Text(
        f"{text[:60]!r} dapat berarti {some.id}; sebutkan idnya",
        f"{text[:60]!r} may mean {some.en}; give its id",
    )


def _none(text: str, found: list[Found]) -> Text:
    some = _listed(found)
    near = Text(f"maksudnya {some.id}? ", f"did you mean {some.en}? ") if found else Text("", "")
    return (
        Text(f"tidak ada kegiatan {text[:60]!r}; ", f"no activity {text[:60]!r}; ")
        + near
        + Text("'penyangga activities' menyebut semuanya", "'penyangga activities' lists them all")
    )


def _listed(found: list[Found]) -> Text:
    return Text.joined((f"{f.activity.id} (" + f.activity.name + ")" for f in found), ", ")


def place_of(given: Mapping[str, Any]) -> Place:
    """Give the place that is asked about.

    Raises
    ------
    InputError
        If it is neither a point nor a parcel, or both, or a parcel of too many hectares.
    """
    at, parcel = given["at"], given["parcel"]
    if (at is None) == (parcel is None):
        what = Text(
            "yang diminta salah satu: titik (at) atau bidang (parcel)",
            "wanted either a point (at) or a parcel (parcel)",
        )
        raise InputError.of([("at", what)])
    if parcel is not None and given["area"] is not None:
        what = Text(
            "luas dihitung dari bidangnya; hilangkan salah satunya",
            "the area is that of the parcel; leave one of them out",
        )
        raise InputError.of([("area", what)])
    if parcel is not None:
        area = float(area_m2(np.array([parcel]))[0])
        _require_parcel(area / 1e4)
        return Place(parcel, area)
    return Place(shapely.Point(at), given["area"])


def _require_parcel(area_ha: float) -> None:
    """Refuse a parcel that is a region, before any work on it."""
    if area_ha <= MOST_HA:
        return
    got, most = figure(area_ha), figure(MOST_HA)
    what = Text(
        f"bidang seluas {got.id} ha; paling luas {most.id} ha. Untuk wilayah tanyakan dengan "
        "'allowed' (luas menurut putusan) atau 'conflicts' (bentrok dengan rencana)",
        f"a parcel of {got.en} ha; at most {most.en} ha are taken. For regions ask with 'allowed' "
        "(hectares by verdict) or 'conflicts' (conflicts with the plan)",
    )
    raise InputError.of([("parcel", what)], code="parcel-too-large")


def proposal_of(given: Mapping[str, Any], place: Place) -> Proposal:
    """Give the building in mind.

    Raises
    ------
    InputError
        If one is given without a parcel or the area of the plot.
    """
    names = ("footprint", "floors", "floor_area", "green")
    proposal = Proposal(*(given[name] for name in names))
    if proposal and not place.is_parcel and place.area_m2 is None:
        said = next(name for name in names if given[name] is not None)
        what = Text(
            "perlu luas petak (area) atau bidang (parcel) untuk menghitung nisbah",
            "needs the area of the plot (area) or the parcel (parcel): ratios are by area",
        )
        raise InputError.of([(said, what)])
    return proposal


def activity_input(*, required: bool = True) -> Input:
    """Declare which activity is asked about."""
    return Input(
        "activity",
        Text("Kegiatan", "Activity"),
        "text",
        Text(
            "Id, nama, atau KBLI kegiatan, mis. A01, rumah tunggal, hotel",
            "Id, name or KBLI of the activity, e.g. A01, detached house, hotel",
        ),
        required=required,
    )


def day_input() -> Input:
    """Declare the day whose rules are asked for."""
    return Input(
        "day",
        Text("Tanggal", "Day"),
        "text",
        Text(
            "Ketentuan yang berlaku pada tanggal ini, mis. 2025-01-31; kosong: yang terakhir",
            "Rules as they held on this day, e.g. 2025-01-31; empty: the latest",
        ),
    )


def plan_input() -> Input:
    """Declare the detailed plan."""
    return Input(
        "layer",
        Text("Rencana rinci", "Detailed plan"),
        "layer",
        Text("Lapisan zonasi (RDTR)", "Layer of zones (RDTR)"),
        default="zoning",
        theme="zoning",
        quiet=True,
    )


def building_inputs() -> tuple[Input, ...]:
    """Declare the plot's area and the building in mind."""
    said = (
        ("area", ("Luas petak", "Area of the plot"), "m2"),
        ("footprint", ("Luas tapak bangunan", "Footprint of the building"), "m2"),
        ("floors", ("Jumlah lantai", "Storeys"), None),
        ("floor_area", ("Luas lantai seluruhnya", "Floor area of all storeys"), "m2"),
        ("green", ("Luas ruang hijau", "Green area"), "m2"),
    )
    return tuple(
        Input(
            name,
            Text(*title),
            "number",
            Text(f"{title[0]} yang direncanakan", f"{title[1]} as intended"),
            unit=unit,
            minimum=0 if name != "area" else 1,
            maximum=MOST_M2 if unit else 200,
        )
        for name, title, unit in said
    )
