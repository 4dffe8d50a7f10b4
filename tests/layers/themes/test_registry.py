"""The registry: which theme a layer has."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.themes import theme_of


@pytest.mark.parametrize(
    ("layer_id", "asked", "theme"),
    [
        ("villages", None, "regions"),
        ("facilities", None, "facilities"),
        ("ports", None, "generic"),
        ("ports", "facilities", "facilities"),
        ("villages", "generic", "generic"),
        ("x", "boundaries", "regions"),
    ],
)
def test_theme(layer_id, asked, theme):
    assert theme_of(layer_id, asked) == theme


def test_unknown_theme():
    with pytest.raises(SchemaError, match="wanted one of") as caught:
        theme_of("x", "castles")
    assert caught.value.code == "theme-unknown"


def test_generic_layers_keep_their_columns(fitted):
    result = fitted({"a": [1], "b": ["x"]}, "generic")
    assert [(f.name, f.type, f.title.en) for f in result.fields] == [
        ("a", "integer", "A"),
        ("b", "text", "B"),
    ]
    assert result.findings == ()
