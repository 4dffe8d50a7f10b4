"""Limits: they travel to the reading process and back unchanged."""

from __future__ import annotations

import json

from layers.sources.limits import Limits


def test_limits_survive_json():
    limits = Limits(vertices=7, wall_s=0.5)
    assert Limits(**json.loads(json.dumps(limits.to_dict()))) == limits


def test_documented_defaults():
    limits = Limits()
    assert (limits.vertices, limits.json_depth, limits.collection_depth) == (200_000, 64, 4)
    assert (limits.archive_members, limits.archive_ratio) == (200, 200)
    assert limits.memory_bytes == 2**31
