"""Words of names and of questions: without case, accents and marks, and what they stand for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from layers.boundaries.spelling import old_key, tokens
from layers.searching.kinds import facts_of

MOST_LETTERS = 200
MOST_WORDS = 12
LONGEST_WORD = 40
_WORD = re.compile(r"[a-z0-9]+")
Letters = npt.NDArray[np.uint16]


def words_of(text: str) -> list[str]:
    """Give the words of a name or question, in small letters without accents and marks.

    Examples
    --------
    >>> words_of("Kec. SEPAKU, Désa Bumi-Harapan")
    ['kec', 'sepaku', 'desa', 'bumi', 'harapan']
    """
    if text.isascii():
        plain = text.lower().replace("'", "").replace("`", "")
        return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]
    return [word[:LONGEST_WORD] for word in tokens(text)]


def asked_words(text: str) -> list[str]:
    """Give the words of a question, as many as are looked for, each once."""
    return list(dict.fromkeys(words_of(text[:MOST_LETTERS])))[:MOST_WORDS]


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, tuple[str, ...]]:
    """Give the words that stand for others: abbreviations, other spellings, plurals."""
    return MappingProxyType({r["word"]: tuple(r["means"].split()) for r in facts_of("words")})


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[str, ...]:
    """Give a word as it may stand in an index: itself, with today's letters, and what it means.

    An abbreviation of several words is not among them; see `spelled_out`.

    Examples
    --------
    >>> spellings("tjempaka"), spellings("kec")
    (('tjempaka', 'cempaka'), ('kec', 'kecamatan'))
    """
    means = meanings().get(word, ())
    return tuple(dict.fromkeys([word, old_key(word), *(means if len(means) == 1 else ())]))


def spelled_out(words: list[str]) -> list[str]:
    """Give the words of a question with abbreviations of several words written out.

    Examples
    --------
    >>> spelled_out(["puskesmas", "ppu"])
    ['puskesmas', 'penajam', 'paser', 'utara']
    """
    out: list[str] = []
    for word in words:
        means = meanings().get(word, ())
        out += means if len(means) > 1 else (word,)
    return list(dict.fromkeys(out))[:MOST_WORDS]


def letters_of(word: str) -> Letters:
    """Give the letters of a word, or of words in a row, as numbers (UTF-16)."""
    return np.frombuffer(word.encode("utf-16-le", "replace"), dtype=np.uint16)


def signatures_of(letters: Letters, ends: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Give which letters each word has, as bits: a word that lacks many cannot be alike.

    Parameters
    ----------
    letters
        Of all words in a row.
    ends
        Where each ends; none is empty.
    """
    if not len(ends):
        return np.empty(0, dtype=np.uint64)
    bits = np.left_shift(np.uint64(1), (letters & 63).astype(np.uint64))
    starts = np.concatenate([[0], ends[:-1]])
    return np.bitwise_or.reduceat(bits, starts)


def joined_key(word: str) -> int:
    """Give a number that stands for two words written as one."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) >> 1
