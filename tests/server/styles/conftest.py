"""Layers of every shape, and how many classes their styles take."""

from __future__ import annotations

import pytest

from layers import Field, Layer, Schema, Text
from layers.schema import GeometryType
from layers.zoning.codes import subzones


def drawn(
    layer_id: str, geometry: GeometryType, classes: dict[str, str], **styling: object
) -> Layer:
    field = Field("class", "text", Text("Kelas", "Class"))
    name = Field("name", "text", Text("Nama", "Name"))
    listed = [
        {"value": v, "label": {"id": f"{v} <i>", "en": f'{v} & "e"'}, "colour": c}
        for v, c in classes.items()
    ]
    hints = {"class_field": "class", "classes": listed, "label_field": "name", **styling}
    return Layer(
        layer_id,
        Text(layer_id, layer_id),
        str(styling.get("theme", "assets")),
        Schema((field, name), geometry),
        styling=hints,
        bbox=(116.0, -2.0, 117.0, 1.0),
        n_features=3,
    )


@pytest.fixture
def areas() -> Layer:
    """Areas in the 62 official colours of sub-zones."""
    colours = {code: zone.colour for code, zone in subzones().items()}
    return drawn("zones", "MultiPolygon", colours, theme="zoning", label_field="class")


@pytest.fixture
def lines() -> Layer:
    return drawn("ways", "LineString", {"a": "#b4530a", "b": "#8a5a2b"}, width=2)


@pytest.fixture
def points() -> Layer:
    return drawn("spots", "Point", {"a": "#112233", "b": "#445566"}, minzoom=8)


@pytest.fixture
def mixed() -> Layer:
    return drawn("anything", "Geometry", {"a": "#112233", "b": "#122334"})


@pytest.fixture
def plain() -> Layer:
    layer = drawn("plain", "Polygon", {})
    return layer.with_(styling={"colour": "#aabbcc"})
