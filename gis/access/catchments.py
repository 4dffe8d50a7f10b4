"""Floating catchments: how much of a service each place has, when others want it too.

Methods: 2SFCA (Luo and Wang 2003), E2SFCA (Luo and Qi 2009), 3SFCA (Wan, Zou and
Sternberg 2012), BFCA (Páez, Higgins and Vivona 2019). Travel times come as a sparse
table: pairs that are not in it are out of reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import EmptyInputError, InputError
from layers.text import Text

Method = Literal["2sfca", "e2sfca", "3sfca", "bfca"]
SOURCES: Mapping[str, str] = {
    "2sfca": "two-step floating catchment (Luo and Wang 2003)",
    "e2sfca": "enhanced two-step floating catchment (Luo and Qi 2009)",
    "3sfca": "three-step floating catchment (Wan, Zou and Sternberg 2012)",
    "bfca": "balanced floating catchment (Páez, Higgins and Vivona 2019)",
}

Floats = NDArray[np.float64]
Decay = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Trips:
    """Travel times of pairs: `place` and `facility` are positions, `seconds` the time.

    Build it with `trips`, which checks it.
    """

    place: NDArray[np.int64]
    facility: NDArray[np.int64]
    seconds: Floats


@dataclass(frozen=True, slots=True)
class Access:
    """Service per person of each place, and where the supply went.

    `per_person` (places) is the supply a person has, 0 where none is in reach;
    `load` (facilities) the demand that falls to each, `ratio` its supply per unit
    of that demand (NaN where nobody comes). `n_unreached` places and `unreached`
    people reach nothing; `idle` supply is reached by nobody. `handed_out` is the sum
    of `per_person` times demand: the supply less `idle`, but for the BFCA, in which
    the sum of `per_person` is that of `ratio` and the sum of `load` is the demand.
    """

    per_person: Floats
    load: Floats
    ratio: Floats
    n_unreached: int
    unreached: float
    idle: float
    handed_out: float
    method: str


def trips(
    place: NDArray[np.integer], facility: NDArray[np.integer], seconds: NDArray[np.floating]
) -> Trips:
    """Check a table of travel times.

    Raises
    ------
    InputError
        If lengths differ, a position is negative, a pair occurs twice, or a time
        is negative or not finite (leave out what cannot be reached).
    """
    places, facilities = np.asarray(place, np.int64), np.asarray(facility, np.int64)
    times = np.asarray(seconds, np.float64)
    if not len(places) == len(facilities) == len(times):
        raise InputError(
            Text(
                f"{len(places)} tempat, {len(facilities)} fasilitas, {len(times)} waktu; yang "
                "diminta satu baris untuk setiap pasangan",
                f"{len(places)} places, {len(facilities)} facilities, {len(times)} times; wanted "
                "one row for each pair",
            )
        )
    if len(places) and min(places.min(), facilities.min()) < 0:
        raise InputError(
            Text(
                "nomor tempat atau fasilitas ada yang negatif; yang diminta 0 atau lebih",
                "a position of a place or facility is negative; wanted 0 or more",
            )
        )
    if not (np.isfinite(times) & (times >= 0)).all():
        raise InputError(
            Text(
                "waktu tempuh ada yang negatif atau tidak hingga; buang pasangan yang di luar "
                "jangkauan",
                "a travel time is negative or not finite; leave out the pairs that are out of "
                "reach",
            )
        )
    if len(np.unique(np.column_stack([places, facilities]), axis=0)) != len(places):
        raise InputError(
            Text(
                "satu pasangan tempat dan fasilitas muncul dua kali; simpan waktu yang lebih "
                "pendek",
                "a pair of place and facility occurs twice; keep the shorter time",
            )
        )
    return Trips(places, facilities, times)


def step_decay(limits_s: tuple[float, ...], weights: tuple[float, ...]) -> Decay:
    """Weigh by zones of travel time, 0 beyond the last.

    Parameters
    ----------
    limits_s
        Rising ends of the zones in seconds; the end belongs to its zone.
    weights
        Weight of each zone, 0 to 1.

    Examples
    --------
    >>> step_decay((600, 1200, 1800), (1.0, 0.68, 0.22))(np.array([600, 601, 1801])).tolist()
    [1.0, 0.68, 0.0]
    """
    if len(limits_s) != len(weights) or not limits_s:
        raise InputError(
            Text(
                f"{len(limits_s)} batas dan {len(weights)} bobot; yang diminta sama banyak",
                f"{len(limits_s)} limits and {len(weights)} weights; wanted as many",
            )
        )
    if any(not limit > 0 for limit in limits_s) or any(np.diff(limits_s) <= 0):
        raise InputError(
            Text(
                f"limits_s adalah {limits_s}; yang diminta bilangan naik di atas 0",
                f"limits_s are {limits_s}; wanted rising numbers above 0",
            )
        )
    if not all(0 <= w <= 1 for w in weights):
        raise InputError(
            Text(
                f"weights adalah {weights}; yang diminta bilangan 0 sampai 1",
                f"weights are {weights}; wanted numbers from 0 to 1",
            )
        )
    ends, table = np.asarray(limits_s, np.float64), np.array([*weights, 0.0])

    def decay(seconds: Floats) -> Floats:
        return np.asarray(table[np.searchsorted(ends, seconds, side="left")])

    return decay


def gaussian_decay(limit_s: float) -> Decay:
    """Weigh by the Gaussian form that is 1 at 0 and 0 at the limit (Dai 2010).

    Examples
    --------
    >>> gaussian_decay(1800)(np.array([0.0, 900.0, 1800.0])).round(3).tolist()
    [1.0, 0.701, 0.0]
    """
    end = require_positive(limit_s, "limit_s")
    edge = np.exp(-0.5)

    def decay(seconds: Floats) -> Floats:
        inside = (np.exp(-0.5 * (seconds / end) ** 2) - edge) / (1.0 - edge)
        return np.where(seconds <= end, inside, 0.0)

    return decay


def access(
    demand: NDArray[np.floating],
    supply: NDArray[np.floating],
    pairs: Trips,
    decay: Decay,
    *,
    method: Method = "2sfca",
) -> Access:
    """Give the service per person by a floating catchment.

    Parameters
    ----------
    demand
        People (or other need) of each place.
    supply
        Capacity of each facility: beds, doctors, seats.
    pairs
        Travel times, from `trips`.
    decay
        Weight of a travel time, 0 to 1: `step_decay` (one zone for the 2SFCA,
        several for the E2SFCA), `gaussian_decay`, or one's own.
    method
        ``2sfca`` and ``e2sfca`` are the same sums, the first with weights of 0 and 1
        only; ``3sfca`` lets a place choose among facilities by their weights;
        ``bfca`` shares each place's demand out once, and each facility's level of
        service once (it keeps demand and level of service, not the supply).

    Returns
    -------
    Access
        On the order of `demand` and `supply`.

    Raises
    ------
    InputError
        If numbers are negative or not finite, a position has no row, weights lie
        outside 0 to 1, or the method is not known.
    EmptyInputError
        If there is no place or no facility.

    Examples
    --------
    >>> pairs = trips(np.array([0, 1]), np.array([0, 0]), np.array([60.0, 120.0]))
    >>> found = access(np.array([30.0, 70.0]), np.array([10.0]), pairs, step_decay((600,), (1.0,)))
    >>> found.per_person.tolist()
    [0.1, 0.1]
    """
    people, capacity = require_amounts(demand, "demand"), require_amounts(supply, "supply")
    _require_rows(pairs, len(people), len(capacity))
    weight = weights_of(pairs.seconds, decay, method)
    to_facility = _chosen(pairs, weight, len(people), method)
    load = _added(pairs.facility, to_facility * people[pairs.place], len(capacity))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(load > 0, capacity / load, np.nan)
    back = _shared(pairs, weight, len(capacity)) if method == "bfca" else to_facility
    share = np.where(load[pairs.facility] > 0, ratio[pairs.facility], 0.0) * back
    per_person = _added(pairs.place, share, len(people))
    return _told(people, capacity, (per_person, load, ratio), method)


def require_amounts(values: NDArray[np.floating], what: str) -> Floats:
    """Give amounts as float64, or refuse them.

    Raises
    ------
    EmptyInputError
        If there is none.
    InputError
        If one is negative or not finite.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if not len(amounts):
        raise EmptyInputError(
            Text(
                f"{what} kosong; yang diminta paling sedikit satu bilangan",
                f"{what} is empty; wanted at least one number",
            )
        )
    bad = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if len(bad):
        raise InputError(
            Text(
                f"{what} {bad[0]} adalah {amounts[bad[0]]} ({len(bad)} seperti itu); yang "
                "diminta bilangan hingga, 0 atau lebih",
                f"{what} {bad[0]} is {amounts[bad[0]]} ({len(bad)} such); wanted finite numbers "
                "of 0 or more",
            )
        )
    return amounts


def _require_rows(pairs: Trips, n_places: int, n_facilities: int) -> None:
    for found, n, what in (
        (pairs.place, n_places, "place"),
        (pairs.facility, n_facilities, "facility"),
    ):
        if len(found) and found.max() >= n:
            raise InputError(
                Text(
                    f"pasangan menyebut {what} {found.max()}, padahal hanya ada {n}",
                    f"pairs speak of {what} {found.max()}, of which there are {n}",
                )
            )


def weights_of(seconds: Floats, decay: Decay, method: str) -> Floats:
    """Weigh travel times for a method.

    Raises
    ------
    InputError
        If the method is not known, a weight lies outside 0 to 1, or the ``2sfca`` is
        given others than 0 and 1.
    """
    if method not in SOURCES:
        raise InputError(
            Text(
                f"method adalah {method!r}; yang diminta salah satu dari {', '.join(SOURCES)}",
                f"method is {method!r}; wanted one of {', '.join(SOURCES)}",
            )
        )
    weight = np.asarray(decay(seconds), dtype=np.float64)
    if weight.shape != seconds.shape or not ((weight >= 0) & (weight <= 1)).all():
        raise InputError(
            Text(
                "decay memberi bobot di luar 0 sampai 1; yang diminta satu dari 0 sampai 1 "
                "untuk setiap waktu",
                "decay gives weights outside 0 to 1; wanted one from 0 to 1 for each time",
            )
        )
    if method == "2sfca" and not np.isin(weight, (0.0, 1.0)).all():
        raise InputError(
            Text(
                "2sfca hanya mengenal bobot 0 dan 1; pakai e2sfca untuk yang lain",
                "2sfca knows weights of 0 and 1 only; take e2sfca for others",
            )
        )
    return weight


def _chosen(pairs: Trips, weight: Floats, n_places: int, method: str) -> Floats:
    """Give how much of a place's demand goes to a facility, for each pair."""
    if method in ("2sfca", "e2sfca"):
        return weight
    total = _added(pairs.place, weight, n_places)[pairs.place]
    chance = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    return chance * weight if method == "3sfca" else chance


def _added(at: NDArray[np.int64], amounts: Floats, n: int) -> Floats:
    return np.asarray(np.bincount(at, amounts, minlength=n), dtype=np.float64)


def _shared(pairs: Trips, weight: Floats, n_facilities: int) -> Floats:
    """Give how much of a facility's level of service goes to a place, for each pair."""
    total = _added(pairs.facility, weight, n_facilities)[pairs.facility]
    return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)


def _told(
    people: Floats, capacity: Floats, found: tuple[Floats, Floats, Floats], method: str
) -> Access:
    per_person, load, ratio = found
    without = per_person <= 0
    return Access(
        per_person,
        load,
        ratio,
        int(np.count_nonzero(without)),
        float(people[without].sum()),
        float(capacity[load <= 0].sum()),
        float(per_person @ people),
        SOURCES[method],
    )
