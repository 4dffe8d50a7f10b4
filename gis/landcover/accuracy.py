"""Areas corrected by a sample of the map's errors, with confidence (Olofsson and others 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

Floats = NDArray[np.float64]
# Of the normal distribution: 95 %.
Z = 1.96


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """What a stratified sample says of areas and of the map.

    `table` has one row for each stratum (class of the map): `mapped_ha`, `n` (sampled
    there), `area_ha` with `area_error_ha`, `users` and `producers` accuracy with
    `users_error` and `producers_error`; errors are half the width of the 95 % interval.
    What has no value (nothing to divide by) is not a number. `overall` and
    `overall_error` are of the map as a whole, `proportions` the estimated error matrix.
    """

    table: pd.DataFrame
    overall: float
    overall_error: float
    proportions: Floats


def adjusted_areas(
    counts: Floats | Sequence[Sequence[float]], mapped_ha: Floats | Sequence[float]
) -> Adjusted:
    """Estimate the areas of classes from a sample that was stratified by the map.

    Parameters
    ----------
    counts
        Sample units, map class × reference class.
    mapped_ha
        Area of each class on the map.

    Raises
    ------
    InputError
        `bad-sample`: the shapes do not fit, a number is below zero or not finite, or a
        class with an area has fewer than 2 sample units (its variance has no estimate).

    Examples
    --------
    >>> found = adjusted_areas([[9, 1], [0, 10]], [100.0, 300.0])
    >>> found.table["area_ha"].tolist()
    [90.0, 310.0]
    """
    n = np.asarray(counts, dtype=np.float64)
    mapped = np.asarray(mapped_ha, dtype=np.float64)
    _require_sample(n, mapped)
    per_class = n.sum(axis=1)
    weight = mapped / mapped.sum()
    held = np.where(per_class > 0, per_class, 1.0)[:, None]
    share = n / held  # of a stratum's sample in each reference class
    p = weight[:, None] * share
    spread = weight[:, None] ** 2 * share * (1.0 - share) / np.maximum(held - 1.0, 1.0)
    area_error = Z * np.sqrt(spread.sum(axis=0)) * mapped.sum()
    own = np.diag(share)
    own_variance = own * (1.0 - own) / np.maximum(per_class - 1.0, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        producers = np.diag(p) / p.sum(axis=0)
    empty = per_class == 0
    table = pd.DataFrame(
        {
            "mapped_ha": mapped,
            "n": per_class.astype(np.int64),
            "area_ha": p.sum(axis=0) * mapped.sum(),
            "area_error_ha": area_error,
            "users": np.where(empty, np.nan, own),
            "users_error": np.where(empty, np.nan, Z * np.sqrt(own_variance)),
            "producers": producers,
            "producers_error": Z * np.sqrt(_producers_variance(n, mapped, producers)),
        }
    )
    overall_error = Z * float(np.sqrt((weight**2 * own_variance).sum()))
    return Adjusted(table, float(np.diag(p).sum()), overall_error, p)


def _producers_variance(n: Floats, mapped: Floats, producers: Floats) -> Floats:
    """Give the variance of the producers' accuracies (equation 7 of the paper)."""
    per_class = n.sum(axis=1)
    held, degrees = np.maximum(per_class, 1.0), np.maximum(per_class - 1.0, 1.0)
    users = np.diag(n) / held
    total = (mapped[:, None] * n / held[:, None]).sum(axis=0)
    own = mapped**2 * (1.0 - producers) ** 2 * users * (1.0 - users) / degrees
    share = n / held[:, None]
    each = mapped[:, None] ** 2 * share * (1.0 - share) / degrees[:, None]
    others = producers**2 * (each.sum(axis=0) - np.diag(each))
    with np.errstate(invalid="ignore", divide="ignore"):
        variance: Floats = (own + others) / total**2
    return variance


def _require_sample(n: Floats, mapped: Floats) -> None:
    fits = n.ndim == 2 and n.shape[0] == n.shape[1] == len(mapped) > 0
    if not fits:
        raise _bad(
            Text(
                f"matriks sampel {n.shape} dan {len(mapped)} luas; yang diminta k × k dan k luas",
                f"a sample matrix of {n.shape} and {len(mapped)} areas; wanted k × k and k areas",
            )
        )
    numbers = np.r_[n.ravel(), mapped]
    if not np.isfinite(numbers).all() or (numbers < 0).any() or mapped.sum() <= 0:
        raise _bad(
            Text(
                "sampel atau luas memuat bilangan negatif atau tak hingga, atau semua luas nol",
                "the sample or the areas hold a number below zero or not finite, or no area at all",
            )
        )
    few = np.flatnonzero((n.sum(axis=1) < 2) & (mapped > 0))
    if len(few):
        raise _bad(
            Text(
                f"strata {(few + 1).tolist()} memiliki kurang dari 2 titik sampel; tambah titik di "
                "sana, atau gabungkan stratanya",
                f"strata {(few + 1).tolist()} have fewer than 2 sample units; sample more there, "
                "or merge the strata",
            )
        )


def _bad(text: Text) -> InputError:
    return InputError(text, code="bad-sample")
