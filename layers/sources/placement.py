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
from layers.defects.detectors import coordinates
from layers.defects.references import COUNTRY
from layers.errors import CRSError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources import guarding
from layers.sources.findings import Finding
from layers.sources.guarding import MOSTLY, Coordinates
from layers.sources.reading import Geometries, Reading, of_table, table_of

MISSING = Text(
    "berkas tidak menyebut CRS; sebutkan dengan --crs, misalnya EPSG:4326 untuk derajat "
    "bujur/lintang atau EPSG:32750 untuk meter UTM zona 50S; ",
    "the file names no CRS; name it with --crs, for example EPSG:4326 for lon/lat degrees "
    "or EPSG:32750 for UTM zone 50S metres; ",
)
NOT_FINITE = Text("koordinat NaN atau tak hingga", "a coordinate is NaN or infinite")


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
    guarding.guard_units(crs, extents, named)
    guarding.guard_zone(crs, extents, named)
    if crs.is_projected or not guarding.is_storage(crs):
        reading = _transformed(reading, crs)
        extents = shapely.bounds(reading.geometry)
    reading, extents = _straight(reading, extents, crs, named, fixes)
    table, found = registry.examine(
        table_of(reading), fixes, detectors=registry.OF_POSITIONS, dear=False
    )
    if table.geometry is not reading.geometry:
        extents = shapely.bounds(table.geometry)
    reading = of_table(reading, table).with_(*found)
    return _in_range(reading, extents).with_(crs=crs.to_string())


def _straight(
    reading: Reading,
    extents: Coordinates,
    crs: pyproj.CRS,
    named: str | None,
    fixes: Collection[str],
) -> tuple[Reading, Coordinates]:
    """Refuse a file with axes or signs turned, or turn them back where that was asked for."""
    if "axes-swapped" in fixes and guarding.are_swapped(extents, named):
        reading = _turned(reading, "axes-swapped", lambda xy: xy[:, ::-1])
        extents = shapely.bounds(reading.geometry)
    guarding.guard_axes(extents, crs, named)
    if "sign-lost" in fixes and guarding.mirrored(reading, extents, named) is not None:
        reading = _turned(reading, "sign-lost", lambda xy: xy * [1.0, -1.0])
        extents = shapely.bounds(reading.geometry)
    guarding.guard_sign(reading, extents, named)
    return reading, extents


def _turned(reading: Reading, code: str, turn: Any) -> Reading:
    """Turn all coordinates, telling each row before and after."""
    shapes = _objects(shapely.transform(reading.geometry, turn))
    there = np.flatnonzero(shapely.get_type_id(shapes) >= 0)
    words = {
        "axes-swapped": ("bujur dan lintang ditukar", "longitude and latitude exchanged"),
        "sign-lost": ("tanda lintang dibalik", "sign of the latitudes turned"),
    }[code]
    table = table_of(reading)
    more = coordinates.beside_said(coordinates.columns_beside(table))
    finding = Finding(
        None,
        code,
        f"{words[1]} in {len(there)} rows{more.en}",
        "warning",
        "repaired",
        f"{words[0]} pada {len(there)} baris{more.id}",
        "geometry",
        tuple(reading.rows[there].tolist()),
        tuple(shown(g) for g in reading.geometry[there]),
        tuple(shown(g) for g in shapes[there]),
    )
    turned = coordinates.followed(table, table.with_(geometry=shapes))
    return of_table(reading, turned).with_(finding)


def _choose(reading: Reading, named: str | None) -> tuple[pyproj.CRS, list[Finding]]:
    if named is None and reading.crs is None:
        likely = guarding.likely(shapely.bounds(reading.geometry))
        raise CRSError(MISSING + likely, code="crs-missing")
    crs = _planar(parse_crs(named if named is not None else reading.crs))
    if named is None or reading.crs is None:
        return crs, []
    own = _planar(parse_crs(reading.crs))
    if own == crs or (reading.driver.startswith("GeoJSON") and guarding.is_storage(own)):
        return crs, []
    message = Text(
        f"berkas menyebut {guarding.label(own)}; dibaca sebagai {guarding.label(crs)} sesuai "
        "permintaan",
        f"the file says {guarding.label(own)}; read as {guarding.label(crs)} because the caller "
        "named it",
    )
    return crs, [say.warning("crs-overridden", message)]


def _planar(crs: pyproj.CRS) -> pyproj.CRS:
    if crs.is_compound or len(crs.axis_info) > 2:
        crs = crs.to_2d()
    if crs.is_projected or crs.is_geographic:
        return crs
    raise CRSError(
        Text(
            f"CRS {guarding.label(crs)} bukan terproyeksi dan bukan geografis; sebutkan kode EPSG",
            f"CRS {guarding.label(crs)} is neither projected nor geographic; name an EPSG code",
        ),
        code="crs-unknown",
    )


def _finite(reading: Reading) -> Reading:
    """Take out geometries with NaN or infinite coordinates, as errors of their rows."""
    known = {f.row for f in reading.findings if f.code == "not-finite"}
    places = np.flatnonzero(geometry.not_finite(reading.geometry))
    if not len(places):
        return reading
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


def _transformed(reading: Reading, crs: pyproj.CRS) -> Reading:
    project = pyproj.Transformer.from_crs(crs, STORAGE_CRS, always_xy=True)
    shapes = shapely.transform(reading.geometry, project.transform, interleaved=False)
    message = f"{guarding.label(crs)} → {STORAGE_CRS}"
    moved = reading.with_(say.note("crs-transformed", message), geometry=_objects(shapes))
    lost = np.flatnonzero(geometry.not_finite(moved.geometry))
    if len(lost) == 0:
        return moved
    why = Text(
        f"posisi di luar jangkauan {guarding.label(crs)}",
        f"the position lies outside what {guarding.label(crs)} can express",
    )
    found = [say.error(row, "off-earth", why) for row in moved.rows[lost].tolist()]
    moved.geometry[lost] = None
    return moved.with_(*found)


def _objects(shapes: Any) -> Geometries:
    return np.asarray(shapes, dtype=object)


def _in_range(reading: Reading, extents: Coordinates) -> Reading:
    """Mark rows that cross 180 degrees, stand off the earth or lie far from Indonesia."""
    with np.errstate(invalid="ignore"):
        off = (extents[:, 1] < -90) | (extents[:, 3] > 90)
        over = ((extents[:, 0] < -180) | (extents[:, 2] > 180)) & ~off
        far = (extents[:, 0] > COUNTRY[2]) | (extents[:, 2] < COUNTRY[0])
        far |= (extents[:, 1] > COUNTRY[3]) | (extents[:, 3] < COUNTRY[1])
    if not (off | over | far).any():
        return reading
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
        x, y = guarding.middles(extents)
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
