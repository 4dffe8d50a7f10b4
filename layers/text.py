"""Texts in both languages of the service: `Text`, and what of words a reader can be given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["id", "en"]
_SWAPPED = str.maketrans(",.", ".,")
# A spreadsheet takes cells that begin so for formulas, and runs them; numbers are none.
FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?"
NUMBERS = rf"^{_NUMBER}(?:, {_NUMBER})*$"


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in both languages of the service: Indonesian and English.

    Texts are put together with ``+``; a plain string serves both languages.

    Examples
    --------
    >>> ("roads.csv: " + Text("berkas kosong", "the file is empty")).id
    'roads.csv: berkas kosong'
    """

    id: str
    en: str

    def __add__(self, other: Text | str) -> Text:
        """Give this text followed by another."""
        after = Text.of(other)
        return Text(self.id + after.id, self.en + after.en)

    def __radd__(self, other: str) -> Text:
        """Give this text behind a string."""
        return Text(other + self.id, other + self.en)

    def __bool__(self) -> bool:
        """Say whether there are words in it."""
        return bool(self.id or self.en)

    def said(self, lang: str) -> str:
        """Give the phrase in Indonesian for ``id``, in English for any other language."""
        return self.id if lang == "id" else self.en

    def to_dict(self) -> dict[str, str]:
        """Give ``{"id": …, "en": …}``."""
        return {"id": self.id, "en": self.en}

    @classmethod
    def of(cls, value: Mapping[str, str] | str | Text) -> Text:
        """Take a Text, a mapping with `id` and `en`, or one string for both."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        return cls(value["id"], value["en"])

    @classmethod
    def joined(cls, parts: Iterable[Text | str], between: str = "; ") -> Text:
        """Give several texts as one, with the same string between them."""
        texts = [cls.of(part) for part in parts]
        return cls(between.join(t.id for t in texts), between.join(t.en for t in texts))


def figure(value: float, form: str = ",.0f") -> Text:
    """Write a number as each language has it: 1,234.5 in English, 1.234,5 in Indonesian.

    Parameters
    ----------
    value
        The number.
    form
        Its format, as `format` takes it.

    Examples
    --------
    >>> figure(1234.5, ",.1f")
    Text(id='1.234,5', en='1,234.5')
    """
    written = format(value, form)
    return Text(written.translate(_SWAPPED), written)


def printable(words: str) -> str:
    r"""Give words on one line: control characters, which a terminal would obey, are spelled out.

    Examples
    --------
    >>> print(printable("a\nb"))
    a\nb
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)


def harmless(value: Any) -> Any:
    """Give what a cell of a table may hold: an apostrophe stands before what would be run.

    Examples
    --------
    >>> [harmless(value) for value in ("=1+1", "-2.5", "+62 541", -3, None)]
    ["'=1+1", '-2.5', "'+62 541", -3, None]
    """
    if isinstance(value, str) and re.match(FORMULA, value) and not re.match(NUMBERS, value):
        return f"'{value}"
    return value
