"""The sprite: the patterns of areas in one picture, as maps ask for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from layers.colours.patterns import N_PATTERNS, SIDE_PX, pattern_mask
from layers.picturing.encoding import Palette, encoded
from server.styles.look import pattern_name

INK = (20, 33, 31, 100)


def sprite_index(scale: int) -> dict[str, Any]:
    """Give where each pattern lies in the picture.

    Parameters
    ----------
    scale
        1, or 2 for sharp screens.
    """
    side = SIDE_PX * scale
    return {
        pattern_name(k): {
            "x": (k - 1) * side,
            "y": 0,
            "width": side,
            "height": side,
            "pixelRatio": scale,
        }
        for k in range(1, N_PATTERNS + 1)
    }


@lru_cache(maxsize=2)
def sprite_picture(scale: int) -> bytes:
    """Give the picture as PNG."""
    masks = [pattern_mask(k, scale) for k in range(1, N_PATTERNS + 1)]
    palette = Palette.of(np.array([INK], np.uint8))
    return encoded(np.concatenate(masks, axis=1).astype(np.uint8), palette, "png")
