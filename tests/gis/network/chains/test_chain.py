"""A chain tells what its edges and lines are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.network.chains import Part, snap_chain
from gis.network.service import service_areas


def test_lines_stand_for_rows(random_world):
    world = random_world(11)
    chain = world.chain("klotok", "speedboat")
    network = chain.network
    assert len(chain.lines.row) == len(chain.lines.boarding_s) == len(chain.lines.half_width_m)
    assert network.vertex_line.max() < len(chain.lines.row)
    kinds = np.array([part.kind for part in chain.parts])[chain.edge_part]
    row = chain.lines.row[network.vertex_line[network.vertex_offsets[:-1]]]
    assert row[kinds == "land"].max() < world.roads.n_edges
    wet = np.isin(kinds, ["water", "crossing"])
    assert row[wet].max() < len(world.waterways)
    assert (chain.lines.boarding_s[network.vertex_line[network.vertex_offsets[:-1]]][wet] > 0).all()
    assert row[np.isin(kinds, ["approach", "boarding"])].max() < len(chain.landings)


def test_boats_add_no_ground_to_service_areas(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    areas = service_areas(chain.ashore(), places.one(0).leaving, limits_s=[1_800], width_m=50)
    assert areas["reached_km"][0] == pytest.approx(0.8, abs=0.001)
    ground = areas.geometry.iloc[0]
    assert ground.covers(brook.points[1])
    assert not ground.intersects(shapely.Point(117.009, 0))


def test_edges_of_kinds(brook):
    chain = brook.chain()
    assert chain.edges_of("land").tolist() == [True, True] + [False] * 7
    assert chain.edges_of("land", "water", "approach", "boarding").all()
    assert isinstance(chain.parts[0], Part)
    assert chain.network.frontage.tolist() == [True] * 5 + [False] * 4
