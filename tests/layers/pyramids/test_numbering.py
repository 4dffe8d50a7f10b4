"""Numbers of tiles are those of the format's own library."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import zxy_to_tileid

from layers.pyramids.numbering import first_number, tile_number, tile_numbers


def test_the_first_zooms_by_hand():
    assert tile_number(0, 0, 0) == 0
    assert [tile_number(1, *at) for at in ((0, 0), (0, 1), (1, 1), (1, 0))] == [1, 2, 3, 4]
    assert first_number(22) == sum(4**zoom for zoom in range(22))


@given(st.integers(0, 22), st.data())
def test_any_tile_has_the_number_its_library_gives_it(zoom, data):
    side = st.integers(0, 2**zoom - 1)
    places = data.draw(st.lists(st.tuples(side, side), min_size=1, max_size=20))
    expected = [zxy_to_tileid(zoom, x, y) for x, y in places]
    columns, rows = np.array(places).T
    assert tile_numbers(zoom, columns, rows).tolist() == expected
    assert [tile_number(zoom, x, y) for x, y in places] == expected
