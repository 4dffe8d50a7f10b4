"""Facility types: stable ids with labels in both languages, looked up by either."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from layers.errors import SchemaError
from layers.schema import Text


@dataclass(frozen=True, slots=True)
class FacilityType:
    """A kind of public facility: stable id, label in both languages, group and origin."""

    id: str
    label: Text
    group: str
    icon: str
    osm_tags: str
    sni_row: str
    source: str
    trust: str


@lru_cache(maxsize=1)
def facility_types() -> tuple[FacilityType, ...]:
    """Give every facility type the service knows, in the order of the shipped list.

    Returns
    -------
    tuple of FacilityType
        Read once from ``layers/starter/facts/facility_types.csv``.

    Examples
    --------
    >>> [t.label.en for t in facility_types() if t.id == "rs"]
    ['Hospital']
    """
    path = Path(__file__).parents[1] / "starter" / "facts" / "facility_types.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(_from_row(row) for row in rows)


def _from_row(row: dict[str, str]) -> FacilityType:
    return FacilityType(
        id=row["id"],
        label=Text(row["label_id"], row["label_en"]),
        group=row["group"],
        icon=row.get("icon_maki", ""),
        osm_tags=row.get("osm_tags", ""),
        sni_row=row.get("sni_row", ""),
        source=row.get("source", ""),
        trust=row.get("trust", "compiled"),
    )


def facility_type(name: str) -> FacilityType:
    """Give the facility type of that id or label, in either language.

    Case, spaces and punctuation do not matter. A part of a label works too
    (``SMK`` of ``SMA/SMK/MA``) as long as it belongs to one type only.

    Parameters
    ----------
    name
        Id (``rs``) or label (``Rumah sakit``, ``hospital``).

    Raises
    ------
    SchemaError
        If no type bears that name; the message names the closest ones.

    Examples
    --------
    >>> facility_type("Community Health Centre").id
    'puskesmas'
    """
    found = _index().get(_key(name))
    if found is None:
        raise SchemaError(
            Text(
                f"jenis fasilitas {name!r} tidak dikenal; ",
                f"facility type {name!r} is not known; ",
            )
            + _hint(name),
            code="facility-type-unknown",
        )
    return found


def facility_types_of(names: Iterable[str]) -> tuple[FacilityType, ...]:
    """Give the facility types of several ids or labels, each once, in the order asked.

    Raises
    ------
    SchemaError
        If one of the names is not known.
    """
    return tuple({t.id: t for t in map(facility_type, names)}.values())


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text, flags=re.UNICODE).casefold().replace("_", "")


def _parts(label: str) -> list[str]:
    return [part for part in re.split(r"[/(),]", label) if part.strip()]


@lru_cache(maxsize=1)
def _index() -> dict[str, FacilityType]:
    """Ids win over whole labels, whole labels over parts; parts of two types are dropped."""
    types = facility_types()
    index: dict[str, FacilityType] = {}
    for t in types:
        index.setdefault(_key(t.id), t)
    for t in types:
        for label in (t.label.id, t.label.en):
            index.setdefault(_key(label), t)
    parts: dict[str, set[str]] = {}
    for t in types:
        for part in chain(_parts(t.label.id), _parts(t.label.en)):
            parts.setdefault(_key(part), set()).add(t.id)
    for t in types:
        for part in chain(_parts(t.label.id), _parts(t.label.en)):
            if len(parts[_key(part)]) == 1:
                index.setdefault(_key(part), t)
    return index


def _hint(name: str) -> Text:
    close = difflib.get_close_matches(_key(name), list(_index()), n=3, cutoff=0.6)
    ids = list(dict.fromkeys(_index()[key].id for key in close))
    if ids:
        return Text(f"maksudnya {' atau '.join(ids)}?", f"did you mean {' or '.join(ids)}?")
    some = ", ".join(t.id for t in facility_types()[:12])
    return Text(
        f"yang diminta id atau nama, misalnya {some}, …",
        f"wanted an id or label such as {some}, …",
    )
