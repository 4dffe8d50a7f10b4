"""Paths: their time is that of the search, their steps hang together, their course is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.network import Network
from gis.network.nearest import nearest
from gis.network.paths import Path, path
from gis.network.places import Snapped, placed

NODES = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0], [117.01, 0.01]]


def town() -> Network:
    """0 → 1 → 2 with a quick detour 1 – 3 – 2, and a ring at 3."""
    return Network.from_edges(
        NODES, [[0, 1], [1, 2], [3, 1], [3, 2], [3, 3]], [10, 50, 8, 9, 30], [np.inf, 50, 8, 9, 30]
    )


def one(places: Snapped, i: int) -> Snapped:
    return Snapped(*(getattr(places, name)[i : i + 1] for name in Snapped.__slots__))


def test_a_path_over_a_detour():
    network = town()
    start = placed(network, [0], [0.5], access_seconds=[3.0])
    found = path(network, start, placed(network, [1], [1.0], access_seconds=[4.0]))
    assert found.edge.tolist() == [0, 2, 3]
    assert found.forward.tolist() == [True, False, True]
    assert found.step_seconds.tolist() == [5, 8, 9]
    assert found.access_seconds.tolist() == [3, 4]
    assert found.seconds == 29
    assert found.step_m == pytest.approx(network.length_m[[0, 2, 3]] * [0.5, 1, 1])
    assert np.column_stack([found.lon, found.lat]) == pytest.approx(
        np.array([[117.005, 0.0], NODES[1], NODES[3], NODES[2]]), abs=1e-12
    )
    assert found.first_vertex.tolist() == [0, 1, 2, 3]
    assert found.line().length > 0


def test_along_one_edge_and_against_a_one_way_edge():
    network = town()
    found = path(network, placed(network, [1], [0.9]), placed(network, [1], [0.8]))
    assert (found.edge.tolist(), found.forward.tolist()) == ([1], [False])
    assert found.seconds == pytest.approx(5)
    round_about = path(network, placed(network, [1], [0.0]), placed(network, [1], [1.0]))
    assert round_about.seconds == 17
    with pytest.raises(NoAnswerError, match="there is no way"):
        path(network, placed(network, [0], [0.5]), placed(network, [0], [0.2]))


def test_on_a_ring_the_shorter_side_is_taken():
    network = town()
    found = path(network, placed(network, [4], [0.9]), placed(network, [3], [1.0]))
    assert found.forward.tolist() == [True, True]
    assert found.seconds == pytest.approx(12)
    around = path(network, placed(network, [4], [0.9]), placed(network, [4], [0.2]))
    assert around.seconds == pytest.approx(9)
    assert around.start.tolist() == pytest.approx([0.9, 0])
    assert around.end.tolist() == pytest.approx([1, 0.2])


def test_from_a_place_to_itself_there_is_no_step():
    network = town()
    place = placed(network, [1], [0.3], access_seconds=[2.0])
    found = path(network, place, place)
    assert (found.seconds, len(found.edge), len(found.lon)) == (4, 0, 0)
    assert found.line() is None


def test_refusals():
    network = town()
    here = placed(network, [0], [0.5])
    with pytest.raises(InputError, match="origin holds 2 places"):
        path(network, placed(network, [0, 0], [0, 1]), here)
    with pytest.raises(NoAnswerError, match="destination is not on the network") as caught:
        path(network, here, placed(network, [-1], [0]))
    assert caught.value.code == "unreachable"


def assert_hangs_together(network: Network, found: Path, a: Snapped, b: Snapped) -> None:
    total = found.step_seconds.sum() + found.access_seconds.sum()
    assert total == pytest.approx(found.seconds, abs=1e-9)
    assert np.isfinite(found.step_seconds).all()
    if not len(found.edge):
        return
    nodes = np.where(found.end == 1, network.head[found.edge], network.tail[found.edge])
    enters = np.where(found.start == 1, network.head[found.edge], network.tail[found.edge])
    assert nodes[:-1].tolist() == enters[1:].tolist()
    assert set(found.end[:-1]) <= {0.0, 1.0}
    assert set(found.start[1:]) <= {0.0, 1.0}
    course = np.column_stack([found.lon, found.lat])
    assert course[0] == pytest.approx([a.lon[0], a.lat[0]], abs=1e-9)
    assert course[-1] == pytest.approx([b.lon[0], b.lat[0]], abs=1e-9)
    assert found.first_vertex[-1] == len(course) - 1


@pytest.mark.parametrize("seed", range(10))
def test_random_paths(seed, random_network, random_places):
    network = random_network(seed)
    sources, targets = random_places(network, 6, seed + 1), random_places(network, 10, seed + 2)
    tried = 0
    for i in np.flatnonzero(sources.edge >= 0):
        start = one(sources, i)
        times = nearest(network, start, targets).seconds
        for j in np.flatnonzero(targets.edge >= 0):
            end = one(targets, j)
            if np.isnan(times[j]):
                with pytest.raises(NoAnswerError):
                    path(network, start, end)
                continue
            found = path(network, start, end)
            assert found.seconds == pytest.approx(times[j], rel=1e-12, abs=1e-12)
            assert_hangs_together(network, found, start, end)
            tried += 1
    assert tried > 10
