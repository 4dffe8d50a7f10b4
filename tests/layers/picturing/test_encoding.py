"""Files of pictures: Pillow reads what was written, whatever the palette's size."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from layers.picturing.encoding import Palette, encoded


@pytest.mark.parametrize("form", ["png", "webp"])
@pytest.mark.parametrize("n", [1, 15, 16, 255])
def test_pixels_come_back(form, n):
    rng = np.random.default_rng(n)
    colours = rng.integers(0, 256, (n, 4), np.uint8)
    colours[:, 3] = rng.integers(1, 256, n)
    palette = Palette.of(colours)
    indices = rng.integers(0, n + 1, (64, 64)).astype(np.uint8)
    read = np.asarray(Image.open(io.BytesIO(encoded(indices, palette, form))).convert("RGBA"))
    wanted = palette.colours[indices]
    seen = indices > 0
    assert (read[seen] == wanted[seen]).all()
    assert (read[~seen][:, 3] == 0).all()


def test_a_small_palette_makes_a_small_file():
    few = np.tile(np.arange(8, dtype=np.uint8), (256, 32))
    palette = Palette.of(np.zeros((8, 3), np.uint8))
    large = Palette.of(np.zeros((200, 3), np.uint8))
    assert len(encoded(few, palette, "png")) < len(encoded(few, large, "png"))
