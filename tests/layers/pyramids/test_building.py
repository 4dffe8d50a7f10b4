"""A pyramid holds every tile that is not empty, as it is served, whoever reads the file."""

from __future__ import annotations

import gzip

import apsw
import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from layers.errors import QueryError
from layers.pyramids import build_pyramid, estimate_pyramid, open_pyramid
from layers.tiling import Share, joined_tile


def tiles_in(path):
    with path.open("rb") as file:
        return {place: gzip.decompress(data) for place, data in all_tiles(MmapSource(file))}


def test_every_tile_is_there_as_it_is_served(sources, archive):
    found = tiles_in(archive)
    shares = [Share(source) for source in sources]
    for zoom in range(6):
        for column in range(2**zoom):
            for row in range(2**zoom):
                served = joined_tile(shares, zoom, column, row).data
                assert found.get((zoom, column, row), b"") == served
    deepest = [place for place in found if place[0] == 9]
    for place in deepest[:20]:
        assert found[place] == joined_tile(shares, *place).data
    # The large area covers 3 × 3 degrees: 4.3 tiles of zoom 9 a side.
    assert 25 <= len(deepest) <= 36


def test_the_library_of_the_format_reads_header_and_description(sources, archive):
    with archive.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, told = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 9, True)
    assert header["min_lon_e7"] == 1_150_000_000
    assert header["addressed_tiles_count"] == len(tiles_in(archive))
    assert header["tile_contents_count"] < header["addressed_tiles_count"]
    names = [one["id"] for one in told["vector_layers"]]
    assert names == ["places", "ways", "areas", "areas_labels"]
    assert told["vector_layers"][0]["fields"] == {"name": "String", "n": "Number"}
    assert told["attribution"] == "© places; © ways; © areas"
    assert told["name"] == ", ".join(["Name of a layer"] * 3)
    assert set(told["revisions"]) == {"places", "ways", "areas"}


def test_gdal_reads_both_kinds_of_file(sources, archive, tmp_path):
    out = tmp_path / "region.mbtiles"
    built = build_pyramid(sources, out, (0, 9))
    assert built.file_bytes == out.stat().st_size
    for path in (archive, out):
        listed = dict(pyogrio.list_layers(path))
        assert {"places", "ways", "areas"} <= set(listed)
        frame = pyogrio.read_dataframe(path, layer="places", ZOOM_LEVEL="9")
        assert set(frame["n"]) == set(range(400))


def test_mbtiles_count_rows_from_the_south_and_keep_equal_tiles_once(sources, archive, tmp_path):
    out = tmp_path / "region.mbtiles"
    built = build_pyramid(sources, out, (0, 9))
    connection = apsw.Connection(str(out), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute("SELECT * FROM tiles").fetchall()
    flipped = {(z, x, 2**z - 1 - y): gzip.decompress(data) for z, x, y, data in rows}
    assert flipped == tiles_in(archive)
    ((kept,),) = connection.execute("SELECT count(*) FROM images").fetchall()
    assert kept < built.n_tiles == len(rows)
    told = dict(connection.execute("SELECT * FROM metadata").fetchall())
    assert (told["format"], told["minzoom"], told["maxzoom"]) == ("pbf", "0", "9")
    connection.close()


def test_the_same_layers_give_the_same_bytes(sources, archive, tmp_path):
    out = tmp_path / "again.pmtiles"
    told = []
    build_pyramid(sources, out, (0, 9), lang="en", threads=1, progress=lambda *a: told.append(a))
    assert out.read_bytes() == archive.read_bytes()
    assert told[-1][0] == told[-1][1] >= open_pyramid(out).n_tiles


def test_an_estimate_comes_near(sources, archive):
    expected = estimate_pyramid(sources, (0, 9))
    there = open_pyramid(archive)
    assert there.n_tiles <= expected.n_tiles <= 1.3 * there.n_tiles + 10
    assert 0.4 < expected.bytes / archive.stat().st_size < 2.5
    assert expected.seconds > 0


@pytest.mark.parametrize(
    ("name", "zooms", "told"),
    [
        ("a.zip", (0, 4), "choose .pmtiles or .mbtiles"),
        ("a.pmtiles", (5, 4), "zooms 5 to 4; wanted 0 <= least <= most <= 22"),
        ("a.pmtiles", (0, 23), "zooms 0 to 23"),
        ("a.pmtiles", (0, 22), "choose a smaller largest zoom"),
    ],
)
def test_refusals(sources, tmp_path, name, zooms, told):
    with pytest.raises(QueryError, match=told):
        build_pyramid(sources, tmp_path / name, zooms)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_draw(tmp_path):
    built = build_pyramid([], tmp_path / "a.pmtiles", (0, 3))
    assert built.n_tiles == 0
    assert open_pyramid(tmp_path / "a.pmtiles").tile(0, 0, 0) is None
