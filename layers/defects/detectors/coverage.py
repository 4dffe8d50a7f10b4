"""Coverages that should tile their ground: gaps and overlaps; lines that lie on each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from layers.crs import EQUAL_AREA_CRS, STORAGE_CRS
from layers.defects.defect import GEOMETRY, Detector, Places, Suspicion, Table
from layers.defects.detectors.shapes import areas_of, metres
from layers.schema import Text

LEAST_HA, LEAST_SHARED_M = 0.01, 10.0
LEAST_UNITS, TOUCHING = 3, 0.6
# Units that lie within another of their layer: from this share on they are meant to.
NESTED, WITHIN = 0.5, 0.99
SHOWN = 5
Pairs = list[tuple[tuple[int, ...], float]]


def _tiling(table: Table) -> list[Suspicion]:
    """Measure overlaps and gaps, where most polygons border on another."""
    from layers.boundaries.finding import Ground
    from layers.boundaries.tiling import findings_on

    places, shapes = areas_of(table)
    if len(places) < LEAST_UNITS:
        return []
    flat = _equal_area(shapes)
    if not _is_coverage(flat) or _is_nested(flat):
        return []
    on = Ground(tuple(str(p) for p in places), flat, ())
    found = findings_on(on, least_area_ha=LEAST_HA)
    pairs: dict[str, Pairs] = {"overlap": [], "gap": []}
    for one in found:
        concerned = tuple(int(code) for code in one.codes)
        if len(concerned) < 2:
            continue  # a hole in one polygon is a lake or an island, and meant
        pairs[one.kind].append((concerned, one.area_ha or 0.0))
    return [_said(table, kind, listed) for kind, listed in pairs.items() if listed]


def _equal_area(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    project = pyproj.Transformer.from_crs(STORAGE_CRS, EQUAL_AREA_CRS, always_xy=True)
    flat = np.asarray(shapely.transform(shapes, project.transform, interleaved=False), dtype=object)
    broken = ~shapely.is_valid(flat)
    flat[broken] = shapely.make_valid(flat[broken], method="structure", keep_collapsed=False)
    return flat


def _is_coverage(shapes: npt.NDArray[np.object_]) -> bool:
    """Say whether most polygons border on another, so that they seem meant to tile."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    bordering = len(np.unique(first[first != second]))
    return bool(bordering >= TOUCHING * len(shapes))


def _is_nested(shapes: npt.NDArray[np.object_]) -> bool:
    """Say whether most polygons lie within a larger one, as cores lie in their areas."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    area = shapely.area(shapes)
    larger = area[second] > area[first] * (1 + 1e-9)
    first, second = first[larger], second[larger]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    within = np.unique(first[shared >= WITHIN * area[first]])
    return bool(len(within) >= NESTED * len(shapes))


def _said(table: Table, kind: str, listed: Pairs) -> Suspicion:
    at = [place for concerned, _ in listed for place in concerned]
    before = [
        _named(table, concerned, place, ha) for concerned, ha in listed for place in concerned
    ]
    total = sum(ha for _, ha in listed)
    some = "; ".join(
        f"{' × '.join(str(table.rows[p]) for p in concerned[:4])} {ha:,.2f} ha"
        for concerned, ha in listed[:SHOWN]
    )
    words = {"overlap": ("tumpang tindih", "overlaps"), "gap": ("celah", "gaps")}[kind]
    message = Text(
        f"{len(listed)} {words[0]}, {total:,.2f} ha; baris {some}",
        f"{len(listed)} {words[1]}, {total:,.2f} ha; rows {some}",
    )
    return Suspicion(kind, message, np.array(at, dtype=np.intp), GEOMETRY, before)


def _named(table: Table, concerned: tuple[int, ...], place: int, ha: float) -> str:
    others = ", ".join(str(table.rows[p]) for p in concerned if p != place)
    return f"{ha:,.2f} ha ↔ {others}"


def _lines(table: Table) -> list[Suspicion]:
    """Find lines that share stretches with others."""
    places: Places = np.flatnonzero(np.isin(table.shape_kinds, (1, 5)))
    if len(places) < 2:
        return []
    lines = table.geometry[places]
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = np.atleast_1d(shapely.intersection(lines[first], lines[second]))
    shared_m = shapely.length(metres(shared))
    both = shared_m > LEAST_SHARED_M
    if not both.any():
        return []
    at = np.unique(np.concatenate([first[both], second[both]]))
    message = Text(
        f"{int(both.sum())} pasang garis bertumpuk, {shared_m[both].sum() / 1000:,.1f} km",
        f"{int(both.sum())} pairs of lines on each other, {shared_m[both].sum() / 1000:,.1f} km",
    )
    return [Suspicion("lines-overlap", message, places[at], GEOMETRY)]


DETECTORS = (
    Detector(("gap", "overlap"), _tiling, dear=True),
    Detector(("lines-overlap",), _lines, dear=True),
)
