"""Facilities: names, types told from tags, words or names, capacity and status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from layers import standards
from layers.infrastructure import code_list
from layers.infrastructure.columns import fields_of
from layers.infrastructure.facilities import (
    capacity_units,
    is_contradicted,
    type_of_word,
    types_of_headers,
)
from layers.infrastructure.measures import number_with_unit
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources import tags
from layers.sources.findings import Finding, rows_said
from layers.themes.fitted import Fitted, aside, found_column, missing_column, renamed
from layers.themes.normalising import (
    Rule,
    added,
    coded,
    counted,
    in_order,
    measured,
    named,
    normalise,
)
from layers.themes.theme import Theme

FIELDS = fields_of("facilities")
NAME, GROUP = FIELDS["name"], FIELDS["group"]
CAPACITY, CAPACITY_UNIT = FIELDS["capacity"], FIELDS["capacity_unit"]
TYPE = Field(
    "type",
    "text",
    Text("Jenis", "Type"),
    codes={t.id: t.label for t in standards.facility_types()},
)
ORDER = (*(FIELDS["code"], NAME, TYPE, GROUP), CAPACITY, CAPACITY_UNIT, FIELDS["status"])
FACILITY_WORDS = (
    *("type", "tipe", "jenis", "jenis_fasilitas", "kategori", "category", "kelas"),
    *("jnspls", "featurecla", "bentuk_pendidikan", "jenjang", "jenis_faskes", "fasilitas"),
)
OWN_WORDS = ("osm_subtype", "amenity", "type_source", *FACILITY_WORDS[1:])
SHOWN, LISTED = 12, 1000
COUNT_UNITS = {"": 1.0, "orang": 1.0, "siswa": 1.0, "bed": 1.0, "beds": 1.0, "tt": 1.0}
CAPACITY_RULE = measured(CAPACITY, COUNT_UNITS, (0, 1e9))
STATUS_RULE: Rule = coded(FIELDS["status"], "facility_state", shy=True)


def fit_facilities(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Name the facilities, tell their types from tags, words or names, and their capacity.

    Raises
    ------
    SchemaError
        `column-missing` without a column of names.
    """
    names = (NAME.name, *NAME.aliases)
    column = found_column(fitted.frame, names)
    if column is None:
        raise missing_column("name", fitted.frame, names)
    fitted = renamed(fitted, column, Field("name", "text", NAME.title))
    fitted = named(_typed(fitted, column), FIELDS["code"])
    groups = {t.id: t.group for t in standards.facility_types()}
    fitted = added(fitted, GROUP, fitted.frame["type"].map(groups))
    return in_order(_sized(normalise(fitted, STATUS_RULE)), ORDER)


def _typed(fitted: Fitted, name_column: str) -> Fitted:
    """Tell the types: tags and labels first, then words of offices, then the column of names."""
    types, by_name = tags.types_of_frame(fitted.frame, FACILITY_WORDS)
    told = pd.Series(types, index=fitted.frame.index, dtype=object)
    named_so = told[np.array(by_name, dtype=bool)]
    for column in (c for c in FACILITY_WORDS if c in fitted.frame):
        words = fitted.frame[column]
        known = {word: type_of_word(word) for word in words.dropna().unique()}
        told = told.where(told.notna(), words.map(known))
    header = types_of_headers().get(name_column)
    by_header = told.isna() & (header is not None)
    told = told.where(~by_header, header)
    told = told.astype(object).where(told.notna(), None)
    if "type" in fitted.frame:
        fitted = _own_words(fitted, told)
    found = []
    if len(named_so):
        found.append(say.note("type-by-name", counted(named_so)))
    if by_header.any():
        said = Text(
            f"kolom {name_column!r} → {header} ({int(by_header.sum())})",
            f"column {name_column!r} → {header} ({int(by_header.sum())})",
        )
        found.append(say.note("type-by-column", said))
    fitted = added(fitted, TYPE, told).with_(*found)
    return _unknown(fitted.with_(*_contradicted(fitted.frame)))


def _own_words(fitted: Fitted, told: pd.Series) -> Fitted:
    """Put the file's words for types aside; those that are our own ids already say no more."""
    if not told.eq(fitted.frame["type"]).all():
        return aside(fitted, "type")
    fields = tuple(one for one in fitted.fields if one.name != "type")
    return fitted.with_(frame=fitted.frame.drop(columns="type"), fields=fields)


def _contradicted(frame: pd.DataFrame) -> list[Finding]:
    """Warn of facilities whose name tells another type than their tags or words do."""
    pairs = zip(frame["name"], frame["type"], strict=True)
    strange = [bool(kind) and bool(name) and is_contradicted(name, kind) for name, kind in pairs]
    if not any(strange):
        return []
    odd = frame.loc[strange, ["name", "type"]]
    some = ", ".join(f"{name} ({kind})" for name, kind in odd.head(SHOWN).itertuples(index=False))
    more = f" … (+{len(odd) - SHOWN})" if len(odd) > SHOWN else ""
    where = rows_said(odd.index.tolist())
    found = say.warning(
        "type-against-name",
        Text(f"{some}{more}; {where.id}", f"{some}{more}; {where.en}"),
        "kept",
    )
    return [replace(found, column="type", rows=tuple(int(row) for row in odd.index[:LISTED]))]


def _unknown(fitted: Fitted) -> Fitted:
    """Warn of rows without a type, with the words they have instead."""
    frame = fitted.frame
    unknown = frame["type"].isna()
    if not unknown.any():
        return fitted
    n, own = int(unknown.sum()), found_column(frame, OWN_WORDS)
    words = "" if own is None else ": " + counted(frame.loc[unknown, own])
    said = Text(f"{n} dari {len(frame)} fasilitas{words}", f"{n} of {len(frame)} features{words}")
    return fitted.with_(say.warning("type-unknown", said, "type left empty, own words kept"))


def _sized(fitted: Fitted) -> Fitted:
    """Read the capacity, and its unit from a column or from the name of the column."""
    columns = CAPACITY_RULE.columns(fitted.frame)
    if not columns:
        return fitted
    unit = capacity_units().get(columns[0])
    sized = fitted.frame[columns[0]].map(lambda v: number_with_unit(v, COUNT_UNITS)).notna()
    fitted = normalise(named(fitted, CAPACITY_UNIT), CAPACITY_RULE)
    if unit is not None and CAPACITY_UNIT.name not in fitted.frame:
        fitted = added(fitted, CAPACITY_UNIT, sized.map({True: unit}))
    return fitted


def facility_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Draw facilities by group."""
    if GROUP.name not in {f.name for f in fields}:
        return {}
    return {"class_field": GROUP.name, "classes": code_list("facility_group").classes()}


FACILITIES = Theme(
    id="facilities",
    title=Text("Fasilitas umum", "Public facilities"),
    stored="facilities",
    map_group="infrastructure",
    fit=fit_facilities,
    layer_ids=("facilities",),
    hints=facility_hints,
    read_from=dict.fromkeys(OWN_WORDS, TYPE.name),
)
