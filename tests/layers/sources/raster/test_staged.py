"""Staged cells are taken over only as agreed on."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import SourceError
from layers.sources.raster.census import Census
from layers.sources.raster.staged import CELLS_FILE, collect


def report(**changes):
    raster = {
        "shape": [2, 3],
        "transform": [0.1, 0, 116, 0, -0.1, 0],
        "crs": "EPSG:4326",
        "dtype": "int16",
        "nodata": None,
        "census": Census().to_dict(),
        "palette": {},
        "band": 1,
        "source_dtype": "int16",
        **changes,
    }
    return {
        "refused": False,
        "findings": [],
        "driver": "GTiff",
        "layer": "a",
        "network": "none",
        "raster": raster,
    }


def test_cells_stay_when_the_folder_goes(tmp_path):
    cells = np.arange(6, dtype=np.int16).reshape(2, 3)
    (tmp_path / CELLS_FILE).write_bytes(cells.tobytes())
    staged = collect(report(), tmp_path)
    (tmp_path / CELLS_FILE).unlink()
    assert (staged.cells == cells).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": [2, 4]},
        {"shape": [0, 3]},
        {"dtype": "object"},
        {"dtype": "float64"},
        {"transform": [0.1, 0, float("nan"), 0, -0.1, 0]},
        {"transform": [0.1, 0, 116, 0, 0.1, 0]},
    ],
)
def test_what_was_not_agreed_on_is_refused(tmp_path, changes):
    (tmp_path / CELLS_FILE).write_bytes(bytes(12))
    with pytest.raises(SourceError) as caught:
        collect(report(**changes), tmp_path)
    assert caught.value.code == "staging-damaged"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SourceError):
        collect(report(), tmp_path)


def test_a_refused_raster_has_no_cells(tmp_path):
    assert collect({**report(), "refused": True}, tmp_path).cells is None
