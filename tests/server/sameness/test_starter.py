"""Every vector layer of the starter region reads the same in every way, on both stores."""

from __future__ import annotations

import os

import numpy as np
import shapely

import layers
from server.app import create_app
from server.config import ServerSettings

# All of each layer, by `make faults`; else as many as show every kind of value.
WHOLE = os.environ.get("PENYANGGA_WHOLE") == "1"
SAMPLE = 20


def test_every_layer_reads_the_same(starter_workspace, both_stores, hold_all_ways):
    starter = layers.open(starter_workspace)
    catalogues, clients = both_stores
    checked = 0
    for layer in starter.layers():
        if layer.kind != "vector":
            continue
        frame = starter[layer.id].read()
        if not WHOLE and len(frame) > SAMPLE:
            frame = frame.iloc[np.linspace(0, len(frame) - 1, SAMPLE).astype(int)]
        for catalogue in catalogues.values():
            catalogue.write(layer, frame)
        checked += hold_all_ways(catalogues["geopackage"], clients, layer.id)
    starter.close()
    assert checked >= 13 * 14


def test_the_service_counts_and_bounds_what_the_library_reads(starter_workspace):
    starter = layers.open(starter_workspace)
    client = create_app(ServerSettings(starter_workspace)).test_client()
    for layer in starter.layers():
        if layer.kind != "vector":
            continue
        frame = starter[layer.id].read(properties=())
        one = client.get(f"/collections/{layer.id}").get_json()
        page = client.get(f"/collections/{layer.id}/items?limit=1").get_json()
        assert one["numberOfFeatures"] == page["numberMatched"] == len(frame)
        bounds = shapely.total_bounds(frame.geometry.array)
        assert one["extent"]["spatial"]["bbox"][0] == list(bounds)
    starter.close()
