"""Places on edges: times to and from the nodes, one-way edges, places off the network."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.network import Network, placed
from gis.network.places import segment_at

PLACES = [[117.0, 0.0], [117.01, 0.0], [117.0, 0.01]]


def street() -> Network:
    """One edge of two segments: 400 m in 40 s, then 600 m in 120 s; back takes twice as long."""
    plain = Network.from_edges(PLACES, [[0, 1]], [160.0], [320.0], length_m=[1000.0])
    return replace(
        plain,
        vertex_offsets=np.array([0, 3]),
        vertex_lon=np.array([117.0, 117.004, 117.01]),
        vertex_lat=np.zeros(3),
        vertex_m=np.array([0.0, 400.0, 1000.0]),
        vertex_share=np.array([0.0, 0.25, 1.0]),
        vertex_line=np.array([0, 1, 1], dtype=np.int32),
    )


def test_time_passes_by_segment_not_by_mean_speed():
    place = placed(street(), [0], [0.7])
    assert place.share.tolist() == pytest.approx([0.625])
    assert place.seconds_from_tail.tolist() == pytest.approx([100.0])
    assert place.seconds_to_head.tolist() == pytest.approx([60.0])
    assert place.seconds_to_tail.tolist() == pytest.approx([200.0])
    assert place.seconds_from_head.tolist() == pytest.approx([120.0])
    assert place.lon.tolist() == pytest.approx([117.007])
    assert place.component.tolist() == [0]


def test_at_its_ends_a_place_is_on_the_node_even_of_a_one_way_edge():
    network = Network.from_edges(PLACES, [[0, 1]], [60.0], [np.inf])
    ends = placed(network, [0, 0], [0.0, 1.0])
    assert ends.seconds_to_tail.tolist() == [0.0, np.inf]
    assert ends.seconds_to_head.tolist() == [60.0, 0.0]
    assert ends.seconds_from_tail.tolist() == [0.0, 60.0]
    assert ends.seconds_from_head.tolist() == [np.inf, 0.0]


def test_off_the_network_is_told_not_guessed():
    place = placed(street(), [-1, 0], [0.5, 0.5], distance_m=12.0, access_seconds=9.6, side=1)
    assert place.edge.tolist() == [-1, 0]
    assert place.component.tolist() == [-1, 0]
    assert place.side.tolist() == [0, 1]
    assert place.access_seconds[1] == 9.6
    floats = [f.name for f in fields(place) if getattr(place, f.name).dtype == np.float64]
    assert len(floats) == 10
    assert all(np.isnan(getattr(place, name)[0]) for name in floats)


def test_no_places():
    assert len(placed(street(), [], [])) == 0


def test_an_edge_without_length_has_its_time():
    network = Network.from_edges([PLACES[0]] * 2, [[0, 1]], [60.0])
    assert placed(network, [0], [0.25]).seconds_to_head.tolist() == [45.0]


@pytest.mark.parametrize(
    ("edge", "fraction", "told"),
    [(1, 0.5, "1 is no edge; wanted 0 to 0"), (0, 1.5, "is 1.5; wanted 0"), (0, np.nan, "is nan")],
)
def test_bad_places_are_refused(edge, fraction, told):
    with pytest.raises(InputError, match=told):
        placed(street(), [edge], [fraction])


@given(
    st.lists(st.lists(st.floats(0.1, 9.0), min_size=1, max_size=9), min_size=1, max_size=5),
    st.data(),
)
def test_the_segment_is_the_one_that_numpy_finds(spans, data):
    metres = [np.concatenate([[0.0], np.cumsum(span)]) for span in spans]
    count = len(spans)
    network = replace(
        Network.from_edges(
            np.zeros((count + 1, 2)), [[i, i + 1] for i in range(count)], [1.0] * count
        ),
        vertex_offsets=np.cumsum([0, *map(len, metres)]),
        vertex_m=np.concatenate(metres),
    )
    edges = np.array(data.draw(st.lists(st.integers(0, count - 1), min_size=1)), dtype=np.int32)
    at = np.array([data.draw(st.floats(0, metres[e][-1])) for e in edges])
    expected = [
        network.vertex_offsets[e]
        + min(np.searchsorted(metres[e], x, "right"), len(metres[e]) - 1)
        - 1
        for e, x in zip(edges, at, strict=True)
    ]
    assert segment_at(network, edges, at).tolist() == expected
