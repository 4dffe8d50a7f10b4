"""Findings: what an import saw in a file, row by row, and what it did about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from layers.schema import Text

Severity = Literal["error", "warning", "note"]
Lang = Literal["id", "en"]
SHOWN_ROWS = 20

# What was done about a finding, in Indonesian; the English words are the key.
ACTIONS: Mapping[str, str] = {
    "": "",
    "all kept as text": "semua disimpan sebagai teks",
    "counts nothing in analyses": "tidak ikut terhitung dalam analisis",
    "cut off": "dipotong",
    "ignored": "diabaikan",
    "kept": "dipertahankan",
    "kept as a value": "disimpan sebagai nilai",
    "kept as JSON text": "disimpan sebagai teks JSON",
    "kept as null": "disimpan sebagai kosong",
    "kept as text": "disimpan sebagai teks",
    "kept without geometry": "disimpan tanpa geometri",
    "kept, left out of maps and analyses": "disimpan, tidak ikut dalam peta dan analisis",
    "left out": "ditinggalkan",
    "left out as asked": "ditinggalkan sesuai permintaan",
    "left empty": "dikosongkan",
    "left empty, own words kept": "dikosongkan, kata aslinya disimpan",
    "not opened": "tidak dibuka",
    "original names kept as titles": "nama asli disimpan sebagai judul",
    "own words kept": "kata aslinya disimpan",
    "refused": "ditolak",
    "removed": "dibuang",
    "repaired": "diperbaiki",
    "left without class": "dibiarkan tanpa kelas",
    "made degrees": "dijadikan derajat",
    "stored as NaN": "disimpan sebagai NaN",
    "stored as no data": "disimpan sebagai tanpa data",
    "stored as no value": "disimpan sebagai tanpa nilai",
    "turned over": "dibalik",
    "type left empty, own words kept": "jenis dikosongkan, kata aslinya disimpan",
    "written as ISO": "ditulis sebagai ISO",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in a file.

    Attributes
    ----------
    row
        Number of the feature in the file, counted from 1, or None for several or all.
    code
        Stable word; its title and explanation are those of the defect of that code.
    message
        What was seen, in English.
    severity
        An `error` keeps the row, and unless the caller said otherwise the file, out.
    action
        What was done about it, one of `ACTIONS` in English.
    message_id
        What was seen, in Indonesian; empty if the English words serve.
    column
        The column concerned, `geometry` for positions and shapes.
    rows
        The rows concerned where there are several.
    before, after
        Values as shown to people, one for each of the rows; `after` is empty where
        nothing can be proposed.
    """

    row: int | None
    code: str
    message: str
    severity: Severity = "warning"
    action: str = ""
    message_id: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def said(self, lang: Lang) -> str:
        """Give the message in a language."""
        if lang == "en":
            return self.message
        return self.message_id or self.message

    @property
    def text(self) -> Text:
        """The message in both languages."""
        return Text(self.said("id"), self.message)

    def done(self, lang: Lang) -> str:
        """Give the action in a language."""
        return ACTIONS.get(self.action, self.action) if lang == "id" else self.action

    def with_label(self, label: str) -> Finding:
        """Give a copy whose messages name the feature."""
        told = f"{self.message} ({label})"
        return replace(self, message=told, message_id=f"{self.said('id')} ({label})")

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain data for JSON; the parts that are empty are left out."""
        always = ("row", "code", "message", "severity", "action")
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self._all().items()
            if value or name in always
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Read what `to_dict` wrote."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**plain)

    def _all(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def rows_text(rows: Sequence[int] | Iterable[int]) -> str:
    """Name rows in a sentence, the first twenty of them one by one.

    Examples
    --------
    >>> rows_text([3])
    'row 3'
    >>> rows_text(range(1, 24))
    'rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 3 more'
    """
    return rows_said(rows).en


def rows_said(rows: Sequence[int] | Iterable[int]) -> Text:
    """Name rows in both languages, the first twenty of them one by one.

    Examples
    --------
    >>> rows_said([3, 4]).id
    'baris 3, 4'
    """
    numbers = [int(row) for row in rows]
    shown = ", ".join(str(row) for row in numbers[:SHOWN_ROWS])
    rest = len(numbers) - SHOWN_ROWS
    word = "row" if len(numbers) == 1 else "rows"
    return Text(
        f"baris {shown}" + (f" dan {rest} lagi" if rest > 0 else ""),
        f"{word} {shown}" + (f" and {rest} more" if rest > 0 else ""),
    )
