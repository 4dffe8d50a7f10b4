from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from skimage.graph import MCP_Geometric

from gis.costdistance import Travel, cost_distance, even_metres, starts_in
from gis.costdistance.labelling import WAYS
from gis.errors import EmptyInputError, InputError

INF = np.inf
METRE = even_metres(3, width_m=1, height_m=1)


def random_friction(seed, shape=(40, 53), barred=0.15):
    draw = np.random.default_rng(seed)
    friction = 0.1 + 5.0 * draw.random(shape) ** 3
    friction[draw.random(shape) < barred] = INF
    return friction


def open_cells(friction, n, seed=0):
    free = np.argwhere(np.isfinite(friction))
    return free[np.random.default_rng(seed).permutation(len(free))[:n]]


def explicit_graph(friction, neighbours, width=1.0, height=1.0):
    """Every step as an edge, by a plain loop: nothing is shared with the kernels but WAYS."""
    rows, columns = friction.shape
    tails, heads, costs = [], [], []
    for r in range(rows):
        for c in range(columns):
            for dr, dc in WAYS[:neighbours]:
                cost = edge(friction, (r, c), (dr, dc), np.hypot(dr * height, dc * width))
                if np.isfinite(cost):
                    tails.append(r * columns + c)
                    heads.append((r + dr) * columns + c + dc)
                    costs.append(cost)
    n = rows * columns
    return coo_matrix((costs, (tails, heads)), shape=(n, n)).tocsr()


def edge(friction, place, way, metres):
    (r, c), (dr, dc) = place, way
    rows, columns = friction.shape
    if not (0 <= r + dr < rows and 0 <= c + dc < columns):
        return INF
    ends = [friction[r, c], friction[r + dr, c + dc]]
    if abs(dr) + abs(dc) == 1:
        return metres * np.mean(ends)
    if abs(dr) == abs(dc) == 1:
        corner = [friction[r + dr, c], friction[r, c + dc]]
        return INF if np.isinf(corner).all() else metres * np.mean(ends)
    # A knight's step crosses the two cells about its middle.
    middle = np.array([r + dr / 2, c + dc / 2])
    short = np.argmin(np.abs([dr, dc]))
    crossed = []
    for end in (0, 1):
        cell = middle.copy()
        cell[short] += 0.5 if end else -0.5
        crossed.append(friction[tuple(np.round(cell).astype(int))])
    return metres * np.mean(ends + crossed)


def oracle(friction, cells, neighbours):
    graph = explicit_graph(friction, neighbours)
    at = np.ravel_multi_index(np.asarray(cells).T, friction.shape)
    seconds, _, winner = dijkstra(graph, indices=at, min_only=True, return_predecessors=True)
    return seconds.reshape(friction.shape), winner.reshape(friction.shape)


class TestByHead:
    def test_a_straight_way_costs_the_mean_of_the_ends(self, ask):
        assert ask([[1, 3, 5]], [[0, 0]]).seconds.tolist() == [[0, 2, 6]]

    def test_a_diagonal_is_as_long_as_it_is(self, ask):
        found = ask([[1, 9], [9, 3]], [[0, 0]]).seconds
        assert found[1, 1] == pytest.approx(2 * 2**0.5)

    def test_no_way_leads_between_two_barriers_that_touch(self, ask):
        found = ask([[1, INF], [INF, 1]], [[0, 0]])
        assert np.isnan(found.seconds[1, 1])
        assert found.owner.tolist() == [[0, -1], [-1, -1]]
        assert (found.n_barriers, found.n_unreached) == (2, 1)

    def test_a_way_may_touch_the_corner_of_one_barrier(self, ask):
        found = ask([[1, INF], [1, 1]], [[0, 0]])
        assert found.seconds[1, 1] == pytest.approx(2**0.5)

    def test_a_wall_on_the_slant_does_not_leak(self, ask):
        friction = np.ones((30, 30))
        friction[np.arange(30), np.arange(30)] = INF
        for neighbours in (8, 16):
            found = ask(friction, [[29, 0]], neighbours=neighbours)
            assert np.isnan(found.seconds[np.triu_indices(30)]).all()
            assert found.n_unreached == 30 * 29 / 2

    def test_a_knights_step_weighs_the_cells_it_crosses(self, ask):
        found = ask([[1, 2, 9], [9, 3, 4]], [[0, 0]], neighbours=16).seconds
        assert found[1, 2] == pytest.approx(5**0.5 * (1 + 2 + 3 + 4) / 4)

    def test_a_knights_step_does_not_cross_a_barrier(self, ask):
        free = ask([[1, 1, 9], [9, 1, 1]], [[0, 0]], neighbours=16).seconds
        assert free[1, 2] == pytest.approx(5**0.5)
        barred = ask([[1, INF, 9], [9, 1, 1]], [[0, 0]], neighbours=16).seconds
        assert barred[1, 2] == pytest.approx(2**0.5 + 1)

    def test_cells_wider_than_high(self):
        metres = even_metres(2, width_m=4, height_m=3)
        found = cost_distance(np.ones((2, 2)), starts_in(np.array([[0, 0]])), metres)
        assert found.seconds.tolist() == [[0, 4], [3, 5]]

    def test_equal_costs_go_to_the_lower_owner(self, ask):
        assert ask([[1, 1, 1, 1, 1]], [[0, 4], [0, 0]]).owner.tolist() == [[1, 1, 0, 0, 0]]
        assert ask([[1, 1, 1, 1, 1]], [[0, 0], [0, 4]]).owner.tolist() == [[0, 0, 0, 1, 1]]

    def test_two_facilities_in_one_cell(self, ask):
        found = ask([[1, 1]], [[0, 0], [0, 0]])
        assert found.owner.tolist() == [[0, 0]]

    def test_free_ground_costs_nothing_and_the_lower_owner_has_it(self, ask):
        found = ask(np.zeros((3, 4)), [[2, 3], [0, 0]])
        assert (found.seconds == 0).all()
        assert (found.owner == 0).all()

    def test_a_start_may_cost_something(self, ask):
        found = ask([[1, 1, 1, 1]], [[0, 0], [0, 3]], seconds=np.array([2.5, 0]))
        assert found.seconds.tolist() == [[2.5, 2, 1, 0]]
        assert found.owner.tolist() == [[0, 1, 1, 1]]

    def test_a_start_that_is_bettered_by_another_gives_way(self, ask):
        found = ask([[1, 1]], [[0, 0], [0, 1]], seconds=np.array([9.0, 0]))
        assert found.seconds.tolist() == [[1, 0]]
        assert (found.owner == 1).all()

    def test_nothing_beyond_the_limit(self, ask):
        found = ask([[1, 1, 1, 1]], [[0, 0]], limit_s=2)
        assert found.seconds[0, :3].tolist() == [0, 1, 2]
        assert np.isnan(found.seconds[0, 3])
        assert found.n_unreached == 1

    def test_one_cell(self, ask):
        assert ask([[7]], [[0, 0]]).seconds.tolist() == [[0]]

    def test_frictions_a_million_times_apart(self, ask):
        """Steps longer than the ring of buckets wait beyond it."""
        friction = np.ones((1, 400))
        friction[0, 200:] = 1e6
        friction[0, 300:] = 1e9
        found = ask(friction, [[0, 0]]).seconds[0]
        steps = (friction[0, 1:] + friction[0, :-1]) / 2
        assert found[1:] == pytest.approx(np.cumsum(steps), rel=1e-12)


class TestOracles:
    @pytest.mark.parametrize("seed", range(4))
    def test_scikit_image(self, ask, seed):
        friction = random_friction(seed, barred=0.0)
        cells = open_cells(friction, 5)
        costs, _ = MCP_Geometric(friction).find_costs(cells)
        assert ask(friction, cells).seconds == pytest.approx(costs, rel=1e-9)

    @pytest.mark.parametrize("neighbours", [8, 16])
    @pytest.mark.parametrize("seed", range(3))
    def test_scipy_on_the_explicit_graph(self, ask, seed, neighbours):
        friction = random_friction(seed, (19, 27), barred=0.3)
        cells = open_cells(friction, 4)
        seconds, winner = oracle(friction, cells, neighbours)
        found = ask(friction, cells, neighbours=neighbours)
        reached = np.isfinite(seconds)
        assert reached.sum() > 250
        assert np.array_equal(np.isfinite(found.seconds), reached)
        assert found.seconds[reached] == pytest.approx(seconds[reached], rel=1e-12)
        at = np.ravel_multi_index(np.asarray(cells).T, friction.shape)
        assert np.array_equal(at[found.owner[reached]], winner[reached])

    def test_octile_distance(self, ask):
        found = ask(np.ones((60, 80)), [[20, 30]]).seconds
        south, east = np.abs(np.indices((60, 80)) - np.array([20, 30])[:, None, None])
        short, long = np.minimum(south, east), np.maximum(south, east)
        assert found == pytest.approx(long + (2**0.5 - 1) * short, rel=1e-12)

    @pytest.mark.parametrize(("neighbours", "most"), [(8, 0.0824), (16, 0.0275)])
    def test_how_far_above_the_straight_line(self, ask, neighbours, most):
        found = ask(np.ones((301, 301)), [[150, 150]], neighbours=neighbours).seconds
        south, east = np.indices((301, 301)) - 150
        straight = np.hypot(south, east)
        straight[150, 150] = 1
        above = (found / straight - 1)[straight > 50]
        assert 0.95 * most < above.max() <= most

    @pytest.mark.parametrize(("neighbours", "most"), [(8, 0.0824), (16, 0.0275)])
    def test_snells_law_at_the_edge_of_a_swamp(self, ask, neighbours, most):
        """From dry ground (1 s/m) into a swamp (2.5 s/m): sin of the angles as the speeds."""
        friction = np.ones((200, 240))
        friction[100:] = 2.5
        found = ask(friction, [[10, 20]], neighbours=neighbours).seconds
        for row, column in [(180, 40), (180, 120), (150, 200), (110, 230)]:
            exact = refracted((10, 20), (row, column), edge=99.5, slow=2.5)
            assert exact * (1 - 1e-9) <= found[row, column] <= exact * (1 + most)


def refracted(start, end, *, edge, slow):
    """Least time over all places to cross the edge, by ternary search; then check Snell."""
    (r0, c0), (r1, c1) = start, end

    def time(c):
        return np.hypot(edge - r0, c - c0) + slow * np.hypot(r1 - edge, c1 - c)

    low, high = min(c0, c1), max(c0, c1)
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if time(a) < time(b) else (a, high)
    sin_fast = (low - c0) / np.hypot(edge - r0, low - c0)
    sin_slow = (c1 - low) / np.hypot(r1 - edge, c1 - low)
    assert sin_fast / sin_slow == pytest.approx(slow, rel=1e-4)
    return time(low)


class TestProperties:
    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1), st.sampled_from([8, 16]))
    def test_no_step_betters_a_cost(self, seed, neighbours):
        friction = random_friction(seed, (9, 11), 0.25)
        found = whole(friction, open_cells(friction, 2), neighbours)
        cost = np.where(np.isnan(found.seconds), INF, found.seconds).ravel()
        steps = explicit_graph(friction, neighbours).tocoo()
        assert (cost[steps.col] <= cost[steps.row] + steps.data + 1e-12).all()

    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1), st.integers(0, 3), st.sampled_from([8, 16]))
    def test_a_turned_or_mirrored_grid_gives_the_same(self, seed, turns, neighbours):
        friction = random_friction(seed, (9, 9), 0.2)
        cells = open_cells(friction, 2)
        marked = np.zeros(friction.shape, dtype=int)
        marked[tuple(cells.T)] = [1, 2]
        turned = np.rot90(np.fliplr(marked), turns)
        moved = np.array([np.argwhere(turned == i)[0] for i in (1, 2)])
        one = whole(friction, cells, neighbours).seconds
        other = whole(np.rot90(np.fliplr(friction), turns), moved, neighbours).seconds
        expected = np.rot90(np.fliplr(one), turns)
        assert other == pytest.approx(expected, rel=1e-12, nan_ok=True)

    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1))
    def test_monotonicity(self, seed):
        """More sources, faster ground, more ways to step: no cost rises."""
        friction = random_friction(seed, (10, 12), 0.2)
        cells = open_cells(friction, 4)
        base = filled(whole(friction, cells[:2], 8))
        assert (filled(whole(friction, cells, 8)) <= base).all()
        assert (filled(whole(friction, cells[:2], 16)) <= base * (1 + 1e-12)).all()
        faster = friction.copy()
        faster[::2] /= 2
        assert (filled(whole(faster, cells[:2], 8)) <= base).all()

    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
    def test_scaling(self, seed, factor):
        friction = random_friction(seed, (8, 9), 0.2)
        cells = open_cells(friction, 2)
        one, other = whole(friction, cells, 16), whole(friction * factor, cells, 16)
        assert other.seconds == pytest.approx(one.seconds * factor, rel=1e-9, nan_ok=True)


def whole(friction, cells, neighbours):
    metres = even_metres(len(friction), width_m=1, height_m=1)
    return cost_distance(friction, starts_in(cells), metres, travel=Travel(neighbours))


def filled(found):
    return np.where(np.isnan(found.seconds), INF, found.seconds)


class TestRefusals:
    def test_negative_and_nan_friction(self, ask):
        with pytest.raises(InputError, match=r"negative at row 1, column 2 .*inf for a barrier"):
            ask([[1, 1, 1], [1, 1, -1]], [[0, 0]])
        with pytest.raises(InputError, match="NaN at row 0, column 1"):
            ask([[1, np.nan]], [[0, 0]])

    def test_sources_that_cannot_start_are_named(self, ask):
        found = ask([[1, INF, 1]], [[0, 1], [5, 5], [0, 0], [0, -1]])
        assert found.on_barrier.tolist() == [0]
        assert found.off_grid.tolist() == [1, 3]
        assert np.isnan(found.seconds[0, 2])

    def test_a_facility_with_one_good_cell_is_not_named(self, ask):
        found = ask([[1, INF]], [[0, 1], [9, 9], [0, 0]], owner=np.array([4, 4, 4]))
        assert found.owner.tolist() == [[4, -1]]
        assert not len(found.on_barrier) + len(found.off_grid)

    def test_no_source_at_all(self, ask):
        with pytest.raises(EmptyInputError, match="1 are off the grid and 1 on barriers"):
            ask([[1, INF]], [[0, 1], [3, 3]])
        with pytest.raises(EmptyInputError, match="no source can start"):
            ask([[1]], np.empty((0, 2), dtype=int))

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"neighbours": 4}, "neighbours is 4; wanted 8 or 16"),
            ({"limit_s": 0}, "limit_s is 0"),
            ({"limit_s": np.nan}, "limit_s is nan"),
            ({"tile": 3}, "tile is 3"),
        ],
    )
    def test_settings(self, settings, words):
        with pytest.raises(InputError, match=words):
            Travel(**settings)

    def test_shapes(self):
        start = starts_in(np.array([[0, 0]]))
        with pytest.raises(InputError, match="metres for 3 rows, friction has 2"):
            cost_distance(np.ones((2, 2)), start, METRE)
        with pytest.raises(InputError, match="wanted rows and columns"):
            cost_distance(np.ones((0, 2)), start, METRE)
        out = (np.empty((3, 3)), np.empty((3, 2), dtype=np.int32))
        with pytest.raises(InputError, match=r"owner has the shape \(3, 2\)"):
            cost_distance(np.ones((3, 3)), start, METRE, out=out)
        out = (np.empty((3, 3), dtype=np.float32), np.empty((3, 3), dtype=np.int32))
        with pytest.raises(InputError, match="wanted float64 and int32"):
            cost_distance(np.ones((3, 3)), start, METRE, out=out)
