"""Outlines: the size that gives the hectares, or a clear refusal."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import LayersError
from layers.starter.ground.outlines import fitted, hectares


def disc(size: float) -> shapely.Polygon:
    return shapely.Point(117, 0).buffer(0.05 * size, quad_segs=64)


@pytest.mark.parametrize("factor", [0.1, 1.0, 9.0])
def test_fitted_hits_the_area(factor):
    wanted = hectares(disc(1.0)) * factor
    assert hectares(fitted(disc, wanted)) == pytest.approx(wanted, rel=1e-4)


def test_hectares_of_a_known_square():
    square = shapely.box(117.0, 0.0, 117.1, 0.1).segmentize(0.001)
    assert hectares(square) == pytest.approx(12_309, abs=1)


def test_too_large_an_area_is_refused():
    with pytest.raises(LayersError, match=r"no outline of 1000000000.0 ha fits here.*move"):
        fitted(disc, 1e9)
