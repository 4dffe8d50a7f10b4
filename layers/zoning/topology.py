"""Topology of a plan: overlaps, gaps, slivers and swapped corners, each laid to its feature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import shapely

from layers.schema import Text
from layers.sources.findings import Finding, rows_said
from layers.zoning.blame import blamed, loose_share, reordered, zigzags
from layers.zoning.ground import (
    NOISE_M2,
    NOISE_WIDTH_M,
    Ground,
    Shapes,
    degrees_to_m2,
    width_m,
)
from layers.zoning.telling import lines, told

SLIVER_M = 0.5
LEAST_M2 = 1.0
GAP_REACH_M = 20.0
LOOSE = 0.9


@dataclass
class _Seen:
    """What was laid to whom so far."""

    doubles: dict[int, int] = field(default_factory=dict)
    swapped: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    overlaps: dict[int, dict[int, tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    unsure: set[int] = field(default_factory=set)
    spots: list[shapely.Geometry] = field(default_factory=list)


def topology_findings(
    frame: gpd.GeoDataFrame, *, sliver_m: float = SLIVER_M, ground: Ground | None = None
) -> list[Finding]:
    """List where the polygons of a plan do not fit together.

    Parameters
    ----------
    frame
        Polygons in any CRS, index = row in the file. Invalid and missing ones are left out.
    sliver_m
        Overlaps and gaps narrower than this (mean width in metres) are called slivers.
    ground
        Of the same frame, where the caller has it already.

    Returns
    -------
    list of Finding
        `zone-double`, `zone-corners-swapped`, `zone-overlap`, `zone-gap`, `zone-sliver`, one
        for each feature at fault; `zone-hole` for ground that no feature covers and that
        cannot be laid to one, naming those around it.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    """
    ground = ground or Ground.of(frame)
    if shapely.is_missing(ground.metres).all():
        return []
    seen = _Seen()
    bent = zigzags(ground)
    _look_for_overlaps(ground, seen, bent)
    for place in bent.keys() - seen.swapped.keys() - seen.overlaps.keys() - seen.doubles.keys():
        seen.swapped[place] = set()
    seen.spots += bent.values()
    detached = _detached(ground, seen)
    return [
        *_double_findings(ground, seen),
        *_swapped_findings(ground, seen),
        *_overlap_findings(ground, seen, sliver_m),
        *_detached_findings(ground, detached),
        *_hole_findings(ground, seen, detached, sliver_m),
        *_thin_findings(ground, sliver_m),
    ]


def _look_for_overlaps(ground: Ground, seen: _Seen, bent: Mapping[int, shapely.LineString]) -> None:
    pairs = ground.contacts
    common, area = ground.shared(pairs)
    wide = area > NOISE_M2
    for i, j in pairs.T[wide]:
        if i in seen.doubles or j in seen.doubles:
            continue
        if shapely.equals(ground.metres[i], ground.metres[j]):
            seen.doubles[int(j)] = int(i)
    for (i, j), piece, m2 in zip(pairs.T[wide], common[wide], area[wide], strict=True):
        if i in seen.doubles or j in seen.doubles:
            continue
        crooked = [int(k) for k in (i, j) if int(k) in bent]
        wrong = reordered(ground, int(i), int(j))
        if wrong is None and len(crooked) == 1:
            wrong = crooked[0]
        if wrong is not None:
            seen.swapped[wrong].add(int(i + j - wrong))
            seen.spots.append(piece)
            continue
        if m2 < LEAST_M2 or width_m(piece) < NOISE_WIDTH_M:
            continue
        seen.spots.append(piece)
        culprit, clear = blamed(ground, int(i), int(j))
        other = int(i + j - culprit)
        seen.overlaps[culprit][other] = (float(m2), width_m(piece))
        if not clear:
            seen.unsure.add(culprit)


def _detached(ground: Ground, seen: _Seen) -> dict[int, tuple[int, float]]:
    """Find polygons that touch none, though a neighbour is near: the neighbour, and how far."""
    touching = np.unique(ground.contacts)
    alone = np.setdiff1d(np.flatnonzero(~shapely.is_missing(ground.metres)), touching)
    out = {}
    for place in alone:
        near = ground.tree.query(ground.metres[place], predicate="dwithin", distance=GAP_REACH_M)
        others = [int(k) for k in near if k != place and int(k) not in seen.doubles]
        if others:
            away = shapely.distance(ground.metres[place], ground.metres[others])
            k = int(np.argmin(away))
            out[int(place)] = (others[k], float(away[k]))
    return out


def _double_findings(ground: Ground, seen: _Seen) -> Iterator[Finding]:
    for place, first in sorted(seen.doubles.items()):
        row = ground.rows[first]
        message = Text(f"poligonnya sama dengan baris {row}", f"the polygon is that of row {row}")
        yield told(ground.rows[place], "zone-double", message)


def _swapped_findings(ground: Ground, seen: _Seen) -> Iterator[Finding]:
    for place, others in sorted(seen.swapped.items()):
        facing = rows_said(ground.rows[sorted(others)].tolist())
        message = Text(
            f"urutan titik sudut lain daripada pada {facing.id}; tumpang tindih dan celah",
            f"corners in another order than in {facing.en}; overlap and gap between them",
        )
        if not others:
            message = Text(
                "tepinya maju, mundur, lalu maju lagi: dua titik sudut tampak tertukar",
                "its outline runs forth, back and forth: two corners seem to be swapped",
            )
        yield told(ground.rows[place], "zone-corners-swapped", message)


def _overlap_findings(ground: Ground, seen: _Seen, sliver_m: float) -> Iterator[Finding]:
    for place, others in sorted(seen.overlaps.items()):
        m2 = sum(area for area, _ in others.values())
        wide = max(width for _, width in others.values())
        facing = rows_said(ground.rows[sorted(others)].tolist())
        doubt = place in seen.unsure and len(others) == 1
        message = lines(
            (
                f"{m2:,.2f} m2 bersama {facing.id}, lebar {wide:,.2f} m",
                "salah satunya keliru" if doubt else "",
            ),
            (
                f"{m2:,.2f} m2 shared with {facing.en}, {wide:,.2f} m wide",
                "either may be wrong" if doubt else "",
            ),
        )
        code = "zone-overlap" if wide >= sliver_m else "zone-sliver"
        yield told(ground.rows[place], code, message)


def _detached_findings(ground: Ground, detached: dict[int, tuple[int, float]]) -> Iterator[Finding]:
    for place, (other, away) in sorted(detached.items()):
        message = Text(
            f"tidak menyentuh tetangga; {away:,.2f} m ke baris {ground.rows[other]}",
            f"touches no neighbour; {away:,.2f} m to row {ground.rows[other]}",
        )
        yield told(ground.rows[place], "zone-gap", message)


def _hole_findings(
    ground: Ground, seen: _Seen, detached: dict[int, tuple[int, float]], sliver_m: float
) -> Iterator[Finding]:
    for hole in _holes(ground):
        near = ground.tree.query(hole, predicate="dwithin", distance=0.01).tolist()
        if any(place in detached or place in seen.overlaps for place in near):
            continue
        if any(shapely.dwithin(hole, spot, 1.0) for spot in seen.spots):
            continue
        loose = [place for place in near if loose_share(ground, place) >= LOOSE]
        row = ground.rows[loose[0]] if len(loose) == 1 else None
        code = "zone-hole" if row is None else "zone-gap"
        if row is not None and width_m(hole) < sliver_m:
            code = "zone-sliver"
        finding = told(row, code, _hole_said(ground, hole, near))
        yield replace(finding, rows=tuple(sorted(int(r) for r in ground.rows[near])))


def _hole_said(ground: Ground, hole: shapely.Geometry, near: list[int]) -> Text:
    between = rows_said(sorted(ground.rows[near].tolist()))
    n_lost = int(shapely.is_missing(ground.metres).sum())
    size = f"{hole.area:,.2f} m2", f"{width_m(hole):,.2f} m"
    return lines(
        (
            f"{size[0]} tanpa zona, lebar {size[1]}, di antara {between.id}",
            f"{n_lost} objek tanpa poligon yang dapat dipakai" if n_lost else "",
        ),
        (
            f"{size[0]} without a zone, {size[1]} wide, between {between.en}",
            f"{n_lost} features have no usable polygon" if n_lost else "",
        ),
    )


def _holes(ground: Ground) -> Shapes:
    """Give the holes in all the polygons together, less islands in them."""
    shapes = ground.metres[~shapely.is_missing(ground.metres)]
    parts = shapely.get_parts(shapely.union_all(shapes))
    parts = parts[shapely.get_type_id(parts) == 3]
    rings = [ring for part in parts for ring in part.interiors]
    holes = shapely.polygons(rings) if rings else np.zeros(0, dtype=object)
    holes = holes[shapely.area(holes) > LEAST_M2] if len(holes) else holes
    if not len(holes):
        return np.zeros(0, dtype=object)
    bare = shapely.difference(holes, shapely.MultiPolygon(_within(parts, holes)))
    real = [width_m(h) >= NOISE_WIDTH_M and _is_empty_as_kept(ground, h) for h in bare]
    return np.asarray(bare[np.array(real, dtype=bool)], dtype=object)


def _within(parts: Shapes, holes: Shapes) -> list[shapely.Polygon]:
    _, island = shapely.STRtree(parts).query(holes, predicate="contains")
    return [shapely.Polygon(parts[k].exterior) for k in np.unique(island)]


def _is_empty_as_kept(ground: Ground, hole: shapely.Geometry) -> bool:
    """Say whether a hole is one in the reference system of storage, too."""
    near = ground.tree.query(hole, predicate="dwithin", distance=0.01)
    kept = shapely.union_all(ground.degrees[near])
    rings = [ring for part in shapely.get_parts(kept) for ring in part.interiors]
    if width_m(hole) > 0.1 or not rings:
        return width_m(hole) > 0.1
    return max(degrees_to_m2(shapely.Polygon(ring)) for ring in rings) > NOISE_M2


def _thin_findings(ground: Ground, sliver_m: float) -> Iterator[Finding]:
    for place in np.flatnonzero(~shapely.is_missing(ground.metres)):
        wide = width_m(ground.metres[place])
        if wide < sliver_m:
            message = Text(
                f"objeknya sendiri selebar {wide:,.2f} m",
                f"the feature itself is {wide:,.2f} m wide",
            )
            yield told(ground.rows[place], "zone-sliver", message)
