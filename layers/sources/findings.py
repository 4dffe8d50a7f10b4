"""Findings: what an import saw in a file, row by row, and what it did about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from layers.schema import Text

Severity = Literal["error", "warning", "note"]
SHOWN_ROWS = 20

TITLES: Mapping[str, Text] = {
    "axis-order": Text("urutan sumbu menurut CRS", "axis order as the CRS has it"),
    "geometry-left-out": Text("geometri ditinggalkan", "geometries left out"),
    "html-table": Text("tabel HTML dijadikan kolom", "HTML tables made columns"),
    "link-not-followed": Text("tautan tidak dibuka", "links not followed"),
    "crs-by-convention": Text("CRS menurut kebiasaan format", "CRS by the format's convention"),
    "format-recognised": Text("format dikenali", "format recognised"),
    "number-as-text": Text("angka besar disimpan sebagai teks", "large numbers kept as text"),
    "join-done": Text("tabel digabungkan", "table joined"),
    "join-by-name": Text("digabungkan menurut nama", "joined by name"),
    "join-code-read": Text("kode disesuaikan untuk penggabungan", "codes read for joining"),
    "join-row-unmatched": Text("baris tanpa wilayah", "rows without a region"),
    "join-region-unmatched": Text("wilayah tanpa baris", "regions without a row"),
    "join-region-twice": Text("wilayah dengan beberapa baris", "regions with several rows"),
    "ambiguous-date": Text(
        "tanggal bermakna ganda, disimpan sebagai teks", "ambiguous dates, kept as text"
    ),
    "area-computed": Text("luas dihitung geodesik", "areas computed along the geodesic"),
    "bad-coordinate": Text("koordinat tidak terbaca", "coordinates that are not numbers"),
    "bad-geometry": Text("geometri tidak terbaca", "geometries that cannot be read"),
    "bad-row": Text("baris rusak", "damaged rows"),
    "code-format": Text(
        "kode bukan kode Kemendagri bertitik", "codes that are not dotted Kemendagri codes"
    ),
    "code-is-number": Text("kode tersimpan sebagai angka", "codes stored as numbers"),
    "column-dropped": Text("kolom ditinggalkan", "columns left out"),
    "crosses-180": Text("bujur di luar ±180 derajat", "longitudes beyond ±180 degrees"),
    "crs-overridden": Text(
        "CRS berkas diganti oleh pemanggil", "file's CRS overridden by the caller"
    ),
    "crs-transformed": Text("diubah ke EPSG:4326", "transformed to EPSG:4326"),
    "curves-straightened": Text("busur diluruskan", "arcs straightened"),
    "date-converted": Text("tanggal ditulis ulang sebagai ISO", "dates rewritten as ISO"),
    "decimal-comma": Text("koma desimal dibaca sebagai titik", "decimal commas read as points"),
    "duplicate-code": Text("kode wilayah berulang", "region codes that occur twice"),
    "duplicate-id": Text("id berulang", "ids that occur twice"),
    "duplicate-row": Text("baris kembar", "rows that occur twice"),
    "empty-geometry": Text(
        "geometri kosong, disimpan tanpa geometri", "empty geometries, kept as null"
    ),
    "encoding-detected": Text("pengodean huruf dikenali", "text encoding detected"),
    "far-from-region": Text("jauh dari wilayah", "far from the region"),
    "geometry-repaired": Text("geometri diperbaiki", "geometries repaired"),
    "invalid-geometry": Text("geometri tidak sah", "invalid geometries"),
    "layer-chosen": Text(
        "satu-satunya layer dalam berkas dibaca", "the only layer of the file taken"
    ),
    "layer-replaced": Text("layer lama diganti", "earlier layer replaced"),
    "mixed-geometry": Text("jenis geometri bercampur", "mixed kinds of geometry"),
    "mixed-types": Text("nilai campuran, disimpan sebagai teks", "mixed values, kept as text"),
    "nested-json": Text(
        "nilai bertingkat, disimpan sebagai teks JSON", "nested values, kept as JSON text"
    ),
    "not-finite": Text("angka tak hingga atau bukan angka", "numbers that are not finite"),
    "null-geometry": Text("tanpa geometri", "without geometry"),
    "off-earth": Text("posisi di luar bumi", "positions that are not on earth"),
    "promoted": Text("dinaikkan menjadi Multi*", "promoted to Multi*"),
    "reader-warning": Text("peringatan pembaca berkas", "warnings of the file reader"),
    "renamed": Text("nama kolom diubah", "columns renamed"),
    "repair-failed": Text("geometri tidak dapat diperbaiki", "geometries that cannot be repaired"),
    "row-skipped": Text("baris dilewati", "rows skipped"),
    "same-position": Text("titik di posisi yang sama", "points at the same position"),
    "spaces-stripped": Text("spasi di ujung dibuang", "spaces at the ends removed"),
    "too-deep": Text("bersarang terlalu dalam", "nested too deeply"),
    "too-many-vertices": Text("terlalu banyak titik sudut", "too many vertices"),
    "type-by-name": Text("jenis fasilitas dikenali dari nama", "facility types told by the name"),
    "type-unknown": Text("jenis fasilitas tidak dikenal", "facility types not recognised"),
    "z-dropped": Text("ketinggian (Z/M) dibuang", "heights (Z/M) dropped"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in a file.

    `row` is the number of the feature in the file, counted from 1, or None for
    the whole file. An `error` keeps the row, and unless the caller said
    otherwise the whole file, out. `action` says what was done about it.
    """

    row: int | None
    code: str
    message: str
    severity: Severity = "warning"
    action: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain data for JSON."""
        return asdict(self)


def error(row: int, code: str, message: str) -> Finding:
    """Give the finding that keeps a row out."""
    return Finding(int(row), code, message, "error")


def note(code: str, message: str, action: str = "") -> Finding:
    """Give a remark about the whole file."""
    return Finding(None, code, message, "note", action)


def warning(code: str, message: str, action: str = "") -> Finding:
    """Give a warning about the whole file."""
    return Finding(None, code, message, "warning", action)


def rows_text(rows: Sequence[int] | Iterable[int]) -> str:
    """Name rows in a sentence, the first twenty of them one by one.

    Examples
    --------
    >>> rows_text([3])
    'row 3'
    >>> rows_text(range(1, 24))
    'rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 3 more'
    """
    numbers = [int(row) for row in rows]
    shown = ", ".join(str(row) for row in numbers[:SHOWN_ROWS])
    more = f" and {len(numbers) - SHOWN_ROWS} more" if len(numbers) > SHOWN_ROWS else ""
    return f"row{'s' if len(numbers) != 1 else ''} {shown}{more}"
