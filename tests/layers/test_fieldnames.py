"""Names of fields: safe, and each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.fieldnames import RESERVED, safe_names


@given(st.lists(st.text(max_size=60), max_size=12))
def test_safe_names_are_safe_and_different(titles):
    names = safe_names(titles)
    assert len(set(names)) == len(titles)
    for name in names:
        assert name.isascii()
        assert name.replace("_", "a").isalnum()
        assert not name[0].isdigit()
        assert name not in RESERVED


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("KDEPUM", "kdepum"),
        ("Nama Tempat", "nama_tempat"),
        ("id", "source_id"),
        ("bbox", "bbox_value"),
        ("next", "next_value"),
        ('a"; DROP TABLE x', "a_drop_table_x"),
        ("Périmètre", "perimetre"),
        ("x" * 80, "x" * 48),
        ("", "field_1"),
    ],
)
def test_names(title, name):
    assert safe_names([title]) == [name]
