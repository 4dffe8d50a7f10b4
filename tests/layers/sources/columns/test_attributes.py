"""Attributes: names made safe, one type a column, every change said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.sources.columns.attributes import clean
from layers.sources.reading import Reading, geometry_array


def cleaned(columns: dict, **how) -> Reading:
    n = len(next(iter(columns.values()), []))
    frame = pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in columns.items()})
    nothing = geometry_array([None] * n)
    return clean(Reading(frame, nothing, np.arange(1, n + 1), "CSV"), **how)


def typed(values, **how):
    reading = cleaned({"v": values}, **how)
    return reading.fields[0]["type"], reading.attributes["v"].tolist()


def codes(reading: Reading) -> list[str]:
    return [f.code for f in reading.findings]


def test_the_original_name_is_kept_as_title_and_reported():
    reading = cleaned({"Nama Tempat": ["a"], "kota": ["b"]})
    assert reading.fields[0] == {"name": "nama_tempat", "type": "text", "title": "Nama Tempat"}
    renamed = next(f for f in reading.findings if f.code == "renamed")
    assert "'Nama Tempat' → nama_tempat" in renamed.message
    assert "kota" not in renamed.message


@pytest.mark.parametrize(
    ("values", "kind", "out"),
    [
        ([1, 2, None], "integer", [1, 2, pd.NA]),
        ([1, 2.5], "number", [1.0, 2.5]),
        ([True, False], "boolean", [True, False]),
        (["a", "b"], "text", ["a", "b"]),
        (["2024-01-31", None], "date", ["2024-01-31", None]),
        (["2024-01-31T10:00:00Z"], "datetime", ["2024-01-31T10:00:00Z"]),
        (["2024-02-30"], "text", ["2024-02-30"]),
        ([None, None], "text", [None, None]),
        ([2**70], "text", [str(2**70)]),
    ],
)
def test_types_of_typed_values(values, kind, out):
    got_kind, got = typed(values)
    assert got_kind == kind
    assert [None if v is pd.NA else v for v in got] == [None if v is pd.NA else v for v in out]


@pytest.mark.parametrize(
    ("values", "kind", "out"),
    [
        (["1", "2", ""], "integer", [1, 2, None]),
        (["1.5", "2"], "number", [1.5, 2.0]),
        (["01", "02"], "text", ["01", "02"]),
        (["1", "x"], "text", ["1", "x"]),
        (["true", "FALSE"], "boolean", [True, False]),
        (["1e3"], "number", [1000.0]),
        (["12345678901234567890"], "text", ["12345678901234567890"]),
        (["²", "١٢"], "text", ["²", "١٢"]),
    ],
)
def test_types_of_texts(values, kind, out):
    got_kind, got = typed(values, from_text=True)
    assert got_kind == kind
    assert [None if pd.isna(v) else v for v in got] == out


@pytest.mark.parametrize("name", ["kode", "KDEPUM", "kode_wilayah", "NIK", "bps_code", "osm_id"])
def test_codes_stay_text_with_their_zeros(name):
    reading = cleaned({name: ["63.10", "11.10"]}, from_text=True)
    assert reading.fields[0]["type"] == "text"
    assert reading.attributes.iloc[:, 0].tolist() == ["63.10", "11.10"]


def test_a_number_column_is_not_taken_for_a_code():
    assert typed(["63.10"], from_text=True) == ("number", [63.1])


def test_decimal_commas_of_other_columns():
    assert typed(["1,5", "2,25"], from_text=True, decimal=",") == ("number", [1.5, 2.25])
    assert typed(["1,5"], from_text=True) == ("text", ["1,5"])


def test_spaces_at_the_ends_are_removed_and_rows_named():
    reading = cleaned({"nama": ["Sepaku ", "Samboja", None]})
    assert reading.attributes["nama"].tolist() == ["Sepaku", "Samboja", None]
    (found,) = [f for f in reading.findings if f.code == "spaces-stripped"]
    assert "row 1" in found.message
    assert found.severity == "note"


def test_nested_values_become_json_text():
    reading = cleaned({"d": [{"url": "x"}, [1, "é"], None]})
    assert reading.attributes["d"].tolist() == ['{"url": "x"}', '[1, "é"]', None]
    assert "nested-json" in codes(reading)


def test_mixed_values_become_text_and_say_so():
    reading = cleaned({"v": ["a", 1, 2.5, True]})
    assert reading.attributes["v"].tolist() == ["a", "1", "2.5", "true"]
    assert "mixed-types" in codes(reading)


def test_infinite_numbers_become_null_and_say_so():
    kind, values = typed([1.5, float("inf")])
    assert kind == "number"
    assert pd.isna(values[1])
    assert "not-finite" in codes(cleaned({"v": [1.5, float("inf")]}))


@pytest.mark.parametrize(
    ("values", "kind", "out", "code"),
    [
        (["31/12/2024", "01/02/2024"], "date", ["2024-12-31", "2024-02-01"], "date-converted"),
        (["12/31/2024", "01/02/2024"], "date", ["2024-12-31", "2024-01-02"], "date-converted"),
        (["01/02/2024", "03/04/2024"], "text", ["01/02/2024", "03/04/2024"], "ambiguous-date"),
        (["31/12/2024", "12/31/2024"], "text", ["31/12/2024", "12/31/2024"], "ambiguous-date"),
    ],
)
def test_slashed_dates_are_converted_only_when_sure(values, kind, out, code):
    reading = cleaned({"v": values})
    assert (reading.fields[0]["type"], reading.attributes["v"].tolist()) == (kind, out)
    assert code in codes(reading)


def test_no_rows_and_no_columns():
    assert cleaned({}).fields == ()
    assert cleaned({"a": []}).fields[0]["type"] == "text"


@pytest.mark.parametrize(
    "values",
    [
        [2**63, 1],
        [-(2**63) - 1],
        [2**53 + 1, 0.5],
        [12345678901234567890123, None],
    ],
)
def test_whole_numbers_too_wide_keep_their_digits_as_text(values):
    reading = cleaned({"v": values})
    assert reading.fields[0]["type"] == "text"
    assert reading.attributes["v"].tolist() == [None if v is None else str(v) for v in values]
    assert "number-as-text" in codes(reading)


@pytest.mark.parametrize(
    ("values", "kind"),
    [([2**63 - 1, -(2**63)], "integer"), ([2**53, 0.5], "number"), ([2**53 + 1], "integer")],
)
def test_whole_numbers_that_fit_stay_numbers(values, kind):
    reading = cleaned({"v": values})
    assert reading.fields[0]["type"] == kind
    assert reading.attributes["v"].tolist() == values
    assert "number-as-text" not in codes(reading)


@pytest.mark.parametrize(
    "values", [["12345678901234567890", "1"], ["9007199254740993", "0.5"], ["1" * 5000, "2"]]
)
def test_long_digits_of_a_table_stay_text(values):
    reading = cleaned({"v": values}, from_text=True)
    kept = reading.attributes["v"].tolist() == values
    assert kept or len(values[0]) == 5000
    assert {"number-as-text", "not-finite"} & set(codes(reading))


def test_numbers_rounded_by_a_parser_are_told():
    reading = cleaned({"v": [1.5e20, 1.0]})
    assert reading.fields[0]["type"] == "number"
    assert "number-rounded" in codes(reading)


def said(reading: Reading, code: str) -> list[str]:
    return [f.message for f in reading.findings if f.code == code]


def test_thousands_of_a_file_with_decimal_commas():
    reading = cleaned(
        {"penduduk": ["101.234", "850"], "luas": ["1.234,5", "2"], "nilai": ["12.345", ""]},
        from_text=True,
        decimal=",",
    )
    assert [f["type"] for f in reading.fields] == ["integer", "number", "integer"]
    assert reading.attributes["penduduk"].tolist() == [101234, 850]
    assert reading.attributes["luas"].tolist() == [1234.5, 2]
    assert reading.attributes["nilai"].tolist() == [12345, pd.NA]
    assert len(said(reading, "thousands-read")) == 3
    assert (
        "'101.234' → 101234, as the file has decimal commas" in said(reading, "thousands-read")[0]
    )


def test_a_column_with_commas_tells_the_marks_of_the_others():
    reading = cleaned({"a": ["1,5"], "b": ["12.345"]}, from_text=True, decimal="")
    assert reading.attributes.iloc[0].tolist() == [1.5, 12345]


def test_rupiah():
    assert typed(["Rp 1.500.000", "Rp500.000"], from_text=True) == ("integer", [1500000, 500000])


def test_counts_of_a_file_with_decimal_points_are_thousands_with_a_warning():
    reading = cleaned({"penduduk": ["101.234"]}, from_text=True, decimal=".")
    assert reading.attributes["penduduk"].tolist() == [101234]
    assert codes(reading) == ["thousands-or-decimals"]


def test_one_group_is_never_read_in_silence():
    there = cleaned({"v": ["101.234"]}, from_text=True, decimal=".")
    assert there.attributes["v"].tolist() == [101.234]
    assert codes(there) == ["thousands-or-decimals"]
    nothing_known = cleaned({"v": ["101.234"]}, from_text=True, decimal="")
    assert nothing_known.attributes["v"].tolist() == ["101.234"]


def test_coordinates_of_three_decimals_raise_no_doubt():
    reading = cleaned(
        {"lon": ["116.812"], "lat": ["-1.234"]},
        from_text=True,
        decimal=".",
        positions=["lon", "lat"],
    )
    assert reading.attributes.iloc[0].tolist() == [116.812, -1.234]
    assert reading.findings == ()
    commas = {"lon": ["116,812", "116.5"]}
    reading = cleaned(commas, from_text=True, decimal=",", positions=["lon"])
    assert reading.attributes["lon"].tolist() == [116.812, 116.5]


def test_commas_beside_points_that_may_be_thousands_stay_text():
    assert typed(["1,5", "2.5"], from_text=True, decimal=",") == ("number", [1.5, 2.5])
    assert typed(["1,5", "2.5", "1.234"], from_text=True, decimal=",")[0] == "text"


def test_numbers_to_call_are_no_thousands():
    reading = cleaned({"kontak": ["812.345.678"]}, from_text=True)
    assert reading.attributes["kontak"].tolist() == ["812.345.678"]


def test_months_by_name_are_rewritten_where_all_are():
    reading = cleaned({"tgl": ["29 Januari 2024", "4 Peb 2024", None, "1 Agt 1998"]})
    assert reading.fields[0]["type"] == "date"
    assert reading.attributes["tgl"].tolist() == ["2024-01-29", "2024-02-04", None, "1998-08-01"]
    assert codes(reading) == ["date-converted"]
    mixed = ["29 Januari 2024", "31/12/2024", "30 Februari 2024"]
    assert typed(mixed) == ("text", mixed)
