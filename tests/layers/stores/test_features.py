"""Features ready for a store: checks, extent, chained hashes."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import shapely

from layers.errors import LayerExistsError, LayerNotFoundError, SchemaError
from layers.stores.features import Held, after_write, extent, from_rows, prepare, require_mode
from layers.testing import tiny_districts


def test_the_digest_depends_on_every_value_and_on_order():
    layer, frame = tiny_districts()
    base = prepare(layer, frame).digest()
    assert prepare(layer, frame.copy()).digest() == base
    assert prepare(layer, frame.iloc[::-1]).digest() != base
    assert prepare(layer, frame.assign(name=["Barat", "Tengah", "timur"])).digest() != base
    moved = frame.set_geometry(frame.geometry.translate(1e-12))
    assert prepare(layer, moved).digest() != base


def test_an_append_chains_its_hash_and_grows_count_and_extent():
    layer, frame = tiny_districts()
    first, before = after_write(
        layer, Held(), prepare(layer, frame.iloc[:1]), mode="create", moment="m"
    )
    rest = prepare(layer, frame.iloc[1:])
    stored, after = after_write(layer, Held.of(first, before), rest, mode="append", moment="n")
    assert (stored.revision, stored.n_features, stored.modified) == (2, 3, "n")
    assert stored.bbox == pytest.approx((116.8, -1.3, 117.1, -1.2))
    assert after == hashlib.sha256(before.encode() + rest.digest()).hexdigest()
    replaced, _ = after_write(layer, Held.of(first, before), rest, mode="replace", moment="n")
    assert replaced.n_features == 2


def test_an_append_to_nothing_hashes_as_a_create_does():
    layer, frame = tiny_districts()
    features = prepare(layer, frame)
    empty = Held(True, 1, "of nothing", 0, None)
    appended = after_write(layer, empty, features, mode="append", moment="")[1]
    assert appended == after_write(layer, Held(), features, mode="create", moment="")[1]


def test_the_extent_passes_over_empty_and_missing_ones():
    shapes = np.array([None, shapely.Point(), shapely.Point(3, 4)], dtype=object)
    assert extent(shapes) == (3, 4, 3, 4)
    assert extent(shapes, (0, 5, 1, 6)) == (0, 4, 3, 6)
    assert extent(shapes[:2]) is None


def test_modes_that_do_not_fit_are_refused():
    require_mode("a", Held(), "create")
    require_mode("a", Held(), "replace")
    require_mode("a", Held(True, 3), "append")
    with pytest.raises(LayerNotFoundError, match="to append to"):
        require_mode("a", Held(), "append")
    with pytest.raises(LayerExistsError, match="revision 3"):
        require_mode("a", Held(True, 3), "create")


def test_rows_read_back_give_the_digest_they_were_written_with(workspace):
    layer, frame = tiny_districts()
    workspace.write(layer, frame)
    assert from_rows(*workspace.store.rows("districts")).digest() == prepare(layer, frame).digest()


def test_a_kind_of_geometry_the_layer_does_not_hold_names_the_row():
    layer, frame = tiny_districts()
    frame.loc[1, "geometry"] = shapely.Point(1, 1)
    with pytest.raises(SchemaError, match=r"1 rows are Point \(first row 1\)"):
        prepare(layer, frame)
