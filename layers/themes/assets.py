"""Assets: street lamps, bins, pumps, cameras, signals and sensors with their work unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.infrastructure import code_list
from layers.infrastructure.columns import fields_of
from layers.infrastructure.moments import date_of
from layers.infrastructure.utilities import year_of
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted
from layers.themes.normalising import Rule, coded, in_order, named, normalise
from layers.themes.theme import Theme

FIELDS = fields_of("assets")
CODE, TYPE = FIELDS["code"], FIELDS["type"]
RULES = (
    coded(TYPE, "asset_type", several=True),
    coded(FIELDS["condition"], "condition", shy=True),
    coded(FIELDS["status"], "asset_status", shy=True),
    Rule(FIELDS["installed"], lambda value, _: date_of(value)),
    Rule(FIELDS["installed_year"], lambda value, _: year_of(value), (1900, 2100), shy=True),
)


def fit_assets(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Tell code, type, status, condition, owner and installation of assets."""
    fitted = named(fitted, FIELDS["name"], CODE, FIELDS["owner"], FIELDS["district_code"])
    fitted = normalise(fitted, *RULES)
    if CODE.name not in fitted.frame:
        columns = ", ".join(("code", *CODE.aliases))
        fitted = fitted.with_(say.warning("asset-code-missing", columns, "kept"))
    elif fitted.frame[CODE.name].dropna().duplicated().any():
        codes = fitted.frame[CODE.name]
        twice = codes[codes.duplicated(keep=False) & codes.notna()]
        rows = say.rows_said(twice.index.tolist())
        some = ", ".join(dict.fromkeys(twice.head(20)))
        fitted = fitted.with_(
            say.warning("duplicate-id", Text(f"{some} ({rows.id})", f"{some} ({rows.en})"), "kept")
        )
    if TYPE.name not in fitted.frame:
        columns = ", ".join(("type", *TYPE.aliases))
        fitted = fitted.with_(say.warning("class-missing", columns, "left empty"))
    return in_order(fitted, FIELDS.values())


def asset_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Draw assets by type."""
    hints: dict[str, Any] = {"radius": 3}
    if TYPE.name in {f.name for f in fields}:
        hints |= {"class_field": TYPE.name, "classes": code_list("asset_type").classes()}
    return hints


ASSETS = Theme(
    id="assets",
    title=Text("Aset dan sensor kota", "Municipal assets and sensors"),
    stored="assets",
    map_group="infrastructure",
    fit=fit_assets,
    layer_ids=("assets",),
    hints=asset_hints,
)
