"""Findings said in a few words: `say.note`, `say.warning`, `say.error`, and a title for each code.

What a defect is, why it matters and how it is mended stands in `layers.defects`.
"""

from __future__ import annotations

from collections.abc import Mapping

from layers.defects.defect import known_defects
from layers.defects.finding import SHOWN_ROWS, Finding, Severity, rows_said, rows_text
from layers.schema import Text

__all__ = [
    "SHOWN_ROWS",
    "TITLES",
    "Finding",
    "Severity",
    "error",
    "note",
    "refusal",
    "rows_said",
    "rows_text",
    "warning",
]

# Titles of codes that are no defects of data; those of defects come from their table.
TITLES: Mapping[str, Text] = {
    "axis-order": Text("urutan sumbu menurut CRS", "axis order as the CRS has it"),
    "geometry-left-out": Text("geometri ditinggalkan", "geometries left out"),
    "link-not-followed": Text("tautan tidak dibuka", "links not followed"),
    "crs-by-convention": Text("CRS menurut kebiasaan format", "CRS by the format's convention"),
    "layers-left-out": Text("layer lain ditinggalkan", "other layers left aside"),
    "format-recognised": Text("format dikenali", "format recognised"),
    "number-rounded": Text("angka besar dibulatkan", "large numbers rounded"),
    "number-as-text": Text("angka besar disimpan sebagai teks", "large numbers kept as text"),
    "join-done": Text("tabel digabungkan", "table joined"),
    "join-by-name": Text("digabungkan menurut nama", "joined by name"),
    "join-code-read": Text("kode disesuaikan untuk penggabungan", "codes read for joining"),
    "join-row-unmatched": Text("baris tanpa wilayah", "rows without a region"),
    "join-region-unmatched": Text("wilayah tanpa baris", "regions without a row"),
    "join-region-twice": Text("wilayah dengan beberapa baris", "regions with several rows"),
    "asset-code-missing": Text(
        "aset tanpa kolom kode; pengamatan tidak dapat menyebutnya",
        "assets without a column of codes; observations cannot name them",
    ),
    "asset-unknown": Text("aset tidak dikenal", "assets that are not known"),
    "code-ambiguous": Text("nama bermakna ganda", "names that fit several regions"),
    "code-dotted": Text("kode ditulis dengan titik", "codes written with dots"),
    "code-family-unclear": Text(
        "kode BPS atau Kemendagri: tidak jelas", "BPS or Kemendagri codes: unclear"
    ),
    "code-from-name": Text("kode dicari dari nama", "codes found by name"),
    "code-is-bps": Text("kode BPS", "BPS codes"),
    "code-not-found": Text("nama wilayah tidak dikenal", "region names not known"),
    "code-similar": Text("kode dari nama yang mirip", "codes from similar names"),
    "level-told": Text("tingkat wilayah dikenali", "level of the regions recognised"),
    "name-of-another": Text("nama milik kode lain", "names that belong to another code"),
    "name-old": Text("ejaan atau nama lama", "other spellings or old names"),
    "class-missing": Text("tanpa kolom kelas", "no column of classes"),
    "default-taken": Text("nilai baku dipakai", "default values taken"),
    "outside-box": Text("di luar kotak yang diminta", "outside the box asked for"),
    "reading-conflict": Text(
        "dua nilai untuk aset dan waktu yang sama", "two values for the same asset and time"
    ),
    "reading-repeated": Text("pengamatan yang sudah ada", "readings that are there already"),
    "time-unreadable": Text("waktu tidak terbaca", "times that cannot be read"),
    "type-by-column": Text("jenis dikenali dari nama kolom", "types told by a column's name"),
    "value-implausible": Text("nilai tidak masuk akal", "values that cannot be true"),
    "value-normalised": Text("nilai diseragamkan", "values brought to codes"),
    "value-unknown": Text("nilai tidak dikenal", "values not recognised"),
    "value-unreadable": Text("nilai tidak terbaca", "values that cannot be read"),
    "zone-assumed": Text("zona waktu dianggap WITA", "time zone taken as WITA"),
    **{code: defect.title for code, defect in known_defects().items()},
}


def error(row: int, code: str, message: str | Text) -> Finding:
    """Give the finding that keeps a row out."""
    told = Text.of(message)
    return Finding(int(row), code, told.en, "error", message_id=_other(told))


def refusal(code: str, message: str | Text) -> Finding:
    """Give the finding that keeps the whole file out."""
    told = Text.of(message)
    return Finding(None, code, told.en, "error", message_id=_other(told))


def note(code: str, message: str | Text, action: str = "") -> Finding:
    """Give a remark about the whole file."""
    told = Text.of(message)
    return Finding(None, code, told.en, "note", action, _other(told))


def warning(code: str, message: str | Text, action: str = "") -> Finding:
    """Give a warning about the whole file."""
    told = Text.of(message)
    return Finding(None, code, told.en, "warning", action, _other(told))


def _other(told: Text) -> str:
    return "" if told.id == told.en else told.id
