"""Succession: which layer gave way, and boundaries that lost most of their units."""

from __future__ import annotations

import pytest

from layers.ingest.succession import succession
from layers.layer import Layer
from layers.schema import Schema, Text


def layer(theme: str, trust: str, n: int) -> Layer:
    schema = Schema((), "Polygon")
    return Layer("districts", Text("K", "D"), theme, schema, trust=trust, revision=2, n_features=n)


@pytest.mark.parametrize(
    ("theme", "n_held", "n_new", "codes"),
    [
        ("boundaries", 207, 212, ["layer-replaced"]),
        ("boundaries", 23, 12, ["layer-replaced"]),
        ("boundaries", 23, 11, ["layer-replaced", "units-fewer"]),
        ("boundaries", 0, 0, ["layer-replaced"]),
        ("facilities", 3869, 2, ["layer-replaced"]),
    ],
)
def test_what_is_told(theme, n_held, n_new, codes):
    found = succession(layer(theme, "modelled", n_held), layer(theme, "official", n_new), n_new)
    assert [f.code for f in found] == codes


def test_only_models_give_way():
    (found,) = succession(layer("roads", "official", 3), layer("roads", "official", 3), 3)
    assert found.said("en") == "revision 2 (official)"
    assert found.said("id") == "revisi 2 (official)"
