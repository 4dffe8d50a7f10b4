"""The list of activities: those of the tables of rules, named in both languages where known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from layers.schema import Text
from layers.zoning.rulerows import ItbxRule
from layers.zoning.rules import RuleTable, default_rules
from layers.zoning.tables import table

NAMES = ("name_id", "name_en")


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity that rules are made for.

    Attributes
    ----------
    id
        Its id in the table of rules; its name where the table gives none.
    name, group
        In both languages; alike where only one is known.
    kbli
        Hint at the class of the Indonesian classification of business (KBLI); "" where the
        table has none.
    also
        Other words for it.
    """

    id: str
    name: Text
    group: Text
    kbli: str = ""
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the activity as plain data for JSON."""
        return {
            "id": self.id,
            "name": self.name.to_dict(),
            "group": self.group.to_dict(),
            "kbli": self.kbli or None,
        }


def activities(tables: Iterable[RuleTable] = ()) -> tuple[Activity, ...]:
    """Give every activity that tables of permissions name, each once, in their order.

    Parameters
    ----------
    tables
        Tables of rules; the shipped illustrative one is always among them, last.

    Examples
    --------
    >>> activities()[0].id, activities()[0].name.en
    ('A01', 'Detached house')
    """
    found: dict[str, Activity] = {}
    shipped = default_rules("itbx")
    for held in [*(t for t in tables if t.kind == "itbx"), shipped]:
        for rule in held.rules:
            if isinstance(rule, ItbxRule):
                one = _activity(rule, is_shipped=held is shipped)
                found.setdefault(one.id.casefold(), one)
    return tuple(found.values())


def _activity(rule: ItbxRule, *, is_shipped: bool) -> Activity:
    """Give what a rule is about.

    A city may use the ids of the shipped list for other things, and its names without ids.
    """
    row = _named().get(rule.activity_id.casefold())
    if not is_shipped:
        own = _by_name().get(rule.activity.casefold())
        row = own if not rule.activity_id or row is own else None
    if row is None:
        name, group = Text.of(rule.activity), Text.of(rule.activity_group)
        return Activity(rule.activity_id or rule.activity, name, group, rule.kbli)
    return Activity(
        row["activity_id"],
        Text(row["name_id"], row["name_en"]),
        Text(row["group_id"], row["group_en"]),
        rule.kbli,
        tuple(row["also"].split(";")),
    )


@cache
def _named() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({row["activity_id"].casefold(): row for row in table("activities")})


@cache
def _by_name() -> Mapping[str, Mapping[str, str]]:
    """Give the shipped activities by each of their names, as in the matrix and as listed."""
    named = {r["activity"].casefold(): _named()[r["activity_id"].casefold()] for r in table("itbx")}
    for row in table("activities"):
        named |= {row[key].casefold(): _named()[row["activity_id"].casefold()] for key in NAMES}
    return MappingProxyType(named)


@cache
def words_on(condition: str) -> Text:
    """Give the words of a condition in both languages; a city's own serve both.

    Examples
    --------
    >>> words_on("paling banyak 3 unit").en
    'paling banyak 3 unit'
    """
    for row in table("conditions"):
        if row["condition"] == condition:
            return Text(row["text_id"], row["text_en"])
    return Text.of(condition)
