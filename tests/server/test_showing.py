"""The map in a notebook: served once, for reading, in a frame that others may show."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from layers.errors import LayersError
from layers.testing import copy_workspace
from server.showing import show


def test_a_frame_of_the_served_map(tiny, tmp_path: Path):
    frame = show(["roads", "districts"], tiny.path, bbox=(116.8, -1.3, 117.1, -1.2), language="en")
    # 0.3 degrees on 480 of the 512 pixels that the earth has at zoom 0.
    assert frame.address.endswith(
        "/map?l=roads,districts&embed=1&lang=en#map=10.14/-1.25000/116.95000"
    )
    assert frame.address in frame._repr_html_().replace("&amp;", "&")
    assert repr(frame) == f"Map at {frame.address}"
    with urllib.request.urlopen(frame.address, timeout=300) as answer:
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'self' *")
        assert b"Penyangga" in answer.read()
    again = show("roads", str(tiny.path), height_px=300)
    assert again.address.split("?")[0] == frame.address.split("?")[0]
    assert 'height="300"' in again._repr_html_()
    other = show("roads", copy_workspace(tiny.path, tmp_path / "other"))
    assert other.address.split("?")[0] != frame.address.split("?")[0]


def test_what_is_not_there_is_told(tiny, tmp_path: Path):
    with pytest.raises(LayersError, match="roadz"):
        show("roadz", tiny.path)
    with pytest.raises(LayersError):
        show("roads", tmp_path / "nowhere")
