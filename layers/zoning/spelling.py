"""How a class name is written: small letters, no marks, abbreviations spelled out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from layers.zoning.tables import table

# Words that say only that what follows is a class of a plan.
OPENERS = frozenset(
    {"zona", "zone", "sub", "subzona", "kawasan", "peruntukan", "rencana", "pola", "ruang"}
    | {"daerah", "areal", "area", "lahan", "ekosistem", "lokasi", "kompleks", "komplek"}
)
JOINERS = frozenset(
    {"dan", "dengan", "yang", "di", "untuk", "atau", "serta", "skala", "intensitas"}
)
WORD = re.compile(r"[a-z0-9]+")
IN_BRACKETS = re.compile(r"\([^)]*\)")
# What UTF-8 looks like when it was read as cp1252, and the mark for a letter that was lost.
DAMAGE = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u2122]|â€|\ufffd|[\x00-\x08\x0b\x0c\x0e-\x1f]")


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a name, in small letters and with abbreviations spelled out.

    Examples
    --------
    >>> words_of("Zona Perum. KEP. Sedang (R-3)")
    ('zona', 'perum', 'kepadatan', 'sedang')
    """
    plain = unicodedata.normalize("NFKC", IN_BRACKETS.sub(" ", text)).casefold()
    out: list[str] = []
    for word in WORD.findall(plain):
        out += _abbreviations().get(word, (word,))
    return tuple(out)


def essence(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out words that join, and words at the start that say only "zone" or "area".

    Examples
    --------
    >>> essence(words_of("Kawasan Peruntukan Industri"))
    ('industri',)
    >>> essence(words_of("Kawasan"))
    ('kawasan',)
    """
    kept = [word for word in words if word not in JOINERS]
    while len(kept) > 1 and kept[0] in OPENERS:
        kept.pop(0)
    return tuple(kept)


def rewritten(text: str) -> str | None:
    """Say how a name had to be rewritten word by word: `abbreviation`, `spelling`, or None.

    Examples
    --------
    >>> rewritten("Perum. Kep. Sedang"), rewritten("Pemukiman"), rewritten("Perumahan")
    ('abbreviation', 'spelling', None)
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kinds = {_kinds()[word] for word in WORD.findall(plain) if word in _kinds()}
    return min(kinds, default=None)


def is_damaged(text: str) -> bool:
    """Say whether a text was damaged on its way: wrong encoding, lost letters, control marks.

    Examples
    --------
    >>> is_damaged("Gedung â€œAB"), is_damaged("Perumahan")
    (True, False)
    """
    return DAMAGE.search(text) is not None


def distance(one: str, other: str, most: int) -> int:
    """Count letters to change, add, drop or swap with the next; `most` + 1 when more.

    Examples
    --------
    >>> distance("perumahan", "perumhan", 2), distance("hutan", "huatn", 2)
    (1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if last and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def corrected(word: str, vocabulary: frozenset[str]) -> str | None:
    """Give the one word of a vocabulary that a misspelled word must be, or None.

    One letter may differ in a word of five letters or more, two in one of nine or
    more; the first letter must agree.
    """
    if word in vocabulary:
        return word
    most = 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0
    near = [(distance(word, w, most), w) for w in vocabulary if w[0] == word[0] and len(w) >= 4]
    near = sorted(pair for pair in near if pair[0] <= most)
    if not most or not near or (len(near) > 1 and near[1][0] == near[0][0]):
        return None
    return near[0][1]


@cache
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    rows = table("words")
    return MappingProxyType({row["word"]: tuple(row["stands_for"].split()) for row in rows})


@cache
def _kinds() -> Mapping[str, str]:
    return MappingProxyType({row["word"]: row["kind"] for row in table("words")})
