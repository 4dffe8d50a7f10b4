"""Draft: a document read part by part, with the faults of its form, so that all are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from layers.masterplan.faults import NO_OWNER, Fault, Place, explained, suggestion
from layers.masterplan.model import (
    SCHEMA,
    Activity,
    Entry,
    Goal,
    Head,
    Indicator,
    Masterplan,
    Programme,
    Step,
    Strategy,
    Target,
    WorkUnit,
)
from layers.text import Text

KINDS: Mapping[str, type[Entry]] = {
    "work_units": WorkUnit,
    "indicators": Indicator,
    "goals": Goal,
    "targets": Target,
    "strategies": Strategy,
    "programmes": Programme,
    "activities": Activity,
    "steps": Step,
}
Lines = Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a document that could be read, beside the ids of all of them.

    Attributes
    ----------
    head
        What the plan is; None where that could not be read.
    parts
        List → position and part.
    ids
        List → how often each id is used in it, by parts that could not be read as well.
    allow_illustrative
        Whether facts that are made up are admitted.
    faults
        What is wrong with the form of the rest.
    lines
        Place → line.
    """

    head: Head | None
    parts: Mapping[str, Sequence[tuple[int, Entry]]]
    ids: Mapping[str, Counter[str]]
    allow_illustrative: bool
    faults: Sequence[Fault]
    lines: Lines

    def find(self, kind: str, id_: str | None) -> Entry | None:
        """Give the part of an id, if it could be read."""
        return next((one for _, one in self.parts[kind] if one.id == id_), None)

    def fault(self, code: str, place: Place, message: Text, id_: str = "") -> Fault:
        """Make a fault that knows its line."""
        return Fault(code, place, message, id_, line_of(self.lines, place))


def line_of(lines: Lines, place: Place) -> int | None:
    """Give the line of a place, or of the nearest that holds it."""
    for end in range(len(place), -1, -1):
        if place[:end] in lines:
            return lines[place[:end]]
    return None


def draft_of(document: Any, lines: Lines | None = None) -> Draft:
    """Read a document part by part.

    Parameters
    ----------
    document
        Plain data, as YAML and JSON give it.
    lines
        Place → line of the file, where that is known.
    """
    lines = lines or {}
    if not isinstance(document, dict):
        code, message = explained("dict_type", {}, document)
        fault = Fault(code, (), message, line=line_of(lines, ()))
        return Draft(
            None, dict.fromkeys(KINDS, ()), {k: Counter() for k in KINDS}, False, [fault], lines
        )
    faults = list(_strange(document, lines))
    head = _read(Head, document.get("masterplan"), ("masterplan",), faults, lines)
    parts: dict[str, list[tuple[int, Entry]]] = {}
    ids: dict[str, Counter[str]] = {}
    for kind, model in KINDS.items():
        listed = document.get(kind, [])
        if not isinstance(listed, list):
            code, message = explained("list_type", {}, listed)
            faults.append(Fault(code, (kind,), message, line=line_of(lines, (kind,))))
            listed = []
        parts[kind], ids[kind] = [], Counter()
        for at, one in enumerate(listed):
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                ids[kind][one["id"]] += 1
            read = _read(model, one, (kind, at), faults, lines)
            if read is not None:
                parts[kind].append((at, cast("Entry", read)))
            elif kind == "programmes" and _is_unowned(one):
                # What cannot be read reaches no rule, and this one is told with the rest.
                place = (kind, at, "owner")
                id_ = str(one.get("id", ""))
                line = line_of(lines, place)
                faults.append(Fault("quick-win-owner", place, NO_OWNER, id_, line))
    return Draft(
        cast("Head | None", head),
        parts,
        ids,
        document.get("allow_illustrative") is True,
        faults,
        lines,
    )


def _is_unowned(programme: Any) -> bool:
    """Say whether it is a quick win without an owner, whatever else is wrong with it."""
    return (
        isinstance(programme, dict)
        and programme.get("quick_win") is True
        and programme.get("owner") is None
    )


def _strange(document: Mapping[str, Any], lines: Lines) -> Iterator[Fault]:
    """Tell of fields of the document that there are none of, and of those missing."""
    fields = {f.alias or name: f for name, f in Masterplan.model_fields.items()}
    for name in document:
        if name not in fields:
            message = Text("bidang tidak dikenal; ", "unknown field; ")
            message += suggestion(str(name), list(fields))
            yield Fault("unknown-field", (str(name),), message, line=line_of(lines, (str(name),)))
    written_as = document.get("schema", SCHEMA)
    if written_as != SCHEMA:
        code, message = explained("literal_error", {"expected": repr(SCHEMA)}, written_as)
        yield Fault("unknown-schema", ("schema",), message, line=line_of(lines, ("schema",)))
    admitted = document.get("allow_illustrative", False)
    if not isinstance(admitted, bool):
        place = ("allow_illustrative",)
        code, message = explained("bool_type", {}, admitted)
        yield Fault(code, place, message, line=line_of(lines, place))
    if not document.get("goals"):
        yield Fault("missing-field", ("goals",), Text("wajib diisi", "is required"))


def _read(
    model: type[BaseModel], value: Any, place: Place, faults: list[Fault], lines: Lines
) -> BaseModel | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults.extend(_faults(error, place, value, lines, model))
        return None


def _faults(
    error: ValidationError,
    place: Place,
    value: Any,
    lines: Lines,
    model: type[BaseModel] | None = None,
) -> Iterator[Fault]:
    named = value.get("id") if isinstance(value, dict) else None
    id_ = named if isinstance(named, str) and len(place) > 1 else ""
    for one in error.errors(include_url=False):
        here = (*place, *one["loc"])
        code, message = explained(one["type"], one.get("ctx", {}), one.get("input"))
        if one["type"] == "extra_forbidden":
            known = list(model.model_fields) if model and len(one["loc"]) == 1 else []
            code, message = "unknown-field", Text("bidang tidak dikenal; ", "unknown field; ")
            message += suggestion(str(one["loc"][-1]), known)
        yield Fault(code, here, message, id_, line_of(lines, here))
