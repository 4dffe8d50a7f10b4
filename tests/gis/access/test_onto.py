"""Where points join a chain: sorted by point, with the nearest of each."""

from __future__ import annotations

import numpy as np

from gis.access.onto import onto_of
from gis.network import Network, placed

STREET = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])


def rows(metres):
    n = len(metres)
    return placed(
        STREET, [0] * n, np.linspace(0, 1, n), distance_m=metres, access_seconds=np.array(metres)
    )


def test_rows_of_all_ways_are_sorted_by_point_and_the_nearest_told():
    by_road, by_bank = rows([30.0, 20.0]), rows([5.0, 7.0])
    arriving = np.array([1.0, 2.0, 3.0, 4.0])
    onto = onto_of([by_road, by_bank], arriving, np.array([0, 2, 2, 3]), 5)
    assert onto.point.tolist() == [0, 2, 2, 3]
    assert onto.arriving_s.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert len(onto) == 5
    assert onto.edge.tolist() == [0, -1, 0, 0, -1]
    np.testing.assert_array_equal(onto.distance_m, [30.0, np.nan, 5.0, 7.0, np.nan])
    np.testing.assert_array_equal(onto.access_seconds, onto.distance_m)
    assert onto.rows.distance_m.tolist() == [30.0, 20.0, 5.0, 7.0]
    np.testing.assert_array_equal(onto.road_m, [30.0, np.nan, 20.0, np.nan, np.nan])
    assert set(onto.arrays()) >= {"row_edge", "arriving_s", "point"}


def test_nothing_on_the_chain():
    onto = onto_of([rows([])], np.zeros(0), np.zeros(0, dtype=np.intp), 2)
    assert onto.edge.tolist() == [-1, -1]
    assert np.isnan(onto.distance_m).all()
