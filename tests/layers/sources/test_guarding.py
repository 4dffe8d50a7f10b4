"""Guards of coordinates: what stops a file is told in both languages, with what would fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from layers.errors import CRSError, LayersError, SourceError
from layers.sources import guarding
from layers.sources.reading import Reading, geometry_array

DEGREES = pyproj.CRS(4326)
PLACE = (116.7, -0.97)


def extents(*pairs) -> np.ndarray:
    return shapely.bounds(geometry_array([shapely.Point(p) for p in pairs]))


def reading(*pairs) -> Reading:
    shapes = geometry_array([shapely.Point(p) for p in pairs])
    return Reading(pd.DataFrame(index=range(len(pairs))), shapes, np.arange(1, 2), "CSV")


def refused(kind, guard, *arguments) -> LayersError:
    with pytest.raises(kind) as caught:
        guard(*arguments)
    return caught.value


def test_each_guard_says_in_both_languages_what_is_wrong_and_what_would_fit():
    metres = pyproj.Transformer.from_crs(4326, 32750, always_xy=True).transform(*PLACE)
    faults = [
        refused(CRSError, guarding.guard_units, pyproj.CRS(32750), extents(PLACE), None),
        refused(CRSError, guarding.guard_zone, pyproj.CRS(32650), extents(metres), None),
        refused(CRSError, guarding.guard_axes, extents(metres), DEGREES, None),
        refused(CRSError, guarding.guard_axes, extents(PLACE[::-1]), DEGREES, None),
        refused(SourceError, guarding.guard_sign, reading(PLACE), extents((116.7, 4.9)), None),
    ]
    assert [fault.code for fault in faults] == [
        *("crs-mismatch", "crs-wrong-zone", "crs-mismatch", "axes-swapped", "sign-lost")
    ]
    english, indonesian = zip(*((f.text.en, f.text.id) for f in faults), strict=True)
    assert "are degrees; by where the data would fall: EPSG:4326" in english[0]
    assert "adalah derajat; menurut letak data: EPSG:4326" in indonesian[0]
    assert "milik zona selatan" in indonesian[1]
    assert "of the southern zone" in english[1]
    assert "ini meter, bukan derajat EPSG:4326" in indonesian[2]
    assert "sumbu tampaknya tertukar" in indonesian[3]
    assert "--fix axes-swapped" in indonesian[3]
    assert "Tanda minus tampaknya hilang" in indonesian[4]


@pytest.mark.parametrize("named", ["EPSG:4326"])
def test_who_names_the_system_is_believed(named):
    guarding.guard_units(pyproj.CRS(32750), extents(PLACE), named)
    guarding.guard_sign(reading(PLACE), extents((116.7, 4.9)), named)
    assert guarding.mirrored(reading(PLACE), extents((116.7, 4.9)), named) is None


def test_nothing_to_guard():
    nothing = np.empty((0, 4))
    guarding.guard_units(pyproj.CRS(32750), nothing, None)
    guarding.guard_zone(pyproj.CRS(32750), nothing, None)
    guarding.guard_axes(nothing, DEGREES, None)
    assert not guarding.are_swapped(nothing, None)
    assert guarding.mirrored(reading(), nothing, None) is None


def test_names_of_systems():
    assert guarding.label(pyproj.CRS(32750)) == "EPSG:32750 (WGS 84 / UTM zone 50S)"
    assert guarding.is_storage(pyproj.CRS("OGC:CRS84"))
    assert not guarding.is_storage(pyproj.CRS(32750))
