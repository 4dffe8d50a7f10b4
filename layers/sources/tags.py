"""Tags: facility types told from OpenStreetMap tags and from names.

The rules are those of the shipped list of facility types, written there as
``amenity=clinic + healthcare=centre (name ~ Puskesmas)``. A tag the data does
not carry contradicts nothing; a type is given only when no other type is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from layers import standards
from layers.errors import SchemaError

CONDITION = re.compile(r"([a-z_:]+)\s*=\s*([\w|*-]+)")
NAME = re.compile(r"\((or )?name ~ (?P<a>(?:[^()]|\([^()]*\))+)\)|name ~ (?P<b>[^+/]+)")
SPLIT = re.compile(r"\s+or\s+(?![^(]*\))|\s+/\s+(?![^(]*\))|\|(?=[a-z_:]+=)")
SCHOOL_ENDING = r"(?:N|S|K|T|IT|LB)?\b"  # SDN, SMKN, SDIT: state, private, integrated, special


@dataclass(frozen=True, slots=True)
class TagRule:
    """One way to tell a type: tags in order of weight, and words its name must begin with."""

    type_id: str
    tags: tuple[tuple[str, frozenset[str]], ...]
    name: re.Pattern[str] | None = None
    name_instead: bool = False


@lru_cache(maxsize=1)
def rules() -> tuple[TagRule, ...]:
    """Give the rules of every facility type, read from its `osm_tags`."""
    return tuple(
        rule
        for kind in standards.facility_types()
        for part in SPLIT.split(kind.osm_tags)
        if (rule := parse_rule(kind.id, part)) is not None
    )


def parse_rule(type_id: str, text: str) -> TagRule | None:
    """Read one rule; None for a text that names no tag that could be matched.

    Examples
    --------
    >>> rule = parse_rule("sd", "amenity=school + isced:level=1 (or name ~ ^(SD|MI))")
    >>> rule.tags[1], rule.name_instead
    (('isced:level', frozenset({'1'})), True)
    """
    named = NAME.search(text)
    tags = tuple(
        (key, frozenset(values.split("|")))
        for key, values in CONDITION.findall(NAME.sub("", text))
        if "*" not in values
    )
    if not tags:
        return None
    pattern = None
    if named:
        words = (named["a"] or named["b"]).strip()
        anchored = words + SCHOOL_ENDING if words.startswith("^") else rf"\b(?:{words})\b"
        pattern = re.compile(anchored, re.IGNORECASE)
    return TagRule(type_id, tags, pattern, bool(named and named[1]))


def tag_keys() -> frozenset[str]:
    """Give the tag keys that any rule looks at."""
    return frozenset(key for rule in rules() for key, _ in rule.tags)


def type_of(tags: Mapping[str, str], name: str = "") -> tuple[str | None, bool]:
    """Tell the facility type of one feature.

    Parameters
    ----------
    tags
        What is known, by OSM key.
    name
        Its name, which decides where tags alone do not.

    Returns
    -------
    tuple
        The type's id or None, and whether the name decided.

    Examples
    --------
    >>> type_of({"amenity": "hospital"})
    ('rs', False)
    >>> type_of({"amenity": "place_of_worship"}, "Masjid Al Amin")
    ('masjid', True)
    >>> type_of({"amenity": "place_of_worship"}, "Al Amin")
    (None, False)
    """
    fitting = [rule for rule in rules() if _fits(rule, tags)]
    by_name = [r for r in fitting if r.name is not None and r.name.search(name)]
    if by_name:
        return by_name[0].type_id, True
    free = [r for r in fitting if r.name is None or r.name_instead]
    sure = [r for r in free if _full(r, tags)]
    most = max((len(r.tags) for r in sure), default=0)
    best = _only(r.type_id for r in sure if len(r.tags) == most > 1)
    if best is None and all(_implied(r, tags) for r in free):
        best = _only(r.type_id for r in free)
    if best:
        return best, False
    labelled = _only(r.type_id for r in fitting if _labelled(r.type_id, name))
    return labelled, labelled is not None


def _only(ids: Iterable[str]) -> str | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None


def _fits(rule: TagRule, tags: Mapping[str, str]) -> bool:
    """Say whether one tag of the rule holds and no other one is contradicted."""
    held = [tags[key] in values for key, values in rule.tags if tags.get(key)]
    return bool(held) and all(held)


def _full(rule: TagRule, tags: Mapping[str, str]) -> bool:
    return all(tags.get(key) in values for key, values in rule.tags)


def _implied(rule: TagRule, tags: Mapping[str, str]) -> bool:
    """Say whether the tags that are missing only repeat one that holds (healthcare=hospital)."""
    held = [values for key, values in rule.tags if tags.get(key)]
    return all(tags.get(k) or any(values <= h for h in held) for k, values in rule.tags)


def _labelled(type_id: str, name: str) -> bool:
    """Say whether the name begins with a word of the type's Indonesian label."""
    return any(re.match(rf"{re.escape(w)}\b", name, re.IGNORECASE) for w in _label_words(type_id))


@lru_cache(maxsize=256)
def _label_words(type_id: str) -> tuple[str, ...]:
    label = standards.facility_type(type_id).label.id
    return tuple(w.strip() for w in re.split(r"[/(),]", label) if len(w.strip()) > 1)


def type_of_word(word: str) -> str | None:
    """Give the type whose id or label a word is, None if there is none."""
    try:
        return standards.facility_type(word).id
    except SchemaError:
        return None


def types_of_words(words: Sequence[str | None]) -> list[str | None]:
    """Give the type of each word, looked up once per different word."""
    known = {w: type_of_word(w) for w in {w for w in words if w}}
    return [known.get(w) if w else None for w in words]


def types_of_frame(
    frame: pd.DataFrame, words: Sequence[str]
) -> tuple[list[str | None], list[bool]]:
    """Tell the type of every facility of a frame.

    A column `type` of ids or labels is believed first, then tags (columns named
    by OSM keys, or `osm_type` with `osm_subtype`) with the name, then the words
    of other columns.

    Parameters
    ----------
    frame
        With a text column `name`.
    words
        Columns that may hold ids or labels, in order of weight.

    Returns
    -------
    tuple
        One type id or None per row, and for which rows the name decided.
    """
    columns = [c for c in words if c in frame and not is_numeric_dtype(frame[c])]
    types: list[str | None] = [None] * len(frame)
    if "type" in columns:
        types = types_of_words(_texts(frame["type"]))
    types, by_name = _by_tags(frame, types)
    for column in columns:
        told = types_of_words(_texts(frame[column]))
        types = [a or b for a, b in zip(types, told, strict=True)]
    return types, by_name


def _texts(values: pd.Series[Any]) -> list[str | None]:
    return [v if isinstance(v, str) else None for v in values.tolist()]


def _by_tags(frame: pd.DataFrame, types: list[str | None]) -> tuple[list[str | None], list[bool]]:
    columns = {key: re.sub(r"[^a-z0-9]+", "_", key) for key in sorted(tag_keys())}
    values = {key: _texts(frame[safe]) for key, safe in columns.items() if safe in frame}
    pairs = {"osm_type", "osm_subtype"} <= set(frame.columns)
    keys = _texts(frame["osm_type"]) if pairs else [None] * len(frame)
    held = _texts(frame["osm_subtype"]) if pairs else keys
    out, by_name = list(types), [False] * len(types)
    for i, name in enumerate(_texts(frame["name"])):
        if out[i] is not None:
            continue
        known = {key: v[i] or "" for key, v in values.items()}
        known[keys[i] or ""] = held[i] or ""
        out[i], named = type_of(known, name or "")
        by_name[i] = named
    return out, by_name
