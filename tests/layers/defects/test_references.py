"""Reference systems by where data would fall, against pyproj."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.defects.references import candidates, candidates_said

PLACES = np.array([[116.7, -0.97], [117.1, -0.5], [116.8, -1.26]])


@pytest.mark.parametrize("epsg", [32750, 23839, 3857])
def test_the_true_system_is_the_first(epsg):
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*PLACES.T)
    found = candidates(np.array(x), np.array(y))
    assert epsg in [c.epsg for c in found][:2]
    (true,) = [c for c in found if c.epsg == epsg]
    assert (true.lon, true.lat) == pytest.approx((116.8, -0.97), abs=1e-5)
    assert f"EPSG:{epsg}" in candidates_said(np.array(x), np.array(y)).en


def test_degrees_are_degrees():
    assert [c.epsg for c in candidates(*PLACES.T)] == [4326]


@given(st.floats(94.5, 141.5), st.floats(-11.5, 7.5))
@settings(deadline=None, max_examples=25)
def test_every_zone_of_the_country_is_known(lon, lat):
    zone = int((lon + 180) // 6) + 1
    epsg = (32600 if lat >= 0 else 32700) + zone
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    from layers.defects import references

    one = references._candidate(epsg, np.array([x]), np.array([y]))
    assert epsg in list(references._asked(np.array([x]), np.array([y])))
    assert one.in_country == 1.0


def test_nothing_fits():
    assert candidates(np.array([]), np.array([])) == []
    assert candidates(np.array([np.nan]), np.array([np.nan])) == []
    assert candidates(np.array([9e9]), np.array([9e9])) == []
    assert "tidak ada sistem" in candidates_said(np.array([9e9]), np.array([9e9])).id
    assert "no usual system" in candidates_said(np.array([9e9]), np.array([9e9])).en
