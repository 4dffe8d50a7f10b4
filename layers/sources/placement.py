"""Placement: from a file's coordinates to lon/lat, with every doubt spoken out.

The rules: no reference system, no import; x is longitude everywhere; a file that
looks swapped, mirrored or mislabelled is refused with a hint and never mended
in silence.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from layers import geometry
from layers.crs import STORAGE_CRS, parse_crs
from layers.defects import registry
from layers.defects.defect import shown
from layers.defects.references import COUNTRY, REGION, candidates_text
from layers.errors import CRSError, SourceError
from layers.query import BBox
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.reading import Geometries, Reading, of_table, table_of

INDONESIAN_ZONES = range(46, 55)
NORTHING_50S = 5_000_000.0  # pitfall 5: a "50N" northing above this is 50S
# Twelve degrees south is 8.67 million; what is less is no place in Indonesia.
LEAST_NORTHING_S = 2_000_000.0
MOSTLY = 0.9
NOT_FINITE = Text("koordinat NaN atau tak hingga", "a coordinate is NaN or infinite")
Coordinates = npt.NDArray[np.float64]


def place(reading: Reading, named: str | None, fixes: Collection[str] = ()) -> Reading:
    """Bring a reading to EPSG:4326, checking finite numbers, axes, signs and range.

    Parameters
    ----------
    reading
        As read from the file.
    named
        The reference system the caller names; it overrides the file's own.
    fixes
        Codes of defects to mend: `axes-swapped`, `sign-lost`, and those of single rows.

    Raises
    ------
    CRSError
        `crs-missing`, `crs-unknown`, `crs-wrong-zone`, `crs-mismatch`, `axes-swapped`.
    SourceError
        `sign-lost`.
    """
    crs, found = _choose(reading, named)
    reading = _finite(reading.with_(*found))
    reading = _flat(reading)
    extents = shapely.bounds(reading.geometry)
    _guard_units(crs, extents, named)
    _guard_zone(crs, extents, named)
    if crs.is_projected or not _is_storage(crs):
        reading = _transformed(reading, crs)
    reading = _straight(reading, crs, named, fixes)
    table, found = registry.examine(
        table_of(reading), fixes, detectors=registry.OF_POSITIONS, dear=False
    )
    reading = of_table(reading, table).with_(*found)
    return _in_range(reading, shapely.bounds(reading.geometry)).with_(crs=crs.to_string())


def _straight(
    reading: Reading, crs: pyproj.CRS, named: str | None, fixes: Collection[str]
) -> Reading:
    """Refuse a file with axes or signs turned, or turn them back where that was asked for."""
    if "axes-swapped" in fixes and _are_swapped(shapely.bounds(reading.geometry), named):
        reading = _turned(reading, "axes-swapped", lambda xy: xy[:, ::-1])
    _guard_axes(shapely.bounds(reading.geometry), crs, named)
    share = _mirrored(reading, shapely.bounds(reading.geometry), named)
    if "sign-lost" in fixes and share is not None:
        reading = _turned(reading, "sign-lost", lambda xy: xy * [1.0, -1.0])
    _guard_sign(reading, shapely.bounds(reading.geometry), named)
    return reading


def _turned(reading: Reading, code: str, turn: Any) -> Reading:
    """Turn all coordinates, telling each row before and after."""
    shapes = _objects(shapely.transform(reading.geometry, turn))
    there = np.flatnonzero(shapely.get_type_id(shapes) >= 0)
    words = {
        "axes-swapped": ("bujur dan lintang ditukar", "longitude and latitude exchanged"),
        "sign-lost": ("tanda lintang dibalik", "sign of the latitudes turned"),
    }[code]
    finding = Finding(
        None,
        code,
        f"{words[1]} in {len(there)} rows",
        "warning",
        "repaired",
        f"{words[0]} pada {len(there)} baris",
        "geometry",
        tuple(reading.rows[there].tolist()),
        tuple(shown(g) for g in reading.geometry[there]),
        tuple(shown(g) for g in shapes[there]),
    )
    return reading.with_(finding, geometry=shapes)


def _choose(reading: Reading, named: str | None) -> tuple[pyproj.CRS, list[Finding]]:
    if named is None and reading.crs is None:
        raise CRSError(
            "the file names no CRS; name it, for example EPSG:4326 for lon/lat degrees "
            f"or EPSG:32750 for UTM zone 50S metres; {_likely(shapely.bounds(reading.geometry))}",
            code="crs-missing",
        )
    crs = _planar(parse_crs(named if named is not None else reading.crs))
    if named is None or reading.crs is None:
        return crs, []
    own = _planar(parse_crs(reading.crs))
    if own == crs or (reading.driver.startswith("GeoJSON") and _is_storage(own)):
        return crs, []
    message = Text(
        f"berkas menyebut {_label(own)}; dibaca sebagai {_label(crs)} sesuai permintaan",
        f"the file says {_label(own)}; read as {_label(crs)} because the caller named it",
    )
    return crs, [say.warning("crs-overridden", message)]


def _planar(crs: pyproj.CRS) -> pyproj.CRS:
    if crs.is_compound or len(crs.axis_info) > 2:
        crs = crs.to_2d()
    if crs.is_projected or crs.is_geographic:
        return crs
    raise CRSError(
        f"CRS {_label(crs)} is neither projected nor geographic; name an EPSG code",
        code="crs-unknown",
    )


def _is_storage(crs: pyproj.CRS) -> bool:
    return crs.to_epsg() == 4326 or crs.equals(pyproj.CRS("OGC:CRS84"), ignore_axis_order=True)


def _label(crs: pyproj.CRS) -> str:
    epsg = crs.to_epsg()
    return f"EPSG:{epsg} ({crs.name})" if epsg else crs.name[:60]


def _finite(reading: Reading) -> Reading:
    """Take out geometries with NaN or infinite coordinates, as errors of their rows."""
    known = {f.row for f in reading.findings if f.code == "not-finite"}
    places = np.flatnonzero(geometry.not_finite(reading.geometry))
    shapes = reading.geometry.copy()
    shapes[places] = None
    found = [
        say.error(row, "not-finite", NOT_FINITE)
        for row in reading.rows[places].tolist()
        if row not in known
    ]
    return reading.with_(*found, geometry=shapes)


def _flat(reading: Reading) -> Reading:
    high = geometry.has_height(reading.geometry)
    if not high.any():
        return reading
    n = int(high.sum())
    message = Text(f"ketinggian {n} fitur dibuang", f"heights of {n} features left out")
    return reading.with_(say.note("z-dropped", message), geometry=geometry.flat(reading.geometry))


def _likely(extents: Coordinates) -> str:
    """Name the systems that would put the file into Indonesia."""
    return candidates_text(*_middles(extents))


def _guard_units(crs: pyproj.CRS, extents: Coordinates, named: str | None) -> None:
    """Refuse degrees in a file that says metres."""
    x, y = _middles(extents)
    if named or not len(x) or not crs.is_projected:
        return
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90) & _inside(x, y, COUNTRY)
    if degrees.mean() > MOSTLY:
        raise CRSError(
            f"the file says {_label(crs)}, but its coordinates ({x.min():.4f} to {x.max():.4f}, "
            f"{y.min():.4f} to {y.max():.4f}) are degrees; {_likely(extents)}: name it with --crs",
            code="crs-mismatch",
        )


def _guard_zone(crs: pyproj.CRS, extents: Coordinates, named: str | None) -> None:
    zone = crs.utm_zone
    north = extents[:, 3][np.isfinite(extents[:, 3])]
    if named or not zone or int(zone[:-1]) not in INDONESIAN_ZONES or not len(north):
        return
    wrong = north > NORTHING_50S if zone.endswith("N") else north < LEAST_NORTHING_S
    if wrong.mean() > MOSTLY:
        other = "southern" if zone.endswith("N") else "northern"
        raise CRSError(
            f"the file says {_label(crs)}, but its northings (up to {north.max():,.0f} m) are "
            f"those of the {other} zone; name the right CRS, for zone 50 EPSG:32750; "
            f"{_likely(extents)}",
            code="crs-wrong-zone",
        )


def _transformed(reading: Reading, crs: pyproj.CRS) -> Reading:
    project = pyproj.Transformer.from_crs(crs, STORAGE_CRS, always_xy=True)
    shapes = shapely.transform(reading.geometry, project.transform, interleaved=False)
    message = f"{_label(crs)} → {STORAGE_CRS}"
    moved = reading.with_(say.note("crs-transformed", message), geometry=_objects(shapes))
    lost = np.flatnonzero(geometry.not_finite(moved.geometry))
    if len(lost) == 0:
        return moved
    why = Text(
        f"posisi di luar jangkauan {_label(crs)}",
        f"the position lies outside what {_label(crs)} can express",
    )
    found = [say.error(row, "off-earth", why) for row in moved.rows[lost].tolist()]
    moved.geometry[lost] = None
    return moved.with_(*found)


def _objects(shapes: Any) -> Geometries:
    return np.asarray(shapes, dtype=object)


def _inside(x: Coordinates, y: Coordinates, box: BBox) -> npt.NDArray[np.bool_]:
    return (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])


def _middles(extents: Coordinates) -> tuple[Coordinates, Coordinates]:
    full = extents[np.isfinite(extents).all(axis=1)]
    return (full[:, 0] + full[:, 2]) / 2, (full[:, 1] + full[:, 3]) / 2


def _are_swapped(extents: Coordinates, named: str | None) -> bool:
    x, y = _middles(extents)
    if not len(x):
        return False
    swapped = _inside(y, x, COUNTRY)
    astray = (np.abs(y) > 90) | ((named is None) & ~_inside(x, y, COUNTRY))
    return bool((swapped & astray).mean() > MOSTLY)


def _guard_axes(extents: Coordinates, crs: pyproj.CRS, named: str | None) -> None:
    x, y = _middles(extents)
    if not len(x):
        return
    if _are_swapped(extents, named):
        raise CRSError(
            f"axes look swapped: x is {x.min():.3f} to {x.max():.3f}, y is {y.min():.3f} to "
            f"{y.max():.3f}; in Indonesia x (longitude) is 95 to 141. Exchange the coordinates "
            "in the file: x = longitude, y = latitude; or give --fix axes-swapped",
            code="axes-swapped",
        )
    if ((np.abs(x) > 720) | (np.abs(y) > 720)).mean() > MOSTLY:
        raise CRSError(
            f"coordinates reach {np.abs(x).max():,.0f}, {np.abs(y).max():,.0f}: these are metres, "
            f"not the degrees of {_label(crs)}; name the CRS, for example EPSG:32750; "
            f"{_likely(extents)}",
            code="crs-mismatch",
        )


def _mirrored(
    reading: Reading, extents: Coordinates, named: str | None
) -> tuple[float, float] | None:
    """Give the shares in the region, as given and mirrored, if a sign seems lost."""
    x, y = _middles(extents)
    if named is not None or not len(x) or _is_projected(reading):
        return None
    mirrored, given = _inside(x, -y, REGION).mean(), _inside(x, y, REGION).mean()
    lost = mirrored > MOSTLY and mirrored - given > 0.2
    return (float(given), float(mirrored)) if lost else None


def _guard_sign(reading: Reading, extents: Coordinates, named: str | None) -> None:
    shares = _mirrored(reading, extents, named)
    if shares is not None:
        _, y = _middles(extents)
        raise SourceError(
            f"latitudes run from {y.min():.4f} to {y.max():.4f}: {shares[0]:.0%} of the rows "
            f"lie in the region, but {shares[1]:.0%} would with north and south exchanged. "
            "The minus sign seems lost or turned: correct the file, give --fix sign-lost, or name "
            "its CRS to take it as it is",
            code="sign-lost",
        )


def _is_projected(reading: Reading) -> bool:
    return any(f.code == "crs-transformed" for f in reading.findings)


def _in_range(reading: Reading, extents: Coordinates) -> Reading:
    """Mark rows that cross 180 degrees, stand off the earth or lie far from Indonesia."""
    with np.errstate(invalid="ignore"):
        off = (extents[:, 1] < -90) | (extents[:, 3] > 90)
        over = ((extents[:, 0] < -180) | (extents[:, 2] > 180)) & ~off
        far = (extents[:, 0] > COUNTRY[2]) | (extents[:, 2] < COUNTRY[0])
        far |= (extents[:, 1] > COUNTRY[3]) | (extents[:, 3] < COUNTRY[1])
    points = np.isin(shapely.get_type_id(reading.geometry), geometry.POINT_KINDS)
    present = max(int((shapely.get_type_id(reading.geometry) >= 0).sum()), 1)
    few = off.sum() <= (1 - MOSTLY) * present
    lost = off & points & few
    found = [
        say.error(
            row,
            "crosses-180",
            Text(
                f"bujur {x0:g} sampai {x1:g}; belah pada ±180 derajat",
                f"longitude {x0:g} to {x1:g}; split it at ±180 degrees",
            ),
        )
        for row, (x0, _, x1, _) in _each(reading, extents, over)
    ]
    found += [
        say.error(
            row,
            "off-earth",
            Text(
                f"lintang {y0:g} sampai {y1:g} di luar ±90 derajat",
                f"latitude {y0:g} to {y1:g} is beyond ±90 degrees",
            ),
        )
        for row, (_, y0, _, y1) in _each(reading, extents, off & ~lost)
    ]
    found += _far(reading, extents, far & ~over & ~(off & ~lost), lost)
    shapes = reading.geometry.copy()
    shapes[lost | over | off] = None
    return reading.with_(*found, geometry=shapes)


def _each(
    reading: Reading, extents: Coordinates, mask: npt.NDArray[np.bool_]
) -> list[tuple[int, list[float]]]:
    return list(zip(reading.rows[mask].tolist(), extents[mask].tolist(), strict=True))


def _far(
    reading: Reading,
    extents: Coordinates,
    far: npt.NDArray[np.bool_],
    lost: npt.NDArray[np.bool_],
) -> list[Finding]:
    n = int(np.isfinite(extents[:, 0]).sum())
    if far.sum() > n / 2:
        x, y = _middles(extents)
        where = f"{x.min():.3f} – {x.max():.3f} E, {y.min():.3f} – {y.max():.3f} N"
        message = Text(
            f"{int(far.sum())} dari {n} fitur di luar Indonesia ({where})",
            f"{int(far.sum())} of {n} features lie outside Indonesia ({where})",
        )
        return [say.warning("far-from-region", message, "kept")]
    return [
        _one_far(int(reading.rows[place]), extents[place].tolist(), lost=bool(lost[place]))
        for place in np.flatnonzero(far)
    ]


def _one_far(row: int, extent: list[float], *, lost: bool) -> Finding:
    x0, y0, *_ = extent
    where = ("tidak di bumi", "is not on earth")
    if not lost:
        where = (
            "di luar Indonesia: tanda atau digit salah?",
            "is outside Indonesia: sign or digits wrong?",
        )
    at = f"{x0:.6f}, {y0:.6f}"
    action = "kept without geometry" if lost else "kept"
    message, message_id = f"{at} {where[1]}", f"{at} {where[0]}"
    return Finding(row, "far-from-region", message, "warning", action, message_id, "geometry")
