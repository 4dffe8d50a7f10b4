"""Coverage by the standards in a terminal: a block for each, with where it does not apply."""

from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from layers.testing import write_street
from server.cli.answer_table import print_answer
from server.cli.session import Session


@pytest.fixture
def answer(folder):
    catalogue = layers.open(folder)
    write_street(catalogue)
    asked = {"facilities": "sd", "within": "standard", "roads": "streets"}
    yield registry()["coverage"].run(catalogue, asked)
    catalogue.close()


def test_each_standard_has_a_block_with_its_source(answer, capsys):
    print_answer(Session(lang="en"), answer)
    out = capsys.readouterr().out
    blocks = out.split("\n\n")
    assert blocks[0].startswith("Service radius: Primary school (EDU-SD): ≤ 1km (straight line)")
    assert "urban; unverified (illustrative): SNI 03-1733-2004" in blocks[0]
    assert "Does not apply to 3 units (3,000 people)." in blocks[0]
    assert "64.71.01" not in blocks[0]
    walk = blocks[1]
    assert "(THR-SD-WALK): ≤ 3km, walking" in walk
    assert "rural; source seen (compiled): Permendiknas 24/2007" in walk
    assert walk.splitlines()[-1].split()[:2] == ["all", "3,000"]
    assert "Trust: illustrative" in out


def test_in_indonesian(answer, capsys):
    print_answer(Session(lang="id"), answer)
    out = capsys.readouterr().out
    assert "Tidak berlaku di 3 wilayah (3.000 orang)." in out
    assert "perdesaan; sumber terlihat (himpunan)" in out
    assert "≤ 10 menit, jalan kaki" in out
