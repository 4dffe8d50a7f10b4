"""Faults of a masterplan: what is wrong, where, and what to do; all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.errors import SourceError
from layers.masterplan.values import CODE_PATTERN, CURRENCY_PATTERN, ID_PATTERN
from layers.text import Text

Place = tuple[str | int, ...]
# So many are listed in one message; all of them are in `MasterplanError.faults`.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a spreadsheet.

    Attributes
    ----------
    sheet
        Name of the sheet, or of the file.
    row
        From 1; None for the sheet as a whole.
    column
        Its letters; None for the row as a whole.
    heading
        What people read above it.
    """

    sheet: str
    row: int | None = None
    column: str | None = None
    heading: Text | str = ""

    @property
    def text(self) -> Text:
        """The place in words.

        Examples
        --------
        >>> Cell("Goals", 3, "B", "Pillar").text.en
        'sheet Goals, row 3, column B (Pillar)'
        """
        out = Text(f"lembar {self.sheet}", f"sheet {self.sheet}")
        if self.row is not None:
            out += Text(f", baris {self.row}", f", row {self.row}")
        if self.column is not None:
            out += Text(f", kolom {self.column}", f", column {self.column}")
            out += Text(" (", " (") + self.heading + ")" if self.heading else ""
        return out


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a masterplan.

    Attributes
    ----------
    code
        Stable word for it, such as ``dangling-reference``.
    place
        Where it is: names of fields and positions in lists, from the top.
    message
        What was found, what is wanted, and what to do.
    id
        Id of the part it is in, "" where it has none.
    line
        Line of the file, from 1; None where that is not known.
    cell
        Place in the spreadsheet it was read from, if it was.
    """

    code: str
    place: Place
    message: Text
    id: str = ""
    line: int | None = None
    cell: Cell | None = None

    @property
    def where(self) -> str:
        """Its place in one string.

        Examples
        --------
        >>> Fault("x", ("programmes", 2, "end"), Text("", ""), id="p3").where
        'programmes[2] (p3).end'
        """
        words = ""
        for depth, part in enumerate(self.place):
            if isinstance(part, int):
                words += f"[{part}]" + (f" ({self.id})" if self.id and depth == 1 else "")
            else:
                words += f".{part}" if words else part
        return words

    @property
    def text(self) -> Text:
        """Place and message in one sentence."""
        if self.cell is not None:
            return self.cell.text + ": " + self.message
        line = Text("", "")
        if self.line is not None:
            line = Text(f"baris {self.line}, ", f"line {self.line}, ")
        return line + (f"{self.where}: " if self.place else "") + self.message

    def to_dict(self) -> dict[str, Any]:
        """Give the fault as plain data for JSON."""
        cell = self.cell
        return {
            "code": self.code,
            "where": self.where,
            "id": self.id or None,
            "line": self.line,
            **({"sheet": cell.sheet, "row": cell.row, "column": cell.column} if cell else {}),
            "message": self.message.to_dict(),
        }


class MasterplanError(SourceError):
    """A masterplan cannot be taken; `faults` are all the reasons, nothing was changed."""

    code = "masterplan-refused"

    def __init__(self, faults: Sequence[Fault], *, name: str = "") -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        head = Text(f"{count} kesalahan", f"{count} fault{'s' if count > 1 else ''}")
        shown = [fault.text for fault in self.faults[:SHOWN]]
        if count > SHOWN:
            shown.append(Text(f"dan {count - SHOWN} lagi", f"and {count - SHOWN} more"))
        said = (f"{name}: " if name else "") + head + ":\n- " + Text.joined(shown, "\n- ")
        super().__init__(said, code=self.faults[0].code if count == 1 else None)


def suggestion(word: str, known: Sequence[str]) -> Text:
    """Say what may have been meant, or what there is.

    Examples
    --------
    >>> suggestion("gaols", ["goals", "steps"]).en
    'did you mean goals?'
    """
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return Text(f"maksudnya {close[0]}?", f"did you mean {close[0]}?")
    listed = ", ".join(known[:20])
    return Text(f"yang ada: {listed or '-'}", f"there are {listed or 'none'}")


Saying = Callable[[Mapping[str, Any], Any], Text]
_WHOLE = Text("yang diminta bilangan bulat, misalnya 2030", "wanted a whole number, such as 2030")
_NUMBER = Text("yang diminta bilangan, misalnya 75.0", "wanted a number, such as 75.0")
_DATE = Text(
    "yang diminta tanggal TTTT-BB-HH, misalnya 2026-03-31",
    "wanted a date YYYY-MM-DD, such as 2026-03-31",
)
_WORDS = Text("yang diminta kata-kata", "wanted words")
_LIST = Text("yang diminta daftar [ … ]", "wanted a list [ … ]")
_FIELDS = Text("yang diminta bidang-bidang {nama: nilai}", "wanted fields {name: value}")
_PLAIN: Mapping[str, tuple[str, Text]] = {
    "missing": ("missing-field", Text("wajib diisi", "is required")),
    "words": (
        "not-words",
        Text("yang diminta kata-kata, atau {id: …, en: …}", "wanted words, or {id: …, en: …}"),
    ),
    "words_empty": ("missing-field", Text("kosong; tulis kata-katanya", "is empty; write words")),
    "code_number": (
        "code-is-number",
        Text(
            'kode wilayah ditulis dalam tanda kutip, misalnya "64.02"',
            'the code of a region is written in quotes, such as "64.02"',
        ),
    ),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), ("not-a-number", _WHOLE)),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), ("not-a-number", _NUMBER)),
    **dict.fromkeys(
        (
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
        ),
        ("not-a-date", _DATE),
    ),
    **dict.fromkeys(("tuple_type", "list_type"), ("not-a-list", _LIST)),
    **dict.fromkeys(("dict_type", "model_type", "mapping_type"), ("not-fields", _FIELDS)),
    "string_type": ("not-words", _WORDS),
    **dict.fromkeys(
        ("bool_type", "bool_parsing"),
        ("not-yes-or-no", Text("yang diminta true atau false", "wanted true or false")),
    ),
}
NO_OWNER = Text(
    "quick win tanpa penanggung jawab; isi owner dengan id perangkat daerah",
    "a quick win without an owner; put the id of a work unit in owner",
)
# What patterns of values ask for, in words.
_PATTERNS: Mapping[str, Text] = {
    ID_PATTERN: Text(
        "id dari huruf kecil, angka, titik, - atau _, tanpa spasi, misalnya dinas-kesehatan",
        "an id of small letters, digits, dots, - or _, without spaces, such as health-office",
    ),
    CODE_PATTERN: Text(
        'kode Kemendagri, misalnya "64.02" atau "64.02.13"',
        'a Kemendagri code, such as "64.02" or "64.02.13"',
    ),
    CURRENCY_PATTERN: Text(
        "tiga huruf besar untuk mata uang, misalnya IDR",
        "three capital letters for the currency, such as IDR",
    ),
}
_TOLD: Mapping[str, tuple[str, Saying]] = {
    "literal_error": (
        "unknown-word",
        lambda context, got: Text(
            f"{_short(got)} tidak dikenal; pilih {context['expected'].replace(' or ', ' atau ')}",
            f"{_short(got)} is not known; choose {context['expected']}",
        ),
    ),
    "string_pattern_mismatch": (
        "malformed",
        lambda context, got: (
            Text(f"{_short(got)}: yang diminta ", f"{_short(got)}: wanted ")
            + _PATTERNS.get(context["pattern"], Text(context["pattern"], context["pattern"]))
        ),
    ),
    "words_long": (
        "too-long",
        lambda context, _: Text(
            f"lebih dari {context['most']} huruf", f"more than {context['most']} letters"
        ),
    ),
    "greater_than_equal": (
        "out-of-range",
        lambda context, got: Text(
            f"{_short(got)}: paling kecil {context['ge']}",
            f"{_short(got)}: at least {context['ge']}",
        ),
    ),
    "less_than_equal": (
        "out-of-range",
        lambda context, got: Text(
            f"{_short(got)}: paling besar {context['le']}",
            f"{_short(got)}: at most {context['le']}",
        ),
    ),
    "too_short": (
        "too-few",
        lambda context, _: Text(
            f"paling sedikit {context['min_length']}", f"at least {context['min_length']}"
        ),
    ),
}


def _short(value: Any) -> str:
    return repr(value)[:60]


def explained(kind: str, context: Mapping[str, Any], got: Any) -> tuple[str, Text]:
    """Give code and message for a kind of error of pydantic.

    Parameters
    ----------
    kind
        Its type, such as ``int_parsing``.
    context
        What it says beside.
    got
        The value found.
    """
    if kind in _PLAIN:
        code, text = _PLAIN[kind]
        shown = Text("", "") if code == "missing-field" else Text.of(f"{_short(got)}: ")
        return code, shown + text
    if kind in _TOLD:
        code, saying = _TOLD[kind]
        return code, saying(context, got)
    return "bad-value", Text(
        f"{_short(got)} tidak dapat dipakai ({kind})", f"{_short(got)} cannot be used ({kind})"
    )
