"""AHP: weights from pairwise judgements, how consistent these are, and which to think over.

Weights are the principal eigenvector of the matrix of judgements (Saaty 1977). The
consistency ratio compares the largest eigenvalue with that of random matrices of the
same size (Saaty 1980, The Analytic Hierarchy Process, p. 21); above 0.10 the judgements
contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

# Mean consistency index of random reciprocal matrices by size, Saaty (1980).
RANDOM_INDEX = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41),
    *(1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
)
CONSISTENT = 0.10
SCALE = tuple([1.0 / k for k in range(9, 1, -1)] + [float(k) for k in range(1, 10)])
MOST = len(RANDOM_INDEX)
RECIPROCAL = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Revision:
    """The judgement to think over: by which change of one judgement consistency gains most.

    `first` and `second` are positions of the criteria; `given` and `better` say how many
    times the first counts as much as the second; `ratio` is the consistency ratio after.
    """

    first: int
    second: int
    given: float
    better: float
    ratio: float


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Weights that add up to 1, and how well the judgements agree.

    `revision` is None where no change of one judgement makes them agree better.
    """

    weights: Floats
    largest_eigenvalue: float
    index: float
    ratio: float
    revision: Revision | None

    @property
    def consistent(self) -> bool:
        """Whether the judgements agree well enough to be used (ratio of 0.10 at most)."""
        return self.ratio <= CONSISTENT


def priorities(matrix: NDArray[np.float64]) -> Priorities:
    """Give weights from a matrix of pairwise judgements.

    Parameters
    ----------
    matrix
        n × n, 2 to 15 criteria: entry (i, j) says how many times criterion i counts as
        much as j; entry (j, i) is its reciprocal.

    Raises
    ------
    InputError
        If the matrix is not square, has gaps, numbers not above 0, or is not reciprocal.

    Examples
    --------
    >>> found = priorities(np.array([[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]))
    >>> found.weights.round(4).tolist(), abs(round(found.ratio, 6))
    ([0.5714, 0.2857, 0.1429], 0.0)
    """
    judged = _checked(matrix)
    largest, weights = _principal(judged)
    index = _index(largest, len(judged))
    return Priorities(
        weights=weights,
        largest_eigenvalue=largest,
        index=index,
        ratio=_ratio(index, len(judged)),
        revision=_revision(judged, index),
    )


def read_judgements(rows: Sequence[str]) -> Floats:
    """Read the upper triangle of a matrix, a row of judgements at a time.

    Parameters
    ----------
    rows
        ``"3 5", "2"``: the first criterion counts 3 times the second and 5 times the
        third, the second twice the third. Fractions are written ``1/3``.

    Returns
    -------
    numpy.ndarray
        n × n for n - 1 rows.

    Raises
    ------
    InputError
        If a row is too short or too long, or a judgement is no number above 0.

    Examples
    --------
    >>> read_judgements(["2"]).tolist()
    [[1.0, 2.0], [0.5, 1.0]]
    """
    n = len(rows) + 1
    matrix = np.eye(n)
    for i, row in enumerate(rows):
        words = row.split()
        if len(words) != n - 1 - i:
            raise _fault(
                f"baris {i + 1} berisi {len(words)} pertimbangan; untuk {n} kriteria yang diminta "
                f"{n - 1 - i}, mis. '3 5,2' untuk tiga kriteria",
                f"row {i + 1} holds {len(words)} judgements; for {n} criteria wanted "
                f"{n - 1 - i}, e.g. '3 5,2' for three criteria",
            )
        for j, word in enumerate(words, start=i + 1):
            matrix[i, j] = _judgement(word)
            matrix[j, i] = 1.0 / matrix[i, j]
    return matrix


def _judgement(word: str) -> float:
    above, slash, below = word.partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        value = np.nan
    if not (np.isfinite(value) and value > 0):
        raise _fault(
            f"{word[:20]!r} bukan angka di atas 0; yang diminta mis. 3 atau 1/3",
            f"{word[:20]!r} is no number above 0; wanted e.g. 3 or 1/3",
        )
    return value


def _checked(matrix: NDArray[np.float64]) -> Floats:
    judged = np.asarray(matrix, dtype=np.float64)
    n = len(judged)
    if judged.ndim != 2 or judged.shape != (n, n) or not 2 <= n <= MOST:
        raise _fault(
            f"matriks berukuran {judged.shape}; yang diminta persegi, 2 sampai {MOST} kriteria",
            f"the matrix has shape {judged.shape}; wanted a square one of 2 to {MOST} criteria",
        )
    bad = np.argwhere(~(np.isfinite(judged) & (judged > 0)))
    if len(bad):
        i, j = bad[0] + 1
        raise _fault(
            f"pertimbangan {i} terhadap {j} tidak ada atau tidak di atas 0 ({len(bad)} semuanya)",
            f"the judgement of {i} against {j} is missing or not above 0 ({len(bad)} of them)",
        )
    off = np.argwhere(np.abs(judged * judged.T - 1.0) > RECIPROCAL)
    if len(off):
        i, j = off[0]
        there, back = judged[i, j], judged[j, i]
        raise _fault(
            f"{i + 1} terhadap {j + 1} adalah {there:g} tetapi sebaliknya {back:g}; "
            f"yang diminta {1 / there:g}",
            f"{i + 1} against {j + 1} is {there:g} but the other way round {back:g}; "
            f"wanted {1 / there:g}",
        )
    return judged


def _fault(indonesian: str, english: str) -> InputError:
    text = Text(indonesian, english)
    return InputError(text, faults=[("judgements", text)], code="bad-judgements")


def _principal(matrix: Floats) -> tuple[float, Floats]:
    values, vectors = np.linalg.eig(matrix)
    top = int(np.argmax(values.real))
    vector = np.abs(vectors[:, top].real)
    return float(values[top].real), np.asarray(vector / vector.sum())


def _index(largest: float, n: int) -> float:
    return max((largest - n) / (n - 1), 0.0)


def _ratio(index: float, n: int) -> float:
    random = RANDOM_INDEX[n - 1]
    return index / random if random else 0.0


def _revision(matrix: Floats, index: float) -> Revision | None:
    """Try every value of the scale for every judgement; keep the one that helps most."""
    n = len(matrix)
    best: tuple[float, int, int, float] | None = None
    for i, j in combinations(range(n), 2):
        tried = np.repeat(matrix[None], len(SCALE), axis=0)
        tried[:, i, j] = SCALE
        tried[:, j, i] = 1.0 / tried[:, i, j]
        largest = np.linalg.eigvals(tried).real.max(axis=1)
        k = int(np.argmin(largest))
        if best is None or largest[k] < best[0]:
            best = (float(largest[k]), i, j, SCALE[k])
    if best is None or n < 3 or _index(best[0], n) >= index - 1e-9:
        return None
    largest_after, i, j, better = best
    ratio = _ratio(_index(largest_after, n), n)
    return Revision(i, j, float(matrix[i, j]), better, ratio)
