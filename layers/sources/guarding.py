"""Guards of a file's coordinates: metres called degrees, wrong zones, axes or signs turned.

A file that looks swapped, mirrored or mislabelled is refused, saying what would fit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyproj

from layers.defects.references import COUNTRY, REGION, candidates_said
from layers.errors import CRSError, SourceError
from layers.query import BBox
from layers.schema import Text
from layers.sources.reading import Reading

INDONESIAN_ZONES = range(46, 55)
NORTHING_50S = 5_000_000.0  # pitfall 5: a "50N" northing above this is 50S
# Twelve degrees south is 8.67 million; what is less is no place in Indonesia.
LEAST_NORTHING_S = 2_000_000.0
MOSTLY = 0.9
Coordinates = npt.NDArray[np.float64]


def guard_units(crs: pyproj.CRS, extents: Coordinates, named: str | None) -> None:
    """Refuse degrees in a file that says metres."""
    x, y = middles(extents)
    if named or not len(x) or not crs.is_projected:
        return
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90) & _inside(x, y, COUNTRY)
    if degrees.mean() > MOSTLY:
        told = Text(
            f"berkas menyebut {label(crs)}, tetapi koordinatnya ({x.min():.4f} sampai "
            f"{x.max():.4f}, {y.min():.4f} sampai {y.max():.4f}) adalah derajat; ",
            f"the file says {label(crs)}, but its coordinates ({x.min():.4f} to {x.max():.4f}, "
            f"{y.min():.4f} to {y.max():.4f}) are degrees; ",
        )
        what = Text(": sebutkan dengan --crs", ": name it with --crs")
        raise CRSError(told + likely(extents) + what, code="crs-mismatch")


def guard_zone(crs: pyproj.CRS, extents: Coordinates, named: str | None) -> None:
    """Refuse northings of the other half of the earth in a UTM zone of Indonesia."""
    zone = crs.utm_zone
    north = extents[:, 3][np.isfinite(extents[:, 3])]
    if named or not zone or int(zone[:-1]) not in INDONESIAN_ZONES or not len(north):
        return
    wrong = north > NORTHING_50S if zone.endswith("N") else north < LEAST_NORTHING_S
    if wrong.mean() > MOSTLY:
        other = ("selatan", "southern") if zone.endswith("N") else ("utara", "northern")
        told = Text(
            f"berkas menyebut {label(crs)}, tetapi nilai utaranya (sampai {north.max():,.0f} m) "
            f"milik zona {other[0]}; sebutkan CRS yang benar, untuk zona 50 EPSG:32750; ",
            f"the file says {label(crs)}, but its northings (up to {north.max():,.0f} m) are "
            f"those of the {other[1]} zone; name the right CRS, for zone 50 EPSG:32750; ",
        )
        raise CRSError(told + likely(extents), code="crs-wrong-zone")


def guard_axes(extents: Coordinates, crs: pyproj.CRS, named: str | None) -> None:
    """Refuse latitude before longitude, and metres in a file that says degrees."""
    x, y = middles(extents)
    if not len(x):
        return
    if are_swapped(extents, named):
        swapped = Text(
            f"sumbu tampaknya tertukar: x {x.min():.3f} sampai {x.max():.3f}, y {y.min():.3f} "
            f"sampai {y.max():.3f}; di Indonesia x (bujur) 95 sampai 141. Tukar koordinat dalam "
            "berkas: x = bujur, y = lintang; atau berikan --fix axes-swapped",
            f"axes look swapped: x is {x.min():.3f} to {x.max():.3f}, y is {y.min():.3f} to "
            f"{y.max():.3f}; in Indonesia x (longitude) is 95 to 141. Exchange the coordinates "
            "in the file: x = longitude, y = latitude; or give --fix axes-swapped",
        )
        raise CRSError(swapped, code="axes-swapped")
    if ((np.abs(x) > 720) | (np.abs(y) > 720)).mean() > MOSTLY:
        metres = Text(
            f"koordinat mencapai {np.abs(x).max():,.0f}, {np.abs(y).max():,.0f}: ini meter, bukan "
            f"derajat {label(crs)}; sebutkan CRS, misalnya EPSG:32750; ",
            f"coordinates reach {np.abs(x).max():,.0f}, {np.abs(y).max():,.0f}: these are metres, "
            f"not the degrees of {label(crs)}; name the CRS, for example EPSG:32750; ",
        )
        raise CRSError(metres + likely(extents), code="crs-mismatch")


def guard_sign(reading: Reading, extents: Coordinates, named: str | None) -> None:
    """Refuse latitudes that fall into the region only with their sign turned."""
    shares = mirrored(reading, extents, named)
    if shares is not None:
        _, y = middles(extents)
        told = Text(
            f"lintang dari {y.min():.4f} sampai {y.max():.4f}: {shares[0]:.0%} baris terletak di "
            f"kawasan, tetapi {shares[1]:.0%} bila utara dan selatan ditukar. Tanda minus "
            "tampaknya hilang atau terbalik: perbaiki berkas, berikan --fix sign-lost, atau "
            "sebutkan CRS-nya agar diterima apa adanya",
            f"latitudes run from {y.min():.4f} to {y.max():.4f}: {shares[0]:.0%} of the rows "
            f"lie in the region, but {shares[1]:.0%} would with north and south exchanged. "
            "The minus sign seems lost or turned: correct the file, give --fix sign-lost, or name "
            "its CRS to take it as it is",
        )
        raise SourceError(told, code="sign-lost")


def are_swapped(extents: Coordinates, named: str | None) -> bool:
    """Say whether nearly all positions fall into Indonesia only with x and y exchanged."""
    x, y = middles(extents)
    if not len(x):
        return False
    swapped = _inside(y, x, COUNTRY)
    astray = (np.abs(y) > 90) | ((named is None) & ~_inside(x, y, COUNTRY))
    return bool((swapped & astray).mean() > MOSTLY)


def mirrored(
    reading: Reading, extents: Coordinates, named: str | None
) -> tuple[float, float] | None:
    """Give the shares in the region, as given and mirrored, if a sign seems lost."""
    x, y = middles(extents)
    if named is not None or not len(x) or _is_projected(reading):
        return None
    mirrored, given = _inside(x, -y, REGION).mean(), _inside(x, y, REGION).mean()
    lost = mirrored > MOSTLY and mirrored - given > 0.2
    return (float(given), float(mirrored)) if lost else None


def likely(extents: Coordinates) -> Text:
    """Name the systems that would put the file into Indonesia."""
    return candidates_said(*middles(extents))


def label(crs: pyproj.CRS) -> str:
    """Name a reference system for people."""
    epsg = crs.to_epsg()
    return f"EPSG:{epsg} ({crs.name})" if epsg else crs.name[:60]


def is_storage(crs: pyproj.CRS) -> bool:
    """Say whether a reference system is lon/lat in WGS 84, in whatever order it names its axes."""
    return crs.to_epsg() == 4326 or crs.equals(pyproj.CRS("OGC:CRS84"), ignore_axis_order=True)


def middles(extents: Coordinates) -> tuple[Coordinates, Coordinates]:
    """Give x and y of the middles of extents, those without one left out."""
    finite = np.isfinite(extents)
    full = extents if finite.all() else extents[finite.all(axis=1)]
    return (full[:, 0] + full[:, 2]) / 2, (full[:, 1] + full[:, 3]) / 2


def _is_projected(reading: Reading) -> bool:
    return any(f.code == "crs-transformed" for f in reading.findings)


def _inside(x: Coordinates, y: Coordinates, box: BBox) -> npt.NDArray[np.bool_]:
    return (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
