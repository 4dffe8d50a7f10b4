"""Waterways of a real extract of OpenStreetMap, which says little of boats."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import EmptyInputError
from gis.network import compile_network
from gis.network.chains import (
    When,
    compile_water,
    join_chain,
    modelled_landings,
    nearest_by_chain,
    snap_chain,
)
from layers import ingest
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode


@pytest.fixture
def town(workspace, shared_data):
    """Roads and waterways of a town in the Andes."""
    source = shared_data / "osm" / "duitama.osm.pbf"
    for layer_id in ("roads", "waterways"):
        ingest.add(workspace, source, layer_id=layer_id)
    return {layer_id: workspace[layer_id].read() for layer_id in ("roads", "waterways")}


def test_rivers_without_a_word_on_boats(town):
    walk = mode("walk")
    roads = compile_network(town["roads"], mode=walk, bad_speeds="exclude").network
    silent = compile_water(town["waterways"], boat=boat("klotok"), rider=walk)
    assert silent.is_empty
    reasons = {e.code: len(e.rows) for e in silent.report.exclusions}
    assert sum(reasons.values()) == len(town["waterways"])
    assert reasons["navigable-unknown"] > 0
    with pytest.raises(EmptyInputError, match="navigability not known"):
        join_chain(roads, [silent], mode=walk)

    water = compile_water(
        town["waterways"], boat=boat("klotok"), rider=walk, when=When(unknown="allow")
    )
    assert water.report.n_used == reasons["navigable-unknown"]
    jetties = modelled_landings(roads, water, within_m=100, apart_m=1_000)
    assert len(jetties) > 3
    chain = join_chain(roads, [water], mode=walk, jetties=jetties, water_m=100)
    points = jetties.geometry.iloc[:20]
    places = snap_chain(chain, points, limit_m=500, access_kmh=4.5)
    found = nearest_by_chain(chain, places.one(0), places).found.seconds
    assert np.isfinite(found).sum() > 0.5 * len(points)
