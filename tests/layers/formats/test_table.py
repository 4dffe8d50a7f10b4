"""Blocks of a table: each feature once, in order, whatever their size."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely

from layers.errors import QueryError
from layers.formats import Selection
from layers.formats.table import free_name, table
from layers.query import Query
from layers.reference import offered


@pytest.mark.parametrize("size", [1, 3, 8, 100])
def test_blocks_hold_every_feature_once(packed, size):
    selection = Selection(packed)
    blocks = list(selection.blocks(size))
    assert np.concatenate(blocks).tolist() == selection.positions.tolist()
    assert packed.ids[selection.positions].tolist() == list(range(1, 9))


def test_an_empty_selection_is_one_empty_block(packed):
    selection = Selection(packed, Query(filter="whole = 99"))
    assert selection.n == 0
    assert selection.is_placed
    assert [len(block) for block in selection.blocks()] == [0]
    assert table(selection).read_all().num_rows == 0


def test_a_table_has_ids_typed_columns_and_wkb(packed):
    found = table(Selection(packed)).read_all()
    assert found.column_names == [
        "id_", "id", "text", "whole", "number", "flag", "day", "moment", "geometry",
    ]  # fmt: skip
    assert found.schema.field("day").type == pa.date32()
    assert found.schema.field("moment").type == pa.timestamp("ms", "UTC")
    assert found.column("whole").to_pylist()[:3] == [2**53 + 1, -5, None]
    assert shapely.from_wkb(found.column("geometry")[5].as_py()).x == 115.5
    assert table(Selection(packed), "fid").schema.names[0] == "fid"


def test_not_all_have_a_place(packed):
    assert not Selection(packed).is_placed
    assert Selection(packed, Query(bbox=(115, -2, 121, 2))).is_placed


def test_what_is_chosen_already_is_taken_and_shapes_are_reshaped(packed):
    chosen = packed.positions(Query())[::-1]
    moved = Selection(
        packed, chosen=chosen, reshape=lambda s, order: s, system=offered()["EPSG:3857"]
    )
    assert moved.positions.tolist() == chosen.tolist()
    assert moved.shapes(chosen[:1])[0].equals(shapely.Point(116, 0))


def test_names_are_kept_apart_whatever_their_case():
    assert free_name("id", ("name",)) == "id"
    assert free_name("id", ("ID", "id_")) == "id__"


def test_an_unknown_field_is_refused(packed):
    with pytest.raises(QueryError, match="unknown property 'nope'"):
        _ = Selection(packed, Query(properties=("nope",))).positions
    with pytest.raises(QueryError, match="unknown property 'nope'"):
        _ = Selection(packed, Query(sortby=(("nope", False),))).positions
