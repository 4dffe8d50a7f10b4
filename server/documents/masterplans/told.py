"""Masterplans as documents: the list, one as a tree, its faults, evaluation, effect, activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from layers.text import Text
from server.documents.collections import extent
from server.exchange.answer import GEOJSON, JSON, MVT
from server.exchange.language import say
from server.exchange.links import Link, address, link, representations
from server.exchange.visit import Visit

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.masterplan import Fault, Masterplan, Step, Target
    from server.masterplans.desk import Held

TITLE = Text("Rencana induk", "Masterplans")
WORDS = {
    "title": TITLE,
    "about": Text(
        "Tujuan, target, program, dan kegiatan sebuah wilayah; targetnya dihitung dari lapisan.",
        "Goals, targets, programmes and activities of a region; targets are computed from layers.",
    ),
    "none": Text("Belum ada rencana induk.", "There are no masterplans yet."),
    "example": Text("contoh", "example"),
    "report": Text("Laporan (PDF)", "Report (PDF)"),
    "report_data": Text("Data laporan", "Data of the report"),
    "faulty": Text("tidak dapat dipakai", "cannot be used"),
    "region": Text("Wilayah", "Region"),
    "period": Text("Periode", "Period"),
    "vision": Text("Visi", "Vision"),
    "status": Text("Status", "Status"),
    "draft": Text("rancangan", "draft"),
    "signed": Text("ditandatangani", "signed"),
    "evaluated": Text("dievaluasi", "evaluated"),
    "goals": Text("Tujuan", "Goals"),
    "goal": Text("Tujuan", "Goal"),
    "pillar": Text("Pilar", "Pillar"),
    "targets": Text("Target", "Targets"),
    "target": Text("Target", "Target"),
    "strategies": Text("Strategi", "Strategies"),
    "programmes": Text("Program", "Programmes"),
    "activities": Text("Kegiatan", "Activities"),
    "steps": Text("Langkah", "Steps"),
    "work_units": Text("Perangkat daerah", "Work units"),
    "owner": Text("Penanggung jawab", "Owner"),
    "budget": Text("Anggaran", "Budget"),
    "when": Text("Waktu", "When"),
    "quick_win": Text("quick win", "quick win"),
    "check": Text("Pemeriksaan", "Check"),
    "sound": Text("Tanpa kesalahan.", "No faults."),
    "line": Text("Baris", "Line"),
    "where": Text("Di mana", "Where"),
    "fault": Text("Kesalahan", "Fault"),
    "evaluation": Text("Evaluasi", "Evaluation"),
    "on": Text("per", "on"),
    "indicator": Text("Indikator", "Indicator"),
    "baseline": Text("Awal", "Baseline"),
    "current": Text("Sekarang", "Current"),
    "expected": Text("Diharapkan", "Expected"),
    "gap": Text("Kurang", "Gap"),
    "trust": Text("Kepercayaan", "Trust"),
    "why": Text("Mengapa", "Why"),
    "kept": Text("Nilai yang disimpan", "Values kept"),
    "kept_on": Text("Dihitung pada", "Computed on"),
    "value": Text("Nilai", "Value"),
    "scenario": Text("Skenario", "Scenario"),
    "layers": Text("Dari lapisan", "From layers"),
    "missing": Text("Mata rantai yang hilang", "Missing links"),
    "complete": Text(
        "Rantai program sampai target lengkap.", "The chain from programme to target is complete."
    ),
    "method": Text("Cara menghitung", "Method"),
    "effect": Text("Dampak", "Effect"),
    "before": Text("Tanpa program", "Without it"),
    "after": Text("Dengan program", "With it"),
    "change": Text("Perubahan", "Change"),
    "of_gap": Text("Dari kekurangan", "Of the gap"),
    "per_billion": Text("Per miliar", "Per billion"),
    "per_month": Text("Per bulan", "Per month"),
    "gaining": Text("Yang mendapat", "Who gains"),
    "losing": Text("Yang kehilangan", "Who loses"),
    "unmoved": Text("Yang tidak berubah", "Who is left out"),
    "edits": Text("Suntingan peta", "Edits of the map"),
    "features": Text("Kegiatan di peta (GeoJSON)", "Activities on the map (GeoJSON)"),
    "schema": Text("Skema berkas", "Schema of the file"),
    "day": Text("Tanggal", "Day"),
    "show": Text("Tampilkan", "Show"),
}
# A letter for each status: nobody has to tell colours apart.
LETTERS = {
    "reached": ("T", "R"),
    "on-track": ("S", "O"),
    "behind": ("L", "B"),
    "no-data": ("–", "–"),
    "not-comparable": ("≠", "≠"),
}
COUNTED = ("goals", "targets", "strategies", "programmes", "activities", "steps", "work_units")


def home_of(name: str, visit: Visit) -> str:
    """Give the address of a plan."""
    return f"{visit.base_url}/masterplans/{quote(name, safe='')}"


def masterplans_document(rows: Iterable[Mapping[str, Any]], visit: Visit) -> dict[str, Any]:
    """Give the list of plans; a row has `id`, `example`, and `plan` where it is sound."""
    return {
        "masterplans": [_summary(row, visit) for row in rows],
        "links": representations(
            f"{visit.base_url}/masterplans", visit.pairs, JSON, shown=visit.shown
        ),
    }


def _summary(row: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
    name, plan = row["id"], row["plan"]
    told = {"id": name, "example": row["example"], "valid": plan is not None}
    return told | _head(plan, visit) | {"links": [link(home_of(name, visit), "item", JSON)]}


def _head(plan: Masterplan | None, visit: Visit) -> dict[str, Any]:
    if plan is None:
        return {}
    head = plan.masterplan
    return {
        "title": say(head.title, visit.language),
        "titles": head.title.to_dict(),
        "region": head.region,
        "period": {"start": head.period.start, "end": head.period.end},
        "status": head.status,
        "counts": {kind: len(plan.entries(kind)) for kind in COUNTED},
    }


def plan_links(name: str, visit: Visit) -> list[Link]:
    """Give the links of a plan."""
    home = home_of(name, visit)
    return [
        *representations(home, visit.pairs, JSON, shown=visit.shown),
        link(f"{home}/check", "related", JSON, say(WORDS["check"], visit.language)),
        link(f"{home}/evaluation", "related", JSON, say(WORDS["evaluation"], visit.language)),
        link(
            f"{home}/report.pdf",
            "alternate",
            "application/pdf",
            say(WORDS["report"], visit.language),
        ),
        link(f"{home}/activities", "data", JSON, say(WORDS["activities"], visit.language)),
        link(f"{home}/schema", "describedby", "application/schema+json"),
        link(f"{visit.base_url}/masterplans", "collection", JSON),
    ]


def plan_document(held: Held, visit: Visit) -> dict[str, Any]:
    """Give one plan whole, as its file has it, with its links."""
    return {
        "id": held.name,
        "example": held.is_example,
        "mark": held.mark,
        **_head(held.plan, visit),
        "plan": held.plan.model_dump(mode="json", by_alias=True, exclude_none=True),
        "links": plan_links(held.name, visit),
    }


def tree_of(plan: Masterplan) -> list[dict[str, Any]]:
    """Give a plan as a tree: goals, their targets, programmes, activities, steps."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in sorted(plan.steps, key=lambda one: one.order):
        steps[step.activity].append(step)
    activities: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in plan.activities:
        activities[one.programme].append({"part": one, "steps": steps[one.id]})
    targets: dict[str, list[Target]] = defaultdict(list)
    for target in plan.targets:
        targets[target.goal].append(target)
    goals = {one.id: one.goals for one in plan.strategies}
    programmes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for programme in plan.programmes:
        told = {"part": programme, "activities": activities[programme.id]}
        for goal_id in goals[programme.strategy]:
            programmes[goal_id].append(told)
    return [
        {"part": goal, "targets": targets[goal.id], "programmes": programmes[goal.id]}
        for goal in plan.goals
    ]


def check_document(name: str, faults: Sequence[Fault], visit: Visit) -> dict[str, Any]:
    """Give every fault of a plan."""
    home = home_of(name, visit)
    return {
        "id": name,
        "valid": not faults,
        "faults": [{**one.to_dict(), "text": say(one.text, visit.language)} for one in faults],
        "links": [
            *representations(f"{home}/check", visit.pairs, JSON, shown=visit.shown),
            link(home, "up", JSON),
        ],
    }


def changing(plan: Masterplan) -> list[str]:
    """Give the programmes whose activities change something on the map."""
    there = {one.programme for one in plan.activities if one.edits}
    return [one.id for one in plan.programmes if one.id in there]


def status_titles() -> Mapping[str, Text]:
    """Give the word for each status of a target."""
    from gis.masterplans.progress import STATUS_TITLES

    return {str(key): text for key, text in STATUS_TITLES.items()}


def evaluation_document(held: Held, told: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
    """Give the evaluation of a plan, with links to the effects of its programmes."""
    home = home_of(held.name, visit)
    day = (("on", told["on"]),)
    return {
        **told,
        "links": [
            *representations(f"{home}/evaluation", visit.pairs, JSON, shown=visit.shown),
            *(
                link(address(f"{home}/programmes/{one}/effect", day), "related", JSON, one)
                for one in changing(held.plan)
            ),
            link(home, "up", JSON),
        ],
    }


def effect_document(name: str, told: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
    """Give the effect of a programme."""
    home = home_of(name, visit)
    here = f"{home}/programmes/{told['programme']['id']}/effect"
    return {
        **told,
        "links": [
            *representations(here, visit.pairs, JSON, shown=visit.shown),
            link(home, "up", JSON),
        ],
    }


def activities_document(held: Held, layer: Layer, visit: Visit) -> dict[str, Any]:
    """Give the activities of a plan as a collection: extent, fields, where they are."""
    here = f"{home_of(held.name, visit)}/{layer.id}"
    tiles = f"{here}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {
        "id": layer.id,
        "title": say(layer.title, visit.language),
        "description": say(layer.description, visit.language),
        "itemType": "feature",
        "extent": extent(layer),
        "trust": layer.trust,
        "fields": [one.to_dict() for one in layer.schema.fields],
        "links": [
            link(here, "self", JSON),
            link(f"{here}/items", "items", GEOJSON),
            {**link(tiles, "item", MVT), "templated": True},
            link(home_of(held.name, visit), "up", JSON),
        ],
    }
