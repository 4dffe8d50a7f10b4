"""Exactly one shape is drawn; none and several are told."""

from __future__ import annotations

import pytest
import shapely

from gis.errors import InputError
from gis.processes.drawn.shapes import shape_inputs, the_shape

NAMES = ("point", "line", "parcel")


def test_the_one_shape_is_given_with_its_name() -> None:
    assert [spec.id for spec in shape_inputs("parcel", "line")] == ["line", "parcel"]
    name, line = the_shape({"line": ((117.0, -1.0), (117.1, -1.0))}, NAMES)
    assert (name, line.wkt) == ("line", "LINESTRING (117 -1, 117.1 -1)")
    square = shapely.box(117, -1, 118, 0)
    assert the_shape({"parcel": square}, NAMES) == ("parcel", square)


def test_none_and_several_are_refused() -> None:
    with pytest.raises(InputError, match="given: none; wanted exactly one of point, line, parcel"):
        the_shape({}, NAMES)
    with pytest.raises(InputError, match="given: point, line; wanted exactly one"):
        the_shape({"point": (117.0, -1.0), "line": ((117.0, -1.0), (117.1, -1.0))}, NAMES)
