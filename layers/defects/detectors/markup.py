"""HTML in attributes: found, and description tables taken apart into columns."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

from layers.defects.defect import Detector, Places, Suspicion, Table, with_column
from layers.defects.finding import rows_said
from layers.schema import Text

TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|div|span|a|table|tbody|tr|td|th|ul|ol|li|font|img|h[1-6]|center|"
    r"hr|html|body|head|script|style)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{2,5}|#x[0-9a-f]{2,4});", re.IGNORECASE)
BLOCKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "hr"})
CELLS = frozenset({"td", "th"})
SILENT = frozenset({"script", "style"})
PAIR = re.compile(r"\s*([^:=\t]{1,48}?)\s*[:=\t]\s*(.*?)\s*", re.DOTALL)
KEY_SHARE, MOST_COLUMNS = 0.2, 40


class _Lines(HTMLParser):
    """Gathers the text of HTML line by line, cells of a row apart by tabs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or a cell."""
        del attrs
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS and self.parts and self.parts[-1] != "\n":
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        """End a line."""
        self.silent -= tag in SILENT and self.silent > 0
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if data.strip() and not self.silent:
            self.parts.append(" ".join(data.split()))


def lines_of(text: str) -> list[str]:
    """Give the text of HTML as lines, without tags.

    Examples
    --------
    >>> lines_of("<p>Operator : PELINDO</p><p>Provinsi : KALTIM</p>")
    ['Operator : PELINDO', 'Provinsi : KALTIM']
    """
    parser = _Lines()
    parser.feed(text)
    parser.close()
    joined = "".join(parser.parts)
    return [line.strip() for line in joined.split("\n") if line.strip()]


def pairs_of(text: str) -> dict[str, str]:
    """Give the pairs "name : value" of a description."""
    found = (PAIR.fullmatch(line) for line in lines_of(text))
    return {m[1].strip(): m[2].strip() for m in found if m and m[1].strip()}


def _html(table: Table) -> list[Suspicion]:
    out = []
    for name, values in table.texts():
        marked = [
            v for v in values if ("<" in v and TAG.search(v)) or ("&" in v and ENTITY.search(v))
        ]
        if not marked:
            continue
        at = table.places_of(name, dict.fromkeys(marked))
        before = [str(v) for v in table.values(name)[at]]
        after = {v: _plain(v) for v in marked}
        keys = keys_of(before)
        out.append(_suspicion(table, name, (at, before, [after[v] for v in before]), keys))
    return out


def _plain(text: str) -> str | None:
    lines = lines_of(text) if TAG.search(text) else [html.unescape(text)]
    return "; ".join(lines) or None


def keys_of(texts: list[str]) -> list[str]:
    """List the names of pairs that a fifth of the texts have, in order of appearance."""
    count: Counter[str] = Counter(key for text in texts for key in pairs_of(text))
    enough = [key for key, n in count.items() if n >= max(KEY_SHARE * len(texts), 1)]
    return enough[:MOST_COLUMNS]


def _suspicion(
    table: Table, name: str, change: tuple[Places, list[str], list[str | None]], keys: list[str]
) -> Suspicion:
    at, before, after = change
    rows = rows_said(table.rows[at])
    holds = ", ".join(keys) or "–"
    message = Text(
        f"kolom {table.title(name)!r}: HTML pada {rows.id}; berisi {holds}",
        f"column {table.title(name)!r}: HTML in {rows.en}; it holds {holds}",
    )
    return Suspicion("html-in-attributes", message, at, name, before, after, clear=True)


def _to_columns(table: Table, seen: Suspicion) -> Table:
    """Make a column of each name that many descriptions have; drop the tags of the rest."""
    from layers.fieldnames import safe_names

    keys = keys_of(list(seen.before))
    found: list[Mapping[str, str]] = [pairs_of(text) for text in seen.before]
    taken = list(table.attributes.columns)
    names = safe_names([*taken, *keys])[len(taken) :] if keys else []
    titles = dict(table.titles)
    for key, name in zip(keys, names, strict=True):
        values: list[str | None] = [None] * len(table)
        for place, pairs in zip(seen.places.tolist(), found, strict=True):
            values[place] = pairs.get(key) or None
        table = with_column(table, name, values, "text")
        titles[name] = key
    values = list(table.values(seen.column))
    for place, text in zip(seen.places.tolist(), seen.after or (), strict=True):
        values[place] = text
    return with_column(table.with_(titles=titles), seen.column, values, "text")


DETECTORS = (Detector(("html-in-attributes",), _html, _to_columns),)
