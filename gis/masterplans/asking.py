"""The process `effect`: what programmes of a masterplan move, and which bring most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.errors import GisError, InputError
from gis.masterplans.chain import targets_of
from gis.masterplans.effect import LEAST, METHOD, Effect, changing, effects, ranked
from gis.masterplans.evaluation import USUAL_BY, Evaluation, evaluate
from gis.processes.answer import Outcome
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers.crs import STORAGE_CRS
from layers.errors import LayersError, SourceError
from layers.layer import Trust
from layers.masterplan import LEVELS, Masterplan, Shelf
from layers.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalog import Catalogue

COLUMNS = ["programme", "target", "code", "name", "before", "after", "gained"]
KEYS = {"money": "per_billion", "time": "per_month"}
STANDING = Text("evaluasi target", "evaluating targets")
MOVING = Text("pengaruh program", "effect of programmes")


def effect_process() -> Process:
    """Declare the process."""
    return Process(
        id="effect",
        version="1.0.0",
        title=Text("Dampak program", "Effect of programmes"),
        description=Text(
            "Target mana yang digerakkan program sebuah rencana induk, siapa yang mendapat, dan "
            "program mana yang paling banyak memberi per rupiah dan per bulan.",
            "Which targets the programmes of a masterplan move, who gains, and which programmes "
            "bring most for their money and in a month.",
        ),
        inputs=_inputs(),
        function=_run,
        command="effect",
        outputs={"units": Text("Wilayah yang berubah", "Units that change")},
        beside=plan_mark,
    )


def _inputs() -> tuple[Input, ...]:
    return (
        Input(
            "masterplan",
            Text("Rencana induk", "Masterplan"),
            "text",
            Text(
                "Nama rencana di ruang kerja, mis. kukar", "Its name in the workspace, e.g. kukar"
            ),
            required=True,
        ),
        Input(
            "on",
            Text("Tanggal", "Day"),
            "text",
            Text("Hari evaluasi, mis. 2026-12-31", "Day it is evaluated for, e.g. 2026-12-31"),
            required=True,
        ),
        Input(
            "programme",
            Text("Program", "Programme"),
            "text",
            Text("Id satu program; tanpa itu semuanya", "Id of one programme; all without it"),
        ),
        Input(
            "rank",
            Text("Urutan", "Ranking"),
            "choice",
            Text("Terbanyak per rupiah, atau per bulan", "Most for its money, or in a month"),
            choices=(
                ("money", Text("per rupiah", "for its money")),
                ("time", Text("per bulan", "in a month")),
            ),
            default="money",
        ),
    )


def plan_mark(folder: Path, given: Mapping[str, Any]) -> str:
    """Give what changes with the plan that is asked of: its file is no layer."""
    return Shelf(folder).mark(given["masterplan"])


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    day = _day(given["on"])
    plan = _plan(catalogue, given["masterplan"])
    wanted = _wanted(plan, given["programme"])
    with catalogue.observer(STANDING):
        stand = evaluate(catalogue, _about(plan, wanted), day)
    found, without = _moved(catalogue, plan, wanted, stand)
    if given["programme"] is not None and without:
        # Asked for by itself, it is an answer or none.
        raise without[0][1]
    told = [one.to_dict() for one in found]
    for one in told:
        one.pop("method")
    trusts: list[Trust] = [one.pop("trust") for one in told]
    return Outcome(
        numbers={
            "masterplan": plan.masterplan.id,
            "on": day.isoformat(),
            "ranked_by": given["rank"],
            "rows": ranked(found, KEYS[given["rank"]]),
            "programmes": told,
            "without_effect": [
                {"programme": name, "reason": error.text.to_dict()} for name, error in without
            ],
        },
        features={"units": _units(catalogue, plan, found)},
        method=METHOD,
        layers=tuple(catalogue[layer_id].layer for layer_id in _used(catalogue, stand)),
        trusts=tuple(trusts),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        told = Text(
            f"{text[:40]!r} bukan hari; yang diminta mis. 2026-12-31",
            f"{text[:40]!r} is no day; wanted e.g. 2026-12-31",
        )
        raise InputError.of([("on", told)]) from error


def _plan(catalogue: Catalogue, name: str) -> Masterplan:
    """Read the plan; one that is not there is a fault of the input."""
    try:
        return Shelf.of(catalogue).read(name, layer_ids=catalogue.ids())
    except SourceError as error:
        raise InputError.of([("masterplan", error.text)], code=error.code) from error


def _wanted(plan: Masterplan, programme: str | None) -> list[str]:
    """Give the programmes asked for: one, or all that change something on the map."""
    if programme is not None:
        known = [one.id for one in plan.programmes]
        if programme not in known:
            told = Text(
                f"tidak ada program {programme[:60]!r}; yang ada {', '.join(known)}",
                f"there is no programme {programme[:60]!r}; there are {', '.join(known)}",
            )
            raise InputError.of([("programme", told)])
        return [programme]
    return changing(plan)


def _about(plan: Masterplan, programmes: Sequence[str]) -> Masterplan:
    """Give the plan with the targets that some programmes serve."""
    served = {target for one in programmes for target in targets_of(plan, one)}
    kept = tuple(one for one in plan.targets if one.id in served)
    return plan.model_copy(update={"targets": kept})


def _moved(
    catalogue: Catalogue, plan: Masterplan, wanted: Sequence[str], stand: Evaluation
) -> tuple[list[Effect], list[tuple[str, GisError | LayersError]]]:
    """Simulate each programme by itself; one that cannot be is told of beside the others."""
    found: list[Effect] = []
    without: list[tuple[str, GisError | LayersError]] = []
    with catalogue.observer(MOVING) as count:
        for n, one in enumerate(wanted):
            count(n, len(wanted))
            try:
                found += effects(catalogue, plan, [one], stand.on, stand)
            except (GisError, LayersError) as error:
                without.append((one, error))
        count(len(wanted), len(wanted))
    return found, without


def _used(catalogue: Catalogue, stand: Evaluation) -> list[str]:
    """Give the layers that targets were computed on."""
    answers = [one.current.answer for one in stand.standings]
    named = {str(part["layer"]) for one in answers if one is not None for part in one.inputs}
    return sorted(name for name in named if name in catalogue)


def _units(catalogue: Catalogue, plan: Masterplan, found: Sequence[Effect]) -> gpd.GeoDataFrame:
    """Give who gains and who loses, by programme and target, with their shapes."""
    shapes: dict[str, gpd.GeoSeries] = {}
    parts = []
    for one in found:
        for move in one.moves:
            moved = move.units[move.units["gained"].abs() >= LEAST]
            target = move.before.target
            by = LEVELS[target.spatial.level] if target.spatial is not None else USUAL_BY
            if len(moved) and by not in shapes:
                units = units_of(catalogue[by].read(), plan.masterplan.region, by)
                shapes[by] = units.set_index("code").geometry
            if len(moved):
                told = moved.assign(programme=one.programme.id, target=target.id)
                held = shapes[by].reindex(told["code"]).to_numpy()
                parts.append(gpd.GeoDataFrame(told, geometry=held, crs=STORAGE_CRS))
    if not parts:
        return gpd.GeoDataFrame(columns=COLUMNS, geometry=[], crs=STORAGE_CRS)
    whole: gpd.GeoDataFrame = pd.concat(parts, ignore_index=True)
    return whole[[*COLUMNS, "geometry"]]
