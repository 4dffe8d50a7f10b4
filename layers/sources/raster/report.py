"""The report of a raster import: cells instead of rows, and every finding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from layers.defects.finding import Lang
from layers.defects.listing import ReportDocument
from layers.schema import Text
from layers.sources.report import ImportReport, grouped


@dataclass(frozen=True, slots=True)
class RasterReport(ImportReport):
    """What the import of a raster did; rows are cells, and those without a value are null.

    `shape` counts rows and columns, `cell` is width and height of a cell in units of
    the reference system, `extremes` the lowest and highest value.
    """

    shape: tuple[int, int] = (0, 0)
    band: int = 1
    dtype: str = ""
    cell: tuple[float, float] = (0.0, 0.0)
    extremes: tuple[float, float] = (math.nan, math.nan)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data for JSON."""
        known = [v if math.isfinite(v) else None for v in self.extremes]
        raster = {
            "rows": self.shape[0],
            "columns": self.shape[1],
            "band": self.band,
            "dtype": self.dtype,
            "cell": list(self.cell),
            "minimum": known[0],
            "maximum": known[1],
        }
        return {**ImportReport.to_dict(self), "raster": raster}

    def document(self) -> ReportDocument:
        """Give the report to be written as HTML, CSV or JSON."""
        rows, columns = self.shape
        low, high = self.extremes
        facts = (
            (Text("Layer", "Layer"), self.layer.id),
            (Text("Format", "Format"), f"{self.driver}, {self.crs_in}, {self.dtype}"),
            (Text("Sel", "Cells"), f"{rows} x {columns}, {self.cell[0]:g} x {self.cell[1]:g}"),
            (Text("Nilai", "Values"), f"{low:g} … {high:g}"),
            (Text("Tanpa nilai", "Without a value"), str(self.n_null)),
        )
        return ReportDocument(
            self.file,
            "dry-run" if self.dry_run else "written",
            [("", f) for f in self.findings],
            facts,
        )

    def summary(self, lang: Lang = "id") -> str:
        """Say in a few lines what was done; one line for each kind of finding."""
        words = {
            "id": ("sel", "tanpa nilai", "nilai", "uji coba, tidak ada yang ditulis"),
            "en": ("cells", "without a value", "values", "dry run, nothing written"),
        }[lang]
        rows, columns = self.shape
        low, high = self.extremes
        head = (
            f"{self.file} ({self.driver}, {self.crs_in}) → {self.layer.id}: {rows} x {columns} "
            f"{words[0]}, {self.n_null} {words[1]}, {words[2]} {low:g} … {high:g}"
        )
        lines = [head + (f" ({words[3]})" if self.dry_run else "")]
        return "\n".join([*lines, *grouped(self.findings, lang)])
