"""Reading: the rows of one file, as read and before anything is decided about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from layers.defects.defect import Table
from layers.defects.finding import Finding

Geometries = npt.NDArray[np.object_]
Rows = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
# Formats whose coordinates are decimal degrees in letters, so that digits tell something.
WRITTEN = ("GeoJSON", "CSV", "KML", "GPX", "TopoJSON")


def silent(done: int, total: int) -> None:
    """Take a progress report and do nothing with it."""


@dataclass(frozen=True)
class Reading:
    """Attributes, geometries and row numbers of one file, all of one length.

    `rows` counts features in the file from 1 and stays with a row when others
    are taken out. `crs` is what the file says, None when it says nothing.
    `fields` describes the columns once they were cleaned (name, type, title).
    `about` is what the file says about itself: `source`, `licence`,
    `attribution`, `data_date`, `trust`. `texts` are columns of texts once more, as
    Arrow keeps them: only of a reading whose `attributes` are still those.
    """

    attributes: pd.DataFrame
    geometry: Geometries
    rows: Rows
    driver: str
    crs: Any = None
    encoding: str = "UTF-8"
    layer: str = ""
    n_read: int = 0
    fields: tuple[dict[str, str], ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    about: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, pa.Array] = field(default_factory=dict, repr=False)

    def with_(self, *findings: Finding, **changes: Any) -> Reading:
        """Give a copy with some parts changed and findings added."""
        if "attributes" in changes:
            changes = {"texts": {}, **changes}
        return replace(self, findings=(*self.findings, *findings), **changes)

    def keep(self, mask: npt.NDArray[np.bool_]) -> Reading:
        """Give a copy with only the rows where `mask` is true."""
        return replace(
            self,
            attributes=self.attributes[mask].reset_index(drop=True),
            geometry=self.geometry[mask],
            rows=self.rows[mask],
            texts={},
        )

    def bad_rows(self) -> list[int]:
        """List the rows that an error keeps out, each once, in order."""
        return sorted({f.row for f in self.findings if f.severity == "error" and f.row})


def geometry_array(values: Sequence[Any] | npt.NDArray[Any]) -> Geometries:
    """Give geometries as the one-dimensional object array every step works on."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def table_of(reading: Reading) -> Table:
    """Give the rows of a cleaned reading as detectors of defects look at them."""
    moved = any(f.code == "crs-transformed" for f in reading.findings)
    return Table(
        attributes=reading.attributes,
        geometry=reading.geometry,
        rows=reading.rows,
        kinds={f["name"]: f["type"] for f in reading.fields},
        titles={f["name"]: f["title"] for f in reading.fields},
        today=dt.datetime.now(dt.UTC).date(),
        written=not moved and reading.driver.startswith(WRITTEN),
        arrow=reading.texts,
    )


def of_table(reading: Reading, table: Table) -> Reading:
    """Give the reading with the rows and columns of a table that was repaired."""
    if table.attributes is reading.attributes and table.geometry is reading.geometry:
        return reading
    known = {f["name"]: f for f in reading.fields}
    fields = tuple(
        {**known.get(name, {}), "name": name, "type": kind, "title": table.title(name)}
        for name in map(str, table.attributes.columns)
        if (kind := table.kinds[name])
    )
    return replace(
        reading,
        attributes=table.attributes,
        geometry=table.geometry,
        rows=table.rows,
        fields=fields,
        texts=table.arrow,
    )
