"""The activities of a masterplan as features: where each takes place, for what, by whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import STORAGE_CRS
from layers.layer import Layer, Trust
from layers.query import Query
from layers.schema import Field, Schema
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.masterplan import Activity, Masterplan, Programme, Step, Strategy

LAYER = "activities"
# The layer that has the region of a code, by how long the code is: 64, 64.02, 64.02.01, …
LAYERS = {2: "provinces", 5: "regencies", 8: "districts", 13: "villages"}
PLACES = {
    "region": Text("wilayah", "region"),
    "kecamatan": Text("kecamatan", "district"),
    "kelurahan": Text("kelurahan/desa", "village"),
    "point": Text("titik", "point"),
    "geojson": Text("bentuk", "shape"),
    "layer": Text("lapisan", "layer"),
}
STATES = {
    "planned": Text("direncanakan", "planned"),
    "running": Text("berjalan", "running"),
    "done": Text("selesai", "done"),
    "late": Text("terlambat", "late"),
}
PILLARS = {
    "governance": Text("tata kelola", "governance"),
    "branding": Text("citra", "branding"),
    "economy": Text("ekonomi", "economy"),
    "living": Text("kehidupan", "living"),
    "society": Text("masyarakat", "society"),
    "environment": Text("lingkungan", "environment"),
}
FIELDS = (
    Field("activity", "text", Text("Kegiatan", "Activity")),
    Field("name", "text", Text("Nama", "Name")),
    Field("name_en", "text", Text("Nama (Inggris)", "Name (English)")),
    Field("programme", "text", Text("Program", "Programme")),
    Field("programme_name", "text", Text("Nama program", "Name of the programme")),
    Field("programme_name_en", "text", Text("Nama program (Inggris)", "Programme (English)")),
    Field("quick_win", "boolean", Text("Quick win", "Quick win")),
    Field("pillar", "text", Text("Pilar", "Pillar"), codes=PILLARS),
    Field("goals", "text", Text("Tujuan", "Goals")),
    Field("targets", "text", Text("Target", "Targets")),
    Field("owner", "text", Text("Penanggung jawab", "Owner")),
    Field("owner_name", "text", Text("Nama penanggung jawab", "Name of the owner")),
    Field("state", "text", Text("Keadaan", "State"), codes=STATES),
    Field("start", "date", Text("Mulai", "Start")),
    Field("end", "date", Text("Selesai", "End")),
    Field("steps", "integer", Text("Langkah", "Steps")),
    Field("steps_done", "integer", Text("Langkah selesai", "Steps done")),
    Field("budget", "number", Text("Anggaran program", "Budget of the programme")),
    Field("currency", "text", Text("Mata uang", "Currency")),
    Field("place", "text", Text("Jenis lokasi", "Kind of place"), codes=PLACES),
    Field("place_ref", "text", Text("Lokasi", "Place")),
    Field("trust", "text", Text("Kepercayaan", "Trust")),
)


def activities_layer(plan: Masterplan, name: str) -> Layer:
    """Describe the activities of a plan as a layer."""
    head, known = plan.masterplan, _Known.of(plan)
    return Layer(
        LAYER,
        head.title + Text(": kegiatan", ": activities"),
        "masterplans",
        Schema(FIELDS, "Geometry"),
        description=Text(
            "Kegiatan rencana induk di tempatnya; tanpa geometri bila tempatnya tidak disebut atau "
            "tidak ada di ruang kerja.",
            "Activities of the masterplan where they take place; without a geometry where the "
            "place is not named, or is not in the workspace.",
        ),
        source=f"masterplan {name}",
        method="location of each activity; regions by their code from the boundary layers",
        trust=weakest(_trust(known, one) for one in plan.activities),
        data_date=str(head.period.start),
        styling={"class_field": "programme", "label_field": "name"},
    )


def activities_frame(catalogue: Catalogue, plan: Masterplan) -> gpd.GeoDataFrame:
    """Give the activities of a plan as features, in its order.

    Parameters
    ----------
    catalogue
        Where the boundaries of regions are.
    plan
        A plan without faults.
    """
    named = {c for one in plan.activities if one.location for c in one.location.codes}
    regions = region_shapes(catalogue, named)
    known = _Known.of(plan)
    rows = [_row(known, one) for one in plan.activities]
    shapes = np.full(len(rows), None, dtype=object)
    # Many activities take place in the same regions.
    joined: dict[tuple[str, ...], shapely.Geometry | None] = {}
    for n, one in enumerate(plan.activities):
        codes = one.location.codes if one.location is not None else ()
        if codes and codes not in joined:
            joined[codes] = place_of(one, regions)
        shapes[n] = joined[codes] if codes else place_of(one, regions)
    columns = {f.name: [row[f.name] for row in rows] for f in FIELDS}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=STORAGE_CRS)


def region_shapes(catalogue: Catalogue, codes: set[str]) -> dict[str, shapely.Geometry]:
    """Give the shapes of regions by their Kemendagri code; those that are not there are left out.

    Parameters
    ----------
    catalogue
        Where the boundary layers are.
    codes
        Of provinces, regencies, districts and villages.
    """
    there = set(catalogue.ids())
    found: dict[str, shapely.Geometry] = {}
    for layer_id in {LAYERS.get(len(code), "") for code in codes} & there:
        handle = catalogue[layer_id]
        if "code" not in handle.layer.schema.names:
            continue
        frame = handle.read(Query(properties=("code",)))
        frame = frame[frame["code"].isin(codes)]
        found |= dict(zip(frame["code"], frame.geometry, strict=True))
    return found


def place_of(
    activity: Activity, regions: Mapping[str, shapely.Geometry]
) -> shapely.Geometry | None:
    """Give where an activity takes place; None where that is not known, or is a whole layer.

    Parameters
    ----------
    activity
        The activity.
    regions
        Shapes of regions by their code.
    """
    place = activity.location
    if place is None or place.kind == "layer":
        return None
    if place.codes:
        shapes = [regions[code] for code in place.codes if code in regions]
        return shapely.union_all(shapes) if shapes else None
    shape = _shape(place.ref)
    if shape is None or shape.is_empty or not _on_earth(shape):
        return None
    return shapely.make_valid(shape)


def _shape(ref: Any) -> shapely.Geometry | None:
    """Read a point [lon, lat], or GeoJSON: a geometry, a feature, or a collection of them."""
    if isinstance(ref, list | tuple):
        ref = {"type": "Point", "coordinates": list(ref)}
    try:
        shape: shapely.Geometry = shapely.from_geojson(json.dumps(ref))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return None
    parts = shapely.get_parts(shape)
    return shape if len(parts) != 1 else parts[0]


def _on_earth(shape: shapely.Geometry) -> bool:
    west, south, east, north = shape.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Parts of a plan by their ids; targets by their goal, steps by their activity."""

    plan: Masterplan
    programmes: Mapping[str, Programme]
    strategies: Mapping[str, Strategy]
    units: Mapping[str, Text]
    targets: Mapping[str, Sequence[str]]
    steps: Mapping[str, Sequence[Step]]

    @classmethod
    def of(cls, plan: Masterplan) -> _Known:
        targets: dict[str, list[str]] = defaultdict(list)
        steps: dict[str, list[Step]] = defaultdict(list)
        for target in plan.targets:
            targets[target.goal].append(target.id)
        for step in plan.steps:
            steps[step.activity].append(step)
        return cls(
            plan,
            {one.id: one for one in plan.programmes},
            {one.id: one for one in plan.strategies},
            {one.id: one.name for one in plan.work_units},
            targets,
            steps,
        )


def _row(known: _Known, activity: Activity) -> dict[str, Any]:
    programme = known.programmes[activity.programme]
    goals = known.strategies[programme.strategy].goals
    steps = known.steps.get(activity.id, ())
    owner = known.units.get(programme.owner or "")
    start, end = _dates(activity, programme, steps)
    place, budget = activity.location, programme.budget
    return {
        "activity": activity.id,
        "name": activity.name.id,
        "name_en": activity.name.en,
        "programme": programme.id,
        "programme_name": programme.name.id,
        "programme_name_en": programme.name.en,
        "quick_win": programme.quick_win,
        "pillar": programme.pillar,
        "goals": ", ".join(goals),
        "targets": ", ".join(one for goal in goals for one in known.targets.get(goal, ())),
        "owner": programme.owner,
        "owner_name": owner.id if owner is not None else None,
        "state": state_of([one.state for one in steps]),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "steps": len(steps),
        "steps_done": sum(one.state == "done" for one in steps),
        "budget": budget.amount if budget is not None else None,
        "currency": budget.currency if budget is not None else None,
        "place": place.kind if place is not None else None,
        "place_ref": _told(place.codes or place.ref) if place is not None else None,
        "trust": _trust(known, activity),
    }


def _dates(
    activity: Activity, programme: Programme, steps: Sequence[Step]
) -> tuple[date | None, date | None]:
    """Give the days of an activity: its own, else those of its steps, else of its programme."""
    start = activity.start or min((one.start for one in steps), default=programme.start)
    return start, activity.end or max((one.end for one in steps), default=programme.end)


def state_of(states: Sequence[str]) -> str:
    """Say how far an activity is by the states of its steps.

    Examples
    --------
    >>> state_of(["done", "planned"]), state_of(["done", "late"]), state_of([])
    ('running', 'late', 'planned')
    """
    if "late" in states:
        return "late"
    if states and set(states) == {"done"}:
        return "done"
    return "running" if {"done", "running"} & set(states) else "planned"


def _told(ref: Any) -> str:
    if isinstance(ref, list | tuple):
        return ", ".join(map(str, ref))[:500]
    return str(ref if isinstance(ref, str) else ref.get("type", ""))[:500] if ref else ""


def _trust(known: _Known, activity: Activity) -> Trust:
    """Give the trust of an activity: its own, else its programme's, else the plan's."""
    from layers.masterplan.values import TRUST_OF

    programme, head = known.programmes[activity.programme], known.plan.masterplan
    told = (activity.provenance, programme.provenance, head.provenance)
    return next((TRUST_OF[one.status] for one in told if one is not None), "compiled")
