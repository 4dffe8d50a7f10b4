"""Letters broken by a wrong encoding: UTF-8 or GBK read as Latin, and letters lost for good."""

from __future__ import annotations

import re

from layers.defects.defect import Detector, Suspicion, Table
from layers.defects.finding import rows_said
from layers.schema import Text

# What a lead byte of UTF-8 (C2 to F4) followed by others looks like in cp1252 or Latin-1.
TRACES = re.compile("[Â-ô][\u0080-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
LOST = "\ufffd"
GBK_RUN = re.compile("[¡-þ]{4,}")
HIGH_LATIN = {c: bytes([c]) for c in range(0x80, 0xA0)}


def unbroken(text: str) -> str | None:
    """Give a text as it was before its bytes were misread, None if it seems whole.

    Examples
    --------
    >>> unbroken("BaÃ±jar"), unbroken("Bañjar")
    ('Bañjar', None)
    """
    if TRACES.search(text):
        try:
            whole = _bytes(text).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
        return whole if whole != text else None
    return _from_gbk(text)


def _bytes(text: str) -> bytes:
    """Give the bytes that cp1252 showed as these letters, its five holes as they are."""
    return b"".join(
        HIGH_LATIN[ord(c)] if ord(c) in HIGH_LATIN else c.encode("cp1252") for c in text
    )


def _from_gbk(text: str) -> str | None:
    """Read runs of high Latin letters as GB2312, if all of them are Chinese characters."""
    if not GBK_RUN.search(text):
        return None
    try:
        whole = text.encode("latin-1").decode("gb2312")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    high = [c for c in whole if ord(c) > 0x7F]
    return whole if high and all("\u4e00" <= c <= "\u9fff" for c in high) else None


def _mojibake(table: Table) -> list[Suspicion]:
    out = []
    for name, values in table.texts():
        if not any(_may_be_broken(part) for part in _blocks(values)):
            continue
        whole = {v: w for v in values if (w := unbroken(v)) is not None}
        if whole:
            out.append(_broken(table, name, whole))
    return out


def _blocks(values: list[str]) -> list[str]:
    """Join values, so that one search looks through thousands."""
    return ["\n".join(values[i : i + 5000]) for i in range(0, len(values), 5000)]


def _may_be_broken(block: str) -> bool:
    return not block.isascii() and bool(TRACES.search(block) or GBK_RUN.search(block))


def _broken(table: Table, name: str, whole: dict[str, str]) -> Suspicion:
    at = table.places_of(name, whole)
    before = table.values(name)[at]
    after = [whole[v] for v in before]
    rows = rows_said(table.rows[at])
    example = f"{before[0]!r} → {after[0]!r}"
    message = Text(
        f"kolom {table.title(name)!r}: {example} ({rows.id})",
        f"column {table.title(name)!r}: {example} ({rows.en})",
    )
    return Suspicion("mojibake", message, at, name, list(before), after, clear=True)


def _lost(table: Table) -> list[Suspicion]:
    out = []
    for name, values in table.texts():
        if not any(LOST in part for part in _blocks(values)):
            continue
        at = table.places_of(name, dict.fromkeys(v for v in values if LOST in v))
        rows = rows_said(table.rows[at])
        message = Text(
            f"kolom {table.title(name)!r}: huruf hilang pada {rows.id}",
            f"column {table.title(name)!r}: letters lost in {rows.en}",
        )
        before = list(table.values(name)[at])
        out.append(Suspicion("replacement-character", message, at, name, before))
    return out


DETECTORS = (
    Detector(("mojibake",), _mojibake),
    Detector(("replacement-character",), _lost),
)
