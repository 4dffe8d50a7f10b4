"""Zoning rules: ITBX matrices and limits of building, added as tables without geometry."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from layers.crs import STORAGE_CRS
from layers.fieldnames import safe_names
from layers.schema import Field, FieldType, Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted
from layers.themes.theme import Theme
from layers.zoning.codes import subzones, zones
from layers.zoning.rulerows import as_frame, read_rules
from layers.zoning.rules import THEME, refusal

PERMISSIONS: Mapping[str, Text] = {
    "I": Text("diizinkan", "allowed"),
    "T": Text("diizinkan terbatas", "allowed within limits"),
    "B": Text("diizinkan bersyarat", "allowed on conditions"),
    "TB": Text("diizinkan terbatas dan bersyarat", "allowed within limits and on conditions"),
    "X": Text("tidak diizinkan", "not allowed"),
}
TITLES: Mapping[str, Text] = {
    "subzone": Text("Subzona atau zona", "Sub-zone or zone"),
    "activity": Text("Kegiatan", "Activity"),
    "permission": Text("ITBX", "ITBX"),
    "condition": Text("Syarat", "Condition"),
    "activity_id": Text("Id kegiatan", "Activity id"),
    "activity_group": Text("Kelompok kegiatan", "Group of activities"),
    "kbli": Text("KBLI", "KBLI"),
    "kdb_max_pct": Text("KDB maksimum", "Building coverage, at most"),
    "klb_max": Text("KLB maksimum", "Floor area ratio, at most"),
    "kdh_min_pct": Text("KDH minimum", "Green ratio, at least"),
    "ktb_max_pct": Text("KTB maksimum", "Basement coverage, at most"),
    "height_max_m": Text("Tinggi maksimum", "Height, at most"),
    "storeys_max": Text("Lantai maksimum", "Storeys, at most"),
    "setback_front_m": Text("Sempadan depan", "Setback in front"),
    "setback_side_m": Text("Sempadan samping", "Setback at the sides"),
    "setback_back_m": Text("Sempadan belakang", "Setback at the back"),
}


def fit_rules(fitted: Fitted, layer_id: str) -> Fitted:
    """Read the rules; a matrix becomes one row for each activity and sub-zone.

    Raises
    ------
    SchemaError
        `rules-unknown-form` when the columns are those of no table of rules.
    ImportRefusedError
        `rule-row-refused`, listing every faulty row.
    """
    table = pd.DataFrame(fitted.frame.drop(columns=fitted.frame.geometry.name))
    found = read_rules(table.rename(columns=_titles(fitted)))
    if found.faults:
        raise refusal(layer_id, found.faults, len(table))
    rules = as_frame(found.rules)
    rules.index = pd.RangeIndex(1, len(rules) + 1)
    empty = gpd.GeoSeries([None] * len(rules), index=rules.index, crs=STORAGE_CRS)
    kind = Text(
        f"{found.kind}, {len(rules)} ketentuan untuk {rules['subzone'].nunique()} subzona",
        f"{found.kind}, {len(rules)} rules for {rules['subzone'].nunique()} sub-zones",
    )
    fields = tuple(_field(str(name)) for name in rules.columns)
    frame = gpd.GeoDataFrame(rules, geometry=empty, crs=STORAGE_CRS)
    said = [say.note("rules-read", kind)]
    if found.unused:
        said.append(say.note("column-dropped", ", ".join(found.unused), "left out"))
    return fitted.with_(*said, frame=frame, fields=fields, mapping={})


def _titles(fitted: Fitted) -> dict[str, str]:
    """Give the columns their names in the file, as far as they are not renamed on request."""
    return {name: title for title, name in fitted.mapping.items() if safe_names([title])[0] == name}


def _field(name: str) -> Field:
    unit = {"pct": "%", "m": "m"}.get(name.rpartition("_")[2])
    kind: FieldType = "number" if name.endswith(("_pct", "_m", "_max")) else "text"
    codes: Mapping[str, Text] | None = None
    if name == "subzone":
        codes = {code: held.name for code, held in {**zones(), **subzones()}.items()}
    elif name == "permission":
        codes = PERMISSIONS
    return Field(name, kind, TITLES[name], unit=unit, codes=codes, required=name == "subzone")


RULES = Theme(
    id=THEME,
    title=Text("Ketentuan zonasi", "Zoning rules"),
    stored=THEME,
    map_group="zoning",
    fit=fit_rules,
    aliases=("zoning-rules", "itbx", "intensity"),
    hints=lambda _: {"visible": False},
    bare=True,
)
