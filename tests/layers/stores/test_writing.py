"""What is written is what is read, whole and typed, in every store."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers import Field, Layer, Schema, Text
from layers.errors import (
    CRSError,
    LayerExistsError,
    LayerNotFoundError,
    SchemaError,
)
from layers.testing import tiny_districts


def _layer(layer_id="things", geometry="Geometry", **types):
    fields = tuple(Field(n, t, Text.of(n)) for n, t in types.items())
    return Layer(
        id=layer_id, title=Text("Benda", "Things"), theme="added", schema=Schema(fields, geometry)
    )


def _frame(geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=4326)


def test_every_type_comes_back_as_it_went_in(workspace):
    layer = _layer(t="text", i="integer", n="number", b="boolean", d="date", m="datetime")
    frame = _frame(
        [shapely.Point(116, -1), None, shapely.Point()],
        t=["Ånggana 'x' \"y\" 中", None, ""],
        i=[2**62, None, -1],
        n=[0.1, np.nan, -1e300],
        b=[True, None, False],
        d=["2024-02-29", None, "1999-12-31"],
        m=["2024-01-01T08:00:00+08:00", None, "2024-01-01T00:00:00.5"],
    ).astype({"i": "Int64", "b": "boolean"})
    stored = workspace.write(layer, frame)
    back = workspace["things"].read()
    assert stored.n_features == 3
    assert back.index.tolist() == [1, 2, 3]
    assert back["t"].dropna().tolist() == ["Ånggana 'x' \"y\" 中", ""]
    assert back["i"].tolist() == [2**62, pd.NA, -1]
    np.testing.assert_array_equal(back["n"], [0.1, np.nan, -1e300])
    assert back["b"].tolist() == [True, pd.NA, False]
    assert back["d"].iloc[0] == pd.Timestamp("2024-02-29")
    assert back["m"].iloc[0] == pd.Timestamp("2024-01-01T00:00:00Z")
    assert back["m"].iloc[2] == pd.Timestamp("2024-01-01T00:00:00.500Z")
    assert back.geometry.iloc[0] == shapely.Point(116, -1)
    assert back.geometry.iloc[1] is None
    assert back.geometry.iloc[2].is_empty
    assert stored.bbox == (116, -1, 116, -1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 1.5),
        ("integer", "x"),
        ("integer", 2**63),
        ("number", float("inf")),
        ("boolean", "yes"),
        ("date", "tomorrow-ish"),
        ("text", b"\x00"),
        ("text", "\ud800"),
        ("date", "0000-01-01"),
        ("date", "10000-01-01"),
        ("date", "1500-02-29"),
        ("datetime", "0001-01-01T00:00:00+14:00"),
        ("datetime", "2024-06-30T23:59:60Z"),
        ("integer", True),
        ("integer", -(2**63) - 1),
        ("number", complex(1, 1)),
        ("boolean", 2),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_nothing_changes(workspace, kind, value):
    column = pd.Series([value], dtype=object)
    frame = _frame([shapely.Point(1, 1)], a=column).set_index(pd.Index([7]))
    with pytest.raises(SchemaError, match=r"field 'a' wants .* row 7") as caught:
        workspace.write(_layer(a=kind), frame)
    assert caught.value.code == "wrong-type"
    assert workspace.ids() == []
    assert workspace.audit() == []


def test_coordinates_that_are_not_finite_are_refused(workspace):
    with pytest.raises(SchemaError, match="not finite") as caught:
        workspace.write(_layer(), _frame([shapely.Point(1, np.inf)]))
    assert caught.value.code == "not-finite"


def test_single_parts_are_promoted_and_other_kinds_refused(workspace):
    layer = _layer(geometry="MultiPolygon")
    workspace.write(layer, _frame([shapely.box(0, 0, 1, 1)]))
    assert workspace["things"].read().geom_type.tolist() == ["MultiPolygon"]
    with pytest.raises(SchemaError, match="holds MultiPolygon, but 1 rows are Point"):
        workspace.write(layer, _frame([shapely.Point(0, 0)]), mode="replace")
    assert workspace["things"].layer.revision == 1


def test_another_crs_is_refused(workspace):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(5e5, 9.9e6)], crs=32750)
    with pytest.raises(CRSError, match="transform them first"):
        workspace.write(_layer(), frame)


def test_reserved_names_and_unknown_columns_are_refused(workspace):
    with pytest.raises(SchemaError, match="reserved"):
        workspace.write(_layer(fid="integer"), _frame([shapely.Point(0, 0)], fid=[1]))
    with pytest.raises(SchemaError, match="'b' is not in the schema"):
        workspace.write(_layer(a="text"), _frame([shapely.Point(0, 0)], b=["x"]))


@pytest.mark.parametrize(
    "bad", ["", "Roads", "1roads", "rtree_x", "gpkg_x", "a" * 49, "a-b", "a b", "a;drop table t"]
)
def test_an_id_that_cannot_be_a_table_is_refused(bad):
    with pytest.raises(SchemaError) as caught:
        _layer(bad)
    assert caught.value.code == "bad-layer-id"


def test_column_names_with_quotes_are_names_only(workspace):
    name = 'a"; DROP TABLE penyangga_layers; --'
    workspace.write(
        Layer(
            id="things",
            title=Text.of("t"),
            theme="added",
            schema=Schema((Field(name, "text", Text.of("x")),)),
        ),
        _frame([shapely.Point(0, 0)], **{name: ["v"]}),
    )
    assert workspace["things"].read(equals={name: "v"})[name].tolist() == ["v"]


def test_modes_want_what_they_say(workspace):
    layer, frame = tiny_districts()
    with pytest.raises(LayerNotFoundError, match="to append to"):
        workspace.write(layer, frame, mode="append")
    workspace.write(layer, frame)
    with pytest.raises(LayerExistsError, match="revision 1"):
        workspace.write(layer, frame)
    assert workspace.write(layer, frame.iloc[:1], mode="append").n_features == 4
    assert workspace.write(layer, frame.iloc[:2], mode="replace").n_features == 2
    assert workspace["districts"].layer.revision == 3
    workspace.delete("districts")
    assert "districts" not in workspace
    assert workspace.write(layer, frame).revision == 4


@pytest.mark.parametrize("n", [0, 1, 12_000])
def test_a_write_tells_how_far_it_is(workspace, n):
    told = []
    frame = _frame([shapely.Point(116, -1)] * n).set_crs(4326, allow_override=True)
    for mode in ("create", "append", "replace"):
        told.clear()
        workspace.write(_layer(), frame, mode=mode, progress=lambda *step: told.append(step))
        assert told[-1] == (n, n)
        assert told == sorted(told)
        assert [done for done, _ in told[:-1]] == list(range(0, n, 5_000))


def test_values_at_the_edges_come_back_alike(workspace):
    layer = _layer(t="text", i="integer", n="number", d="date", m="datetime")
    frame = _frame(
        [shapely.Point(1, 1)] * 2,
        t=["x" * 3_000_000, "a\x00b"],
        i=pd.Series([2**63 - 1, -(2**63)], dtype="int64"),
        n=[-0.0, 5e-324],
        d=["0001-01-01", "9999-12-31"],
        m=["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999Z"],
    )
    workspace.write(layer, frame)
    _, rows = workspace.store.rows("things")
    assert [len(text) for text in rows.columns["t"]] == [3_000_000, 2]
    assert rows.columns["i"] == [2**63 - 1, -(2**63)]
    assert [repr(value) for value in rows.columns["n"]] == ["0.0", "5e-324"]
    assert rows.columns["d"] == ["0001-01-01", "9999-12-31"]
    assert rows.columns["m"] == ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]


def test_large_shapes_and_many_columns_and_no_rows(workspace):
    ring = shapely.Point(116, -1).buffer(1, quad_segs=20_000)
    names = {f"c{i}": "number" for i in range(120)}
    columns = {name: [float(i), np.nan] for i, name in enumerate(names)}
    workspace.write(_layer(geometry="Polygon", **names), _frame([ring, None], **columns))
    back = workspace["things"].read()
    assert back.geometry.iloc[0].equals_exact(ring, 0)
    assert back["c119"].tolist()[0] == 119.0
    empty = workspace.write(_layer("nothing", a="text"), _frame([], a=[]).set_crs(4326))
    assert (empty.n_features, empty.bbox) == (0, None)
    assert len(workspace["nothing"].read()) == 0
    grown = workspace.write(_layer("nothing", a="text"), _frame([None], a=["x"]), mode="append")
    assert (grown.n_features, grown.bbox) == (1, None)
    assert workspace["nothing"].read(bbox=(0, -2, 120, 2)).empty


def test_what_is_deleted_is_gone_and_its_name_is_free(workspace):
    layer, frame = tiny_districts()
    workspace.write(layer, frame)
    workspace.delete("districts", provenance={"why": "test"})
    for act in (
        lambda: workspace["districts"],
        lambda: workspace.delete("districts"),
        lambda: workspace.write(layer, frame, mode="append"),
    ):
        with pytest.raises(LayerNotFoundError):
            act()
    other = _layer("districts", geometry="Point", a="text")
    assert workspace.write(other, _frame([shapely.Point(0, 0)], a=["x"])).revision == 2
    assert [row["action"] for row in workspace.audit()] == ["create", "delete", "create"]
