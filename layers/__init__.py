"""What is known about the region, and where it is kept.

>>> import layers
>>> layers.open("no-such-folder")
Traceback (most recent call last):
    ...
layers.errors.StoreError: no-such-folder: no workspace here (no region.gpkg); ...
"""

from __future__ import annotations

from layers.catalog import Catalogue, LayerHandle
from layers.catalog import open_workspace as open  # noqa: A004
from layers.errors import LayersError
from layers.layer import Layer, weakest_trust
from layers.packed import PackedLayer, Page
from layers.query import Query
from layers.raster import Raster
from layers.schema import Field, Schema, Text

__version__ = "0.1.0"
__all__ = [
    "Catalogue",
    "Field",
    "Layer",
    "LayerHandle",
    "LayersError",
    "PackedLayer",
    "Page",
    "Query",
    "Raster",
    "Schema",
    "Text",
    "open",
    "weakest_trust",
]
