"""Facilities: names, and types told from tags, words or names."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from layers import standards
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources import tags
from layers.sources.findings import Finding
from layers.themes.fitted import Fitted, aside, found_column, missing_column, renamed
from layers.themes.theme import Theme

FACILITY_NAMES = (
    "nama_tempat",
    "nama",
    "nama_unsur",
    "namobj",
    "nama_fasilitas",
    "nama_faskes",
    "nama_sekolah",
    "nama_pelabuhan",
    "toponim",
)
FACILITY_WORDS = ("type", "tipe", "jenis", "jenis_fasilitas", "kategori", "category", "kelas")


def fit_facilities(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Name the facilities and tell their types from tags, words or names.

    Raises
    ------
    SchemaError
        `column-missing` without a column of names.
    """
    names = ("name", *FACILITY_NAMES)
    name = found_column(fitted.frame, names)
    if name is None:
        raise missing_column("name", fitted.frame, names)
    fitted = renamed(fitted, name, Field("name", "text", Text("Nama", "Name")))
    types, by_name = tags.types_of_frame(fitted.frame, FACILITY_WORDS)
    if "type" in fitted.frame:
        fitted = aside(fitted, "type")
    frame = fitted.frame.copy()
    frame["type"] = pd.Series(types, index=frame.index, dtype=object)
    codes = {t.id: t.label for t in standards.facility_types()}
    field = Field("type", "text", Text("Jenis", "Type"), codes=codes)
    found = _type_findings(frame, types, by_name)
    return replace(
        fitted,
        frame=frame,
        fields=(fitted.fields[0], field, *fitted.fields[1:]),
        findings=(*fitted.findings, *found),
    )


def _type_findings(frame: gpd.GeoDataFrame, types: list[str | None], by_name: int) -> list[Finding]:
    found = []
    if by_name:
        found.append(say.note("type-by-name", f"{by_name} features"))
    unknown = np.array([t is None for t in types], dtype=bool)
    if unknown.any():
        columns = ("osm_subtype", "amenity", "type_source", *FACILITY_WORDS[1:])
        words = found_column(frame, columns)
        message = f"{int(unknown.sum())} of {len(frame)} features"
        if words is not None:
            counts = frame.loc[unknown, words].value_counts().head(12)
            message += ": " + ", ".join(f"{word} ({n})" for word, n in counts.items())
        found.append(say.warning("type-unknown", message, "type left empty, own words kept"))
    return found


FACILITIES = Theme(
    id="facilities",
    title=Text("Fasilitas umum", "Public facilities"),
    stored="facilities",
    map_group="infrastructure",
    fit=fit_facilities,
    layer_ids=("facilities",),
)
