from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.sources import findings as say
from layers.sources.clipping import touching
from layers.sources.reading import Reading, geometry_array

BOX = (0.0, 0.0, 10.0, 10.0)


def reading(*shapes):
    rows = np.arange(1, len(shapes) + 1, dtype=np.int64)
    frame = pd.DataFrame({"name": [str(r) for r in rows]})
    return Reading(frame, geometry_array(shapes), rows, "test", n_read=len(rows))


def test_rows_inside_across_and_outside():
    shapes = [
        shapely.Point(5, 5),
        shapely.box(9, 9, 12, 12),
        shapely.Point(10, 10),
        shapely.Point(11, 5),
        None,
        shapely.Point(),
    ]
    kept = touching(reading(*shapes), BOX)
    assert kept.rows.tolist() == [1, 2, 3]
    assert kept.attributes["name"].tolist() == ["1", "2", "3"]
    assert kept.n_read == 6
    (found,) = kept.findings
    assert (found.code, found.severity) == ("outside-box", "note")
    assert "3 of 6 rows outside 0,0,10,10" in str(found.message)


def test_nothing_outside_says_nothing():
    assert touching(reading(shapely.Point(1, 1)), BOX).findings == ()
    assert touching(reading(), BOX).findings == ()


def test_a_bad_row_stays_to_be_told():
    bad = reading(None).with_(say.error(1, "bad-geometry", "no numbers"))
    assert touching(bad, BOX).rows.tolist() == [1]


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), max_size=20))
def test_keeps_what_intersects_the_box(points):
    shapes = [shapely.Point(p) for p in points]
    kept = touching(reading(*shapes), BOX).rows.tolist()
    assert kept == [i for i, p in enumerate(shapes, 1) if p.intersects(shapely.box(*BOX))]
