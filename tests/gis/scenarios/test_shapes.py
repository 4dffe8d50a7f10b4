"""Geometries as people send them."""

import orjson
import pytest

from gis.errors import BadValueError
from gis.scenarios.shapes import shape_of

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


@pytest.mark.parametrize(
    "given", [SQUARE, orjson.dumps(SQUARE).decode(), {"type": "Feature", "geometry": SQUARE}]
)
def test_geojson_is_read_however_it_comes(given):
    assert shape_of(given).area == 0.5


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "POINT (1 1)",
        {"type": "Feature"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [200, 0]},
        {"type": "Point", "coordinates": [500000, 9800000]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "LineString", "coordinates": [[i / 1e6, 0] for i in range(20_001)]},
    ],
)
def test_what_is_no_shape_on_earth_is_refused(given):
    with pytest.raises(BadValueError):
        shape_of(given)
