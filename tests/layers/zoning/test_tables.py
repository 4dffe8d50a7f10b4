"""Tables of zoning facts: complete, marked, with sources spelled out."""

from __future__ import annotations

import pytest

from layers.errors import SourceError
from layers.zoning import tables

NAMES = ("zones", "rtrw_codes", "attributes", "words", "phrases", "itbx")
TRUST = {"official", "open_data", "compiled", "modelled", "illustrative"}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_source_and_trust(name):
    rows = tables.table(name)
    assert rows
    assert all(row["trust"] in TRUST and len(row["source"]) > 3 for row in rows)


@pytest.mark.parametrize("name", ["zones", "rtrw_codes", "itbx"])
def test_keys_of_sources_are_spelled_out(name):
    for key in {row["source"] for row in tables.table(name)}:
        assert len(tables.source_text(key)) > 30


def test_text_that_is_no_key_stays():
    assert tables.source_text("Perda 1/2024") == "Perda 1/2024"


def test_a_frame_is_a_fresh_copy():
    first = tables.frame("zones")
    first.loc[0, "subzone_code"] = "changed"
    assert tables.frame("zones")["subzone_code"].iloc[0] == "BA"


def test_no_such_table():
    with pytest.raises(SourceError, match="no table of zoning facts 'x'"):
        tables.table("x")
