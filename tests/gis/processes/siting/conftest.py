"""A region with one road, for new sites."""

from __future__ import annotations

import pytest

import layers
from layers.schema import Field, Schema, Text
from layers.testing import fill_tiny_region, write_street


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """Give the tiny region with a road through its middle, at 30 km/h; for reading only.

    `stated` holds the facilities with a state: the clinic is closed, a second one planned.
    """
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("siting"), create=True))
    write_street(tiny)
    handle = tiny["facilities"]
    frame = handle.read().assign(status="operating")
    frame.loc[frame["type"] == "klinik", "status"] = "closed"
    frame.loc[frame["name"] == "RS Dua", ["type", "status"]] = ["klinik", "planned"]
    fields = (*handle.layer.schema.fields, Field("status", "text", Text("Status", "Status")))
    schema = Schema(fields, handle.layer.schema.geometry)
    layer = handle.layer.with_(id="stated", schema=schema, revision=0)
    tiny.write(layer, frame, provenance={"source": "test"})
    yield tiny
    tiny.close()
