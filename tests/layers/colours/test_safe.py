"""Safe colours: everyone tells them apart, and they stay near the given ones."""

from __future__ import annotations

import numpy as np
import pytest

from layers.colours import (
    APART,
    MOST_SAFE,
    differences,
    lab,
    rgb,
    safe_classes,
    safe_colours,
    safe_steps,
)
from layers.landcover import LEGENDS, legend
from layers.zoning.codes import subzones


@pytest.mark.parametrize("name", ["common", "worldcover"])
def test_land_cover_is_told_apart_without_patterns(name):
    own = [one["colour"] for one in legend(name).map_classes(as_number=True)]
    safe, patterns = safe_classes(own)
    told = differences(safe)
    assert told[~np.eye(len(safe), dtype=bool)].min() >= APART
    assert set(patterns) == {0}
    # A class keeps the colour people know it by as far as that can be.
    far = np.linalg.norm(lab(rgb(own)) - lab(rgb(safe)), axis=1)
    assert np.median(far) < 45
    assert name in LEGENDS


def test_many_classes_share_colours_with_patterns():
    safe, patterns = safe_classes([code.colour for code in subzones().values()])
    assert len(set(safe)) <= 8
    assert len(set(zip(safe, patterns, strict=True))) == len(safe)


def test_degenerate_sets():
    assert safe_colours(()) == ()
    assert safe_classes([]) == ((), ())
    twice = safe_colours(("#ff0000",) * MOST_SAFE)
    assert len(set(twice)) == MOST_SAFE
    assert safe_colours(("#1b6e2e",)) == ("#1b6e2e",)


def test_steps_grow_darker():
    for n in range(1, 10):
        lightness = lab(rgb(safe_steps(n)))[:, 0]
        assert (np.diff(lightness) < 0).all()
