"""Observations: readings told from several spellings, bad rows each an error."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError

GOOD = {
    "id_sensor": ["A1", "A1"],
    "waktu": ["2024-01-31 10:00", "31 Januari 2024 pukul 11.00 WITA"],
    "parameter": ["muka air", "muka air"],
    "nilai": ["1,25", "1.5"],
    "satuan": ["m", "m"],
}


def test_indonesian_columns(fitted):
    result = fitted(GOOD, "observations", "x", None)
    frame = result.frame
    assert [f.name for f in result.fields] == ["asset", "time", "quantity", "value", "unit"]
    assert frame["time"].tolist() == ["2024-01-31T02:00:00+00:00", "2024-01-31T03:00:00+00:00"]
    assert frame["value"].tolist() == [1.25, 1.5]
    assert result.mapping["NILAI"] == "value"
    (note,) = [f for f in result.findings if f.code == "zone-assumed"]
    assert note.message == "1 times without a zone read as WITA (UTC+8)"
    assert "WITA" in note.message_id


@pytest.mark.parametrize(
    "names",
    [
        ("asset_id", "timestamp", "value"),
        ("device", "observed_at", "reading"),
        ("kode_aset", "tanggal", "hasil"),
        ("asset", "time", "nilai"),
    ],
)
def test_other_spellings_and_no_quantity(fitted, names):
    columns = dict(zip(names, (["A"], ["2024-01-31T00:00:00Z"], [7.5]), strict=True))
    frame = fitted(columns, "observations", "x", None).frame
    assert frame["asset"].tolist() == ["A"]
    assert frame["value"].tolist() == [7.5]
    assert frame["quantity"].tolist() == [names[2].upper()]


def test_a_unit_behind_the_number(fitted):
    columns = {"asset": ["A", "B"], "time": ["2024-01-31"] * 2, "value": ["12,5 mm", "3 mm"]}
    frame = fitted(columns, "observations", "x", None).frame
    assert frame["value"].tolist() == [12.5, 3.0]
    assert frame["unit"].tolist() == ["mm", "mm"]


def test_bad_rows_are_errors_one_by_one(fitted):
    columns = {
        "asset": ["A", "A", None],
        "time": ["kemarin", "2024-01-31", "31/12/2024"],
        "value": ["1", "tinggi", "2"],
    }
    result = fitted(columns, "observations", "x", None)
    errors = [(f.row, f.code) for f in result.findings if f.severity == "error"]
    assert errors == [(1, "time-unreadable"), (2, "value-unreadable"), (3, "asset-unknown")]
    assert "date-converted" in {f.code for f in result.findings}


@pytest.mark.parametrize("gone", ["id_sensor", "waktu", "nilai"])
def test_without_a_needed_column(fitted, gone):
    columns = {name: values for name, values in GOOD.items() if name != gone}
    with pytest.raises(SchemaError) as caught:
        fitted(columns, "observations", "x", None)
    assert caught.value.code == "column-missing"
