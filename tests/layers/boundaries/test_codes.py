from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.boundaries import ancestor_of, known_regions, level_of, normalise_code, parent_of
from layers.errors import SchemaError


@pytest.mark.parametrize(
    ("value", "code", "remark"),
    [
        ("64", "64", ""),
        ("64.02", "64.02", ""),
        (" 64.02.01.2001 ", "64.02.01.2001", ""),
        (64.02, "64.02", ""),
        (np.float64(64.02), "64.02", ""),
        (64, "64", ""),
        (64.0, "64", ""),
        ("6402", "64.02", "dots-added"),
        (6402, "64.02", "dots-added"),
        (np.int64(640201), "64.02.01", "dots-added"),
        (6402012001.0, "64.02.01.2001", "dots-added"),
        ("64,02", "64.02", "comma"),
        (63.1, "63.10", "zero-lost"),
        ("64.2.1.2001", "64.02.01.2001", "zero-lost"),
        ("63.1", None, "ambiguous"),
        ("6403120", None, "bps"),
        ("id6403", None, "bps"),
        ("", None, "missing"),
        (None, None, "missing"),
        (float("nan"), None, "missing"),
        (pd.NA, None, "missing"),
        (float("inf"), None, "unknown"),
        ("abc", None, "unknown"),
        ("06.01", None, "unknown"),
        ("0601", None, "unknown"),
        ("64020", None, "unknown"),
        ("64.022", None, "unknown"),
        ("64.02.01.2001.1", None, "unknown"),
        ("4.02", None, "unknown"),
        ("٦٤٠٢", None, "unknown"),
        (64.0201, None, "unknown"),
        (-64, None, "unknown"),
    ],
)
def test_forms_of_a_code(value, code, remark):
    reading = normalise_code(value)
    assert (reading.code, reading.remark) == (code, remark)
    words = reading.sentence()
    assert words.id
    assert words.en != words.id or remark == ""


def test_a_lost_zero_with_two_readings_is_left_to_people():
    reading = normalise_code("63.1")
    assert reading.candidates == ("63.01", "63.10")
    assert "63.01, 63.10" in reading.sentence().en
    assert normalise_code("63.1", known={"63.10", "63.11"}).code == "63.10"
    assert normalise_code("63.1", known=known_regions().names).code is None
    assert normalise_code("63.1", known=set()).remark == "unknown"


def test_another_level_is_not_accepted():
    reading = normalise_code("64.02", level=3)
    assert (reading.code, reading.remark, reading.candidates) == (None, "level", ("64.02",))
    assert normalise_code("64.02.01", level=3).code == "64.02.01"


codes = st.builds(
    lambda parts, n: ".".join(parts[:n]),
    st.tuples(
        st.integers(11, 97).map(str),
        st.integers(1, 99).map("{:02}".format),
        st.integers(1, 99).map("{:02}".format),
        st.integers(1001, 2999).map(str),
    ),
    st.integers(1, 4),
)


@given(codes)
def test_a_code_survives_the_loss_of_its_dots_and_a_number_is_never_another_code(code):
    assert normalise_code(code).code == code
    assert normalise_code(code.replace(".", "")).code == code
    if level_of(code) == 2:
        number = normalise_code(float(code))
        assert number.code == code or code.endswith("0")


@given(codes)
def test_the_chain_of_parents_ends_at_the_province(code):
    assert ancestor_of(code, level_of(code)) == code
    chain = [code]
    while (above := parent_of(chain[-1])) is not None:
        chain.append(above)
    assert len(chain) == level_of(code)
    assert chain[-1] == ancestor_of(code, 1) == code[:2]


@pytest.mark.parametrize("bad", ["6402", "64.2", "", "64.02.", "id64"])
def test_no_level_of_what_is_no_code(bad):
    with pytest.raises(SchemaError, match="no Kemendagri code with dots") as caught:
        level_of(bad)
    assert caught.value.code == "code-format"


@pytest.mark.parametrize("level", [0, 3, 5])
def test_no_single_ancestor_below_itself(level):
    with pytest.raises(SchemaError, match="wanted a level from 1 to 2"):
        ancestor_of("64.02", level)


def test_every_code_of_the_real_list_is_read(shared_data):
    table = pd.read_csv(shared_data / "tables" / "kode_wilayah_2026.csv", dtype=str)
    assert [normalise_code(code).code for code in table["kode"]] == table["kode"].tolist()
    numbers = [float(code) for code in table["kode"] if level_of(code) == 2]
    read = [normalise_code(number) for number in numbers]
    assert [r.code for r in read] == [c for c in table["kode"] if level_of(c) == 2]
    assert [r.code for r in read if r.remark] == ["63.10"]
