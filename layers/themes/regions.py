"""Regions: codes, names, parents, people and areas of administrative units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.boundaries.codes import LEVEL_NAMES as LEVEL_TITLES
from layers.boundaries.levels import LEVEL_OF
from layers.crs import GEOD
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_said
from layers.themes.fitted import (
    Fitted,
    as_text,
    found_column,
    missing_column,
    renamed,
)
from layers.themes.regioncodes import Coded, coded_regions
from layers.themes.theme import Theme

KEMENDAGRI = {
    1: re.compile(r"\d{2}"),
    2: re.compile(r"\d{2}\.\d{2}"),
    3: re.compile(r"\d{2}\.\d{2}\.\d{2}"),
    4: re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}"),
}
CODE_ALIASES = ("kode", "kemendagri_code", "kode_kemendagri", "kode_wilayah", "kdpum")
BPS_ALIASES = ("bps_code", "kode_bps", "kdbps", "bps", "idbps", "id_bps")
LEVEL_CODES = {
    1: ("kdppum", "kode_prov", "province_code"),
    2: ("kdpkab", "kdbpum", "kode_kab", "regency_code"),
    3: ("kdcpum", "kode_kec", "district_code"),
    4: ("kdepum", "kode_desa", "kode_kel", "village_code"),
}
# As BIG, BPS, the offices of regencies, HDX (adm2_en) and GADM (name_2) call them.
LEVEL_NAMES = {
    1: (
        *("wadmpr", "provinsi", "nama_provinsi", "nama_prov", "namaprov", "nm_prov", "nmprov"),
        *("propinsi", "nama_propinsi", "prov", "province", "adm1_en", "adm1_name", "name_1"),
    ),
    2: (
        *("wadmkk", "kabupaten", "kabupaten_kota", "kab_kota", "kabkota", "kabkot", "kab_kot"),
        *("nama_kab", "namakab", "nm_kab", "nmkab", "nama_kabupaten", "nama_kabkota", "kab"),
        *("nama_kab_kota", "nmkabkota", "nm_kabkota", "nama_kota", "kota", "regency", "county"),
        *("adm2_en", "adm2_name", "name_2"),
    ),
    3: (
        *("wadmkc", "kecamatan", "nama_kecamatan", "nama_kec", "namakec", "nm_kec", "nmkec"),
        *("kec", "district", "adm3_en", "adm3_name", "name_3"),
    ),
    4: (
        *("wadmkd", "desa", "kelurahan", "desa_kelurahan", "kelurahan_desa", "desa_kel"),
        *("kel_desa", "desakel", "keldesa", "deskel", "nama_desa", "namadesa", "nm_desa"),
        *("nmdesa", "nama_kelurahan", "nama_kel", "nama_desa_kelurahan", "village"),
        *("adm4_en", "adm4_name", "name_4"),
    ),
}
LEVEL_WORDS = {
    1: ("province", "provinces", "provinsi", "prov", "adm1"),
    2: ("regency", "regencies", "kabupaten", "kab", "kabkota", "kota", "adm2"),
    3: ("district", "kecamatan", "kec", "adm3"),
    4: ("village", "desa", "kelurahan", "kel", "adm4"),
}
NAME_ALIASES = ("nama", "namobj", "nama_wilayah", "shapename")
PEOPLE_ALIASES = ("penduduk", "jumlah_penduduk", "jml_penduduk", "population_total")
AREA_ALIASES = ("luas_km2", "area_sqkm")


def fit_regions(fitted: Fitted, layer_id: str) -> Fitted:
    """Name code, BPS code, name, parent, people and area of regions.

    Codes are written with dots; where a file has BPS codes or only names, the codes
    found for them stand beside, with a score. What could not be found is listed.

    Raises
    ------
    SchemaError
        `column-missing` without a column of names, or when neither codes nor names
        say which regions these are.
    """
    frame = fitted.frame
    level = level_by_id(layer_id)
    wanted = ("code", *CODE_ALIASES, *_of_level(LEVEL_CODES, level))
    code = _code_column(frame, wanted, level) or found_column(frame, BPS_ALIASES)
    names = ("name", *NAME_ALIASES, *_of_level(LEVEL_NAMES, level))
    name = found_column(frame, names)
    if name is None:
        raise missing_column("name", frame, names)
    coded = coded_regions(frame, code, name, level, _upper_names(frame))
    if coded is None:
        raise missing_column("code", frame, wanted)
    told = level is None and coded.level is not None
    fitted = _optional_regions(fitted)
    fitted = renamed(fitted, name, Field("name", "text", Text("Nama", "Name"), required=True))
    fitted = _with_codes(fitted, code, coded)
    level = level or coded.level
    found = [*coded.findings, *_code_findings(fitted.frame, level)]
    if told and level:
        found.append(say.note("level-told", LEVEL_TITLES[level] + f" ({level})"))
    return _derived(replace(fitted, findings=(*fitted.findings, *found)), level)


def level_by_id(layer_id: str) -> int | None:
    """Give the level that a layer's id says, None if it says none.

    Examples
    --------
    >>> level_by_id("districts"), level_by_id("kecamatan_2020"), level_by_id("batas")
    (3, 3, None)
    """
    words = set(layer_id.split("_"))
    by_word = (level for level, known in LEVEL_WORDS.items() if words & set(known))
    return LEVEL_OF.get(layer_id) or next(by_word, None)


def _upper_names(frame: pd.DataFrame) -> dict[int, str]:
    """Give the column of names of each level that has one."""
    columns = {level: found_column(frame, names) for level, names in LEVEL_NAMES.items()}
    return {level: name for level, name in columns.items() if name is not None}


def _with_codes(fitted: Fitted, column: str | None, coded: Coded) -> Fitted:
    """Put the codes in front, and what else is known of them beside."""
    title = Text("Kode Kemendagri", "Kemendagri code")
    code = Field("code", "text", title, required=True)
    bps = Field("bps_code", "text", Text("Kode BPS", "BPS code"))
    score = Field("code_score", "number", Text("Skor kode", "Score of the code"))
    if column is not None:
        fitted = renamed(fitted, column, bps if coded.is_bps else code)
    for field, values in ((score, coded.scores), (bps, coded.bps), (code, coded.codes)):
        if values is not None:
            fitted = _column(fitted, field, values)
    return fitted


def _column(fitted: Fitted, field: Field, values: Sequence[Any]) -> Fitted:
    """Give a column of a theme these values, behind the ones that stand in front."""
    frame = fitted.frame.copy()
    frame[field.name] = pd.Series(list(values), index=frame.index, dtype=object)
    if field.type == "number":
        frame[field.name] = frame[field.name].astype(float)
    others = tuple(f for f in fitted.fields if f.name != field.name)
    place = 0 if field.name == "code" else min(2, len(others))
    return replace(fitted, frame=frame, fields=(*others[:place], field, *others[place:]))


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
    return values.map(lambda v: any(w.fullmatch(as_text(v) or "") is not None for w in wanted))


def _code_findings(frame: gpd.GeoDataFrame, level: int | None) -> list[Finding]:
    found = []
    given = frame["code"].notna().to_numpy()
    strange = given & ~_fitting(frame["code"], level).to_numpy(dtype=bool)
    if strange.any():
        some = ", ".join(repr(v) for v in frame["code"][strange].head(5))
        rows = rows_said(frame.index[strange].tolist())
        why = Text(
            f"{some} ({rows.id}); yang diminta seperti 64.71.05",
            f"{some} ({rows.en}); wanted such as 64.71.05",
        )
        found.append(say.warning("code-format", why, "kept"))
    twice = (frame["code"].duplicated(keep=False) & frame["code"].notna()).to_numpy()
    if twice.any():
        some = ", ".join(dict.fromkeys(frame["code"][twice].head(20)))
        rows = rows_said(frame.index[twice].tolist())
        found.append(say.warning("duplicate-code", f"{some} (" + rows + ")", "kept"))
    return found


def _optional_regions(fitted: Fitted) -> Fitted:
    """Name the optional columns of regions: people and area, where they are numbers."""
    people = Field("population", "integer", Text("Penduduk", "Population"), unit="person")
    area = Field("area_km2", "number", Text("Luas", "Area"), unit="km2")
    for aliases, field in ((PEOPLE_ALIASES, people), (AREA_ALIASES, area)):
        column = found_column(fitted.frame, (field.name, *aliases))
        if column and not _is_text(fitted.frame[column]):
            kind = next(f.type for f in fitted.fields if f.name == column)
            fitted = renamed(fitted, column, replace(field, type=kind))
    return fitted


def _derived(fitted: Fitted, level: int | None) -> Fitted:
    """Add the parent's code and the area where the file has none."""
    frame, fields = fitted.frame.copy(), list(fitted.fields)
    found = list(fitted.findings)
    sound = _fitting(frame["code"], level) | frame["code"].isna()
    if "parent" not in frame and level != 1 and sound.all():
        parents = [(as_text(code) or "").rpartition(".")[0] or None for code in frame["code"]]
        frame["parent"] = pd.Series(parents, index=frame.index, dtype=object)
        fields.insert(2, Field("parent", "text", Text("Kode induk", "Code of the parent")))
    if "area_km2" not in frame and len(frame):
        frame["area_km2"] = area_km2(frame.geometry.to_numpy())
        fields.append(Field("area_km2", "number", Text("Luas", "Area"), unit="km2"))
        found.append(
            say.note("area-computed", Text("kolom 'area_km2', WGS 84", "column 'area_km2', WGS 84"))
        )
    return replace(fitted, frame=frame, fields=tuple(fields), findings=tuple(found))


def area_km2(geometries: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the geodesic area (WGS 84) of lon/lat polygons in km2; NaN without geometry."""
    turned = shapely.orient_polygons(np.asarray(geometries, dtype=object))
    areas = [np.nan if g is None else abs(GEOD.geometry_area_perimeter(g)[0]) / 1e6 for g in turned]
    return np.array(areas, dtype=float)


REGIONS = Theme(
    id="regions",
    title=Text("Wilayah administrasi", "Administrative regions"),
    stored="boundaries",
    map_group="boundaries",
    fit=fit_regions,
    layer_ids=tuple(LEVEL_OF),
    aliases=("boundaries",),
    hints=lambda _: {"shape": "line"},
)
