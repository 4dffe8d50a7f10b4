"""Encodings: which characters the bytes of a table mean."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from layers.errors import SourceError

# Language ids of dBase files that matter here; 0x57 only says "the ANSI page of
# the machine that wrote it", which is no more than a hint.
DBF_PAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x4D: "gbk",
    0x4F: "cp950",
    0x57: "cp1252",
    0x58: "cp1252",
    0x7B: "cp932",
}
WEAK_PAGES = {0x00, 0x57}
SAMPLE = 8_000_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """The name of an encoding and how it was told."""

    name: str
    how: str

    @property
    def guessed(self) -> bool:
        """Say whether it rests on the bytes alone."""
        return self.how == "detected"


def named(label: str) -> Encoding:
    """Give the encoding a person names.

    Raises
    ------
    SourceError
        `encoding-unknown` if there is none of that name.
    """
    name = python_name(label)
    if name is None:
        raise SourceError(
            f"encoding {label[:40]!r} is not known; wanted for example utf-8, cp1252 or gbk",
            code="encoding-unknown",
        )
    return Encoding(name, "as asked")


def detect(sample: bytes) -> Encoding:
    """Tell the encoding of text from its bytes: UTF-8, GBK or Windows-1252.

    Examples
    --------
    >>> detect("Kabupatèn".encode("cp1252")).name
    'cp1252'
    """
    if sample.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig", "byte order mark")
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16", "byte order mark")
    if sample.isascii():
        return Encoding("utf-8", "plain ASCII")
    if _decodes(sample, "utf-8"):
        return Encoding("utf-8", "detected")
    # Bytes that Windows-1252 leaves undefined speak for GBK, where they are common.
    if not _decodes(sample, "cp1252") and _decodes(sample, "gbk"):
        return Encoding("gbk", "detected")
    return Encoding("cp1252", "detected")


def _decodes(sample: bytes, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        decoder.decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def of_dbf(dbf: Path, cpg: Path | None) -> Encoding:
    """Tell the encoding of a shapefile's attributes.

    The `.cpg` file is believed when the bytes agree with it, then the language
    id in the `.dbf` head, then the bytes.
    """
    with dbf.open("rb") as handle:
        head = handle.read(32)
        handle.seek(int.from_bytes(head[8:10], "little") if len(head) == 32 else 0)
        sample = handle.read(SAMPLE)
    declared = python_name(cpg.read_text("ascii", "replace")) if cpg else None
    if declared and (sample.isascii() or _decodes(sample, declared)):
        return Encoding(declared, "declared in .cpg")
    seen = detect(sample)
    page = head[29] if len(head) == 32 else 0
    if page in DBF_PAGES and (page not in WEAK_PAGES or seen.name != "utf-8"):
        named = DBF_PAGES[page]
        if sample.isascii() or _decodes(sample, named):
            return Encoding(named, "declared in .dbf")
    return seen


def python_name(label: str) -> str | None:
    """Give Python's name of an encoding as written in `.cpg` files, None if unknown.

    Examples
    --------
    >>> python_name("ANSI 1252"), python_name("UTF-8"), python_name("936")
    ('cp1252', 'utf-8', 'gbk')
    """
    text = label.strip().upper().removeprefix("ANSI").removeprefix("OEM").strip(" _-")
    if text in {"65001", "UTF8"}:
        return "utf-8"
    if text in {"936", "CP936"}:
        return "gbk"
    for candidate in (f"cp{text}", text):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    return None


def decode(data: bytes, encoding: Encoding) -> str:
    """Decode a whole text.

    Raises
    ------
    SourceError
        `encoding-unknown` if it holds bytes the encoding has no letter for.
    """
    try:
        return data.decode(encoding.name)
    except UnicodeDecodeError as fault:
        raise SourceError(
            f"byte {fault.start} is not {encoding.name}; save the file as UTF-8",
            code="encoding-unknown",
        ) from fault
