"""Rows of rules: long, matrix and limits; every fault listed with its row."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import SchemaError
from layers.zoning.rulerows import IntensityRule, ItbxRule, as_frame, read_rules


def table(**columns):
    n = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=range(1, n + 1))


LONG = {"KEGIATAN": ["Hotel", "Hotel"], "KODSZN": ["k 1", "R-2"], "ITBX": ["i", "T1,B2"]}


def test_long_form():
    found = read_rules(table(**LONG, KBLI=[55110, None], Foto=["a", "b"]))
    assert found.unused == ("Foto",)
    assert (found.kind, found.faults) == ("itbx", ())
    assert found.rules == (
        ItbxRule("K-1", "Hotel", "I", kbli="55110"),
        ItbxRule("R-2", "Hotel", "TB", condition="T1,B2"),
    )


def test_matrix_form():
    found = read_rules(
        table(Kegiatan=["Hotel", "TPA"], **{"R-2": ["B", "X"], "K-1": ["I", "X"], "HL": ["X", "X"]})
    )
    assert [(r.activity, r.subzone, r.permission) for r in found.rules] == [
        ("Hotel", "R-2", "B"),
        ("Hotel", "K-1", "I"),
        ("Hotel", "HL", "X"),
        ("TPA", "R-2", "X"),
        ("TPA", "K-1", "X"),
        ("TPA", "HL", "X"),
    ]


def test_limits():
    found = read_rules(
        table(Subzona=["R-3", "K"], KDB=["60 %", 70.0], KLB=["1,8", None], GSB=[5, "-"])
    )
    assert found.kind == "intensity"
    assert found.rules == (
        IntensityRule("R-3", kdb_max_pct=60.0, klb_max=1.8, setback_front_m=5.0),
        IntensityRule("K", kdb_max_pct=70.0),
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ITBX": ["I", "Y"]}, "'Y' is not I, T, B, TB or X"),
        ({"ITBX": ["I", None]}, "'' is not I"),
        ({"ITBX": ["I", "IX"]}, "'IX' is not I"),
        ({"KODSZN": ["K-1", "XX-9"]}, "'XX-9' is no code"),
        ({"KODSZN": ["K-1", "PK"]}, "'PK' is no code of a zone"),
        ({"KEGIATAN": ["Hotel", " "]}, "no activity"),
        ({"KODSZN": ["K-1", "K-1"]}, "K-1, Hotel: contradicts row 1"),
        ({"KODSZN": ["K-1", "K-1"], "ITBX": ["I", "I"]}, "K-1, Hotel: repeats row 1"),
    ],
)
def test_faults_of_permissions(changes, why):
    found = read_rules(table(**LONG | changes))
    (fault,) = found.faults
    assert (fault.row, fault.code, fault.severity) == (2, "rule-row-refused", "error")
    assert fault.message.startswith(why)
    assert fault.said("id") != fault.message
    assert len(found.rules) == 1


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"KDB": ["120"]}, "kdb_max_pct 120 is out of range"),
        ({"KDB": ["-1"]}, "kdb_max_pct -1 is out of range"),
        ({"KDB": ["60"], "KDH": ["50"]}, "KDB and KDH exceed 100 % together"),
        ({"KDB": ["60"], "KLB": ["0.2"]}, "KLB is below one storey"),
        ({"KDB": ["enam"]}, "'enam' is no number"),
    ],
)
def test_faults_of_limits(limits, why):
    found = read_rules(table(KODSZN=["R-3"], **limits))
    assert [f.message[: len(why)] for f in found.faults] == [why]
    assert found.rules == ()


def test_every_fault_is_listed():
    faults = read_rules(table(KEGIATAN=["", "", "a"], KODSZN=["x"] * 3, ITBX=["Y"] * 3)).faults
    assert [f.row for f in faults] == [1, 1, 1, 2, 2, 2, 3, 3]


def test_another_table_is_refused():
    with pytest.raises(SchemaError, match="the columns are nama, R-2") as caught:
        read_rules(table(**{"nama": ["a"], "R-2": ["I"]}))
    assert caught.value.code == "rules-unknown-form"
    with pytest.raises(SchemaError, match="the columns are none"):
        read_rules(pd.DataFrame())


def test_no_rows():
    assert read_rules(table(**LONG).iloc[:0]).rules == ()
    assert as_frame(()).columns.tolist() == ["subzone"]


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["R-1", "R-2", "K-1", "HL"]), st.sampled_from(["a", "b", "c"])),
        st.sampled_from(["I", "T", "B", "TB", "X"]),
        min_size=1,
    )
)
def test_rules_written_and_read_are_the_same(given_rules):
    rules = tuple(ItbxRule(zone, what, how) for (zone, what), how in given_rules.items())
    again = read_rules(as_frame(rules))
    assert (again.rules, again.faults) == (rules, ())


MATRIX = {"kegiatan": ["Hotel", "Toko"], "R-2": ["B", "X"], "R-3": ["B", "I"], "K-1": ["I", "I"]}


def test_a_column_of_an_unknown_subzone_is_a_fault_with_its_bad_cells():
    found = read_rules(table(**MATRIX, **{"XX-9": ["X", "Q"]}))
    assert [(f.row, f.code) for f in found.faults] == [
        (None, "rule-row-refused"),
        (2, "rule-row-refused"),
    ]
    assert found.faults[0].said("en").startswith("column 'XX-9': no code of a zone or sub-zone")
    assert "--column XX-9=" in found.faults[0].said("en")
    assert found.faults[0].said("id").startswith("kolom 'XX-9': bukan kode zona atau subzona")
    assert found.faults[1].said("id") == "kolom 'XX-9': 'Q' bukan I, T, B, TB, atau X"
    assert found.unused == ()


@pytest.mark.parametrize(
    ("column", "cells", "is_fault"),
    [
        ("Zona Ajaib", ["I", "T1"], True),
        ("QQ.3", ["?", None], True),
        ("foto", ["a", "b"], False),
        ("Halaman", ["12", "13"], False),
        ("XX-9", [None, None], False),
        ("dasar hukum", ["Perda 1", "I"], False),
    ],
)
def test_which_columns_beside_the_matrix_are_of_unknown_subzones(column, cells, is_fault):
    found = read_rules(table(**MATRIX, **{column: cells}))
    assert bool(found.faults) is is_fault
    assert found.unused == (() if is_fault else (column,))


def test_faults_of_a_matrix_name_the_column():
    found = read_rules(table(**{**MATRIX, "K-1": ["I", "W"]}))
    assert [(f.row, f.message) for f in found.faults] == [
        (2, "column 'K-1': 'W' is not I, T, B, TB or X")
    ]
