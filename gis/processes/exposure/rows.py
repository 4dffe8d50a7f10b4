"""Numbers and features of an answer on exposure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.exposure.pieces import NONE, Ints
from gis.processes.exposure.hazard import Hazard, class_sums, counted
from gis.processes.exposure.tallying import Tally
from layers.crs import STORAGE_CRS
from layers.standards import facility_types
from layers.text import Text

MISSING = ("no-data", Text("tanpa data", "no data"))
NOWHERE = ("none", Text("di luar semua kelas", "in none of the classes"))

Floats = NDArray[np.float64]


def numbers_of(
    given: Mapping[str, Any], hazard: Hazard, found: Tally, units: gpd.GeoDataFrame
) -> dict[str, Any]:
    """Give everything that is not a shape."""
    sums = _by_unit(hazard, found, len(units))
    return {
        "measure": "exposed",
        "hazard": {
            "layer": hazard.layer.id,
            "title": hazard.layer.title.to_dict(),
            "classes": [
                {"id": code, "label": label.to_dict()} for code, label in classes_of(hazard)
            ],
        },
        "rows": _rows(hazard, sums, units),
        "totals": _totals(hazard, sums),
        "units": _unit_rows(hazard, sums, units).to_dict("records"),
        "lines": _groups(
            hazard,
            [] if found.lines is None else found.lines.group,
            lambda group, n: class_sums(found.lines.pieces, group, n, hazard.n_classes),  # type: ignore[union-attr]
        ),
        "facilities": _facility_groups(hazard, found),
        "lines_layer": given["lines"] if found.lines is not None else None,
        "n_negative_cells": found.people.n_negative_cells if found.people is not None else 0,
        "by": given["by"],
        "region": given["region"],
    }


def classes_of(hazard: Hazard) -> list[tuple[str, Text]]:
    """Give code and label of each column: the classes, missing data, none of them."""
    pairs = list(zip(hazard.ids, hazard.labels, strict=True))
    return [*pairs, MISSING, NOWHERE]


def features_of(
    hazard: Hazard, found: Tally, units: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Give the shapes: pieces of lines, facilities and units."""
    sums = _by_unit(hazard, found, len(units))
    rows = _unit_rows(hazard, sums, units).set_index(units.index)
    return {
        "lines": _line_shapes(hazard, found),
        "facilities": _facility_shapes(hazard, found),
        "units": gpd.GeoDataFrame(rows, geometry=units.geometry, crs=units.crs),
    }


def _by_unit(hazard: Hazard, found: Tally, n_units: int) -> dict[str, Floats]:
    """Give people, kilometres and facilities by unit and column of `classes_of`."""
    n, sums = hazard.n_classes, {}
    if found.people is not None:
        counts = found.people.counts
        if hazard.cells is None:
            counts = np.insert(counts, n, 0.0, axis=1)
        sums["people"] = counts
    if found.lines is not None:
        sums["km"] = class_sums(found.lines.pieces, found.lines.unit, n_units, n)
    if found.facilities is not None:
        sums["facilities"] = counted(found.facilities.rank, found.facilities.unit, n_units, n)
    return sums


def _rows(
    hazard: Hazard, sums: Mapping[str, Floats], units: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    """Give a row for each unit and class."""
    rows = []
    codes, names = units["code"].tolist(), units["name"].tolist()
    for i, (unit, name) in enumerate(zip(codes, names, strict=True)):
        for k, (code, _) in enumerate(classes_of(hazard)):
            values = {key: table[i, k].item() for key, table in sums.items()}
            whole = float(sums["people"][i].sum()) if "people" in sums else 0.0
            share = values["people"] / whole if whole else None
            rows.append({"code": unit, "name": name, "class": code, **values, "share": share})
    return rows


def _totals(hazard: Hazard, sums: Mapping[str, Floats]) -> list[dict[str, Any]]:
    rows = []
    for k, (code, label) in enumerate(classes_of(hazard)):
        row: dict[str, Any] = {"class": code, "label": label.to_dict()}
        for key, table in sums.items():
            whole = float(table.sum())
            row[key] = table[:, k].sum().item()
            row[f"{key}_share"] = row[key] / whole if whole else None
        rows.append(row)
    return rows


def _unit_rows(hazard: Hazard, sums: Mapping[str, Floats], units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give each unit with what is exposed to any of the classes, and to the worst."""
    columns: dict[str, Any] = {"code": units["code"].to_numpy(), "name": units["name"].to_numpy()}
    n = hazard.n_classes
    for key, table in sums.items():
        columns |= {
            key: table.sum(axis=1),
            f"{key}_exposed": table[:, :n].sum(axis=1),
            f"{key}_worst": table[:, 0],
        }
    if "people" in sums:
        whole = columns["people"]
        with np.errstate(invalid="ignore", divide="ignore"):
            columns["share"] = np.where(whole > 0, columns["people_exposed"] / whole, np.nan)
    return pd.DataFrame(columns)


def _groups(hazard: Hazard, groups: Sequence[str], sums_of: Any) -> list[dict[str, Any]]:
    """Give kilometres of each group of lines by class, the longest group first."""
    names, group = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
    if not len(names):
        return []
    table = sums_of(group.astype(np.intp), len(names))
    order = np.argsort(-table.sum(axis=1), kind="stable")
    return [
        {
            "group": str(names[i]),
            "km": float(table[i].sum()),
            "exposed": float(table[i, : hazard.n_classes].sum()),
            "classes": _named(hazard, table[i]),
        }
        for i in order
    ]


def _facility_groups(hazard: Hazard, found: Tally) -> list[dict[str, Any]]:
    """Count facilities of each type by class, the most exposed type first."""
    if found.facilities is None:
        return []
    labels = {t.id: t.label for t in facility_types()}
    types = found.facilities.frame["type"].astype(str).to_numpy()
    names, group = np.unique(types, return_inverse=True)
    table = counted(found.facilities.rank, group.astype(np.intp), len(names), hazard.n_classes)
    exposed = table[:, : hazard.n_classes].sum(axis=1)
    return [
        {
            "type": str(names[i]),
            "label": labels.get(str(names[i]), Text(str(names[i]), str(names[i]))).to_dict(),
            "n": int(table[i].sum()),
            "exposed": int(exposed[i]),
            "classes": _named(hazard, table[i]),
        }
        for i in np.lexsort((-table.sum(axis=1), -exposed))
    ]


def _named(hazard: Hazard, values: NDArray[Any]) -> dict[str, Any]:
    return {code: v.item() for (code, _), v in zip(classes_of(hazard), values, strict=True)}


def _class_names(hazard: Hazard, rank: Ints) -> list[str]:
    codes = [code for code, _ in classes_of(hazard)]
    return [codes[k] for k in np.where(rank == NONE, len(codes) - 1, rank)]


def _line_shapes(hazard: Hazard, found: Tally) -> gpd.GeoDataFrame:
    if found.lines is None:
        return gpd.GeoDataFrame({"class": []}, geometry=[], crs=STORAGE_CRS)
    pieces = found.lines.pieces
    columns = {
        "class": _class_names(hazard, pieces.rank),
        "km": pieces.metres / 1000.0,
        "group": found.lines.group,
        "name": found.lines.name,
    }
    index = pd.RangeIndex(1, len(pieces.line) + 1)
    return gpd.GeoDataFrame(columns, index=index, geometry=pieces.shape, crs=STORAGE_CRS)


def _facility_shapes(hazard: Hazard, found: Tally) -> gpd.GeoDataFrame:
    if found.facilities is None:
        return gpd.GeoDataFrame({"class": []}, geometry=[], crs=STORAGE_CRS)
    return found.facilities.frame.assign(**{"class": _class_names(hazard, found.facilities.rank)})
