"""Placement: from a file's coordinates to lon/lat, with every doubt spoken out.

The rules: no reference system, no import; x is longitude everywhere; a file that
looks swapped, mirrored or mislabelled is refused with a hint and never mended
in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from layers import geometry
from layers.crs import STORAGE_CRS, parse_crs
from layers.errors import CRSError, SourceError
from layers.query import BBox
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_text
from layers.sources.reading import Geometries, Reading

COUNTRY: BBox = (94.0, -12.0, 142.0, 8.0)
REGION: BBox = (113.0, -5.5, 120.0, 3.0)
NORTHING_50S = 5_000_000.0  # pitfall 5: a "50N" northing above this is 50S
MOSTLY = 0.9
Coordinates = npt.NDArray[np.float64]


def place(reading: Reading, named: str | None) -> Reading:
    """Bring a reading to EPSG:4326, checking finite numbers, axes, signs and range.

    Parameters
    ----------
    reading
        As read from the file.
    named
        The reference system the caller names; it overrides the file's own.

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
    _guard_zone(crs, extents, named)
    if crs.is_projected or not _is_storage(crs):
        reading = _transformed(reading, crs)
        extents = shapely.bounds(reading.geometry)
    _guard_axes(extents, crs, named)
    _guard_sign(reading, extents, named)
    return _in_range(reading, extents).with_(crs=crs.to_string())


def _choose(reading: Reading, named: str | None) -> tuple[pyproj.CRS, list[Finding]]:
    if named is None and reading.crs is None:
        raise CRSError(
            "the file names no CRS; name it, for example EPSG:4326 for lon/lat degrees "
            "or EPSG:32750 for UTM zone 50S metres",
            code="crs-missing",
        )
    crs = _planar(parse_crs(named if named is not None else reading.crs))
    if named is None or reading.crs is None:
        return crs, []
    own = _planar(parse_crs(reading.crs))
    if own == crs or (reading.driver.startswith("GeoJSON") and _is_storage(own)):
        return crs, []
    message = f"the file says {_label(own)}; read as {_label(crs)} because the caller named it"
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
        say.error(row, "not-finite", "a coordinate is NaN or infinite")
        for row in reading.rows[places].tolist()
        if row not in known
    ]
    return reading.with_(*found, geometry=shapes)


def _flat(reading: Reading) -> Reading:
    high = geometry.has_height(reading.geometry)
    if not high.any():
        return reading
    message = f"heights of {int(high.sum())} features left out"
    return reading.with_(say.note("z-dropped", message), geometry=geometry.flat(reading.geometry))


def _guard_zone(crs: pyproj.CRS, extents: Coordinates, named: str | None) -> None:
    zone = crs.utm_zone
    north = extents[:, 3][np.isfinite(extents[:, 3])]
    if named or not zone or not zone.endswith("N") or not len(north):
        return
    if (north > NORTHING_50S).mean() > MOSTLY:
        raise CRSError(
            f"the file says {_label(crs)}, but its northings (up to {north.max():,.0f} m) are "
            f"those of the southern zone; name the right CRS, for zone 50 EPSG:32750",
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
    why = f"the position lies outside what {_label(crs)} can express"
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


def _guard_axes(extents: Coordinates, crs: pyproj.CRS, named: str | None) -> None:
    x, y = _middles(extents)
    if not len(x):
        return
    swapped = _inside(y, x, COUNTRY)
    astray = (np.abs(y) > 90) | ((named is None) & ~_inside(x, y, COUNTRY))
    if (swapped & astray).mean() > MOSTLY:
        raise CRSError(
            f"axes look swapped: x is {x.min():.3f} to {x.max():.3f}, y is {y.min():.3f} to "
            f"{y.max():.3f}; in Indonesia x (longitude) is 95 to 141. Exchange the coordinates "
            "in the file: x = longitude, y = latitude",
            code="axes-swapped",
        )
    if ((np.abs(x) > 720) | (np.abs(y) > 720)).mean() > MOSTLY:
        raise CRSError(
            f"coordinates reach {np.abs(x).max():,.0f}, {np.abs(y).max():,.0f}: these are metres, "
            f"not the degrees of {_label(crs)}; name the CRS, for example EPSG:32750",
            code="crs-mismatch",
        )


def _guard_sign(reading: Reading, extents: Coordinates, named: str | None) -> None:
    x, y = _middles(extents)
    if named is not None or not len(x) or _is_projected(reading):
        return
    mirrored, given = _inside(x, -y, REGION), _inside(x, y, REGION)
    if mirrored.mean() > MOSTLY and mirrored.mean() - given.mean() > 0.2:
        raise SourceError(
            f"latitudes run from {y.min():.4f} to {y.max():.4f}: {given.mean():.0%} of the rows "
            f"lie in the region, but {mirrored.mean():.0%} would with north and south exchanged. "
            "The minus sign seems lost or turned: correct the file, or name its CRS to take it "
            "as it is",
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
        say.error(row, "crosses-180", f"longitude {x0:g} to {x1:g}; split it at ±180 degrees")
        for row, (x0, _, x1, _) in _each(reading, extents, over)
    ]
    found += [
        say.error(row, "off-earth", f"latitude {y0:g} to {y1:g} is beyond ±90 degrees")
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
        message = (
            f"{int(far.sum())} of {n} features lie outside Indonesia "
            f"({x.min():.3f} to {x.max():.3f} E, {y.min():.3f} to {y.max():.3f} N)"
        )
        return [say.warning("far-from-region", message, "kept")]
    found = []
    for place in np.flatnonzero(far):
        x0, y0, *_ = extents[place].tolist()
        action = "kept without geometry" if lost[place] else "kept"
        where = "is not on earth" if lost[place] else "is outside Indonesia: sign or digits wrong?"
        found.append(
            Finding(
                int(reading.rows[place]),
                "far-from-region",
                f"{x0:.6f}, {y0:.6f} {where}",
                "warning",
                action,
            )
        )
    return found


def remarks(reading: Reading) -> list[Finding]:
    """Say how many rows share a position, a whole content, or an id with another."""
    found = []
    blobs = shapely.to_wkb(reading.geometry).tolist()
    columns = [_plain(reading.attributes[c]) for c in reading.attributes.columns]
    twice = _seen_before(zip(blobs, *columns, strict=True))
    if twice.any():
        message = f"{rows_text(reading.rows[twice].tolist())}: the same in all as an earlier row"
        found.append(say.warning("duplicate-row", message, "kept"))
    points = shapely.get_type_id(reading.geometry) == 0
    same = int((_seen_before(blobs) & points).sum())
    if same:
        found.append(say.note("same-position", f"{same} points stand where another stands"))
    return found + _repeated_ids(reading)


def _plain(values: pd.Series[Any]) -> list[Any]:
    """Give values that equal each other when they are the same, missing ones too."""
    return values.astype(object).where(values.notna(), None).tolist()


def _seen_before(values: Iterable[Any]) -> npt.NDArray[np.bool_]:
    """Say for each value whether an equal one came before it."""
    seen: set[int] = set()
    out = []
    for value in values:
        key = hash(value)
        out.append(key in seen)
        seen.add(key)
    return np.array(out, dtype=bool)


ID_NAMES = frozenset({"source_id", "source_fid", "objectid", "gid", "kode", "code", "uuid"})


def _repeated_ids(reading: Reading) -> list[Finding]:
    found = []
    for name in reading.attributes.columns:
        if name not in ID_NAMES:
            continue
        values = reading.attributes[name]
        twice = (values.duplicated(keep=False) & values.notna()).to_numpy()
        if twice.any() and twice.mean() < 0.5:  # else it is a class, not an id
            some = ", ".join(str(v) for v in dict.fromkeys(values[twice].tolist()[:20]))
            rows = rows_text(reading.rows[twice].tolist())
            found.append(say.warning("duplicate-id", f"column {name!r}: {some} ({rows})", "kept"))
    return found
