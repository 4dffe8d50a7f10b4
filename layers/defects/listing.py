"""Findings as a list of lines, one for each row concerned: CSV and plain data for JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from layers.defects.defect import known_defects
from layers.defects.finding import Finding, Lang
from layers.defects.titles import titles
from layers.schema import Text
from layers.text import harmless

Outcome = Literal["written", "dry-run", "refused", "checked"]
OUTCOMES: Mapping[str, Text] = {
    "written": Text("disimpan", "written"),
    "dry-run": Text("uji coba, tidak ada yang disimpan", "dry run, nothing written"),
    "refused": Text("ditolak, tidak ada yang berubah", "refused, nothing was changed"),
    "checked": Text("diperiksa", "checked"),
}
COLUMNS = (
    *("layer", "code", "severity", "row", "feature", "column", "before", "after", "action"),
    *("title_id", "title_en", "message_id", "message_en", "explanation_id", "explanation_en"),
)


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """What is told about a file or workspace: what became of it, and every finding.

    Attributes
    ----------
    name
        The file or workspace.
    outcome
        What became of it.
    facts
        Further facts, by their titles.
    findings
        Layer (or "") and finding.
    labels
        Layer → row → name of the feature, as far as known.
    """

    name: str
    outcome: Outcome
    findings: Sequence[tuple[str, Finding]]
    facts: Sequence[tuple[Text, str]] = ()
    labels: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the document as plain data for JSON, the defects explained once."""
        codes = dict.fromkeys(f.code for _, f in self.findings)
        known = known_defects()
        return {
            "name": self.name,
            "outcome": self.outcome,
            "facts": [{"title": t.to_dict(), "value": v} for t, v in self.facts],
            "findings": [
                {"layer": layer, **f.to_dict(), "message_id": f.said("id")}
                for layer, f in self.findings
            ],
            "defects": {code: known[code].to_dict() for code in codes if code in known},
        }


def lines(document: ReportDocument) -> Iterator[dict[str, Any]]:
    """Give one line for each row of each finding, or one for a finding without rows."""
    for layer, finding in document.findings:
        names = document.labels.get(layer, {})
        for row, before, after in places(finding):
            yield {
                "layer": layer,
                "code": finding.code,
                "severity": finding.severity,
                "row": row,
                "feature": names.get(row, "") if row is not None else "",
                "column": finding.column,
                "before": before,
                "after": after,
                "action": finding.action,
                **_told(finding),
            }


def places(finding: Finding) -> list[tuple[int | None, str, str]]:
    """Give row, before and after for each row of a finding; once without a row if it has none."""
    rows: Sequence[int | None] = finding.rows or (finding.row,)
    before = finding.before or ("",) * len(rows)
    after = finding.after or ("",) * len(rows)
    return list(zip(rows, before, after, strict=False))


def _told(finding: Finding) -> dict[str, str]:
    defect = known_defects().get(finding.code)
    nothing = Text("", "")
    title, why = (defect.title, defect.explanation) if defect else (nothing, nothing)
    return {
        "title_id": title.id,
        "title_en": title.en,
        "message_id": finding.said("id"),
        "message_en": finding.said("en"),
        "explanation_id": why.id,
        "explanation_en": why.en,
    }


def to_csv(document: ReportDocument) -> str:
    """Give the lines as CSV; cells that a spreadsheet would run as formulas are made text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for line in lines(document):
        writer.writerow({k: harmless(v) for k, v in line.items()})
    return out.getvalue()


def title_of(code: str, lang: Lang) -> str:
    """Give the title of a code, the code itself where it has none."""
    title = titles().get(code)
    return title.said(lang) if title else code
