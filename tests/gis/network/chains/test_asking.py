"""Nearest by any chain: points instead of rows, against asking way by way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import EmptyInputError, InputError
from gis.network.chains import (
    k_nearest_by_chain,
    many_to_many_by_chain,
    nearest_by_chain,
    snap_chain,
)
from gis.network.chains.reaching import WAYS
from gis.network.nearest import nearest


def asked(random_world, seed):
    """A chain with both kinds of boat, and places on it; None where there is no such water."""
    world = random_world(seed)
    boats = [b for b in ("klotok", "speedboat") if not world.water(b).is_empty]
    if not boats:
        return None
    chain = world.chain(*boats)
    return chain, snap_chain(chain, world.points, limit_m=6_000, access_kmh=4.5)


def pairs_of(chain, places, direction):
    """The seconds of every pair of points, a search for each row."""
    n, g = len(places), places.n_ways
    table = np.full((n, n), np.inf)
    sides = (places.leaving, places.arriving)
    here, there = sides if direction == "from_sources" else sides[::-1]
    for row in range(n * g):
        found = nearest(chain.network, here.chosen(slice(row, row + 1)), there, direction=direction)
        seconds = np.where(np.isnan(found.seconds), np.inf, found.seconds)
        table[row // g] = np.minimum(table[row // g], seconds.reshape(n, g).min(axis=1))
    return table


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.sampled_from(["from_sources", "to_sources"]))
def test_all_queries_agree_with_a_search_for_each_row(random_world, seed, direction):
    found = asked(random_world, seed)
    if found is None or not found[1].reached().any():
        return
    chain, places = found
    table = pairs_of(chain, places, direction)
    n = len(places)
    found = nearest_by_chain(chain, places, places, direction=direction).found
    want = table.min(axis=0)
    np.testing.assert_allclose(found.seconds, np.where(np.isinf(want), np.nan, want), rtol=1e-9)
    assert found.n_unreached == int(np.isinf(want).sum())
    on = found.owner >= 0
    at = table[found.owner[on], np.flatnonzero(on)]
    np.testing.assert_allclose(at, found.seconds[on], rtol=1e-9, atol=1e-9)

    ranked = k_nearest_by_chain(chain, places, places, k=3, direction=direction)
    best = np.sort(table, axis=0)[:3].T
    np.testing.assert_allclose(
        ranked.seconds, np.where(np.isinf(best), np.nan, best), rtol=1e-9, atol=1e-9
    )
    for j in range(n):
        who = ranked.owner[j][ranked.owner[j] >= 0]
        assert len(set(who.tolist())) == len(who)
    np.testing.assert_allclose(ranked.node_seconds[:, 0], found.node_seconds, rtol=1e-9)

    limit = 20_000.0
    seen = np.full((n, n), np.inf)
    blocks = list(many_to_many_by_chain(chain, places, places, limit_s=limit, direction=direction))
    for block in blocks:
        seen[block.source, block.target] = block.seconds
    np.testing.assert_allclose(seen, np.where(table <= limit, table, np.inf), rtol=1e-9, atol=1e-9)
    assert sum(block.n_unreached for block in blocks) == int((table > limit).sum())
    assert [b.first for b in blocks] == [0, *[b.last for b in blocks[:-1]]]
    assert blocks[-1].last == n


def test_blocks_that_end_within_the_ways_of_a_point(random_world, monkeypatch):
    monkeypatch.setattr("gis.network.tables.BLOCK_SOURCES", 4)
    chain, places = asked(random_world, 4)
    assert places.n_ways == 3
    blocks = list(many_to_many_by_chain(chain, places, places, limit_s=50_000, threads=1))
    table = pairs_of(chain, places, "from_sources")
    seen = np.full(table.shape, np.inf)
    for block in blocks:
        seen[block.source, block.target] = block.seconds
    np.testing.assert_allclose(seen, np.where(table <= 50_000, table, np.inf), atol=1e-9)


def test_the_way_a_target_is_reached_by(brook, make_points):
    chain = brook.chain()
    points = make_points((116.99, -0.001), (117.0, 0.0028), (119, 2))
    clinic = snap_chain(chain, brook.points[1:], limit_m=500, access_kmh=4.5)
    homes = snap_chain(chain, points, limit_m=500, access_kmh=4.5)
    told = nearest_by_chain(chain, clinic, homes, direction="to_sources")
    assert [WAYS[w] if w >= 0 else None for w in told.way] == ["bank", "land", None]
    assert [chain.parts[k].id if k >= 0 else None for k in told.part] == ["klotok", "walk", None]
    assert told.found.owner.tolist() == [0, 0, -1]
    assert told.found.n_targets_off == 1
    assert told.found.n_sources_off == 0
    # 110.6 m to the bank, boarding, 1 113 m and 2 000 m down the river, 500 m on foot.
    expected = 110.574 / 1.25 + 600 + (1_113.19 + 2_000) / (12 * 1.17 / 3.6) + 400
    assert told.found.seconds[0] == pytest.approx(expected, rel=1e-4)


def test_a_village_by_the_river_is_not_lost_on_an_island_of_road(brook, make_streets, make_points):
    """The nearest edge is a track that leads nowhere; the klotok goes all the same."""
    from gis.network import Network
    from gis.network.chains import join_chain
    from layers.infrastructure.travel import mode

    track = make_streets(((116.98, 0.0005), (116.981, 0.0005)))
    both = [
        (n.lon[k], n.lat[k])
        for n in (brook.roads, track)
        for e in range(n.n_edges)
        for k in (n.tail[e], n.head[e])
    ]
    seconds = np.concatenate([brook.roads.seconds_forward, track.seconds_forward])
    roads = Network.from_edges(both, np.arange(6).reshape(3, 2), seconds)
    chain = join_chain(
        roads, [brook.water()], mode=mode("walk"), jetties=brook.jetties, road_m=1_000
    )
    village = snap_chain(chain, make_points((116.9805, 0.0008)), limit_m=300, access_kmh=4.5)
    clinic = snap_chain(chain, brook.points[1:], limit_m=300, access_kmh=4.5)
    told = nearest_by_chain(chain, clinic, village, direction="to_sources")
    assert village.leaving.component[0] != clinic.leaving.component[0]
    assert WAYS[told.way[0]] == "bank"
    assert np.isfinite(told.found.seconds[0])


def test_without_targets_only_nodes_are_told(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    told = nearest_by_chain(chain, places)
    assert (len(told.found.seconds), len(told.way), len(told.part)) == (0, 0, 0)
    assert set(told.found.node_owner.tolist()) <= {0, 1}
    ranked = k_nearest_by_chain(chain, places, k=2)
    assert ranked.seconds.shape == (0, 2)
    np.testing.assert_allclose(ranked.node_seconds[:, 0], told.found.node_seconds)


def test_a_limit(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    found = nearest_by_chain(chain, places.one(0), places, limit_s=1_500).found
    assert found.owner.tolist() == [0, -1]
    assert found.n_unreached == 1


def test_what_is_refused(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    none = snap_chain(chain, brook.points[:0], limit_m=100, access_kmh=4.5)
    with pytest.raises(EmptyInputError, match="there is no source"):
        nearest_by_chain(chain, none, places)
    with pytest.raises(InputError, match="k is 0; wanted 1 or more"):
        k_nearest_by_chain(chain, places, k=0)
    with pytest.raises(InputError, match="direction is 'up'"):
        nearest_by_chain(chain, places, direction="up")
    with pytest.raises(InputError, match="limit_s is 0"):
        many_to_many_by_chain(chain, places, places, limit_s=0)
