"""HTML in attributes: pairs become columns, tags go, plain text with signs stays."""

from __future__ import annotations

import pytest

from layers.defects.detectors.markup import lines_of, pairs_of

ROWS = [
    "<p>Operator : PELINDO</p><p>Provinsi : KALIMANTAN TIMUR</p>",
    "<p>Operator : </p><p>Provinsi : KALIMANTAN SELATAN</p>",
    None,
]
PLAIN = ["a < b", "x <- y", "tinggi > 3 & lebar < 2", "<5", "R&D", "a <3 b>"]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("a<br>b", ["a", "b"]),
        ("<tr><td>Nama</td><td>Paser</td></tr>", ["Nama\tPaser"]),
        ("<script>alert(1)</script>x", ["x"]),
        ("&lt;b&gt; &amp; c", ["<b> & c"]),
        ("", []),
    ],
)
def test_lines(html, lines):
    assert lines_of(html) == lines


def test_pairs_of_paragraphs_and_of_table_rows():
    assert pairs_of(ROWS[0]) == {"Operator": "PELINDO", "Provinsi": "KALIMANTAN TIMUR"}
    assert pairs_of("<table><tr><td>A</td><td>1</td></tr></table>") == {"A": "1"}


def test_descriptions_become_columns(table, mended, seen):
    given = table(description=ROWS, provinsi=["x", "y", "z"])
    assert seen(given, "html-in-attributes").rows == (1, 2)
    after = mended(given, "html-in-attributes")
    assert after.values("operator").tolist() == ["PELINDO", None, None]
    assert after.values("provinsi_2").tolist() == ["KALIMANTAN TIMUR", "KALIMANTAN SELATAN", None]
    assert after.title("provinsi_2") == "Provinsi"
    assert after.values("description")[0] == "Operator : PELINDO; Provinsi : KALIMANTAN TIMUR"


def test_plain_text_with_signs_is_no_html(table, codes):
    assert codes(table(catatan=PLAIN)) == []


def test_entities_alone_are_mended_too(table, mended):
    after = mended(table(nama=["Suka &amp; Maju", "b"]), "html-in-attributes")
    assert after.values("nama").tolist() == ["Suka & Maju", "b"]
