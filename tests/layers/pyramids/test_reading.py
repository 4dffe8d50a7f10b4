"""A file is read by its map; what is damaged is refused, and no tile is taken for another."""

from __future__ import annotations

import gzip

import pytest
from pmtiles.reader import MmapSource, all_tiles

from layers.errors import SourceError
from layers.pyramids import open_pyramid


def test_every_tile_and_no_other(archive):
    pyramid = open_pyramid(archive)
    with archive.open("rb") as file:
        expected = {place: bytes(data) for place, data in all_tiles(MmapSource(file))}
    for zoom in range(7):
        for column in range(2**zoom):
            for row in range(2**zoom):
                found = pyramid.tile(zoom, column, row)
                assert (None if found is None else bytes(found)) == expected.get(
                    (zoom, column, row)
                )
    assert (pyramid.zooms, pyramid.n_tiles) == ((0, 9), len(expected))
    assert pyramid.bounds == (115.0, -2.0, 118.0, 1.0)
    assert pyramid.revisions["ways"][0] == 1


def test_leaves_are_read_too(archive, sources, tmp_path, monkeypatch):
    monkeypatch.setattr("layers.pyramids.directory.ROOT_BYTES", 60)
    monkeypatch.setattr("layers.pyramids.directory.LEAF_ENTRIES", 16)
    from layers.pyramids import build_pyramid

    out = tmp_path / "leaves.pmtiles"
    build_pyramid(sources, out, (0, 9), lang="en")
    plain, leafy = open_pyramid(archive), open_pyramid(out)
    with out.open("rb") as file:
        places = [place for place, _ in all_tiles(MmapSource(file))]
    assert len(places) == plain.n_tiles
    assert all(bytes(leafy.tile(*place)) == bytes(plain.tile(*place)) for place in places)


def test_damaged_files_are_refused(archive, tmp_path):
    whole = archive.read_bytes()
    cases = [
        b"",
        b"PMTiles",
        b"PMTiles\x02" + whole[8:],
        whole[:200],
        whole[: len(whole) // 2],
        whole[:127] + bytes(500) + whole[627:],
        whole[:98] + b"\x01" + whole[99:],
        gzip.compress(whole),
    ]
    path = tmp_path / "bad.pmtiles"
    for case in cases:
        path.write_bytes(case)
        with pytest.raises(SourceError, match=r"bad\.pmtiles: no PMTiles 3"):
            open_pyramid(path)
