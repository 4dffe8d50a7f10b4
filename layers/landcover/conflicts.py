"""Conflicts: which land cover, or which other plan, contradicts an allocation; facts with trust."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from layers.landcover.legends import rows, source_text
from layers.layer import Trust
from layers.schema import Text

Kind = Literal["encroachment", "underuse", "plans", "protected"]
KINDS: tuple[Kind, ...] = ("encroachment", "underuse", "plans", "protected")


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """One combination that counts as a conflict, why, and who says so.

    `plans` are codes of allocations and zones (a wider code holds for those under it),
    `covers` codes of the common legend; both are empty where plans are compared.
    """

    id: str
    kind: Kind
    plans: frozenset[str]
    covers: tuple[str, ...]
    name: Text
    reason: Text
    source: str
    trust: Trust

    def to_dict(self) -> dict[str, Any]:
        """Give the rule as plain data, with its source spelled out."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name.to_dict(),
            "reason": self.reason.to_dict(),
            "source": source_text(self.source),
            "trust": self.trust,
        }


@cache
def conflict_rules() -> tuple[ConflictRule, ...]:
    """Give every rule, in the order of the table.

    Examples
    --------
    >>> conflict_rules()[0].id, conflict_rules()[0].covers
    ('built-in-protected', ('8',))
    """
    return tuple(
        ConflictRule(
            row["id"],
            cast("Kind", row["kind"]),
            frozenset(row["plans"].split()),
            tuple(row["covers"].split()),
            Text(row["name_id"], row["name_en"]),
            Text(row["reason_id"], row["reason_en"]),
            row["source"],
            cast("Trust", row["trust"]),
        )
        for row in rows("conflicts")
    )
