"""The report of an import: what was read and written, and every finding by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from layers.defects.finding import Lang
from layers.defects.listing import ReportDocument
from layers.defects.page import SEVERITIES
from layers.errors import ImportRefusedError, LayersError
from layers.layer import Layer
from layers.schema import Text
from layers.sources.findings import SHOWN_ROWS, TITLES, Finding

Mode = Literal["create", "replace", "append"]
LABELS = ("name", "nama", "namobj", "code", "kode", "source_id")
STEPS: Mapping[str, Text] = {
    "open": Text("membuka", "opening"),
    "read": Text("membaca", "reading"),
    "check": Text("memeriksa", "checking"),
    "fit": Text("menyusun kolom", "fitting columns"),
    "write": Text("menyimpan", "writing"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Where an import stands: step `number` of `of`, with `done` of `total` in it."""

    number: int
    of: int
    title: Text
    done: int
    total: int


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, and everything it saw in the file."""

    file: str
    layer: Layer
    mode: Mode
    driver: str
    encoding: str
    crs_in: str
    source_layer: str
    n_read: int
    n_written: int
    n_null: int
    findings: tuple[Finding, ...]
    columns: Mapping[str, str]
    replaced: int | None = None
    dry_run: bool = False
    labels: Mapping[int, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data for JSON."""
        return {
            "file": self.file,
            "layer": self.layer.to_dict(),
            "mode": self.mode,
            "driver": self.driver,
            "encoding": self.encoding,
            "crs_in": self.crs_in,
            "source_layer": self.source_layer,
            "n_read": self.n_read,
            "n_written": self.n_written,
            "n_null": self.n_null,
            "findings": [f.to_dict() for f in self.findings],
            "columns": dict(self.columns),
            "replaced": self.replaced,
            "dry_run": self.dry_run,
        }

    def document(self) -> ReportDocument:
        """Give the report to be written as HTML, CSV or JSON."""
        facts = (
            (Text("Layer", "Layer"), self.layer.id),
            (Text("Format", "Format"), f"{self.driver}, {self.crs_in}, {self.encoding}"),
            (Text("Baris dibaca", "Rows read"), str(self.n_read)),
            (Text("Baris ditulis", "Rows written"), str(self.n_written)),
            (Text("Tanpa geometri", "Without geometry"), str(self.n_null)),
        )
        return ReportDocument(
            self.file,
            "dry-run" if self.dry_run else "written",
            [("", f) for f in self.findings],
            facts,
            {"": self.labels},
        )

    def summary(self, lang: Lang = "id") -> str:
        """Say in a few lines what was done; one line for each kind of finding."""
        words = {
            "id": ("dibaca", "ditulis", "tanpa geometri", "uji coba, tidak ada yang ditulis"),
            "en": ("read", "written", "without geometry", "dry run, nothing written"),
        }[lang]
        head = (
            f"{self.file} ({self.driver}, {self.crs_in}) → {self.layer.id}: "
            f"{self.n_read} {words[0]}, {self.n_written} {words[1]}, {self.n_null} {words[2]}"
        )
        lines = [head + (f" ({words[3]})" if self.dry_run else "")]
        return "\n".join([*lines, *grouped(self.findings, lang)])


def labels_of(frame: pd.DataFrame, findings: Sequence[Finding]) -> dict[int, str]:
    """Give the name of each feature a finding speaks of; the index of the frame counts rows."""
    column = next((c for c in LABELS if c in frame.columns), None)
    if column is None:
        return {}
    asked = {row for f in findings for row in (f.rows or ((f.row,) if f.row else ()))}
    names = frame[column][frame.index.isin(list(asked))].dropna()
    return {int(str(row)): str(name)[:80] for row, name in names.items()}


def refusal(file: str, fault: LayersError) -> ReportDocument:
    """Give the report of a file that was refused: why, and all that was seen till then."""
    rows = fault.rows if isinstance(fault, ImportRefusedError) else ()
    findings = list(fault.findings)
    if not any(f.severity == "error" for f in findings):
        why = {lang: text.removeprefix(f"{file}: ") for lang, text in fault.text.to_dict().items()}
        findings.insert(
            0, Finding(None, fault.code, why["en"], "error", "refused", message_id=why["id"])
        )
    facts = [(Text("Baris ditolak", "Rows refused"), str(len(rows)))] if rows else []
    return ReportDocument(file, "refused", [("", f) for f in findings], facts)


def grouped(findings: Sequence[Finding], lang: Lang) -> list[str]:
    """Give one line for each kind of finding, the rows of it listed."""
    lines = []
    for code in dict.fromkeys(f.code for f in findings):
        same = [f for f in findings if f.code == code]
        title = getattr(TITLES.get(code, Text(code, code)), lang)
        if same[0].row is None:
            lines += [
                f"  {_severity(f, lang)} {title}: {f.said(lang)}{_action(f, lang)}" for f in same
            ]
            continue
        shown = "; ".join(f"{f.row}: {f.said(lang)}" for f in same[:SHOWN_ROWS])
        more = f" … (+{len(same) - SHOWN_ROWS})" if len(same) > SHOWN_ROWS else ""
        lines.append(f"  {_severity(same[0], lang)} {title} ({len(same)}): {shown}{more}")
    return lines


def _action(finding: Finding, lang: Lang) -> str:
    return f" ({finding.done(lang)})" if finding.action else ""


def _severity(finding: Finding, lang: Lang) -> str:
    return str(getattr(SEVERITIES[finding.severity], lang))
