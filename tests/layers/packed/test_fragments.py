"""Fragments are GeoJSON features, and the offsets say where each and its properties begin."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
import shapely

from layers.packed import fragments
from layers.packed.columns import encode_column
from layers.schema import Field, Text

SHAPES = np.array(
    [shapely.Point(117.1234567, -1.5), None, shapely.box(0, 0, 1, 1), shapely.Point()], dtype=object
)
IDS = np.array([7, 8, 9, 10])


def columns():
    name, open_ = Field("nama", "text", Text("n", "n")), Field("buka", "boolean", Text("b", "b"))
    return {
        "nama": encode_column(name, ['a "b", c', None, "\u2028", "é"]),
        "buka": encode_column(open_, [1, 0, None, 1]),
    }


@pytest.mark.parametrize("block", [1, 3, 20_000])
def test_every_fragment_is_its_feature_whatever_the_block(tmp_path, monkeypatch, block):
    monkeypatch.setattr(fragments, "BLOCK", block)
    fragments.write_fragments(tmp_path, SHAPES, IDS, columns())
    whole = (tmp_path / "fragments.bin").read_bytes()
    offsets, splits = np.load(tmp_path / "offsets.npy"), np.load(tmp_path / "splits.npy")
    features = [json.loads(whole[a : b - 1]) for a, b in itertools.pairwise(offsets)]
    assert [f["id"] for f in features] == IDS.tolist()
    assert [f["properties"]["nama"] for f in features] == ['a "b", c', None, "\u2028", "é"]
    assert [f["properties"]["buka"] for f in features] == [True, False, None, True]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [117.1234567, -1.5]}
    assert features[1]["geometry"] is None
    assert shapely.from_geojson(json.dumps(features[2]["geometry"])).equals(SHAPES[2])
    for a, b, feature in zip(splits, offsets[1:], features, strict=True):
        assert json.loads(whole[a : b - 2]) == feature["properties"]
    assert offsets[-1] == len(whole)


def test_features_without_columns_and_no_features_at_all(tmp_path):
    fragments.write_fragments(tmp_path, SHAPES[:1], IDS[:1], {})
    assert json.loads((tmp_path / "fragments.bin").read_bytes()[:-1])["properties"] == {}
    fragments.write_fragments(tmp_path, SHAPES[:0], IDS[:0], {})
    assert np.load(tmp_path / "offsets.npy").tolist() == [0]
