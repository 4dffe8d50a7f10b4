"""Flags: 0/1 and Ya/Tidak brought to one way where every word is known."""

from __future__ import annotations


def test_one_way_of_writing_raises_no_alarm(table, codes):
    names = [f"n{i}" for i in range(4)]
    assert codes(table(nama=names, aktif=["Ya", "Tidak", "Ya", None])) == []
    assert codes(table(nama=names, a=[0, 1, 1, 0], b=[1, 0, 0, 1])) == []
    assert codes(table(nama=names, jumlah=[1, 1, 1, 1], aktif=["Ya", "Tidak", "Ya", "Ya"])) == []


def test_two_ways_in_one_column(table, mended):
    after = mended(table(aktif=["Ya", "tidak", "1", "0", None], nama=list("abcde")), "flags-mixed")
    assert after.values("aktif").tolist() == [True, False, True, False, None]
    assert after.kinds["aktif"] == "boolean"


def test_two_ways_in_two_columns(table, mended):
    given = table(listrik=[0, 1, 1], aktif=["Ya", "Tidak", "Ya"], pipp=["Sudah", "Belum", None])
    after = mended(given, "flags-mixed")
    assert after.values("listrik").tolist() == [False, True, True]
    assert after.values("pipp").tolist() == [True, False, None]


def test_directions_are_told_and_never_changed(table, seen):
    given = table(oneway=["yes", "no", "-1", None], nama=list("abcd"))
    found = seen(given, "flags-mixed")
    assert "-1, yes/no" in found.message
    assert found.after == ()
