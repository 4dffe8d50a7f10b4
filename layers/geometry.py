"""Geometry checks: finite, not too deep, valid; repaired and promoted where asked.

Everything works on one-dimensional object arrays of shapely geometries in which
None stands for "no geometry". Nothing here reads or writes a file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from layers.crs import EQUAL_AREA_CRS, STORAGE_CRS
from layers.errors import SourceError
from layers.schema import GeometryType, Text

Geometries = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
COLLECTION, MULTI_KINDS = 7, {4: 1, 5: 2, 6: 3}
POINT_KINDS, LINE_KINDS, AREA_KINDS = (0, 4), (1, 2, 5), (3, 6)
DIMENSION = {0: 0, 4: 0, 1: 1, 2: 1, 5: 1, 3: 2, 6: 2}
MULTI_OF = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}
NAMES: dict[int, GeometryType] = {
    0: "Point",
    1: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
}
# What GEOS says of an invalid geometry, in Indonesian.
REASONS = {
    "Self-intersection": "garisnya memotong diri sendiri",
    "Ring Self-intersection": "cincinnya menyentuh atau memotong diri sendiri",
    "Nested shells": "poligon di dalam poligon",
    "Nested holes": "lubang di dalam lubang",
    "Holes are nested": "lubang di dalam lubang",
    "Hole lies outside shell": "lubang di luar cangkangnya",
    "Interior is disconnected": "bagian dalamnya terputus",
    "Too few points in geometry component": "titik sudutnya terlalu sedikit",
    "Duplicate Rings": "cincinnya berulang",
    "Duplicated Rings": "cincinnya berulang",
    "Invalid Coordinate": "koordinatnya tidak sah",
    "Ring is not closed": "cincinnya tidak tertutup",
}


def reason_said(reason: str) -> Text:
    """Say in both languages why a geometry is invalid, and where.

    Examples
    --------
    >>> reason_said("Self-intersection[116.5 -1.2]").id
    'garisnya memotong diri sendiri pada 116.5, -1.2'
    """
    word, bracket, place = reason.rstrip("]").partition("[")
    told = REASONS.get(word)
    if told is None:
        return Text(reason, reason)
    return Text(f"{told} pada {place.replace(' ', ', ')}" if bracket else told, reason)


def wkb_depth(blob: bytes, limit: int) -> int:
    """Count how deep collections nest in a WKB blob, without building anything.

    GEOS reads nested collections by recursion and dies of a stack overflow at
    about 20,000 levels, so this must run before it sees foreign bytes.

    Parameters
    ----------
    blob
        WKB or EWKB, any byte order.
    limit
        Depth at which to stop and refuse.

    Raises
    ------
    SourceError
        `too-deep` beyond the limit, `bad-geometry` if the blob is damaged.

    Examples
    --------
    >>> wkb_depth(shapely.to_wkb(shapely.Point(1, 2)), 4)
    0
    """
    deepest, stack, at = 0, [1], 0
    try:
        while stack:
            stack[-1] -= 1
            kind, at, parts = _wkb_head(blob, at)
            if parts is None:
                pass
            elif len(stack) > limit:
                raise SourceError(
                    Text(
                        f"kumpulan geometri bersarang lebih dari {limit} tingkat",
                        f"geometry collections nest more than {limit} levels",
                    ),
                    code="too-deep",
                )
            else:
                deepest = max(deepest, len(stack) if kind == COLLECTION else len(stack) - 1)
                stack.append(parts)
            while stack and stack[-1] <= 0:
                stack.pop()
    except struct.error as fault:
        raise SourceError(
            Text("bita geometri ini berakhir terlalu cepat", "the geometry's bytes end too early"),
            code="bad-geometry",
        ) from fault
    return deepest


def _wkb_head(blob: bytes, at: int) -> tuple[int, int, int | None]:
    """Read one geometry's head; skip its coordinates unless it is made of parts."""
    end = "<" if blob[at : at + 1] == b"\x01" else ">"
    (raw,) = struct.unpack_from(end + "I", blob, at + 1)
    at += 9 if raw & 0x20000000 else 5
    kind, width = _wkb_kind(raw)
    if kind == 1:
        return kind, at + 8 * width, None
    (count,) = struct.unpack_from(end + "I", blob, at)
    at += 4
    if kind == 2:
        return kind, at + 8 * width * count, None
    if kind == 3:
        for _ in range(count):
            (n,) = struct.unpack_from(end + "I", blob, at)
            at += 4 + 8 * width * n
        return kind, at, None
    if kind not in {*MULTI_KINDS, COLLECTION}:
        raise SourceError(
            Text(f"jenis geometri {kind} tidak dikenal", f"geometry type {kind} is not known"),
            code="bad-geometry",
        )
    return kind, at, count


def _wkb_kind(raw: int) -> tuple[int, int]:
    thousands, kind = divmod(raw & 0x0FFFFFFF, 1000)
    has_z = bool(raw & 0x80000000) or thousands in (1, 3)
    has_m = bool(raw & 0x40000000) or thousands in (2, 3)
    return kind, 2 + has_z + has_m


def has_height(geometries: Geometries) -> Mask:
    """Say which geometries carry Z or M values."""
    return cast("Mask", shapely.has_z(geometries) | shapely.has_m(geometries))


def flat(geometries: Geometries) -> Geometries:
    """Give the geometries without Z and M."""
    return cast("Geometries", shapely.force_2d(geometries))


def not_finite(geometries: Geometries) -> Mask:
    """Say which geometries hold a coordinate that is NaN or infinite."""
    out = np.zeros(len(geometries), dtype=bool)
    if np.isfinite(shapely.get_coordinates(geometries)).all():
        return out
    xy, owner = shapely.get_coordinates(geometries, return_index=True)
    out[owner[~np.isfinite(xy).all(axis=1)]] = True
    return out


def too_many_vertices(geometries: Geometries, limit: int) -> Mask:
    """Say which geometries have more vertices than accepted."""
    return cast("Mask", shapely.get_num_coordinates(geometries) > limit)


def without_empty(geometries: Geometries) -> tuple[Geometries, Mask]:
    """Put None in place of empty geometries; say which those were."""
    empty = cast("Mask", shapely.is_empty(geometries)) & (shapely.get_type_id(geometries) >= 0)
    out = geometries.copy()
    out[empty] = None
    return out, empty


def invalid(geometries: Geometries) -> dict[int, str]:
    """Give the reason for every invalid geometry, by its place in the array."""
    present = shapely.get_type_id(geometries) >= 0
    places = np.flatnonzero(present & ~shapely.is_valid(geometries))
    reasons = shapely.is_valid_reason(geometries[places])
    return dict(zip(places.tolist(), [str(r) for r in np.atleast_1d(reasons)], strict=True))


@dataclass(frozen=True, slots=True)
class Repair:
    """What mending did to one geometry; areas in hectares (EPSG:6933), None unless polygonal."""

    place: int
    reason: str
    geometry: Any
    area_before_ha: float | None = None
    area_after_ha: float | None = None

    def sentence(self) -> str:
        """Say it in words."""
        return self.said().en

    def said(self) -> Text:
        """Say it in both languages."""
        why = reason_said(self.reason)
        if self.geometry is None:
            return Text(
                f"{why.id}; tidak ada yang tersisa setelah diperbaiki",
                f"{why.en}; nothing was left after repair",
            )
        before, after = self.area_before_ha, self.area_after_ha
        if before is None or after is None:
            return Text(f"{why.id}; diperbaiki", f"{why.en}; repaired")
        share = f" ({100 * (after - before) / before:+.3f} %)" if before else ""
        return Text(
            f"{why.id}; luas {before:,.2f} ha sebelum, {after:,.2f} ha sesudah{share}",
            f"{why.en}; area {before:,.2f} ha before, {after:,.2f} ha after{share}",
        )


def repair(geometries: Geometries) -> tuple[Geometries, list[Repair]]:
    """Mend the invalid geometries, keeping their dimension.

    Parameters
    ----------
    geometries
        In EPSG:4326.

    Returns
    -------
    tuple
        The array with the mended ones in place (None where nothing was left),
        and one record for each geometry touched.
    """
    out = geometries.copy()
    repairs = []
    for place, reason in invalid(geometries).items():
        before = geometries[place]
        mended = kept_dimension(
            shapely.make_valid(before, method="structure", keep_collapsed=False),
            DIMENSION.get(int(shapely.get_type_id(before)), 3),
        )
        out[place] = mended
        areas: tuple[float | None, float | None] = (None, None)
        if mended is not None and shapely.get_type_id(before) in AREA_KINDS:
            areas = (area_ha(before), area_ha(mended))
        repairs.append(Repair(place, reason, mended, *areas))
    return out, repairs


def kept_dimension(geometry: Any, dimension: int) -> Any:
    """Keep only the parts of the wanted dimension (0 points, 1 lines, 2 areas, 3 anything)."""
    if geometry is None or geometry.is_empty:
        return None
    kind = int(shapely.get_type_id(geometry))
    if dimension == 3 or DIMENSION.get(kind) == dimension:
        return geometry
    if kind != COLLECTION:
        return None
    parts = [p for p in _leaves(geometry) if DIMENSION[int(shapely.get_type_id(p))] == dimension]
    if not parts:
        return None
    make = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    return parts[0] if len(parts) == 1 else make[dimension](parts)


def _leaves(geometry: Any) -> list[Any]:
    if shapely.get_type_id(geometry) not in {COLLECTION, *MULTI_KINDS}:
        return [geometry]
    return [leaf for part in shapely.get_parts(geometry) for leaf in _leaves(part)]


def area_ha(geometry: Any) -> float:
    """Give the area of a lon/lat geometry in hectares, in the equal-area CRS EPSG:6933."""
    project = pyproj.Transformer.from_crs(STORAGE_CRS, EQUAL_AREA_CRS, always_xy=True)
    return float(
        shapely.area(shapely.transform(geometry, project.transform, interleaved=False)) / 10_000
    )


def promote(geometries: Geometries) -> tuple[Geometries, GeometryType, int]:
    """Bring single and multi geometries of one family to Multi*.

    Returns
    -------
    tuple
        The array, the geometry type that holds for all of it (``Geometry``
        when families mix), and how many geometries were promoted.
    """
    kinds = shapely.get_type_id(geometries)
    families = {int(k) for k in np.unique(kinds[kinds >= 0])}
    families = {1 if k == 2 else k for k in families}
    if len(families) == 1 and (only := families.pop()) in NAMES:
        return geometries, NAMES[only], 0
    for single, multi in ((0, 4), (1, 5), (3, 6)):
        if families == {single, multi}:
            places = np.flatnonzero(kinds == single)
            out = geometries.copy()
            out[places] = MULTI_OF[single](geometries[places], indices=np.arange(len(places)))
            return out, NAMES[multi], len(places)
    return geometries, "Geometry", 0
