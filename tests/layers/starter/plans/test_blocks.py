"""Blocks: a coverage of the plan area, small inside and large outside."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter.plans.blocks import Town, lay_blocks
from layers.starter.projection import to_metres

TOWN = Town("99.01", "Contoh", 117.0, -0.5, 4.0, 30.0)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_blocks_cover_the_disc():
    blocks = lay_blocks(TOWN, shapely.box(116, -2, 118, 1), rng())
    metric = to_metres(blocks.shapes)
    assert shapely.coverage_is_valid(blocks.shapes)
    assert shapely.area(metric).sum() == pytest.approx(np.pi * 4_000**2, rel=0.005)
    assert shapely.contains(blocks.shapes, blocks.middle).all()


def test_blocks_grow_outward():
    blocks = lay_blocks(TOWN, shapely.box(116, -2, 118, 1), rng())
    size = shapely.area(to_metres(blocks.shapes))
    inner, outer = blocks.rim_share < 0.25, blocks.rim_share > 0.7
    assert np.median(size[outer]) > 3 * np.median(size[inner])


def test_blocks_stop_at_the_shore():
    shore = shapely.box(116, -2, 117.0, 1)
    blocks = lay_blocks(TOWN, shore, rng())
    assert shapely.covers(shore.buffer(1e-6), blocks.shapes).all()
    assert shapely.area(to_metres(blocks.shapes)).sum() == pytest.approx(np.pi * 8e6, rel=0.01)


def test_same_state_same_blocks():
    a, b = (lay_blocks(TOWN, shapely.box(116, -2, 118, 1), rng()) for _ in range(2))
    assert shapely.to_wkb(a.shapes).tolist() == shapely.to_wkb(b.shapes).tolist()
