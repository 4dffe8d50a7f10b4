"""Published areas: unit told from the polygons, differences by row."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import CRSError
from layers.zoning.extents import area_findings, area_unit


def squares(areas, column="luasha"):
    shapes = [shapely.box(1e7, 1e5 * k, 1e7 + 200, 1e5 * k + 100) for k in range(len(areas))]
    return gpd.GeoDataFrame(
        {column: areas}, geometry=shapes, crs=6933, index=range(1, len(areas) + 1)
    )


@pytest.mark.parametrize(
    ("areas", "unit"),
    [([2.0], "ha"), ([0.02], "km2"), ([20_000], "m2"), ([7.0], None), ([np.nan], None)],
)
def test_unit(areas, unit):
    assert area_unit(areas, [20_000.0]) == unit


def test_areas_that_agree():
    assert area_findings(squares([2.0, 2.009, None])) == []
    assert area_findings(squares([2.0], "other")) == []
    assert area_findings(squares([])) == []
    assert area_findings(squares([None, None])) == []


def test_an_area_that_differs_is_told_by_its_row():
    (found,) = area_findings(squares([2.0, 2.0, 2.5]))
    assert (found.row, found.code) == (3, "zone-area-differs")
    assert found.message == "LUASHA 2.5000, the polygon has 2.0000 ha"


def test_another_unit_is_told_once():
    (found,) = area_findings(squares([0.02, 0.02]))
    assert (found.row, found.code) == (None, "zone-area-unit")
    assert found.message == "LUASHA holds km2, its name says ha"


def test_a_missing_polygon_is_not_compared():
    frame = squares([2.0, 2.0])
    frame.loc[2, "geometry"] = None
    assert area_findings(frame) == []


def test_without_crs():
    with pytest.raises(CRSError):
        area_findings(squares([2.0]).set_crs(None, allow_override=True))
