"""Utilities: electricity, water, wastewater, gas, waste and telecom, with coverage areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from layers.infrastructure import code_list
from layers.infrastructure.columns import fields_of
from layers.infrastructure.measures import line_lengths_m, voltage_kv
from layers.infrastructure.utilities import (
    capacity_of,
    capacity_unit_of,
    network_of,
    technology_of,
    year_of,
)
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted
from layers.themes.normalising import Rule, added, coded, in_order, named, normalise, replaced
from layers.themes.theme import Theme

FIELDS = fields_of("utilities")
CLASS, NETWORK, CAPACITY = FIELDS["class"], FIELDS["network"], FIELDS["capacity"]
RULES = (
    coded(CLASS, "utility_class", several=True),
    coded(NETWORK, "network", shy=True),
    coded(FIELDS["plant_type"], "plant", shy=True),
    Rule(FIELDS["technology"], lambda value, _: technology_of(value), shy=True),
    coded(FIELDS["status"], "road_state", shy=True),
    Rule(FIELDS["voltage_kv"], lambda value, _: voltage_kv(value), (0.1, 1_200)),
    Rule(FIELDS["start_year"], lambda value, _: year_of(value), (1_880, 2_100)),
)
CAPACITY_RULE = Rule(CAPACITY, lambda value, _: capacity_of(value), (0, 1e9))
MEGAWATTS = ("daya_mw", "kapasitas_mw")


def fit_utilities(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Tell class, network, voltage, capacity, technology and operator of utilities."""
    fitted = named(fitted, FIELDS["name"], FIELDS["code"], FIELDS["operator"])
    fitted = _capacities(normalise(fitted, *RULES))
    fitted = _covered(fitted)
    if CLASS.name not in fitted.frame:
        columns = ", ".join(("class", *CLASS.aliases))
        fitted = fitted.with_(say.warning("class-missing", columns, "left empty"))
    fitted = _networks(fitted)
    lengths = line_lengths_m(fitted.frame.geometry.to_numpy()) / 1000.0
    if not np.isnan(lengths).all() and "length_km" not in fitted.frame:
        fitted = added(fitted, FIELDS["length_km"], np.round(lengths, 3))
    return in_order(fitted, FIELDS.values())


def _capacities(fitted: Fitted) -> Fitted:
    """Read capacities, and the unit from the values or the name of their column."""
    unit = FIELDS["capacity_unit"]
    columns = CAPACITY_RULE.columns(fitted.frame)
    if not columns:
        return fitted
    values = fitted.frame[columns[0]].astype(object)
    known = {value: capacity_unit_of(value) for value in values.dropna().unique()}
    told = values.map(known.get)
    if columns[0] in MEGAWATTS:
        told = told.where(told.notna() | values.isna(), "MW")
    fitted = normalise(named(fitted, unit), CAPACITY_RULE)
    if told.notna().any() and unit.name not in fitted.frame:
        fitted = added(fitted, unit, told)
    return fitted


def _covered(fitted: Fitted) -> Fitted:
    """Class areas that have a technology and no class as coverage."""
    frame = fitted.frame
    if "technology" not in frame:
        return fitted
    none = pd.Series(None, index=frame.index, dtype=object)
    held = frame.get(CLASS.name, none)
    areas = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    covered = (areas & frame["technology"].notna() & held.isna()).to_numpy(dtype=bool)
    if not covered.any():
        return fitted
    n = int(covered.sum())
    said = Text(f"{n} bidang sebagai cakupan sinyal", f"{n} areas as telecom coverage")
    told = np.where(covered, "telecom_coverage", held.to_numpy(dtype=object))
    return replaced(fitted, CLASS, told).with_(say.note("default-taken", said))


def _networks(fitted: Fitted) -> Fitted:
    """Fill the network that a class is part of."""
    frame = fitted.frame
    if CLASS.name not in frame or not frame[CLASS.name].notna().any():
        return fitted
    by_class = frame[CLASS.name].map(network_of()).to_numpy(dtype=object)
    if NETWORK.name in frame:
        held = frame[NETWORK.name].to_numpy(dtype=object)
        by_class = np.where(pd.isna(held), by_class, held)
    return replaced(fitted, NETWORK, by_class)


def utility_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Draw utilities by class."""
    return _by(fields, ("class", "utility_class"))


def telecom_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Draw telecom by technology, where that is known, else by class."""
    return _by(fields, ("technology", "technology"), ("class", "utility_class"))


def _by(fields: tuple[Field, ...], *choices: tuple[str, str]) -> Mapping[str, Any]:
    names = {f.name for f in fields}
    for field, codes in choices:
        if field in names:
            return {"class_field": field, "classes": code_list(codes).classes()}
    return {}


UTILITIES = Theme(
    id="utilities",
    title=Text("Utilitas", "Utilities"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_utilities,
    layer_ids=(
        "utilities",
        "electricity",
        "power",
        "power_sites",
        "water_supply",
        "wastewater",
        "gas",
    ),
    hints=utility_hints,
)
TELECOM = Theme(
    id="telecom",
    title=Text("Telekomunikasi", "Telecom"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_utilities,
    layer_ids=("telecom", "telecom_coverage", "telecom_towers"),
    hints=telecom_hints,
)
