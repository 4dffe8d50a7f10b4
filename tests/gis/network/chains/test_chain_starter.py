"""The starter region by road, river and ferry: who is quicker by boat, and what hangs loose."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis.network import compile_network
from gis.network.chains import (
    When,
    chain_index,
    compile_water,
    join_chain,
    modelled_landings,
    nearest_by_chain,
    path_by_chain,
    snap_chain,
)
from gis.network.nearest import nearest
from gis.network.snapping import snap
from layers.infrastructure.boats import boat, boats_carrying
from layers.infrastructure.travel import mode


@pytest.fixture(scope="module")
def region(starter_workspace):
    workspace = layers.open(starter_workspace)
    held = {n: workspace[n].read() for n in ("roads", "waterways", "facilities", "villages")}
    workspace.close()
    return held


@pytest.fixture(scope="module")
def on_foot(region):
    """The roads on foot, with every boat and the jetties of the region."""
    roads = compile_network(region["roads"], mode=mode("walk")).network
    waters = [
        compile_water(region["waterways"], boat=b, rider=mode("walk"))
        for b in boats_carrying("walk")
    ]
    return roads, waters, join_chain(roads, waters, mode=mode("walk"), jetties=_jetties(region))


def _jetties(region):
    facilities = region["facilities"]
    return facilities[facilities["type"] == "dermaga"]


def test_every_navigable_water_is_some_boats(region, on_foot):
    _, waters, _ = on_foot
    used = np.zeros(len(region["waterways"]), dtype=bool)
    for water in waters:
        told = np.concatenate([e.rows for e in water.report.exclusions])
        used |= ~np.isin(np.arange(len(used)), told)
        assert water.report.n_used + len(told) == len(region["waterways"])
    assert used.tolist() == region["waterways"]["navigable"].tolist()


def test_jetties_hang_together(on_foot):
    chain = on_foot[2]
    told = chain.to_dict()
    assert told["n_joined"] > 0.9 * told["n_landings"]
    assert {place["kind"] for place in told["unconnected"]} <= {"jetty", "ferry_end"}
    assert all(place["road_m"] is not None for place in told["unconnected"])
    assert (chain.landings.water_m[chain.landings.on_water] <= 500).all()


def test_villages_are_never_slower_and_many_are_quicker_with_boats(region, on_foot):
    roads, _, chain = on_foot
    homes = region["villages"].geometry.representative_point()
    facilities = region["facilities"]
    clinics = facilities[facilities["type"] == "puskesmas"].geometry
    alone = nearest(
        roads,
        snap(roads, clinics, limit_m=5_000, access_kmh=4.5),
        snap(roads, homes, limit_m=5_000, access_kmh=4.5),
        direction="to_sources",
    ).seconds
    index = chain_index(chain)
    places = snap_chain(chain, homes, limit_m=5_000, access_kmh=4.5, index=index)
    sources = snap_chain(chain, clinics, limit_m=5_000, access_kmh=4.5, index=index)
    told = nearest_by_chain(chain, sources, places, direction="to_sources")
    by_boat = told.found.seconds
    walked = np.where(np.isnan(alone), np.inf, alone)
    assert not (by_boat > walked + 1e-3).any()
    quicker = by_boat < walked - 60
    assert 100 < quicker.sum() < 0.5 * len(homes)
    who = int(np.flatnonzero(quicker & (told.way >= 0))[0])
    way = path_by_chain(chain, places.one(who), sources.one(int(told.found.owner[who])))
    assert way.seconds == pytest.approx(by_boat[who])
    assert {leg.mode for leg in way.legs} & {b.id for b in boats_carrying("walk")}


def test_low_water_closes_the_upper_rivers(region):
    ships = [
        compile_water(region["waterways"], boat=boat("kapal"), rider=mode("walk"), when=When(m))
        for m in (None, 8)
    ]
    assert ships[1].report.n_used <= ships[0].report.n_used


def test_a_car_takes_three_ferries(region):
    car = mode("car")
    roads = compile_network(region["roads"], mode=car).network
    ferry = compile_water(region["waterways"], boat=boat("ferry"), rider=car)
    assert (ferry.network, ferry.report.n_crossings) == (None, 3)
    chain = join_chain(roads, [ferry], mode=car)
    # One end lies far from any road, at another the road is on the other bank.
    loose = chain.landings.unconnected()
    assert [place["kind"] for place in loose] == ["ferry_end"] * 2
    assert loose[0]["road_m"] > 2_500 > loose[1]["road_m"]
    bay = gpd.GeoSeries(shapely.points([(116.795, -1.208), (116.783, -1.24)]), crs=4326)
    places = snap_chain(chain, bay, limit_m=5_000, access_kmh=4.5)
    way = path_by_chain(chain, places.one(0), places.one(1))
    assert "ferry" in {leg.mode for leg in way.legs}
    there = snap(roads, bay, limit_m=5_000, access_kmh=4.5)
    round_about = nearest(roads, there.chosen(slice(0, 1)), there).seconds[1]
    assert way.seconds < round_about


def test_landings_by_rule_where_none_are_known(region, on_foot):
    roads, waters, _ = on_foot
    klotok = waters[0]
    found = modelled_landings(roads, klotok, within_m=200, apart_m=2_000)
    assert len(found) > 5
    chain = join_chain(roads, [klotok], mode=mode("walk"), jetties=found, water_m=200)
    assert not [p for p in chain.landings.unconnected() if p["kind"] == "jetty"]
