"""Restricted turns taken off a network, and put on its pieces again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.network import Network, placed
from gis.network.chains.stretches import cut_at
from gis.network.chains.turning import carried, unbound
from gis.network.graph import assembled
from gis.network.nearest import nearest
from gis.network.turns.copies import restricted


def _random_turns(network, seed):
    """Bar some turns at nodes of degree two and more."""
    rng = np.random.default_rng(seed)
    node = np.column_stack([network.tail, network.head]).ravel()
    pairs = [
        (a, b)
        for a in range(len(node))
        for b in np.flatnonzero(node == node[a])
        if rng.random() < 0.2
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def test_a_network_without_restrictions_stays_what_it_is():
    street = Network.from_edges([[117.0, 0.0], [117.1, 0.0]], [[0, 1]], [60.0])
    plain, barred = unbound(street)
    assert plain is street
    assert barred.shape == (0, 2)


@given(st.integers(0, 200))
def test_off_and_on_again(random_network, seed):
    network = random_network(seed, 8, 14)
    pairs = _random_turns(network, seed)
    bound = restricted(network, pairs)
    plain, barred = unbound(bound)
    assert {tuple(p) for p in barred.tolist()} == {tuple(p) for p in pairs.tolist()}
    for name, values in network.arrays().items():
        assert np.array_equal(getattr(plain, name), values), name


@given(st.integers(0, 100))
def test_cut_edges_keep_their_turns(random_network, seed):
    network = random_network(seed, 8, 14)
    bound = restricted(network, _random_turns(network, seed))
    plain, barred = unbound(bound)
    rng = np.random.default_rng(seed)
    edge = rng.choice(np.flatnonzero(network.length_m > 0), 5)
    fraction = rng.random(5) * 0.8 + 0.1
    cut = cut_at(plain, edge, fraction)
    s = cut.stretches
    made = restricted(
        assembled(s.nodes, s.ends.astype(np.int32), s.seconds, s.courses),
        carried(barred, cut.parent),
    )
    start = 0
    whole = nearest(bound, placed(bound, edge[:1], fraction[:1]), placed(bound, edge, fraction))
    piece = int(np.flatnonzero(made.tail == cut.node[start])[0])
    parts = nearest(made, placed(made, [piece], [0.0]))
    # A place that is a node now may be left and reached either way, as it could before.
    np.testing.assert_allclose(parts.node_seconds[cut.node], whole.seconds, rtol=1e-9)
