"""Columns as a whole: empty, words among numbers, numbers that stand for nothing."""

from __future__ import annotations

import pytest


def test_clean_columns_raise_no_alarm(table, codes):
    clean = table(
        nama=[f"n{i}" for i in range(30)],
        suhu=[-5.0 + i for i in range(30)],
        penduduk=[100 + i for i in range(30)],
        telepon=["0541-1", "0542"] * 15,
        nomor=["01", "02", "x"] * 10,
    )
    assert codes(clean) == []
    assert codes(table(n=[])) == []


def test_empty_columns_are_dropped_on_request(table, mended, seen):
    given = table(kosong=[None, None], nama=["a", "b"])
    assert "'kosong'" in seen(given, "null-column").message
    after = mended(given, "null-column")
    assert list(after.attributes.columns) == ["nama"]
    assert "kosong" not in after.kinds


def test_columns_mostly_empty_are_told_in_one_line(table, seen):
    given = table(a=[None] * 15 + ["x"] * 5, b=[f"v{i}" for i in range(20)])
    assert seen(given, "sparse-column").message == "missing: a (75%)"


@pytest.mark.parametrize("mark", [-9999, -999.0, -99])
def test_sentinels_are_emptied(table, mended, seen, mark):
    given = table(elevasi=[12, mark, 3], n=["a", "b", "c"])
    assert seen(given, "sentinel-value").rows == (2,)
    assert mended(given, "sentinel-value").values("elevasi").tolist() == [12, None, 3]


def test_a_sentinel_among_negative_numbers_may_be_a_value(table, codes):
    assert "sentinel-value" not in codes(table(v=[-99, -98, 4], n=["a", "b", "c"]))


def test_zeros_that_mean_unknown(table, mended, seen, codes):
    given = table(penduduk=[0, 0, 0, 0, 5200], nama=list("abcde"))
    assert "4 of 5" in seen(given, "zero-unknown").message
    assert mended(given, "zero-unknown").values("penduduk").tolist() == [None] * 4 + [5200]
    assert "zero-unknown" not in codes(table(penduduk=[0, 10, 20, 30, 40], nama=list("abcde")))
    assert "zero-unknown" not in codes(table(is_populated=[0, 0, 0, 1, 1], nama=list("abcde")))


def test_words_among_numbers(table, mended, codes):
    values = ["1", "2", "3", "4", "5", "6", "7", "8", "n/a", None]
    after = mended(table(lantai=values, nama=[f"n{i}" for i in range(10)]), "mixed-numbers")
    assert after.values("lantai").tolist() == [1, 2, 3, 4, 5, 6, 7, 8, None, None]
    assert after.kinds["lantai"] == "integer"
    assert "mixed-numbers" not in codes(table(kode=values, nama=[f"n{i}" for i in range(10)]))


def test_words_that_say_something_are_never_emptied(table):
    from layers.defects.registry import examine

    given = table(lantai=["1", "2", "3", "4", "5+"], nama=list("abcde"))
    after, found = examine(given, ["mixed-numbers"])
    assert after.values("lantai").tolist() == ["1", "2", "3", "4", "5+"]
    assert [f.before for f in found if f.code == "mixed-numbers"] == [("5+",)]


def test_texts_with_thousands_apart_stay_until_it_is_said(table, mended, codes, seen):
    given = table(nilai=["101.234", "850", None], n=list("abc"))
    assert seen(given, "thousands-or-decimals").after[0] == "101234"
    after = mended(given, "thousands-or-decimals")
    assert after.values("nilai").tolist() == [101234, 850, None]
    assert after.kinds["nilai"] == "integer"
    assert "thousands-or-decimals" not in codes(table(nilai=["1.5", "101.234"], n=list("ab")))
    assert "thousands-or-decimals" not in codes(table(kode=["101.234"], n=["a"]))


def test_words_among_thousands_are_emptied_and_the_rest_read_as_thousands(table, mended):
    given = table(penduduk=["101.234", "99.120", "1.001", "5.000", "-"], n=list("abcde"))
    after = mended(given, "mixed-numbers")
    assert after.values("penduduk").tolist() == [101234, 99120, 1001, 5000, None]
    unclear = table(nilai=["101.234", "99.120", "1.001", "5.000", "-"], n=list("abcde"))
    after = mended(unclear, "mixed-numbers")
    assert after.values("nilai").tolist() == ["101.234", "99.120", "1.001", "5.000", None]
