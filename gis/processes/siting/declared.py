"""The process `siting`: where the next facilities should go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.errors import InputError, NoAnswerError
from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process, require_people
from gis.processes.facilities import in_use, read_facilities, type_labels
from gis.processes.process import FACILITY_TYPES, Input, Process
from gis.processes.siting.candidates import Candidates, candidates_in
from gis.processes.siting.choosing import MODELS, Choice, Question, choice_of, required
from gis.processes.siting.effects import Effects, effects_of
from gis.processes.siting.reaching import Ground, ground_of
from gis.processes.siting.rows import (
    facility_points,
    site_features,
    site_rows,
    total_row,
    unit_table,
)
from gis.processes.siting.telling import method, out_of_reach, solution_row, why
from gis.processes.travel import STRAIGHT, travel_choices, travel_inputs
from gis.processes.units import units_of
from layers.schema import Text
from layers.standards import facility_types

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def siting_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="siting",
        version="1.1.0",
        title=Text("Lokasi baru", "New sites"),
        description=Text(
            "Di mana fasilitas berikutnya sebaiknya dibangun, berapa orang yang diperoleh setiap "
            "lokasi, dan seberapa jauh pilihan itu dari yang terbaik.",
            "Where the next facilities should go, how many people each site gains, and how far the "
            "choice is from the best there is.",
        ),
        inputs=(
            shared["facilities"],
            *_reach(shared["within"], shared["mode"]),
            *_number(),
            *_candidates(),
            *(shared[name] for name in ("by", "region", "population")),
            *travel_inputs(),
            shared["layer"],
        ),
        function=_run,
        references=(
            "Toregas et al. (1971), LSCP; Church and ReVelle (1974), MCLP",
            "Hogan and ReVelle (1986), back-up coverage; Hakimi (1964), p-median and p-center",
            "García, Labbé and Marín (2011), the radius form; Huangfu and Hall (2018), HiGHS",
            "Whitaker (1983); Resende and Werneck (2007), fast interchange",
        ),
        command="site",
        outputs={
            "sites": Text("Lokasi terpilih", "Sites chosen"),
            "units": Text("Wilayah sebelum dan sesudah", "Units before and after"),
            "facilities": Text("Fasilitas yang ada", "Facilities of today"),
        },
    )


def _reach(within: Input, mode: Input) -> tuple[Input, ...]:
    """Declare how far people go, and by what."""
    codes = ", ".join(code for code, _ in travel_choices())
    return (
        replace(
            within,
            title=Text("Batas", "Limit"),
            description=Text(
                "Satu waktu tempuh, mis. 30min, atau satu jarak lurus, mis. 5km",
                "One time of travel, e.g. 30min, or one straight distance, e.g. 5km",
            ),
            default="30min",
        ),
        replace(
            mode,
            description=Text(
                f"Cara bepergian: {codes}; tanpa ini mobil untuk waktu dan garis lurus untuk jarak",
                f"How people travel: {codes}; without it by car for times and straight for "
                "distances",
            ),
            choices=travel_choices(),
            default=None,
            quiet=False,
        ),
    )


def _number() -> tuple[Input, ...]:
    """Declare how many sites, for how much, and by which model."""
    models = ", ".join(MODELS)
    return (
        Input(
            "n",
            Text("Jumlah lokasi baru", "Number of new sites"),
            "integer",
            Text(
                "Paling banyak sekian lokasi baru; tanpa ini 1, atau sebanyak yang dapat dibayar "
                "(budget) atau diperlukan (lscp)",
                "So many new sites at most; without it 1, or as many as the budget pays or lscp "
                "needs",
            ),
            minimum=1,
            maximum=1000,
            option="-n",
        ),
        Input(
            "model",
            Text("Model", "Model"),
            "choice",
            Text(f"Apa yang dicari: {models}", f"What is sought: {models}"),
            choices=tuple(MODELS.items()),
            default="mclp",
        ),
        Input(
            "budget",
            Text("Anggaran", "Budget"),
            "number",
            Text(
                "Biaya semua lokasi baru bersama, paling banyak; satuan kolom biaya, atau 1 per "
                "lokasi",
                "What all new sites cost together, at most; in units of the field of costs, or 1 "
                "a site",
            ),
            minimum=0,
        ),
        Input(
            "capacity",
            Text("Kapasitas per lokasi", "Capacity of a site"),
            "number",
            Text(
                "Orang yang dapat dilayani tiap lokasi baru, untuk cp-median",
                "People each new site can serve, for cp-median",
            ),
            minimum=1,
        ),
    )


def _candidates() -> tuple[Input, ...]:
    """Declare where new sites may be."""
    return (
        Input(
            "candidates",
            Text("Calon lokasi", "Candidates"),
            "text",
            Text(
                "Lapisan titik atau bidang, atau grid untuk kisi teratur",
                "A layer of points or areas, or grid for a regular grid",
            ),
            default="villages",
        ),
        Input(
            "candidate_types",
            Text("Jenis calon", "Types of candidates"),
            "codes",
            Text(
                "Hanya fasilitas jenis ini pada lapisan calon, mis. klinik,pustu",
                "Only facilities of these types in the layer of candidates, e.g. klinik,pustu",
            ),
            choices=tuple((t.id, t.label) for t in facility_types()),
            theme=FACILITY_TYPES,
        ),
        Input(
            "spacing",
            Text("Jarak kisi", "Spacing of the grid"),
            "distance",
            Text("Jarak antar calon pada kisi", "Distance between candidates of a grid"),
            unit="m",
            minimum=100,
            maximum=100_000,
            default="5km",
            quiet=True,
        ),
        Input(
            "cost",
            Text("Kolom biaya", "Field of costs"),
            "text",
            Text(
                "Kolom biaya pada lapisan calon; tanpa ini 1 per lokasi",
                "Field of costs of the layer of candidates; 1 a site without it",
            ),
        ),
    )


def _settled(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the mode, and refuse times in a straight line and distances by a network.

    Raises
    ------
    InputError
        If they do not fit, or the limits are those of standards.
    """
    within, mode = given["within"], given["mode"]
    if within.standard:
        what = Text(
            "standar tidak dapat dipakai di sini; mis. 30min atau 5km",
            "standards cannot be used here; wanted e.g. 30min or 5km",
        )
        raise InputError.of([("within", what)])
    usual = "car" if within.seconds else STRAIGHT
    if mode is not None and (mode == STRAIGHT) == bool(within.seconds):
        what = Text(
            f"{within} tidak cocok dengan {mode}: waktu memerlukan cara bepergian, jarak tidak",
            f"{within} does not go with {mode}: times need a mode of travel, distances none",
        )
        raise InputError.of([("mode", what)])
    return {**given, "mode": mode or usual}


def _facilities(
    catalogue: Catalogue, given: Mapping[str, Any]
) -> tuple[gpd.GeoDataFrame | None, tuple[Text, ...]]:
    """Read the facilities that serve people today; there may be none yet."""
    try:
        sites, notes = in_use(read_facilities(catalogue[given["layer"]], given["facilities"]))
    except NoAnswerError:
        return None, ()
    return (sites if len(sites) else None), notes


@dataclass(frozen=True, slots=True, eq=False)
class _Sited:
    """All that was asked and found."""

    given: Mapping[str, Any]
    asked: Question
    units: gpd.GeoDataFrame
    ground: Ground
    found: Candidates
    choice: Choice
    effects: Effects


def _run(catalogue: Catalogue, asked_for: Mapping[str, Any]) -> Outcome:
    given = _settled(asked_for)
    asked = required(given)
    require_people(catalogue[given["population"]].layer)
    sites, notes = _facilities(catalogue, given)
    frame = catalogue[given["by"]].read()
    units = units_of(frame, given["region"], given["by"])
    found = candidates_in(catalogue, given, units)
    ground = ground_of(catalogue, given, sites, frame.index.isin(units.index))
    choice = choice_of(ground, found, asked)
    effects = effects_of(ground, found, choice, asked)
    shapes = unit_table(ground, effects, units, asked.limit)
    numbers = _numbers(_Sited(given, asked, units, ground, found, choice, effects), shapes)
    travelled = () if ground.travel is None else ground.travel.layers
    ids = (given["layer"], given["by"], given["population"])
    return Outcome(
        numbers=numbers,
        features={
            "sites": site_features(numbers["sites"]),
            "units": shapes,
            "facilities": facility_points(sites),
        },
        method=method(ground, found, asked),
        layers=(
            *(catalogue[layer_id].layer for layer_id in ids),
            *([] if found.layer is None else [found.layer]),
            *travelled,
        ),
        notes=notes,
    )


def _numbers(it: _Sited, shapes: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give the sites, the units before and after, how sure it is, and who stays out."""
    given, asked, ground = it.given, it.asked, it.ground
    total = total_row(ground, it.effects, asked)
    before = (total["covered_before"], total["total"])
    rows = site_rows(it.found, it.choice, it.effects, it.units, before)
    for row in rows:
        row["text"] = why(row, ground, asked).to_dict()
    model = solution_row(it.choice.solution, ground)
    unit = {"within_m" if ground.travel is None else "within_s": asked.limit}
    plain = shapes.drop(columns="geometry").assign(**unit).sort_values("code")
    told = {
        "measure": "people",
        "sites": rows,
        "rows": plain.to_dict("records"),
        "totals": [unit | total],
        "model": model,
        "gap": model["gap"],
        "status": model["status"],
        "out_of_reach": out_of_reach(ground, it.choice, it.effects, asked),
        "candidates": _counted(given, it.found, it.choice),
        "facility_types": type_labels(given["facilities"]),
        "by": given["by"],
        "region": given["region"],
    }
    return told | unit | _counts(ground, asked, rows)


def _counted(given: Mapping[str, Any], found: Candidates, choice: Choice) -> dict[str, Any]:
    """Tell how many candidates there were, and why others are not among them."""
    return {
        "source": given["candidates"],
        "rule": found.rule,
        "n": len(found),
        "n_used": choice.table.n_candidates,
        "n_off_network": choice.n_off,
        "n_outside": found.n_outside,
        "n_without_shape": found.n_without_shape,
        "n_pairs": choice.table.n_pairs,
    }


def _counts(ground: Ground, asked: Question, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Tell of the mode, the facilities of today, and how many sites were any use."""
    travel = ground.travel
    on = len(ground.spots) if ground.sources is None else int((ground.sources.edge >= 0).sum())
    labels = dict(travel_choices())
    mode = STRAIGHT if travel is None else travel.id
    return {
        "mode": {"id": mode, "title": labels[mode].to_dict()},
        "n_asked": asked.n,
        "n_sites": len(rows),
        "cost": sum(row["cost"] for row in rows) if rows and rows[0]["cost"] is not None else None,
        "n_facilities": on,
        "n_facilities_off_network": len(ground.spots) - on,
        "n_places": len(ground.people),
        "n_negative_cells": ground.people.n_negative_cells,
    }
