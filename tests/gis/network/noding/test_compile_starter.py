"""The starter region's roads, compiled: one mainland network, and who hangs loose."""

from __future__ import annotations

import numpy as np
import pytest

import layers
from gis.network import audit_network, compile_network, snap, suspected_bridges, unconnected
from layers.infrastructure.travel import mode


@pytest.fixture
def region(starter_workspace):
    """Roads, waterways, facilities and villages of the region."""
    workspace = layers.open(starter_workspace)
    yield {
        name: workspace[name].read() for name in ("roads", "waterways", "facilities", "villages")
    }
    workspace.close()


def test_the_region_is_one_network_but_for_its_islands(region):
    made = compile_network(region["roads"], mode=mode("car"))
    told = audit_network(made.network).to_dict()
    assert made.report.n_lines == len(region["roads"])
    assert {e.code for e in made.report.exclusions} == {"not-open"}
    assert told["largest_share"] > 0.95
    assert told["n_components"] < 20
    assert told["n_gaps"] == 0
    assert told["length_km"] == pytest.approx(region["roads"].length_m.sum() / 1000, rel=0.01)


def test_facilities_are_told_near_or_far(region):
    network = compile_network(region["roads"], mode=mode("car")).network
    points = region["facilities"].geometry.representative_point()
    on = snap(network, points, limit_m=5_000, access_kmh=4.5)
    assert len(on) == len(points)
    assert 0.5 < (on.edge >= 0).mean() <= 1
    assert np.nanmax(on.distance_m) <= 5_000
    loose = unconnected(network, points, limit_m=5_000)
    assert set(loose) == set(np.flatnonzero((on.edge < 0) | (on.component > 0)))


def test_bridges_are_suspected_over_rivers_only(region):
    network = compile_network(region["roads"], mode=mode("car")).network
    rivers = region["waterways"]
    found = suspected_bridges(network, rivers, width_m=3_000, detour_m=20_000)
    assert (found.distance_m <= 3_000).all()
    water = rivers.geometry.union_all()
    assert all(leg.intersects(water) for leg in found.legs())
