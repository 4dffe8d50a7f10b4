"""Intervals: how far a coverage may be off when speeds and people are only known so well."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

Floats = NDArray[np.float64]


def quick_and_slow(seconds: Floats, speed_error: float) -> tuple[Floats, Floats]:
    """Give the times when everything moves faster, and slower, by a share of its speed.

    Parameters
    ----------
    seconds
        Times of travel, NaN where there is no way.
    speed_error
        Share by which speeds may be off, 0 or more and below 1: at 0.2 they lie between
        80 % and 120 % of what is planned, all of them at once.

    Raises
    ------
    InputError
        If the share is not within 0 to below 1.

    Examples
    --------
    >>> quick, slow = quick_and_slow(np.array([1200.0]), 0.2)
    >>> quick.tolist(), slow.tolist()
    ([1000.0], [1500.0])
    """
    error = _require_share(speed_error, "speed_error")
    return seconds / (1.0 + error), seconds / (1.0 - error)


def with_people_error(table: pd.DataFrame, people_error: float) -> pd.DataFrame:
    """Widen the low and high numbers of a coverage by what is not known of the people.

    The shares are bounds: at the low end those within reach are fewer by the error and
    the others more by it, at the high end the other way round.

    Parameters
    ----------
    table
        With ``total``, ``covered_low`` and ``covered_high`` (`travel_coverage` with
        `between`).
    people_error
        Share by which the people of any place may be off, 0 or more and below 1.

    Returns
    -------
    pandas.DataFrame
        The table with ``covered_low`` and ``covered_high`` widened, and ``share_low``
        and ``share_high`` (missing where there is nobody).

    Raises
    ------
    InputError
        If the share is not within 0 to below 1.

    Examples
    --------
    >>> known = pd.DataFrame({"total": [100.0], "covered_low": [40.0], "covered_high": [60.0]})
    >>> with_people_error(known, 0.1).round(3).iloc[0].tolist()
    [100.0, 36.0, 66.0, 0.353, 0.647]
    """
    error = _require_share(people_error, "people_error")
    out = table.copy()
    for end, sign in (("low", -1.0), ("high", 1.0)):
        within = table[f"covered_{end}"] * (1.0 + sign * error)
        beyond = (table["total"] - table[f"covered_{end}"]) * (1.0 - sign * error)
        out[f"covered_{end}"] = within
        whole = within + beyond
        out[f"share_{end}"] = (within / whole).where(whole > 0.0)
    return out


def _require_share(value: float, what: str) -> float:
    if not 0.0 <= value < 1.0:
        raise InputError(
            Text(
                f"{what} adalah {value}; yang diminta bagian 0 atau lebih dan di bawah 1",
                f"{what} is {value}; wanted a share of 0 or more and below 1",
            ),
            faults=[
                (
                    what,
                    Text(
                        f"{value} tidak di antara 0 dan di bawah 1",
                        f"{value} is not within 0 to below 1",
                    ),
                )
            ],
        )
    return float(value)
