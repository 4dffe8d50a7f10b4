"""Themes: what the columns of an added layer mean, and how it is shown on the map."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import standards
from layers.crs import GEOD
from layers.errors import SchemaError
from layers.layer import Layer
from layers.schema import Field, GeometryType, Schema, Text
from layers.sources import findings as say
from layers.sources import tags
from layers.sources.findings import Finding, rows_text

ThemeName = Literal["regions", "facilities", "generic"]
LEVELS = {"provinces": 1, "regencies": 2, "districts": 3, "villages": 4}
KEMENDAGRI = {
    1: re.compile(r"\d{2}"),
    2: re.compile(r"\d{2}\.\d{2}"),
    3: re.compile(r"\d{2}\.\d{2}\.\d{2}"),
    4: re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}"),
}
CODE_ALIASES = ("kode", "kemendagri_code", "kode_kemendagri", "kode_wilayah", "kdpum")
LEVEL_CODES = {
    1: ("kdppum", "kode_prov", "province_code"),
    2: ("kdpkab", "kdbpum", "kode_kab", "regency_code"),
    3: ("kdcpum", "kode_kec", "district_code"),
    4: ("kdepum", "kode_desa", "kode_kel", "village_code"),
}
LEVEL_NAMES = {
    1: ("wadmpr", "provinsi", "province"),
    2: ("wadmkk", "kabupaten", "kabupaten_kota", "regency"),
    3: ("wadmkc", "kecamatan", "district"),
    4: ("wadmkd", "desa", "kelurahan", "village"),
}
NAME_ALIASES = ("nama", "namobj", "nama_wilayah")
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
PEOPLE_ALIASES = ("penduduk", "jumlah_penduduk", "jml_penduduk", "population_total")
AREA_ALIASES = ("luas_km2", "area_sqkm")
PALETTE = ("#0b6e75", "#8a4f7d", "#b5651d", "#3f6fb5", "#5b7f3a", "#a23b3b", "#6a5aa8", "#7a6a3a")
LABEL_NAMES = ("name", "nama", "namobj", "nama_unsur", "title", "label")


@dataclass(frozen=True)
class Fitted:
    """A frame whose columns follow a theme, its fields, and what was seen on the way.

    `mapping` goes from the column's name in the file to its name in the layer.
    """

    frame: gpd.GeoDataFrame
    fields: tuple[Field, ...]
    theme: ThemeName
    mapping: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def theme_of(layer_id: str, asked: str | None) -> ThemeName:
    """Give the theme of a layer: the one asked for, or that of its id.

    Raises
    ------
    SchemaError
        `theme-unknown`.

    Examples
    --------
    >>> theme_of("districts", None), theme_of("facilities", None), theme_of("ports", None)
    ('regions', 'facilities', 'generic')
    """
    if asked is not None:
        known: dict[str, ThemeName] = {
            "regions": "regions",
            "boundaries": "regions",
            "facilities": "facilities",
            "generic": "generic",
        }
        if asked not in known:
            raise SchemaError(
                f"theme {asked!r} is not known; wanted one of {', '.join(known)}",
                code="theme-unknown",
            )
        return known[asked]
    if layer_id in LEVELS:
        return "regions"
    return "facilities" if layer_id == "facilities" else "generic"


def fit(
    frame: gpd.GeoDataFrame,
    described: Sequence[Mapping[str, str]],
    theme: ThemeName,
    layer_id: str,
) -> Fitted:
    """Bring a frame to the columns of a theme.

    Parameters
    ----------
    frame
        In EPSG:4326, its index the row number in the file.
    described
        For each column its `name`, `type` and `title` (the name in the file).
    theme
        From `theme_of`.
    layer_id
        Tells the level of regions.

    Raises
    ------
    SchemaError
        `column-missing` when a column the theme cannot do without is not there.
    """
    columns = {d["name"]: _field(d) for d in described}
    mapping = {d["title"]: d["name"] for d in described}
    plain = Fitted(frame, tuple(columns.values()), theme, mapping)
    if theme == "regions":
        return _regions(plain, LEVELS.get(layer_id))
    return _facilities(plain) if theme == "facilities" else plain


def _field(described: Mapping[str, str]) -> Field:
    title = described["title"]
    return Field(described["name"], described["type"], Text(title, title))  # type: ignore[arg-type]


def _renamed(fitted: Fitted, old: str, new: Field) -> Fitted:
    """Give a column the name and description the theme has for it, putting it in front."""
    frame = fitted.frame
    if new.name in frame and old != new.name:
        fitted = _aside(fitted, new.name)
        frame = fitted.frame
    frame = frame.rename(columns={old: new.name})
    if new.type == "text":
        frame[new.name] = frame[new.name].astype(object).map(_text)
    others = tuple(f for f in fitted.fields if f.name not in (old, new.name))
    mapping = {k: new.name if v == old else v for k, v in fitted.mapping.items()}
    return replace(fitted, frame=frame, fields=(new, *others), mapping=mapping)


def _text(value: Any) -> str | None:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return str(value)


def _aside(fitted: Fitted, name: str) -> Fitted:
    """Rename a column that stands in the way, keeping its content."""
    free = f"{name}_source"
    while free in fitted.frame:
        free += "_"
    fields = tuple(replace(f, name=free) if f.name == name else f for f in fitted.fields)
    mapping = {k: free if v == name else v for k, v in fitted.mapping.items()}
    return replace(
        fitted, frame=fitted.frame.rename(columns={name: free}), fields=fields, mapping=mapping
    )


def _found(frame: pd.DataFrame, names: Iterable[str]) -> str | None:
    return next((n for n in names if n in frame.columns), None)


def _missing(what: str, frame: pd.DataFrame, names: Iterable[str]) -> SchemaError:
    have = ", ".join(str(c) for c in frame.columns if c != "geometry") or "none"
    return SchemaError(
        f"no column for {what}; the columns are {have}. Wanted one of {', '.join(names)}; or name "
        f"the column that holds it ({what}=…), or add the layer with theme 'generic'",
        code="column-missing",
    )


# Regions ------------------------------------------------------------------------------------


def _regions(fitted: Fitted, level: int | None) -> Fitted:
    codes = ("code", *CODE_ALIASES, *_of_level(LEVEL_CODES, level))
    code = _code_column(fitted.frame, codes, level)
    if code is None:
        raise _missing("code", fitted.frame, codes)
    names = ("name", *NAME_ALIASES, *_of_level(LEVEL_NAMES, level))
    name = _found(fitted.frame, names)
    if name is None:
        raise _missing("name", fitted.frame, names)
    numeric = not _is_text(fitted.frame[code])
    fitted = _optional_regions(fitted)
    fitted = _renamed(fitted, name, Field("name", "text", Text("Nama", "Name"), required=True))
    title = Text("Kode Kemendagri", "Kemendagri code")
    fitted = _renamed(fitted, code, Field("code", "text", title, required=True))
    found = [say.warning("code-is-number", "zeros at the ends may be lost")] if numeric else []
    found += _code_findings(fitted.frame, level)
    return _derived(replace(fitted, findings=(*fitted.findings, *found)), level)


def _of_level(aliases: Mapping[int, tuple[str, ...]], level: int | None) -> tuple[str, ...]:
    """Give the aliases of one level; of all, finest first, when the level is not known."""
    if level is not None:
        return aliases[level]
    return tuple(name for key in sorted(aliases, reverse=True) for name in aliases[key])


def _is_text(values: pd.Series[Any]) -> bool:
    return not pd.api.types.is_numeric_dtype(values)


def _code_column(frame: pd.DataFrame, names: Sequence[str], level: int | None) -> str | None:
    """Choose the column most of whose values look like codes of the level."""
    present = [n for n in names if n in frame.columns]
    shares = {n: _fitting(frame[n], level).mean() if len(frame) else 0.0 for n in present}
    return max(present, key=lambda n: shares[n], default=None)


def _fitting(values: pd.Series[Any], level: int | None) -> pd.Series[bool]:
    wanted = [KEMENDAGRI[level]] if level else list(KEMENDAGRI.values())
    return values.map(lambda v: any(w.fullmatch(_text(v) or "") is not None for w in wanted))


def _code_findings(frame: gpd.GeoDataFrame, level: int | None) -> list[Finding]:
    found = []
    strange = ~_fitting(frame["code"], level).to_numpy(dtype=bool)
    if strange.any():
        some = ", ".join(repr(v) for v in frame["code"][strange].head(5))
        rows = rows_text(frame.index[strange].tolist())
        found.append(
            say.warning("code-format", f"{some} ({rows}); wanted such as 64.71.05", "kept")
        )
    twice = (frame["code"].duplicated(keep=False) & frame["code"].notna()).to_numpy()
    if twice.any():
        some = ", ".join(dict.fromkeys(frame["code"][twice].head(20)))
        rows = rows_text(frame.index[twice].tolist())
        found.append(say.warning("duplicate-code", f"{some} ({rows})", "kept"))
    return found


def _optional_regions(fitted: Fitted) -> Fitted:
    """Name the optional columns of regions: people and area, where they are numbers."""
    people = Field("population", "integer", Text("Penduduk", "Population"), unit="person")
    area = Field("area_km2", "number", Text("Luas", "Area"), unit="km2")
    for aliases, field in ((PEOPLE_ALIASES, people), (AREA_ALIASES, area)):
        column = _found(fitted.frame, (field.name, *aliases))
        if column and not _is_text(fitted.frame[column]):
            kind = next(f.type for f in fitted.fields if f.name == column)
            fitted = _renamed(fitted, column, replace(field, type=kind))
    return fitted


def _derived(fitted: Fitted, level: int | None) -> Fitted:
    """Add the parent's code and the area where the file has none."""
    frame, fields = fitted.frame.copy(), list(fitted.fields)
    found = list(fitted.findings)
    if "parent" not in frame and level != 1 and _fitting(frame["code"], level).all():
        frame["parent"] = frame["code"].map(lambda code: code.rpartition(".")[0] or None)
        fields.insert(2, Field("parent", "text", Text("Kode induk", "Code of the parent")))
    if "area_km2" not in frame and len(frame):
        frame["area_km2"] = area_km2(frame.geometry.to_numpy())
        fields.append(Field("area_km2", "number", Text("Luas", "Area"), unit="km2"))
        found.append(say.note("area-computed", "column 'area_km2', WGS 84"))
    return replace(fitted, frame=frame, fields=tuple(fields), findings=tuple(found))


def area_km2(geometries: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the geodesic area (WGS 84) of lon/lat polygons in km2; NaN without geometry."""
    turned = shapely.orient_polygons(np.asarray(geometries, dtype=object))
    areas = [np.nan if g is None else abs(GEOD.geometry_area_perimeter(g)[0]) / 1e6 for g in turned]
    return np.array(areas, dtype=float)


# Facilities ---------------------------------------------------------------------------------


def _facilities(fitted: Fitted) -> Fitted:
    names = ("name", *FACILITY_NAMES)
    name = _found(fitted.frame, names)
    if name is None:
        raise _missing("name", fitted.frame, names)
    fitted = _renamed(fitted, name, Field("name", "text", Text("Nama", "Name")))
    types, by_name = tags.types_of_frame(fitted.frame, FACILITY_WORDS)
    if "type" in fitted.frame:
        fitted = _aside(fitted, "type")
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
        words = _found(frame, columns)
        message = f"{int(unknown.sum())} of {len(frame)} features"
        if words is not None:
            counts = frame.loc[unknown, words].value_counts().head(12)
            message += ": " + ", ".join(f"{word} ({n})" for word, n in counts.items())
        found.append(say.warning("type-unknown", message, "type left empty, own words kept"))
    return found


# On the map ---------------------------------------------------------------------------------


def describe(
    layer_id: str, theme: ThemeName, fields: tuple[Field, ...], geometry: GeometryType
) -> Layer:
    """Describe a new layer: title from its id, theme, and hints that put it on the map."""
    title = layer_id.replace("_", " ").capitalize()
    group = {"regions": "boundaries", "facilities": "facilities"}.get(theme, "added")
    return Layer(
        layer_id,
        Text(title, title),
        group,
        Schema(fields, geometry),
        styling=map_hints(layer_id, theme, fields, geometry),
    )


def map_hints(
    layer_id: str, theme: ThemeName, fields: tuple[Field, ...], geometry: GeometryType
) -> dict[str, Any]:
    """Give map hints for an added layer: group, order, shape, a colour of its own, label."""
    kind = geometry.removeprefix("Multi")
    shape = {"Point": "circle", "LineString": "line"}.get(kind, "fill")
    names = {f.name for f in fields}
    groups = {"regions": "boundaries", "facilities": "infrastructure"}
    return {
        "group": groups.get(theme, "added"),
        "order": 500,
        "visible": True,
        "shape": "line" if theme == "regions" else shape,
        "class_field": None,
        "classes": [],
        "colour": PALETTE[zlib.crc32(layer_id.encode()) % len(PALETTE)],
        "label_field": next((n for n in LABEL_NAMES if n in names), None),
    }


def succeed(held: Layer, new: Layer) -> Layer:
    """Give the new layer the title, field descriptions and map hints of the one it replaces.

    What describes the old content (description, source, method, licence, trust)
    is not taken over.
    """
    fields = tuple(_inherited(f, held.schema) for f in new.schema.fields)
    hints = dict(held.styling) or dict(new.styling)
    for key in ("class_field", "label_field"):
        if hints.get(key) and hints[key] not in new.schema.names:
            hints[key] = new.styling.get(key)
    return new.with_(
        title=held.title,
        theme=held.theme or new.theme,
        schema=Schema(fields, new.schema.geometry),
        styling=hints,
    )


def _inherited(field: Field, held: Schema) -> Field:
    old = next((f for f in held.fields if f.name == field.name), None)
    if old is None or old.type != field.type:
        return field
    return replace(old, required=field.required, codes=old.codes or field.codes)
