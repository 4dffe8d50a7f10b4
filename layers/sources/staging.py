"""Staging: how rows get from the reading process to ours, and are checked on arrival."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from layers import geometry
from layers.crs import STORAGE_CRS
from layers.errors import CRSError, LayersError, SourceError
from layers.schema import GeometryType, Text
from layers.sources.columns import wkb
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.reading import Reading

if TYPE_CHECKING:
    import geopandas as gpd

ROWS_FILE, REPORT_FILE, JOB_FILE = "rows.arrow", "report.json", "job.json"
WKB, ROW = "\0wkb", "\0row"
# Kinds of error that cross the border between the processes as what they are.
KINDS: Mapping[str, type[LayersError]] = {"CRSError": CRSError}
GEO_BOUNDS = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Staged:
    """What the reading process handed over: features in EPSG:4326 and what it saw.

    `frame` is None when rows were refused; its index is the row number in the
    file. `fields` describes the columns (name, type, title), `about` is what the
    file says of its source, licence and date.
    """

    frame: gpd.GeoDataFrame | None
    geometry_type: GeometryType
    fields: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...]
    driver: str
    encoding: str
    crs: str
    layer: str
    n_read: int
    network: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def write(reading: Reading, kind: GeometryType, folder: Path) -> None:
    """Write the rows of a reading as an Arrow file."""
    table = pa.table({ROW: pa.array(reading.rows)})
    for name in reading.attributes.columns:
        held = reading.texts.get(name)
        if held is None:
            held = pa.array(reading.attributes[name], from_pandas=True)
        table = table.append_column(name, held)
    table = table.append_column(WKB, wkb.column_of(reading.geometry))
    table = table.replace_schema_metadata({"geometry_type": kind})
    with (
        pa.OSFile(str(folder / ROWS_FILE), "wb") as sink,
        pa.ipc.new_file(sink, table.schema) as out,
    ):
        out.write_table(table)


def write_report(report: dict[str, Any], folder: Path) -> None:
    """Write the report beside the rows."""
    (folder / REPORT_FILE).write_text(json.dumps(report, allow_nan=False), encoding="utf-8")


def failure(code: str, why: Text, kind: str = "SourceError") -> dict[str, Any]:
    """Give the report of a job that failed, the reason in both languages."""
    return {"error": kind, "code": code, "text": why.to_dict()}


def failure_of(fault: LayersError) -> dict[str, Any]:
    """Give an error as the report of a job."""
    return failure(fault.code, fault.text, type(fault).__name__)


def fault_in(report: Mapping[str, Any]) -> LayersError | None:
    """Give the error that a report tells of, if any; its words are not trusted to be words."""
    if "error" not in report:
        return None
    kind = KINDS.get(str(report["error"]), SourceError)
    text = Text(str(report["text"]["id"]), str(report["text"]["en"]))
    return kind(text, code=str(report["code"]))


def report_of(reading: Reading, kind: str, network: str, *, refused: bool) -> dict[str, Any]:
    """Give the report of a reading as plain data."""
    return {
        "refused": refused,
        "geometry_type": kind,
        "fields": list(reading.fields),
        "findings": [f.to_dict() for f in reading.findings],
        "driver": reading.driver,
        "encoding": reading.encoding,
        "crs": str(reading.crs),
        "layer": reading.layer,
        "n_read": reading.n_read,
        "network": network,
        "about": dict(reading.about),
    }


def collect(report: dict[str, Any], folder: Path, limits: Limits) -> Staged:
    """Read rows and report back, trusting neither.

    Raises
    ------
    SourceError
        `staging-damaged` if the rows are not what was agreed on.
    """
    frame = None if report["refused"] else _frame(folder / ROWS_FILE, limits)
    return Staged(
        frame=frame,
        geometry_type=report["geometry_type"],
        fields=tuple(report["fields"]),
        findings=tuple(Finding.from_dict(f) for f in report["findings"]),
        driver=str(report["driver"]),
        encoding=str(report["encoding"]),
        crs=str(report["crs"]),
        layer=str(report["layer"]),
        n_read=int(report["n_read"]),
        network=str(report["network"]),
        about={str(k): str(v) for k, v in report.get("about", {}).items()},
    )


def _frame(path: Path, limits: Limits) -> gpd.GeoDataFrame:
    import geopandas as gpd  # only on our side of the border: it takes long to load

    try:
        with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
            table = file.read_all()
        rows = table.column(ROW).to_numpy()
        shapes = _shapes(wkb.whole(table.column(WKB)), limits)
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise SourceError(
            Text(
                f"baris yang terbaca tidak dapat diambil alih: {fault}",
                f"the rows read cannot be taken over: {fault}",
            ),
            code="staging-damaged",
        ) from fault
    attributes = table.drop_columns([WKB, ROW]).to_pandas(types_mapper=_nullable)
    attributes.index = pd.Index(rows, name="row")
    return gpd.GeoDataFrame(
        attributes, geometry=gpd.GeoSeries(shapes, index=attributes.index), crs=STORAGE_CRS
    )


def _nullable(kind: pa.DataType) -> Any:
    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    return pd.BooleanDtype() if pa.types.is_boolean(kind) else None


def _shapes(column: Any, limits: Limits) -> Any:
    shapes = wkb.points_of(column)
    if shapes is None:
        blobs = np.array([*column.to_pylist(), None], dtype=object)[:-1]
        for blob in blobs:
            if blob is not None and len(blob) > 64:
                geometry.wkb_depth(blob, limits.collection_depth)
        shapes = shapely.from_wkb(blobs)
    bounds = shapely.bounds(shapes)
    bounds = bounds[shapely.get_type_id(shapes) >= 0]
    low, high = np.array(GEO_BOUNDS[:2]), np.array(GEO_BOUNDS[2:])
    fine = (
        np.isfinite(bounds).all() and (bounds[:, :2] >= low).all() and (bounds[:, 2:] <= high).all()
    )
    if not fine:
        why = Text(
            "ada geometri terbaca yang terletak di luar bumi",
            "a staged geometry lies off the earth",
        )
        raise SourceError(why, code="staging-damaged")
    return shapes
