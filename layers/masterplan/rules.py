"""Rules: what must hold between the parts of a masterplan, each told as a planner would say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import cast

from layers.boundaries.names import known_regions
from layers.masterplan.draft import Draft
from layers.masterplan.faults import NO_OWNER, Fault, Place, suggestion
from layers.masterplan.model import (
    LEVELS,
    Activity,
    Entry,
    Indicator,
    Programme,
    Step,
    Target,
)
from layers.masterplan.places import places
from layers.masterplan.values import Provenance, days
from layers.text import Text

Rule = Callable[[Draft], Iterator[Fault]]
# A quick win is done within a year.
QUICK_WIN_DAYS = 366
# What refers to what: list, field, list referred to.
REFERENCES = (
    ("targets", "goal", "goals"),
    ("targets", "indicator", "indicators"),
    ("strategies", "goals", "goals"),
    ("programmes", "strategy", "strategies"),
    ("programmes", "owner", "work_units"),
    ("programmes", "partners", "work_units"),
    ("activities", "programme", "programmes"),
    ("steps", "activity", "activities"),
    ("steps", "work_unit", "work_units"),
    ("steps", "depends_on", "steps"),
)
# What lies within what: list, field that names the whole, list of the whole.
WITHIN = (("steps", "activity", "activities"), ("activities", "programme", "programmes"))


def unique_ids(draft: Draft) -> Iterator[Fault]:
    """No two parts of a list have the same id."""
    for kind, parts in draft.parts.items():
        first: dict[str, int] = {}
        for at, one in parts:
            if one.id in first:
                message = Text(
                    f"id {one.id!r} sudah dipakai {kind}[{first[one.id]}]; beri id lain",
                    f"id {one.id!r} is used by {kind}[{first[one.id]}] already; give another",
                )
                yield draft.fault("duplicate-id", (kind, at, "id"), message, one.id)
            first.setdefault(one.id, at)


def references(draft: Draft) -> Iterator[Fault]:
    """Every id that a part names is there."""
    for kind, name, wanted in REFERENCES:
        known = list(draft.ids[wanted])
        for at, one in draft.parts[kind]:
            given = getattr(one, name)
            listed = [] if given is None else [given] if isinstance(given, str) else list(given)
            for number, id_ in enumerate(listed):
                if id_ in draft.ids[wanted]:
                    continue
                place: Place = (kind, at, name)
                place = place if isinstance(given, str) else (*place, number)
                message = Text(
                    f"{id_!r} tidak ada di {wanted}; ", f"{id_!r} is not among {wanted}; "
                ) + suggestion(id_, known)
                yield draft.fault("dangling-reference", place, message, one.id)


def quick_wins(draft: Draft) -> Iterator[Fault]:
    """Every quick win has an owner, an end within a year of its start, and a step."""
    busy = {cast("Activity", one).programme for _, one in _with_steps(draft)}
    for at, part in draft.parts["programmes"]:
        one = cast("Programme", part)
        if not one.quick_win:
            continue
        if one.owner is None:
            yield draft.fault("quick-win-owner", ("programmes", at, "owner"), NO_OWNER, one.id)
        lasts = days(one.start, one.end)
        if lasts is not None and lasts > QUICK_WIN_DAYS:
            message = Text(
                f"quick win berlangsung {lasts} hari; paling lama {QUICK_WIN_DAYS}: pendekkan, "
                "atau jadikan program biasa (quick_win: false)",
                f"the quick win lasts {lasts} days; at most {QUICK_WIN_DAYS}: shorten it, or make "
                "it a usual programme (quick_win: false)",
            )
            yield draft.fault("quick-win-long", ("programmes", at, "end"), message, one.id)
        if one.id not in busy:
            message = Text(
                "quick win tanpa langkah; tambahkan kegiatan dengan paling sedikit satu langkah",
                "a quick win without a step; add an activity with one step at least",
            )
            yield draft.fault("quick-win-steps", ("programmes", at), message, one.id)


def _with_steps(draft: Draft) -> list[tuple[int, Entry]]:
    stepped = {cast("Step", one).activity for _, one in draft.parts["steps"]}
    return [(at, one) for at, one in draft.parts["activities"] if one.id in stepped]


def targets(draft: Draft) -> Iterator[Fault]:
    """Every target ends after it begins, and goes the way it says."""
    for at, part in draft.parts["targets"]:
        one = cast("Target", part)
        if one.target.year <= one.baseline.year:
            message = Text(
                f"tahun target {one.target.year} tidak sesudah tahun awal {one.baseline.year}",
                f"the target's year {one.target.year} is not after the baseline's "
                f"{one.baseline.year}",
            )
            yield draft.fault("target-year", ("targets", at, "target", "year"), message, one.id)
        grows = one.target.value - one.baseline.value
        if grows and (grows > 0) != (one.direction == "up"):
            message = Text(
                f"arah {one.direction}, tetapi {one.baseline.value:g} menjadi "
                f"{one.target.value:g}; ubah direction atau nilainya",
                f"direction {one.direction}, but {one.baseline.value:g} becomes "
                f"{one.target.value:g}; change direction or the values",
            )
            yield draft.fault("target-direction", ("targets", at, "direction"), message, one.id)


def dates(draft: Draft) -> Iterator[Fault]:
    """Everything ends after it begins, and lies within what it is part of."""
    for kind in ("programmes", "activities", "steps"):
        for at, part in draft.parts[kind]:
            one = cast("Programme | Activity | Step", part)
            if one.start is not None and one.end is not None and one.end < one.start:
                message = Text(
                    f"berakhir {one.end}, sebelum mulai {one.start}",
                    f"ends {one.end}, before it starts on {one.start}",
                )
                yield draft.fault("ends-before-start", (kind, at, "end"), message, one.id)
    for kind, name, above in WITHIN:
        for at, part in draft.parts[kind]:
            whole = draft.find(above, getattr(part, name))
            if whole is not None:
                span = _span(draft, cast("Programme | Activity", whole))
                yield from _outside(draft, (kind, at), part, span, f"{above} {whole.id!r}")
    if draft.head is not None:
        period = (draft.head.period.first, draft.head.period.last)
        for at, part in draft.parts["programmes"]:
            yield from _outside(draft, ("programmes", at), part, period, "period")


def _span(draft: Draft, whole: Programme | Activity) -> tuple[date | None, date | None]:
    """Give from when to when something lasts: an activity without dates as its programme."""
    start, end = whole.start, whole.end
    if isinstance(whole, Activity) and (start is None or end is None):
        above = cast("Programme | None", draft.find("programmes", whole.programme))
        if above is not None:
            start, end = start or above.start, end or above.end
    return start, end


def _outside(
    draft: Draft,
    place: Place,
    part: Entry,
    span: tuple[date | None, date | None],
    whole: str,
) -> Iterator[Fault]:
    one = cast("Programme | Activity | Step", part)
    first, last = span
    for name, day in (("start", one.start), ("end", one.end)):
        early = day is not None and first is not None and day < first
        late = day is not None and last is not None and day > last
        if early or late:
            message = Text(
                f"{day} di luar {whole} ({first} sampai {last})",
                f"{day} lies outside {whole} ({first} to {last})",
            )
            yield draft.fault("outside-dates", (*place, name), message, one.id)


def cycles(draft: Draft) -> Iterator[Fault]:
    """No step waits for itself, by way of others."""
    before = {one.id: set(cast("Step", one).depends_on) for _, one in draft.parts["steps"]}
    places = {one.id: at for at, one in draft.parts["steps"]}
    while True:
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            # Each waits for the one before it.
            ring: list[str] = error.args[1]
            before[ring[1]].discard(ring[0])
        else:
            return
        shown = " → ".join(ring)
        message = Text(
            f"langkah saling menunggu: {shown}; hapus salah satu depends_on",
            f"steps wait for each other: {shown}; take out one depends_on",
        )
        yield draft.fault("cycle", ("steps", places[ring[1]], "depends_on"), message, ring[1])


def names(draft: Draft) -> Iterator[Fault]:
    """No two programmes of a pillar share a name, no two steps of an activity a number."""
    named: dict[tuple[str, str], str] = {}
    for at, part in draft.parts["programmes"]:
        one = cast("Programme", part)
        other = named.setdefault((one.pillar, one.name.id.casefold()), one.id)
        if other != one.id:
            message = Text(
                f"nama sama dengan {other!r} dalam pilar {one.pillar}; beri nama lain",
                f"the name is that of {other!r} in pillar {one.pillar}; give another",
            )
            yield draft.fault("same-name", ("programmes", at, "name"), message, one.id)
    numbered: dict[tuple[str, int], str] = {}
    for at, part in draft.parts["steps"]:
        step = cast("Step", part)
        other = numbered.setdefault((step.activity, step.order), step.id)
        if other != step.id:
            message = Text(
                f"urutan {step.order} sudah dipakai {other!r} dalam kegiatan {step.activity!r}",
                f"order {step.order} is taken by {other!r} in activity {step.activity!r}",
            )
            yield draft.fault("same-order", ("steps", at, "order"), message, step.id)


def regions(draft: Draft) -> Iterator[Fault]:
    """Every code is that of a region, and activities take place in the plan's own."""
    known = known_regions().names
    own = draft.head.region if draft.head is not None else ""
    if own and own not in known:
        yield draft.fault("unknown-region", ("masterplan", "region"), _no_region(own))
    for at, part in draft.parts["activities"]:
        one = cast("Activity", part)
        for code in one.location.codes if one.location is not None else ():
            place = ("activities", at, "location", "ref")
            if code not in known:
                yield draft.fault("unknown-region", place, _no_region(code), one.id)
            elif own and code != own and not code.startswith(f"{own}."):
                message = Text(
                    f"{code} ({known[code]}) di luar wilayah rencana {own}",
                    f"{code} ({known[code]}) lies outside the plan's region {own}",
                )
                yield draft.fault("outside-region", place, message, one.id)


def _no_region(code: str) -> Text:
    return Text(
        f'{code!r} bukan kode Kemendagri yang dikenal; contoh "64.02" atau "64.02.13"',
        f'{code!r} is no known Kemendagri code; such as "64.02" or "64.02.13"',
    )


def provenance(draft: Draft) -> Iterator[Fault]:
    """Every fact says where it is from, itself or by what it is part of."""
    usual = draft.head.provenance if draft.head is not None else None
    for place, told, id_ in _facts(draft):
        held = told or usual
        if held is None:
            message = Text(
                "tanpa asal; tulis provenance: {source: …, status: sourced | unverified | "
                "illustrative}, di sini atau pada masterplan",
                "without provenance; write provenance: {source: …, status: sourced | unverified | "
                "illustrative}, here or on masterplan",
            )
            yield draft.fault("no-provenance", place, message, id_)
        elif held.status == "sourced" and not (held.source or "").strip():
            message = Text(
                "berstatus sourced tetapi tanpa sumber; sebutkan source-nya",
                "has status sourced but no source; name it",
            )
            yield draft.fault("no-source", place, message, id_)
        elif held.status == "illustrative" and not draft.allow_illustrative:
            message = Text(
                "ilustrasi tidak boleh dalam rencana sungguhan; beri sumbernya, atau tulis "
                "allow_illustrative: true untuk contoh",
                "made-up facts may not stand in a real plan; give the source, or write "
                "allow_illustrative: true for an example",
            )
            yield draft.fault("illustrative", place, message, id_)


def _facts(draft: Draft) -> Iterator[tuple[Place, Provenance | None, str]]:
    if draft.head is not None:
        yield ("masterplan", "vision"), draft.head.vision.provenance, ""
        for at, law in enumerate(draft.head.legal_basis):
            yield ("masterplan", "legal_basis", at), law.provenance, ""
    for kind in ("goals", "targets", "programmes"):
        for at, one in draft.parts[kind]:
            yield (kind, at), one.provenance, one.id
    for at, part in draft.parts["targets"]:
        told = cast("Target", part).baseline.provenance
        if told is not None:
            yield ("targets", at, "baseline"), told, part.id
    for at, part in draft.parts["indicators"]:
        for number, reading in enumerate(cast("Indicator", part).series):
            yield ("indicators", at, "series", number), reading.provenance, part.id


def layers_there(draft: Draft, there: Sequence[str]) -> Iterator[Fault]:
    """Every layer that a target or activity names is in the workspace."""
    named: dict[Place, tuple[str, str]] = {}
    for at, part in draft.parts["targets"]:
        one = cast("Target", part)
        if one.spatial is not None:
            named["targets", at, "spatial", "layer"] = (one.spatial.layer, one.id)
            named["targets", at, "spatial", "level"] = (LEVELS[one.spatial.level], one.id)
    for at, part in draft.parts["activities"]:
        activity = cast("Activity", part)
        place = activity.location
        if place is not None and place.kind == "layer":
            named["activities", at, "location", "ref"] = (str(place.ref), activity.id)
    missing: dict[str, list[Place]] = defaultdict(list)
    for place_, (layer_id, _) in named.items():
        if layer_id not in there:
            missing[layer_id].append(place_)
    for layer_id, held in missing.items():
        for place_ in held:
            message = Text(
                f"tidak ada lapisan {layer_id!r} di ruang kerja; ",
                f"there is no layer {layer_id!r} in the workspace; ",
            ) + suggestion(layer_id, list(there))
            yield draft.fault("unknown-layer", place_, message, named[place_][1])


RULES: tuple[Rule, ...] = (
    unique_ids,
    references,
    quick_wins,
    targets,
    dates,
    cycles,
    names,
    regions,
    places,
    provenance,
)
