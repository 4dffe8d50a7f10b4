"""Small OpenStreetMap files made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
import pytest
from osmium.osm import mutable

from layers.sources.limits import Limits
from layers.sources.osm import extract, theme

Write = Callable[..., Path]


@pytest.fixture
def osm_file(tmp_path: Path) -> Write:
    """Write nodes {id: (lon, lat)}, tagged nodes, ways and relations; give the path."""

    def write(
        nodes: dict[int, tuple[float, float]] | None = None,
        *things: Any,
        name: str = "small.osm.pbf",
        moment: str = "",
    ) -> Path:
        path = tmp_path / name
        header = osmium.io.Header()
        if moment:
            header.set("osmosis_replication_timestamp", moment)
        with osmium.SimpleWriter(str(path), 1 << 20, header, overwrite=True) as out:
            for node, place in (nodes or {}).items():
                out.add_node(mutable.Node(id=node, location=place, version=1))
            for thing in things:
                out.add(thing)
        return path

    return write


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Any]:
    """Read one theme of a file in this process."""

    def run(path: Path, name: str, *, layer_id: str = "", **options: Any) -> Any:
        chosen = theme.choose(layer_id, name)
        return extract.read(path, tmp_path, chosen, options.pop("limits", Limits()), **options)

    return run
