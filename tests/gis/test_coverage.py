from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from shapely import Point, Polygon, box

from gis.areas import area_m2
from gis.coverage import coverage_totals, rank_gaps, service_coverage
from gis.errors import EmptyInputError, GeometryError, InputError
from gis.reach import discs
from layers.errors import CRSError
from layers.raster import Raster

CELL = 0.01


def people(values=None, *, west=116.0, north=1.0, shape=(200, 200), crs=4326):
    if values is None:
        values = np.random.default_rng(1).gamma(0.3, 20.0, shape)
    return Raster(values, Affine(CELL, 0, west, 0, -CELL, north), pyproj.CRS(crs), None)


def units_grid(n=4, *, west=116.0, south=-1.0, side=0.5):
    boxes = [
        box(west + i * side, south + j * side, west + (i + 1) * side, south + (j + 1) * side)
        for j in range(n)
        for i in range(n)
    ]
    index = [f"u{i:02d}" for i in range(len(boxes))]
    return gpd.GeoDataFrame({"name": index}, index=index, geometry=boxes, crs=4326)


def villages(n=60, seed=2):
    sites = np.random.default_rng(seed).uniform((116, -1), (118, 1), (n, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(sites), extend_to=box(116, -1, 118, 1))
    parts = shapely.intersection(shapely.get_parts(cells), box(116, -1, 118, 1))
    return gpd.GeoSeries(parts, crs=4326)


def sites(n=50, seed=3):
    xy = np.random.default_rng(seed).uniform((116, -1), (118, 1), (n, 2))
    return gpd.GeoSeries(shapely.points(xy), crs=4326)


def plain_geopandas(reach, units, population):
    """Overlay and exactextract as anyone would write them, from a dissolved reach."""
    frame = gpd.GeoDataFrame({"unit": units.index}, geometry=units.geometry.to_numpy(), crs=4326)
    parts = gpd.GeoDataFrame(geometry=[reach], crs=32750).to_crs(4326)
    inside = gpd.overlay(frame, parts, how="intersection", keep_geom_type=True)
    rows, columns = population.values.shape
    west, north = population.transform @ (0, 0)
    source = NumPyRasterSource(
        population.values,
        west,
        north - rows * CELL,
        west + columns * CELL,
        north,
        srs_wkt=population.crs.to_wkt(),
    )
    inside["people"] = exact_extract(source, inside, ["sum"], output="pandas")["sum"]
    inside["ha"] = inside.segmentize(0.0005).to_crs(6933).area / 1e4
    return inside.groupby("unit")[["people", "ha"]].sum().reindex(units.index).fillna(0.0)


def at(result, distance):
    return result.table[result.table["within_m"] == distance]


def test_one_facility_in_a_square_in_the_head():
    unit = gpd.GeoSeries([box(116.9, -0.1, 117.1, 0.1)], index=["a"], crs=4326)
    even = people(np.full((20, 20), 5.0), west=116.9, north=0.1)
    found = service_coverage(
        gpd.GeoSeries([Point(117, 0)], crs=4326), unit, distances_m=[1000, 50_000], population=even
    )
    near, far = found.table.iloc[0], found.table.iloc[1]
    assert found.table.index.tolist() == ["a", "a"]
    assert near["total"] == far["total"] == pytest.approx(2000)
    assert near["covered_area_ha"] == pytest.approx(np.pi * 100, rel=0.0017)
    share = near["covered_area_ha"] / near["area_ha"]
    assert near["share"] == pytest.approx(share, rel=1e-4)
    assert far["share"] == pytest.approx(1)
    assert far["covered_area_ha"] == pytest.approx(far["area_ha"], rel=1e-9)
    assert (found.n_facilities, found.measure) == (1, "people")


@pytest.mark.parametrize("distance", [1000, 3000, 15_000])
def test_people_and_area_equal_plain_geopandas_on_the_same_discs(distance):
    units, population = villages(), people()
    found = at(
        service_coverage(sites(), units, distances_m=[distance], population=population), distance
    )
    reach = discs(sites(), distance_m=distance).union_all()
    expected = plain_geopandas(units=units, reach=reach, population=population)
    assert np.allclose(found["covered_area_ha"], expected["ha"], rtol=1e-9, atol=1e-9)
    # exactextract keeps the share of a cell as a 32-bit float.
    assert np.allclose(found["covered"], expected["people"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("distance", [1000, 5000])
def test_uncorrected_buffers_give_the_same_within_a_thousandth(distance):
    units, population = villages(), people()
    found = at(
        service_coverage(sites(), units, distances_m=[distance], population=population), distance
    )
    reach = sites().to_crs(32750).buffer(distance).union_all()
    expected = plain_geopandas(units=units, reach=reach, population=population)
    assert found["covered"].sum() == pytest.approx(expected["people"].sum(), rel=1e-3)
    assert found["covered_area_ha"].sum() == pytest.approx(expected["ha"].sum(), rel=1e-3)
    assert found["covered_area_ha"].sum() != pytest.approx(expected["ha"].sum(), rel=1e-9)


def test_coverage_grows_with_distance_and_never_exceeds_the_whole():
    found = service_coverage(
        sites(), villages(), distances_m=[30_000, 500, 5000, 2000], population=people()
    )
    wide = found.table.pivot(columns="within_m", values="covered")
    assert wide.columns.tolist() == [500, 2000, 5000, 30_000]
    assert (np.diff(wide.to_numpy(), axis=1) >= 0).all()
    assert (found.table["covered"] <= found.table["total"]).all()
    assert (found.table["covered_area_ha"] <= found.table["area_ha"]).all()
    assert found.table["share"].between(0, 1).all()


def test_a_finer_division_has_the_same_sums():
    population = people()
    coarse = service_coverage(sites(), units_grid(), distances_m=[4000], population=population)
    fine = service_coverage(sites(), villages(300), distances_m=[4000], population=population)
    for name in ("total", "covered", "area_ha", "covered_area_ha"):
        assert coarse.table[name].sum() == pytest.approx(fine.table[name].sum(), rel=1e-6)


def test_order_of_facilities_and_repeats_do_not_matter():
    once = service_coverage(sites(), villages(), distances_m=[4000], population=people())
    twice = gpd.GeoSeries(np.r_[sites().to_numpy()[::-1], sites().to_numpy()], crs=4326)
    again = service_coverage(twice, villages(), distances_m=[4000], population=people())
    assert np.allclose(once.table["covered"], again.table["covered"], rtol=1e-9)


def test_without_population_hectares_are_counted():
    found = service_coverage(sites(), villages(), distances_m=[4000])
    assert found.measure == "area_ha"
    assert found.table["total"].tolist() == found.table["area_ha"].tolist()
    assert found.table["covered"].tolist() == found.table["covered_area_ha"].tolist()


def test_no_facility_covers_nothing():
    found = service_coverage(
        gpd.GeoSeries([], crs=4326), units_grid(), distances_m=[1000, 2000], population=people()
    )
    assert (found.table["covered"] == 0).all()
    assert (found.table["share"] == 0).all()
    assert found.n_facilities == 0
    assert found.reach[1000.0].empty


def test_facilities_far_away_are_left_out_even_outside_the_metric_window():
    far = [Point(106.8, -6.2), Point(-70, 10), None, Point()]
    mixed = gpd.GeoSeries([*sites().to_numpy(), *far], crs=4326)
    expected = service_coverage(sites(), villages(), distances_m=[4000], population=people())
    found = service_coverage(mixed, villages(), distances_m=[4000], population=people())
    assert found.n_facilities == expected.n_facilities == 50
    assert (found.n_facilities_left_out, found.n_facilities_without_shape) == (2, 2)
    assert found.table["covered"].tolist() == expected.table["covered"].tolist()


def test_a_facility_just_across_the_border_still_serves():
    unit = gpd.GeoSeries([box(117.0, 0.0, 117.1, 0.1)], crs=4326)
    outside = gpd.GeoSeries([Point(116.995, 0.05), Point(117.05, -0.015)], crs=4326)
    found = service_coverage(outside, unit, distances_m=[1000, 2000])
    assert found.n_facilities == 2
    assert at(found, 1000)["covered"].iloc[0] > 0


@pytest.mark.parametrize("crs", [32750, 32650, 3857, 23838])
def test_frames_in_other_systems_and_both_hemispheres_give_the_same(crs):
    dense = villages().segmentize(0.002)
    expected = service_coverage(sites(), dense, distances_m=[4000], population=people())
    found = service_coverage(
        sites().to_crs(crs), dense.to_crs(32750), distances_m=[4000], population=people()
    )
    assert np.allclose(found.table["covered"], expected.table["covered"], rtol=1e-3, atol=1e-2)


def test_units_on_the_equator_are_one_piece():
    unit = gpd.GeoSeries([box(117.4, -0.1, 117.6, 0.1)], crs=4326)
    found = service_coverage(
        gpd.GeoSeries([Point(117.5, 0)], crs=4326), unit, distances_m=[3000]
    ).table
    assert found["covered"].iloc[0] == pytest.approx(np.pi * 900, rel=0.0017)


def test_a_population_in_metres_serves_too():
    unit = gpd.GeoSeries([box(116.9, -0.1, 117.1, 0.1)], crs=4326)
    flat = Raster(
        np.full((60, 60), 2.0),
        Affine(500, 0, 485_000, 0, -500, 10_015_000),
        pyproj.CRS(32750),
        None,
    )
    found = service_coverage(
        gpd.GeoSeries([Point(117, 0)], crs=4326), unit, distances_m=[3000], population=flat
    ).table.iloc[0]
    assert found["covered"] == pytest.approx(2.0 * np.pi * 9e6 / 250_000, rel=0.003)


def test_missing_units_have_nothing_and_units_without_people_no_share():
    units = gpd.GeoSeries(
        [box(116, 0, 116.5, 0.5), None, Polygon(), box(118.5, 0, 118.6, 0.1)],
        index=list("abcd"),
        crs=4326,
    )
    found = service_coverage(sites(), units, distances_m=[4000], population=people())
    assert found.table.loc[["b", "c"], ["total", "covered", "area_ha"]].eq(0).all(axis=None)
    assert found.table["share"].isna().tolist() == [False, True, True, True]
    assert found.n_units_without_shape == 2


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(EmptyInputError, match="units holds no geometry"):
        service_coverage(sites(), gpd.GeoSeries([None], crs=4326), distances_m=[1000])
    with pytest.raises(GeometryError, match="wanted polygons"):
        service_coverage(sites(), sites(), distances_m=[1000])
    with pytest.raises(InputError, match="distances_m is empty"):
        service_coverage(sites(), villages(), distances_m=[])
    with pytest.raises(CRSError, match="units has no CRS"):
        service_coverage(sites(), gpd.GeoSeries(villages().to_numpy()), distances_m=[1000])
    java = gpd.GeoSeries([box(106, -7, 107, -6)], crs=4326)
    with pytest.raises(CRSError, match="EPSG:32750 serves"):
        service_coverage(gpd.GeoSeries([Point(106.5, -6.5)], crs=4326), java, distances_m=[1000])
    mislabelled = sites().to_crs(32750).set_crs(32650, allow_override=True)
    south = mislabelled[mislabelled.y < 10_000_000]
    with pytest.raises(CRSError, match="set EPSG:32750"):
        service_coverage(south, villages(), distances_m=[1000])


def test_totals_are_sums_where_units_share_no_ground():
    found = service_coverage(sites(), villages(), distances_m=[2000, 5000], population=people())
    totals = coverage_totals(found, villages(), population=people())
    assert totals.overlap_area_ha == 0
    assert totals.table.index.tolist() == [2000, 5000]
    for distance, row in totals.table.iterrows():
        rows = at(found, distance)
        assert row["covered"] == pytest.approx(rows["covered"].sum())
        assert row["share"] == pytest.approx(rows["covered"].sum() / rows["total"].sum())


def test_ground_that_units_share_counts_once_in_the_totals():
    # A unit, its own half inside it, and one beside it: the half must not count twice.
    nested = gpd.GeoSeries(
        [box(116, 0, 117, 1), box(116, 0, 116.5, 1), box(117, 0, 118, 1)], crs=4326
    )
    whole = gpd.GeoSeries([box(116, 0, 118, 1)], crs=4326)

    def ask(units):
        found = service_coverage(sites(), units, distances_m=[5000], population=people())
        return found, coverage_totals(found, units, population=people())

    (found, totals), (_, once) = ask(nested), ask(whole)
    pd.testing.assert_frame_equal(totals.table, once.table, rtol=1e-6, check_like=True)
    assert once.overlap_area_ha == 0
    assert totals.overlap_area_ha == pytest.approx(found.table["area_ha"].iloc[1], rel=1e-9)
    assert found.table["total"].sum() > totals.table["total"].iloc[0]


def test_neighbours_that_do_not_share_their_corners_share_no_ground():
    odd = gpd.GeoSeries(
        [box(116, 0, 117, 1), box(117, 0, 118, 0.4), box(117, 0.4, 118, 1)], crs=4326
    )
    found = service_coverage(sites(), odd, distances_m=[5000])
    totals = coverage_totals(found, odd)
    assert totals.overlap_area_ha == 0
    assert totals.table["covered"].iloc[0] == pytest.approx(found.table["covered"].sum())


def test_gaps_are_ranked_by_what_is_not_covered():
    units, population = units_grid(), people()
    found = service_coverage(sites(5), units, distances_m=[1000, 9000], population=population)
    centres = gpd.GeoSeries(shapely.centroid(units.geometry.to_numpy()), units.index, crs=4326)
    gaps = rank_gaps(found.table, centres, sites(5))
    widest = at(found, 9000)
    uncovered = (widest["total"] - widest["covered"]).sort_values(ascending=False)
    assert gaps.index.tolist() == uncovered.index.tolist()
    assert gaps["uncovered"].tolist() == uncovered.tolist()
    assert (gaps["within_m"] == 9000).all()
    geod = pyproj.Geod(ellps="WGS84")
    for unit, row in gaps.iterrows():
        home, there = centres[unit], sites(5)[row["facility"]]
        assert row["distance_m"] == pytest.approx(
            geod.inv(home.x, home.y, there.x, there.y)[2], abs=1e-6
        )


def test_area_of_reach_equals_its_parts():
    found = service_coverage(sites(), units_grid(), distances_m=[2000])
    inside = shapely.intersection(
        shapely.union_all(found.reach[2000.0].to_numpy()), box(116, -1, 118, 1)
    )
    assert found.table["covered"].sum() == pytest.approx(
        area_m2(np.array([inside]))[0] / 1e4, rel=1e-9
    )
