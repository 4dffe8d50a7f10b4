"""Columns are told by name and content, never by name alone."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.themes.landcover.columns import as_code, code_column, name_column


@pytest.mark.parametrize(
    ("value", "code"),
    [(2001, "2001"), ("2001.0", "2001"), (" 95 ", "95"), (1.5, None), ("", None), (pd.NA, None)],
)
def test_as_code(value, code):
    assert as_code(value) == code


@pytest.mark.parametrize(
    "name",
    ["kode", "PL_2019", "pl2019_id", "ID_LC", "gridcode", "GRID_CODE", "kode_pl", "lulc", "DN"],
)
def test_names_of_code_columns(name):
    assert code_column(pd.DataFrame({name: [2001, 20093]})) == name


def test_codes_must_be_codes():
    assert code_column(pd.DataFrame({"kode": ["RTH", "K-1"]})) is None
    assert code_column(pd.DataFrame({"kode": [123456, 4]})) is None
    assert code_column(pd.DataFrame({"kode": [None, None]})) is None
    assert code_column(pd.DataFrame({"luas": [2001, 2002]})) is None


def test_a_running_number_is_no_code():
    assert code_column(pd.DataFrame({"id": range(1, 11)})) == "id"
    assert code_column(pd.DataFrame({"value": range(1, 101)})) is None


def test_the_column_that_fits_best_is_taken():
    frame = pd.DataFrame({"gridcode": [1, 2, 3, 77, 78], "kode": [2001] * 5})
    assert code_column(frame) == "kode"


def test_names_must_name_classes():
    frame = pd.DataFrame({"nama": ["Blok 1", "Blok 2"], "keterangan": ["Sawah", "Pemukiman"]})
    assert name_column(frame, None) == "keterangan"
    assert name_column(frame[["nama"]], None) is None
    assert name_column(pd.DataFrame({"kelas": [1, 2]}), None) is None
