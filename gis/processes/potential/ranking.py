"""Ranking: where a value stands among those of its peers, and what that makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from layers.text import Text

Mark = Literal["strength", "gap", "middle", "unknown"]
Peers = Literal["all", "province", "kind"]
PEERS: dict[Peers, Text] = {
    "all": Text("semua wilayah di lapisan itu", "all units of the layer"),
    "province": Text("wilayah di provinsi yang sama", "units of the same province"),
    "kind": Text(
        "wilayah sejenis: di kota, atau di kabupaten", "units of the same kind: of cities, or not"
    ),
}
# From here on, and up to there, of 100 peers.
STRONG, WEAK = 75.0, 25.0
# Fewer peers with a value say nothing.
FEWEST = 4
# The regency's number from which on it is a city (kota).
FIRST_CITY = 71


def peer_groups(codes: Sequence[str], peers: Peers) -> pd.Series:
    """Tell which peers each unit has.

    Parameters
    ----------
    codes
        Of the units, as 64.02.01.
    peers
        Whom they are compared with.

    Returns
    -------
    pandas.Series
        A word for the group, by code.

    Examples
    --------
    >>> peer_groups(["64.02.01", "64.71.01"], "kind").tolist()
    ['regency', 'city']
    """
    index = pd.Index(list(codes))
    if peers == "province":
        return pd.Series([code[:2] for code in codes], index=index)
    if peers == "kind":
        return pd.Series(["city" if _of_city(code) else "regency" for code in codes], index=index)
    return pd.Series("all", index=index)


def _of_city(code: str) -> bool:
    second = code.split(".")[1:2]
    return bool(second) and second[0].isdigit() and int(second[0]) >= FIRST_CITY


def standings(values: pd.Series, groups: pd.Series, direction: str) -> pd.DataFrame:
    """Give where each value stands among its peers.

    Parameters
    ----------
    values
        By code; NaN for none.
    groups
        Of peers, by code.
    direction
        ``up`` where more is better, ``down`` where less is.

    Returns
    -------
    pandas.DataFrame
        By code: `value`, `percentile` (how many of 100 peers are worse, equals by half),
        `median` of the peers, `n_peers` with a value, `mark`.
    """
    table = pd.DataFrame({"value": values.reindex(groups.index).astype(float), "group": groups})
    signed = table["value"] if direction == "up" else -table["value"]
    grouped = signed.groupby(table["group"])
    counts = grouped.transform("count")
    # Mid-ranks: those below, and half of those that are equal.
    rank = grouped.rank(method="average")
    table["percentile"] = (100.0 * (rank - 0.5) / counts).where(signed.notna())
    table["median"] = table["value"].groupby(table["group"]).transform("median")
    table["n_peers"] = counts.astype(int)
    known = table["percentile"].notna() & (counts >= FEWEST)
    spread = grouped.transform("max") > grouped.transform("min")
    choices = [
        ~known,
        spread & (table["percentile"] >= STRONG),
        spread & (table["percentile"] <= WEAK),
    ]
    table["mark"] = np.select(choices, ["unknown", "strength", "gap"], "middle")
    return table.drop(columns="group")
