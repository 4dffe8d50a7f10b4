"""Theme of zoning rules: a table without geometry, whole or not at all."""

from __future__ import annotations

import pytest

from layers import ingest
from layers.errors import ImportRefusedError, SchemaError
from layers.themes import theme_of
from layers.themes.plans.rules import TITLES
from layers.zoning.rulerows import LIMITS, ItbxRule, as_frame


def test_rules_become_rows_with_codes(fitted):
    columns = {"kegiatan": ["Hotel", "TPA"], "r_2": ["B", "X"], "k_1": ["I", "X"], "hl": ["X", "X"]}
    result = fitted(columns | {"foto": ["a", "b"]}, "zoning_rules")
    assert len(result.frame) == 6
    assert result.frame.geometry.isna().all()
    assert [f.name for f in result.fields] == as_frame([ItbxRule("", "", "")]).columns.tolist()
    permission = next(f for f in result.fields if f.name == "permission")
    assert permission.codes["B"].en == "allowed on conditions"
    assert [f.code for f in result.findings] == ["rules-read", "column-dropped"]
    assert result.findings[1].message == "FOTO"
    assert theme_of("x", "zoning-rules") == "zoning_rules"


def test_limits_have_units(fitted):
    result = fitted({"kodszn": ["R-3"], "kdb": [60.0], "gsb": [5.0]}, "zoning_rules")
    units = {f.name: (f.type, f.unit) for f in result.fields}
    assert units["kdb_max_pct"] == ("number", "%")
    assert units["setback_front_m"] == ("number", "m")
    assert units["klb_max"] == ("number", None)
    assert set(LIMITS) <= set(TITLES)


def test_a_bad_row_refuses_all(fitted):
    columns = {"kegiatan": ["a", "b"], "kodszn": ["R-2", "R-2"], "itbx": ["I", "?"]}
    with pytest.raises(ImportRefusedError) as caught:
        fitted(columns, "zoning_rules")
    assert caught.value.code == "rule-row-refused"
    assert [row for row, _, _ in caught.value.rows] == ["2"]


def test_another_table_is_refused(fitted):
    with pytest.raises(SchemaError, match="no table of zoning rules"):
        fitted({"nama": ["a"]}, "zoning_rules")


def test_the_illustrative_matrix_as_a_layer(workspace, tmp_path):
    from layers.zoning.tables import frame

    path = tmp_path / "itbx.csv"
    frame("itbx").to_csv(path, index=False)
    ingest.add(
        workspace, path, layer_id="itbx", theme="zoning-rules", trust="illustrative", scale=5000
    )
    layer = workspace["itbx"].layer
    assert (layer.n_features, layer.bbox, layer.plan) == (910, None, {"scale": 5000})
    assert layer.schema.check_codes(workspace["itbx"].read()) == []


def test_a_matrix_with_an_unknown_subzone_is_refused_whole(workspace, tmp_path):
    path = tmp_path / "itbx.csv"
    path.write_text("kegiatan;R-2;R-3;K-1;XX-9\nHotel;B;B;I;X\nToko;X;I;I;Q\n")
    with pytest.raises(ImportRefusedError, match="column 'XX-9': no code") as caught:
        ingest.add(workspace, path, layer_id="itbx", theme="zoning-rules")
    assert [row for row, _, _ in caught.value.rows] == ["header", "2"]
    assert str(caught.value).startswith("itbx: 1 column and 1 of 2 rows cannot be taken")
    assert "itbx" not in workspace
    left = ingest.add(
        workspace, path, layer_id="itbx", theme="zoning-rules", columns={"XX-9": None}
    )
    assert left.n_written == 6
