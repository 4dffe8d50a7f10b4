"""How evenly something is shared among people: Lorenz curve, Gini, Palma, Theil.

Every measure weighs a place by its people: a district of 10,000 counts as 10,000
persons who have the same. Lorenz (1905), Gini (1912), Palma (2011; Cobham and Sumner
2013), Theil (1967) with its decomposition by groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gis.errors import EmptyInputError, InputError, NoAnswerError
from layers.text import Text

RICH, POOR = 0.9, 0.4

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lorenz:
    """The Lorenz curve: the poorest `people` share has `amount` share, from 0 to 1 both."""

    people: Floats
    amount: Floats

    def amount_of(self, share: ArrayLike) -> Floats:
        """Give what the poorest share of the people has together."""
        return np.asarray(np.interp(np.asarray(share, dtype=np.float64), self.people, self.amount))


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T, and how much of it lies between groups and within them.

    `total` is `between` plus `within`. `groups` (index: group) has `people`, `mean`,
    `share` of the whole amount, `theil` inside the group, and `between` and `within`,
    what the group adds to each.
    """

    total: float
    between: float
    within: float
    groups: pd.DataFrame


def lorenz(values: ArrayLike, people: ArrayLike | None = None) -> Lorenz:
    """Draw the Lorenz curve of an amount per person.

    Parameters
    ----------
    values
        Amount per person of each place, 0 or more: beds per 1,000, minutes, hectares.
    people
        People of each place; 1 each if not given.

    Raises
    ------
    EmptyInputError
        If there is no place with people.
    InputError
        If a number is negative or not finite, or lengths differ.
    NoAnswerError
        If nobody has anything: shares of nothing are not defined.

    Examples
    --------
    >>> lorenz([1, 3]).amount.tolist()
    [0.0, 0.25, 1.0]
    """
    value, count = _checked(values, people)
    order = np.argsort(value, kind="stable")
    value, count = value[order], count[order]
    has = np.concatenate([[0.0], np.cumsum(value * count)])
    heads = np.concatenate([[0.0], np.cumsum(count)])
    return Lorenz(heads / heads[-1], has / has[-1])


def gini(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """Give the Gini coefficient: 0 when all have the same, towards 1 when one has all.

    It is twice the area between the Lorenz curve and the diagonal, the population
    form (no correction for few places). Parameters and errors as in `lorenz`.

    Examples
    --------
    >>> gini([1, 1, 1, 5])
    0.375
    """
    curve = lorenz(values, people)
    area = np.sum(np.diff(curve.people) * (curve.amount[1:] + curve.amount[:-1])) / 2.0
    return float(max(0.0, 1.0 - 2.0 * area))


def palma(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """Give what the best-served tenth has by what the worst-served 40 % have.

    A place that lies across a limit is cut in proportion. Parameters as in `lorenz`.

    Raises
    ------
    NoAnswerError
        If the worst-served 40 % have nothing.

    Examples
    --------
    >>> round(palma([1] * 10), 9)
    0.25
    """
    curve = lorenz(values, people)
    poor, rich = float(curve.amount_of(POOR)), 1.0 - float(curve.amount_of(RICH))
    if poor <= 0:
        raise NoAnswerError(
            Text(
                "40 % penduduk yang paling sedikit mendapat tidak mendapat apa pun, jadi nisbah "
                "Palma tidak ada nilainya; pakai koefisien Gini, atau bagian penduduk yang "
                "tidak mendapat",
                "the worst-served 40 % of the people have nothing, so the Palma ratio has no "
                "value; take the Gini coefficient, or the share of people without",
            )
        )
    return rich / poor


def theil(
    values: ArrayLike,
    people: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
) -> Theil:
    """Give Theil's T of an amount per person, apart by groups.

    Parameters
    ----------
    values, people
        As in `lorenz`; a place that has nothing adds nothing (0 · log 0 = 0).
    groups
        Group of each place, such as its regency; one group if not given.

    Raises
    ------
    EmptyInputError, InputError, NoAnswerError
        As in `lorenz`; InputError also for a place without a group.

    Examples
    --------
    >>> found = theil([1, 1, 3, 3], groups=["a", "a", "b", "b"])
    >>> round(found.total, 6) == round(found.between, 6)
    True
    """
    value, count = _checked(values, people)
    table = pd.DataFrame({"people": count, "amount": value * count})
    table["group"] = _named(groups, values)[_with_people(values, people)]
    mean = table["amount"].sum() / count.sum()
    share = (table["amount"] / table["amount"].sum()).to_numpy()
    by = table.groupby("group", sort=True)[["people", "amount"]].sum()
    by["mean"] = by["amount"] / by["people"]
    by["share"] = by["amount"] / by["amount"].sum()
    own = table["group"].map(by["mean"]).to_numpy()
    table["inner"] = _times_log(share, value, own)
    by["within"] = table.groupby("group", sort=True)["inner"].sum()
    by["between"] = _times_log(
        by["share"].to_numpy(), by["mean"].to_numpy(), np.full(len(by), mean)
    )
    by["theil"] = np.divide(
        by["within"], by["share"], out=np.zeros(len(by)), where=(by["share"] > 0).to_numpy()
    )
    between, within = float(by["between"].sum()), float(by["within"].sum())
    columns = ["people", "mean", "share", "theil", "between", "within"]
    return Theil(between + within, between, within, by[columns])


def _times_log(share: Floats, value: Floats, mean: Floats) -> Floats:
    """Give share · log(value / mean), 0 where the share is."""
    out = np.zeros(len(share))
    some = share > 0
    out[some] = share[some] * np.log(value[some] / mean[some])
    return out


def _checked(values: ArrayLike, people: ArrayLike | None) -> tuple[Floats, Floats]:
    value = np.asarray(values, dtype=np.float64).ravel()
    count = np.ones(len(value)) if people is None else np.asarray(people, dtype=np.float64).ravel()
    if len(value) != len(count):
        raise InputError(
            Text(
                f"{len(value)} nilai untuk {len(count)} jumlah penduduk; yang diminta sama banyak",
                f"{len(value)} values for {len(count)} numbers of people; wanted as many",
            )
        )
    for what, numbers in (("people", count), ("values", value[count > 0])):
        bad = numbers[~(np.isfinite(numbers) & (numbers >= 0))]
        if len(bad):
            raise InputError(
                Text(
                    f"{what} memuat {bad[0]} ({len(bad)} seperti itu); yang diminta bilangan "
                    "hingga, 0 atau lebih: buang tempat yang tidak diketahui, dan sebutkan itu",
                    f"{what} hold {bad[0]} ({len(bad)} such); wanted finite numbers of 0 or "
                    "more: leave out places that are not known, and say so",
                )
            )
    value, count = value[count > 0], count[count > 0]
    if not len(value):
        raise EmptyInputError(
            Text(
                "tidak ada tempat yang berpenduduk; yang diminta paling sedikit satu",
                "no place with people; wanted at least one",
            )
        )
    if not (value * count).sum() > 0:
        raise NoAnswerError(
            Text(
                "tidak seorang pun mendapat apa pun, jadi tidak ada bagian yang dapat dibandingkan",
                "nobody has anything, so there are no shares to compare",
            )
        )
    return value, count


def _with_people(values: ArrayLike, people: ArrayLike | None) -> NDArray[np.bool_]:
    n = len(np.asarray(values).ravel())
    some = np.ones(n) if people is None else np.asarray(people, dtype=np.float64).ravel()
    return np.asarray(some > 0)


def _named(groups: ArrayLike | None, values: ArrayLike) -> NDArray[np.object_]:
    n = len(np.asarray(values).ravel())
    names = np.full(n, "all", dtype=object) if groups is None else np.asarray(groups, dtype=object)
    if len(names) != n:
        raise InputError(
            Text(
                f"{len(names)} kelompok untuk {n} nilai; yang diminta satu untuk setiap nilai",
                f"{len(names)} groups for {n} values; wanted one for each",
            )
        )
    if pd.isna(names).any():
        raise InputError(
            Text(
                "ada tempat tanpa kelompok; beri satu, misalnya 'tidak diketahui'",
                "a place has no group; give it one, such as 'unknown'",
            )
        )
    return names
