from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon, box

from gis.aggregation.pieces import Simple
from gis.aggregation.sites import nearest_outside, within_site
from gis.areas import area_m2
from gis.proximity import nearest

SITE = Polygon(
    box(117, 0, 117.1, 0.1).exterior.coords, [box(117.04, 0.04, 117.06, 0.06).exterior.coords]
)
GEOD = Geod(ellps="WGS84")


def within(*features, site=SITE):
    pieces, owner = shapely.get_parts(np.array(features, dtype=object), return_index=True)
    return within_site(site, pieces, owner, len(features))


def test_areas_lines_and_places_in_the_head():
    whole = area_m2(np.array([SITE]))[0]
    features = [
        box(116, -1, 118, 1),
        LineString([(116.95, 0.05), (117.05, 0.05)]),
        Point(117.05, 0.05),
        Point(117.01, 0.01),
        box(118, 0, 119, 1),
        MultiPolygon([box(117.08, 0, 117.2, 0.1), box(119, 0, 120, 1)]),
    ]
    found = within(*features)
    assert found.feature.tolist() == [0, 1, 3, 5]
    assert found.area_m2[0] == pytest.approx(whole, rel=1e-12)
    assert found.area_m2[3] == pytest.approx(area_m2(np.array([box(117.08, 0, 117.1, 0.1)]))[0])
    # From the edge to the hole.
    assert found.length_m[1] == pytest.approx(
        GEOD.line_length([117, 117.04], [0.05, 0.05]), rel=1e-8
    )
    # What two features cover is covered once.
    assert found.covered_m2 == pytest.approx(whole, rel=1e-12)


def test_nothing_and_what_only_touches_is_not_inside():
    assert len(within().feature) == 0
    touching = within(box(117.1, 0, 117.2, 0.1), LineString([(117.2, 0), (117.3, 0)]))
    assert touching.feature.tolist() == []
    assert touching.covered_m2 == 0.0


def test_as_geopandas_has_it():
    rng = np.random.default_rng(8)
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)

    def blob(x, y, size):
        radius = size * rng.uniform(0.7, 1.0, len(turn))
        return Polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]))

    site = blob(117, 0, 0.3)
    features = np.array([blob(*rng.uniform((116.6, -0.4), (117.4, 0.4)), 0.1) for _ in range(40)])
    found = within_site(site, features, np.arange(40), 80)
    frame = gpd.GeoDataFrame({"f": range(40)}, geometry=features, crs=4326)
    theirs = gpd.overlay(frame, gpd.GeoDataFrame(geometry=[site], crs=4326), how="intersection")
    assert found.feature.tolist() == sorted(theirs["f"])
    shapes = theirs.set_index("f").geometry.loc[found.feature].to_numpy()
    np.testing.assert_allclose(found.area_m2, area_m2(shapes), rtol=1e-9)
    union = area_m2(np.array([shapely.union_all(shapes)]))[0]
    assert found.covered_m2 == pytest.approx(union, rel=1e-9)
    assert Simple.of(features).area_m2[found.feature] == pytest.approx(
        area_m2(features)[found.feature]
    )


def test_the_nearest_outside_is_that_of_the_exact_search():
    rng = np.random.default_rng(4)
    places = shapely.points(rng.uniform((116, -2), (119, 2), (300, 2)))
    group = rng.integers(0, 5, 300)
    found = nearest_outside(SITE, places, group)
    assert sorted(found) == [0, 1, 2, 3, 4]
    for one, (place, metres) in found.items():
        outside = np.flatnonzero((group == one) & ~shapely.intersects(SITE, places))
        row = nearest(
            gpd.GeoSeries([SITE], crs=4326), gpd.GeoSeries(places[outside], crs=4326)
        ).table.iloc[0]
        assert outside[int(row["target"])] == place
        assert metres == pytest.approx(row["distance_m"], rel=1e-6)


def test_no_nearest_where_nothing_is_outside_or_the_plane_ends():
    inside = shapely.points([[117.01, 0.01]])
    assert nearest_outside(SITE, inside, np.zeros(1, int)) == {}
    assert nearest_outside(box(0, 0, 1, 1), inside, np.zeros(1, int)) == {}
    assert nearest_outside(SITE, shapely.points([[0.0, 0.0]]), np.zeros(1, int)) == {}
