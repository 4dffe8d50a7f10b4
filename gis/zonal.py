"""What a raster holds within polygons, each cell counted by the exact share that lies inside.

Cells and polygons are compared in the plane of the raster's CRS. The shares of a
cell in polygons that partition it sum to one, so totals are conserved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from gis.checks import has_shape, require_crs, require_polygons, require_unique_index
from gis.errors import GeometryError, InputError
from layers.raster import Raster
from layers.text import Text

METHOD = "exact fraction of each raster cell inside the polygon (exactextract)"
STATISTICS = ("mean", "min", "max", "median", "stdev", "majority", "variety")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Zonal:
    """Statistics of a raster per zone, and what could not be counted.

    `table` is on the zones' index, one column per statistic, and `cells`: how many
    cells with a value lie inside (fractions counted); `share_without_value`: part
    of the zone's area with no value (nodata, not a number, or beyond the raster).
    `n_negative_cells` were below zero and treated as having no value.
    """

    table: pd.DataFrame
    n_negative_cells: int
    n_zones_without_shape: int
    n_zones_outside: int
    method: str = METHOD


def zonal_sum(
    zones: gpd.GeoDataFrame | gpd.GeoSeries, raster: Raster, *, signed: bool = False
) -> Zonal:
    """Sum a raster of amounts (people, hectares …) within each zone.

    Parameters
    ----------
    zones
        Valid polygons in any known CRS; they are brought to the raster's.
    raster
        Amount per cell. Nodata and NaN cells count nothing.
    signed
        Whether amounts below zero are meant. If not (the default), such cells,
        often an undeclared nodata value, count nothing and are reported.

    Returns
    -------
    Zonal
        Column `total`; 0 where a zone meets no cell with a value.

    Raises
    ------
    CRSError
        If the zones have no CRS.
    GeometryError
        If a zone is not a valid polygon, or the raster is not north-up.
    """
    result = _extract(_shapes_on(zones, raster), raster, ["sum"], signed=signed)
    table = result.table.rename(columns={"sum": "total"})
    table["total"] = table["total"].fillna(0.0)
    return Zonal(
        table, result.n_negative_cells, result.n_zones_without_shape, result.n_zones_outside
    )


def zonal_statistics(
    zones: gpd.GeoDataFrame | gpd.GeoSeries,
    raster: Raster,
    *,
    statistics: Sequence[str] = ("mean", "min", "max"),
) -> Zonal:
    """Describe a raster of levels or classes (slope, cover …) within each zone.

    Parameters
    ----------
    zones
        Valid polygons in any known CRS; they are brought to the raster's.
    raster
        Values of any sign; nodata and NaN cells count nothing.
    statistics
        Some of mean, min, max, median, stdev, majority, variety; means are
        weighted by the share of each cell inside.

    Raises
    ------
    InputError
        If a statistic is not known.
    """
    unknown = sorted(set(statistics) - set(STATISTICS))
    if unknown or not statistics:
        raise InputError(
            Text(
                f"statistik {unknown or 'kosong'}; yang diminta sebagian dari "
                f"{', '.join(STATISTICS)}",
                f"statistics {unknown or 'none'}; wanted some of {', '.join(STATISTICS)}",
            ),
            faults=[
                (
                    "statistics",
                    Text(
                        f"tidak dikenal: {', '.join(unknown) or 'tidak ada yang diberikan'}",
                        f"unknown: {', '.join(unknown) or 'none given'}",
                    ),
                )
            ],
        )
    return _extract(_shapes_on(zones, raster), raster, list(statistics), signed=True)


def sums_of_pieces(pieces: gpd.GeoSeries, raster: Raster) -> Floats:
    """Sum a raster within shapes made of pieces that touch, as an overlay leaves them.

    Parameters
    ----------
    pieces
        Polygons or collections of touching polygons, unchecked, in any CRS.
    raster
        Amount per cell; nodata, NaN and cells below zero count nothing.

    Returns
    -------
    numpy.ndarray
        One sum per shape, 0 for missing and empty ones.
    """
    on_raster = pieces if pieces.crs == raster.crs else pieces.to_crs(raster.crs)
    found = _extract(on_raster, raster, ["sum"], signed=False).table
    return np.asarray(found["sum"].fillna(0.0), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class CellShares:
    """Which cells with an amount lie in which zones, and by what share.

    `row`, `column`, `value` and the centre's `x`, `y` (in the raster's CRS) are per
    cell, c of them, each once; `zone` (position among the zones), `cell` (position
    among the c cells) and `share` (0 to 1) are per pair of a zone and a cell.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: Floats
    x: Floats
    y: Floats
    zone: NDArray[np.int32]
    cell: NDArray[np.int32]
    share: Floats
    n_negative_cells: int
    method: str = METHOD


def cell_shares(zones: gpd.GeoDataFrame | gpd.GeoSeries, raster: Raster) -> CellShares:
    """List the cells that hold an amount above zero in each zone, with their exact shares.

    Parameters
    ----------
    zones
        Valid polygons in any known CRS; they are brought to the raster's.
    raster
        Amount per cell; nodata, NaN and cells below zero count nothing.

    Returns
    -------
    CellShares
        Summing ``value[cell] * share`` by `zone` gives what `zonal_sum` gives.

    Raises
    ------
    CRSError, GeometryError
        As in `zonal_sum`.
    """
    inside = _shapes_on(zones, raster)
    sound = np.flatnonzero(has_shape(inside))
    shapes = inside.to_numpy()[sound]
    values, (row, column), n_negative = _cells(raster, shapes, signed=False)
    ids, shares, zone = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0, np.int32)]
    if values.size and len(shapes):
        source = _source(values, (row, column), raster)
        found = exact_extract(source, _Shapes(shapes), ["cell_id", "coverage"], output="pandas")
        for place, cells, share in zip(sound, found["cell_id"], found["coverage"], strict=True):
            held = values.ravel()[cells] > 0
            ids.append(np.asarray(cells)[held])
            shares.append(np.asarray(share, dtype=np.float64)[held])
            zone.append(np.full(int(held.sum()), place, dtype=np.int32))
    cells, cell = np.unique(np.concatenate(ids), return_inverse=True)
    rows, columns = np.divmod(cells, max(values.shape[1], 1))
    return CellShares(
        row=rows + row,
        column=columns + column,
        value=values.ravel()[cells],
        x=raster.transform.c + raster.transform.a * (columns + column + 0.5),
        y=raster.transform.f + raster.transform.e * (rows + row + 0.5),
        zone=np.concatenate(zone),
        cell=cell.astype(np.int32),
        share=np.concatenate(shares),
        n_negative_cells=n_negative,
    )


def weighted_centres(zones: gpd.GeoDataFrame | gpd.GeoSeries, raster: Raster) -> gpd.GeoSeries:
    """Give for each zone the mean place of what the raster counts there.

    The centre is the mean of the cell centres, each weighted by the cell's amount
    times its share inside the zone. Zones in which nothing is counted get a point
    on their surface.

    Returns
    -------
    geopandas.GeoSeries
        Points in the raster's CRS on the zones' index; missing for zones without
        a geometry.
    """
    inside = _shapes_on(zones, raster)
    sound = np.flatnonzero(has_shape(inside))
    shapes = inside.to_numpy()[sound]
    values, window, _ = _cells(raster, shapes, signed=False)
    points = shapely.point_on_surface(shapes)
    wanted = ["values", "coverage", "center_x", "center_y"]
    cells = pd.DataFrame(columns=wanted)
    if values.size and len(shapes):
        source = _source(values, window, raster)
        cells = exact_extract(source, _Shapes(shapes), wanted, output="pandas")
    for i, (v, share, x, y) in enumerate(zip(*(cells[c] for c in wanted), strict=True)):
        weight = np.nan_to_num(np.ma.filled(v, 0.0)) * share
        if weight.sum() > 0:
            points[i] = shapely.Point(np.average(x, weights=weight), np.average(y, weights=weight))
    out = np.full(len(zones), None, dtype=object)
    out[sound] = points
    return gpd.GeoSeries(out, index=zones.index, crs=inside.crs)


def _extract(inside: gpd.GeoSeries, raster: Raster, ops: list[str], *, signed: bool) -> Zonal:
    sound = np.flatnonzero(has_shape(inside))
    shapes = inside.to_numpy()[sound]
    values, window, n_negative = _cells(raster, shapes, signed=signed)
    found = pd.DataFrame(np.nan, index=np.arange(len(shapes)), columns=[*ops, "count"])
    if values.size and len(shapes):
        source = _source(values, window, raster)
        found = exact_extract(source, _Shapes(shapes), [*ops, "count"], output="pandas")
    table = pd.DataFrame(np.nan, index=inside.index, columns=ops)
    table.iloc[sound] = found[ops].to_numpy(dtype=np.float64)
    cells = np.zeros(len(inside))
    cells[sound] = np.nan_to_num(found["count"].to_numpy(dtype=np.float64))
    table["cells"] = cells
    cell = abs(raster.transform.a * raster.transform.e)
    plane = np.zeros(len(inside))
    plane[sound] = shapely.area(shapes)
    with np.errstate(invalid="ignore", divide="ignore"):
        without = 1.0 - cells * cell / plane
    table["share_without_value"] = np.where(np.abs(without) < 1e-9, 0.0, without)
    return Zonal(
        table, n_negative, len(inside) - len(sound), int(np.count_nonzero(cells[sound] == 0))
    )


def _shapes_on(zones: gpd.GeoDataFrame | gpd.GeoSeries, raster: Raster) -> gpd.GeoSeries:
    require_crs(zones, "zones")
    require_polygons(zones, "zones")
    require_unique_index(zones, "zones")
    t = raster.transform
    if t.b or t.d or t.a <= 0 or t.e >= 0:
        raise GeometryError(
            Text(
                f"raster tidak mengarah ke utara (transform {tuple(t)[:6]}); putar dahulu",
                f"raster is not north-up (transform {tuple(t)[:6]}); warp it first",
            )
        )
    return zones.geometry if zones.crs == raster.crs else zones.geometry.to_crs(raster.crs)


def _cells(
    raster: Raster, shapes: NDArray[np.object_], *, signed: bool
) -> tuple[Floats, tuple[int, int], int]:
    """Give the window of cells the shapes touch as floats (NaN = no value) and where it starts."""
    rows, columns = raster.shape
    row, column = slice(0, 0), slice(0, 0)
    if len(shapes):
        west, south, east, north = shapely.total_bounds(shapes)
        (c0, r0), (c1, r1) = ~raster.transform @ (west, north), ~raster.transform @ (east, south)
        row, column = _clipped(r0, r1, rows), _clipped(c0, c1, columns)
    values = raster.values[row, column].astype(np.float64)
    if raster.nodata is not None:
        values[values == raster.nodata] = np.nan
    values[~np.isfinite(values)] = np.nan
    negative = np.zeros_like(values, dtype=bool) if signed else values < 0
    values[negative] = np.nan
    return values, (row.start, column.start), int(np.count_nonzero(negative))


def _clipped(first: float, last: float, size: int) -> slice:
    start = min(max(int(np.floor(first)) - 1, 0), size)
    return slice(start, max(start, min(int(np.ceil(last)) + 1, size)))


def _source(values: Floats, start: tuple[int, int], raster: Raster) -> Any:
    """Hand exactextract the window with its own bounds."""
    row, column = start
    rows, columns = values.shape
    west, north = raster.transform @ (column, row)
    east, south = raster.transform @ (column + columns, row + rows)
    return NumPyRasterSource(
        values, west, south, east, north, nodata=np.nan, srs_wkt=raster.crs.to_wkt()
    )


class _Shape(Feature):  # type: ignore[misc]
    """One polygon handed over as WKB, where the library's own way writes every vertex as text."""

    def __init__(self, wkb: bytes) -> None:
        super().__init__()
        self._wkb = wkb

    def geometry(self) -> bytes:
        return self._wkb

    def fields(self) -> list[str]:
        return []


class _Shapes(FeatureSource):  # type: ignore[misc]
    def __init__(self, shapes: NDArray[np.object_]) -> None:
        super().__init__()
        self._wkb: list[bytes] = shapely.to_wkb(shapes).tolist()

    def count(self) -> int:
        return len(self._wkb)

    def srs_wkt(self) -> None:
        return None

    def __iter__(self) -> Iterator[_Shape]:
        return map(_Shape, self._wkb)
