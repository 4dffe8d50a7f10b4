"""Hostile and damaged rasters: sizes that lie, files cut off, numbers that are none."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}
HEAD = "ncols {0}\nnrows {1}\nxllcorner 116\nyllcorner -1\ncellsize 0.01\nNODATA_value -9999\n"


def hostile(name: str, code: str = ""):
    """Register a builder: file name, bytes, and the code it must be refused with ("" for any)."""

    def register(build: Callable[..., bytes]) -> Callable[..., bytes]:
        BUILDERS[build.__name__] = (name, build, code)
        return build

    return register


def tiff(width=8, height=8, **more) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tif"
        profile = {
            "driver": "GTiff", "width": width, "height": height, "count": 1, "dtype": "uint8",
            "crs": "EPSG:4326", "transform": Affine(0.01, 0, 116, 0, -0.01, 0),
        }  # fmt: skip
        with rasterio.open(path, "w", **profile | more) as out:
            if width * height < 10_000:
                out.write(np.ones((1, height, width), dtype="uint8"))
        return path.read_bytes()


@hostile("a.tif")
def tiff_of_noise(canary):
    return b"II*\x00" + bytes(range(256)) * 4


@hostile("a.tif")
def tiff_of_a_head_only(canary):
    return b"II*\x00\x08\x00\x00\x00"


@hostile("a.tif")
def tiff_cut_off(canary):
    return tiff()[:150]


@hostile("a.tif")
def tiff_whose_directory_points_at_itself(canary):
    return b"II*\x00" + struct.pack("<IHHHIII", 8, 1, 256, 3, 1, 8, 8)


@hostile("a.tif")
def tiff_of_forty_gigapixels(canary):
    return tiff(200_000, 200_000, sparse_ok=True, tiled=True, blockxsize=4096, blockysize=4096)


@hostile("a.tif")
def tiff_without_a_crs(canary):
    return tiff(crs=None)


@hostile("a.asc")
def grid_of_a_billion_columns(canary):
    return HEAD.format(10**9, 10**9).encode() + b"1 2 3\n"


@hostile("a.asc")
def grid_of_negative_size(canary):
    return HEAD.format(-4, 4).encode() + b"1 2 3 4\n" * 4


@hostile("a.asc")
def grid_with_too_few_numbers(canary):
    return HEAD.format(4, 4).encode() + b"1 2 3 4\n"


@hostile("a.asc")
def grid_of_words(canary):
    return HEAD.format(2, 2).encode() + b"satu dua\ntiga empat\n"


@hostile("a.asc")
def grid_whose_cells_are_infinite(canary):
    return HEAD.replace("0.01", "inf").format(2, 2).encode() + b"1 2\n3 4\n"


@hostile("N00E116.hgt")
def hgt_of_an_odd_size(canary):
    return bytes(1001)


@hostile("nowhere.hgt")
def hgt_whose_name_is_no_place(canary):
    return bytes(1201 * 1201 * 2)


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse, canary, tmp_path, which):
    name, build, _ = BUILDERS[which]
    path = tmp_path / name
    path.write_bytes(build(canary))
    refuse(path)


def test_hostile_files_by_command(refuse_by_command):
    refuse_by_command(BUILDERS)
