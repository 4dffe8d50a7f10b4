"""Theme: which objects of OpenStreetMap a layer takes, by tag tables, and which tags it keeps."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from layers.errors import SourceError
from layers.schema import Text

Shape = Literal["line", "area", "point"]
FACTS = Path(__file__).parent / "facts"
OBJECTS = {"n": "node", "w": "way", "r": "relation"}


@dataclass(frozen=True, slots=True)
class TagRule:
    """A key with the values taken (None: any) and refused, and what other tags must say.

    Of `others` each may be absent, but not say something else; all of `required`
    must be there.
    """

    key: str
    values: frozenset[str] | None
    refused: frozenset[str] = frozenset()
    others: tuple[tuple[str, frozenset[str]], ...] = ()
    required: tuple[tuple[str, frozenset[str]], ...] = ()

    def takes(self, value: str, tags: Mapping[str, str]) -> bool:
        """Say whether an object whose `key` has this value is taken."""
        if value in self.refused or (self.values is not None and value not in self.values):
            return False
        if any(tags.get(key) not in wanted for key, wanted in self.required):
            return False
        return all(tags.get(key, "") in ("", *wanted) for key, wanted in self.others)


@dataclass(frozen=True, slots=True)
class OsmTheme:
    """One thematic layer: its rules, the kinds of object it takes, its shape and columns.

    `columns` are tag keys with the type of their values.
    """

    id: str
    title: Text
    shape: Shape
    rules: tuple[TagRule, ...]
    objects: frozenset[str]
    columns: tuple[tuple[str, str], ...]
    layer_ids: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The tag keys that may bring an object in."""
        return tuple(dict.fromkeys(rule.key for rule in self.rules))

    @property
    def own_keys(self) -> frozenset[str]:
        """The keys no other theme looks at, whose other values are worth telling."""
        others = (t for t in themes().values() if t.id != self.id)
        shared = {key for t in others for key in t.keys}
        return frozenset(self.keys) - shared if self.id == "facilities" else frozenset(self.keys)

    def takes(self, tags: Mapping[str, str]) -> bool:
        """Say whether an object with these tags belongs to the theme.

        Examples
        --------
        >>> themes()["roads"].takes({"highway": "primary"})
        True
        >>> themes()["roads"].takes({"highway": "proposed"})
        False
        """
        for rule in self.rules:
            value = tags.get(rule.key)
            if value is not None and rule.takes(value, tags):
                return True
        return False


def _table(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def themes() -> dict[str, OsmTheme]:
    """Give every theme of the shipped tag tables, by its id."""
    return {row["theme"]: _theme(row) for row in _table("themes")}


def _theme(row: Mapping[str, str]) -> OsmTheme:
    tags = [t for t in _table("tags") if t["theme"] == row["theme"]]
    columns = {c["key"]: c["type"] for c in _table("columns") if c["theme"] == row["theme"]}
    rules = tuple(_rule(t) for t in tags) or facility_rules()
    if not tags:
        columns |= {key: "text" for rule in rules for key in (rule.key, *dict(rule.others))}
    letters = {letter for t in tags for letter in t["objects"]} or set(OBJECTS)
    return OsmTheme(
        row["theme"],
        Text(row["title_id"], row["title_en"]),
        row["shape"],  # type: ignore[arg-type]
        rules,
        frozenset(OBJECTS[letter] for letter in letters),
        tuple(columns.items()),
        tuple(row["layer_ids"].split("|")),
    )


def _rule(row: Mapping[str, str]) -> TagRule:
    values = None if row["values"] == "*" else frozenset(row["values"].split("|"))
    refused = frozenset(v for v in row["except"].split("|") if v)
    required = [pair.partition("=") for pair in row["required"].split(" ") if pair]
    return TagRule(
        row["key"],
        values,
        refused,
        required=tuple((key, frozenset(held.split("|"))) for key, _, held in required),
    )


@lru_cache(maxsize=1)
def facility_rules() -> tuple[TagRule, ...]:
    """Give the rules by which the shipped facility types are found.

    The first tag of a type brings an object in unless another of its tags says
    otherwise. A type whose tags hold only in some place (forest inside a town)
    cannot be told from tags and brings nothing in.
    """
    from layers import standards
    from layers.sources import tags

    told = {t.id for t in standards.facility_types() if " inside " not in t.osm_tags}
    return tuple(
        TagRule(rule.tags[0][0], rule.tags[0][1], others=rule.tags[1:])
        for rule in tags.rules()
        if rule.type_id in told
    )


def choose(layer_id: str, asked: str | None) -> OsmTheme:
    """Give the theme to read: the one asked for, or that of the layer's id.

    A layer id of one level of regions (`districts`) keeps that level only.

    Raises
    ------
    SourceError
        `osm-theme-unknown` when neither names a theme.

    Examples
    --------
    >>> choose("roads", None).id, choose("districts", None).rules[0].required
    ('roads', (('admin_level', frozenset({'6'})),))
    """
    known = themes()
    found = known.get(asked or "")
    if asked is None:
        found = next((t for t in known.values() if layer_id in t.layer_ids), None)
    if found is None:
        some = ", ".join(known)
        said = Text(f"id layer {layer_id!r} tidak menyebut", f"layer id {layer_id!r} names none of")
        if asked:
            said = Text(f"--osm-theme {asked!r} bukan", f"--osm-theme {asked!r} is none of")
        told = Text(
            f"berkas OpenStreetMap memuat banyak layer dan {said.id} salah satunya; berikan "
            f"--osm-theme dengan salah satu dari {some}",
            f"an OpenStreetMap file holds many layers and {said.en} them; give --osm-theme with "
            f"one of {some}",
        )
        raise SourceError(told, code="osm-theme-unknown")
    levels = {row["layer_id"]: row["admin_level"] for row in _table("levels") if row["layer_id"]}
    if found.id == "boundaries" and layer_id in levels:
        only = (("admin_level", frozenset({levels[layer_id]})),)
        return replace(found, rules=tuple(replace(r, required=only) for r in found.rules))
    return found


@lru_cache(maxsize=1)
def admin_levels() -> dict[str, Text]:
    """Give what each administrative level is called in Indonesia, by its number."""
    return {r["admin_level"]: Text(r["name_id"], r["name_en"]) for r in _table("levels")}


@lru_cache(maxsize=1)
def _landuse_rows() -> tuple[tuple[str, str, str, str, str], ...]:
    names = ("key", "value", "also_key", "also_value", "common_class")
    return tuple(tuple(row[n] for n in names) for row in _table("landuse"))  # type: ignore[misc]


def common_class(tags: Mapping[str, str | None]) -> str | None:
    """Give the class of the common legend by its English name, None where the tags name none.

    Examples
    --------
    >>> common_class({"natural": "wetland", "wetland": "mangrove"})
    'Mangrove'
    >>> common_class({"landuse": "military"}) is None
    True
    """
    for key, value, also, wanted, found in _landuse_rows():
        if tags.get(key) == value and (not also or tags.get(also) == wanted):
            return found
    return None
