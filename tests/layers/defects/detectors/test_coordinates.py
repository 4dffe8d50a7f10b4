"""Single positions gone wrong: found where it is clear, left alone where it is not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.defects.detectors.coordinates import DETECTORS
from layers.defects.registry import examine, look

HOME = [shapely.Point(round(116.51237 + i / 37, 6), round(-1.10459 - i / 53, 6)) for i in range(20)]


def of(table, shapes, **more):
    return look(table(shapes, n=list(range(len(shapes))), **more), detectors=DETECTORS)


def test_points_at_home_raise_no_alarm(table):
    assert of(table, HOME, written=True) == []
    assert of(table, []) == []
    assert of(table, [None, HOME[0]]) == []


@pytest.mark.parametrize(
    ("astray", "code", "home"),
    [
        ((-1.3, 116.9), "axes-swapped-row", (116.9, -1.3)),
        ((-116.9, -1.3), "sign-flipped", (116.9, -1.3)),
        ((-117.0, 1.6), "sign-flipped", None),
    ],
)
def test_a_row_astray_is_brought_home_where_one_guess_fits(table, mended, astray, code, home):
    given = table([*HOME, shapely.Point(astray)], n=list(range(21)))
    (found,) = look(given, detectors=DETECTORS)
    assert found.code == code
    assert found.places.tolist() == [20]
    after = mended(given, code).geometry[20]
    assert home is None or (after.x, after.y) == pytest.approx(home)
    assert examine(given)[0].geometry[20] == shapely.Point(astray)


def test_no_guess_fits_or_the_file_is_of_another_country(table):
    assert of(table, [*HOME, shapely.Point(39.2, -19.7)]) == []
    assert of(table, [shapely.Point(2.3, 48.8 + i) for i in range(5)]) == []


@given(
    st.lists(
        st.tuples(st.floats(114, 119), st.floats(-4, -0.5)), min_size=3, max_size=30, unique=True
    )
)
@settings(deadline=None)
def test_swapping_one_row_is_undone_exactly(pairs):
    import pandas as pd

    from layers.defects import Table

    shapes = np.empty(len(pairs), dtype=object)
    shapes[:] = [shapely.Point(p) for p in pairs]
    moved = shapes.copy()
    moved[0] = shapely.Point(pairs[0][::-1])
    frame = pd.DataFrame({"n": range(len(pairs))})
    given_ = Table(frame, moved, np.arange(1, len(pairs) + 1), {"n": "integer"})
    after, found = examine(given_, ["axes-swapped-row"], detectors=DETECTORS)
    repaired = [f for f in found if f.action == "repaired"]
    if repaired:  # a point far from the others is left where it is
        assert (after.geometry == shapes).all()
    else:
        assert (after.geometry == moved).all()


def test_null_island(table, mended, seen):
    given_ = table([*HOME, shapely.Point(0, 0)], n=list(range(21)))
    assert seen(given_, "origin-point").rows == (21,)
    assert mended(given_, "origin-point").geometry[20] is None


def test_rounded_points_among_finer_ones(table, seen, codes):
    given_ = table(
        [*HOME, shapely.Point(117, -1), shapely.Point(116.4, -1.5)], n=range(22), written=True
    )
    assert seen(given_, "rounded-coordinates").rows == (21, 22)
    assert "rounded-coordinates" not in codes(table([*HOME, shapely.Point(117, -1)], n=range(21)))


def test_a_grid_of_tenths_is_told_once(table, seen, codes):
    grid = [shapely.Point(115 + i / 10, -1 - j / 10) for i in range(6) for j in range(5)]
    assert "30 of 30" in seen(table(grid, n=range(30), written=True), "rounded-coordinates").message
    assert "rounded-coordinates" not in codes(table(grid[:4], n=range(4), written=True))


def test_digits_beyond_a_tenth_of_a_millimetre(table, mended, codes):
    fine = [shapely.Point(116 + i / 7, -1 - i / 11) for i in range(1, 9)]
    given_ = table(fine, n=range(8), written=True)
    after = mended(given_, "absurd-precision")
    assert after.geometry[0].x == round(116 + 1 / 7, 7)
    plain = [shapely.Point(116.123456, -1.654321)] * 3
    assert "absurd-precision" not in codes(table(plain, n=range(3), written=True))
    assert "absurd-precision" not in codes(table(fine, n=range(8)))


def test_columns_of_a_row_put_back_follow_it(table, mended, seen):
    right = [(116.5 + i / 37, -1.1 - i / 53) for i in range(20)]
    given = [*right[:19], (-right[19][0], right[19][1])]
    held = {"lon": [x for x, _ in given], "lat": [y for _, y in given]}
    before = table([shapely.Point(p) for p in given], **held)
    assert "columns 'lon', 'lat' follow" in seen(before, "sign-flipped").message
    after = mended(before, "sign-flipped")
    assert after.values("lat").tolist() == [y for _, y in right]
    assert after.values("lon").tolist() == [x for x, _ in right]
