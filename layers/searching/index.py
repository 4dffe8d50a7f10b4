"""NameIndex: the names and codes of one layer as flat arrays, ready to be searched."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.derived import Arrays
from layers.searching.entries import Entry
from layers.searching.kernels import CONTEXT, KIND_WORD, NAME
from layers.searching.kinds import KIND_IDS, KINDS
from layers.searching.words import joined_key, letters_of, signatures_of, spellings, words_of

CODE_LETTERS = 24
Floats = npt.NDArray[np.float64]
TEXTS = ("title", "title_en", "region", "code", "field", "value")


@dataclass(frozen=True, slots=True)
class NameIndex:
    """What of one layer can be found. `arrays` are as `index_arrays` made them."""

    layer_id: str
    arrays: Arrays

    def __len__(self) -> int:
        """Give how many things can be found."""
        return len(self.arrays["kind"])

    def text(self, name: str, entry: int) -> str:
        """Give one of the texts of an entry: one of `TEXTS`."""
        ends = self.arrays[f"{name}_ends"]
        start = int(ends[entry - 1]) if entry else 0
        return bytes(self.arrays[name][start : int(ends[entry])]).decode()

    def coded(self, key: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], int]:
        """Find entries by a code without its marks.

        Returns
        -------
        tuple
            Entries whose code is the key, then those whose code begins with it; which
            family each code is of (1 for BPS); and how many are of the first kind.
        """
        codes = self.arrays["codes"]
        wanted = key.encode()[:CODE_LETTERS]
        low = int(np.searchsorted(codes, wanted, "left"))
        same = int(np.searchsorted(codes, wanted, "right"))
        high = int(np.searchsorted(codes, wanted + b"\x7f", "left"))
        rows = slice(low, high)
        return self.arrays["code_entry"][rows], self.arrays["code_family"][rows], same - low

    def joined(self, word: str) -> npt.NDArray[np.int32]:
        """Find entries with two words in a row that the word asked for writes as one."""
        keys = self.arrays["pair_key"]
        low, high = np.searchsorted(keys, joined_key(word) + np.array([0, 1]), "left")
        found: npt.NDArray[np.int32] = self.arrays["pair_entry"][low:high]
        return found


def code_key(text: str) -> str:
    """Give a code without its marks, in small letters.

    Examples
    --------
    >>> code_key("64.02.01"), code_key("R-1")
    ('640201', 'r1')
    """
    return "".join(words_of(text))


def index_arrays(entries: Sequence[Entry], contexts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Make the arrays of an index.

    Parameters
    ----------
    entries
        What can be found.
    contexts
        Of each, the names of the units it lies in.
    """
    where = [e.place or (np.nan, np.nan) for e in entries]
    boxes = [e.bbox or (np.nan,) * 4 for e in entries]
    arrays: dict[str, npt.NDArray[Any]] = {
        "kind": np.array([KIND_IDS.index(e.kind) for e in entries], dtype=np.uint8),
        "weight": np.array([KINDS[e.kind].weight for e in entries], dtype=np.float32),
        "feature": np.array([e.feature for e in entries], dtype=np.int64),
        "n_features": np.array([e.n_features for e in entries], dtype=np.int32),
        "place": np.array(where, dtype=np.float64).reshape(-1, 2),
        "bbox": np.array(boxes, dtype=np.float64).reshape(-1, 4),
    }
    texts = {
        "title": [e.title.id for e in entries],
        "title_en": [e.title.en if e.title.en != e.title.id else "" for e in entries],
        "region": [e.region for e in entries],
        "code": [e.codes[0][1] if e.codes else "" for e in entries],
        "field": [e.value[0] for e in entries],
        "value": [e.value[1] for e in entries],
    }
    for name, listed in texts.items():
        arrays[name], arrays[f"{name}_ends"] = _packed(listed)
    return arrays | _codes(entries) | _postings(entries, contexts)


def _packed(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    told = [text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([len(t) for t in told], dtype=np.int64)
    return np.frombuffer(b"".join(told), dtype=np.uint8), ends


def _codes(entries: Sequence[Entry]) -> dict[str, npt.NDArray[Any]]:
    rows = sorted(
        (code_key(code).encode()[:CODE_LETTERS], family == "bps", n)
        for n, entry in enumerate(entries)
        for family, code in entry.codes
        if code_key(code).isascii()
    )
    return {
        "codes": np.array([row[0] for row in rows], dtype=f"S{CODE_LETTERS}"),
        "code_family": np.array([row[1] for row in rows], dtype=np.uint8),
        "code_entry": np.array([row[2] for row in rows], dtype=np.int32),
    }


def _postings(entries: Sequence[Entry], contexts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Give the words there are, and for each which entries have it, and where."""
    numbers: dict[str, int] = {}
    flat = _Flat(array("i"), array("i"), array("B"))
    pairs = _Pairs(array("q"), array("i"))
    sizes = np.zeros(len(entries), dtype=np.float32)
    split = lru_cache(maxsize=None)(words_of)
    for n, (entry, context) in enumerate(zip(entries, contexts, strict=True)):
        spoken = [split(name) for name in entry.spoken()]
        for word, role in _roles(entry, spoken, context).items():
            flat.word.append(numbers.setdefault(word, len(numbers)))
            flat.entry.append(n)
            flat.role.append(role)
        for both in {a + b for words in spoken for a, b in pairwise(words)}:
            pairs.key.append(joined_key(both))
            pairs.entry.append(n)
        titles = (split(entry.title.id), split(entry.title.en))
        sizes[n] = min((sum(map(len, words)) for words in titles if words), default=0)
    return (
        {"name_size": sizes} | _lettered(list(numbers)) | flat.arrays(len(numbers)) | pairs.arrays()
    )


def _roles(entry: Entry, spoken: list[list[str]], context: str) -> dict[str, int]:
    """Give the words an entry is found by, and where each stands: the best place counts."""
    if not spoken:
        return {}
    named = (other for words in spoken for word in words for other in spellings(word))
    return _beside(entry.kind, tuple(entry.also), context) | dict.fromkeys(named, NAME)


@lru_cache(maxsize=10_000)
def _beside(kind: str, also: tuple[str, ...], context: str) -> dict[str, int]:
    """Give the words that stand beside a name: those of its context, kind and type."""
    roles = dict.fromkeys(words_of(context), CONTEXT)
    roles |= dict.fromkeys(KINDS[kind].words, KIND_WORD)
    return roles | dict.fromkeys((word for text in also for word in words_of(text)), KIND_WORD)


@dataclass(frozen=True, slots=True)
class _Flat:
    """Which word stands in which entry, and where, as they come."""

    word: array[int]
    entry: array[int]
    role: array[int]

    def arrays(self, n_words: int) -> dict[str, npt.NDArray[Any]]:
        words = np.array(self.word, dtype=np.int32)
        order = np.argsort(words, kind="stable")
        return {
            "posting_ends": np.cumsum(np.bincount(words, minlength=n_words), dtype=np.int64),
            "posting_entry": np.array(self.entry, dtype=np.int32)[order],
            "posting_role": np.array(self.role, dtype=np.uint8)[order],
        }


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Which entries have two words in a row, by what both are written as one."""

    key: array[int]
    entry: array[int]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        keys = np.array(self.key, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        return {
            "pair_key": keys[order],
            "pair_entry": np.array(self.entry, dtype=np.int32)[order],
        }


def _lettered(words: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    letters = letters_of("".join(words))
    sizes = np.array([len(letters_of(word)) for word in words], dtype=np.int32)
    ends = np.cumsum(sizes, dtype=np.int64)
    return {
        "letters": letters,
        "letter_ends": ends,
        "signatures": signatures_of(letters, ends),
        "word_size": sizes,
    }
