"""What of a layer lies within a site: areas, lengths and places, cut at the site's border."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.aggregation.borders import metres_in, places_in
from gis.aggregation.pieces import LEAST_M2, LINES, POINT, POLYGON, Floats, Ints, Shapes, mended
from gis.aggregation.shares import LEAST_CELL_DEG
from gis.areas import area_m2
from gis.exposure.courses import course_of
from gis.geodesic import geodesic_m
from gis.overlay import median_side, owned_by_grid, shared_pieces
from layers.crs import METRIC_CRS, METRIC_WINDOW, STORAGE_CRS

LONGEST_EDGE_DEG = 0.05
# Within the metric window EPSG:32750 stretches by -0.04 % to +0.4 % at most.
PLANE_SLACK = 1.01


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """What of features lies within a site.

    Attributes
    ----------
    feature
        Those with a part in it, ascending.
    area_m2, length_m
        Geodesic area and length of that part.
    covered_m2
        Area of the site that any feature covers: each place once, however many lie there.
    n_mended
        Features near whose polygons cross or overlap themselves: what they enclose counts.
    """

    feature: Ints
    area_m2: Floats
    length_m: Floats
    covered_m2: float
    n_mended: int


def within_site(site: shapely.Geometry, pieces: Shapes, owner: Ints, n: int) -> Within:
    """Measure what of features lies within a site.

    Parameters
    ----------
    site
        A valid polygon in EPSG:4326.
    pieces, owner
        Points, lines and polygons in EPSG:4326, and the feature of each, 0 to n - 1.
    n
        How many features there are.

    Examples
    --------
    >>> site, field = shapely.box(117, 0, 117.02, 0.01), shapely.box(117.01, 0, 117.04, 0.01)
    >>> found = within_site(site, np.array([field]), np.array([0]), 1)
    >>> round(found.covered_m2 / 1e4, 1)
    123.1
    """
    near = shapely.STRtree(pieces).query(site.envelope, predicate="intersects")
    pieces, owner, n_mended = mended(pieces[np.sort(near)], owner[np.sort(near)])
    kind = shapely.get_type_id(pieces)
    area, covered = _areas(site, pieces[kind == POLYGON], owner[kind == POLYGON], n)
    is_line, is_point = np.isin(kind, LINES), kind == POINT
    length = _lengths(site, pieces[is_line], owner[is_line], n)
    point, _ = places_in(pieces[is_point], np.array([site]))
    held = (area > LEAST_M2) | (length > 0)
    held[owner[is_point][point]] = True
    feature = np.flatnonzero(held)
    return Within(feature, area[feature], length[feature], covered, n_mended)


def _areas(site: shapely.Geometry, areas: Shapes, owner: Ints, n: int) -> tuple[Floats, float]:
    """Give the area of each feature within the site, and of all together."""
    if not len(areas):
        return np.zeros(n), 0.0
    place, clipped = _clipped(areas, site)
    side = median_side(clipped) or 0.0
    cell = max(LEAST_CELL_DEG, side / 2.0)
    _, parts = owned_by_grid(shapely.get_parts(np.array([site])), cell=cell)
    unit, _, shared = shared_pieces(clipped, parts)
    size = area_m2(shared)
    summed = np.bincount(owner[place[unit]], size, minlength=n).astype(np.float64)
    covered = area_m2(np.array([shapely.union_all(shared)]))[0] if len(shared) else 0.0
    return summed, float(covered)


def _clipped(areas: Shapes, site: shapely.Geometry) -> tuple[Ints, Shapes]:
    """Cut polygons to the box of the site: what lies beyond is not worth carrying."""
    boxed = shapely.clip_by_rect(areas, *site.bounds)
    # The fast clip may leave something invalid: there the sure way.
    wrong = np.flatnonzero(~shapely.is_valid(boxed))
    boxed[wrong] = shapely.intersection(areas[wrong], site.envelope)
    flat, place = shapely.get_parts(boxed, return_index=True)
    kept = (shapely.get_type_id(flat) == POLYGON) & ~shapely.is_empty(flat)
    return place[kept], flat[kept]


def _lengths(site: shapely.Geometry, lines: Shapes, owner: Ints, n: int) -> Floats:
    """Give the length of each feature within the site."""
    boxed = shapely.clip_by_rect(lines, *site.bounds)
    course = course_of(gpd.GeoSeries(boxed, crs=STORAGE_CRS))
    line, zone, metres = metres_in(course, np.array([site]))
    inside = zone == 0
    return np.bincount(owner[line[inside]], metres[inside], minlength=n).astype(np.float64)


def nearest_outside(
    site: shapely.Geometry, places: Shapes, group: Ints
) -> dict[int, tuple[int, float]]:
    """Find of each group of places the one nearest to a site that does not lie in it.

    Parameters
    ----------
    site
        A valid polygon in EPSG:4326.
    places
        Points in EPSG:4326.
    group
        The group of each.

    Returns
    -------
    dict
        For each group that has one its position among the places, and geodesic metres to
        the site's border. Places beyond 112-122 E, 10 S-10 N are not looked at; nor is any
        where the site is.

    Examples
    --------
    >>> site, places = shapely.box(117, 0, 118, 1), shapely.points([[118.01, 0.5], [117.5, 0.5]])
    >>> found = nearest_outside(site, places, np.array([0, 0]))
    >>> [(one, round(metres)) for one, metres in found.values()]
    [(0, 1113)]
    """
    window = shapely.box(*METRIC_WINDOW)
    shapely.prepare(site)
    outside = shapely.intersects(window, places) & ~shapely.intersects(site, places)
    asked = np.flatnonzero(outside)
    if not len(asked) or not window.contains(site):
        return {}
    edges = _edges_in_plane(site)
    points = gpd.GeoSeries(places[asked], crs=STORAGE_CRS).to_crs(METRIC_CRS).to_numpy()
    # Any edge at that distance will do: what is measured along the geodesic is the foot.
    pair, metres = shapely.STRtree(edges).query_nearest(
        points, return_distance=True, all_matches=False
    )
    edge = edges[pair[1]]
    foot = shapely.line_interpolate_point(edge, shapely.line_locate_point(edge, points))
    least = np.full(int(group.max()) + 1, np.inf)
    of = group[asked]
    np.minimum.at(least, of, metres)
    # The plane proposes, the geodesic decides.
    near = np.flatnonzero(metres <= least[of] * PLANE_SLACK)
    back = gpd.GeoSeries(foot[near], crs=METRIC_CRS).to_crs(STORAGE_CRS).to_numpy()
    here, there = shapely.get_coordinates(back), shapely.get_coordinates(places[asked[near]])
    length = geodesic_m(here, there)
    order = np.lexsort((asked[near], length, of[near]))
    groups, first = np.unique(of[near][order], return_index=True)
    chosen = order[first]
    return {
        int(g): (int(asked[near[c]]), float(length[c])) for g, c in zip(groups, chosen, strict=True)
    }


def _edges_in_plane(site: shapely.Geometry) -> Shapes:
    """Give the edges of a site's border in EPSG:32750, straight in degrees as they are drawn."""
    rings = shapely.segmentize(shapely.get_rings(shapely.get_parts(site)), LONGEST_EDGE_DEG)
    in_plane = gpd.GeoSeries(rings, crs=STORAGE_CRS).to_crs(METRIC_CRS).to_numpy()
    xy, ring = shapely.get_coordinates(in_plane, return_index=True)
    same = ring[1:] == ring[:-1]
    edges: Shapes = shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1))
    return edges
