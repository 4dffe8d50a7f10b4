"""The whole region: what is in it, that it fits its descriptions, that it never changes."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest
import shapely

from layers.errors import LayerExistsError
from layers.starter import build, write_region
from layers.starter.region import STEPS

VECTORS = [
    "provinces",
    "regencies",
    "districts",
    "villages",
    "ikn_areas",
    "zoning",
    "spatial_plan",
    "roads",
    "waterways",
    "facilities",
    "settlements",
    "protected_areas",
    "assets",
]
RASTERS = ["land_cover_2017", "land_cover_2024", "population", "slope"]
COUNTS = {"provinces": 2, "regencies": 23, "districts": 261, "villages": 3046}


def digest(region) -> dict[str, str]:
    out = {}
    for layer, frame in region.vectors:
        text = frame.drop(columns="geometry").to_csv(index=True).encode()
        shapes = b"".join(shapely.to_wkb(frame.geometry.to_numpy()).tolist())
        out[layer.id] = hashlib.sha256(text + shapes).hexdigest()
    for layer, raster in region.rasters:
        place = repr((tuple(raster.transform), raster.nodata)).encode()
        out[layer.id] = hashlib.sha256(raster.values.tobytes() + place).hexdigest()
    return out


def test_every_layer_is_there(region):
    assert [layer.id for layer, _ in region.vectors] == VECTORS
    assert [layer.id for layer, _ in region.rasters] == RASTERS


def test_counts(frames):
    assert {k: len(frames[k]) for k in COUNTS} == COUNTS
    assert 2_500 <= len(frames["facilities"]) <= 4_500
    assert len(frames["zoning"]) >= 3_000
    assert 300 <= len(frames["assets"]) <= 1_000


@pytest.mark.parametrize("name", VECTORS)
def test_frames_fit_their_schema(region, name):
    layer, frame = next(pair for pair in region.vectors if pair[0].id == name)
    assert layer.schema.check(frame.columns) == []
    assert set(frame.columns) == {*layer.schema.names, "geometry"}
    assert layer.schema.check_codes(frame) == []
    assert frame.crs.to_epsg() == 4326
    assert set(frame.geom_type) == {layer.schema.geometry}
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert list(frame.index) == list(range(len(frame)))


@pytest.mark.parametrize("name", VECTORS)
def test_keys_are_unique(frames, name):
    assert frames[name]["code"].is_unique


def test_everything_says_where_it_comes_from(region):
    for layer, _ in (*region.vectors, *region.rasters):
        assert layer.source, layer.id
        assert layer.method, layer.id
        assert layer.licence, layer.id
        assert re.match(r"20\d\d", layer.data_date), layer.id
        assert layer.trust in ("modelled", "illustrative"), layer.id
        assert "model" in layer.description.id.lower(), layer.id
        assert "modelled" in layer.description.en.lower(), layer.id


def test_every_feature_has_a_trust_mark(frames):
    known = {"official", "open_data", "compiled", "modelled", "illustrative"}
    for name, frame in frames.items():
        assert set(frame["trust"]) <= known, name
        assert (frame["source"].str.len() > 0).all(), name


def test_styling_colours_every_value(region):
    for layer, frame in region.vectors:
        hints = layer.styling
        assert hints["shape"] in ("fill", "line", "circle"), layer.id
        assert hints["group"] in {
            "boundaries",
            "zoning",
            "infrastructure",
            "land",
            "population",
            "plan",
        }
        field = hints["class_field"]
        if field:
            coloured = {c["value"] for c in hints["classes"]}
            assert set(frame[field].dropna()) <= coloured, layer.id
            assert all(re.fullmatch(r"#[0-9A-Fa-f]{6}", c["colour"]) for c in hints["classes"])
            assert all(c["label"]["id"] and c["label"]["en"] for c in hints["classes"])
        else:
            assert re.fullmatch(r"#[0-9A-Fa-f]{6}", hints["colour"]), layer.id


def test_rasters_cover_the_land(rasters, land):
    west, south, east, north = land.bounds
    points = shapely.get_coordinates(shapely.boundary(land.buffer(-0.02)).segmentize(0.05))
    for name, raster in rasters.items():
        x0, y0, x1, y1 = raster.bounds
        assert x0 <= west, name
        assert y0 <= south, name
        assert x1 >= east, name
        assert y1 >= north, name
        columns, rows = (~raster.transform) @ (points[:, 0], points[:, 1])
        inside = raster.values[rows.astype(int), columns.astype(int)]
        assert (inside != raster.nodata).all(), name
        assert raster.values[0, 0] == raster.nodata, name


@pytest.mark.slow
def test_same_seed_same_bytes(region, workspace, monkeypatch):
    steps, made = [], []
    monkeypatch.setattr(
        "layers.starter.region.write_region", lambda _, again, *, seed: made.append(again)
    )
    build(workspace, progress=lambda *step: steps.append(step))
    assert digest(made[0]) == digest(region)
    assert steps == [(k, len(STEPS), label) for k, label in enumerate(STEPS)]


@pytest.mark.slow
def test_a_region_is_written_into_a_sound_workspace(workspace, region):
    write_region(workspace, region)
    assert sorted(workspace.ids()) == sorted([*VECTORS, *RASTERS])
    assert workspace.check() == []
    kept = workspace["villages"].read()
    made = next(frame for layer, frame in region.vectors if layer.id == "villages")
    assert kept["code"].tolist() == made["code"].tolist()
    assert np.array_equal(
        shapely.to_wkb(kept.geometry.to_numpy()), shapely.to_wkb(made.geometry.to_numpy())
    )
    size = sum(p.stat().st_size for p in workspace.path.rglob("*") if p.is_file())
    assert size < 60e6
    with pytest.raises(LayerExistsError, match=r"holds provinces, .*slope.*empty workspace"):
        build(workspace, progress=lambda *_: pytest.fail("it built before it looked"))
