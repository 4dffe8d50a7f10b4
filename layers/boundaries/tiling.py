"""Whether units tile their ground: overlaps between them and gaps among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.boundaries.finding import BoundaryFinding, Ground, ground
from layers.schema import Text

LEAST_AREA_HA = 1.0
LISTED_PAIR_HA = 10.0
N_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Tiling:
    """How well units tile their ground, in equal-area hectares (EPSG:6933).

    `overlap_ha` is summed over pairs, `n_large_overlaps` counts those above 10 ha;
    gaps are the holes inside the united units, `excess_ha` is the sum of the areas
    less the area of the union.
    """

    n_units: int
    sum_ha: float
    union_ha: float
    overlap_ha: float
    n_large_overlaps: int
    n_gaps: int
    gap_ha: float

    @property
    def excess_ha(self) -> float:
        """Ground counted more than once."""
        return self.sum_ha - self.union_ha


def measure_tiling(units: gpd.GeoDataFrame) -> Tiling:
    """Measure overlaps and gaps of one level of units (column `code`, polygons, any CRS).

    Raises
    ------
    CRSError
        If the frame has no CRS.
    """
    on = ground(units)
    _, overlap_ha = _overlaps(on)
    union = shapely.union_all(on.shapes)
    gap_ha = shapely.area(_holes(union)) / 10_000
    return Tiling(
        n_units=len(on.codes),
        sum_ha=float(on.area_ha.sum()),
        union_ha=float(shapely.area(union) / 10_000),
        overlap_ha=float(overlap_ha.sum()),
        n_large_overlaps=int(np.count_nonzero(overlap_ha > LISTED_PAIR_HA)),
        n_gaps=len(gap_ha),
        gap_ha=float(gap_ha.sum()),
    )


def tiling_findings(
    units: gpd.GeoDataFrame, *, least_area_ha: float = LEAST_AREA_HA
) -> list[BoundaryFinding]:
    """List overlaps of two units and gaps among them, largest first."""
    return findings_on(ground(units), least_area_ha=least_area_ha)


def findings_on(on: Ground, *, least_area_ha: float) -> list[BoundaryFinding]:
    """List overlaps and gaps of units that are ready to be measured."""
    found = [*_overlap_findings(on, least_area_ha), *_gap_findings(on, least_area_ha)]
    return sorted(found, key=lambda finding: -(finding.area_ha or 0.0))


def _overlaps(on: Ground) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Give the pairs of units that share ground (2 × n), and how many hectares."""
    first, second = shapely.STRtree(on.shapes).query(on.shapes, predicate="intersects")
    once = first < second
    pairs = np.vstack([first[once], second[once]])
    shared = shapely.intersection(on.shapes[pairs[0]], on.shapes[pairs[1]])
    area_ha = np.asarray(shapely.area(shared) / 10_000, dtype=np.float64)
    return pairs[:, area_ha > 0], area_ha[area_ha > 0]


def _overlap_findings(on: Ground, least_area_ha: float) -> Iterator[BoundaryFinding]:
    pairs, area_ha = _overlaps(on)
    whole = on.area_ha
    for (i, j), ha in zip(pairs.T, area_ha, strict=True):
        if ha < least_area_ha:
            continue
        a, b = on.codes[i], on.codes[j]
        share = float(ha / whole[i])
        yield BoundaryFinding(
            "overlap",
            (a, b),
            Text(
                f"{a} dan {b} bertumpang tindih {ha:,.1f} ha ({share:.1%} dari {a})",
                f"{a} and {b} overlap by {ha:,.1f} ha ({share:.1%} of {a})",
            ),
            float(ha),
            share,
        )


def _gap_findings(on: Ground, least_area_ha: float) -> Iterator[BoundaryFinding]:
    holes = _holes(shapely.union_all(on.shapes))
    area_ha = shapely.area(holes) / 10_000
    tree = shapely.STRtree(on.shapes)
    for hole, ha in zip(holes, area_ha, strict=True):
        if ha < least_area_ha:
            continue
        near = sorted({on.codes[i] for i in tree.query(hole, predicate="intersects")})
        shown = ", ".join(near[:N_NEIGHBOURS]) + (" …" if len(near) > N_NEIGHBOURS else "")
        yield BoundaryFinding(
            "gap",
            tuple(near),
            Text(
                f"celah {ha:,.1f} ha di {'antara' if len(near) > 1 else 'dalam'} {shown}",
                f"a gap of {ha:,.1f} ha {'between' if len(near) > 1 else 'within'} {shown}",
            ),
            float(ha),
        )


def _holes(union: shapely.Geometry) -> npt.NDArray[np.object_]:
    """Give the holes in united units as polygons, less any island units within them."""
    parts = shapely.get_parts(union)
    parts = parts[shapely.get_type_id(parts) == 3]
    rings = [ring for part in parts for ring in part.interiors]
    holes = shapely.polygons(np.array(rings, dtype=object)) if rings else np.zeros(0, dtype=object)
    if not len(holes):
        return np.zeros(0, dtype=object)
    shapely.prepare(holes)
    hole_of, island = shapely.STRtree(parts).query(holes, predicate="contains")
    for h in np.unique(hole_of):
        holes[h] = shapely.difference(holes[h], shapely.union_all(parts[island[hole_of == h]]))
    return np.asarray(holes, dtype=object)
