"""Encodings: which characters the bytes of a table mean."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding

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
HIGH = re.compile(rb"[\x80-\xff]+")
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
N_RUNS = 20_000
# The 3,755 most used characters of GB 2312, and its marks, Latin and numbers.
COMMON_LEADS = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
USUALLY = 0.6  # of the characters of Chinese names are common ones, and more
OTHERS = ("gbk", "big5", "cp932")
# How an encoding was told, in Indonesian; the English words are the key.
HOW: Mapping[str, str] = {
    "as asked": "sesuai permintaan",
    "byte order mark": "tanda urutan bita",
    "declared in .cpg": "disebut dalam .cpg",
    "declared in .dbf": "disebut dalam .dbf",
    "detected": "dikenali",
    "plain ASCII": "ASCII biasa",
    "usual": "lazim",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """The name of an encoding, how it was told, and what else the bytes may be."""

    name: str
    how: str
    others: tuple[str, ...] = ()

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
            Text(
                f"pengodean {label[:40]!r} tidak dikenal; yang diminta misalnya utf-8, cp1252, "
                "atau gbk",
                f"encoding {label[:40]!r} is not known; wanted for example utf-8, cp1252 or gbk",
            ),
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
    shares = _shares(sample)
    fits = _decodes(sample, "gbk")
    if fits and shares.is_chinese:
        return Encoding("gbk", "detected")
    # Bytes that Windows-1252 leaves undefined speak for GBK, where they are common.
    name = "gbk" if fits and not _decodes(sample, "cp1252") else "cp1252"
    others = [o for o in OTHERS if o != name and _decodes(sample, o)] if shares.is_odd else []
    return Encoding(name, "detected", tuple(others))


def told(encoding: Encoding) -> list[Finding]:
    """Say which encoding is taken, and warn where the bytes may be another."""
    how = HOW.get(encoding.how, encoding.how)
    told_how = Text(f"{encoding.name} ({how})", f"{encoding.name} ({encoding.how})")
    found = [say.note("encoding-detected", told_how)]
    if encoding.others:
        asked = " ".join(f"--encoding {name}" for name in encoding.others[:1])
        listed = ", ".join(encoding.others)
        message = Text(
            f"dibaca sebagai {encoding.name}, tetapi bytenya dapat juga berarti {listed}; bila "
            f"huruf tampak salah, berikan {asked}",
            f"read as {encoding.name}, but the bytes may as well be {listed}; where letters look "
            f"wrong, give {asked}",
        )
        found.append(say.warning("encoding-unsure", message))
    return found


@dataclass(frozen=True, slots=True)
class _Shares:
    """How the bytes above ASCII stand: Latin letters stand alone among plain ones.

    `pairs` counts two bytes that would be one Chinese character, `common` the share
    of the usual ones among them, `alone` that of single bytes among all runs, `inside`
    that of runs between two plain letters.
    """

    pairs: int
    common: float
    alone: float
    inside: float

    @property
    def is_chinese(self) -> bool:
        """Say whether hardly anything but Chinese looks like this."""
        usual = self.common >= USUALLY and self.alone <= 0.1
        return usual and self.inside <= 0.5 and self.pairs >= 2

    @property
    def is_odd(self) -> bool:
        """Say whether a European text would hardly look like this."""
        return self.pairs > 0 and self.alone < 0.5 and self.inside <= 0.5


def _shares(sample: bytes) -> _Shares:
    runs = list(islice(HIGH.finditer(sample), N_RUNS))
    leads = [r[0][i] for r in runs for i in range(0, len(r[0]) - 1, 2)]
    common = sum(lead in COMMON_LEADS for lead in leads) / max(len(leads), 1)
    alone = sum(len(r[0]) == 1 for r in runs) / max(len(runs), 1)
    inside = sum(
        {*sample[max(r.start() - 1, 0) : r.start()], *sample[r.end() : r.end() + 1]} <= LETTERS
        and r.start() > 0
        and r.end() < len(sample)
        for r in runs
    )
    return _Shares(len(leads), common, alone, inside / max(len(runs), 1))


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
            Text(
                f"bita {fault.start} bukan {encoding.name}; simpan berkas sebagai UTF-8",
                f"byte {fault.start} is not {encoding.name}; save the file as UTF-8",
            ),
            code="encoding-unknown",
        ) from fault
