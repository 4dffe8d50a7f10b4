"""Columns: the fields of each theme, and that no name is told to two fields unawares."""

from __future__ import annotations

import pytest

from layers.errors import SourceError
from layers.infrastructure.columns import fields_of
from layers.infrastructure.vocabulary import rows_of
from layers.sources.columns.attributes import safe_names
from layers.starter.lines.roads import LAYER as ROADS
from layers.starter.lines.waterways import LAYER as WATERWAYS
from layers.starter.people.assets import LAYER as ASSETS

THEMES = tuple(dict.fromkeys(row["theme"] for row in rows_of("fields")))


@pytest.mark.parametrize("theme", THEMES)
def test_aliases_are_names_as_an_import_makes_them(theme):
    for field in fields_of(theme).values():
        for alias in (field.name, *field.aliases):
            assert safe_names([alias]) in ([alias], [f"{alias}_value"]), alias
        assert len(set(field.aliases)) == len(field.aliases)


@pytest.mark.parametrize(
    ("theme", "layer"), [("roads", ROADS), ("waterways", WATERWAYS), ("assets", ASSETS)]
)
def test_fields_agree_with_the_starter_layer_they_replace(theme, layer):
    fields = fields_of(theme)
    for field in layer.schema.fields:
        if field.name in ("source", "trust"):
            continue
        ours = fields[field.name]
        assert (ours.type, ours.unit, ours.title) == (field.type, field.unit, field.title)
        assert set(field.codes or {}) <= set(ours.codes or {}), field.name
        for code, label in (field.codes or {}).items():
            assert ours.codes[code] == label


def test_a_theme_without_fields_is_refused():
    with pytest.raises(SourceError, match="no fields for theme 'x'; wanted one of roads"):
        fields_of("x")
