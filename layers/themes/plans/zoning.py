"""Zoning: RDTR zones and RTRW allocations brought to codes, with every defect of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.schema import Field, Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted, as_text, aside, missing_column, renamed
from layers.themes.theme import Theme
from layers.zoning.attributes import attributes, find_attributes
from layers.zoning.checking import findings_of_plan
from layers.zoning.classing import Classed, classify
from layers.zoning.codes import ZoningCode, allocations, known, subzones, zones
from layers.zoning.normalising import match_all

RDTR_ID, RTRW_ID = "zoning", "spatial_plan"
CLASS_NAMES = ("kodszn", "namszn", "kodrpr", "namrpr", "kodzon", "namzon", "namobj")
# A column of an unknown name is one of classes when so many of its names are known ones.
CLASS_SHARE = 0.5
MOST_CLASSES = 500
OVERLAYS = (
    *("kkop_1", "lp2b_2", "krb_03", "tod_04", "teb_05", "puslit", "cagbud", "resair", "ksmpdn"),
    *("hankam", "kkarst", "ptbgmb", "mgrsat", "rdbumi", "tpz_00"),
)
NO_OVERLAY = "Tidak Ada"
SAYS_NONE = frozenset({"", "-", "0", "tidak", "tidak ada", "tdk ada", "tdk", "none", "null", "n/a"})
OBJECT_CODE = Field("code", "text", Text("Kode objek", "Object code"), required=True)
NAME = Field("name", "text", Text("Nama", "Name"))
SCORE = Field("code_score", "number", Text("Kepastian kode", "Certainty of the code"))
RULE = Field("code_rule", "text", Text("Cara kode dibaca", "How the code was read"))
DISTRICT = Field("district_code", "text", Text("Kode kecamatan", "District code"))
REGENCY = Field("regency_code", "text", Text("Kode kabupaten/kota", "Regency code"))


def fit_zoning(fitted: Fitted, layer_id: str) -> Fitted:
    """Find the plan's attributes, bring the classes to codes, and list the defects.

    A layer with sub-zones gets the columns of the starter's `zoning` (`kodzon`, `namzon`,
    `kodszn`, `namszn`), one of allocations those of its `spatial_plan` (`kodrpr`, `name`).
    `code_score` and `code_rule` say how sure each code is. What the file had stays: under
    its name, or as `…_source` where the normalised value differs.

    Raises
    ------
    SchemaError
        `column-missing` when no column holds codes or names of zones.
    """
    fitted = _named(fitted)
    if not any(name in fitted.frame for name in CLASS_NAMES):
        fitted = _told_by_content(fitted)
    fitted = _overlays(fitted)
    classed = classify(fitted.frame)
    found = findings_of_plan(fitted.frame, classed)
    is_detailed = layer_id == RDTR_ID or (
        layer_id != RTRW_ID and any(n in fitted.frame for n in ("kodszn", "namszn"))
    )
    fitted = _detailed(fitted, classed) if is_detailed else _general(fitted, classed)
    return _numbered(fitted).with_(*found)


def _named(fitted: Fitted) -> Fitted:
    """Give the attributes their names, whatever case or spelling the file has."""
    columns = [str(c) for c in fitted.frame.columns if c != fitted.frame.geometry.name]
    kinds = {f.name: f.type for f in fitted.fields}
    for name, column in find_attributes(columns).items():
        attribute = attributes()[name]
        kind = "text" if attribute.type == "text" else kinds[column]
        fitted = renamed(fitted, column, attribute.field(kind))
    return fitted


def _overlays(fitted: Fitted) -> Fitted:
    """Write the many ways to say that there is no overlay as `Tidak Ada`."""
    counts = {}
    for name in OVERLAYS:
        if name not in fitted.frame:
            continue
        said = fitted.frame[name].map(as_text).astype(object)
        none = said.isna() | said.fillna("").str.strip().str.casefold().isin(SAYS_NONE)
        changed = int((none & (said != NO_OVERLAY)).sum())
        if changed:
            counts[name] = changed
            fitted = _placed(fitted, name, said.mask(none, NO_OVERLAY))
    if not counts:
        return fitted
    some = ", ".join(f"{name.upper()} {n}" for name, n in counts.items())
    message = Text(
        f"tampalan kosong ditulis {NO_OVERLAY!r}: {some} baris",
        f"empty overlays written {NO_OVERLAY!r}: {some} rows",
    )
    return fitted.with_(say.note("value-normalised", message))


def _told_by_content(fitted: Fitted) -> Fitted:
    """Find the column most of whose values are names of classes."""
    texts = [f.name for f in fitted.fields if f.type == "text" and f.name in fitted.frame]
    shares = {}
    for column in texts:
        values = fitted.frame[column].dropna().astype(str)
        if 0 < values.nunique() <= MOST_CLASSES:
            shares[column] = match_all(values).share
    best = max(shares, key=lambda c: shares[c], default=None)
    if best is None or shares[best] < CLASS_SHARE:
        raise missing_column("namszn", fitted.frame, CLASS_NAMES)
    return renamed(fitted, best, attributes()["namrpr"].field())


def _detailed(fitted: Fitted, classed: Classed) -> Fitted:
    """Put in zone and sub-zone by code and name, as RDTR data have them."""
    codes = classed.codes
    parents = {c: subzones()[c].parent if c in subzones() else c for c in set(codes) - {None}}
    fine = [c if c in subzones() else None for c in codes]
    zone = [parents.get(c) for c in codes]
    group = [known()[c].group if c in known() else None for c in codes]
    labels = {code: described.name for code, described in subzones().items()}
    fitted = _filled(fitted, "jnsrpr", group)
    fitted = _normalised(fitted, "namszn", _names(fine, subzones()), keep=True)
    fitted = _normalised(fitted, "kodszn", fine, labels=labels)
    fitted = _normalised(fitted, "namzon", _names(zone, {**known(), **zones()}), keep=True)
    fitted = _normalised(fitted, "kodzon", zone)
    if "namobj" not in fitted.frame:
        fitted = _added(fitted, attributes()["namobj"].field(), fitted.frame["namszn"])
    if "kdepum" in fitted.frame and "district_code" not in fitted.frame:
        districts = fitted.frame["kdepum"].map(lambda v: v[:8] if isinstance(v, str) else None)
        fitted = _added(fitted, DISTRICT, districts)
    return _scored(fitted, classed)


def _general(fitted: Fitted, classed: Classed) -> Fitted:
    """Put in the allocation by code and name, as RTRW data have them."""
    codes = classed.codes.tolist()
    group = [known()[c].group if c in known() else None for c in codes]
    labels = {code: described.name for code, described in {**zones(), **known()}.items()}
    names = _names(codes, {**known(), **allocations()})
    own = next((n for n in ("namrpr", "namobj", "namszn", "namzon") if n in fitted.frame), None)
    said = [None] * len(codes) if own is None else fitted.frame[own].map(as_text).tolist()
    shown = [s or n for s, n in zip(said, names, strict=True)]
    fitted = _filled(fitted, "jnsrpr", group)
    if "namobj" not in fitted.frame:
        fitted = _added(fitted, attributes()["namobj"].field(), shown)
    fitted = _normalised(fitted, "kodrpr", codes, labels=labels)
    if "name" not in fitted.frame:
        fitted = _added(fitted, NAME, shown)
    if "kdpkab" in fitted.frame and "regency_code" not in fitted.frame:
        fitted = _added(fitted, REGENCY, fitted.frame["kdpkab"])
    return _scored(fitted, classed)


def _names(codes: Sequence[Any], held: Mapping[str, ZoningCode]) -> list[str | None]:
    return [held[c].name.id if c in held else None for c in codes]


def _normalised(
    fitted: Fitted,
    name: str,
    values: Sequence[Any],
    *,
    labels: Mapping[str, Text] | None = None,
    keep: bool = False,
) -> Fitted:
    """Put normalised values in a column; the file's own stay beside them where they differ.

    `keep` leaves the file's value where there is no normalised one.
    """
    new = pd.Series(list(values), index=fitted.frame.index, dtype=object)
    if name in fitted.frame:
        held = fitted.frame[name].map(as_text).astype(object)
        if keep:
            new = new.where(new.notna(), held)
        if (held.fillna("") == new.fillna("")).all():
            fitted = renamed(fitted, name, replace(attributes()[name].field(), codes=labels))
            return _placed(fitted, name, new)
        fitted = aside(fitted, name)
    return _added(fitted, replace(attributes()[name].field(), codes=labels), new)


def _filled(fitted: Fitted, name: str, values: Sequence[Any]) -> Fitted:
    """Add a column the file has not."""
    if name in fitted.frame:
        return fitted
    return _added(fitted, attributes()[name].field(), values)


def _scored(fitted: Fitted, classed: Classed) -> Fitted:
    fitted = _added(fitted, RULE, classed.rules, last=True)
    return _added(fitted, SCORE, classed.scores, last=True)


def _numbered(fitted: Fitted) -> Fitted:
    """Give every feature a code of its own: its row in the file."""
    rows = [f"Z{int(row):05d}" for row in fitted.frame.index]
    return _added(fitted, OBJECT_CODE, rows)


def _added(fitted: Fitted, field: Field, values: Any, *, last: bool = False) -> Fitted:
    """Add a column; one of its name in the file is put aside."""
    if field.name in fitted.frame:
        fitted = aside(fitted, field.name)
    dtype = float if field.type == "number" else object
    column = pd.Series(np.asarray(values, dtype=dtype), index=fitted.frame.index, dtype=dtype)
    if dtype is object:
        column = column.where(column.notna(), None)
    fields = (*fitted.fields, field) if last else (field, *fitted.fields)
    return _placed(fitted.with_(fields=fields), field.name, column)


def _placed(fitted: Fitted, name: str, column: pd.Series[Any]) -> Fitted:
    frame = gpd.GeoDataFrame(fitted.frame.assign(**{name: column}))
    return fitted.with_(frame=frame)


def zoning_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Colour zones by sub-zone, allocations by allocation, in the colours of the code lists."""
    names = {f.name for f in fields}
    column = "kodszn" if "kodszn" in names else "kodrpr"
    held = subzones() if column == "kodszn" else {**zones(), **known()}
    classes = [
        {"value": code, "label": described.name.to_dict(), "colour": described.colour}
        for code, described in held.items()
    ]
    return {
        "shape": "fill",
        "class_field": column,
        "classes": classes,
        "label_field": column,
        "order": 10 if column == "kodszn" else 20,
    }


ZONING = Theme(
    id="zoning",
    title=Text("Zonasi dan pola ruang", "Zoning and spatial plans"),
    stored="zoning",
    map_group="zoning",
    fit=fit_zoning,
    layer_ids=(RDTR_ID, RTRW_ID),
    aliases=("rdtr", "pola_ruang", "rtrw"),
    hints=zoning_hints,
)
