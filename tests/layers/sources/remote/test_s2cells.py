"""Cells checked against the names of real files, and against a table made with the s2sphere package."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sources.remote.s2cells import cell_ids, tokens

# lon, lat, level, id: from s2sphere 0.2.5.
KNOWN = [
    (116.83, -1.26, 4, 0x2DF0000000000000),
    (-70.65, -33.45, 7, 0x9662C00000000000),
    (0.5, 0.5, 12, 0x1000511000000000),
    (-0.5, -0.5, 30, 0x055504445438AAC1),
    (179.9, 10.0, 4, 0x6530000000000000),
    (-179.9, -10.0, 7, 0x702AC00000000000),
    (12.3, 89.9, 12, 0x4555565000000000),
    (-45.6, -89.9, 30, 0xBAAAABF934A6062B),
    (90.1, 45.1, 4, 0x5D50000000000000),
    (-90.1, -45.1, 7, 0xA2AAC00000000000),
    (45.0, 35.0, 12, 0x15555FF000000000),
    (135.2, -35.3, 30, 0x6AAAB3C46B4190DB),
]


@pytest.mark.parametrize(("lon", "lat", "level", "wanted"), KNOWN)
def test_ids(lon, lat, level, wanted):
    assert int(cell_ids(np.array([lon]), np.array([lat]), level)[0]) == wanted


@pytest.mark.parametrize(
    ("lon", "lat", "token"),
    [
        (119.42, -5.14, "2db"),  # Makassar
        (110.42, -6.99, "2e7"),  # Semarang
        (104.03, 1.08, "31d"),  # Batam
        (104.75, -2.99, "2e3"),  # Palembang
        (-70.65, -33.45, "967"),  # Santiago
    ],
)
def test_names_of_real_files(lon, lat, token):
    assert tokens((lon, lat, lon + 0.001, lat + 0.001), 4) == [token]


def test_the_whole_of_east_kalimantan():
    assert tokens((113.5, -4.3, 119.1, 4.5), 4) == ["2d9", "2df", "321", "323", "325", "327"]


def test_a_face_is_a_cell_of_level_0():
    ids = cell_ids(
        np.array([0.0, 90.0, 0.0, 180.0, -90.0, 0.0]), np.array([0, 0, 90, 0, 0, -90.0]), 0
    )
    assert [f"{int(i):016x}".rstrip("0") for i in ids] == ["1", "3", "5", "7", "9", "b"]


@settings(deadline=None, max_examples=30)
@given(st.floats(95, 139), st.floats(-10, 9), st.floats(0.001, 3), st.floats(0.001, 3))
def test_every_point_of_the_box_is_in_one_of_the_cells(west, south, width, height):
    found = set(tokens((west, south, west + width, south + height), 4))
    share = np.random.default_rng(5).random((2, 300))
    ids = cell_ids(west + share[0] * width, south + share[1] * height, 4)
    assert {f"{int(i):016x}".rstrip("0") for i in ids} <= found
