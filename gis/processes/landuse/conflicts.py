"""The process `conflicts`: where land cover and plans, or plans among each other, contradict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gis.errors import InputError, NoAnswerError
from gis.processes.answer import Outcome
from gis.processes.landuse.clashes import (
    Clash,
    Ground,
    against_cover,
    between_plans,
    within_protected,
)
from gis.processes.landuse.epochs import COVER, Epoch, cover_of, in_legend, shared_in
from gis.processes.landuse.plans import (
    TITLES,
    Plan,
    PlanKind,
    plan_inputs,
    plans_of,
    region_of,
)
from gis.processes.landuse.ranking import ranked, summed
from gis.processes.landuse.rows import CONNECT
from gis.processes.process import Input, Process
from layers import landcover
from layers.landcover.conflicts import KINDS, ConflictRule, Kind, conflict_rules
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

KIND_TEXTS: Mapping[Kind, Text] = {
    "encroachment": Text("perambahan", "encroachment"),
    "underuse": Text("belum dimanfaatkan", "under-use"),
    "plans": Text("rencana lawan rencana", "plan against plan"),
    "protected": Text("rencana di kawasan lindung", "plan within protected areas"),
}
BY_COVER: tuple[Kind, ...] = ("encroachment", "underuse")
METHOD = Text(
    "Yang dihitung bentrok ditetapkan oleh tabel bersumber (kolom reason, source dan trust); "
    "bacaan atas peta, bukan putusan hukum. Rencana lawan tutupan lahan: bagian tepat setiap sel "
    "di dalam zona kali luas sel di elipsoid WGS 84; petak: sel bentrok sejenis yang bersentuhan. "
    "Rencana lawan rencana: irisan poligon, luas di elipsoid; petak yang di mana pun tidak lebih "
    "lebar dari dua kali ketelitian garis rencana umum dihitung terpisah (narrow_ha). Petak "
    "diurutkan menurut luas di dalam jenisnya. Satu lahan dapat bentrok dengan beberapa rencana, "
    "jadi luasnya tidak dapat dijumlahkan antarlapisan.",
    "What counts as a conflict is set by a table with sources (see reason, source and trust); a "
    "reading of maps, no legal finding. Plan against land cover: the exact share of each cell "
    "inside the zones times the area of the cell on the ellipsoid (WGS 84); patches: touching "
    "cells of one conflict. Plan against plan: intersections of polygons, areas on the ellipsoid; "
    "patches nowhere wider than twice the accuracy of the general plan's lines are counted apart "
    "(narrow_ha). Patches are ranked by area within their kind. One piece of land may conflict "
    "with several plans, so areas of different layers must not be added.",
)


def conflicts_process() -> Process:
    """Declare the process."""
    return Process(
        id="conflicts",
        version="1.0.0",
        title=Text("Bentrok dengan rencana", "Conflicts with the plan"),
        description=Text(
            "Di mana tutupan lahan menyalahi rencana, rencana saling menyalahi, atau rencana "
            "memberi peruntukan di kawasan lindung; petak terbesar dengan tempatnya.",
            "Where land cover contradicts the plans, the plans contradict each other, or a plan "
            "gives a use within protected areas; the largest patches with their place.",
        ),
        inputs=(*_looked_for(), *_asked(), *plan_inputs()),
        function=_run,
        references=(
            "Permen ATR/BPN 11/2021 and 14/2021: zones and their groups (lindung, budidaya)",
        ),
        command="conflicts",
        outputs={
            "conflicts": Text("Petak bentrok, terbesar lebih dulu", "Conflicts, the largest first"),
        },
    )


def _looked_for() -> tuple[Input, ...]:
    """Declare which conflicts are looked for, in which land cover."""
    return (
        Input(
            "kinds",
            Text("Jenis", "Kinds"),
            "codes",
            Text(
                f"Jenis bentrok: {', '.join(KINDS)}; semua bila kosong",
                f"Kinds of conflict: {', '.join(KINDS)}; all unless given",
            ),
            choices=tuple(KIND_TEXTS.items()),
        ),
        Input(
            "rules",
            Text("Aturan", "Rules"),
            "codes",
            Text(
                "Hanya bentrok ini, mis. built-in-protected; semua bila kosong",
                "Only these conflicts, e.g. built-in-protected; all unless given",
            ),
            choices=tuple((rule.id, rule.name) for rule in conflict_rules()),
        ),
        COVER,
    )


def _asked() -> tuple[Input, ...]:
    """Declare where, and how much is told."""
    return (
        Input(
            "region",
            Text("Di wilayah", "Region"),
            "text",
            Text("Hanya di wilayah berkode ini, mis. 64.71", "Only in the region of this code"),
        ),
        Input(
            "by",
            Text("Lapisan wilayah", "Layer of regions"),
            "layer",
            Text("Lapisan wilayah untuk region", "Layer of the regions that region names"),
            default="regencies",
            theme="boundaries",
            quiet=True,
        ),
        Input(
            "patches",
            Text("Banyak petak", "Patches"),
            "integer",
            Text("Berapa petak terbesar per jenis", "How many of the largest patches of each kind"),
            minimum=1,
            maximum=200,
            default=10,
            quiet=True,
        ),
        CONNECT,
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    rules = _rules(given)
    kinds = tuple(kind for kind in KINDS if kind in {rule.kind for rule in rules})
    area, region_layers = region_of(catalogue, given["by"], given["region"])
    plans = plans_of(catalogue, given, area)
    epoch = _epoch(catalogue, given, kinds)
    found = _clashes(catalogue, given, plans, epoch, rules)
    found.sort(key=lambda clash: (KINDS.index(clash.rule.kind), -round(clash.area_ha, 3)))
    rows, shapes, place_layers = ranked(catalogue, found, given["patches"])
    layers = [plan.layer for plan in plans.values()]
    return Outcome(
        numbers={
            "measure": "ha",
            "rows": rows,
            "conflicts": [summed(clash) for clash in found],
            "kinds": [{"id": k, "title": KIND_TEXTS[k]} for k in kinds],
            "cover": epoch.to_dict() if epoch else None,
            "plans": [
                {
                    "kind": kind,
                    "title": TITLES[kind],
                    "layer": plan.layer.id,
                    "n_zones": len(plan.zones),
                    "unknown_ha": plan.unknown_ha,
                    "accuracy": plan.accuracy.to_dict(),
                }
                for kind, plan in plans.items()
            ],
            "missing_plans": [kind for kind in TITLES if kind not in plans],
            "region": given["region"],
        },
        features={"conflicts": shapes},
        method=METHOD,
        layers=(*layers, *([epoch.layer] if epoch else []), *region_layers, *place_layers),
        trusts=tuple(dict.fromkeys(clash.rule.trust for clash in found)),
    )


def _rules(given: Mapping[str, Any]) -> list[ConflictRule]:
    """Choose the rules asked for: of the kinds, and by name."""
    kinds, named = given["kinds"] or KINDS, given["rules"]
    found = [r for r in conflict_rules() if r.kind in kinds and (not named or r.id in named)]
    if not found:
        what = Text(
            f"{', '.join(named)} bukan dari jenis {', '.join(kinds)}",
            f"{', '.join(named)} are not of the kinds {', '.join(kinds)}",
        )
        raise InputError.of([("rules", what)])
    return found


def _epoch(catalogue: Catalogue, given: Mapping[str, Any], kinds: tuple[str, ...]) -> Epoch | None:
    """Find the land cover asked for, the latest unless said; None where none is needed."""
    if not set(kinds) & set(BY_COVER):
        return None
    return cover_of(catalogue, given["cover"])


def _clashes(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    plans: Mapping[PlanKind, Plan],
    epoch: Epoch | None,
    rules: list[ConflictRule],
) -> list[Clash]:
    """Find all conflicts asked for.

    Raises
    ------
    NoAnswerError
        `no-conflict`, if there is none.
    """
    n = given["patches"]
    found: list[Clash] = []
    by_cover = [rule for rule in rules if rule.kind in BY_COVER]
    if epoch is not None:
        shared = shared_in(landcover.COMMON, epoch)
        cells = in_legend(catalogue[epoch.layer.id].raster_file(), epoch, shared)
        ground = Ground(cells, shared.classes, int(given["connect"]), n)
        for plan in plans.values():
            found += against_cover(plan, by_cover, ground)
    if "rtrw" in plans and "rdtr" in plans:
        among = [rule for rule in rules if rule.kind == "plans"]
        found += between_plans(plans["rtrw"], plans["rdtr"], among, n)
    for rule in (rule for rule in rules if rule.kind == "protected"):
        for kind in ("rtrw", "rdtr"):
            if kind in plans and "protected" in plans:
                found += within_protected(plans["protected"], plans[kind], rule, n)
    found = [clash for clash in found if clash.n_patches]
    if not found:
        raise NoAnswerError(
            Text(
                "tidak ada bentrok di antara lapisan dan wilayah yang diminta",
                "there is no conflict among the layers and in the region asked for",
            ),
            code="no-conflict",
        )
    return found
