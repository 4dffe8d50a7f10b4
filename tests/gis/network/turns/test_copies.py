"""Restricted nodes held against the line graph, by every search, both ways."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import InputError, NoAnswerError
from gis.network import Network, audit_network
from gis.network.nearest import k_nearest, nearest
from gis.network.paths import path
from gis.network.places import Snapped, placed
from gis.network.portions import lengths_m, reached_portions
from gis.network.tables import many_to_many
from gis.network.turns.copies import restricted

SEEDS = range(8)


def tables(graph: nx.DiGraph, n_sources: int, n_targets: int) -> np.ndarray:
    out = np.full((n_sources, n_targets), np.nan)
    for i in range(n_sources):
        found = nx.single_source_dijkstra_path_length(graph, ("source", i), weight="s")
        for j in range(n_targets):
            out[i, j] = found.get(("target", j), np.nan)
    return out


def case(seed, random_network, random_places, random_turns):
    plain = random_network(seed, n_nodes=20, n_edges=36)
    barred = random_turns(plain, 30, seed)
    network = restricted(plain, barred)
    return network, barred, random_places(plain, 12, seed), random_places(plain, 15, seed + 100)


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_are_those_of_the_line_graph(
    seed, random_network, random_places, random_turns, line_graph
):
    network, barred, sources, targets = case(seed, random_network, random_places, random_turns)
    plain = random_network(seed, n_nodes=20, n_edges=36)
    expected = tables(line_graph(plain, barred, sources, targets), len(sources), len(targets))
    for direction, these, those in (
        ("from_sources", sources, targets),
        ("to_sources", targets, sources),
    ):
        mine = np.full((len(these), len(those)), np.nan)
        for block in many_to_many(network, these, those, limit_s=np.inf, direction=direction):
            mine[block.source, block.target] = block.seconds
        mine = mine if direction == "from_sources" else mine.T
        np.testing.assert_allclose(mine, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_and_k_nearest_rank_the_tables(
    seed, random_network, random_places, random_turns, line_graph
):
    network, barred, sources, targets = case(seed, random_network, random_places, random_turns)
    plain = random_network(seed, n_nodes=20, n_edges=36)
    table = tables(line_graph(plain, barred, sources, targets), len(sources), len(targets))
    back = tables(line_graph(plain, barred, targets, sources), len(targets), len(sources)).T
    for direction, times in (("from_sources", table), ("to_sources", back)):
        ranks = np.sort(np.where(np.isnan(times), np.inf, times), axis=0)[:3].T
        ranks[np.isinf(ranks)] = np.nan
        found = k_nearest(network, sources, targets, k=3, direction=direction)
        np.testing.assert_allclose(found.seconds, ranks, rtol=0, atol=1e-9)
        one = nearest(network, sources, targets, direction=direction)
        np.testing.assert_allclose(one.seconds, ranks[:, 0], rtol=0, atol=1e-9)
        met = one.owner >= 0
        np.testing.assert_allclose(
            times[one.owner[met], np.flatnonzero(met)], ranks[met, 0], rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(found.node_seconds[:, 0], one.node_seconds, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_nodes_are_reached_as_soon_as_anybody_gets_there(
    seed, random_network, random_places, random_turns, line_graph
):
    network, barred, sources, targets = case(seed, random_network, random_places, random_turns)
    plain = random_network(seed, n_nodes=20, n_edges=36)
    graph = line_graph(plain, barred, sources, targets)
    places = [("source", i) for i in range(len(sources))]
    found = nx.multi_source_dijkstra_path_length(graph, places, weight="s")
    expected = [found.get(("come", v), np.nan) for v in range(plain.n_nodes)]
    mine = nearest(network, sources).node_seconds[: plain.n_nodes]
    np.testing.assert_allclose(mine, expected, rtol=0, atol=1e-9)
    back = line_graph(plain, barred, targets, sources).reverse()
    goals = [("target", i) for i in range(len(sources))]
    found = nx.multi_source_dijkstra_path_length(back, goals, weight="s")
    expected = [found.get(("stand", v), np.nan) for v in range(plain.n_nodes)]
    mine = nearest(network, sources, direction="to_sources").node_seconds[: plain.n_nodes]
    np.testing.assert_allclose(mine, expected, rtol=0, atol=1e-9)


def one(places: Snapped, i: int, network: Network) -> Snapped:
    return placed(
        network,
        places.edge[i : i + 1],
        np.nan_to_num(places.fraction[i : i + 1]),
        access_seconds=places.access_seconds[i : i + 1],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_take_the_time_of_the_table_and_no_barred_turn(
    seed, random_network, random_places, random_turns, line_graph
):
    network, barred, sources, targets = case(seed, random_network, random_places, random_turns)
    plain = random_network(seed, n_nodes=20, n_edges=36)
    expected = tables(line_graph(plain, barred, sources, targets), len(sources), len(targets))
    for i, j in np.ndindex(expected.shape):
        ends = one(sources, i, network), one(targets, j, network)
        if np.isnan(expected[i, j]):
            with pytest.raises(NoAnswerError):
                path(network, *ends)
            continue
        found = path(network, *ends)
        assert found.seconds == pytest.approx(expected[i, j], abs=1e-9)
        total = found.step_seconds.sum() + found.access_seconds.sum()
        assert total == pytest.approx(found.seconds, abs=1e-9)
        # Halves by which each step is left and the next one entered.
        left = 2 * found.edge + found.forward
        entered = 2 * found.edge + ~found.forward
        whole = found.end[:-1] == found.forward[:-1]
        assert whole.all()
        for k, (a, b) in enumerate(zip(left[:-1], entered[1:], strict=True)):
            begins = k == 0 and found.start[0] == found.end[0]
            assert begins or (int(a), int(b)) not in barred
        assert len(found.lon) == (found.first_vertex[-1] + 1 if len(found.edge) else 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
def test_portions_end_where_the_time_is_up(
    seed, direction, random_network, random_places, random_turns
):
    network, _, sources, _ = case(seed, random_network, random_places, random_turns)
    plain = random_network(seed, n_nodes=20, n_edges=36)
    limit = 60.0
    portions = reached_portions(network, sources, limit_s=limit, direction=direction)
    probes = placed(plain, np.repeat(np.arange(36), 20), np.tile(np.linspace(0.01, 0.99, 20), 36))
    found = nearest(network, sources, probes, direction=direction)
    inside = np.zeros(len(probes), dtype=bool)
    for edge, start, end in zip(portions.edge, portions.start, portions.end, strict=True):
        inside |= (probes.edge == edge) & (probes.share >= start) & (probes.share <= end)
    near = np.abs(found.seconds - limit) < 1e-6
    assert (inside == (found.seconds <= limit))[~near].all()
    assert lengths_m(network, portions).sum() > 0


def test_barred_turns_cost_time_here_and_there(random_network, random_places, random_turns):
    network, _, sources, targets = case(3, random_network, random_places, random_turns)
    plain = random_network(3, n_nodes=20, n_edges=36)
    free = nearest(plain, sources, targets).seconds
    bound = nearest(network, sources, targets).seconds
    met = np.isfinite(bound)
    assert (bound[met] >= free[met] - 1e-9).all()
    assert (bound[met] > free[met] + 1.0).any()


def test_the_audit_counts_no_copies(random_network, random_turns):
    plain = random_network(3)
    network = restricted(plain, random_turns(plain, 30, 3))
    ours, theirs = audit_network(network), audit_network(plain)
    assert ours.to_dict() == theirs.to_dict()
    assert ours.traps.tolist() == theirs.traps.tolist()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 25), st.randoms(use_true_random=False))
def test_more_restrictions_never_shorten_a_way_and_their_order_is_nothing(
    random_network, random_places, random_turns, seed, some, shuffled
):
    plain = random_network(seed, n_nodes=12, n_edges=20)
    places = random_places(plain, 12, seed)
    barred = random_turns(plain, 25, seed)
    few, all_ = restricted(plain, barred[:some]), restricted(plain, barred)
    mixed = [*barred, *barred[:3]]
    shuffled.shuffle(mixed)
    again = restricted(plain, mixed).arrays()
    assert all(np.array_equal(held, again[name]) for name, held in all_.arrays().items())
    for direction in ("from_sources", "to_sources"):
        times = [np.full((12, 12), np.inf) for _ in range(3)]
        for table, network in zip(times, (plain, few, all_), strict=True):
            for b in many_to_many(network, places, places, limit_s=np.inf, direction=direction):
                table[b.source, b.target] = b.seconds
        assert (times[1] >= times[0] - 1e-9).all()
        assert (times[2] >= times[1] - 1e-9).all()


def test_a_ring_lets_a_traveller_come_by_another_edge():
    """Barred from the first street onto the second, but not round the ring between them."""
    places = [[117, 0], [117.01, 0], [117.02, 0]]
    ends = [[0, 1], [1, 2], [1, 1]]
    street = Network.from_edges(places, ends, [60, 60, 5], length_m=[100, 100, 10])
    bound = restricted(street, [[1, 2]])
    found = path(bound, placed(bound, [0], [0.0]), placed(bound, [1], [1.0]))
    assert (found.seconds, found.edge.tolist()) == (125, [0, 2, 1])
    both = restricted(street, [[1, 2], [4, 2], [5, 2]])
    with pytest.raises(NoAnswerError):
        path(both, placed(both, [0], [0.0]), placed(both, [1], [1.0]))


def test_the_copies_of_one_crossing_by_hand():
    """Two streets that cross; from the first end nothing but straight on."""
    places = [[117, 0], [117.01, 0], [117.02, 0], [117.01, 0.01], [117.01, -0.01]]
    cross = Network.from_edges(places, [[0, 1], [1, 2], [1, 3], [1, 4]], [10.0] * 4)
    bound = restricted(cross, [[1, 1], [1, 4], [1, 6]])
    # Four ends to depart from, one at which the first street arrives, one for all who come.
    assert (bound.n_nodes, bound.n_copies) == (11, 6)
    assert bound.turn_half.tolist() == [1, 2, 4, 6]
    assert bound.turn_depart.tolist() == [5, 6, 7, 8]
    assert bound.turn_arrive.tolist() == [9, 1, 1, 1]
    assert (bound.turn_node.tolist(), bound.turn_met.tolist()) == ([1], [10])
    assert bound.lon[5:].tolist() == [117.01] * 6
    found = nearest(bound, placed(bound, [0], [0.0]))
    assert found.node_seconds[:5].tolist() == pytest.approx([0, 10, 20, 40, 40])
    back = nearest(bound, placed(bound, [2], [1.0]), direction="to_sources")
    assert back.node_seconds[:5].tolist() == pytest.approx([40, 10, 20, 0, 20])


def test_nothing_barred_is_the_network_itself(random_network):
    network = random_network(1)
    assert restricted(network, []) is network
    again = Network(**network.arrays())
    assert again.n_copies == 0


def test_a_restricted_network_is_saved_and_its_arcs_made_anew(random_network, random_turns):
    plain = random_network(3)
    network = restricted(plain, random_turns(plain, 30, 3))
    arcs = network.arcs()
    for name in ("indptr", "neighbour", "seconds", "edge", "forward"):
        assert np.array_equal(getattr(arcs, name), getattr(network, name)), name
        assert np.array_equal(getattr(plain.arcs(), name), getattr(plain, name)), name
    assert Network(**network.arrays()).n_copies == network.n_copies
    assert network.n_nodes - network.n_copies == plain.n_nodes


@pytest.mark.parametrize(
    ("barred", "said"),
    [
        ([[0, 9]], "9 is no edge end"),
        ([[-1, 0]], "-1 is no edge end"),
        ([[0, 1]], "edge end 0 lies at node 0, edge end 1 at node 1"),
    ],
)
def test_turns_that_are_none_are_refused(barred, said):
    street = Network.from_edges([[117, 0], [117.01, 0], [117.02, 0]], [[0, 1], [1, 2]], [60, 60])
    with pytest.raises(InputError, match=said):
        restricted(street, barred)


def test_a_second_set_of_turns_is_refused():
    street = Network.from_edges([[117, 0], [117.01, 0], [117.02, 0]], [[0, 1], [1, 2]], [60, 60])
    with pytest.raises(InputError, match="all of them at once"):
        restricted(restricted(street, [[1, 2]]), [[2, 1]])
