"""Rows collected from an XML file one by one, turned into shapes in batches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns.attributes import clean
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import shapes
from layers.sources.reading import Reading, geometry_array

BATCH = 5000


@dataclass
class Collected:
    """Features as they come in: properties by name, a GeoJSON geometry, and their layer."""

    limits: Limits
    columns: dict[str, list[Any]] = field(default_factory=dict)
    shapes: list[Any] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    n_high: int = 0

    @property
    def n(self) -> int:
        """Count the rows so far."""
        return len(self.layers)

    def add(self, properties: Mapping[str, Any], geometry: Any, layer: str = "") -> None:
        """Take the next feature.

        Raises
        ------
        SourceError
            `too-big`, `too-many-columns`.
        """
        if self.n >= self.limits.rows:
            raise SourceError(
                Text(
                    f"lebih dari {self.limits.rows:,} fitur; belah berkasnya",
                    f"more than {self.limits.rows:,} features; split the file",
                ),
                code="too-big",
            )
        for name in properties:
            if name not in self.columns:
                self._new_column(name)
        for name, values in self.columns.items():
            values.append(properties.get(name))
        self.layers.append(layer)
        self.waiting.append(geometry)
        if len(self.waiting) >= BATCH:
            self._shape()

    def _new_column(self, name: str) -> None:
        if len(self.columns) >= self.limits.columns:
            raise SourceError(
                Text(
                    f"lebih dari {self.limits.columns} atribut berbeda; ini bukan tabel fitur",
                    f"more than {self.limits.columns} different attributes",
                ),
                code="too-many-columns",
            )
        self.columns[name] = [None] * self.n

    def _shape(self) -> None:
        first = len(self.shapes) + 1
        made, faults = shapes(self.waiting, depth=self.limits.collection_depth)
        self.findings += [say.error(first + i, code, why) for i, code, why in faults]
        self.shapes += made.tolist()
        self.waiting.clear()

    def fault(self, code: str, why: str | Text) -> None:
        """Say that the feature about to be added cannot be taken."""
        self.findings.append(say.error(self.n + 1, code, why))

    def reading(
        self,
        driver: str,
        crs: str | None,
        layer: str,
        *,
        untyped: Collection[str] | None = None,
        only: Collection[str] | None = None,
    ) -> Reading:
        """Give the rows as a reading, cleaned.

        Parameters
        ----------
        driver, crs, layer
            What the reading says of itself.
        untyped
            Columns whose numbers are told from their letters; all when None.
        only
            Layers whose rows are given; all when None. Columns left empty go.
        """
        self._shape()
        if self.n_high:
            self.findings.append(
                say.note(
                    "z-dropped",
                    Text(
                        f"ketinggian {self.n_high} fitur dibuang",
                        f"heights of {self.n_high} features left out",
                    ),
                )
            )
        reading = Reading(
            attributes=pd.DataFrame(
                {k: pd.Series(v, dtype=object) for k, v in self.columns.items()},
                index=pd.RangeIndex(self.n),
            ),
            geometry=geometry_array(self.shapes),
            rows=np.arange(1, self.n + 1, dtype=np.int64),
            driver=driver,
            crs=crs,
            layer=layer,
            n_read=self.n,
            findings=tuple(self.findings),
        )
        if only is not None:
            reading = _only(reading, np.isin(np.array(self.layers, dtype=object), list(only)))
        return clean(reading, from_text=True if untyped is None else frozenset(untyped))


def _only(reading: Reading, mask: Any) -> Reading:
    kept = reading.keep(mask)
    rows = set(kept.rows.tolist())
    found = tuple(f for f in kept.findings if f.row is None or f.row in rows)
    filled = [c for c in kept.attributes if kept.attributes[c].notna().any()]
    return Reading(
        attributes=kept.attributes[filled],
        geometry=kept.geometry,
        rows=kept.rows,
        driver=kept.driver,
        crs=kept.crs,
        layer=kept.layer,
        n_read=len(kept.rows),
        findings=found,
    )
