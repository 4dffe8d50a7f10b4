"""Whether boundaries nest: each unit has a parent, lies inside it, and they sum up to it."""

from __future__ import annotations

from collections import Counter, defaultdict

import geopandas as gpd
import numpy as np
import shapely

from layers.boundaries.codes import CODE, LEVEL_NAMES, level_of
from layers.boundaries.finding import BoundaryFinding, Ground, ground
from layers.boundaries.tiling import LEAST_AREA_HA, findings_on
from layers.schema import Text

LEAST_SHARE = 0.01
SUM_TOLERANCE = 0.005


def check_hierarchy(
    children: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame | None = None,
    *,
    least_area_ha: float = LEAST_AREA_HA,
    least_share: float = LEAST_SHARE,
    sum_tolerance: float = SUM_TOLERANCE,
) -> list[BoundaryFinding]:
    """Check one level of boundaries, and how it fits the level above.

    Parameters
    ----------
    children, parents
        Column `code` (Kemendagri, with dots) and polygons in any known CRS;
        without parents only the level itself is checked.
    least_area_ha
        Overlaps, gaps and parts outside below this are not listed.
    least_share
        Part of a unit's area that may lie outside its parent.
    sum_tolerance
        Part of the parent's area by which the sum of its units may differ.

    Returns
    -------
    list of BoundaryFinding
        Empty where everything agrees; areas in hectares (EPSG:6933).

    Raises
    ------
    CRSError
        If a frame has no CRS.
    """
    below = ground(children)
    found = [*below.findings, *_codes(below)]
    found += findings_on(below, least_area_ha=least_area_ha)
    if parents is None:
        return found
    above = ground(parents)
    found += [*above.findings, *_orphans(below, above)]
    found += _outside(below, above, least_share, least_area_ha)
    return found + _sums(below, above, sum_tolerance)


def code_findings(
    children: gpd.GeoDataFrame, parents: gpd.GeoDataFrame | None = None
) -> list[BoundaryFinding]:
    """List codes that are malformed, repeated, or name a parent that is not there."""
    below = ground(children)
    return _codes(below) + ([] if parents is None else _orphans(below, ground(parents)))


def outside_parents(
    children: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    least_share: float = LEAST_SHARE,
    least_area_ha: float = LEAST_AREA_HA,
) -> list[BoundaryFinding]:
    """List units that reach beyond the parent their code names, with the part outside."""
    return _outside(ground(children), ground(parents), least_share, least_area_ha)


def level_sums(
    children: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    tolerance: float = SUM_TOLERANCE,
) -> list[BoundaryFinding]:
    """List parents whose area differs from the sum of their units by more than a part of it."""
    return _sums(ground(children), ground(parents), tolerance)


def _codes(below: Ground) -> list[BoundaryFinding]:
    found = []
    for code, n in Counter(below.codes).items():
        if not CODE.fullmatch(code):
            found.append(
                BoundaryFinding(
                    "code-format",
                    (code,),
                    Text(
                        f"{code!r} bukan kode Kemendagri bertitik",
                        f"{code!r} is no Kemendagri code with dots",
                    ),
                )
            )
        elif n > 1:
            found.append(
                BoundaryFinding(
                    "duplicate-code",
                    (code,),
                    Text(f"kode {code} muncul {n} kali", f"code {code} occurs {n} times"),
                )
            )
    return found


def _orphans(below: Ground, above: Ground) -> list[BoundaryFinding]:
    there = set(above.codes)
    found = []
    for code in dict.fromkeys(below.codes):
        parent = code.rpartition(".")[0]
        if not CODE.fullmatch(code) or parent in there:
            continue
        name = LEVEL_NAMES[max(1, level_of(code) - 1)]
        found.append(
            BoundaryFinding(
                "parent-missing",
                (code,),
                Text(
                    f"{code}: {name.id} {parent or '?'} tidak ada",
                    f"{code}: {name.en} {parent or '?'} is not there",
                ),
            )
        )
    return found


def _outside(
    below: Ground, above: Ground, least_share: float, least_area_ha: float
) -> list[BoundaryFinding]:
    place = {code: i for i, code in enumerate(above.codes)}
    pairs = [
        (i, place[parent])
        for i, code in enumerate(below.codes)
        if (parent := code.rpartition(".")[0]) in place
    ]
    if not pairs:
        return []
    child, parent_of_child = np.array(pairs).T
    shapely.prepare(above.shapes)
    loose = ~shapely.covers(above.shapes[parent_of_child], below.shapes[child])
    child, parent_of_child = child[loose], parent_of_child[loose]
    outside = shapely.difference(below.shapes[child], above.shapes[parent_of_child])
    area_ha = shapely.area(outside) / 10_000
    whole = below.area_ha[child]
    found = []
    for i, j, ha, all_ha in zip(child, parent_of_child, area_ha, whole, strict=True):
        share = float(ha / all_ha) if all_ha > 0 else 0.0
        if ha < least_area_ha or share < least_share:
            continue
        code, parent = below.codes[i], above.codes[j]
        found.append(
            BoundaryFinding(
                "outside-parent",
                (code, parent),
                Text(
                    f"{code} berada {share:.1%} ({ha:,.1f} ha) di luar {parent}",
                    f"{code} lies {share:.1%} ({ha:,.1f} ha) outside {parent}",
                ),
                float(ha),
                share,
            )
        )
    return found


def _sums(below: Ground, above: Ground, tolerance: float) -> list[BoundaryFinding]:
    total: dict[str, float] = defaultdict(float)
    for code, ha in zip(below.codes, below.area_ha, strict=True):
        total[code.rpartition(".")[0]] += float(ha)
    found = []
    for code, ha in zip(above.codes, above.area_ha, strict=True):
        difference = total.get(code, 0.0) - float(ha)
        share = difference / float(ha) if ha > 0 else 0.0
        if code not in total or abs(share) <= tolerance:
            continue
        found.append(
            BoundaryFinding(
                "sum-differs",
                (code,),
                Text(
                    f"jumlah luas bagian {code} berbeda {share:+.2%} ({difference:+,.1f} ha) "
                    "dari poligonnya",
                    f"the areas of the units of {code} sum to {share:+.2%} ({difference:+,.1f} ha) "
                    "against its own polygon",
                ),
                difference,
                share,
            )
        )
    return found
