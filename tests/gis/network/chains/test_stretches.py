"""Cutting edges: nothing changes but the nodes that are added."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.network import Network, placed
from gis.network.chains.stretches import cut_at, straight, stretches_of, together, with_edges
from gis.network.graph import assembled
from gis.network.nearest import nearest


def assemble(stretches):
    return assembled(
        stretches.nodes, stretches.ends.astype(np.int32), stretches.seconds, stretches.courses
    )


@pytest.fixture(scope="module")
def street():
    """Three segments of 100 m, 200 m and 100 m in 10, 40 and 10 seconds one way only."""
    whole = Network.from_edges([[117.0, 0.0], [117.4, 0.0]], [[0, 1]], [60.0], [np.inf])
    return Network(
        **whole.arrays()
        | {
            "length_m": np.array([400.0]),
            "vertex_offsets": np.array([0, 4]),
            "vertex_lon": np.array([117.0, 117.1, 117.3, 117.4]),
            "vertex_lat": np.zeros(4),
            "vertex_m": np.array([0.0, 100.0, 300.0, 400.0]),
            "vertex_share": np.array([0.0, 10 / 60, 50 / 60, 1.0]),
            "vertex_line": np.array([0, 1, 2, 2], dtype=np.int32),
        }
    )


def test_a_cut_within_a_segment(street):
    cut = cut_at(street, [0], [0.5])
    assert cut.node.tolist() == [2]
    assert cut.parent.tolist() == [0, 0]
    assert cut.stretches.ends.tolist() == [[0, 2], [2, 1]]
    assert cut.stretches.seconds.tolist() == [[pytest.approx(30.0), np.inf]] * 2
    courses = cut.stretches.courses
    assert courses.metres.tolist() == [0, 100, 200, 0, 100, 200]
    assert courses.share == pytest.approx([0, 1 / 3, 1, 0, 2 / 3, 1])
    assert courses.line.tolist() == [0, 1, 1, 1, 2, 2]
    assert courses.lonlat[:, 0] == pytest.approx([117, 117.1, 117.2, 117.2, 117.3, 117.4])


def test_a_cut_at_a_vertex_leaves_no_segment_of_no_length(street):
    cut = cut_at(street, [0, 0], [0.25, 0.25])
    assert cut.node.tolist() == [2, 2]
    assert cut.stretches.courses.metres.tolist() == [0, 100, 0, 200, 300]
    assert cut.stretches.seconds[:, 0] == pytest.approx([10.0, 50.0])


def test_ends_are_not_cut(street):
    cut = cut_at(street, [0, 0], [0.0, 1.0])
    assert cut.node.tolist() == [0, 1]
    assert len(cut.stretches.ends) == 1


def test_no_cut_at_all(street):
    cut = cut_at(street, np.zeros(0, dtype=int), np.zeros(0))
    made = assemble(cut.stretches)
    for name, values in street.arrays().items():
        assert np.array_equal(getattr(made, name), values), name


@given(st.integers(0, 200))
def test_times_are_what_they_were(random_network, random_places, seed):
    network = random_network(seed, 12, 20)
    rng = np.random.default_rng(seed)
    edge = rng.choice(np.flatnonzero(network.length_m > 0), 8)
    fraction = np.where(rng.random(8) < 0.2, rng.integers(0, 2, 8), rng.random(8))
    cut = cut_at(network, edge, fraction)
    made = assemble(cut.stretches)
    sources = random_places(network, 3, seed)
    before = nearest(network, sources, placed(network, edge, fraction))
    # The same sources on the pieces: by the node of the cut where there is one.
    pieces = _moved(cut, made, sources, network)
    after = nearest(made, pieces)
    np.testing.assert_allclose(after.node_seconds[cut.node], before.seconds, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        after.node_seconds[: network.n_nodes], before.node_seconds, rtol=1e-9, atol=1e-9
    )
    assert made.length_m.sum() == pytest.approx(network.length_m.sum())


def _moved(cut, made, sources, network):
    """Put places of the whole edges on their pieces."""
    edge = np.full(len(sources), -1)
    fraction = np.zeros(len(sources))
    for j in np.flatnonzero(sources.edge >= 0):
        metres = sources.fraction[j] * network.length_m[sources.edge[j]]
        for piece in np.flatnonzero(cut.parent == sources.edge[j]):
            if (
                metres <= made.length_m[piece]
                or piece == np.flatnonzero(cut.parent == sources.edge[j])[-1]
            ):
                edge[j] = piece
                length = made.length_m[piece]
                fraction[j] = min(metres / length, 1.0) if length else sources.fraction[j]
                break
            metres -= made.length_m[piece]
    return placed(made, edge, fraction, access_seconds=np.nan_to_num(sources.access_seconds))


def test_side_by_side(street):
    both, nodes, edges = together([stretches_of(street), stretches_of(street)])
    assert (nodes.tolist(), edges.tolist()) == ([0, 2], [0, 1])
    joined = with_edges(both, straight(both.nodes, [[1, 2]], np.array([[5.0, 7.0]]), line=9))
    made = assemble(joined)
    assert made.component.tolist() == [0, 0, 0, 0]
    assert made.seconds_backward.tolist() == [np.inf, np.inf, 7.0]
    assert made.frontage.tolist() == [True, True, False]
    assert made.vertex_line[-2:].tolist() == [9, 9]
    assert nearest(made, placed(made, [0], [0.0])).node_seconds.tolist() == [0, 60, 65, 125]


def test_nothing_beside_nothing():
    none = straight(np.empty((0, 2)), [], np.empty((0, 2)))
    whole, nodes, _ = together([none, none])
    assert len(whole.ends) == 0
    assert whole.courses.offsets.tolist() == [0]
    assert nodes.tolist() == [0, 0]
