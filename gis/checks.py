"""Guards at the door of every analysis: CRS, emptiness, positive and finite numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gis.errors import EmptyInputError, GeometryError, InputError
from layers.crs import STORAGE_CRS
from layers.errors import CRSError
from layers.text import Text


def require_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Refuse a frame without a reference system.

    Raises
    ------
    CRSError
        If `frame` has no CRS.
    """
    if frame.crs is None:
        raise CRSError(
            Text(
                f"{what} tanpa CRS; yang diminta bujur/lintang (EPSG:4326) atau CRS terproyeksi: "
                "tetapkan dahulu",
                f"{what} has no CRS; wanted lon/lat (EPSG:4326) or a projected CRS: set it first",
            ),
            code="crs-missing",
        )


def require_not_empty(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Refuse a frame without a single usable geometry.

    Raises
    ------
    EmptyInputError
        If there is no row, or every geometry is missing or empty.
    """
    if not has_shape(frame).any():
        raise EmptyInputError(
            Text(
                f"{what} tidak memuat geometri ({len(frame)} baris); yang diminta paling sedikit "
                "satu: periksa saringan atau lapisannya",
                f"{what} holds no geometry ({len(frame)} rows); wanted at least one: check the "
                "filter or the layer",
            )
        )


def require_positive(value: float, what: str) -> float:
    """Give the number back, or refuse what is not finite and above zero.

    Raises
    ------
    InputError
        If `value` is zero, negative, infinite or not a number.
    """
    if not math.isfinite(value) or value <= 0:
        raise InputError(
            Text(
                f"{what} adalah {value}; yang diminta bilangan hingga di atas 0",
                f"{what} is {value}; wanted a finite number above 0",
            ),
            faults=[
                (
                    what,
                    Text(
                        f"{value} bukan bilangan hingga di atas 0",
                        f"{value} is not a finite number above 0",
                    ),
                )
            ],
        )
    return float(value)


def require_distances(values: Sequence[float], what: str) -> tuple[float, ...]:
    """Give the distances sorted, each once; refuse none at all or bad ones.

    Raises
    ------
    InputError
        If `values` is empty or one of them is not finite and above zero.
    """
    distances = tuple(sorted({require_positive(v, what) for v in values}))
    if not distances:
        raise InputError(
            Text(
                f"{what} kosong; yang diminta paling sedikit satu jarak dalam meter",
                f"{what} is empty; wanted at least one distance in metres",
            )
        )
    return distances


def require_unique_index(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Refuse a frame whose index repeats: results could not be told apart.

    Raises
    ------
    InputError
        If an index value occurs twice.
    """
    if not frame.index.is_unique:
        twice = frame.index[frame.index.duplicated()][0]
        raise InputError(
            Text(
                f"{what}: nilai indeks {twice} muncul lebih dari sekali; buat indeks baru",
                f"{what}: index value {twice} occurs more than once; reset the index",
            )
        )


def has_shape(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> NDArray[np.bool_]:
    """Tell for each row whether its geometry is there and not empty."""
    shapes = frame.geometry.to_numpy()
    sound: NDArray[np.bool_] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return sound


def to_lonlat(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> gpd.GeoSeries:
    """Give the geometries in EPSG:4326, x = longitude.

    Raises
    ------
    CRSError
        If `frame` has no CRS, or holds "degrees" beyond 180/90 (metres mislabelled).
    GeometryError
        If a coordinate is not finite.
    """
    require_crs(frame, what)
    shapes = frame.geometry
    xy = shapely.get_coordinates(shapes.to_numpy())
    _refuse_infinite(xy, what)
    if shapes.crs.to_epsg() == 4326:
        lonlat = shapes
    else:
        lonlat = shapes.to_crs(STORAGE_CRS)
        xy = shapely.get_coordinates(lonlat.to_numpy())
        _refuse_infinite(xy, what)
    _refuse_beyond_earth(xy, shapes.crs, what)
    return lonlat


def lonlat_of_points(points: gpd.GeoSeries, what: str) -> NDArray[np.float64]:
    """Give the lon/lat of points as an n × 2 array, with the guards of `to_lonlat`.

    Raises
    ------
    CRSError
        If `points` has no CRS, or coordinates that cannot be in it.
    GeometryError
        If a coordinate is not finite.
    """
    require_crs(points, what)
    xy: NDArray[np.float64] = shapely.get_coordinates(points.to_numpy())
    _refuse_infinite(xy, what)
    if points.crs.to_epsg() != 4326:
        transformer = pyproj.Transformer.from_crs(points.crs, STORAGE_CRS, always_xy=True)
        xy = np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
        _refuse_infinite(xy, what)
    _refuse_beyond_earth(xy, points.crs, what)
    return xy


def require_lonlat(lonlat: NDArray[np.float64], what: str) -> NDArray[np.float64]:
    """Give lon/lat in EPSG:4326 (n × 2) back, or refuse what is none.

    Raises
    ------
    CRSError
        If it reaches beyond 180 or 90 degrees.
    GeometryError
        If it is not n × 2, or a coordinate is not finite.
    """
    xy = np.asarray(lonlat, dtype=np.float64)
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise GeometryError(
            Text(
                f"{what} berbentuk {xy.shape}; yang diminta bujur/lintang, n × 2",
                f"{what} has shape {xy.shape}; wanted lon/lat, n × 2",
            )
        )
    _refuse_infinite(xy, what)
    _refuse_beyond_earth(xy, pyproj.CRS(STORAGE_CRS), what)
    return xy


def _refuse_infinite(xy: NDArray[np.float64], what: str) -> None:
    if not np.isfinite(xy).all():
        raise GeometryError(
            Text(
                f"{what} memuat koordinat yang tidak hingga (NaN atau tak terhingga) atau tidak "
                "dapat ditempatkan di bujur/lintang; perbaiki atau buang",
                f"{what} holds a coordinate that is not finite (NaN or infinite) or cannot be "
                "placed in lon/lat; repair or drop it",
            )
        )


def _refuse_beyond_earth(xy: NDArray[np.float64], crs: pyproj.CRS, what: str) -> None:
    """Metres called degrees, or 50S northings called 50N, end up outside any map of the region."""
    if not len(xy):
        return
    lon, lat = xy[:, 0], xy[:, 1]
    west, south, east, north = lon.min(), lat.min(), lon.max(), lat.max()
    if west < -180 or south < -90 or east > 180 or north > 90:
        raise CRSError(
            Text(
                f"{what} disebut dalam {crs.to_string()} tetapi melampaui 180/90 derajat; "
                "koordinatnya dalam CRS lain: tetapkan yang benar (di sini sering EPSG:32750)",
                f"{what} is said to be in {crs.to_string()} but reaches beyond 180/90 degrees; "
                "its coordinates are in another CRS: set the right one (here often EPSG:32750)",
            ),
            code="crs-mislabelled",
        )
    if (crs.utm_zone or "").endswith("N") and north > 84:
        raise CRSError(
            Text(
                f"{what} disebut dalam {crs.to_string()} (UTM utara) tetapi koordinat utaranya "
                "melampaui 84 derajat lintang utara; itu koordinat selatan: tetapkan EPSG:32750",
                f"{what} is said to be in {crs.to_string()} (UTM north) but its northings lie "
                "beyond 84 degrees north; they are southern ones: set EPSG:32750",
            ),
            code="crs-mislabelled",
        )


def require_polygons(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Refuse geometries that are not valid polygons; missing and empty ones may stay.

    Raises
    ------
    GeometryError
        If a geometry is a point or a line, or is invalid.
    """
    shapes = frame.geometry.to_numpy()
    sound = has_shape(frame)
    strange = np.flatnonzero(sound & ~np.isin(shapely.get_type_id(shapes), (3, 6)))
    if len(strange):
        raise GeometryError(
            Text(
                f"{what}: baris {frame.index[strange[0]]} berupa {shapes[strange[0]].geom_type}; "
                f"yang diminta poligon ({len(strange)} baris bukan)",
                f"{what}: row {frame.index[strange[0]]} is a {shapes[strange[0]].geom_type}; "
                f"wanted polygons ({len(strange)} rows are not)",
            )
        )
    broken = np.flatnonzero(sound & ~shapely.is_valid(shapes))
    if len(broken):
        reason = shapely.is_valid_reason(shapes[broken[0]])
        raise GeometryError(
            Text(
                f"{what}: baris {frame.index[broken[0]]} tidak sah ({reason}); {len(broken)} "
                "baris begitu: perbaiki lapisannya dahulu",
                f"{what}: row {frame.index[broken[0]]} is invalid ({reason}); {len(broken)} rows "
                "are: repair the layer first",
            )
        )
