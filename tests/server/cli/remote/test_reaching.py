from __future__ import annotations

import click
import pytest

import layers
from server.cli.remote.reaching import box_of, is_url


def test_what_is_a_url():
    assert is_url("https://a.example/x.geojson")
    assert is_url("HTTP://127.0.0.1:1/x")
    assert not is_url("ports.geojson")
    assert not is_url("C:/https.csv")
    assert not is_url("ftp://a.example/x")


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "3,2,1,4",
        "0,0,0,1",
        "0,0,181,1",
        "1e1,0,20,1",
        "",
    ],
)
def test_boxes_that_are_none(folder, text):
    if not text:
        assert box_of(layers.open(folder), text, None) is None
        return
    with pytest.raises(click.UsageError, match="wanted west,south,east,north"):
        box_of(layers.open(folder), text, None)


def test_a_box_in_numbers(folder):
    assert box_of(layers.open(folder), "116.5,-1.5, 117,-1", None) == (116.5, -1.5, 117.0, -1.0)


def test_the_box_of_a_region(folder):
    catalogue = layers.open(folder)
    region = catalogue["districts"].read()
    code = str(region["code"].iloc[0])
    wanted = region.geometry.iloc[0].bounds
    assert box_of(catalogue, None, code) == pytest.approx(wanted)


def test_a_region_that_is_not_there(folder):
    with pytest.raises(click.UsageError, match=r"no region of that code.*such as 64\.71"):
        box_of(layers.open(folder), None, "99.99")


def test_both_are_too_many(folder):
    with pytest.raises(click.UsageError, match="exclude each other"):
        box_of(layers.open(folder), "0,0,1,1", "64")
