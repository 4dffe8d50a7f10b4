"""General plan: covers the region once, protected areas in it, towns urban."""

from __future__ import annotations

import pytest
import shapely

from layers.zoning import tables


@pytest.fixture
def plan(frames):
    return frames["spatial_plan"]


def test_it_covers_the_land_once(plan, land):
    shapes = plan.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(land.area, rel=1e-6)


def test_regencies_sum(plan, frames):
    have = plan.groupby("regency_code")["luasha"].sum() / 100
    wanted = frames["regencies"].set_index("code")["area_km2"]
    assert (have / wanted - 1).abs().max() < 1e-4


def test_codes_are_known(plan):
    known = tables.frame("rtrw_codes").set_index("code")
    assert set(plan["kodrpr"]) <= set(known.index)
    assert (plan["namobj"] == known.loc[plan["kodrpr"], "name_id"].to_numpy()).all()
    assert (plan["code"] == plan["regency_code"] + "-" + plan["kodrpr"]).all()


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (117.33, 0.33, "TN"),
        (116.97, -0.89, "THR"),
        (116.835, -1.095, "HL"),
        (114.3, 1.1, "HL"),
        (114.59, -3.32, "PK"),
    ],
)
def test_known_places(plan, lon, lat, code):
    assert plan[plan.contains(shapely.Point(lon, lat))]["kodrpr"].tolist() == [code]


def test_shares_are_plausible(plan):
    share = plan.groupby("kodrpr")["luasha"].sum() / plan["luasha"].sum()
    forest = share.reindex(["HL", "HP", "HPT", "HPK", "TN", "CA", "THR"]).sum()
    assert 0.4 < forest < 0.75
    assert 0.01 < share["PK"] < 0.06
