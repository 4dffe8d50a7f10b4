"""What was asked: criteria and constraints, written or preset, with their weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.processes.suitability.reading import Reader, collected
from gis.processes.suitability.times import travel_times
from gis.processes.suitability.written import (
    WrittenConstraint,
    WrittenCriterion,
    read_constraint,
    read_criterion,
)
from gis.suitability.ahp import Priorities, priorities, read_judgements
from gis.suitability.assessing import Model
from layers.layer import Trust
from layers.standards import Preset, presets_for
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

Written = WrittenCriterion | WrittenConstraint


@dataclass(frozen=True, slots=True)
class Asked:
    """The model to score with, and where it comes from.

    Attributes
    ----------
    model
        Criteria and constraints with fields of layers.
    written
        The same as they were written, criteria first.
    presets
        Those that were proposed, by what is written.
    skipped
        Proposed ones that were left out, and why.
    ahp
        Weights by pairwise judgements, if there were any.
    layers
        The layers used, by id.
    """

    model: Model
    written: tuple[Written, ...]
    presets: Mapping[str, Preset]
    skipped: tuple[tuple[str, Text], ...]
    ahp: Priorities | None
    layers: Mapping[str, Layer] = field(default_factory=dict)

    @property
    def trusts(self) -> tuple[Trust, ...]:
        """Trust of the presets that were used."""
        return tuple(preset.trust for preset in self.presets.values())


def asked_of(catalogue: Catalogue, given: Mapping[str, Any]) -> Asked:
    """Read what was asked, and put presets where nothing was said.

    Raises
    ------
    InputError
        If there is no criterion, or a line cannot be read: every one is named.
    """
    presets, skipped = _presets(catalogue, given)
    criteria = given["criteria"] or [p.item for p in presets if p.role == "criterion"]
    exclude = list(given["exclude"] or ()) + [p.item for p in presets if p.role == "constraint"]
    if not criteria:
        text = Text(
            "tidak ada kriteria; berikan kriteria, atau jenis fasilitas yang dicarikan lahan",
            "no criterion; give criteria, or the facility type that land is sought for",
        )
        raise InputError.of([("criteria", text)])
    exclude = list(dict.fromkeys(exclude))
    written: list[Any] = collected(
        [("criteria", partial(read_criterion, line)) for line in criteria]
        + [("exclude", partial(read_constraint, line)) for line in exclude]
    )
    reader = Reader(catalogue, partial(travel_times, catalogue, given))
    n = len(criteria)
    made: list[Any] = collected(
        [("criteria", partial(reader.criterion, one)) for one in written[:n]]
        + [("exclude", partial(reader.constraint, one)) for one in written[n:]]
    )
    ahp = _judged(given["judgements"], written[:n])
    chosen = made[:n]
    if ahp is not None:
        pairs = zip(chosen, ahp.weights.tolist(), strict=True)
        chosen = [replace(criterion, weight=weight) for criterion, weight in pairs]
    used = {p.item: p for p in presets if p.item in {*criteria, *exclude}}
    model = Model(tuple(chosen), tuple(made[n:]), given["least"])
    return Asked(model, tuple(written), used, tuple(skipped), ahp, reader.layers)


def _presets(
    catalogue: Catalogue, given: Mapping[str, Any]
) -> tuple[list[Preset], list[tuple[str, Text]]]:
    """Give the presets that the catalogue has layers for, and those left out with the reason."""
    if given["facility"] is None:
        return [], []
    kept, skipped = [], []
    for preset in presets_for(given["facility"]):
        if preset.role == "criterion" and given["criteria"]:
            continue
        why = _why_not(catalogue, preset)
        if why is None:
            kept.append(preset)
        else:
            skipped.append((preset.item, why))
    return kept, skipped


def _why_not(catalogue: Catalogue, preset: Preset) -> Text | None:
    """Say why a preset cannot be used here; None where it can."""
    read = read_criterion if preset.role == "criterion" else read_constraint
    subject = read(preset.item).subject
    if subject.layer not in catalogue:
        return Text(f"lapisan {subject.layer} tidak ada", f"there is no layer {subject.layer}")
    layer = catalogue[subject.layer].layer
    if layer.kind == "raster" or subject.field is None:
        return None
    if subject.field not in layer.schema.names:
        return Text(
            f"lapisan {layer.id} tidak memiliki kolom {subject.field}",
            f"layer {layer.id} has no field {subject.field}",
        )
    handle = catalogue[layer.id]
    if any(len(handle.read(equals={subject.field: v}, limit=1)) for v in subject.values):
        return None
    values = "|".join(subject.values)
    return Text(
        f"lapisan {layer.id} tidak memuat {subject.field}={values}",
        f"layer {layer.id} holds no {subject.field}={values}",
    )


def _judged(rows: tuple[str, ...] | None, criteria: list[WrittenCriterion]) -> Priorities | None:
    """Weigh the criteria by judgements, if there are any."""
    if not rows:
        return None
    if len(rows) + 1 != len(criteria):
        n = len(criteria)
        text = Text(
            f"{len(rows)} baris pertimbangan; untuk {n} kriteria yang diminta {n - 1}",
            f"{len(rows)} rows of judgements; for {n} criteria wanted {n - 1}",
        )
        raise InputError.of([("judgements", text)])
    return priorities(read_judgements(rows))
