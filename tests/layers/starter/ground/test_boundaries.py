"""Boundaries: every village has ground, levels nest exactly, figures are the official ones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from layers.starter import facts
from layers.starter.ground.boundaries import area_km2

LEVELS = ("provinces", "regencies", "districts", "villages")


@pytest.mark.parametrize("level", LEVELS)
def test_no_gaps_no_overlaps(frames, land, level):
    shapes = frames[level].geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(land), rel=1e-9)


def test_every_village_keeps_its_point(frames):
    villages = frames["villages"]
    assert not villages.is_empty.any()
    assert shapely.covers(
        villages.geometry.to_numpy(), shapely.points(villages["lon"], villages["lat"])
    ).all()
    assert villages["area_km2"].min() > 0.02


@pytest.mark.parametrize(("child", "parent"), [(3, 2), (2, 1)])
def test_levels_nest_exactly(frames, child, parent):
    small, large = frames[LEVELS[child]], frames[LEVELS[parent]].set_index("code")
    assert set(small["parent"]) == set(large.index)
    for code, group in small.groupby("parent"):
        joined = shapely.coverage_union_all(group.geometry.to_numpy())
        assert joined.equals(large.geometry[code]), code


def test_regencies_nest_in_provinces(frames):
    for code, group in frames["regencies"].groupby("parent"):
        joined = shapely.coverage_union_all(group.geometry.to_numpy())
        assert joined.equals(frames["provinces"].set_index("code").geometry[code])


def test_areas_are_geodesic(frames):
    geod = pyproj.Geod(ellps="WGS84")
    row = frames["districts"].iloc[17]
    assert row["area_km2"] == pytest.approx(
        abs(geod.geometry_area_perimeter(row.geometry)[0]) / 1e6, abs=1e-4
    )
    equal_area = frames["regencies"].to_crs(6933).area / 1e6
    assert np.allclose(frames["regencies"]["area_km2"], equal_area, rtol=1e-4)


def test_area_of_a_known_square():
    square = shapely.box(117.0, 0.0, 117.1, 0.1).segmentize(0.001)
    assert area_km2(np.array([square, shapely.Polygon()])) == pytest.approx([123.09, 0], abs=0.01)


def test_regencies_come_near_their_official_areas(frames):
    regencies = frames["regencies"]
    ratio = regencies["area_km2"] / regencies["official_area_km2"]
    assert ratio.between(0.85, 1.25).all()
    assert ratio.median() == pytest.approx(1.0, abs=0.03)


def test_official_figures_are_carried(frames):
    known = facts.table("regions").set_index("code")
    for level in ("provinces", "regencies"):
        frame = frames[level].set_index("code")
        assert (frame["population"] == known.loc[frame.index, "population"]).all()
        assert (frame["official_area_km2"] == known.loc[frame.index, "area_km2"]).all()


def test_people_sum_upwards(frames):
    official = frames["regencies"].set_index("code")["population"]
    for level in ("districts", "villages"):
        people = frames[level].groupby(frames[level]["code"].str[:5])["population"].sum()
        assert people.to_dict() == official.to_dict()
    assert (frames["villages"]["population"] > 0).all()


def test_no_spikes(frames):
    """No regency reaches far from its bulk in a needle: opening it by up to 400 m changes little."""
    regencies = frames["regencies"].to_crs(32750)
    for shape, name in zip(regencies.geometry, regencies["name"], strict=True):
        main = max(shapely.get_parts(shape), key=shapely.area)
        reach = min(400.0, 0.02 * np.sqrt(main.area))
        opened = main.buffer(-reach).buffer(1.2 * reach)
        left = shapely.area(shapely.difference(main, opened))
        assert left < 0.004 * main.area, name


def test_vertices_lie_on_the_grid(frames):
    xy = shapely.get_coordinates(frames["villages"].geometry.to_numpy())
    assert np.abs(xy * 1e6 - np.round(xy * 1e6)).max() < 1e-3


@pytest.mark.parametrize(("layer", "key", "floor"), [("adm2", 5, 0.84), ("adm3", 8, 0.70)])
def test_cells_look_like_the_published_polygons(frames, shared_data, layer, key, floor):
    path = shared_data / "admin" / "adm_kemendagri.gpkg"
    real = gpd.read_file(path, layer=layer)
    code = next(c for c in real if real[c].astype(str).str.fullmatch(r"[\d.]{5,8}").all())
    real = real.set_index(code).to_crs(6933)
    real.geometry = real.geometry.make_valid()
    level = {5: "regencies", 8: "districts"}[key]
    model = frames[level].set_index("code").to_crs(6933)
    both = real.index.intersection(model.index)
    a, b = model.geometry.loc[both], real.geometry.loc[both]
    overlap = a.intersection(b).area / a.union(b).area
    assert len(both) >= {5: 23, 8: 200}[key]
    assert overlap.median() > floor
