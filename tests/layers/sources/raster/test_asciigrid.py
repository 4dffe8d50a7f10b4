"""ASCII grids: every token read, every head understood or refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.raster import asciigrid
from layers.sources.reading import silent

HEAD = "ncols 3\nnrows 2\nxllcorner 116.0\nyllcorner -1.0\ncellsize 0.5\nNODATA_value -9999\n"
CELLS = "1 2 3\n4 -9999 6.5\n"


def head_of(tmp_path, text, companions=None):
    path = tmp_path / "a.asc"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return asciigrid.read(path, companions or {}, silent)


def cells_of(head):
    return np.concatenate(list(head.chunks(1)))


def test_a_plain_grid(tmp_path):
    head = head_of(tmp_path, HEAD + CELLS)
    assert (head.width, head.height, head.nodata, head.crs) == (3, 2, -9999, None)
    assert tuple(head.transform)[:6] == (0.5, 0, 116.0, 0, -0.5, 0.0)
    assert cells_of(head).tolist() == [[1, 2, 3], [4, -9999, 6.5]]


@pytest.mark.parametrize(
    "text",
    [
        HEAD.upper() + CELLS,
        HEAD.replace("\n", "\r\n") + CELLS.replace("\n", " \r\n"),
        HEAD + "1 2\n3 4 -9999\n\n6.5",
        HEAD.replace("cellsize 0.5", "dx 0.5\ndy 0.5") + CELLS,
        HEAD.replace("xllcorner 116.0", "xllcenter 116.25").replace(
            "yllcorner -1.0", "yllcenter -0.75"
        )
        + CELLS,
        HEAD.replace(".", ",") + CELLS.replace(".", ","),
    ],
)
def test_other_ways_to_write_the_same(tmp_path, text):
    head = head_of(tmp_path, text)
    assert tuple(head.transform)[:6] == (0.5, 0, 116.0, 0, -0.5, 0.0)
    assert cells_of(head).tolist() == [[1, 2, 3], [4, -9999, 6.5]]
    assert [f.code for f in head.findings] == (["decimal-comma"] if "116,0" in text else [])


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("ncols 3\nnrows 2\n" + CELLS, "source-unreadable", "lacks cellsize, xllcorner, yllcorner"),
        (HEAD.replace("ncols 3", "ncols x") + CELLS, "source-unreadable", "ncols 'x'; wanted a"),
        (HEAD.replace("ncols 3", "ncols 2.5") + CELLS, "source-unreadable", "2.5 rows or columns"),
        (HEAD.replace("nrows 2", "nrows 0") + CELLS, "source-unreadable", "0 rows or columns"),
    ],
)
def test_heads_that_say_too_little(tmp_path, text, code, words):
    with pytest.raises(SourceError, match=words) as caught:
        head_of(tmp_path, text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("1 2 3\n4 5\n", "promises 2 x 3 = 6 values, but there are 5"),
        ("", "but there are 0"),
        ("1 2 3\n4 5 6 7\n", "but there are more"),
        ("1 2 3\n4 five 6\n", "row 2, column 2 holds 'five'; wanted a number"),
        ("1 2 3\n4 5 6" + "9" * 5000, "longer than a number"),
    ],
)
def test_cells_that_do_not_fit_the_head(tmp_path, cells, words):
    head = head_of(tmp_path, HEAD + cells)
    with pytest.raises(SourceError, match=words):
        cells_of(head)


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), min_size=6, max_size=6),
    st.integers(20, 60),
)
@settings(deadline=None, max_examples=40)
def test_chunks_of_any_size_give_the_same_and_gdal_agrees(tmp_path_factory, values, size):
    path = tmp_path_factory.mktemp("asc") / "a.asc"
    path.write_text(HEAD + " ".join(repr(v) for v in values) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asciigrid, "CHUNK_BYTES", size)
        got = cells_of(asciigrid.read(path, {}, silent))
    assert got.ravel().tolist() == values
    with rasterio.open(path, driver="AAIGrid") as source:
        np.testing.assert_allclose(source.read(1), got.astype(np.float32), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("Projection    GEOGRAPHIC\nDatum WGS84\nUnits DD\n", "EPSG:4326"),
        ("Projection UTM\nZone 50\nDatum WGS84\nUnits METERS\nYshift 10000000\n", "EPSG:32750"),
        ("Projection UTM\nZone 50\nDatum WGS84\nUnits METERS\n", "EPSG:32650"),
        ("", None),
    ],
)
def test_projections_in_the_older_words(tmp_path, text, crs):
    path = tmp_path / "a.prj"
    path.write_text(text)
    assert asciigrid.projection(path) == crs
    assert head_of(tmp_path, HEAD + CELLS, {".prj": path}).crs == crs


def test_a_projection_as_wkt_is_handed_on(tmp_path):
    path = tmp_path / "a.prj"
    path.write_text('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]')
    assert asciigrid.projection(path).startswith("GEOGCS[")
