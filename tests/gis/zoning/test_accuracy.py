"""Accuracy: half a millimetre on the map, of the scale stated or prescribed."""

from __future__ import annotations

import pytest

from gis.errors import InputError
from gis.zoning.accuracy import accuracy_of


@pytest.mark.parametrize(
    ("kind", "region", "metres"),
    [
        ("rdtr", "", 2.5),
        ("rtrw", "", 25.0),
        ("rtrw", "64.09", 25.0),
        ("rtrw", "64.71", 12.5),
        ("rtrw", "64", 125.0),
    ],
)
def test_a_scale_that_is_not_stated_is_the_prescribed_one_and_says_so(kind, region, metres):
    found = accuracy_of(None, kind, region=region)
    assert found.metres == metres
    assert not found.is_stated
    assert "do not state the scale" in found.text.en
    assert "tidak disebut" in found.text.id
    assert "14/2021" in found.source


def test_a_stated_scale_is_taken():
    found = accuracy_of(10_000, "rdtr", source="RDTR Contoh")
    assert (found.metres, found.scale, found.is_stated, found.source) == (
        5.0,
        10_000,
        True,
        "RDTR Contoh",
    )
    assert found.text.en == "Lines of zones are accurate to 5 m: 0.5 mm at 1:10,000"
    assert found.to_dict()["scale_stated"] is True


@pytest.mark.parametrize("scale", [0, -5000, float("nan"), float("inf")])
def test_an_impossible_scale_is_refused(scale):
    with pytest.raises(InputError, match="wanted a number above 0"):
        accuracy_of(scale, "rdtr")
