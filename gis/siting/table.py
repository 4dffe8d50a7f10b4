"""Table: what it costs to go from each candidate site to each place, as far as one is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.errors import EmptyInputError, InputError
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Times or distances between candidates and places; pairs not in it are out of reach.

    Build it with `table_of` or `table_from_matrix`, which check it.

    Attributes
    ----------
    start
        Where the pairs of each candidate begin, int64, m + 1.
    place
        Place of each pair, ascending by candidate, int32, a.
    cost
        Time or distance of each pair, 0 or more, float64, a.
    weight
        People (or other need) of each place, 0 or more, float64, n.
    today
        Time or distance from each place to what serves it today, float64, n;
        infinite where nothing does.
    """

    start: Offsets
    place: Ints
    cost: Floats
    weight: Floats
    today: Floats

    @property
    def n_candidates(self) -> int:
        """How many candidates there are."""
        return len(self.start) - 1

    @property
    def n_places(self) -> int:
        """How many places there are."""
        return len(self.weight)

    @property
    def n_pairs(self) -> int:
        """How many pairs are in it."""
        return len(self.place)

    def candidate(self) -> Ints:
        """Give the candidate of each pair."""
        every = np.arange(self.n_candidates, dtype=np.int32)
        return np.repeat(every, np.diff(self.start))

    def kept(self, pairs: NDArray[np.bool_]) -> Table:
        """Give the table of some of its pairs (bool, a)."""
        passed = np.concatenate([[0], np.cumsum(pairs)])
        return replace(
            self, start=passed[self.start], place=self.place[pairs], cost=self.cost[pairs]
        )

    def within(self, limit: float) -> Table:
        """Give the table of the pairs within a limit, which itself belongs to it."""
        return self.kept(self.cost <= limit)

    def with_existing(self, sites: NDArray[np.integer]) -> Table:
        """Let some candidates serve today already; they stay in the table."""
        today = self.today.copy()
        for site in sites:
            pairs = slice(self.start[site], self.start[site + 1])
            np.minimum.at(today, self.place[pairs], self.cost[pairs])
        return replace(self, today=today)


def table_of(
    pairs: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.floating]],
    weight: NDArray[np.floating],
    *,
    n_candidates: int,
    today: NDArray[np.floating] | None = None,
) -> Table:
    """Make a table of pairs.

    Parameters
    ----------
    pairs
        Candidate, place and time or distance of each pair, in any order; leave out
        those that are out of reach.
    weight
        People of each place, n.
    n_candidates
        How many candidates there are, those without a pair counted.
    today
        Time or distance from each place to what serves it today, n; NaN or infinite
        where nothing does.

    Raises
    ------
    EmptyInputError
        If there is no candidate or no place.
    InputError
        If a number is negative or not finite, a pair occurs twice or speaks of a
        candidate or place that is not there, or lengths differ.
    """
    candidate, place = np.asarray(pairs[0], np.int64), np.asarray(pairs[1], np.int64)
    cost = np.asarray(pairs[2], np.float64)
    amount = np.asarray(weight, np.float64)
    _require_some(n_candidates, len(amount))
    if not len(candidate) == len(place) == len(cost):
        lengths = f"{len(candidate)}, {len(place)}, {len(cost)}"
        raise InputError(
            Text(
                f"kandidat, tempat, dan waktu berjumlah {lengths}; seharusnya sama banyak",
                f"candidates, places and times are {lengths}; wanted one row for each pair",
            )
        )
    _require_inside(candidate, n_candidates, Text("kandidat", "candidate"))
    _require_inside(place, len(amount), Text("tempat", "place"))
    _require_numbers(cost, Text("waktu atau jarak", "time or distance"))
    _require_numbers(amount, Text("bobot", "weight"))
    order = np.lexsort((place, candidate))
    candidate, place, cost = candidate[order], place[order], cost[order]
    twice = (np.diff(candidate) == 0) & (np.diff(place) == 0)
    if twice.any():
        k = int(np.flatnonzero(twice)[0])
        raise InputError(
            Text(
                f"pasangan kandidat {candidate[k]} dan tempat {place[k]} muncul dua kali; "
                "simpan waktu yang terpendek",
                f"the pair of candidate {candidate[k]} and place {place[k]} occurs twice; keep "
                "the shorter time",
            )
        )
    return Table(
        start=np.searchsorted(candidate, np.arange(n_candidates + 1)).astype(np.int64),
        place=place.astype(np.int32),
        cost=cost,
        weight=amount,
        today=_today_of(today, len(amount)),
    )


def table_from_matrix(
    matrix: NDArray[np.floating],
    weight: NDArray[np.floating] | None = None,
    *,
    today: NDArray[np.floating] | None = None,
) -> Table:
    """Make a table of a full matrix, candidates × places; infinite is out of reach.

    Parameters
    ----------
    matrix
        Times or distances, m × n.
    weight
        People of each place, n; 1 each without it.
    today
        As for `table_of`.

    Raises
    ------
    EmptyInputError, InputError
        As `table_of`; NaN is refused, too.

    Examples
    --------
    >>> table = table_from_matrix(np.array([[0.0, 5.0], [np.inf, 0.0]]))
    >>> table.n_candidates, table.n_places, table.n_pairs
    (2, 2, 3)
    """
    full = np.asarray(matrix, np.float64)
    if full.ndim != 2:
        raise InputError(
            Text(
                f"matriks berdimensi {full.ndim}; seharusnya kandidat × tempat",
                f"the matrix has {full.ndim} dimensions; wanted candidates × places",
            )
        )
    candidate, place = np.nonzero(~np.isposinf(full))
    amount = np.ones(full.shape[1]) if weight is None else np.asarray(weight, np.float64)
    if len(amount) != full.shape[1]:
        raise InputError(
            Text(
                f"{len(amount)} bobot untuk {full.shape[1]} tempat; seharusnya satu per tempat",
                f"{len(amount)} weights for {full.shape[1]} places; wanted one for each",
            )
        )
    pairs = (candidate, place, full[candidate, place])
    return table_of(pairs, amount, n_candidates=full.shape[0], today=today)


def alike(table: Table, kind: Ints | None = None) -> Ints:
    """Give places with the same candidates in reach the same number.

    Parameters
    ----------
    table
        The pairs in reach.
    kind
        Places of different kinds are never alike, int32, n.

    Returns
    -------
    numpy.ndarray
        0, 1, … in the order in which they first occur, int32, n; -1 for places that
        no candidate reaches.
    """
    counts = np.bincount(table.place, minlength=table.n_places)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    candidate = table.candidate()[np.argsort(table.place, kind="stable")]
    # Two sums of random numbers tell sets apart; those that agree are compared in full.
    rng = np.random.default_rng(20_101)
    marks = rng.integers(1, 2**63, size=(2, max(table.n_candidates, 1)), dtype=np.uint64)
    sums = _sums(start, candidate, marks)
    kinds = np.zeros(table.n_places, np.int32) if kind is None else kind
    reached = np.flatnonzero(counts)
    order = reached[np.lexsort([kinds[reached], counts[reached], *sums[:, reached]])]
    keys = [kinds[order], counts[order], *sums[:, order]]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    # lexsort is stable: the first of each run is the place that comes first.
    leader = order[new]
    run = np.cumsum(new) - 1
    rank = np.empty(len(leader), dtype=np.int32)
    rank[np.argsort(leader)] = np.arange(len(leader), dtype=np.int32)
    group = np.full(table.n_places, -1, dtype=np.int32)
    group[order] = rank[run]
    if not _all_same(start, candidate, group, np.sort(leader)):
        group[reached] = np.arange(len(reached), dtype=np.int32)
    return group


def merged(table: Table, kind: Ints | None = None) -> tuple[Table, Ints]:
    """Put places with the same candidates in reach together; leave out those without people.

    Parameters
    ----------
    table, kind
        As for `alike`.

    Returns
    -------
    tuple
        A table whose places are the groups, with the time of the first place of each,
        and the group of each place of `table`, -1 where it is left out.
    """
    alive = table.kept(table.weight[table.place] > 0.0)
    group = alike(alive, kind)
    known = np.flatnonzero(group >= 0)
    numbers, first = np.unique(group[known], return_index=True)
    leads = np.zeros(table.n_places, dtype=bool)
    leads[known[first]] = True
    once = alive.kept(leads[alive.place])
    people: Floats = np.bincount(group[known], table.weight[known], minlength=len(numbers)).astype(
        np.float64
    )
    return (
        replace(once, place=group[once.place], weight=people, today=table.today[known[first]]),
        group,
    )


@nb.njit(cache=True, nogil=True)
def _sums(start: Offsets, candidate: Ints, marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    out = np.zeros((2, len(start) - 1), dtype=np.uint64)
    for j in range(len(start) - 1):
        for k in range(start[j], start[j + 1]):
            out[0, j] += marks[0, candidate[k]]
            out[1, j] += marks[1, candidate[k]]
    return out


@nb.njit(cache=True, nogil=True)
def _all_same(start: Offsets, candidate: Ints, group: Ints, leader: Offsets) -> bool:
    for j in range(len(group)):
        if group[j] < 0:
            continue
        one, other = start[j], start[leader[group[j]]]
        for k in range(start[j + 1] - one):
            if candidate[one + k] != candidate[other + k]:
                return False
    return True


def _require_some(n_candidates: int, n_places: int) -> None:
    if n_candidates < 1:
        raise EmptyInputError(
            Text(
                "tidak ada calon lokasi; perlu sedikitnya satu",
                "there is no candidate site; wanted at least one",
            )
        )
    if n_places < 1:
        raise EmptyInputError(
            Text(
                "tidak ada tempat yang harus dilayani; perlu sedikitnya satu",
                "there is no place to be served; wanted at least one",
            )
        )


def _require_inside(rows: NDArray[np.int64], n: int, what: Text) -> None:
    bad = rows[(rows < 0) | (rows >= n)]
    if len(bad):
        raise InputError(
            Text(
                f"pasangan menyebut {what.id} {bad[0]}; yang ada 0 sampai {n - 1}",
                f"a pair speaks of {what.en} {bad[0]}; there are 0 to {n - 1}",
            )
        )


def _require_numbers(values: Floats, what: Text) -> None:
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        shown = f"{values[bad[0]]} ({len(bad)})"
        raise InputError(
            Text(
                f"{what.id} ke-{bad[0]} adalah {shown}; seharusnya angka terhingga, 0 atau lebih",
                f"{what.en} {bad[0]} is {shown}; wanted finite numbers of 0 or more",
            )
        )


def _today_of(today: NDArray[np.floating] | None, n_places: int) -> Floats:
    if today is None:
        return np.full(n_places, np.inf)
    found = np.asarray(today, np.float64)
    found = np.where(np.isnan(found), np.inf, found)
    if found.shape != (n_places,) or (found < 0).any():
        raise InputError(
            Text(
                f"waktu saat ini: {found.shape} angka untuk {n_places} tempat; seharusnya satu "
                "per tempat, 0 atau lebih",
                f"times of today: {found.shape} numbers for {n_places} places; wanted one for "
                "each, of 0 or more",
            )
        )
    return found
