"""Gzip: one text comes out, counted while it does."""

from __future__ import annotations

import gzip

import pytest

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import gzipped


@pytest.fixture
def unpack(tmp_path):
    def run(content: bytes, name="397_buildings.csv.gz", limits=None):
        path = tmp_path / name
        path.write_bytes(content)
        return gzipped.unpack(path, tmp_path, limits or Limits())

    return run


def test_the_text_comes_out_under_a_plain_name(unpack):
    unpacked = unpack(gzip.compress(b"lon,lat\n116,0\n"))
    assert unpacked.path.read_bytes() == b"lon,lat\n116,0\n"
    assert (unpacked.path.name, unpacked.name) == ("0001.csv", "397_buildings")


def test_several_members_follow_each_other(unpack):
    assert unpack(gzip.compress(b"a\n") + gzip.compress(b"b\n")).path.read_bytes() == b"a\nb\n"


@pytest.mark.parametrize("name", ["a.gz", "a.tar.gz", "a.gpkg.gz", "a.csv.gz.gz"])
def test_only_texts(unpack, name):
    with pytest.raises(SourceError) as caught:
        unpack(gzip.compress(b"x"), name)
    assert caught.value.code == "driver-not-allowed"


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (gzip.compress(bytes(5_000_000)), Limits(), "archive-ratio"),
        (gzip.compress(b"x" * 101), Limits(file_bytes=100), "archive-too-big"),
        (gzip.compress(b"lon,lat\n" * 100)[:-9], Limits(), "archive-damaged"),
        (gzip.compress(b"lon,lat\n")[:-8] + bytes(8), Limits(), "archive-damaged"),
        (b"\x1f\x8b\x08 not so", Limits(), "archive-damaged"),
        (gzip.compress(b""), Limits(), "empty-file"),
    ],
    # The bytes hold the time they were made: names of their own keep the list the same.
    ids=["bomb", "long", "cut", "wrong sum", "not gzip", "empty"],
)
def test_refusals(unpack, content, limits, code):
    with pytest.raises(SourceError) as caught:
        unpack(content, limits=limits)
    assert caught.value.code == code
