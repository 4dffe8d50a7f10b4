"""Loops of the search: how well each known word fits a word asked for, and which names have it."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

WHOLE, BEGINS, PREFIX_SPAN = 1.0, 0.7, 0.25
FIRST_LETTER, BEGUN_LESS = 0.05, 0.1
# Of a word asked for, from how many letters on its beginning may have a slip, too.
LONG_BEGINNING = 5
NAME, KIND_WORD, CONTEXT = 0, 1, 2


@numba.njit(cache=True, nogil=True)
def fits(
    letters: npt.NDArray[np.uint16],
    ends: npt.NDArray[np.int64],
    signatures: npt.NDArray[np.uint64],
    asked: npt.NDArray[np.uint16],
    limits: tuple[np.uint64, int, bool],
) -> npt.NDArray[np.float32]:  # pragma: no cover - compiled
    """Give how well each known word fits the word asked for: 0 not at all, 1 the same.

    Slips are letters changed, left out, put in, and neighbours exchanged (optimal string
    alignment). `limits` are the signature of the word asked for, the most slips, and
    whether longer words that begin so are taken.
    """
    signature, most, beginning = limits
    n, n_asked = len(ends), len(asked)
    out = np.zeros(n, np.float32)
    rows = np.zeros((3, n_asked + most + 3), np.int32)
    for w in range(n):
        start = ends[w - 1] if w else 0
        size = ends[w] - start
        if size < n_asked - most or (not beginning and size > n_asked + most):
            continue
        if not _lacks_more(signature, signatures[w], most):
            out[w] = _fit(letters[start : start + size], asked, most, beginning, rows)
    return out


@numba.njit(cache=True, nogil=True)
def _fit(
    word: npt.NDArray[np.uint16],
    asked: npt.NDArray[np.uint16],
    most: int,
    beginning: bool,
    rows: npt.NDArray[np.int32],
) -> float:  # pragma: no cover - compiled
    """Give how well one known word fits the word asked for."""
    size, n_asked = len(word), len(asked)
    same = 0
    while same < n_asked and same < size and word[same] == asked[same]:
        same += 1
    begins = BEGINS + PREFIX_SPAN * n_asked / size
    if same == n_asked:
        if size > n_asked and beginning:
            return begins
        return max(WHOLE - (size - n_asked) / n_asked, 0.0) if size <= n_asked + most else 0.0
    if most == 0:
        return 0.0
    whole, begun = _slips(word[: min(size, n_asked + most + 1)], asked, most, rows)
    if size <= n_asked + most and whole <= most:
        return max(WHOLE - whole / n_asked - (FIRST_LETTER if same == 0 else 0.0), 0.0)
    if beginning and n_asked >= LONG_BEGINNING and begun <= 1 and same > 0:
        return (begins - BEGUN_LESS) * (1.0 - begun / n_asked)
    return 0.0


@numba.njit(cache=True, nogil=True)
def _lacks_more(
    asked: np.uint64, known: np.uint64, most: int
) -> bool:  # pragma: no cover - compiled
    """Say whether a known word has nowhere more than so many of the letters asked for."""
    left = asked & ~known
    for _ in range(most + 1):
        if not left:
            return False
        left &= left - np.uint64(1)
    return True


@numba.njit(cache=True, nogil=True)
def _slips(
    word: npt.NDArray[np.uint16],
    asked: npt.NDArray[np.uint16],
    most: int,
    rows: npt.NDArray[np.int32],
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Count the slips between two words, and between the one asked for and a beginning.

    Counts above `most` are told as more than it, no matter how many: only what lies near
    the diagonal is looked at.
    """
    size, many = len(word), most + 1
    for j in range(min(size, most) + 1):
        rows[0, j] = j
    if size > most:
        rows[0, most + 1] = many
    for i in range(1, len(asked) + 1):
        now, last, before = i % 3, (i - 1) % 3, (i - 2) % 3
        low, high = max(1, i - most), min(size, i + most)
        rows[now, low - 1] = i if low == 1 else many
        least = rows[now, low - 1]
        for j in range(low, high + 1):
            change = 0 if asked[i - 1] == word[j - 1] else 1
            best = min(rows[last, j] + 1, rows[now, j - 1] + 1, rows[last, j - 1] + change)
            exchanged = i > 1 and j > 1 and asked[i - 1] == word[j - 2]
            if exchanged and asked[i - 2] == word[j - 1]:
                best = min(best, rows[before, j - 2] + 1)
            rows[now, j] = min(best, many)
            least = min(least, best)
        if high < size:
            rows[now, high + 1] = many
        if least > most:
            return many, many
    end = len(asked) % 3
    begun = many
    for j in range(max(0, len(asked) - most), min(size, len(asked) + most) + 1):
        begun = min(begun, rows[end, j])
    whole = rows[end, size] if abs(size - len(asked)) <= most else many
    return whole, begun


@numba.njit(cache=True, nogil=True)
def add_up(
    found: tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]],
    postings: tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint8]],
    word_sizes: npt.NDArray[np.int32],
    weights: tuple[float, npt.NDArray[np.float32]],
    sums: npt.NDArray[np.float32],
) -> None:  # pragma: no cover - compiled
    """Add to each name how well its best word fits one word asked for.

    `sums` has a row each for the weighted sum, the letters of the name that are met, whether
    more than the context fits, and for the word at hand its best value and the letters it
    meets; the last two are left at 0.
    """
    words, scores = found
    ends, entries, roles = postings
    weight, by_role = weights
    for k in range(len(words)):
        w = words[k]
        for p in range(ends[w - 1] if w else 0, ends[w]):
            entry = entries[p]
            value = scores[k] * by_role[roles[p]]
            if value > sums[3, entry]:
                sums[0, entry] += weight * (value - sums[3, entry])
                sums[3, entry] = value
            if roles[p] < CONTEXT:
                sums[2, entry] = 1.0
            if roles[p] == NAME:
                met = scores[k] * word_sizes[w]
                if met > sums[4, entry]:
                    sums[1, entry] += met - sums[4, entry]
                    sums[4, entry] = met
    for k in range(len(words)):
        w = words[k]
        for p in range(ends[w - 1] if w else 0, ends[w]):
            sums[3, entries[p]] = 0.0
            sums[4, entries[p]] = 0.0


def most_slips(word: str) -> int:
    """Give how many slips a word of so many letters may have; figures may have none."""
    if any(c.isdigit() for c in word) or len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2


def role_weights() -> Any:
    """Give what a word counts by where it stands: in the name, as its kind, as its context."""
    return np.array([1.0, 0.95, 0.85], dtype=np.float32)
