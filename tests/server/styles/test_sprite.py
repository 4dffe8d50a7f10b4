"""The sprite: every pattern lies where the index says, whatever the screen."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from layers.colours import N_PATTERNS
from server.styles.sprite import INK, sprite_index, sprite_picture


@pytest.mark.parametrize("scale", [1, 2])
def test_every_pattern_is_where_the_index_says(scale):
    read = np.asarray(Image.open(io.BytesIO(sprite_picture(scale))).convert("RGBA"))
    index = sprite_index(scale)
    assert list(index) == [f"pattern-{k}" for k in range(1, N_PATTERNS + 1)]
    parts = [read[:, p["x"] : p["x"] + p["width"]] for p in index.values()]
    assert all(part.shape == (16 * scale, 16 * scale, 4) for part in parts)
    assert len({part.tobytes() for part in parts}) == N_PATTERNS
    inks = {tuple(c) for part in parts for c in part.reshape(-1, 4).tolist() if c[3]}
    assert inks == {INK}
    assert {place["pixelRatio"] for place in index.values()} == {scale}
