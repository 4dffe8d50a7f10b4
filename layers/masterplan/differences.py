"""Differences of two versions of a masterplan: what was added, changed or taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from layers.masterplan.documents import document_of
from layers.masterplan.model import Masterplan

Change = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Attributes
    ----------
    change
        What happened to it.
    part
        The list it is in, or ``masterplan``.
    id
        Of the part; "" in the head.
    field
        Which field of it, names joined by dots; "" for a whole part.
    before, after
        Plain data; None where there is none.
    """

    change: Change
    part: str
    id: str
    field: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "change": self.change,
            "part": self.part,
            "id": self.id or None,
            "field": self.field or None,
            "before": self.before,
            "after": self.after,
        }


def differences(before: Masterplan, after: Masterplan) -> list[Difference]:
    """Compare two versions of a plan; parts are the same by their ids, in any order.

    Parameters
    ----------
    before, after
        The two.
    """
    one, other = document_of(before), document_of(after)
    out = list(_fields("masterplan", "", _head(one), _head(other)))
    for kind in Masterplan.LISTS:
        old = {part["id"]: part for part in one.get(kind, [])}
        new = {part["id"]: part for part in other.get(kind, [])}
        for id_ in [*old, *(id_ for id_ in new if id_ not in old)]:
            if id_ not in new:
                out.append(Difference("removed", kind, id_, "", old[id_], None))
            elif id_ not in old:
                out.append(Difference("added", kind, id_, "", None, new[id_]))
            else:
                out += _fields(kind, id_, old[id_], new[id_])
    return out


def _head(document: Mapping[str, Any]) -> dict[str, Any]:
    allowed = document.get("allow_illustrative", False)
    return {**document["masterplan"], "allow_illustrative": allowed}


def _fields(
    part: str, id_: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    old, new = _flat(before), _flat(after)
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield Difference("removed", part, id_, name, old[name], None)
        elif name not in old:
            yield Difference("added", part, id_, name, None, new[name])
        elif old[name] != new[name]:
            yield Difference("changed", part, id_, name, old[name], new[name])


def _flat(part: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Give the fields of a part by their path; words and lists stay whole."""
    out: dict[str, Any] = {}
    for name, value in part.items():
        if isinstance(value, Mapping) and set(value) != {"id", "en"}:
            out |= _flat(value, f"{above}{name}.")
        else:
            out[f"{above}{name}"] = value
    return out
