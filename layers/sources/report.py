"""The report of an import: what was read and written, and every finding by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from layers.layer import Layer
from layers.schema import Text
from layers.sources.findings import SHOWN_ROWS, TITLES, Finding

Mode = Literal["create", "replace", "append"]
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

    def summary(self, lang: Literal["id", "en"] = "id") -> str:
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


def grouped(findings: Sequence[Finding], lang: Literal["id", "en"]) -> list[str]:
    """Give one line for each kind of finding, the rows of it listed."""
    lines = []
    for code in dict.fromkeys(f.code for f in findings):
        same = [f for f in findings if f.code == code]
        title = getattr(TITLES.get(code, Text(code, code)), lang)
        if same[0].row is None:
            lines += [f"  {same[0].severity} {title}: {f.message}{_action(f)}" for f in same]
            continue
        shown = "; ".join(f"{f.row}: {f.message}" for f in same[:SHOWN_ROWS])
        more = f" … (+{len(same) - SHOWN_ROWS})" if len(same) > SHOWN_ROWS else ""
        lines.append(f"  {same[0].severity} {title} ({len(same)}): {shown}{more}")
    return lines


def _action(finding: Finding) -> str:
    return f" ({finding.action})" if finding.action else ""
