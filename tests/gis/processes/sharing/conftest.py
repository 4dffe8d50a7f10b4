"""A tiny region whose middle street cars may use, and questions about it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis.processes.sharing.capacity import Capacities
from gis.processes.sharing.reckoning import Question
from layers.testing import SIDE, SOUTH, WEST, add_tiny_wards, fill_tiny_region

MIDDLE = SOUTH + SIDE / 2


@pytest.fixture(scope="module")
def streets(tmp_path_factory):
    """The tiny region with a street and wards."""
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("sharing"), create=True))
    add_tiny_wards(tiny)
    yield tiny
    tiny.close()


@pytest.fixture
def question(streets):
    """Ask about facilities along the street, at degrees east of its western end."""

    def ask(east, amount, *, chosen=None, **given):
        frame = streets["districts"].read()
        mask = np.ones(len(frame), bool) if chosen is None else np.array(chosen)
        amounts = np.array(amount, float)
        held = Capacities(
            used=np.ones(len(amounts), bool),
            amount=amounts,
            unit=given.pop("unit", "beds"),
            by_standard=np.zeros(len(amounts), bool),
            left_out=(),
            standards={},
        )
        spots = shapely.points([(WEST + x, MIDDLE) for x in east])
        names = [f"S{k}" for k in range(len(east))]
        sites = gpd.GeoDataFrame({"name": names}, geometry=spots, crs=4326)
        usual = {"limit_s": 24 * 3600.0, "method": "2sfca", "people_per_unit": None}
        return Question(held, sites, frame[mask], mask, **(usual | given))

    return ask
