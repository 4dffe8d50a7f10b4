"""Frames in, a table of groups out: counts, sums, areas and lengths by zone and attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.aggregation.borders import OUTSIDE
from gis.aggregation.hexagons import HexGrid
from gis.aggregation.measures import Measure, read_measures
from gis.aggregation.pieces import Ints, Shapes, Simple
from gis.aggregation.shares import Shares, hexagon_shares, whole_shares, zone_shares
from gis.aggregation.sums import GROUP, ZONE, Sums, add_up
from gis.checks import require_polygons, require_unique_index, to_lonlat
from gis.errors import InputError
from layers.crs import STORAGE_CRS
from layers.text import Text

METHOD = Text(
    "Luas dan panjang geodesik (WGS 84), dipotong tepat di batas zona; titik menurut zona yang "
    "memuatnya. Fitur yang terbagi memberi setiap zona bagiannya dari jumlah; nilai rata-rata "
    "ditimbang dengan bagian itu; cacah, terkecil, dan terbesar menghitungnya di setiap zona.",
    "Geodesic areas and lengths (WGS 84), cut exactly at the borders of zones; points by the zone "
    "that holds them. A feature that is split gives each zone its share of a sum; means are "
    "weighted by that share; count, least and greatest count it in every zone.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Aggregated:
    """Figures of features by zone and attribute, and what lies in no zone.

    Attributes
    ----------
    table
        One row for each group: `zone` (index value of the zones; column and row of a
        hexagon), the attributes, and the figures of `Sums.table`.
    outside
        The same of what lies in none of the zones.
    unplaced
        The same of features without a geometry.
    total
        The same of all features, whole.
    zones
        The zones, or the hexagons that hold something, in EPSG:4326; None without zones.
    n_mended
        Features whose polygons cross or overlap themselves: what they enclose is measured.
    """

    table: pd.DataFrame
    outside: pd.DataFrame
    unplaced: pd.DataFrame
    total: pd.Series
    zones: gpd.GeoSeries | None
    n_mended: int = 0
    method: str = METHOD.en


def aggregate(
    features: gpd.GeoDataFrame,
    measures: str | Sequence[Measure] = "count",
    *,
    by: Sequence[str] = (),
    zones: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    hexagons_m: float | None = None,
) -> Aggregated:
    """Count and add up features.

    Parameters
    ----------
    features
        Any geometries in any known CRS.
    measures
        ``count``, ``area``, ``length``, ``sum:column``, ``mean:column``,
        ``mean_by_area:column``, ``mean_by_length:column``, ``min:column``, ``max:column``,
        with commas between them.
    by
        Columns to group by.
    zones
        Valid polygons in any known CRS, unique index, to group by as well.
    hexagons_m
        Width of hexagons to group by, in place of zones.

    Raises
    ------
    CRSError
        If a frame has no CRS.
    GeometryError
        If a zone is no valid polygon.
    InputError
        If a measure or a column is not there, or both zones and hexagons are given.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame({"use": ["rice", "rice", "town"], "beds": [1.0, None, 3.0]},
    ...     geometry=gpd.points_from_xy([117.0, 117.1, 117.2], [0.5, 0.5, 0.5]), crs=4326)
    >>> aggregate(plots, "count,sum:beds", by=["use"]).table[["use", "count", "sum_beds", "n_beds"]]
        use  count  sum_beds  n_beds
    0  rice      2       1.0       1
    1  town      1       3.0       1
    """
    asked = read_measures(measures) if isinstance(measures, str) else tuple(measures)
    columns = _columns(features, asked, by)
    values = {
        name: pd.to_numeric(features[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
        for name in columns
    }
    simple = Simple.of(to_lonlat(features, "features").to_numpy())
    group, keys = _grouped(features, by)
    places = _placed(simple, zones, hexagons_m)
    sums = add_up(simple, places.shares, asked, values=values, group=group)
    return replace(_named(sums, keys, places), n_mended=simple.n_mended)


def combined(codes: Sequence[Ints], n: int) -> tuple[Ints, Ints]:
    """Give a number to each combination of codes that occurs, in order.

    Parameters
    ----------
    codes
        For each column the code of each of n rows.
    n
        How many rows there are.

    Returns
    -------
    tuple
        The number of each row's combination, and the codes of each combination
        (combinations × columns).

    Examples
    --------
    >>> combined([np.array([1, 0, 1]), np.array([2, 2, 2])], 3)[1].tolist()
    [[0, 2], [1, 2]]
    """
    if not codes or not n:
        return np.zeros(n, dtype=np.intp), np.zeros((min(n, 1), len(codes)), dtype=np.intp)
    found, inverse = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    return inverse.ravel().astype(np.intp), found.astype(np.intp)


def _grouped(features: gpd.GeoDataFrame, by: Sequence[str]) -> tuple[Ints, pd.DataFrame]:
    """Give the group of each row, missing values last, and the attributes of each group."""
    codes: list[Ints] = []
    words: list[Shapes] = []
    for name in by:
        code, unique = pd.factorize(features[name], sort=True)
        codes.append(np.where(code < 0, len(unique), code).astype(np.intp))
        words.append(_with_none(unique))
    group, found = combined(codes, len(features))
    taken = {name: words[i][found[:, i]] for i, name in enumerate(by)}
    return group, pd.DataFrame(taken, index=range(len(found)))


def _with_none(values: pd.Index) -> NDArray[np.object_]:
    """Give values and, last, what stands for none of them."""
    out = np.full(len(values) + 1, None, dtype=object)
    out[:-1] = list(values)
    return out


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Where features are split: what names each zone, and its shape."""

    shares: Shares
    index: pd.Index
    shapes: Shapes | None


def _placed(
    simple: Simple, zones: gpd.GeoDataFrame | gpd.GeoSeries | None, hexagons_m: float | None
) -> _Places:
    if zones is not None and hexagons_m is not None:
        raise InputError(
            Text(
                "zona dan segi enam diberikan bersama; pilih salah satu",
                "both zones and hexagons are given; choose one",
            )
        )
    if hexagons_m is not None:
        shares, cells, shapes = hexagon_shares(simple, HexGrid(hexagons_m))
        return _Places(
            shares, pd.Index(list(map(tuple, cells.tolist())), tupleize_cols=False), shapes
        )
    if zones is None:
        return _Places(whole_shares(simple), pd.RangeIndex(1), None)
    require_polygons(zones, "zones")
    require_unique_index(zones, "zones")
    shapes = to_lonlat(zones, "zones").to_numpy()
    return _Places(zone_shares(simple, shapes), zones.index, shapes)


def _columns(features: gpd.GeoDataFrame, asked: Sequence[Measure], by: Sequence[str]) -> list[str]:
    """Give the columns measured; refuse those that are not there."""
    names = [measure.field for measure in asked if measure.field is not None]
    strange = [name for name in (*names, *by) if name not in features.columns]
    if strange:
        known = ", ".join(map(str, features.columns))
        raise InputError(
            Text(
                f"kolom {', '.join(strange)} tidak ada; yang ada {known}",
                f"no column {', '.join(strange)}; there are {known}",
            )
        )
    return list(dict.fromkeys(names))


def _named(sums: Sums, keys: pd.DataFrame, places: _Places) -> Aggregated:
    """Put names in the place of numbers."""

    def told(table: pd.DataFrame) -> pd.DataFrame:
        taken = keys.iloc[table[GROUP].to_numpy()].reset_index(drop=True)
        figures = table.drop(columns=[ZONE, GROUP]).reset_index(drop=True)
        if places.shapes is not None:
            zone = table[ZONE].to_numpy()
            names = _with_none(places.index)
            taken.insert(0, ZONE, names[zone])
        return pd.concat([taken, figures], axis=1)

    lost = sums.table[ZONE] == OUTSIDE
    zones = None
    if places.shapes is not None:
        zones = gpd.GeoSeries(places.shapes, index=places.index, crs=STORAGE_CRS)
    return Aggregated(
        told(sums.table[~lost]),
        told(sums.table[lost]),
        told(sums.unplaced),
        sums.total.drop(columns=[ZONE, GROUP]).iloc[0],
        zones,
    )
