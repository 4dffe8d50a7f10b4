"""Reference systems: one to keep data in, one to measure in, and the guards between them.

Data is kept and published in EPSG:4326 with x = longitude. Planar constructions
(buffers, clipping) use EPSG:32750 for the whole region, on both sides of the
equator: WGS 84 / UTM zone 50S carries on smoothly north of it, whereas an
automatic zone picker splits one regency into two worlds 10,000 km apart.
Areas are summed in EPSG:6933 (equal-area) or along the geodesic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CRSError
from layers.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

STORAGE_CRS = "EPSG:4326"
METRIC_CRS = "EPSG:32750"
EQUAL_AREA_CRS = "EPSG:6933"
GEOD = pyproj.Geod(ellps="WGS84")

# Lon/lat window in which EPSG:32750 is good enough to construct in: the central
# meridian is 117 E, and the scale error stays below 0.2 % within 5 degrees of it.
METRIC_WINDOW = (112.0, -10.0, 122.0, 10.0)


def parse_crs(crs: Any) -> pyproj.CRS:
    """Give the pyproj CRS for a name, EPSG number or WKT.

    Raises
    ------
    CRSError
        If the text names no known reference system.
    """
    try:
        return pyproj.CRS.from_user_input(crs)
    except ProjError as error:
        raise CRSError(
            Text(
                f"CRS {str(crs)[:80]!r} tidak dikenal; berikan kode EPSG seperti EPSG:32750",
                f"unknown CRS {str(crs)[:80]!r}; give an EPSG code such as EPSG:32750",
            ),
            code="crs-unknown",
        ) from error


def to_metric(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Project a frame to EPSG:32750 (metres) for planar work.

    Raises
    ------
    CRSError
        If the frame has no CRS, or reaches outside 112-122 E, 10 S-10 N.
    """
    return _project(frame, METRIC_CRS)


def to_equal_area(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Project a frame to EPSG:6933 (metres, equal area) to measure areas.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    """
    if frame.crs is None:
        raise _missing()
    return frame.to_crs(EQUAL_AREA_CRS)


def _project(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise _missing()
    lonlat = frame if frame.crs.to_epsg() == 4326 else frame.to_crs(STORAGE_CRS)
    if len(lonlat):
        west, south, east, north = (float(v) for v in lonlat.total_bounds)
        x0, y0, x1, y1 = METRIC_WINDOW
        if west < x0 or south < y0 or east > x1 or north > y1:
            raise CRSError(
                Text(
                    f"fitur mencapai {west:.3f},{south:.3f},{east:.3f},{north:.3f}; EPSG:32750 "
                    f"melayani {x0:g}-{x1:g} BT, {-y0:g} LS-{y1:g} LU: potong dahulu, atau ukur "
                    "menurut geodesik",
                    f"features reach {west:.3f},{south:.3f},{east:.3f},{north:.3f}; EPSG:32750 "
                    f"serves {x0:g}-{x1:g} E, {-y0:g} S-{y1:g} N: clip them, or measure along "
                    "the geodesic",
                ),
                code="crs-out-of-range",
            )
    return frame.to_crs(crs)


def require_metric(frame: gpd.GeoDataFrame, what: str = "frame") -> None:
    """Refuse a frame whose coordinates are not metres.

    Raises
    ------
    CRSError
        If the frame has no CRS or one in degrees.
    """
    if frame.crs is None:
        raise _missing(what)
    axis = frame.crs.axis_info[0] if frame.crs.axis_info else None
    if frame.crs.is_geographic or axis is None or axis.unit_name not in {"metre", "meter"}:
        raise CRSError(
            Text(
                f"{what} memakai {frame.crs.to_string()} "
                f"({axis.unit_name if axis else 'satuan tidak dikenal'}); jarak memerlukan CRS "
                "bersatuan meter: panggil layers.crs.to_metric dahulu",
                f"{what} is in {frame.crs.to_string()} "
                f"({(axis.unit_name if axis else 'unknown unit')}); distances need a metric CRS: "
                "call layers.crs.to_metric first",
            ),
            code="crs-not-metric",
        )


def require_same_crs(**frames: gpd.GeoDataFrame) -> None:
    """Refuse frames in different reference systems, naming each.

    Raises
    ------
    CRSError
        If any frame has no CRS, or two differ (50N and 50S differ by 10,000 km).
    """
    first: tuple[str, Any] | None = None
    for name, frame in frames.items():
        if frame.crs is None:
            raise _missing(name)
        if first is None:
            first = (name, frame.crs)
        elif frame.crs != first[1]:
            raise CRSError(
                Text(
                    f"{first[0]} memakai {first[1].to_string()} tetapi {name} memakai "
                    f"{frame.crs.to_string()}; samakan CRS keduanya dahulu",
                    f"{first[0]} is in {first[1].to_string()} but {name} is in "
                    f"{frame.crs.to_string()}; bring both to one CRS first",
                ),
                code="crs-mixed",
            )


def _missing(what: str = "frame") -> CRSError:
    return CRSError(
        Text(
            f"{what} tidak memiliki CRS; yang diminta bujur/lintang (EPSG:4326) atau CRS "
            "terproyeksi: tetapkan dahulu",
            f"{what} has no CRS; wanted lon/lat (EPSG:4326) or a projected CRS: set it first",
        ),
        code="crs-missing",
    )
