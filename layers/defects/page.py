"""The report as one HTML page: nothing loaded from elsewhere, no script, every value escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from layers.defects.defect import known_defects
from layers.defects.finding import Finding, Lang
from layers.defects.listing import OUTCOMES, ReportDocument, places, title_of, to_csv
from layers.errors import SourceError
from layers.schema import Text

SHOWN_LINES = 200
WORDS: Mapping[str, Text] = {
    "heading": Text("Laporan data", "Data report"),
    "none": Text("Tidak ada temuan.", "Nothing was found."),
    "row": Text("baris", "row"),
    "feature": Text("fitur", "feature"),
    "column": Text("kolom", "column"),
    "before": Text("sebelum", "before"),
    "after": Text("sesudah", "after"),
    "more": Text("baris lagi dalam laporan CSV dan JSON", "more rows in the CSV and JSON reports"),
    "repair": Text("dapat diperbaiki dengan", "can be repaired with"),
    "findings": Text("temuan", "findings"),
}
SEVERITIES: Mapping[str, Text] = {
    "error": Text("kesalahan", "error"),
    "warning": Text("peringatan", "warning"),
    "note": Text("catatan", "note"),
}
STYLE = """
:root{--ink:#14211f;--soft:#4a5a57;--paper:#fbfaf6;--paper-2:#f1efe7;--line:#d9d5c7;
--brand:#0b4f4a;--error:#a3231f;--warning:#8a5a00;--note:#5b5f66}
@media (prefers-color-scheme:dark){:root{--ink:#eef2ef;--soft:#b4c0bc;--paper:#14201f;
--paper-2:#1d2b2a;--line:#33433f;--brand:#7fd0c2;--error:#f09a92;--warning:#e6bd63;--note:#b3b8bf}}
body{margin:0 auto;max-width:64rem;padding:24px 16px;background:var(--paper);color:var(--ink);
font:1rem/1.5 "Noto Sans",system-ui,sans-serif;overflow-wrap:anywhere}
h1{color:var(--brand);font-size:1.6rem;margin:0 0 4px}
h2{font-size:1.1rem;margin:0 0 4px}
p{margin:4px 0}.soft{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:12px 0}
dt{color:var(--soft)}dd{margin:0}
section{background:var(--paper-2);border:1px solid var(--line);border-left:6px solid var(--note);
border-radius:10px;padding:12px 16px;margin:16px 0}
section.error{border-left-color:var(--error)}section.warning{border-left-color:var(--warning)}
.badge{font-size:.84rem;font-weight:600;color:var(--note)}
.error .badge{color:var(--error)}.warning .badge{color:var(--warning)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:8px 0;font-size:.9rem;width:100%}
th{overflow-wrap:normal;white-space:nowrap}
td.number{white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:3px 12px 3px 0;border-top:1px solid var(--line)}
td.number{font-variant-numeric:tabular-nums}
code{font-family:ui-monospace,monospace;font-size:.9em}
"""
RANK = {"error": 0, "warning": 1, "note": 2}


def to_html(document: ReportDocument, lang: Lang) -> str:
    """Give the report as a page in one language."""
    heading = f"{_word('heading', lang)}: {document.name}"
    outcome = getattr(OUTCOMES[document.outcome], lang)
    facts = "".join(
        f"<dt>{escape(getattr(title, lang))}</dt><dd>{escape(value)}</dd>"
        for title, value in document.facts
    )
    body = "".join(_sections(document, lang)) or f"<p>{_word('none', lang)}</p>"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(heading)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(heading)}</h1><p>{escape(outcome)} · {len(document.findings)} "
        f"{_word('findings', lang)}</p><dl>{facts}</dl>{body}</main></body></html>\n"
    )


def _word(key: str, lang: Lang) -> str:
    return str(getattr(WORDS[key], lang))


def _sections(document: ReportDocument, lang: Lang) -> Iterator[str]:
    """Give one section for each kind of finding in each layer, errors first."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for layer, finding in document.findings:
        groups.setdefault((layer, finding.code, finding.severity), []).append(finding)
    for (layer, code, severity), group in sorted(groups.items(), key=lambda g: RANK[g[0][2]]):
        yield _section(document, (layer, code, severity), group, lang)


def _section(
    document: ReportDocument, key: tuple[str, str, str], group: list[Finding], lang: Lang
) -> str:
    layer, code, severity = key
    defect = known_defects().get(code)
    title = f"{layer}: {title_of(code, lang)}" if layer else title_of(code, lang)
    why = escape(getattr(defect.explanation, lang)) if defect else ""
    repair = (
        f'<p class="soft">{_word("repair", lang)} <code>--fix {escape(code)}</code></p>'
        if defect and defect.can_repair and not any(f.action == "repaired" for f in group)
        else ""
    )
    said = "".join(
        f"<p>{escape(f.said(lang))}{_done(f, lang)}</p>" for f in group[:SHOWN_LINES] if not f.row
    )
    return (
        f'<section class="{severity}"><h2>{escape(title)}</h2>'
        f'<p class="badge">{escape(getattr(SEVERITIES[severity], lang))} · '
        f'<code>{escape(code)}</code></p><p class="soft">{why}</p>{repair}{said}'
        f"{_table(group, document.labels.get(layer, {}), lang)}</section>"
    )


def _done(finding: Finding, lang: Lang) -> str:
    return f" ({escape(finding.done(lang))})" if finding.action else ""


def _table(group: list[Finding], labels: Mapping[int, str], lang: Lang) -> str:
    """Give the rows of a kind of finding, the first two hundred."""
    listed = [
        (f, row, before or (f.said(lang) if f.row else ""), after)
        for f in group
        for row, before, after in places(f)
        if row is not None
    ]
    if not listed:
        return ""
    heads = "".join(
        f"<th>{_word(w, lang)}</th>" for w in ("row", "feature", "column", "before", "after")
    )
    rows = "".join(
        f'<tr><td class="number">{row}</td><td>{escape(labels.get(row, ""))}</td>'
        f"<td>{escape(f.column)}</td><td>{escape(before)}</td><td>{escape(after)}</td></tr>"
        for f, row, before, after in listed[:SHOWN_LINES]
    )
    rest = len(listed) - SHOWN_LINES
    more = f'<p class="soft">+{rest} {_word("more", lang)}</p>' if rest > 0 else ""
    return f'<div class="scroll"><table><tr>{heads}</tr>{rows}</table></div>{more}'


def rendered(document: ReportDocument, path: Path, lang: Lang) -> str:
    """Give the report in the format a file name asks for: .html, .csv or .json.

    Raises
    ------
    SourceError
        `report-format` for any other name.
    """
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm"):
        return to_html(document, lang)
    if suffix == ".csv":
        return to_csv(document)
    if suffix == ".json":
        return json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n"
    raise SourceError(
        Text(
            f"laporan ditulis sebagai .html, .csv, atau .json; yang diberikan {path.name!r}",
            f"a report is written as .html, .csv or .json; got {path.name!r}",
        ),
        code="report-format",
    )
