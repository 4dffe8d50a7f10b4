"""Checking a plan: every defect of its attributes and its polygons, feature by feature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.schema import Text
from layers.sources.findings import Finding
from layers.zoning.attributes import find_attributes
from layers.zoning.classing import Classed, classify
from layers.zoning.consistency import attribute_findings, place_findings, repeated_ids
from layers.zoning.extents import area_findings
from layers.zoning.ground import Ground
from layers.zoning.spelling import is_damaged
from layers.zoning.telling import told
from layers.zoning.topology import topology_findings


def check_zoning(frame: gpd.GeoDataFrame) -> list[Finding]:
    """List every defect of an RDTR or RTRW layer as it came.

    Parameters
    ----------
    frame
        Any CRS, attribute names in any case, index = row in the file.

    Returns
    -------
    list of Finding
        The defects the import sees in any file (missing and invalid geometry, spaces,
        repeated ids and rows) and those of plans (`findings_of_plan`).

    Raises
    ------
    CRSError
        If the frame has no CRS.
    """
    found = find_attributes(c for c in frame.columns if c != frame.geometry.name)
    plain = frame.rename(columns={column: name for name, column in found.items()})
    stripped = plain.copy()
    for name in found:
        stripped[name] = stripped[name].map(_stripped)
    return [
        *_geometry(plain),
        *_spaces(plain, found),
        *repeated_ids(plain),
        *_repeated_rows(plain),
        *_damage(plain, found),
        *findings_of_plan(stripped, classify(stripped)),
    ]


def findings_of_plan(frame: gpd.GeoDataFrame, classed: Classed) -> list[Finding]:
    """List the defects that only a plan can have: classes, places, limits, areas, topology."""
    ground = Ground.of(frame)
    said = attribute_findings(frame, classed)
    told_rows = {f.row for f in said if f.code == "place-conflict"}
    astray = [f for f in place_findings(frame, ground.contacts) if f.row not in told_rows]
    return [
        *said,
        *astray,
        *area_findings(frame),
        *topology_findings(frame, ground=ground),
    ]


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _geometry(frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    shapes = frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for row in frame.index[missing]:
        yield told(row, "null-geometry", Text("tanpa poligon", "no polygon"))
    for row, shape in frame.geometry[~missing & ~shapely.is_valid(shapes)].items():
        why = shapely.is_valid_reason(shape)
        yield told(row, "invalid-geometry", Text(why, why), "error")


def _spaces(frame: gpd.GeoDataFrame, found: dict[str, str]) -> Iterator[Finding]:
    for name, column in found.items():
        for row, value in frame[name].items():
            if isinstance(value, str) and value != value.strip():
                said = f"{column} {value!r}"
                yield told(row, "spaces-stripped", Text(said, said), "note")


def _damage(frame: gpd.GeoDataFrame, found: dict[str, str]) -> Iterator[Finding]:
    for name, column in found.items():
        for row, value in frame[name].items():
            if isinstance(value, str) and is_damaged(value):
                said = f"{column} {value!r}"
                yield told(row, "mojibake", Text(said, said))


def _repeated_rows(frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    table["_shape"] = shapely.to_wkb(frame.geometry.to_numpy())
    for row in frame.index[table.duplicated()]:
        same = Text("sama dengan baris sebelumnya", "the same in all as an earlier row")
        yield told(row, "duplicate-row", same)
