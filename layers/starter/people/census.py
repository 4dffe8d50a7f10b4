"""How many people live in each village: official regency figures shared out by a plain model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.projection import lonlat_to_xy

KELURAHAN_FACTOR = 3.5
AREA_POWER = 0.15
TOWN_PULL = 3.0
TOWN_REACH_M = 7_000.0


def village_population(villages: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Model the people of each village; each regency's sum is its official figure.

    Where a population is published for a district, its villages share that figure
    (scaled when every district of the regency has one); elsewhere a village weighs by
    area to the power 0.15, urban status and nearness to the regency's capital.
    """
    weight = _district_scaled(villages, _weights(villages))
    official = facts.table("regions").set_index("code")["population"]
    people = np.zeros(len(villages), dtype=np.int64)
    regency = villages["code"].str[:5].to_numpy()
    for code in np.unique(regency):
        rows = regency == code
        people[rows] = apportion(int(official[code]), weight[rows])
    return people


def district_population(villages: pd.DataFrame) -> pd.Series:
    """Sum the people of villages by district code."""
    return villages["population"].groupby(villages["code"].str[:8]).sum()


def apportion(total: int, weight: Floats) -> npt.NDArray[np.int64]:
    """Share a whole number out by weight so that the parts sum to it (largest remainders).

    Examples
    --------
    >>> apportion(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    exact = weight / weight.sum() * total
    parts: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    rest = total - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:rest]] += 1
    return parts


def _weights(villages: pd.DataFrame) -> Floats:
    regions = facts.table("regions").set_index("code")
    urban = villages["code"].str.split(".").str[3].str.startswith("1").to_numpy()
    xy = lonlat_to_xy(villages[["lon", "lat"]].to_numpy())
    capital = regions[["capital_lon", "capital_lat"]].loc[villages["code"].str[:5].to_list()]
    far = np.hypot(*(xy - lonlat_to_xy(capital.to_numpy(dtype=float))).T)
    pull = 1 + TOWN_PULL * np.exp(-((far / TOWN_REACH_M) ** 2))
    area = villages["area_km2"].to_numpy() ** AREA_POWER
    return np.asarray(area * np.where(urban, KELURAHAN_FACTOR, 1.0) * pull)


def _district_scaled(villages: pd.DataFrame, weight: Floats) -> Floats:
    published = facts.table("districts").set_index("code")["population"].dropna()
    official = facts.table("regions").set_index("code")["population"]
    weight = weight.copy()
    district, regency = villages["code"].str[:8], villages["code"].str[:5]
    for code in sorted(set(published.index.str[:5])):
        here = (regency == code).to_numpy()
        known = here & district.isin(published.index).to_numpy()
        rest = float(official[code]) - float(published[published.index.str[:5] == code].sum())
        if known.any() and not (here & ~known).any():
            rest = 0.0
        for name in sorted(set(district[known])):
            rows = (district == name).to_numpy()
            weight[rows] *= published[name] / weight[rows].sum()
        others = here & ~known
        if others.any():
            weight[others] *= max(rest, 0.0) / weight[others].sum()
    return weight
